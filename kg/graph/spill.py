"""A temporary file for what does not fit in memory."""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Sequence
from tempfile import TemporaryFile
from typing import IO, Any, NamedTuple
from weakref import finalize

_AT_A_TIME = 4096


class Extent(NamedTuple):
    """Where something is in the file."""

    start: int
    end: int


def unnamed_file(owner: object) -> IO[bytes]:
    """A file that is open as long as its owner lives.

    It has no name, so nothing is left behind however the process ends.
    """
    file: IO[bytes] = TemporaryFile(prefix="kg-")  # noqa: SIM115 - closed with its owner
    finalize(owner, file.close)
    return file


class Spill:
    """Keeps Python values on disk, in a file that is made when first needed."""

    def __init__(self) -> None:
        self._file: IO[bytes] | None = None

    def put(self, value: object) -> Extent:
        """Keep a value; returns where."""
        if self._file is None:
            self._file = unnamed_file(self)
        start = self._file.seek(0, 2)
        pickle.dump(value, self._file, pickle.HIGHEST_PROTOCOL)
        return Extent(start, self._file.tell())

    def get(self, extent: Extent) -> Any:
        """The value that was kept there."""
        if self._file is None:
            raise LookupError("nothing was kept")
        self._file.seek(extent.start)
        return pickle.loads(self._file.read(extent.end - extent.start))  # noqa: S301 - our own file

    def put_all(self, values: Sequence[object]) -> list[Extent]:
        """Keep many values; returns where."""
        parts = range(0, len(values), _AT_A_TIME)
        return [self.put(values[first : first + _AT_A_TIME]) for first in parts]

    def get_all(self, extents: Sequence[Extent]) -> Iterator[Any]:
        """Those values, one by one."""
        for extent in extents:
            yield from self.get(extent)
