"""A store in memory, for small use and tests."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, cast

from kg.errors import StoreDamaged
from kg.graph.vocab import DEFAULT_BASE, PREFIXES
from kg.store.ledger import by_source, now
from kg.store.protocol import Entry, SegmentLike, entry_of
from kg.store.stream import LineReader

if TYPE_CHECKING:
    from pyoxigraph import Store as Oxigraph

    from kg.store.protocol import QueryResult


class MemoryStore:
    """Segments and graph in memory; gone when the process ends."""

    def __init__(self, base: str = DEFAULT_BASE) -> None:
        self._base = base
        self._entries: dict[str, Entry] = {}
        self._segments: dict[str, tuple[str, ...]] = {}
        self._lines: tuple[str, ...] = ()
        self._graph: Oxigraph | None = None
        self._made: str | None = None

    @property
    def base(self) -> str:
        return self._base

    @property
    def entries(self) -> Mapping[str, Entry]:
        return self._entries

    @property
    def triples(self) -> int:
        return len(self._lines)

    @property
    def size(self) -> int:
        return sum(entry.size for entry in self._entries.values())

    @property
    def made(self) -> str | None:
        return self._made

    def check(self) -> list[str]:
        found = 0 if self._graph is None else len(self._graph)
        return [] if found == self.triples else [f"{self.triples} triples loaded, {found} found"]

    def query(self, text: str) -> QueryResult:
        from pyoxigraph import Store as Oxigraph

        if self._graph is None:
            self._graph = Oxigraph()
        return self._graph.query(text, prefixes=PREFIXES)

    def lines(self) -> Iterator[str]:
        return iter(self._lines)

    def holds(self, entry: Entry) -> bool:
        return True

    def segment_lines(self, entry: Entry) -> Iterator[str]:
        return iter(self._segments[entry.segment])

    @contextmanager
    def writing(self) -> Iterator[None]:
        yield
        used = {entry.segment for entry in self._entries.values()}
        self._segments = {name: self._segments[name] for name in used}

    def stage(self, segment: SegmentLike) -> Entry:
        checksum = hashlib.sha256()
        size = 0
        for line in segment.lines:
            data = line.encode() + b"\n"
            checksum.update(data)
            size += len(data)
        name = f"{segment.source.sha256}-{checksum.hexdigest()[:16]}"
        self._segments[name] = segment.lines
        return entry_of(segment, name, size, checksum.hexdigest())

    def commit(self, entries: Iterable[Entry], lines: Iterable[str]) -> None:
        from pyoxigraph import RdfFormat
        from pyoxigraph import Store as Oxigraph

        resolved = tuple(sorted(lines))
        graph = Oxigraph()
        graph.bulk_load(cast("IO[bytes]", LineReader(resolved)), RdfFormat.N_TRIPLES)
        if len(graph) != len(resolved):
            raise StoreDamaged(f"{len(resolved)} triples were written, {len(graph)} are there")
        self._graph, self._lines = graph, resolved
        self._entries = by_source(entries)
        self._made = now()
