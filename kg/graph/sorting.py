"""Lines sorted by code point, as many as a disk holds, in bounded memory.

An external merge sort: runs of about ``memory`` bytes are sorted and written to one temporary file,
made when first needed and without a name, so that nothing is left behind however the process ends.
UTF-8 keeps the order of code points, so all comparing is done on bytes.
"""

from __future__ import annotations

import itertools
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from tempfile import SpooledTemporaryFile
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    import pyoxigraph

RUN_BYTES = 32 * 1024 * 1024
"""Bytes of text sorted at a time; the process needs about three times as much."""

_LINES_AT_A_TIME = 4096
_SMALLEST_READ = 16 * 1024


def sorted_lines(lines: Iterable[str], *, memory: int = RUN_BYTES) -> Iterator[str]:
    """The distinct lines in order of code points.

    Lines carry no newline. ``memory`` is the size of a run in bytes.

    >>> list(sorted_lines(["b", "a", "b"]))
    ['a', 'b']
    """
    with SpooledTemporaryFile(max_size=1, prefix="kg-sort-") as file:
        runs = _Runs(file, memory)
        remaining = iter(lines)
        while batch := list(itertools.islice(remaining, _LINES_AT_A_TIME)):
            runs.write(("\n".join(batch) + "\n").encode())
        yield from runs.merged()


def sorted_statements(blocks: Iterable[bytes], *, memory: int = RUN_BYTES) -> Iterator[str]:
    """The distinct lines of blocks, each of some whole lines, in order of code points.

    >>> list(sorted_statements([b"b\\na\\n", b"b\\n"]))
    ['a', 'b']
    """
    with SpooledTemporaryFile(max_size=1, prefix="kg-sort-") as file:
        runs = _Runs(file, memory)
        for block in blocks:
            runs.write(block)
        yield from runs.merged()


def store_lines(
    store: pyoxigraph.Store, graph: str | None = None, *, memory: int = RUN_BYTES
) -> Iterator[str]:
    """All statements of a graph as N-Triples lines in order of code points.

    ``graph`` is the IRI of a named one, nothing the default graph.
    """
    from pyoxigraph import DefaultGraph, NamedNode, RdfFormat

    of = DefaultGraph() if graph is None else NamedNode(graph)
    with SpooledTemporaryFile(max_size=1, prefix="kg-sort-") as file:
        runs = _Runs(file, memory)
        store.dump(runs, format=RdfFormat.N_TRIPLES, from_graph=of)  # type: ignore[arg-type]
        yield from runs.merged()


class _Runs:
    """A binary stream to write lines to, which gives them back in order.

    It is what pyoxigraph needs of a file: ``write`` takes any piece of the text, cut anywhere, and
    says that it took all of it.
    """

    def __init__(self, file: IO[bytes], memory: int) -> None:
        self._file = file
        self._memory = memory
        self._pieces: list[bytes] = []
        self._size = 0
        self._extents: list[tuple[int, int]] = []

    def write(self, data: bytes) -> int:
        self._pieces.append(data)
        self._size += len(data)
        if self._size >= self._memory:
            self._spill()
        return len(data)

    def flush(self) -> None:
        """Nothing is held back that a reader could miss."""

    def merged(self) -> Iterator[str]:
        """Every distinct line once, in order; ends the writing."""
        if not self._extents:
            lines, _ = self._take()
            yield from (line.decode() for line in lines)
            return
        self._spill()
        yield from (line.decode() for block in self._blocks() for line in block)

    def _take(self) -> tuple[list[bytes], bytes]:
        """The distinct whole lines written so far, in order, and the beginning of the next."""
        whole, newline, rest = b"".join(self._pieces).rpartition(b"\n")
        self._pieces.clear()
        return sorted(set(whole.split(b"\n"))) if newline else [], rest

    def _spill(self) -> None:
        lines, rest = self._take()
        self._pieces.append(rest)
        # A line longer than a run is gathered piece by piece, and joined only once a run's length.
        self._size = 0
        if not lines:
            return
        start = self._file.tell()
        for first in range(0, len(lines), _LINES_AT_A_TIME):
            self._file.write(b"\n".join(lines[first : first + _LINES_AT_A_TIME]) + b"\n")
        self._extents.append((start, self._file.tell()))

    def _blocks(self) -> Iterator[list[bytes]]:
        """The merge: all lines not after the earliest end of the blocks in memory, and so on.

        Sorting what is nearly sorted runs at the speed of comparing, several times faster than a
        heap that hands over line by line. A run holds no line twice, so equal lines of two runs
        always meet in one step.
        """
        size = max(_SMALLEST_READ, self._memory // len(self._extents))
        heads = [_Head(self._file, start, end, size) for start, end in self._extents]
        while heads := [head for head in heads if head.fill()]:
            bound = min(head.lines[-1] for head in heads)
            step: list[bytes] = []
            for head in heads:
                step += head.up_to(bound)
            step.sort()
            yield [line for line, _ in itertools.groupby(step)]


class _Head:
    """The block of one run that is in memory."""

    def __init__(self, file: IO[bytes], start: int, end: int, size: int) -> None:
        self._file = file
        self._position = start
        self._end = end
        self._size = size
        self.lines: list[bytes] = []
        self._next = 0

    def fill(self) -> bool:
        """Read the next block if this one is used up; false at the end of the run."""
        if self._next < len(self.lines):
            return True
        if self._position == self._end:
            return False
        self._file.seek(self._position)
        block = self._file.read(min(self._size, self._end - self._position))
        if not block.endswith(b"\n"):
            block += self._file.readline()
        self._position += len(block)
        self.lines = block[:-1].split(b"\n")
        self._next = 0
        return True

    def up_to(self, bound: bytes) -> list[bytes]:
        """Take the lines that are not after ``bound``."""
        start, self._next = self._next, bisect_right(self.lines, bound, self._next)
        return self.lines[start : self._next]
