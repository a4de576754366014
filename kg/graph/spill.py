"""A temporary file for what does not fit in memory."""

from __future__ import annotations

import pickle
from tempfile import TemporaryFile
from typing import IO, Any, NamedTuple
from weakref import finalize


class Extent(NamedTuple):
    """Where something is in the file."""

    start: int
    end: int


class Spill:
    """Keeps Python values on disk.

    The file is made when first needed and has no name, so nothing is left behind however the
    process ends.
    """

    def __init__(self) -> None:
        self._file: IO[bytes] | None = None

    def put(self, value: object) -> Extent:
        """Keep a value; returns where."""
        if self._file is None:
            self._file = TemporaryFile(prefix="kg-")  # noqa: SIM115 - open as long as this lives
            finalize(self, self._file.close)
        start = self._file.seek(0, 2)
        pickle.dump(value, self._file, pickle.HIGHEST_PROTOCOL)
        return Extent(start, self._file.tell())

    def get(self, extent: Extent) -> Any:
        """The value that was kept there."""
        if self._file is None:
            raise LookupError("nothing was kept")
        self._file.seek(extent.start)
        return pickle.loads(self._file.read(extent.end - extent.start))  # noqa: S301 - our own file
