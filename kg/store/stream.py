"""Blocks of lines as a stream of bytes, for loading a graph while it is being made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import IO, TYPE_CHECKING, cast

if TYPE_CHECKING:
    from pyoxigraph import Store as Oxigraph

_BYTES_AT_ONCE = 1 << 18


class Counted:
    """N-Quads, some whole lines at a time, counted by their named graphs as they are taken."""

    def __init__(self, blocks: Iterable[bytes]) -> None:
        self._blocks = blocks
        self._counts = Counter[bytes]()

    def __iter__(self) -> Iterator[bytes]:
        for block in self._blocks:
            self._counts.update(
                line[line.rindex(b"<") + 1 : line.rindex(b">")]
                for line in block.split(b"\n")
                if line
            )
            yield block

    @property
    def lines(self) -> int:
        """How many there were."""
        return self._counts.total()

    @property
    def graphs(self) -> dict[str, int]:
        """How many there were of each graph, by IRI."""
        return {graph.decode(): lines for graph, lines in sorted(self._counts.items())}


def joined(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """Blocks joined to pieces of a size that is worth a system call."""
    some: list[bytes] = []
    length = 0
    for block in blocks:
        some.append(block)
        length += len(block)
        if length >= _BYTES_AT_ONCE:
            yield b"".join(some)
            some.clear()
            length = 0
    yield b"".join(some)


def load_blocks(
    graph: Oxigraph, blocks: Iterable[bytes], failed: Callable[[str], Exception]
) -> int:
    """Load N-Quads, some whole lines at a time, into a graph; how many lines there were.

    Where the engine fails what ``failed`` makes of its words is raised; what the blocks raise goes
    through.
    """
    from pyoxigraph import RdfFormat

    reader = BlockReader(blocks)
    try:
        graph.bulk_load(cast("IO[bytes]", reader), RdfFormat.N_QUADS)
    except (OSError, SyntaxError, ValueError) as error:
        raise reader.error or failed(str(error)) from error
    return reader.count


class BlockReader:
    """The read side of a stream of N-Triples, given some whole lines at a time.

    ``read(size)`` never returns more than ``size`` bytes: pyoxigraph aborts the process when it
    gets more. ``count`` tells how many lines have gone through. An exception of the blocks'
    generator is kept in ``error``, since pyoxigraph replaces it by one of its own.
    """

    def __init__(self, blocks: Iterable[bytes]) -> None:
        self._pieces = joined(blocks)
        self._waiting = memoryview(b"")
        self.count = 0
        self.error: BaseException | None = None

    def read(self, size: int = -1) -> bytes:
        """At most ``size`` bytes, all that is left if ``size`` is negative; empty at the end."""
        try:
            if size < 0:
                return b"".join(iter(lambda: self.read(1 << 20), b""))
            if not self._waiting:
                self._fill()
        except BaseException as error:
            self.error = error
            raise
        chunk, self._waiting = self._waiting[:size], self._waiting[size:]
        return bytes(chunk)

    def _fill(self) -> None:
        data = next(self._pieces, b"")
        self.count += data.count(b"\n")
        self._waiting = memoryview(data)
