"""Summaries after publications have come, gone or changed: what differs, before and after."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, combinations

from kg.graph.listing import Row, full, short
from kg.graph.listing import rows as rows_of
from kg.graph.ntriples import iri, literal, text_of
from kg.graph.terms import kg_term, schema_term
from kg.summaries.listings import (
    LISTING,
    WITHOUT_VENUE,
    Lookup,
    Place,
    count_open,
    is_listed,
    places_of,
    series_totals,
    statements,
    summaries_iri,
    tells_sources,
)
from kg.summaries.totals import (
    OPEN_LISTS,
    PAIR_TOTALS,
    SOURCE_TOTALS,
    pair_totals,
    shared_row,
    totals_of,
)

Rows = Mapping[str, Row]
"""Publications by IRI in short, as listings have them, literals as N-Triples writes them."""

Change = tuple[bytes, bytes]
"""A statement that goes and one that comes, either of which can be empty."""

_EDITION_OF = kg_term("editionOf")
_LISTED_BY = (
    schema_term("author"),
    kg_term("publishedInEdition"),
    kg_term("publishedInSeries"),
)


class ListingChanges:
    """What changes in the summaries of a graph."""

    def __init__(self, base: str, graph: Lookup) -> None:
        self._base = base
        self._graph = graph
        self._name = iri(summaries_iri(base))

    @property
    def are_kept(self) -> bool:
        """Whether the graph has summaries that can be changed."""
        return is_listed(self._base, self._graph)

    def row(self, publication: str) -> Row | None:
        """The line of a publication in the listings."""
        places = (self._graph.objects(iri(publication), predicate)[:1] for predicate in _LISTED_BY)
        for place in (*chain.from_iterable(places), self._name):
            for listing in self._listings(place):
                found = listing.get(short(self._base, publication))
                if found is not None:
                    return Row._make(literal(text)[1:-1] for text in found)
        return None

    def between(self, before: Rows, after: Rows) -> Iterator[Change]:
        """The statements that go and those that come."""
        changed = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
        old, new = (
            {key: _read(row) for key, row in rows.items() if key in changed}
            for rows in (before, after)
        )
        edits: defaultdict[Place, dict[str, Row | None]] = defaultdict(dict)
        for key, row in old.items():
            for place in places_of(row):
                edits[place][key] = None
        for key, row in new.items():
            for place in places_of(row):
                edits[place][key] = row
        now: dict[Place, Rows] = {}
        for place, rows in sorted(edits.items()):
            known = self._listing(place)
            merged = sorted({**known, **rows}.items())
            now[place] = {key: row for key, row in merged if row is not None}
            yield self._listed(place, known), self._listed(place, now[place])
        both = [*old.values(), *new.values()]
        for series in sorted({row.series for row in both} - {""}):
            yield from self._of_series(series, now)
        yield from self._sources(old.values(), new.values())
        yield from self._pairs(both, now)
        yield from self._open_lists(count_open(new.values()) - count_open(old.values()))

    def _of_series(self, series: str, now: Mapping[Place, Rows]) -> Iterator[Change]:
        """The totals of a venue, counted anew from all its publications."""
        subject = iri(full(self._base, series))
        known = (short(self._base, one[1:-1]) for one in self._graph.subjects(_EDITION_OF, subject))
        places = {Place(series, series), *(Place(series, edition) for edition in known)}
        places |= {place for place in now if place.owner == series}
        rows = [
            row
            for place in sorted(places)
            for row in (now[place] if place in now else self._listing(place)).values()
        ]
        for predicate, lines in series_totals(totals_of(rows)):
            written = self._graph.objects(subject, predicate, self._name)
            said = b"".join(statements(self._base, series, predicate, lines)) if rows else b""
            yield self._written(subject, predicate, written), said

    def _sources(self, gone: Iterable[Row], come: Iterable[Row]) -> Iterator[Change]:
        """The sources that speak of venues and categories."""
        more: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for rows, by in ((gone, -1), (come, 1)):
            for row in rows:
                for place in filter(tells_sources, places_of(row) if row.sources else ()):
                    for source in row.sources.split("|"):
                        more[place.subject][source] += by
        for subject, counts in sorted(more.items()):
            named = iri(full(self._base, subject))
            written = self._graph.objects(named, SOURCE_TOTALS, self._name)
            total = Counter[str]()
            for text in written:
                for line in text_of(text).split("\n"):
                    source, _, number = line.partition("\t")
                    total[source] = int(number)
            total.update(counts)
            after = [f"{source}\t{number}" for source, number in sorted(total.items()) if number]
            said = self._said(subject, SOURCE_TOTALS, after) if after else b""
            yield self._written(named, SOURCE_TOTALS, written), said

    def _pairs(self, changed: Iterable[Row], now: Mapping[Place, Rows]) -> Iterator[Change]:
        """The pairs of authors whom publications that have changed name together."""
        together = {pair for row in changed for pair in combinations(sorted(set(row.people())), 2)}
        known: defaultdict[str, set[str]] = defaultdict(set)
        for written in self._graph.objects(self._name, PAIR_TOTALS, self._name):
            shared, *lines = text_of(written).split("\n")
            known[shared].update(lines)
        found = {
            shared: {line for line in lines if tuple(line.split("\t")[:2]) not in together}
            for shared, lines in known.items()
        }
        for author in {one for one, _ in together}:
            for count, pair in pair_totals(
                author, map(shared_row, now[Place(author, author)].values())
            ):
                if (pair.one, pair.other) in together:
                    found.setdefault(str(count), set()).add("\t".join(pair))
        for shared, now_shared in found.items():
            before = known.get(shared, set())
            if now_shared != before:
                yield self._paired(shared, before), self._paired(shared, now_shared)

    def _open_lists(self, more: int) -> Iterator[Change]:
        if more:
            (written,) = self._graph.objects(self._name, OPEN_LISTS, self._name)
            counts = int(text_of(written)), int(text_of(written)) + more
            gone, come = (self._said(WITHOUT_VENUE, OPEN_LISTS, [str(one)]) for one in counts)
            yield gone, come

    def _listing(self, place: Place) -> Rows:
        """The publications of one listing."""
        found: dict[str, Row] = {}
        for listing in self._listings(iri(full(self._base, place.subject))):
            if place.year is None or next(iter(listing.values())).year == place.year:
                found.update(listing)
        return found

    def _listings(self, subject: str) -> Iterator[Rows]:
        for written in self._graph.objects(subject, LISTING, self._name):
            yield {row.publication: row for row in rows_of(text_of(written))}

    def _listed(self, place: Place, rows: Rows) -> bytes:
        lines = [rows[key].line for key in sorted(rows)]
        return self._said(place.subject, LISTING, lines) if lines else b""

    def _paired(self, shared: str, lines: Iterable[str]) -> bytes:
        listed = sorted(lines)
        return self._said(WITHOUT_VENUE, PAIR_TOTALS, listed, shared) if listed else b""

    def _said(self, subject: str, predicate: str, lines: Iterable[str], head: str = "") -> bytes:
        written = (literal(line)[1:-1].encode() for line in lines)
        return b"".join(statements(self._base, subject, predicate, written, head.encode()))

    def _written(self, subject: str, predicate: str, values: Iterable[str]) -> bytes:
        """The statements of some values, which are as N-Triples writes them."""
        return "".join(f"{subject} {predicate} {one} {self._name} .\n" for one in values).encode()


def _read(row: Row) -> Row:
    """A line as it is in the graph, from the form in which literals are written."""
    return Row._make(text_of(f'"{field}"') for field in row)
