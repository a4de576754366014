"""Questions in a graph with links: whose papers they are once verified, what links rest on."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kg
from kg.errors import UnknownName
from kg.graph.segment import make_segment
from kg.graph.vocab import DEFAULT_BASE, SAME_AS
from kg.loading import commit, record_run
from kg.loading.report import silent
from kg.model import Edition, Judgement, LinkRecord, Mention, Paper, Source, Venue
from kg.questions import ask, ask_plainly
from kg.questions.table import shortener
from kg.store.memory import MemoryStore
from tests.linking import cluster_iri, link, paper_iri, person, possible, same, verified
from tests.strategies import network_papers

OF_RIVERS, OF_TIDES = person("local/wei-of-rivers"), person("local/wei-of-tides")
ELSEWHERE = "https://dblp.org/rec/conf/tidal/1"


def paper(title: str, *names: str) -> Paper:
    return Paper(
        title=title,
        mentions=tuple(Mention(name, place) for place, name in enumerate(names, 1)),
        complete=True,
        edition=Edition(Venue("Tidal Data"), 2025),
    )


RIVERS = paper("On Rivers", "Wei Lin", "Mara Lindqvist")
BENDS = paper("Why Rivers Bend", "Mara Lindqvist", "Wei Lin")
TIDES = paper("On Tides", "Wei Lin", "Ada Okoye")
SALT = paper("On Salt", "Bo Brook", "Wei Lin")
PAPERS = [RIVERS, BENDS, TIDES, SALT]
DECIDED = [
    verified(RIVERS, 1, OF_RIVERS, by_hand=True),
    verified(BENDS, 2, OF_RIVERS, by_hand=True),
    verified(TIDES, 1, OF_TIDES, by_hand=True),
]


def graph_with(*runs: Sequence[LinkRecord], papers: Sequence[Paper] = PAPERS) -> kg.Graph:
    store = MemoryStore(DEFAULT_BASE)
    source = Source(sha256="a" * 64, file_name="papers", format="x", parser="x 1")
    entry = store.stage(make_segment(DEFAULT_BASE, source, papers))
    commit(store, {source.sha256: entry}, silent)
    for number, links in enumerate(runs, 1):
        record_run(store, links, f"{number}.sssom.tsv", f"{number}".encode())
    return kg.Graph(store)


def answers(graph: kg.Graph, question: str, author: str, *columns: str) -> list[tuple[object, ...]]:
    """Some columns of an answer, which is the same from listings and by the plain query."""
    rows = list(graph.ask(question, author=author))
    assert rows == list(ask_plainly(graph.store, question, {"author": author}))
    return [tuple(getattr(row, column) for column in columns) for row in rows]


def test_questions_answer_for_a_person_whose_authorships_are_verified() -> None:
    graph = graph_with(DECIDED)
    assert answers(graph, "author_papers", OF_RIVERS, "title") == [
        ("On Rivers",),
        ("Why Rivers Bend",),
    ]
    assert answers(graph, "coauthors", OF_RIVERS, "name", "shared", "identity_status") == [
        ("Mara Lindqvist", 2, "unverified")
    ]
    assert answers(graph, "coauthors", OF_TIDES, "name", "shared") == [("Ada Okoye", 1)]
    assert answers(graph, "author_venues", OF_RIVERS, "papers") == [(2,)]
    # What nobody has decided on stays with the name.
    assert answers(graph, "author_papers", "Wei Lin", "title") == [("On Salt",)]
    assert answers(graph, "coauthors", "Mara Lindqvist", "coauthor", "identity_status") == [
        (OF_RIVERS, "person")
    ]


def test_without_the_run_the_name_has_all_papers_again() -> None:
    graph = graph_with(DECIDED)
    graph.unlink("1.sssom.tsv")
    assert len(answers(graph, "author_papers", "Wei Lin", "title")) == 4
    with pytest.raises(UnknownName):
        graph.ask("author_papers", author=OF_RIVERS)


def test_the_worklist_loses_what_is_decided() -> None:
    proposed = [possible("Wei Lin", OF_RIVERS, Judgement.REVIEW)]
    graph = graph_with(proposed)
    (row,) = (row for row in graph.ask("identity_worklist") if row.name == "Wei Lin")
    assert (row.papers, row.coauthor_components, row.candidates) == (4, 3, 1)
    everything = [*DECIDED, verified(SALT, 2, OF_TIDES, by_hand=True)]
    names = [row.name for row in graph_with(everything).ask("identity_worklist")]
    assert "Wei Lin" not in names


@settings(max_examples=60)
@given(st.lists(network_papers(), max_size=8), st.integers(1, 3), st.data())
def test_the_worklist_is_the_same_from_listings_and_by_queries(
    papers: list[Paper], least: int, data: st.DataObject
) -> None:
    people = st.sampled_from((OF_RIVERS, OF_TIDES))
    names = st.sampled_from(("Ilsa Thornquist", "Bram O'Vell", "Nobody"))
    judged = st.sampled_from(Judgement)
    by_name = st.builds(possible, names, people, judged, by_hand=st.booleans())
    said = by_name
    if papers:
        one = st.sampled_from(papers)
        by_place = st.builds(verified, one, st.just(1), people, judged, by_hand=st.booleans())
        said = st.one_of(by_name, by_place)
    links = data.draw(st.lists(said, max_size=4))
    store = graph_with(links, papers=papers).store
    asked = {"min_papers": least}
    plain = list(ask_plainly(store, "identity_worklist", asked))
    assert list(ask(store, "identity_worklist", asked)) == plain


def test_links_of_an_entity_carry_their_evidence() -> None:
    graph = graph_with(
        [link(paper_iri(RIVERS), SAME_AS, ELSEWHERE)],
        [link(ELSEWHERE, SAME_AS, paper_iri(TIDES), by_hand=True)],
    )
    (row,) = graph.ask("external_links", entity="On Rivers")
    assert (row.target, row.method, row.evidence) == (
        ELSEWHERE,
        "CompositeMatching",
        "the same title and authors",
    )
    assert f"{row.score} {row.date}" == "0.97 2026-11-30"
    (row,) = graph.ask("external_links", entity="On Tides")
    assert (row.target, row.method, row.score) == (ELSEWHERE, "ManualMappingCuration", None)


def test_a_graph_with_links_conforms_to_the_shapes() -> None:
    venue = f"{DEFAULT_BASE}venue/tidal-data"
    graph = graph_with(
        DECIDED,
        [
            same(RIVERS, BENDS),
            same(RIVERS, SALT, Judgement.REFUSE, by_hand=True),
            possible("Ada Okoye", "http://www.wikidata.org/entity/Q1"),
            *(link(one, SAME_AS, ELSEWHERE) for one in (paper_iri(TIDES), venue, OF_TIDES)),
        ],
    )
    assert graph.validate() == []
    assert len(graph.info().links) == 2


def from_where(graph: kg.Graph, *asked: str) -> list[tuple[str, str, bool, str]]:
    shorten = shortener(DEFAULT_BASE)
    return [
        (shorten(str(row.property)), str(row.value), row.taken, row.file)
        for row in graph.where_from(*asked)
        if row.file != "papers"
    ]


def test_where_from_names_the_run_of_a_link() -> None:
    graph = graph_with(
        [same(RIVERS, BENDS), same(RIVERS, TIDES), link(paper_iri(RIVERS), SAME_AS, ELSEWHERE)],
        [same(TIDES, RIVERS, Judgement.REFUSE, by_hand=True), possible("Wei Lin", OF_TIDES)],
        DECIDED,
    )
    bends, tides = (
        ("owl:sameAs", paper_iri(BENDS), True, "1.sssom.tsv"),
        ("owl:sameAs", paper_iri(TIDES), False, "1.sssom.tsv"),
    )
    elsewhere = ("schema:sameAs", ELSEWHERE, True, "1.sssom.tsv")
    assert sorted(from_where(graph, paper_iri(RIVERS))) == sorted([bends, tides, elsewhere])
    assert from_where(graph, paper_iri(RIVERS), "sameAs") == [elsewhere]
    (work,) = graph.store.objects(f"<{paper_iri(RIVERS)}>", "<http://schema.org/exampleOfWork>")
    assert bends in from_where(graph, work[1:-1])
    assert from_where(graph, cluster_iri("Wei Lin"), "possiblePerson") == [
        ("kg:possiblePerson", OF_TIDES, True, "2.sssom.tsv")
    ]
    assert from_where(graph, paper_iri(BENDS), "verifiedAgent") == [
        ("kg:verifiedAgent", OF_RIVERS, True, "3.sssom.tsv")
    ]
