"""The members of a ZIP archive.

Source: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT.
"""

from __future__ import annotations

import io
import re
import weakref
import zipfile
from collections.abc import Iterator
from typing import cast

from kg.errors import InputError
from kg.sources.archives import MOST_MEMBERS, Member, reason_to_skip, shown
from kg.sources.places import Place
from kg.sources.unpacking import (
    BROKEN,
    HIGHEST_RATIO,
    RATIO_COUNTS_FROM,
    Unpacking,
    buffered,
    pieces_of,
)

_LARGEST_DIRECTORY = 2**26
_OTHER_THAN_ARCHIVE = re.compile(r"\[Content_Types\]\.xml|mimetype|META-INF/(?:MANIFEST\.MF)?")
_METHODS = frozenset(
    {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA}
)
_BROKEN = (*BROKEN, zipfile.BadZipFile, IndexError)


class ZipPlace:
    """A member of a ZIP archive."""

    def __init__(self, name: str, archive: _Zip, number: int, size: int, packed: int) -> None:
        self.name = name
        self.size = size
        self._archive = archive
        self._number = number
        self._packed = packed

    def open(self) -> io.BufferedReader:
        """A stream of the unpacked member; its checksum is checked at its end."""
        file = self._archive.file()
        try:
            stream = cast("zipfile.ZipExtFile", file.open(file.infolist()[self._number]))
        except _BROKEN as error:
            raise InputError(self.name, f"damaged in the archive: {error}") from error
        return buffered(Unpacking(self.name, self._packed, _zip_pieces(self.name, stream), stream))


def _zip_pieces(name: str, stream: io.BufferedIOBase) -> Iterator[bytes]:
    try:
        yield from pieces_of(stream)
    except _BROKEN as error:
        raise InputError(name, f"damaged in the archive: {error}") from error


class _Zip:
    """A ZIP archive that is opened when first needed."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self._file: zipfile.ZipFile | None = None

    def __reduce__(self) -> tuple[type[_Zip], tuple[Place]]:
        return _Zip, (self.place,)

    def file(self) -> zipfile.ZipFile:
        """The opened archive; raises ``InputError`` if it is damaged or beyond the bounds."""
        if self._file is None:
            stream = self.place.open()
            weakref.finalize(self, stream.close)
            try:
                if _directory_size(stream, self.place.size) > _LARGEST_DIRECTORY:
                    raise InputError(self.place.name, "the list of its members is too long")
                self._file = zipfile.ZipFile(stream)
            except _BROKEN as error:
                message = f"a ZIP archive, but cut or damaged: {error}"
                raise InputError(self.place.name, message) from error
        return self._file


def _directory_size(stream: io.BufferedReader, size: int) -> int:
    """How many bytes the list of members takes, as the end of the archive says."""
    start = max(size - 2**16 - 22, 0)
    stream.seek(start)
    tail = stream.read()
    end = tail.rfind(b"PK\x05\x06")
    if end < 0:
        return 0
    stated = int.from_bytes(tail[end + 12 : end + 16], "little")
    if stated != 2**32 - 1:
        return stated
    large = tail.rfind(b"PK\x06\x06", 0, end)
    return int.from_bytes(tail[large + 40 : large + 48], "little") if large >= 0 else size


def zip_members(place: Place) -> Iterator[Member]:
    """The members of a ZIP archive; raises ``InputError`` if their list can't be read."""
    archive = _Zip(place)
    members = archive.file().infolist()
    if members and _OTHER_THAN_ARCHIVE.fullmatch(members[0].filename):
        raise InputError(place.name, "an office document, a book or a program, not an archive")
    if len(members) > MOST_MEMBERS:
        raise InputError(place.name, f"has more than {MOST_MEMBERS:,} members; unpack it by hand")
    if sum(m.file_size for m in members) > max(RATIO_COUNTS_FROM, HIGHEST_RATIO * place.size):
        message = f"unpacks to more than {HIGHEST_RATIO} times its size; unpack it by hand"
        raise InputError(place.name, message)
    for number, member in enumerate(members):
        if member.filename.endswith("/"):
            continue
        path = shown(member.filename)
        reason = reason_to_skip(path)
        if reason:
            yield Member(path, trouble=reason)
        elif (member.external_attr >> 28) not in {0, 8}:
            yield Member(path, trouble="is no regular file")
        elif member.flag_bits & 1:
            yield Member(path, trouble="encrypted; unpack it by hand", lost=True)
        elif member.compress_type not in _METHODS:
            message = f"compressed by method {member.compress_type}, which is not known here"
            yield Member(path, trouble=f"{message}; unpack it by hand", lost=True)
        else:
            name = f"{place.name}!/{path}"
            size, packed = member.file_size, member.compress_size
            yield Member(path, ZipPlace(name, archive, number, size, packed))
