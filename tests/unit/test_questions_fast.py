"""Answers from listings are the answers of the plain queries, row by row, in the same order."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from kg.graph.iri import name_iri
from kg.graph.vocab import ARXIV, DEFAULT_BASE, SAME_AS, VERIFIED_AGENT
from kg.model import CodeLink, Edition, Judgement, LinkRecord, Paper, Source, Venue
from kg.questions import ask, ask_plainly, names, question
from kg.questions.fast import answered, procedures
from kg.store.memory import MemoryStore
from kg.summaries.listings import MOST_BYTES
from tests.linking import link, paper_iri
from tests.segments import literals_of_at_most, segment_of, store_of
from tests.strategies import network_papers

AUTHORS = (
    *(name_iri(DEFAULT_BASE, name) for name in ("Ilsa Thornquist", "Bram O'Vell", "Zoë Ångmark")),
    *(name_iri(DEFAULT_BASE, "50% | Co"), f"{DEFAULT_BASE}person/orcid/0000-0002-1825-0097"),
)
VENUES = tuple(f"{DEFAULT_BASE}venue/{slug}" for slug in ("neurips", "tidal-data"))
CATEGORIES = tuple(ARXIV + code for code in ("cs.LG", "cs", "stat.ML", "cs.IT"))
REPOSITORIES = tuple(f"{DEFAULT_BASE}code/{path}" for path in ("github.com/tidal/graphs", "x/y"))
SOURCES = tuple(f"{DEFAULT_BASE}source/{letter * 64}" for letter in "ab")
VALUES = {
    "entity": st.sampled_from(
        (*AUTHORS, *VENUES, f"{VENUES[0]}/2024", *CATEGORIES, *SOURCES, *REPOSITORIES)
    ),
    "repository": st.sampled_from(REPOSITORIES),
    "author": st.sampled_from(AUTHORS),
    "venue": st.sampled_from(VENUES),
    "category": st.sampled_from(CATEGORIES),
    "integer": st.integers(1, 2),
    "depth": st.integers(1, 2),
    "year": st.integers(2019, 2025),
    "boolean": st.booleans(),
}


def source(letter: str) -> Source:
    return Source(sha256=letter * 64, file_name=letter, format="x", parser="x 1")


def graph(sources: list[list[Paper]], links: list[LinkRecord] | None = None) -> MemoryStore:
    segments = {
        letter * 64: segment_of(source(letter), papers)
        for letter, papers in zip("abc", sources, strict=False)
    }
    if links:
        segments["f" * 64] = segment_of(source("f"), links)
    return store_of(segments)


def link_of(papers: list[Paper]) -> st.SearchStrategy[LinkRecord]:
    """A link of a publication to another, to one elsewhere, or of its first author to a person."""
    paper = st.sampled_from([paper_iri(paper) for paper in papers])
    judged, by_hand = st.sampled_from((*Judgement, Judgement.ACCEPT)), st.booleans()
    other = paper | st.just("https://dblp.org/rec/conf/tidal/1")
    author = paper.map("{}#author-1".format)
    who = st.sampled_from(AUTHORS[-1:])
    return st.one_of(
        st.builds(link, paper, st.just(SAME_AS), other, judged, by_hand=by_hand),
        st.builds(link, author, st.just(VERIFIED_AGENT), who, judged, by_hand=by_hand),
    )


def arguments(name: str) -> st.SearchStrategy[dict[str, object]]:
    """Arguments of a question, each optional one given one time in three."""
    return st.fixed_dictionaries(
        {
            parameter.name: st.lists(VALUES[parameter.kind], min_size=1, max_size=3)
            if parameter.many
            else VALUES[parameter.kind]
            if parameter.required
            else st.one_of(st.none(), st.none(), VALUES[parameter.kind])
            for parameter in question(name).parameters
        }
    )


def existing(store: MemoryStore, given_arguments: dict[str, object]) -> bool:
    """Whether all that is asked about is in the graph, which an unknown name would not be."""
    for value in given_arguments.values():
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, str) and not store.query(f"ASK {{ <{one}> a ?class }}"):
                return False
    return True


@settings(max_examples=40)
@given(data=st.data(), size=st.sampled_from((300, MOST_BYTES)))
def test_listings_answer_as_the_plain_queries_do(data: st.DataObject, size: int) -> None:
    sources = data.draw(st.lists(st.lists(network_papers(), max_size=6), min_size=1, max_size=2))
    papers = [paper for some in sources for paper in some]
    links = data.draw(st.lists(link_of(papers), max_size=3)) if papers else []
    with literals_of_at_most(size):
        store = graph(sources, links)
    for name in sorted(procedures().keys() & names()):
        asked = data.draw(arguments(name), label=name)
        if existing(store, asked):
            plain = list(ask_plainly(store, name, asked))
            assert list(ask(store, name, asked)) == plain, name


def test_a_venue_without_a_known_author_has_none() -> None:
    store = graph([[Paper(title="Tidal Graphs", edition=Edition(Venue("NeurIPS")))]])
    assert list(ask(store, "venue_authors", {"venue": VENUES[0]})) == []


def test_a_repository_in_two_spellings_is_named_once_by_a_paper() -> None:
    links = (CodeLink(f"https://github.com/{owner}/graphs") for owner in ("Tidal", "tidal"))
    store = graph([[Paper(title="Tidal Graphs", code_links=(link,))] for link in links])
    asked: dict[str, object] = {"repository": "github.com/tidal/graphs"}
    assert [row.title for row in ask(store, "repository_papers", asked)] == ["Tidal Graphs"]


def test_without_listings_the_plain_query_answers() -> None:
    store = MemoryStore()
    assert answered(store, "coauthors", {}) is None
