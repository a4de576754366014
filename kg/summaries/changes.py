"""Listings after publications have come, gone or changed: those that differ, before and after."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import chain

from kg.graph.listing import Row, short
from kg.graph.ntriples import iri, literal, text_of
from kg.graph.terms import kg_term, schema_term
from kg.summaries.listings import (
    LISTING,
    Lookup,
    is_listed,
    place_and_year,
    places_of,
    subject_of_place,
    summaries_iri,
)

Rows = Mapping[str, Row]
"""Publications by IRI in short, as listings have them, literals as N-Triples writes them."""

_LISTED_BY = (
    schema_term("author"),
    kg_term("publishedInEdition"),
    kg_term("publishedInSeries"),
)


class ListingChanges:
    """What changes in the listings of a graph."""

    def __init__(self, base: str, graph: Lookup) -> None:
        self._base = base
        self._graph = graph
        self._name = iri(summaries_iri(base))

    @property
    def are_kept(self) -> bool:
        """Whether the graph has listings that can be changed."""
        return is_listed(self._base, self._graph)

    def row(self, publication: str) -> Row | None:
        """The line of a publication in the listings."""
        places = (self._graph.objects(iri(publication), predicate)[:1] for predicate in _LISTED_BY)
        for place in (*chain.from_iterable(places), self._name):
            for listing in self._listings(place):
                found = listing.get(short(self._base, publication))
                if found is not None:
                    return Row._make(literal(text)[1:-1] for text in found.split("\t"))
        return None

    def between(self, before: Rows, after: Rows) -> Iterator[tuple[bytes, bytes]]:
        """The statements that go and those that come, either of which can be empty."""
        edits: defaultdict[str, dict[str, str | None]] = defaultdict(dict)
        for publication in before.keys() | after.keys():
            old, new = before.get(publication), after.get(publication)
            if old == new:
                continue
            for place in places_of(old) if old else ():
                edits[place][publication] = None
            if new is not None:
                for place in places_of(new):
                    edits[place][publication] = _read(new)
        for place, lines in sorted(edits.items()):
            known = self._listing(place)
            changed = {**known, **lines}
            yield (
                self._statement(place, known),
                self._statement(place, {key: line for key, line in changed.items() if line}),
            )

    def _listing(self, place: str) -> dict[str, str]:
        """The lines of one listing by publication."""
        _, year = place_and_year(place)
        for listing in self._listings(iri(subject_of_place(self._base, place))):
            if year is None or next(iter(listing.values())).split("\t")[2] == year:
                return listing
        return {}

    def _listings(self, subject: str) -> Iterator[dict[str, str]]:
        for written in self._graph.objects(subject, LISTING, self._name):
            lines = text_of(written).split("\n")
            yield {line[: line.index("\t")]: line for line in lines}

    def _statement(self, place: str, lines: Mapping[str, str | None]) -> bytes:
        if not lines:
            return b""
        listed = literal("\n".join(text for _, text in sorted(lines.items()) if text))
        subject = iri(subject_of_place(self._base, place))
        return f"{subject} {LISTING} {listed} {self._name} .\n".encode()


def _read(row: Row) -> str:
    """A line as it is in the graph, from the form in which literals are written."""
    line = "\t".join(row)
    return text_of(f'"{line}"')
