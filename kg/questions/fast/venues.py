"""Questions about one venue, or all of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import chain

from kg.graph.listing import Row, decoded
from kg.questions.answers import Cell
from kg.questions.fast import rendered
from kg.questions.fast.listed import FIRST, Listed, batches, descending, in_order
from kg.summaries.counting import Works, is_open
from kg.summaries.totals import (
    ALL_YEARS,
    AUTHOR_TOTALS,
    YEAR_TOTALS,
    AuthorTotal,
    YearCounts,
    YearTotal,
    totals_of,
)

ANSWERED = (
    "venue_papers",
    "venue_authors",
    "venue_editions",
    "venue_overlap",
    "venue_categories",
    "venue_ranking",
    "venue_years",
    "papers_per_year",
    "team_size",
)
_LATER = 9999


def venue_papers(graph: Listed) -> Iterator[tuple[Cell, ...]]:
    """The publications in a venue, newest first."""
    found = graph.in_venue(graph.required("venue"))
    for _, title, row in sorted((descending(r.year), decoded(r.title), r) for r in found):
        codes = sorted(rendered.notation(one) for one in row.categories.split("|") if one)
        yield (
            int(row.year) if row.year else None,
            graph.iri(row.edition) if row.edition else None,
            graph.iri(row.publication),
            title,
            rendered.author_names(row),
            ", ".join(codes) or None,
            rendered.code(row),
        )


def venue_authors(graph: Listed) -> Iterator[tuple[Cell, ...]]:
    """Who published in a venue."""
    venue = graph.required("venue")
    totals: Iterable[AuthorTotal]
    if graph.given("from_year", "to_year", "category", "with_code"):
        rows = list(graph.in_venue(venue))
        lower, totals = is_open(rows), totals_of(rows).authors()
    else:
        lower = any(year.open == "1" for year in _years(graph, venue) if year.year == ALL_YEARS)
        # A venue of which no author is known has a total without a line.
        written = filter(None, graph.totals([venue], AUTHOR_TOTALS))
        parts = sorted(written, key=lambda part: _rank(part[0]))
        totals = map(_author_total, chain.from_iterable(parts))
    # Totals are in the order of the answer.
    for some in batches(totals, FIRST):
        known = graph.described(total.agent for total in some)
        for agent, papers, led, first, last in some:
            told, numbers = known[agent], (int(papers), int(led), _number(first), _number(last))
            yield graph.iri(agent), told.name, *numbers, told.status, lower


def _author_total(line: str) -> AuthorTotal:
    return AuthorTotal(*line.split("\t"))


def _rank(line: str) -> tuple[int, str]:
    """Sorts as totals of authors are sorted."""
    total = _author_total(line)
    return -int(total.papers), total.agent


def _years(graph: Listed, venue: str) -> Iterator[YearTotal]:
    for lines in graph.totals([venue], YEAR_TOTALS):
        yield from (YearTotal(*line.split("\t")) for line in lines)


def _number(written: str) -> int | None:
    return int(written) if written else None


def venue_editions(graph: Listed) -> Iterator[tuple[Cell, ...]]:
    """The years of a venue and their volumes."""
    groups: defaultdict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in graph.in_venue(graph.required("venue")):
        groups[row.edition, row.volume].append(row)
    order = sorted(groups, key=lambda key: (descending(key[0].rpartition("/")[2]), key))
    for edition, volume in order:
        found = groups[edition, volume]
        yield (
            int(edition.rpartition("/")[2]) if edition else None,
            graph.iri(edition) if edition else None,
            graph.iri(volume) if volume else None,
            len({row.counts_as for row in found}),
            len({author for row in found for author in row.people()}),
            is_open(found),
        )


def venue_overlap(graph: Listed) -> Iterator[tuple[Cell, ...]]:
    """Who published in both of two venues."""
    works: list[Works[str]] = []
    lower = False
    for parameter in ("venue_a", "venue_b"):
        counted = Works[str]()
        for row in graph.in_venue(graph.required(parameter)):
            lower = lower or row.complete is not True
            counted.add(set(row.people()), row.work)
        works.append(counted)
    a, b = (one.counts for one in works)
    both = sorted(a.keys() & b.keys(), key=lambda x: (-a[x] - b[x], -a[x], graph.iri(x)))
    for author, known in graph.with_names(both):
        yield graph.iri(author), known.name, a[author], b[author], known.status, lower


def venue_categories(graph: Listed) -> Iterator[tuple[Cell, ...]]:
    """In which categories the works of a venue are, year by year."""
    works: defaultdict[str, Works[str]] = defaultdict(Works[str])
    for row in graph.in_venue(graph.required("venue")):
        found = [f"{category}\t" for category in row.categories.split("|") if category]
        works[row.year].add(found + [f"\t{one}" for one in row.labels.split("|") if one], row.work)
    used = {key[:-1] for of_year in works.values() for key in of_year.counts if key[-1] == "\t"}
    known = graph.labels(used)
    for year in sorted(works, key=descending):
        rows = []
        for key, count in works[year].counts.items():
            category, _, printed = key.partition("\t")
            iri = graph.iri(category) if category else None
            label = known.get(category) if category else decoded(printed)
            rows.append((-count, in_order(iri), in_order(label), iri, label))
        for count, *_, iri, label in sorted(rows, key=lambda row: row[:3]):
            yield int(year) if year else None, iri, label, -count


def venue_ranking(graph: Listed) -> Iterator[tuple[Cell, ...]]:
    """All venues by number of works."""
    found: dict[str, YearTotal] = {}
    if graph.given("from_year", "to_year", "category"):
        counted: defaultdict[str, YearCounts] = defaultdict(YearCounts)
        for row in filter(graph.accepts, graph.everything()):
            if row.series:
                counted[row.series].add(row, row.people())
        found = {series: counts.total(ALL_YEARS) for series, counts in counted.items()}
    else:
        year = graph.one("year") or ALL_YEARS
        totals = _years_of_all(graph)
        found = {series: total for series, total in totals if total.year == year}
    papers = {series: int(total.papers) for series, total in found.items()}
    for series, name in graph.ranked_venues(papers):
        total = found[series]
        counts = int(total.papers), int(total.authors), int(total.with_code)
        yield graph.iri(series), name, *counts, total.open == "1"


def _years_of_all(graph: Listed) -> Iterator[tuple[str, YearTotal]]:
    for series, lines in graph.totals_of_venues(YEAR_TOTALS):
        yield from ((series, YearTotal(*line.split("\t"))) for line in lines)


def venue_years(graph: Listed) -> Iterator[tuple[Cell, ...]]:
    """How many works each venue has in each year."""
    found = []
    for series, total in _years_of_all(graph):
        year = _number(total.year) if total.year != ALL_YEARS else None
        if total.year != ALL_YEARS and graph.shows_year(year):
            found.append((series, year, int(total.papers)))
    names = graph.names({series for series, _, _ in found})
    found.sort(key=lambda row: (in_order(names.get(row[0])), row[0], row[1] or 0))
    for series, year, papers in found:
        yield graph.iri(series), names.get(series), year, papers


def papers_per_year(graph: Listed) -> Iterator[tuple[Cell, ...]]:
    """How many works there are by the year of the first publication, and how many have code."""
    first: dict[str, int] = {}
    coded: set[str] = set()
    for row in graph.scope():
        year = int(row.year or _LATER)
        first[row.counts_as] = min(year, first.get(row.counts_as, year))
        if row.code:
            coded.add(row.counts_as)
    counts: defaultdict[int, list[int]] = defaultdict(lambda: [0, 0])
    for work, year in first.items():
        counts[year][0] += 1
        counts[year][1] += work in coded
    for at in sorted(counts, key=lambda year: year % _LATER):
        shown = None if at == _LATER else at
        if graph.shows_year(shown):
            yield shown, *counts[at]


def team_size(graph: Listed) -> Iterator[tuple[Cell, ...]]:
    """How many authors works have, by year."""
    works: dict[str, tuple[int, int, bool]] = {}
    for row in graph.scope():
        year, known = int(row.year or _LATER), row.complete is True or row.declared != ""
        size = int(row.declared) if row.declared else rendered.listed(row)
        before = works.get(row.counts_as, (year, size, known))
        works[row.counts_as] = min(year, before[0]), max(size, before[1]), known or before[2]
    sizes: defaultdict[int, list[int]] = defaultdict(list)
    unsure: defaultdict[int, int] = defaultdict(int)
    for year, size, known in works.values():
        if size > 0:
            sizes[year].append(size)
            unsure[year] += not known
    for at in sorted(sizes, key=lambda year: year % _LATER):
        shown = None if at == _LATER else at
        if graph.shows_year(shown):
            found, count = sorted(sizes[at]), len(sizes[at])
            mean = Decimal((200 * sum(found) + count) // (2 * count)) / 100
            median = Decimal(found[(count - 1) // 2] + found[count // 2]) / 2
            share = Decimal((2000 * unsure[at] + count) // (2 * count)) / 1000
            yield shown, count, mean, median, share, unsure[at] > 0
