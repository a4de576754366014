"""Totals: answers about whole venues and the whole graph, counted once when it is made."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from kg.graph.listing import Row
from kg.graph.terms import kg_term
from kg.summaries.counting import Works, Years

AUTHOR_TOTALS = kg_term("authorTotals")
YEAR_TOTALS = kg_term("yearTotals")
PAIR_TOTALS = kg_term("pairTotals")
OPEN_LISTS = kg_term("openLists")
SOURCE_TOTALS = kg_term("sourceTotals")

ALL_YEARS = "*"
FEWEST_SHARED = 2
"""Pairs that share fewer works are not in the totals: they are too many, and quickly found."""


class AuthorTotal(NamedTuple):
    """What an author has in a venue; fields as written."""

    agent: str
    papers: str
    led: str
    first: str
    last: str


class YearTotal(NamedTuple):
    """What a venue has in a year, or in ``ALL_YEARS``; fields as written."""

    year: str
    papers: str
    authors: str
    with_code: str
    open: str


class PairTotal(NamedTuple):
    """What two authors share; fields as written, ``one`` the smaller IRI."""

    one: str
    other: str
    first: str
    last: str


class SeriesTotals:
    """The totals of a venue series, from its publications one by one."""

    def __init__(self) -> None:
        self._works = Works[str]()
        self._led = Works[str]()
        self._years: defaultdict[str, Years] = defaultdict(Years)
        self._of_year: defaultdict[str, YearCounts] = defaultdict(YearCounts)

    def add(self, row: Row) -> None:
        """Take a publication."""
        people = row.people()
        self._works.add(set(people), row.work)
        if people and row.positions()[0] == 1:
            self._led.add(people[:1], row.work)
        for author in people:
            self._years[author].add(row.year)
        self._of_year[row.year].add(row, people)

    def authors(self) -> Iterator[AuthorTotal]:
        """The authors of all publications, those with the most works first."""
        counts = self._works.counts
        for agent in sorted(counts, key=lambda one: (-counts[one], one)):
            span = self._years[agent]
            papers, first_places = str(counts[agent]), str(self._led.counts[agent])
            first, last = str(span.first or ""), str(span.last or "")
            yield AuthorTotal(agent, papers, first_places, first, last)

    def years(self) -> Iterator[YearTotal]:
        """What there is in each year and in all."""
        in_all = YearCounts()
        for year, found in sorted(self._of_year.items()):
            in_all.join(found)
            yield found.total(year)
        yield in_all.total(ALL_YEARS)


class YearCounts:
    """What some publications of a venue are."""

    def __init__(self) -> None:
        self._works: set[str] = set()
        self._authors: set[str] = set()
        self._coded: set[str] = set()
        self._open = False

    def add(self, row: Row, people: Iterable[str]) -> None:
        """Take a publication and its authors."""
        self._works.add(row.counts_as)
        self._authors.update(people)
        if row.code:
            self._coded.add(row.counts_as)
        self._open = self._open or row.complete is not True

    def join(self, other: YearCounts) -> None:
        """Take what another has."""
        self._works |= other._works
        self._authors |= other._authors
        self._coded |= other._coded
        self._open = self._open or other._open

    def total(self, year: str) -> YearTotal:
        """All of it, under the name of a year."""
        numbers = (len(self._works), len(self._authors), len(self._coded), int(self._open))
        return YearTotal(year, *map(str, numbers))


def totals_of(rows: Iterable[Row]) -> SeriesTotals:
    """The totals of some publications."""
    totals = SeriesTotals()
    for row in rows:
        totals.add(row)
    return totals


class SharedRow(NamedTuple):
    """What of a publication counts for those who share it; no people if it is only submitted."""

    work: str
    year: str
    people: Sequence[str]


def shared_row(row: Row) -> SharedRow:
    """What of a publication counts for its authors together."""
    return SharedRow(row.work, row.year, () if row.submitted else row.people())


def pair_totals(author: str, rows: Iterable[SharedRow]) -> Iterator[tuple[int, PairTotal]]:
    """How many works an author shares with others of larger IRIs, where it is several."""
    listed = list(rows)
    # Most authors share no second publication with anybody, which is quickly seen.
    times = Counter(chain.from_iterable(people for _, _, people in listed))
    often = {one for one, seen in times.items() if seen >= FEWEST_SHARED and one > author}
    if not often:
        return
    works, years = Works[str](), defaultdict[str, Years](Years)
    for work, year, people in listed:
        others = often.intersection(people)
        works.add(others, work)
        for other in others:
            years[other].add(year)
    for other, shared in works.counts.items():
        if shared >= FEWEST_SHARED:
            span = years[other]
            yield (
                shared,
                PairTotal(author, other, str(span.first or ""), str(span.last or "")),
            )
