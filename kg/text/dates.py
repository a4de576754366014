"""Dates as printed on pages, and the year of a date that is printed without one."""

from __future__ import annotations

from datetime import date

MONTH = (
    "(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    "|Sep(?:t(?:ember)?)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)"
)
"""A regular expression for the English name of a month, full or shortened."""

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
"""The months as pages shorten them."""

# No two leap years are further apart: 1896 and 1904 have 1900 between them, which was none.
_LONGEST_WAIT = 8


def month_number(name: str) -> int:
    """The number (1 to 12) of a month that :data:`MONTH` matches.

    >>> month_number("Sept")
    9
    """
    return MONTHS.index(name[:3].title()) + 1


def is_day(year: int, month: int, day: int) -> bool:
    """Whether the calendar has such a day."""
    try:
        date(year, month, day)
    except (ValueError, OverflowError):
        return False
    return True


def latest_year(month: int, day: int, not_after: date) -> int | None:
    """The year of the latest such day up to a given one, or ``None`` if no year has such a day.

    >>> latest_year(4, 16, date(2026, 11, 21)), latest_year(12, 1, date(2026, 11, 21))
    (2026, 2025)
    >>> latest_year(2, 29, date(2026, 11, 21))
    2024
    """
    for year in range(not_after.year, max(not_after.year - _LONGEST_WAIT, 1) - 1, -1):
        if is_day(year, month, day) and date(year, month, day) <= not_after:
            return year
    return None
