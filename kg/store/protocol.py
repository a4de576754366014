"""What every store can do, and the ledger entry that it keeps for each source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from kg.graph.blocks import Block
from kg.model import Counts, Problem, Source
from kg.store.bounds import Allowance
from kg.store.segment_file import SegmentFile

if TYPE_CHECKING:
    from pyoxigraph import QueryBoolean, QuerySolutions, QueryTriples

    QueryResult = QuerySolutions | QueryBoolean | QueryTriples


@dataclass(frozen=True, slots=True)
class Entry:
    """One source in the ledger: what it is, what came of reading it, and where its segment is.

    ``triples`` counts the segment's lines; ``size`` is in bytes as stored; ``checksum`` is the
    SHA-256 of what is stored. ``places`` are the files of this machine that held the document when
    it was loaded; they are no part of the graph.
    """

    source: Source
    counts: Counts
    problems: tuple[Problem, ...]
    triples: int
    segment: str
    size: int
    checksum: str
    places: tuple[str, ...] = ()


class SegmentLike(Protocol):
    """The blocks of what a source says, in order, with the account of reading it."""

    @property
    def source(self) -> Source: ...
    @property
    def counts(self) -> Counts: ...
    @property
    def problems(self) -> tuple[Problem, ...]: ...
    @property
    def identities(self) -> tuple[str, ...]: ...
    @property
    def links(self) -> int: ...
    @property
    def blocks(self) -> Iterator[Block]: ...


class Named(Protocol):
    """A graph to look names up in; terms are as N-Triples writes them."""

    def objects(self, subject: str, predicate: str) -> list[str]: ...


class Index(Protocol):
    """What writes the search index of a graph and changes it with the graph."""

    def write(self, path: Path) -> None: ...
    def change(self, path: Path, graph: Named, changed: Iterable[bytes]) -> None: ...


class Store(Protocol):
    """A graph that answers queries, and the segments that it was resolved from."""

    @property
    def base(self) -> str:
        """The IRI under which all data IRIs stand, fixed when the store was made."""
        ...

    @property
    def entries(self) -> Mapping[str, Entry]:
        """The ledger: source SHA-256 → entry, in the order of the SHA-256."""
        ...

    @property
    def triples(self) -> int:
        """How many triples the resolved graph holds."""
        ...

    @property
    def named(self) -> Mapping[str, int]:
        """How many statements stand in each named graph, by its IRI; they are no ``triples``."""
        ...

    @property
    def size(self) -> int:
        """Bytes of the graph and its segments as stored."""
        ...

    @property
    def made(self) -> str | None:
        """When the graph came to be as it is, in UTC; ``None`` if nothing was ever loaded."""
        ...

    @property
    def is_near(self) -> bool:
        """Whether it is here, so that reading all of a large graph costs no more than a query."""
        ...

    @property
    def search(self) -> Path | None:
        """The search index of the graph, to be read; ``None`` where there is none."""
        ...

    def check(self) -> list[str]:
        """What differs from how it was written, every byte compared; empty if all is whole."""
        ...

    def query(self, text: str) -> QueryResult:
        """Run a SPARQL query; the project's prefixes are known. Use the result in this thread."""
        ...

    def within(self, allowance: Allowance) -> Store:
        """The same graph, of which queries are stopped when the allowance is used up.

        A graph in memory can't be: there the allowance is not heeded.
        """
        ...

    def objects(self, subject: str, predicate: str, graph: str | None = None) -> list[str]:
        """The values of a property; terms are as N-Triples writes them.

        ``graph`` is an IRI in angle brackets, nothing the default graph.
        """
        ...

    def subjects(self, predicate: str, value: str) -> Iterator[str]:
        """The subjects of which a property has a value; terms are as N-Triples writes them."""
        ...

    def lines(self, graph: str | None = None) -> Iterator[str]:
        """The resolved graph as sorted N-Triples lines, in constant memory.

        ``graph`` is the IRI of a named graph to be given instead.
        """
        ...

    def holds(self, entry: Entry) -> bool:
        """Whether the segment of an entry is as it was written."""
        ...

    def segment(self, entry: Entry) -> SegmentFile:
        """The segment of an entry, to be read. Raises ``StoreDamaged`` if it is not whole."""
        ...

    def statements(self, entry: Entry, document: str) -> list[str]:
        """What one source says of one document (an IRI without fragment), as N-Triples lines."""
        ...

    def rollback(self) -> None:
        """Return to the graph before the last change. Raises ``StoreError`` if none is kept."""
        ...

    def writing(self) -> AbstractContextManager[None]:
        """The right to write, held by one process at a time. Raises ``StoreLocked``."""
        ...

    def stage(self, segment: SegmentLike) -> Entry:
        """Keep a segment; it takes effect only by :meth:`commit`."""
        ...

    @property
    def segments(self) -> Path | None:
        """The folder in which another process may stage segments, if there is one."""
        ...

    def commit(
        self,
        entries: Iterable[Entry],
        lines: Iterable[bytes],
        named: Iterable[bytes] = (),
        more: Iterable[bytes] = (),
        index: Index | None = None,
    ) -> None:
        """Replace ledger and resolved graph, wholly or not at all.

        ``lines`` and ``more`` are N-Triples, some whole lines at a time, each statement once;
        ``named``, read after ``lines``, are N-Quads of other graphs than the default one. Of each
        of those the last statement is never there without the rest. ``index`` writes a search
        index, where the store keeps one.
        """
        ...

    @property
    def amendable(self) -> bool:
        """Whether looking things up costs little enough to change the graph piece by piece."""
        ...

    def amend(
        self,
        entries: Iterable[Entry],
        gone: Sequence[bytes],
        come: Sequence[bytes],
        index: Index | None = None,
    ) -> None:
        """Replace the ledger, and change the graph by some N-Quads lines, all or nothing.

        ``gone`` are all in the graph, ``come`` are not.
        """
        ...

    def replace_graph(self, graph: str, lines: Iterable[bytes]) -> None:
        """Make N-Quads lines all that a named graph holds, as in :meth:`commit`.

        ``graph`` is its IRI. The rest of the store stays as it is.
        """
        ...
