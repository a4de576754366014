"""A store in memory, for small use and tests."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import StoreDamaged, StoreError
from kg.graph.blocks import lines_of
from kg.graph.ntriples import quads_of
from kg.graph.sorting import store_lines
from kg.graph.vocab import DEFAULT_BASE, PREFIXES
from kg.store.bounds import Allowance
from kg.store.database import added, more_statements
from kg.store.ledger import by_source, now
from kg.store.lookup import objects_in, subjects_in
from kg.store.protocol import Entry, Index, SegmentLike
from kg.store.segment_file import SegmentFile, write_segment
from kg.store.segments import segment_name
from kg.store.stream import Counted, load_blocks

if TYPE_CHECKING:
    from pyoxigraph import Store as Oxigraph

    from kg.store.protocol import QueryResult


class MemoryStore:
    """Segments and graph in memory; gone when the process ends."""

    def __init__(self, base: str = DEFAULT_BASE) -> None:
        self._base = base
        self._entries: dict[str, Entry] = {}
        self._segments: dict[str, bytes] = {}
        self._triples = 0
        self._named: Mapping[str, int] = {}
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
        return self._triples

    @property
    def named(self) -> Mapping[str, int]:
        return self._named

    @property
    def size(self) -> int:
        return sum(entry.size for entry in self._entries.values())

    @property
    def made(self) -> str | None:
        return self._made

    @property
    def is_near(self) -> bool:
        return True

    @property
    def search(self) -> Path | None:
        return None

    def check(self) -> list[str]:
        found = 0 if self._graph is None else len(self._graph)
        loaded = self._triples + sum(self._named.values())
        return [] if found == loaded else [f"{loaded} statements loaded, {found} found"]

    def query(self, text: str) -> QueryResult:
        from pyoxigraph import Store as Oxigraph

        if self._graph is None:
            self._graph = Oxigraph()
        return self._graph.query(text, prefixes=PREFIXES)

    def objects(self, subject: str, predicate: str, graph: str | None = None) -> list[str]:
        return objects_in(self._graph, subject, predicate, graph) if self._graph else []

    def within(self, allowance: Allowance) -> MemoryStore:
        return self

    def subjects(self, predicate: str, value: str) -> Iterator[str]:
        return subjects_in(self._graph, predicate, value) if self._graph else iter(())

    def lines(self, graph: str | None = None) -> Iterator[str]:
        return iter(()) if self._graph is None else store_lines(self._graph, graph)

    def holds(self, entry: Entry) -> bool:
        return True

    def segment(self, entry: Entry) -> SegmentFile:
        return SegmentFile(self._segments[entry.segment], entry.source.sha256)

    def statements(self, entry: Entry, document: str) -> list[str]:
        block = self.segment(entry).find(document)
        return lines_of(block.lines) if block else []

    def rollback(self) -> None:
        raise StoreError("a graph in memory keeps no snapshot to return to")

    @contextmanager
    def writing(self) -> Iterator[None]:
        yield
        used = {entry.segment for entry in self._entries.values()}
        self._segments = {name: self._segments[name] for name in used}

    def stage(self, segment: SegmentLike) -> Entry:
        stream = io.BytesIO()
        triples = write_segment(stream, segment.blocks, segment.identities, segment.links)
        data = stream.getvalue()
        checksum = hashlib.sha256(data).hexdigest()
        name = segment_name(segment.source, checksum)
        self._segments[name] = data
        return Entry(
            segment.source, segment.counts, segment.problems, triples, name, len(data), checksum
        )

    @property
    def segments(self) -> Path | None:
        return None

    def commit(
        self,
        entries: Iterable[Entry],
        lines: Iterable[bytes],
        named: Iterable[bytes] = (),
        more: Iterable[bytes] = (),
        index: Index | None = None,
    ) -> None:
        from pyoxigraph import Store as Oxigraph

        graph = Oxigraph()
        apart = Counted(named)
        count = load_blocks(graph, chain(lines, apart, more), StoreError)
        if len(graph) != count:
            raise StoreDamaged(f"{count} statements were written, {len(graph)} are there")
        self._graph, self._named = graph, apart.graphs
        self._triples = count - apart.lines
        self._entries = by_source(entries)
        self._made = now()

    @property
    def amendable(self) -> bool:
        return True

    def amend(
        self,
        entries: Iterable[Entry],
        gone: Sequence[bytes],
        come: Sequence[bytes],
        index: Index | None = None,
    ) -> None:
        from pyoxigraph import RdfFormat, parse
        from pyoxigraph import Store as Oxigraph

        graph = self._graph or Oxigraph()
        leaving = list(parse(b"".join(gone), RdfFormat.N_QUADS))
        coming = list(parse(b"".join(come), RdfFormat.N_QUADS))
        for quad in leaving:
            graph.remove(quad)
        graph.extend(coming)
        more = more_statements(leaving, coming)
        self._graph, self._triples = graph, self._triples + more[""]
        self._named = added(self._named, more)
        self._entries = by_source(entries)
        self._made = now()

    def replace_graph(self, graph: str, lines: Iterable[bytes]) -> None:
        gone = list(quads_of(self.lines(graph), graph))
        self.amend(self.entries.values(), gone, list(lines))
