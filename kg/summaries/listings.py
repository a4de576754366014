"""Listings made from the publications of a graph: what each author, edition and category has."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from typing import Protocol

from kg.graph.block_sorting import BlockSorter
from kg.graph.blocks import Block
from kg.graph.listing import Row, full
from kg.graph.ntriples import iri
from kg.graph.terms import kg_term

VERSION = 1
"""Raised when listings change, so that those of an older release are not read."""

LISTING = kg_term("listing")
LISTINGS_VERSION = kg_term("listingsVersion")

_YEAR_MARK = "\t"
_WITHOUT_VENUE = "graph/summaries"


class Lookup(Protocol):
    """A graph to look things up in; terms are as N-Triples writes them."""

    def objects(self, subject: str, predicate: str, graph: str | None = None) -> list[str]: ...


def summaries_iri(base: str) -> str:
    """The IRI of the graph that holds the summaries."""
    return base + _WITHOUT_VENUE


def is_listed(base: str, graph: Lookup) -> bool:
    """Whether a graph says that all its publications are listed, in the form read here."""
    name = iri(summaries_iri(base))
    return graph.objects(name, LISTINGS_VERSION, name) == [f'"{VERSION}"']


def places_of(row: Row) -> Iterator[str]:
    """In whose listings a publication stands: IRIs in short, of some with the year.

    What has no venue is listed by the graph of summaries itself. That and a category have a
    listing for each year, so that none grows without end.
    """
    yield from dict.fromkeys(row.people())
    yield row.edition or row.series or f"{_WITHOUT_VENUE}{_YEAR_MARK}{row.year}"
    if row.categories:
        for category in row.categories.split("|"):
            yield f"{category}{_YEAR_MARK}{row.year}"


def place_and_year(place: str) -> tuple[str, str | None]:
    """The IRI in short, and the year of a listing that is of one year."""
    subject, mark, year = place.partition(_YEAR_MARK)
    return subject, year if mark else None


def subject_of_place(base: str, place: str) -> str:
    """The IRI of what has a listing."""
    return full(base, place_and_year(place)[0])


class Listings:
    """Takes the lines of publications in any order and gives the statements that list them."""

    def __init__(self, base: str) -> None:
        self._base = base
        self._sorter = BlockSorter()

    def add(self, row: Row) -> None:
        """Take one publication."""
        line, publication = "\t".join(row).encode(), row.publication.encode()
        for place in places_of(row):
            self._sorter.add(Block(place.encode(), publication, line, b""))

    def lines(self) -> Iterator[bytes]:
        """The statements as N-Quads lines, the declaration last."""
        name = iri(summaries_iri(self._base))
        predicate, end = LISTING.encode(), f'" {name} .\n'.encode()
        for place, blocks in groupby(self._sorter.blocks(), itemgetter(0)):
            subject = iri(subject_of_place(self._base, place.decode())).encode()
            rows = b"\\n".join([block.lines for block in blocks])
            yield b'%b %b "%b%b' % (subject, predicate, rows, end)
        yield f'{name} {LISTINGS_VERSION} "{VERSION}" {name} .\n'.encode()
