"""The graph of summaries made from the publications: listings, and totals over them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple, Protocol

from kg.graph.block_sorting import BlockSorter
from kg.graph.blocks import Block
from kg.graph.listing import SUBMITTED, Row, full, short
from kg.graph.ntriples import iri, text_of
from kg.graph.terms import kg_term
from kg.summaries.totals import (
    AUTHOR_TOTALS,
    OPEN_LISTS,
    PAIR_TOTALS,
    SOURCE_TOTALS,
    YEAR_TOTALS,
    SeriesTotals,
    pair_totals,
    totals_of,
)

VERSION = 2
"""Raised when summaries change, so that those of an older release are not read."""

LISTING = kg_term("listing")
LISTINGS_VERSION = kg_term("listingsVersion")

WITHOUT_VENUE = "graph/summaries"
"""What lists the publications without a venue: the graph of summaries itself."""

_AGENTS = ("name/", "person/")
_VENUE = "venue/"


class Lookup(Protocol):
    """A graph to look things up in; terms are as N-Triples writes them."""

    def objects(self, subject: str, predicate: str, graph: str | None = None) -> list[str]: ...
    def subjects(self, predicate: str, value: str) -> Iterator[str]: ...


class Place(NamedTuple):
    """What has a listing, IRIs in short; of what has several, the one of a year.

    ``owner`` is the series of an edition, else the subject itself.
    """

    owner: str
    subject: str
    year: str | None = None


def summaries_iri(base: str) -> str:
    """The IRI of the graph that holds the summaries."""
    return base + WITHOUT_VENUE


def is_listed(base: str, graph: Lookup) -> bool:
    """Whether a graph says that all its publications are listed, in the form read here."""
    name = iri(summaries_iri(base))
    return graph.objects(name, LISTINGS_VERSION, name) == [f'"{VERSION}"']


def has_summaries(base: str, graph: Lookup) -> bool:
    """Whether a graph has summaries that are complete, in whatever form."""
    name = iri(summaries_iri(base))
    return bool(graph.objects(name, LISTINGS_VERSION, name))


def places_of(row: Row) -> Iterator[Place]:
    """In whose listings a publication stands.

    What has no venue is listed by the graph of summaries. That and a category have a listing for
    each year, so that none grows without end.
    """
    for agent in dict.fromkeys(row.people()):
        yield Place(agent, agent)
    if row.series:
        yield Place(row.series, row.edition or row.series)
    else:
        yield Place(WITHOUT_VENUE, WITHOUT_VENUE, row.year)
    if row.categories:
        for category in row.categories.split("|"):
            yield Place(category, category, row.year)


def tells_sources(place: Place) -> bool:
    """Whether it is told of what has a listing which sources speak of it: few do, of very much."""
    return place.owner != WITHOUT_VENUE and not place.owner.startswith(_AGENTS)


class Listings:
    """Takes the lines of publications in any order and gives the statements of the summaries."""

    def __init__(self, base: str) -> None:
        self._base = base
        self.works: dict[str, int] = {}
        """Authors and venues → their works; complete when all statements have been given."""
        self._sorter = BlockSorter()
        self._pairs = BlockSorter()

    def add(self, row: Row) -> None:
        """Take one publication."""
        line, publication = row.line.encode(), row.publication.encode()
        sources = row.sources.encode()
        for place in places_of(row):
            key = "\t".join(part for part in place if part is not None)
            stated_by = sources if tells_sources(place) else b""
            self._sorter.add(Block(key.encode(), publication, line, stated_by))

    def lines(self) -> Iterator[bytes]:
        """The statements as N-Quads lines, the declaration last."""
        graph = summaries_iri(self._base)
        open_lists = 0
        for owner, parts in groupby(self._sorter.blocks(), _owner):
            lines: list[bytes] = []
            sources: defaultdict[str, Counter[bytes]] = defaultdict(Counter)
            for key, group in groupby(parts, _key):
                listed, subject = list(group), key.split(b"\t")[1].decode()
                own = [block.lines for block in listed]
                if owner == WITHOUT_VENUE:
                    open_lists += count_open(map(_row, own))
                elif owner.startswith((*_AGENTS, _VENUE)):
                    lines += own
                yield from statements(self._base, subject, LISTING, own)
                for block in listed:
                    if block.references:
                        sources[subject].update(block.references.split(b"|"))
            for subject, counts in sources.items():
                written = [b"%b\t%d" % counted for counted in sorted(counts.items())]
                yield from statements(self._base, subject, SOURCE_TOTALS, written)
            if owner.startswith(_AGENTS):
                self.works[full(self._base, owner)] = count_works(lines)
                self._count_pairs(owner, lines)
            elif owner.startswith(_VENUE):
                self.works[full(self._base, owner)] = count_works(lines)
                found = totals_of(map(_row, lines))
                open_lists += found.open_lists
                for predicate, totals in series_totals(found):
                    yield from statements(self._base, owner, predicate, map(str.encode, totals))
        for shared, blocks in groupby(self._pairs.blocks(), _key):
            pairs, head = (block.lines for block in blocks), str(int(shared)).encode()
            yield from statements(self._base, WITHOUT_VENUE, PAIR_TOTALS, pairs, head)
        yield from statements(self._base, WITHOUT_VENUE, OPEN_LISTS, [str(open_lists).encode()])
        yield f'<{graph}> {LISTINGS_VERSION} "{VERSION}" <{graph}> .\n'.encode()

    def _count_pairs(self, author: str, lines: list[bytes]) -> None:
        if len(lines) > 1:
            for shared, pair in pair_totals(author, list(map(_row, lines))):
                line = "\t".join(pair).encode()
                self._pairs.add(Block(b"%010d" % shared, line, line, b""))


def count_works(lines: Iterable[bytes]) -> int:
    """How many works some lines of a listing tell of, those only submitted left out."""
    works = set()
    for line in lines:
        publication, work, _, _, _, _, state, _ = line.split(b"\t", 7)
        if SUBMITTED.encode() not in state:
            works.add(work or publication)
    return len(works)


def listed_works(base: str, said: Iterable[bytes]) -> dict[str, int]:
    """Authors and venues → their works, as far as statements of a graph's summaries tell."""
    works: Counter[str] = Counter()
    for line in said:
        subject, predicate, rest = line.decode().split(" ", 2)
        if predicate == LISTING:
            place = short(base, subject[1:-1])
            listed = text_of(rest[: rest.rindex('"') + 1]).encode().split(b"\n")
            if place.startswith(_AGENTS):
                works[subject[1:-1]] += count_works(listed)
        elif predicate == YEAR_TOTALS:
            *_, in_all = text_of(rest[: rest.rindex('"') + 1]).split("\n")
            works[subject[1:-1]] = int(in_all.split("\t")[1])
    return works


