"""Dates that are printed without a year."""

from __future__ import annotations

import calendar
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.text.dates import MONTHS, is_day, latest_year, month_number


@pytest.mark.parametrize(
    ("month", "day", "not_after", "year"),
    [
        (4, 16, date(2026, 11, 21), 2026),
        (11, 21, date(2026, 11, 21), 2026),
        (11, 22, date(2026, 11, 21), 2025),
        (2, 29, date(2026, 11, 21), 2024),
        (2, 29, date(2024, 2, 29), 2024),
        (2, 29, date(2024, 2, 28), 2020),
        (2, 29, date(1904, 2, 28), 1896),
        (2, 30, date(2026, 11, 21), None),
        (1, 2, date(1, 1, 1), None),
    ],
)
def test_the_latest_such_day(month: int, day: int, not_after: date, year: int | None) -> None:
    assert latest_year(month, day, not_after) == year


@given(st.dates(date(1000, 1, 1)), st.integers(1, 12), st.integers(1, 31))
def test_no_later_year_would_do(not_after: date, month: int, day: int) -> None:
    year = latest_year(month, day, not_after)
    if year is None:
        assert day > calendar.monthrange(2000, month)[1]
        return
    assert date(year, month, day) <= not_after
    later = range(year + 1, not_after.year + 1)
    assert not any(is_day(y, month, day) and date(y, month, day) <= not_after for y in later)


def test_months_by_name() -> None:
    assert [month_number(name) for name in MONTHS] == list(range(1, 13))
    assert [month_number(name) for name in ("January", "june", "Sept")] == [1, 6, 9]


@pytest.mark.parametrize("day", [(2026, 2, 29), (0, 1, 1), (2026, 2, 2**31), (2**80, 1, 1)])
def test_numbers_that_no_calendar_has_are_no_day(day: tuple[int, int, int]) -> None:
    assert is_day(2024, 2, 29)
    assert not is_day(*day)
