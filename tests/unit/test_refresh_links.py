"""A graph with links that changes is the graph made anew, whatever comes or goes, in any order."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.graph.iri import authorship_iri, name_iri, person_iri
from kg.graph.segment import make_segment
from kg.graph.vocab import DEFAULT_BASE, POSSIBLE_PERSON, SAME_AS, VERIFIED_AGENT
from kg.loading import committing
from kg.loading.report import silent
from kg.model import Judgement, LinkRecord, Mention, Paper, Record, Source
from kg.store.memory import MemoryStore
from kg.store.segment_file import SegmentFile
from tests.linking import link, paper_iri, person, possible, same, verified
from tests.segments import made_anew, refreshed, segment_of, statements
from tests.strategies import near_papers, network_papers

World = list[Sequence[Record]]
"""The records of some sources."""

ELSEWHERE = ("https://dblp.org/rec/conf/tidal/1", "http://www.wikidata.org/entity/Q1")
PEOPLE = (person("local/1"), person("local/2"), person("orcid/0000-0002-1825-0097"))


def links(papers: list[Paper]) -> st.SearchStrategy[list[LinkRecord]]:
    """Links of all kinds between what some papers speak of."""
    of_papers = sorted({paper_iri(paper) for paper in papers})
    mentions = [(paper, mention) for paper in papers for mention in paper.mentions]
    roles = sorted({authorship_iri(paper_iri(paper), mention) for paper, mention in mentions})
    clusters = sorted({name_iri(DEFAULT_BASE, mention.name) for _, mention in mentions})
    proven = (person_iri(DEFAULT_BASE, mention.identifiers) for _, mention in mentions)
    people = sorted({*PEOPLE, *(one for one in proven if one)})
    venues = [f"{DEFAULT_BASE}venue/neurips", f"{DEFAULT_BASE}venue/tidal-data"]
    same = [(one, SAME_AS, other) for some in (of_papers, people) for one in some for other in some]
    same += [(one, SAME_AS, other) for one in [*of_papers, *people, *venues] for other in ELSEWHERE]
    possible = [(one, POSSIBLE_PERSON, other) for one in clusters for other in people]
    verified = [(one, VERIFIED_AGENT, other) for one in roles for other in people]
    kinds = [st.sampled_from(some) for some in (same, possible, verified) if some]
    judged = st.sampled_from((*[Judgement.ACCEPT] * 4, Judgement.REFUSE, Judgement.REVIEW))
    one = st.builds(
        lambda triple, judgement, by_hand, confidence, fields: link(
            triple[0],
            triple[1],
            triple[2],
            judgement,
            by_hand=by_hand,
            confidence=confidence,
            fields=fields,
        ),
        st.one_of(kinds),
        judged,
        st.booleans(),
        st.sampled_from((0.9, 0.95, 1.0)),
        st.sampled_from((("title",), ("orcid",))),
    )
    return st.lists(one.filter(lambda made: made.subject != made.object), max_size=6)


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Two or three sources of papers, and then one or two of links."""
    papers = draw(
        st.lists(
            st.lists(st.one_of(near_papers(), network_papers()), min_size=1, max_size=4),
            min_size=2,
            max_size=3,
        )
    )
    of_links = links([paper for some in papers for paper in some])
    runs = draw(st.lists(of_links, min_size=1, max_size=2))
    return [*papers, *runs]


def source(letter: str) -> Source:
    return Source(sha256=letter * 64, file_name=letter, format="x", parser="x 1")


def segments_in(world: World) -> dict[str, SegmentFile]:
    """The segments of some sources, named a, b, … by their place."""
    return {
        letter * 64: segment_of(source(letter), records)
        for letter, records in zip("abcdef", world, strict=False)
    }


@settings(max_examples=150)
@given(worlds(), st.integers(0, 2))
def test_a_page_comes_and_goes_in_a_graph_with_links(world: World, at: int) -> None:
    whole = segments_in(world)
    papers = [sha for sha, segment in whole.items() if not segment.links]
    left_out = papers[at % len(papers)]
    without = {sha: one for sha, one in whole.items() if sha != left_out}
    assert refreshed(without, whole) in (None, made_anew(whole))
    assert refreshed(whole, without) in (None, made_anew(without))


@settings(max_examples=30)
@given(worlds(), st.randoms(use_true_random=False))
def test_the_order_of_sources_and_links_makes_no_difference(world: World, random: Random) -> None:
    whole = segments_in(world)
    mixed = [
        random.sample(records, len(records)) if whole[sha].links else records
        for sha, records in zip(whole, world, strict=True)
    ]
    shuffled = list(segments_in(mixed).items())
    random.shuffle(shuffled)
    assert made_anew(dict(shuffled)) == made_anew(whole)


RIVERS = Paper(title="On Rivers", mentions=(Mention("Ada Okoye", 1), Mention("Mara Lindqvist", 2)))
BENDS = Paper(title="Why Rivers Bend", mentions=RIVERS.mentions)
TIDES = Paper(title="On Tides", mentions=(Mention("Ada Okoye", 1),))


def test_usual_changes_in_a_graph_with_links_need_no_resolving_of_all() -> None:
    said = [
        same(RIVERS, BENDS),
        possible("Ada Okoye", PEOPLE[0]),
        verified(TIDES, 1, PEOPLE[1], by_hand=True),
        verified(RIVERS, 1, PEOPLE[0]),
        link(paper_iri(BENDS), SAME_AS, ELSEWHERE[0]),
    ]
    for before, more in (([RIVERS], [BENDS]), ([BENDS], [TIDES]), ([TIDES], [RIVERS, BENDS])):
        whole = segments_in([before, said, more])
        without = dict(list(whole.items())[:2])
        assert refreshed(without, whole) == made_anew(whole)
        assert refreshed(whole, without) == made_anew(without)


@pytest.mark.parametrize("order", list(permutations("abc")), ids="".join)
@pytest.mark.parametrize("part", [0.0, 9.0], ids=["anew", "in place"])
def test_sources_come_and_go_in_any_order(
    monkeypatch: pytest.MonkeyPatch, order: tuple[str, ...], part: float
) -> None:
    monkeypatch.setattr(committing, "SMALL", part)
    links = [same(RIVERS, BENDS), verified(TIDES, 1, PEOPLE[1], by_hand=True)]
    records: dict[str, list[Record]] = {"a": [RIVERS], "b": [BENDS, TIDES], "c": [*links]}
    store = MemoryStore(DEFAULT_BASE)
    states = [dict(store.entries)]
    held = [statements(store)]
    for letter in order:
        entry = store.stage(make_segment(DEFAULT_BASE, source(letter), records[letter]))
        states.append({**store.entries, letter * 64: entry})
        committing.commit(store, states[-1], silent)
        held.append(statements(store))
    assert held[-1] == made_anew({sha: store.segment(e) for sha, e in states[-1].items()})
    for state, expected in zip(states[2:0:-1], held[2:0:-1], strict=True):
        committing.commit(store, state, silent)
        assert statements(store) == expected
        assert store.check() == []


def test_links_that_come_or_go_have_all_resolved_anew() -> None:
    whole = segments_in([[RIVERS, BENDS], [same(RIVERS, BENDS)]])
    without = {sha: one for sha, one in whole.items() if not one.links}
    assert refreshed(without, whole) is None
    assert refreshed(whole, without) is None
