"""Compressed streams → streams of what they hold, in bounded memory and within bounds."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import re
import zlib
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, BinaryIO

from kg.errors import InputError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

LARGEST_STREAM = 2**38
"""Bytes that a compressed stream may unpack to."""

HIGHEST_RATIO = 250
"""How many times its size a compressed stream may unpack to, once that is a lot at all.

Text packs down to a tenth, a folder's worth of equal pages to far less; bombs reach a thousand.
"""

RATIO_COUNTS_FROM = 2**26
"""Bytes that a stream may unpack to whatever its size."""

HEAD = 512
"""Bytes at the beginning of a stream that tell whether it is compressed, or an archive."""

_BUFFER = 2**18
_CHUNK = 2**20
# Four bytes of zstd can stand for 128 KiB, so it is fed in small bites.
_ZSTD_FED = 2**12

BROKEN = (EOFError, OSError, ValueError, RuntimeError, zlib.error, lzma.LZMAError)
"""What the standard library raises for damaged compression of any kind."""


def unpacked(stream: io.BufferedReader, packed: int, name: str) -> io.BufferedReader:
    """The stream itself, or what it unpacks to if it is gzip, bzip2, xz or zstd.

    What it is compressed with is told by its first bytes. ``packed`` is its size in bytes, which
    bounds what it may unpack to. Reading the result raises ``InputError`` if it is damaged or
    goes beyond the bounds.
    """
    head = stream.peek(HEAD)
    for magic, unpacker in _UNPACKERS.items():
        if magic.match(head):
            return buffered(Unpacking(name, packed, unpacker(stream), stream))
    return stream


def buffered(raw: io.RawIOBase) -> io.BufferedReader:
    """A raw stream with a buffer of the size that suits reading a long document."""
    return io.BufferedReader(raw, _BUFFER)


class Unpacking(io.RawIOBase):
    """The pieces that a compressed stream gives, as a stream; what went wrong stays wrong."""

    def __init__(
        self, name: str, packed: int, pieces: Iterator[bytes], source: io.IOBase | None = None
    ) -> None:
        self._name = name
        self._most = max(RATIO_COUNTS_FROM, packed * HIGHEST_RATIO)
        self._pieces = pieces
        self._source = source
        self._rest = memoryview(b"")
        self._size = 0
        self._error: InputError | None = None

    def readable(self) -> bool:
        return True

    def close(self) -> None:
        if self._source is not None and not self.closed:
            self._source.close()
        super().close()

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Fill the buffer, unless the stream ends before."""
        wanted = memoryview(buffer).cast("B")
        filled = 0
        while filled < len(wanted) and (self._rest or self._advance()):
            taken = self._rest[: len(wanted) - filled]
            wanted[filled : filled + len(taken)] = taken
            filled += len(taken)
            self._rest = self._rest[len(taken) :]
        return filled

    def readall(self) -> bytes:
        """All that is left."""
        return b"".join(iter(lambda: self.read(_CHUNK) or b"", b""))

    def _advance(self) -> bool:
        """Take the next piece; false at the end."""
        try:
            if self._error is None:
                piece = next(self._pieces, b"")
                self._size += len(piece)
                self._rest = memoryview(piece)
                self._check()
                return bool(piece)
        except BROKEN as error:
            self._error = InputError(self._name, f"compressed, but cut or damaged: {error}")
        except InputError as error:
            self._error = error
        raise self._error

    def _check(self) -> None:
        if self._size > LARGEST_STREAM:
            message = f"unpacks to more than {LARGEST_STREAM:,} bytes; unpack it by hand"
            raise InputError(self._name, message)
        if self._size > self._most:
            message = f"unpacks to more than {HIGHEST_RATIO} times its size; unpack it by hand"
            raise InputError(self._name, message)


def pieces_of(stream: io.BufferedIOBase | BinaryIO) -> Iterator[bytes]:
    """A stream piece by piece, none of them empty."""
    return iter(lambda: stream.read(_CHUNK), b"")


def _gzip(stream: BinaryIO) -> Iterator[bytes]:
    return pieces_of(gzip.GzipFile(fileobj=stream))


def _bzip2(stream: BinaryIO) -> Iterator[bytes]:
    return pieces_of(bz2.BZ2File(stream))


def _xz(stream: BinaryIO) -> Iterator[bytes]:
    return pieces_of(lzma.LZMAFile(stream))


def _zstd(stream: BinaryIO) -> Iterator[bytes]:
    """Frame by frame, since the package's own file object is silent about a cut frame."""
    import zstandard

    bite = stream.read(_ZSTD_FED)
    while bite:
        frame = zstandard.ZstdDecompressor().decompressobj()
        while bite and not frame.eof:
            try:
                piece = frame.decompress(bite)
            except zstandard.ZstdError as error:
                raise ValueError(str(error)) from error
            if piece:
                yield piece
            bite = frame.unused_data or stream.read(_ZSTD_FED)
        if not frame.eof:
            raise EOFError("it ends before the end-of-frame marker")


# More than the two letters that bzip2 is known by: a page may begin with somebody's name.
_UNPACKERS: dict[re.Pattern[bytes], Callable[[BinaryIO], Iterator[bytes]]] = {
    re.compile(rb"\x1f\x8b"): _gzip,
    re.compile(rb"BZh[1-9](?:1AY&SY|\x17rE8P\x90)"): _bzip2,
    re.compile(rb"\xfd7zXZ\0"): _xz,
    re.compile(rb"\x28\xb5\x2f\xfd"): _zstd,
}
