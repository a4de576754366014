"""Blocks of lines as a readable stream of bytes, for loading a graph while it is being made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

_BYTES_AT_ONCE = 256 * 1024


class BlockReader:
    """The read side of a stream of N-Triples, given some whole lines at a time.

    ``read(size)`` never returns more than ``size`` bytes: pyoxigraph aborts the process when it
    gets more. ``count`` tells how many lines have gone through. An exception of the blocks'
    generator is kept in ``error``, since pyoxigraph replaces it by one of its own.
    """

    def __init__(self, blocks: Iterable[bytes]) -> None:
        self._blocks: Iterator[bytes] = iter(blocks)
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
        some: list[bytes] = []
        length = 0
        for block in self._blocks:
            some.append(block)
            length += len(block)
            if length >= _BYTES_AT_ONCE:
                break
        data = b"".join(some)
        self.count += data.count(b"\n")
        self._waiting = memoryview(data)