def count_open(rows: Iterable[Row]) -> int:
    """How many publications have lists that can hide authors, those only submitted left out."""
    return sum(row.complete is not True and not row.submitted for row in rows)


def series_totals(totals: SeriesTotals) -> Iterator[tuple[str, Iterator[str]]]:
    """The totals of a venue series as they are written: property, lines."""
    yield AUTHOR_TOTALS, map("\t".join, totals.authors())
    yield YEAR_TOTALS, map("\t".join, totals.years())


MOST_BYTES = 8 * 2**20
"""Bytes of a literal as written: the engine's parsers take no line of 16 MiB."""


def statements(
    base: str, subject: str, predicate: str, lines: Iterable[bytes], head: bytes = b""
) -> Iterator[bytes]:
    """N-Quads lines whose literals have some lines, escaped as N-Triples wants them.

    It is one, unless its literal would be longer than ``MOST_BYTES``; ``head`` is the first line
    of each.
    """
    before = f'<{full(base, subject)}> {predicate} "'.encode()
    after = f'" <{summaries_iri(base)}> .\n'.encode()
    for part in _parts(lines, head):
        yield before + b"\\n".join(part).replace(b"\t", b"\\t") + after


def _parts(lines: Iterable[bytes], head: bytes) -> Iterator[list[bytes]]:
    first = [head] if head else []
    part, size = first.copy(), 0
    for line in lines:
        # A tab is written as two characters, as is the end of a line.
        size += len(line) + line.count(b"\t") + 2
        if size > MOST_BYTES and len(part) > len(first):
            yield part
            part, size = first.copy(), len(line) + line.count(b"\t") + 2
        part.append(line)
    yield part


def _row(line: bytes) -> Row:
    return Row._make([*line.decode().split("\t"), ""])


def _key(block: Block) -> bytes:
    return block.document


def _owner(block: Block) -> str:
    return block.document.partition(b"\t")[0].decode()
