"""The two real pages: everything they say, and not a single remark."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from kg.model import Evidence, Metric, Paper, PartialDate, Profile, Record, Source, VenueKind
from kg.sources import format_named, sniff

SEEDS = Path(__file__).parents[2] / "seeds"
FEED = SEEDS / "000_0cc4bcd0d452a947.txt"
ARROW = SEEDS / "001_9a3319ab836ba48e.txt"


def read(path: Path, *, retrieved: date | None = None) -> list[Record]:
    found = sniff(path.read_bytes())
    assert found is not None
    source = Source(
        sha256="0" * 64,
        file_name=path.name,
        format=found.name,
        parser=found.name,
        retrieved=retrieved,
        received=date(2026, 11, 21),
    )
    records = list(format_named(found.name).read(io.BytesIO(path.read_bytes()), source))
    assert all(isinstance(record, Paper | Profile) for record in records)
    return [record for record in records if isinstance(record, Paper | Profile)]


@pytest.fixture(scope="module")
def feed() -> list[Paper]:
    return [record for record in read(FEED) if isinstance(record, Paper)]


@pytest.fixture(scope="module")
def arrow() -> list[Paper]:
    return [record for record in read(ARROW) if isinstance(record, Paper)]


def test_scholar_feed_head() -> None:
    [profile] = [record for record in read(FEED) if isinstance(record, Profile)]
    assert profile.name == "Siqing Li"
    assert [category.code for category in profile.categories] == ["cs.LG"]
    assert profile.metrics == (
        Metric("hIndex", 4),
        Metric("paperCount", 7),
        Metric("citationCount", 58),
        Metric("noveltyScore", 52, "percent"),
        Metric("aiScore", 49),
    )


def test_scholar_feed_papers(feed: list[Paper]) -> None:
    assert [paper.title[:20] for paper in feed] == [
        "Modeling LLM Unlearn",
        "LAMP: Learnable Meta",
        "Bidirectional Time-F",
        "Faithful and Accurat",
        "Multivariate Gaussia",
        "Criteria Tell You Mo",
        "Knowledge-Enhanced P",
    ]
    assert [paper.categories[0].code for paper in feed] == [
        *("cs.CL", "cs.LG", "cs.LG", "cs.LG", "cs.CV", "cs.SI", "cs.CL"),
    ]
    assert all(paper.categories[0].primary for paper in feed)
    assert [paper.metrics for paper in feed] == [
        (Metric("paperScore", Decimal("68.3")),),
        *[()] * 6,
    ]


def test_scholar_feed_dates(feed: list[Paper]) -> None:
    assert feed[0].date == PartialDate(2026, 4, 16, "Apr 16", inferred=True)
    assert feed[1].date == PartialDate(2024, 9, 10)
    early = read(FEED, retrieved=date(2026, 4, 15))[1]
    assert isinstance(early, Paper)
    assert early.date == PartialDate(2025, 4, 16, "Apr 16", inferred=True)


def test_scholar_feed_lists_are_cut(feed: list[Paper]) -> None:
    assert [len(paper.placed) for paper in feed] == [3] * 7
    assert {paper.complete for paper in feed} == {False}
    assert not any(paper.unplaced for paper in feed)
    assert [mention.name for mention in feed[1].mentions] == [
        *("Siqing Li", "Jin-Duk Park", "Wei Huang"),
    ]


def test_scholar_feed_code(feed: list[Paper]) -> None:
    both = (Evidence.BADGE, Evidence.ABSTRACT)
    links = [(link.url, link.evidence) for paper in feed for link in paper.code_links]
    assert links == [
        ("https://github.com/cindy-hong/BiteEEG", both),
        ("https://github.com/jordan7186/GAtt", both),
    ]


def test_scholar_feed_abstracts_are_as_printed(feed: list[Paper]) -> None:
    text = FEED.read_text("utf-8")
    assert all(paper.abstract and paper.abstract in text for paper in feed)
    assert r"\textsf{LAMP} (\underline{\textbf{L}}earn" in (feed[1].abstract or "")
    assert (feed[6].abstract or "").endswith("on the PRG task.")


def test_arrow_head() -> None:
    [profile] = [record for record in read(ARROW) if isinstance(record, Profile)]
    assert profile.name == "Xiuqiang He"
    assert profile.identity_note == (
        "Possible papers associated with this exact author name in Arrow. This page groups "
        "case-insensitive exact name matches and is not a full identity disambiguation profile."
    )
    assert profile.metrics == (Metric("paperCount", 13), Metric("authorRowCount", 1))


def test_arrow_papers(arrow: list[Paper]) -> None:
    venues = [
        f"{paper.edition.venue.name} {paper.edition.year} {paper.publication_type}"
        for paper in arrow
        if paper.edition and paper.edition.venue.kind is VenueKind.CONFERENCE
    ]
    assert venues == [
        *("NeurIPS 2025 Conference Paper", "NeurIPS 2025 Conference Paper"),
        *("NeurIPS 2023 Conference Paper", "AAAI 2022 Conference Paper"),
        *("IJCAI 2021 Conference Paper", "AAAI 2021 Conference Paper", "AAAI 2021 Short Paper"),
        *("IJCAI 2021 Conference Paper", "NeurIPS 2020 Conference Paper"),
        *("AAAI 2020 Conference Paper", "AAAI 2020 Conference Paper"),
        *("IJCAI 2017 Conference Paper", "AAAI 2015 Conference Paper"),
    ]
    assert [paper.date for paper in arrow[:3]] == [
        *(PartialDate(2025), PartialDate(2025), PartialDate(2023)),
    ]
    assert [paper.line for paper in arrow[:2]] == [16, 31]


def test_arrow_completeness(arrow: list[Paper]) -> None:
    listed = [(len(paper.placed), paper.complete) for paper in arrow]
    assert listed == [
        *((8, None), (8, False), (8, None), (8, None), (5, True), (8, None), (7, True)),
        *((7, True), (5, True), (5, True), (6, True), (5, True), (5, True)),
    ]
    unplaced = [[mention.name for mention in paper.unplaced] for paper in arrow]
    assert unplaced == [[], ["Xiuqiang He"], *[[]] * 11]
    assert arrow[2].mentions[7].name == "Xue (Steve) Liu"


def test_arrow_code(arrow: list[Paper]) -> None:
    links = [(link.url, link.quote) for paper in arrow for link in paper.code_links]
    assert links == [
        (
            "https://github.com/Leopold1423/toplora-neurips25",
            "The code is available at https: //github. com/Leopold1423/toplora-neurips25.",
        ),
        (
            "https://github.com/ziqiangcui/SRA-CL",
            "Our code is available at https: //github. com/ziqiangcui/SRA-CL",
        ),
        (
            "https://anonymous.4open.science/r/OptFeature-Anonymous",
            (
                r"All source code are publicly available\footnote{"
                r"https: //anonymous. 4open. science/r/OptFeature-Anonymous}."
            ),
        ),
        (
            "https://github.com/chenchongthu/GHCF",
            "Our implementation has been released (https: //github. com/chenchongthu/GHCF).",
        ),
    ]
    text = ARROW.read_text("utf-8")
    assert all(paper.abstract and paper.abstract in text for paper in arrow)
