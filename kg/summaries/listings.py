"""The graph of summaries made from the publications: listings, and totals over them."""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain, groupby
from operator import itemgetter
from typing import NamedTuple, Protocol

from kg.graph.block_sorting import BlockSorter
from kg.graph.blocks import Block
from kg.graph.listing import Row, full, short
from kg.graph.listing import rows as rows_of
from kg.graph.ntriples import iri, text_of
from kg.graph.numbered import Numbers, Texts
from kg.graph.terms import kg_term
from kg.summaries.counting import Works
from kg.summaries.totals import (
    AUTHOR_TOTALS,
    OPEN_LISTS,
    PAIR_TOTALS,
    SOURCE_TOTALS,
    YEAR_TOTALS,
    SeriesTotals,
    SharedRow,
    pair_totals,
    shared_row,
)

VERSION = 2
"""Raised when summaries change, so that those of an older release are not read."""

LISTING = kg_term("listing")
LISTINGS_VERSION = kg_term("listingsVersion")

WITHOUT_VENUE = "graph/summaries"
"""What lists the publications without a venue: the graph of summaries itself."""

_AGENTS = ("name/", "person/")
_VENUE = "venue/"
_ROWS_KEPT = 1 << 17


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
    """In whose listings a publication stands."""
    for agent in dict.fromkeys(row.people()):
        yield Place(agent, agent)
    yield from _other_places(row)


def _other_places(row: Row) -> Iterator[Place]:
    """In which listings besides those of its authors a publication stands.

    What has no venue is listed by the graph of summaries. That and a category have a listing for
    each year, so that none grows without end.
    """
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
    """Takes the lines of publications in order and gives the statements of the summaries."""

    def __init__(self, base: str) -> None:
        self._base = base
        self._works = Works[str]()
        self._lines = Texts()
        self._sources: list[str] = []
        self._places = Numbers()
        self._pairs = BlockSorter()
        self._open_lists = 0

    @property
    def works(self) -> Mapping[str, int]:
        """Authors and venues, in short → their works, those only submitted left out."""
        return self._works.counts

    def add(self, row: Row) -> None:
        """Take one publication."""
        number = self._lines.add(row.written.encode())
        self._open_lists += count_open([row])
        self._sources.append(sys.intern(row.sources))
        agents = dict.fromkeys(row.people())
        if not row.submitted:
            self._works.add(agents.keys(), row.work)
            if row.series:
                self._works.add((row.series,), row.work)
        # The place of an author is the author; those of others have several parts.
        places = ("\t".join(filter(None, place)) for place in _other_places(row))
        self._places.add(number, chain(agents, places))

    def lines(self) -> Iterator[bytes]:
        """The statements as N-Quads lines, the declaration last."""
        graph = summaries_iri(self._base)
        self._lines.done()
        read = lru_cache(_ROWS_KEPT)(lambda number: shared_row(_row(self._lines[number])))
        for owner, places in groupby(self._places.sorted(), _owner):
            if owner.startswith(_AGENTS):
                ((_, numbers),) = places
                yield from self._listing(owner, numbers)
                if len(numbers) > 1:
                    self._count_pairs(owner, map(read, numbers))
            else:
                yield from self._shared(owner, places)
        for shared, blocks in groupby(self._pairs.blocks(), itemgetter(0)):
            pairs, head = (block.lines for block in blocks), str(int(shared)).encode()
            yield from statements(self._base, WITHOUT_VENUE, PAIR_TOTALS, pairs, head)
        yield from statements(
            self._base, WITHOUT_VENUE, OPEN_LISTS, [str(self._open_lists).encode()]
        )
        yield f'<{graph}> {LISTINGS_VERSION} "{VERSION}" <{graph}> .\n'.encode()

    def _shared(self, owner: str, places: Iterable[tuple[str, Sequence[int]]]) -> Iterator[bytes]:
        """What is said of a venue series, a category or what has no venue, in all its places."""
        totals = SeriesTotals() if owner.startswith(_VENUE) else None
        sources: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for place, numbers in places:
            subject = place.split("\t")[1]
            yield from self._listing(subject, numbers)
            if owner != WITHOUT_VENUE:
                sources[subject].update(map(self._sources.__getitem__, numbers))
            if totals is not None:
                for number in numbers:
                    totals.add(_row(self._lines[number]))
        for subject, stated in sources.items():
            yield from statements(self._base, subject, SOURCE_TOTALS, _source_totals(stated))
        for predicate, found in series_totals(totals) if totals is not None else ():
            yield from statements(self._base, owner, predicate, found)

    def _listing(self, subject: str, numbers: Iterable[int]) -> Iterator[bytes]:
        lines = list(map(self._lines.__getitem__, numbers))
        return statements(self._base, subject, LISTING, lines)

    def _count_pairs(self, author: str, rows: Iterable[SharedRow]) -> None:
        for shared, pair in pair_totals(author, rows):
            # In the order of the lines as they are read.
            key = b"%010d" % shared, "\t".join(pair).encode()
            self._pairs.add(Block(*key, _written(pair), b""))


