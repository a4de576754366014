"""The first line of a Scholar Feed record: score, category, date and code badge, glued together.

``68.3CLApr 16``, ``LGSep 10, 2024``, ``LGOct 11, 2025Code``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from kg.model import Metric, PartialDate
from kg.sources.figures import number_of
from kg.sources.page import tidy
from kg.text.arxiv import codes, is_printed_form, short_form
from kg.text.dates import MONTH, MONTHS, is_day, latest_year, month_number

LONGEST = 64
"""Characters that such a line has at most."""

_START = re.compile(
    rf"""
    (?: (?P<score> [0-9]{{1,3}} (?: \.[0-9]{{1,4}} )? ) \s* )?
    (?P<category> (?: [a-z][a-z-]+\. )? (?: [A-Z]{{2,3}} | [a-z][a-z-]*[a-z] ) )
    (?P<gap> \s* )
    (?P<date>
        (?P<month> {MONTH} ) \.? \s+
        (?: (?P<day> [0-9]{{1,2}} ) (?: (?: ,\s* | \s+ ) (?P<year> [12][0-9]{{3}} ) )?
        |   (?P<month_year> [12][0-9]{{3}} ) )
    )
    \s* (?P<code> Code )?
    """,
    re.VERBOSE,
)
_UNKNOWN_CATEGORY = re.compile(r"[A-Z]{2,3}")
_TORN_SCORE = re.compile(r"\A[0-9]{1,3}(?:\.[0-9]{0,4})?")
# What is missing where a page is cut in such a line behind the category.
_TAILS = {f"L{month} 1, 2024Code"[at:] for month in MONTHS for at in range(15)}


@dataclass(frozen=True, slots=True)
class Start:
    """What such a line says; ``category`` and ``printed_date`` as printed."""

    category: str
    printed_date: str
    year: int | None
    month: int
    day: int | None
    score: str | None
    has_code: bool

    @property
    def metrics(self) -> tuple[Metric, ...]:
        """The score, if there is one."""
        return (Metric("paperScore", number_of(self.score)),) if self.score else ()

    def date(self, as_of: date | None) -> PartialDate:
        """The date; without a printed year the latest such day up to ``as_of``, if that is known.

        A day that the calendar does not have is kept as printed.
        """
        if self.day is None:
            return PartialDate(self.year, self.month)
        if not self.has_real_day:
            month = self.month if self.year else None
            return PartialDate(self.year, month, as_listed=self.printed_date)
        if self.year:
            return PartialDate(self.year, self.month, self.day)
        year = latest_year(self.month, self.day, as_of) if as_of else None
        if year is None:
            return PartialDate(as_listed=self.printed_date)
        return PartialDate(year, self.month, self.day, self.printed_date, inferred=True)

    @property
    def has_real_day(self) -> bool:
        """Whether the calendar has the day, in some year if none is printed."""
        some_leap_year = 2000
        return self.day is None or is_day(self.year or some_leap_year, self.month, self.day)


def is_category(text: str) -> bool:
    """Whether a text is a category of arXiv as pages print it, or looks like one."""
    return is_printed_form(text) or _UNKNOWN_CATEGORY.fullmatch(text) is not None


def start_of(line: str) -> Start | None:
    """What a line says as the first of a record, or ``None`` if it is none.

    An unknown category is believed only where it is glued to the date, as on such pages.

    >>> start_of("68.3CLApr 16").score, start_of("Notes of May 10, 2024")
    ('68.3', None)
    """
    match = _START.fullmatch(line) if len(line) <= LONGEST else None
    if match is None:
        return None
    category = match["category"]
    if not is_printed_form(category) and (match["gap"] or not category.isupper()):
        return None
    year = match["year"] or match["month_year"]
    return Start(
        category,
        tidy(match["date"]),
        int(year) if year else None,
        month_number(match["month"]),
        int(match["day"]) if match["day"] else None,
        match["score"],
        match["code"] is not None,
    )


def is_torn_start(line: str) -> bool:
    """Whether a line can be the beginning of such a line on a page that is cut in it."""
    if len(line) >= LONGEST:
        return False
    category = _TORN_SCORE.sub("", line, count=1)
    in_category = any(short_form(code).startswith(category) for code in codes())
    return in_category or any(start_of(line + tail) for tail in _TAILS)
