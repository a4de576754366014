"""Questions about pairs of authors: networks around an author, in a venue, and overall."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain, combinations

from kg.graph.listing import Row
from kg.questions.answers import Cell
from kg.questions.fast.listed import FIRST, Described, Item, Listed, batches
from kg.summaries.counting import Works, Years, is_open
from kg.summaries.listings import WITHOUT_VENUE
from kg.summaries.totals import FEWEST_SHARED, OPEN_LISTS, PAIR_TOTALS, PairTotal

ANSWERED = ("coauthor_graph", "venue_coauthor_graph", "top_pairs")


def coauthor_graph(graph: Listed) -> Iterator[tuple[Cell, ...]]:
    """Who is linked to whom around an author."""
    author, least = graph.required("author"), graph.number("min_shared")
    near = _near(graph, [author], least)
    if graph.number("depth") > 1:
        near = _near(graph, sorted(near), least) if author in near else set()
    found: dict[str, Row] = {}
    unsure: set[str] = set()
    for agent, rows in graph.listings(sorted(near)):
        own = [row for row in rows if graph.accepts(row)]
        found.update((row.publication, row) for row in own)
        if is_open(own):
            unsure.add(agent)
    for one, other, *cells in _pairs(graph, found.values(), least, near):
        lower = one in unsure or other in unsure
        yield graph.iri(one), cells[0], graph.iri(other), *cells[1:], lower


def venue_coauthor_graph(graph: Listed) -> Iterator[tuple[Cell, ...]]:
    """Who publishes with whom in a venue."""
    return _all_pairs(graph)


def top_pairs(graph: Listed) -> Iterator[tuple[Cell, ...]]:
    """Who published most together, in a venue, a category or the whole graph."""
    filters = ("venue", "category", "from_year", "to_year", "with_code")
    if graph.given(*filters) or graph.number("min_shared") < FEWEST_SHARED:
        return _all_pairs(graph)
    return _counted_pairs(graph, graph.number("min_shared"))


def _counted_pairs(graph: Listed, least: int) -> Iterator[tuple[Cell, ...]]:
    """Pairs of the whole graph, from the totals."""
    (listed,) = graph.totals([WITHOUT_VENUE], OPEN_LISTS)
    lower = listed != ["0"]
    groups: defaultdict[int, list[list[str]]] = defaultdict(list)
    for count, *lines in graph.totals([WITHOUT_VENUE], PAIR_TOTALS):
        groups[int(count)].append(lines)
    for shared in sorted(groups, reverse=True):
        if shared >= least:
            # The lines of one count are in the order of the answer.
            told = chain.from_iterable(sorted(groups[shared]))
            totals = (((t.one, t.other), t) for t in _pair_totals(told))
            for (one, other), a, b, total in _named(graph, totals):
                years = (int(year) if year else None for year in (total.first, total.last))
                ends = graph.iri(one), a.name, graph.iri(other), b.name
                yield *ends, shared, *years, a.status, b.status, lower


def _pair_totals(lines: Iterable[str]) -> Iterator[PairTotal]:
    return (PairTotal(*line.split("\t")) for line in lines)


def _all_pairs(graph: Listed) -> Iterator[tuple[Cell, ...]]:
    found = list(graph.accepted())
    lower = is_open(found)
    for one, other, *cells in _pairs(graph, found, graph.number("min_shared"), None):
        yield graph.iri(one), cells[0], graph.iri(other), *cells[1:], lower


def _near(graph: Listed, authors: Iterable[str], least: int) -> set[str]:
    """Some authors, and with whom they share enough works."""
    near: set[str] = set()
    for author, rows in graph.listings(authors):
        works = Works[str]()
        for row in filter(graph.accepts, rows):
            works.add(set(row.people()), row.work)
        near.update(one for one, count in works.counts.items() if count >= least)
        if works.counts[author] < least:
            near.discard(author)
    return near


def _pairs(
    graph: Listed, found: Iterable[Row], least: int, among: set[str] | None
) -> Iterator[tuple[str, str, Cell, Cell, Cell, Cell, Cell, Cell, Cell]]:
    """Pairs with enough works: the two, then name, name, works, years and what is known of both."""
    works = Works[tuple[str, str]]()
    years = defaultdict[tuple[str, str], Years](Years)
    rows = list(found)
    for row in rows:
        works.add(_keys(row, among), row.work)
    shared = {pair: count for pair, count in works.counts.items() if count >= least}
    for row in rows:
        for pair in _keys(row, among):
            if pair in shared:
                years[pair].add(row.year)
    ordered = sorted(shared, key=lambda pair: (-shared[pair], *map(graph.iri, pair)))
    for (one, other), a, b, pair in _named(graph, ((pair, pair) for pair in ordered)):
        span, count = years[pair], shared[pair]
        yield one, other, a.name, b.name, count, span.first, span.last, a.status, b.status


def _named(
    graph: Listed, pairs: Iterable[tuple[tuple[str, str], Item]]
) -> Iterator[tuple[tuple[str, str], Described, Described, Item]]:
    """Pairs in the order given, with what is known of both, looked up some at a time."""
    for some in batches(pairs, FIRST):
        known = graph.described({agent for pair, _ in some for agent in pair})
        yield from ((pair, known[pair[0]], known[pair[1]], item) for pair, item in some)


def _keys(row: Row, among: set[str] | None) -> list[tuple[str, str]]:
    """The pairs that a publication names, each in the order of the two."""
    people = set(row.people())
    if among is not None:
        people &= among
    return list(combinations(sorted(people), 2))
