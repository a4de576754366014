"""Lines as a readable stream of bytes, for loading a graph while it is being made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

_LINES_AT_ONCE = 4096


class LineReader:
    """The read side of a stream of lines.

    ``read(size)`` never returns more than ``size`` bytes: pyoxigraph aborts the process when it
    gets more. ``count`` tells how many lines have gone through. An exception of the lines'
    generator is kept in ``error``, since pyoxigraph replaces it by one of its own.
    """

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines: Iterator[str] = iter(lines)
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
        lines = list(islice(self._lines, _LINES_AT_ONCE))
        if lines:
            self.count += len(lines)
            self._waiting = memoryview(("\n".join(lines) + "\n").encode())
