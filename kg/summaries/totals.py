"""Totals: answers about whole venues and the whole graph, counted once when it is made."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from kg.graph.listing import Row
from kg.graph.terms import kg_term
from kg.summaries.counting import Works, Years, is_open

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


def author_totals(rows: Iterable[Row]) -> Iterator[AuthorTotal]:
    """The authors of a venue's publications, those with the most works first."""
    works, led, years = Works[str](), Works[str](), defaultdict[str, Years](Years)
    for row in rows:
        people = row.people()
        works.add(set(people), row)
        if people and row.positions()[0] == 1:
            led.add(people[:1], row)
        for author in people:
            years[author].add(row.year)
    counts = works.counts
    for agent in sorted(counts, key=lambda one: (-counts[one], one)):
        span = years[agent]
        papers, first_places = str(counts[agent]), str(led.counts[agent])
        first, last = str(span.first or ""), str(span.last or "")
        yield AuthorTotal(agent, papers, first_places, first, last)


def year_totals(rows: Sequence[Row]) -> Iterator[YearTotal]:
    """What a venue has in each year and in all."""
    of_year: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        of_year[row.year].append(row)
    for year, found in [*sorted(of_year.items()), (ALL_YEARS, rows)]:
        yield year_total(year, found)


def year_total(year: str, rows: Sequence[Row]) -> YearTotal:
    """What some publications of a venue are, under the name of a year."""
    works = {row.counts_as for row in rows}
    authors = {agent for row in rows for agent in row.people()}
    coded = {row.counts_as for row in rows if row.code}
    numbers = (len(works), len(authors), len(coded), int(is_open(rows)))
    return YearTotal(year, *map(str, numbers))


def pair_totals(author: str, rows: Sequence[Row]) -> Iterator[tuple[int, PairTotal]]:
    """How many works an author shares with others of larger IRIs, where it is several."""
    if len(rows) < FEWEST_SHARED:
        return
    listed = [(row, row.people()) for row in rows if not row.submitted]
    # Most authors share no second publication with anybody, which is quickly seen.
    times = Counter(chain.from_iterable(people for _, people in listed))
    often = {one for one, seen in times.items() if seen >= FEWEST_SHARED and one > author}
    if not often:
        return
    works, years = Works[str](), defaultdict[str, Years](Years)
    for row, people in listed:
        others = often.intersection(people)
        works.add(others, row)
        for other in others:
            years[other].add(row.year)
    for other, shared in works.counts.items():
        if shared >= FEWEST_SHARED:
            span = years[other]
            yield (
                shared,
                PairTotal(author, other, str(span.first or ""), str(span.last or "")),
            )
