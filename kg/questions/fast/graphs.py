"""Questions about pairs of authors: networks around an author, in a venue, and overall."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations, groupby

from kg.graph.listing import Row
from kg.questions.answers import Cell
from kg.questions.fast.listed import Listed, Works, Years, in_order, is_open

ANSWERED = ("coauthor_graph", "venue_coauthor_graph", "top_pairs")
_JOINT = "\t"


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
    """Who published most together, in a venue or a category."""
    return _all_pairs(graph)


def _all_pairs(graph: Listed) -> Iterator[tuple[Cell, ...]]:
    found = [row for row in graph.scope() if graph.accepts(row)]
    lower = is_open(found)
    for one, other, *cells in _pairs(graph, found, graph.number("min_shared"), None):
        yield graph.iri(one), cells[0], graph.iri(other), *cells[1:], lower


def _near(graph: Listed, authors: Iterable[str], least: int) -> set[str]:
    """Some authors, and with whom they share enough works."""
    near: set[str] = set()
    for author, rows in graph.listings(authors):
        works = Works()
        for row in filter(graph.accepts, rows):
            works.add(set(row.people()), row)
        near.update(one for one, count in works.counts.items() if count >= least)
        if works.counts[author] < least:
            near.discard(author)
    return near


def _pairs(
    graph: Listed, found: Iterable[Row], least: int, among: set[str] | None
) -> Iterator[tuple[str, str, Cell, Cell, Cell, Cell, Cell, Cell, Cell]]:
    """Pairs with enough works: the two, then name, name, works, years and what is known of both."""
    works, years = Works(), defaultdict[str, Years](Years)
    rows = list(found)
    for row in rows:
        works.add(_keys(row, among), row)
    shared = {pair: count for pair, count in works.counts.items() if count >= least}
    for row in rows:
        for pair in _keys(row, among):
            if pair in shared:
                years[pair].add(row.year)
    for pairs in _by_count(shared):
        split = [(pair, *pair.split(_JOINT)) for pair in pairs]
        known = graph.described({one for _, *both in split for one in both})
        named = ((known[one], known[other], one, other, pair) for pair, one, other in split)
        for a, b, one, other, pair in sorted(
            named,
            key=lambda item: (
                in_order(item[0].name),
                in_order(item[1].name),
                graph.iri(item[2]),
                graph.iri(item[3]),
            ),
        ):
            span = years[pair]
            count = shared[pair]
            yield one, other, a.name, b.name, count, span.first, span.last, a.status, b.status


def _keys(row: Row, among: set[str] | None) -> list[str]:
    """The pairs that a publication names, each in the order of the two."""
    people = set(row.people())
    if among is not None:
        people &= among
    return [_JOINT.join(pair) for pair in combinations(sorted(people), 2)]


def _by_count(counts: Mapping[str, int]) -> Iterator[list[str]]:
    ordered = sorted(counts, key=lambda key: -counts[key])
    for _, group in groupby(ordered, key=lambda key: counts[key]):
        yield list(group)
