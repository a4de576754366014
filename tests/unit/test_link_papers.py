"""Publications of two sources linked: cases in ``tests/cases/link``, and what always holds."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.link.blocking import LARGEST, BlockingReport
from kg.link.corpus import Corpus
from kg.link.papers import Link, explain, link_papers
from kg.link.records import PaperRecord, paper_record
from kg.link.score import ACCEPT, REVIEW, Decision
from kg.model import Edition, Identifier, Mention, Paper, SubmissionStatus, Venue
from tests.strategies import names, titles

CASES = sorted((Path(__file__).parents[1] / "cases" / "link").glob("*.json"))


def record_of(fields: dict[str, Any]) -> PaperRecord:
    lists: dict[str, Any] = {
        name: tuple(fields[name]) for name in ("authors", "identifiers") if name in fields
    }
    return PaperRecord(**{**fields, **lists})


def ids(links: list[Link], decision: Decision) -> set[tuple[str, str]]:
    return {(link.left, link.right) for link in links if link.decision is decision}


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_case_is_decided_as_it_says(path: Path) -> None:
    case = json.loads(path.read_text("utf-8"))
    left, right = (list(map(record_of, case[side])) for side in ("left", "right"))
    links = list(link_papers(left, right))
    for decision in (Decision.ACCEPT, Decision.REVIEW, Decision.CONFLICT):
        assert ids(links, decision) == set(map(tuple, case[decision.value])), case["why"]


WORDS = ("salt", "tides", "harbour", "systems", "rock", "pools", "part", "i", "ii", "learning")
RECORDS = st.builds(
    PaperRecord,
    id=st.just(""),
    title=st.one_of(
        st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join), titles()
    ),
    authors=st.lists(
        st.one_of(st.sampled_from(("Ada Brook", "A. Brook", "Brook, Ada", "Bo Li")), names()),
        max_size=3,
    ).map(tuple),
    complete=st.sampled_from((None, True, False)),
    year=st.sampled_from((None, 1999, 2000)),
    venue=st.sampled_from((None, "VLDB", "VLDB J.", "CoRR", "Harbour Days", "")),
    pages=st.sampled_from((None, "1-9", "12-19")),
    identifiers=st.lists(st.sampled_from(("doi:10.1/a", "doi:10.1/b", "arxiv:1")), max_size=2).map(
        tuple
    ),
)


def numbered(prefix: str, records: list[PaperRecord]) -> list[PaperRecord]:
    return [replace(record, id=f"{prefix}{n}") for n, record in enumerate(records)]


SOURCES = st.tuples(
    st.lists(RECORDS, max_size=6).map(lambda records: numbered("l", records)),
    st.lists(RECORDS, max_size=6).map(lambda records: numbered("r", records)),
)


@settings(deadline=None)
@given(SOURCES)
def test_it_does_not_matter_which_source_is_called_left(
    sources: tuple[list[PaperRecord], list[PaperRecord]],
) -> None:
    left, right = sources
    turned = [replace(link, left=link.right, right=link.left) for link in link_papers(right, left)]
    assert without_remarks(turned) == without_remarks(link_papers_list(left, right))


@settings(deadline=None)
@given(SOURCES, st.randoms())
def test_the_order_of_the_records_does_not_matter(
    sources: tuple[list[PaperRecord], list[PaperRecord]], chance: Any
) -> None:
    left, right = sources
    others = [chance.sample(side, len(side)) for side in (left, right)]
    assert without_remarks(link_papers(*others)) == without_remarks(link_papers(left, right))


@settings(deadline=None)
@given(SOURCES)
def test_accepted_links_are_one_to_one_and_sure(
    sources: tuple[list[PaperRecord], list[PaperRecord]],
) -> None:
    left, right = sources
    links = list(link_papers(left, right))
    accepted = [link for link in links if link.decision is Decision.ACCEPT]
    for side in ("left", "right"):
        assert max(Counter(getattr(link, side) for link in accepted).values(), default=1) == 1
    assert all(link.confidence >= ACCEPT for link in accepted)
    linked = {link.left for link in accepted}, {link.right for link in accepted}
    for link in links:
        if link.decision is Decision.REVIEW:
            assert link.left not in linked[0]
            assert link.right not in linked[1]


def link_papers_list(left: list[PaperRecord], right: list[PaperRecord]) -> list[Link]:
    return list(link_papers(left, right))


def without_remarks(links: Any) -> set[Link]:
    return {replace(link, remark="") for link in links}


BROOK = PaperRecord(
    id="a", title="Salt Tides of Harbours", authors=("Ada Brook", "Bo Lindqvist"), year=1999
)


def test_a_link_carries_what_speaks_for_it() -> None:
    (link,) = link_papers([BROOK], [replace(BROOK, id="b", year=2000)])
    points = {part.feature: part.points for part in link.evidence}
    assert points["title"] > points["authors"] > 0 > points["years apart"]
    assert link.tier == 1


def test_a_common_identifier_makes_tier_0() -> None:
    one = replace(BROOK, identifiers=("doi:10.1/a",))
    (link,) = link_papers([one], [replace(one, id="b")])
    assert (link.tier, link.decision) == (0, Decision.ACCEPT)
    assert link.confidence > 0.9999


def test_a_rival_is_named() -> None:
    links = list(link_papers([BROOK], [replace(BROOK, id="b"), replace(BROOK, id="c")]))
    assert [link.decision for link in links] == [Decision.REVIEW] * 2
    assert [link.remark for link in links if link.remark] == ["c fits as well"]
    assert all(link.confidence > REVIEW for link in links)


def test_any_pair_can_be_explained() -> None:
    other = PaperRecord(id="z", title="Rock Pools", authors=("Mina Quell",))
    evidence = explain(BROOK, other, Corpus([BROOK], [other]))
    points = {part.feature: part.points for part in evidence}
    assert points["title"] < 0 > points["authors"]


def test_the_report_counts_pairs_and_tells_what_was_left_out() -> None:
    many = [
        PaperRecord(id=f"{n}", title="Editorial", authors=(f"Bo {chr(97 + n % 26)}Lind{n}",))
        for n in range(60)
    ]
    report = BlockingReport()
    list(link_papers(many, many, report))
    assert report.possible == 3600
    assert 60 <= report.compared < 3600
    assert report.left_out["title"] == 1
    assert report.left_out_pairs["title"] == 3600 > LARGEST["title"]


def test_nothing_to_link_gives_nothing() -> None:
    assert not list(link_papers([], []))
    assert not list(link_papers([BROOK], []))


def test_a_record_is_made_of_what_a_source_says() -> None:
    paper = Paper(
        title="Salt Tides",
        mentions=(Mention("Ada Brook", 1), Mention("Bo Lindqvist", 2)),
        complete=True,
        edition=Edition(Venue("ACL"), 2018),
        submission_status=SubmissionStatus.REJECTED,
        identifiers=(
            Identifier("doi", "10.18653/v1/p18-1001"),
            Identifier("doi", "10.48550/arxiv.1801.00001"),
            Identifier("isbn", "9780306406157"),
        ),
    )
    assert paper_record("x", paper) == PaperRecord(
        id="x",
        title="Salt Tides",
        authors=("Ada Brook", "Bo Lindqvist"),
        complete=True,
        year=2018,
        venue="ACL",
        identifiers=("doi:10.18653/v1/p18-1001", "acl:P18-1001", "arxiv:1801.00001"),
        published=False,
    )
