"""Titles of proceedings and issues, and what they say of series, volume and pages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.text.proceedings import is_workshop, journal_issue, page_range, series_name

SERIES = {
    "Proceedings of the 58th Annual Meeting of the Society for Tides": (
        "Annual Meeting of the Society for Tides"
    ),
    "Proceedings of the Twenty-First Meeting on Salt (Volume 2: Short Papers)": "Meeting on Salt",
    "Proceedings of the 2019 Conference on Tides: System Demonstrations": "Conference on Tides",
    "Proceedings of the Conference on Tides: Sea Technologies, Volume 1 (Long Papers)": (
        "Conference on Tides: Sea Technologies"
    ),
    "Proceedings of the The 17th Annual Workshop on Salt": "Annual Workshop on Salt",
    "Proceedings of the Second Workshop on Salt (SALT’16)": "Workshop on Salt",
    "2020 Conference on Tides (COT)": "Conference on Tides",
    "Third International Conference on Tides, 2019": "International Conference on Tides",
    "International Conference on Tides, Oslo, July 5-10, 2019": (
        "International Conference on Tides, Oslo"
    ),
    "International Conference on Tides, ICOT 2020, Oslo, Norway, June 13-19, 2020": "ICOT",
    "ICOT '20: The 26th Conference on Tides, Virtual Event, August 23-27, 2020": "ICOT",
    "CoTides 1998 Volume 2: The 17th Conference on Tides": "CoTides",
    "Companion Volume of the Proceedings of SALT 2013: System Demonstrations": "SALT",
    "In Proceedings of SALT 2019": "SALT",
    "Proc. SALT": "SALT",
    "SALT": "SALT",
    "Language, Information and Tides": "Language, Information and Tides",
    "Computational Tides": "Computational Tides",
    "Proceedings": "Proceedings",
    "2020": "2020",
    "": "",
}


@pytest.mark.parametrize("printed", SERIES)
def test_a_title_of_proceedings_names_a_series(printed: str) -> None:
    assert series_name(printed) == SERIES[printed]


@given(st.text(max_size=60))
def test_a_title_that_says_anything_names_something(printed: str) -> None:
    found = series_name(printed)
    assert bool(found) is bool(printed.strip())
    assert found in " ".join(printed.split())


def test_long_titles_end_soon() -> None:
    assert series_name("a, " * 100_000)
    assert series_name("(" * 999)
    assert journal_issue("volume " * 10_000) is None


@pytest.mark.parametrize(
    ("printed", "issue"),
    [
        ("Tidal Linguistics, Volume 26, Number 1, March 2000", ("Tidal Linguistics", "26", "1")),
        ("Tidal Linguistics, Volume 46, Issue 1 - March 2020", ("Tidal Linguistics", "46", "1")),
        ("Salt & Sea, Volume 9, Number 3-4", ("Salt & Sea", "9", "3-4")),
        ("Transactions on Tides, Volume 8", ("Transactions on Tides", "8", None)),
        ("American Journal of Tides (November 1975)", None),
        ("Proceedings of the Conference on Tides", None),
    ],
)
def test_a_title_of_an_issue_names_journal_volume_and_number(
    printed: str, issue: tuple[str, str, str | None] | None
) -> None:
    assert journal_issue(printed) == issue


@pytest.mark.parametrize(
    ("printed", "pages"),
    [
        ("1–6", "1-6"),
        ("1--6", "1-6"),
        (" 1 - 6 ", "1-6"),
        ("e17", "e17"),
        ("7-", "7"),
        ("--", None),
    ],
)
def test_pages_have_one_form(printed: str, pages: str | None) -> None:
    assert page_range(printed) == pages


def test_a_workshop_of_students_is_part_of_its_conference() -> None:
    assert is_workshop("Proceedings of the WORKSHOP on Salt")
    assert not is_workshop("Proceedings of the Student Research Workshop")
    assert not is_workshop("Proceedings of the Conference on Salt")
