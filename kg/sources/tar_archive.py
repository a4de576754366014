"""The members of a tar archive, plain or compressed.

Source: https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html.
"""

from __future__ import annotations

import io
import tarfile
from collections.abc import Iterator

from kg.errors import InputError
from kg.sources.archives import MOST_MEMBERS, Member, reason_to_skip, shown
from kg.sources.places import Place, SpanPlace, SpoolPlace, skip, span
from kg.sources.unpacking import unpacked

_LARGEST_HEADER = 2**20
_BROKEN = (tarfile.TarError, ValueError, OverflowError, RecursionError, IndexError, EOFError)


def tar_members(place: Place, *, compressed: bool) -> Iterator[Member]:
    """The members of a tar archive, in order; ``InputError`` at the point where it is damaged."""
    stream = place.open()
    with unpacked(stream, place.size, place.name) as whole:
        reading = _Forward(whole)
        last = ""
        try:
            for number, header in enumerate(_headers(reading)):
                if number >= MOST_MEMBERS:
                    message = f"has more than {MOST_MEMBERS:,} members; unpack it by hand"
                    raise InputError(place.name, message)
                last = shown(header.name)
                yield from _member(place, header, reading if compressed else None)
        except _BROKEN as error:
            after = f", after {last}" if last else ""
            message = f"a tar archive, but cut or damaged{after}: {error}"
            raise InputError(place.name, message) from error


def _headers(reading: _Forward) -> Iterator[tarfile.TarInfo]:
    """The headers up to the block that ends an archive.

    The standard library takes a cut or damaged header for the end as well, so that it reads only
    the headers here, one by one.
    """
    archive = tarfile.TarFile(fileobj=reading, encoding="utf-8", errors="surrogateescape")  # type: ignore[arg-type]
    header = archive.next()
    while header is not None:
        yield header
        reading.seek(archive.offset)
        try:
            header = tarfile.TarInfo.fromtarfile(archive)
        except tarfile.EOFHeaderError:  # type: ignore[attr-defined]
            return


def _member(place: Place, header: tarfile.TarInfo, reading: _Forward | None) -> Iterator[Member]:
    path = shown(header.name)
    reason = reason_to_skip(path)
    if header.isdir():
        return
    if reason or not header.isreg() or header.issparse():
        yield Member(path, trouble=reason or "is no regular file")
        return
    name, offset = f"{place.name}!/{path}", header.offset_data
    if reading is None:
        yield Member(path, SpanPlace(name, place, offset, header.size))
        return
    packed = PackedPlace(name, place, offset, header.size)
    packed.reading = reading
    yield Member(path, packed)
    packed.release()


class PackedPlace:
    """A member of a compressed tar archive, which can only be read from its beginning.

    While the reading of the archive stands at this member it is copied, and read from the copy;
    later the archive is unpacked again up to here.
    """

    def __init__(self, name: str, outer: Place, offset: int, size: int) -> None:
        self.name = name
        self.size = size
        self._outer = outer
        self._offset = offset
        self.reading: _Forward | None = None
        self._copy: SpoolPlace | None = None

    def __reduce__(self) -> tuple[type[PackedPlace], tuple[str, Place, int, int]]:
        return PackedPlace, (self.name, self._outer, self._offset, self.size)

    def open(self) -> io.BufferedReader:
        """A stream of the member."""
        if self._copy is None and self.reading is not None:
            pieces = self.reading.pieces(self.name, self._offset, self.size)
            self._copy = SpoolPlace(self.name, pieces)
        if self._copy is not None:
            return self._copy.open()
        whole = unpacked(self._outer.open(), self._outer.size, self._outer.name)
        skip(whole, self._offset)
        return span(self.name, whole, self.size)

    def release(self) -> None:
        """The reading of the archive goes on."""
        self.reading = self._copy = None


class _Forward:
    """A stream that is read only forwards, by the headers of an archive and between them."""

    def __init__(self, stream: io.BufferedReader) -> None:
        self._stream = stream
        self._can_seek = stream.seekable()
        self._at = 0

    def tell(self) -> int:
        return self._at

    def read(self, size: int) -> bytes:
        """The next bytes, at most as many as a header may have."""
        if size > _LARGEST_HEADER:
            raise tarfile.ReadError(f"a header of {size:,} bytes")
        data = self._stream.read(size)
        self._at += len(data)
        return data

    def seek(self, position: int) -> None:
        """Go on at a later position; raises ``ReadError`` if the stream ends before."""
        if position < self._at:
            raise tarfile.ReadError("a member begins before the end of the last")
        if self._can_seek:
            self._stream.seek(position)
        elif skip(self._stream, position - self._at) < position - self._at:
            raise tarfile.ReadError("it ends in the middle of a member")
        self._at = position

    def pieces(self, name: str, position: int, size: int) -> Iterator[bytes]:
        """The bytes from a later position on, piece by piece."""
        self.seek(position)
        left = size
        while left:
            piece = self._stream.read(min(left, 2**20))
            if not piece:
                raise InputError(name, f"the archive ends {left:,} bytes before its end")
            left -= len(piece)
            self._at += len(piece)
            yield piece
