"""The graphs that a server holds, kept here in files of sorted N-Triples lines."""

from __future__ import annotations

import hashlib
import io
import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from heapq import merge
from itertools import groupby, islice
from pathlib import Path

import zstandard

from kg.errors import StoreDamaged
from kg.graph.ntriples import split_graph
from kg.graph.sorting import sorted_statements
from kg.store.ledger import FileSeal, seal

_LINES_AT_ONCE = 4096
_READ_AT_ONCE = 256 * 1024


@dataclass(frozen=True, slots=True)
class Kept:
    """One graph in a file.

    ``seal`` is that of the file. ``last`` is the statement that may be on a server only while the
    graph is whole there, if there is one.
    """

    file: str
    triples: int
    seal: FileSeal
    last: str = ""


@dataclass(frozen=True, slots=True)
class Held(Kept):
    """A resolved graph, and the named graphs beside it by IRI.

    ``ledger`` tells which entries it was resolved from.
    """

    ledger: str = ""
    named: Mapping[str, Kept] = field(default_factory=dict)

    @property
    def files(self) -> Iterator[Kept]:
        """All graphs."""
        yield self
        yield from self.named.values()


def keep(folder: Path, lines: Iterable[bytes], quads: Iterable[bytes], ledger: str) -> Held:
    """Keep N-Triples, some whole lines at a time, and N-Quads of named graphs, read after them."""
    graph = keep_graph(folder, sorted_blocks(lines))
    return _held(graph, ledger, keep_named(folder, quads))


def amended(
    folder: Path,
    current: Held | None,
    gone: Iterable[bytes],
    come: Iterable[bytes],
    ledger: str,
) -> Held:
    """Keep what comes of graphs by some N-Quads lines that go and others that come."""
    removals, additions = _by_graph(gone), _by_graph(come)
    known: dict[str | None, Kept] = {None: current or keep_graph(folder, ())}
    known.update(current.named if current else {})
    for graph in removals.keys() | additions.keys():
        old = known.get(graph)
        left = only_in(graph_lines(folder, old), sorted(removals[graph]))
        lines = merge(left, sorted(additions[graph]))
        known[graph] = keep_graph(folder, lines, old.last if old else "")
    named = {graph: kept for graph, kept in known.items() if graph is not None and kept.triples}
    return _held(known[None], ledger, named)


def _held(graph: Kept, ledger: str, named: Mapping[str, Kept]) -> Held:
    return Held(graph.file, graph.triples, graph.seal, ledger=ledger, named=named)


def _by_graph(quads: Iterable[bytes]) -> defaultdict[str | None, list[bytes]]:
    """N-Quads lines as N-Triples by graph."""
    found: defaultdict[str | None, list[bytes]] = defaultdict(list)
    for quad in quads:
        triple, graph = split_graph(quad)
        found[graph].append(triple)
    return found


def sorted_blocks(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """The lines of blocks in order."""
    return (f"{line}\n".encode() for line in sorted_statements(blocks))


def only_in(lines: Iterable[bytes], others: Iterable[bytes]) -> Iterator[bytes]:
    """The lines of a sorted stream that another does not have.

    >>> list(only_in([b"a", b"b", b"d"], [b"b", b"c"]))
    [b'a', b'd']
    """
    remaining = iter(others)
    other = next(remaining, None)
    for line in lines:
        while other is not None and other < line:
            other = next(remaining, None)
        if line != other:
            yield line


def keep_graph(folder: Path, lines: Iterable[bytes], last: str = "") -> Kept:
    """Keep sorted lines in a file, named by what is in it."""
    folder.mkdir(parents=True, exist_ok=True)
    partial = folder / "graph.partial"
    content = hashlib.sha256()
    triples = 0
    packer = zstandard.ZstdCompressor(level=1, write_checksum=True)
    with partial.open("wb") as stream, packer.stream_writer(stream, closefd=False) as packed:
        remaining = iter(lines)
        while batch := list(islice(remaining, _LINES_AT_ONCE)):
            piece = b"".join(batch)
            content.update(piece)
            packed.write(piece)
            triples += len(batch)
    with partial.open("rb") as written:
        os.fsync(written.fileno())
    name = f"{content.hexdigest()[:16]}.nt.zst"
    sealed = seal(partial)
    partial.replace(folder / name)
    return Kept(name, triples, sealed, last)


def keep_named(folder: Path, quads: Iterable[bytes]) -> Mapping[str, Kept]:
    """Keep N-Quads lines, each of a named graph, in files by graph.

    The line of a graph that is given last is the one that a server has last.
    """
    last: dict[str, str] = {}

    def by_graph() -> Iterator[bytes]:
        for quad in quads:
            for line in quad.splitlines(keepends=True):
                triple, graph = split_graph(line)
                last[graph or ""] = triple[:-1].decode()
                yield f"<{graph}> ".encode() + triple

    lines = (line.partition(" ") for line in sorted_statements(by_graph()))
    found: dict[str, Kept] = {}
    for name, group in groupby(lines, key=lambda parts: parts[0]):
        graph = name[1:-1]
        found[graph] = keep_graph(
            folder, (f"{line}\n".encode() for _, _, line in group), last[graph]
        )
    return found


def graph_lines(folder: Path, kept: Kept | None) -> Iterator[bytes]:
    """The lines of a graph that is kept, if there is one.

    Raises ``StoreDamaged`` if they can't be read.
    """
    if kept is None:
        return
    path = folder / kept.file
    try:
        with (
            path.open("rb") as stream,
            zstandard.ZstdDecompressor().stream_reader(stream) as unpacked,
            io.BufferedReader(unpacked, _READ_AT_ONCE) as lines,
        ):
            yield from lines
    except (OSError, zstandard.ZstdError) as error:
        raise StoreDamaged(f"{path}: can't be read: {error}") from error