def _owner(place: tuple[str, object]) -> str:
    return place[0].partition("\t")[0]


def _written(fields: Iterable[str]) -> bytes:
    """Fields as the inside of a literal has them."""
    return "\\t".join(fields).encode()


def _row(line: bytes) -> Row:
    """The publication of a line as the inside of a literal has it."""
    text = line.decode()
    if "\\\\" not in text:
        return Row._make([*text.split("\\t"), ""])
    # The second half of an escaped backslash and a t are no end of a field.
    fields = text.replace("\\\\", "\0").split("\\t")
    return Row._make([*(field.replace("\0", "\\\\") for field in fields), ""])


def _source_totals(stated: Mapping[str, int]) -> Iterator[bytes]:
    """How many publications each source speaks of; sources of one come joined."""
    counts = Counter[str]()
    for sources, number in stated.items():
        for source in filter(None, sources.split("|")):
            counts[source] += number
    return (_written((source, str(number))) for source, number in sorted(counts.items()))


def listed_works(base: str, said: Iterable[bytes]) -> dict[str, int]:
    """Authors and venues, in short → their works, as far as statements of summaries tell."""
    agents, venues = Works[str](), dict[str, int]()
    for line in said:
        subject, predicate, rest = line.decode().split(" ", 2)
        place = short(base, subject[1:-1])
        if predicate == LISTING and place.startswith(_AGENTS):
            for row in rows_of(text_of(rest[: rest.rindex('"') + 1])):
                if not row.submitted:
                    agents.add((place,), row.work)
        elif predicate == YEAR_TOTALS:
            *_, in_all = text_of(rest[: rest.rindex('"') + 1]).split("\n")
            venues[place] = int(in_all.split("\t")[1])
    return venues | agents.counts


def count_open(rows: Iterable[Row]) -> int:
    """How many publications have lists that can hide authors, those only submitted left out."""
    return sum(row.complete is not True and not row.submitted for row in rows)


def series_totals(totals: SeriesTotals) -> Iterator[tuple[str, Iterator[bytes]]]:
    """The totals of a venue series as they are written: property, lines."""
    yield AUTHOR_TOTALS, map(_written, totals.authors())
    yield YEAR_TOTALS, map(_written, totals.years())


MOST_BYTES = 8 * 2**20
"""Bytes of a literal as written: the engine's parsers take no line of 16 MiB."""


def statements(
    base: str, subject: str, predicate: str, lines: Iterable[bytes], head: bytes = b""
) -> Iterator[bytes]:
    """N-Quads lines whose literals have some lines, which are as the inside of a literal has them.

    It is one, unless its literal would be longer than ``MOST_BYTES``; ``head`` is the first line
    of each.
    """
    before = f'<{full(base, subject)}> {predicate} "'.encode()
    after = f'" <{summaries_iri(base)}> .\n'.encode()
    for part in _parts(list(lines), head):
        yield before + b"\\n".join(part) + after


def _parts(lines: list[bytes], head: bytes) -> Iterator[list[bytes]]:
    first = [head] if head else []
    # The end of a line is written as two characters.
    if sum(map(len, lines)) + 2 * len(lines) <= MOST_BYTES:
        yield first + lines
        return
    part, size = first.copy(), 0
    for line in lines:
        size += len(line) + 2
        if size > MOST_BYTES and len(part) > len(first):
            yield part
            part, size = first.copy(), len(line) + 2
        part.append(line)
    yield part
