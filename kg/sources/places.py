"""Places that bytes are kept at, each to be read from its beginning as often as needed."""

from __future__ import annotations

import io
import os
import threading
import weakref
from collections.abc import Iterator
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, TYPE_CHECKING, BinaryIO, Protocol

from kg.errors import InputError
from kg.sources.unpacking import buffered

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

KEPT_IN_MEMORY = 2**26
"""Bytes of a stream that are kept in memory; a longer one is kept in a temporary file."""


class Place(Protocol):
    """Where the bytes of a document are kept, packed as they may be."""

    @property
    def name(self) -> str:
        """The name to show."""

    @property
    def size(self) -> int:
        """How many bytes there are."""

    def open(self) -> io.BufferedReader:
        """A fresh stream at their beginning; it raises ``InputError`` for what can't be read."""


class _File(io.FileIO):
    """A file that says in an ``InputError`` why it can't be read."""

    def readinto(self, buffer: WriteableBuffer) -> int:
        try:
            return super().readinto(buffer) or 0
        except OSError as error:
            raise _unreadable(str(self.name), error) from error

    def readall(self) -> bytes:
        try:
            return super().readall() or b""
        except OSError as error:
            raise _unreadable(str(self.name), error) from error


class FilePlace:
    """A file."""

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(path)
        self.name = os.fspath(path)

    @property
    def size(self) -> int:
        """How many bytes the file has now."""
        try:
            return self.path.stat().st_size
        except (OSError, ValueError) as error:
            raise _unreadable(self.name, error) from error

    def open(self) -> io.BufferedReader:
        """A stream of the file."""
        try:
            return buffered(_File(self.name))
        except (OSError, ValueError) as error:
            raise _unreadable(self.name, error) from error


class SpoolPlace:
    """What a stream gives that can be read only once: copied, so that it can be read again."""

    def __init__(self, name: str, pieces: Iterator[bytes]) -> None:
        self.name = name
        self.size = 0
        self._lock = threading.Lock()
        self._file: IO[bytes] = SpooledTemporaryFile(KEPT_IN_MEMORY, prefix="kg-input-")  # noqa: SIM115
        weakref.finalize(self, self._file.close)
        try:
            for piece in pieces:
                self._file.write(piece)
                self.size += len(piece)
        except (OSError, ValueError) as error:
            raise _unreadable(name, error) from error

    def open(self) -> io.BufferedReader:
        """A stream of the copy."""
        return buffered(_Window(self))

    def read_at(self, position: int, size: int) -> bytes:
        """At most so many bytes from a position on."""
        with self._lock:
            self._file.seek(position)
            return self._file.read(size)


class _Window(io.RawIOBase):
    """A reader of a copy, with a position of its own."""

    def __init__(self, place: SpoolPlace) -> None:
        self._place = place
        self._position = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = (0, self._position, self._place.size)[whence]
        self._position = max(start + offset, 0)
        return self._position

    def readinto(self, buffer: WriteableBuffer) -> int:
        wanted = memoryview(buffer).cast("B")
        data = self._place.read_at(self._position, len(wanted))
        wanted[: len(data)] = data
        self._position += len(data)
        return len(data)


class SpanPlace:
    """A part of what is kept at another place."""

    def __init__(self, name: str, outer: Place, offset: int, size: int) -> None:
        self.name = name
        self.size = size
        self._outer = outer
        self._offset = offset

    def open(self) -> io.BufferedReader:
        """A stream of the part."""
        stream = self._outer.open()
        stream.seek(self._offset)
        return span(self.name, stream, self.size)


def span(name: str, stream: io.BufferedReader, size: int) -> io.BufferedReader:
    """The next bytes of a stream, as a stream of its own that closes the other."""
    return buffered(_Span(name, stream, size))


class _Span(io.RawIOBase):
    def __init__(self, name: str, stream: io.BufferedReader, size: int) -> None:
        self._name = name
        self._stream = stream
        self._left = size

    def readable(self) -> bool:
        return True

    def close(self) -> None:
        if not self.closed:
            self._stream.close()
        super().close()

    def readinto(self, buffer: WriteableBuffer) -> int:
        wanted = memoryview(buffer).cast("B")[: self._left]
        filled = self._stream.readinto(wanted)
        if filled == 0 and self._left and len(wanted):
            raise InputError(self._name, f"the archive ends {self._left:,} bytes before its end")
        self._left -= filled
        return filled


def skip(stream: BinaryIO, size: int) -> int:
    """Read on and forget what is read; how many bytes there were."""
    left = size
    while left and (piece := stream.read(min(left, 2**20))):
        left -= len(piece)
    return size - left


def _unreadable(name: str, error: OSError | ValueError) -> InputError:
    reason = getattr(error, "strerror", None) or str(error)
    return InputError(name, f"can't be read: {reason}")
