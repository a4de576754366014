"""Parts of pages: what a line says, and where it can't be told."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from kg.model import BADGE, CodeLink, Evidence, Paper, PartialDate, Problem, Source, join_badge
from kg.sources import format_named
from kg.sources.author_lists import author_list, page_author
from kg.sources.feed_start import is_torn_start, start_of
from kg.sources.figures import Figure, figure
from kg.sources.glued import readings
from tests.pages import arrow_page, invented_papers, scholar_feed_page

AUTHOR = "Ilsa Thornquist"
REPOSITORY = CodeLink("https://github.com/a/b", (Evidence.ABSTRACT,), "See it.")
OTHER = CodeLink("https://github.com/c/d", (Evidence.ABSTRACT,))


@pytest.mark.parametrize(
    ("line", "category", "day", "score", "code"),
    [
        ("68.3CLApr 16", "CL", PartialDate(2026, 4, 16, "Apr 16", inferred=True), "68.3", False),
        ("LGSep 10, 2024", "LG", PartialDate(2024, 9, 10), None, False),
        ("LGOct 11, 2025Code", "LG", PartialDate(2025, 10, 11), None, True),
        ("7LGMay 3, 2023Code", "LG", PartialDate(2023, 5, 3), "7", True),
        ("MAMar 3, 2023", "MA", PartialDate(2023, 3, 3), None, False),
        ("MLJan 2024", "ML", PartialDate(2024, 1), None, False),
        ("stat.MLJanuary 3, 2024", "stat.ML", PartialDate(2024, 1, 3), None, False),
        ("astro-ph.COJun 3, 2024", "astro-ph.CO", PartialDate(2024, 6, 3), None, False),
        ("hep-thSept. 3, 2024", "hep-th", PartialDate(2024, 9, 3), None, False),
        ("99 LG Sep 10,2024 Code", "LG", PartialDate(2024, 9, 10), "99", True),
    ],
)
def test_the_first_line_of_a_feed_record(
    line: str, category: str, day: PartialDate, score: str | None, code: bool
) -> None:
    start = start_of(line)
    assert start is not None
    assert start.category == category
    assert start.date(date(2026, 11, 21)) == day
    assert start.score == score
    assert start.has_code is code
    assert [metric.value for metric in start.metrics] == ([Decimal(score)] if score else [])


@pytest.mark.parametrize(
    "line",
    [
        *("UK March 2020", "Notes of May 10, 2024", "optics of May 10, 2024", "May 10, 2024"),
        *("LGSep 10, 2024 and more", "LGSep", "LG2024", "LG10 Sep 2024", "lgSep 10, 2024"),
        *("1234LGSep 10, 2024", "LGSep 10, 20245", "xLGSep 10, 2024", "", "LGSep ١٠, 2024"),
    ],
)
def test_what_is_no_first_line_of_a_feed_record(line: str) -> None:
    assert start_of(line) is None


@pytest.mark.parametrize(
    "line", ["6", "68.", "68.3C", "quant-p", "LGO", "LGOct 11, 20", "CLMay 3Co"]
)
def test_a_torn_first_line_is_known(line: str) -> None:
    assert is_torn_start(line)


@pytest.mark.parametrize("line", ["We", "Tides turn.", "LGOctopus", "2024", "The end"])
def test_other_ends_of_pages_are_not_torn_first_lines(line: str) -> None:
    assert not is_torn_start(line)


def test_a_date_without_year_needs_a_day_to_count_from() -> None:
    start = start_of("LGApr 16")
    assert start is not None
    assert start.date(None) == PartialDate(as_listed="Apr 16")


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("h-index4", Figure("h-index", 4)),
        ("h-index: 12", Figure("h-index", 12)),
        ("7papers", Figure("papers", 7)),
        ("1,234,567 Citations", Figure("citations", 1234567)),
        ("Novelty52%", Figure("novelty", 52, "percent")),
        ("AI Score49.5", Figure("ai score", Decimal("49.5"))),
        ("1 author row", Figure("author row", 1)),
        ("12,34papers", None),
        ("1.2kcitations", None),
        ("papers", None),
        ("7", None),
        ("7 of 9 papers", None),
    ],
)
def test_figures(text: str, stated: Figure | None) -> None:
    found = figure(text)
    if stated is None:
        assert found is None or found.label not in {"papers", "citations"}
    else:
        assert found == stated


@pytest.mark.parametrize(
    ("line", "names", "cut"),
    [
        ("Bram Ovell, Zuri Adeyo et al.", ("Bram Ovell", "Zuri Adeyo"), True),
        ("Bram Ovell, Zuri Adeyo, et al", ("Bram Ovell", "Zuri Adeyo"), True),
        ("Bram Ovell,Zuri Adeyo", ("Bram Ovell", "Zuri Adeyo"), False),
        ("Bram Ovell, Jr., Zuri Adeyo", ("Bram Ovell, Jr.", "Zuri Adeyo"), False),
        ("Xe (Stan) Liang", ("Xe (Stan) Liang",), False),
        ("Beth Alvarez", ("Beth Alvarez",), False),
        ("Janet al Rashid, Et Allen", ("Janet al Rashid", "Et Allen"), False),
    ],
)
def test_lists_of_names(line: str, names: tuple[str, ...], cut: bool) -> None:
    found = author_list(line)
    assert found.names == names
    assert found.cut is cut


@pytest.mark.parametrize(
    ("line", "whose", "title", "first"),
    [
        ("A Test for RAGShu Yun, Bo Li, Qi Ma et al.", None, "A Test for RAG", "Shu Yun"),
        ("Tides of LLMsShu Yun, Bo Li, Qi Ma et al.", None, "Tides of LLMs", "Shu Yun"),
        (
            "Ebb, Flow, and TidesShu Yun, Bo Li, Qi Ma et al.",
            None,
            "Ebb, Flow, and Tides",
            "Shu Yun",
        ),
        ("Why Ebb?Ada M. Lee, Bo Li, Qi Ma et al.", None, "Why Ebb?", "Ada M. Lee"),
        ("Tides in 3DJ.-P. Lee, Bo Li, Qi Ma et al.", None, "Tides in 3D", "J.-P. Lee"),
        ("On DeepFMJin-Duk Tarn, Bo Li, Qi Ma et al.", None, "On DeepFM", "Jin-Duk Tarn"),
        ("On ÉbbÉva van der Noé, Bo Li, Qi Ma et al.", None, "On Ébb", "Éva van der Noé"),
        ("On TidesJinWoo Tarn, Bo Li, Qi Ma et al.", "JinWoo Tarn", "On Tides", "JinWoo Tarn"),
        ("On tidesilsa thornquist, Bo Li", "Ilsa Thornquist", "On tides", "ilsa thornquist"),
        ("On TidesMadonna, Bo Li", "Madonna", "On Tides", "Madonna"),
        ("On TidesShu Yun, Bo Li", "Bo Li", "On Tides", "Shu Yun"),
    ],
)
def test_a_line_that_can_be_parted_in_one_way(
    line: str, whose: str | None, title: str, first: str
) -> None:
    [reading] = readings(line, page_author(whose) if whose else None)
    assert reading.title == title
    assert reading.authors.names[0] == first


@pytest.mark.parametrize(
    ("line", "whose", "ways"),
    [
        ("On TidesJinWoo Tarn, Bo Li, Qi Ma et al.", None, 2),
        ("On TidesMcCoy Lee, Bo Li, Qi Ma et al.", None, 2),
        ("On tidesshu yun, Bo Li, Qi Ma et al.", None, 0),
        ("On Tides Shu Yun, Bo Li, Qi Ma et al.", None, 0),
        ("On TidesShu Yun, Bo Li et al.", None, 0),
        ("On TideNet Models", "Bo Li", 0),
        ("On TidesShu Yun, Qi Ma", "Bo Li", 0),
        ("On 潮汐王小明, Bo Li, Qi Ma et al.", None, 0),
    ],
)
def test_a_line_that_can_not_be_parted_in_one_way(line: str, whose: str | None, ways: int) -> None:
    assert len(readings(line, page_author(whose) if whose else None)) == ways


def test_a_badge_joins_the_only_repository() -> None:
    [joined] = join_badge((REPOSITORY, BADGE))
    assert joined == CodeLink(REPOSITORY.url, (Evidence.BADGE, Evidence.ABSTRACT), "See it.")
    assert join_badge((BADGE,)) == (BADGE,)
    assert join_badge((REPOSITORY, OTHER, BADGE)) == (REPOSITORY, OTHER, BADGE)


def source(name: str) -> Source:
    return Source(sha256="0" * 64, file_name="page.txt", format=name, parser=name)


@pytest.mark.parametrize(
    ("name", "page_of"), [("scholar-feed", scholar_feed_page), ("arrow", arrow_page)]
)
def test_long_pages_and_long_titles(name: str, page_of: Callable[[str, list[Paper]], str]) -> None:
    papers = invented_papers(400, author=AUTHOR)
    page = page_of(AUTHOR, papers).replace(papers[7].title, "Tides " * 833 + "at")
    records = list(format_named(name).read(io.BytesIO(page.encode()), source(name)))
    assert not [record for record in records if isinstance(record, Problem)]
    found = [record for record in records if isinstance(record, Paper)]
    assert len(found) == 400
    assert len(found[7].title) == 5000
    lines = page.split("\n")
    assert all(lines[paper.line] == paper.title or name == "arrow" for paper in found)


@pytest.mark.parametrize("name", ["scholar-feed", "arrow"])
def test_a_text_that_is_no_page_is_rejected_when_its_format_is_forced(name: str) -> None:
    text = "Tides are hard to forecast.\n" * 100
    problems = list(format_named(name).read(io.BytesIO(text.encode()), source(name)))
    assert all(isinstance(problem, Problem) for problem in problems)
    assert [p.code for p in problems if isinstance(p, Problem) and p.rejected] == ["no-records"]
    assert len(problems) < 30
