"""Files, archives and streams → documents: streams of bytes, unpacked, to be read from the start.

Nothing is held in memory as a whole, and nothing is told by a name: what a file is compressed
with, and whether it is an archive, show its first bytes.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from kg.errors import InputError
from kg.sources.archives import Member, base_name, is_tar, is_zip, shown
from kg.sources.places import FilePlace, Place, SpoolPlace
from kg.sources.tar_archive import tar_members
from kg.sources.unpacking import HEAD, pieces_of, unpacked
from kg.sources.zip_archive import zip_members

LARGEST = 2**30
"""Bytes that a document may hold, or unpack to, whose format is read as a whole."""

STANDARD_INPUT = "standard input"


@dataclass(frozen=True, slots=True)
class OpenedDocument:
    """A document: a file, a member of an archive, or standard input.

    ``name`` is what to show (``papers.zip!/2024/a.json``), ``file_name`` its last part and
    ``size`` its bytes before it is unpacked; ``in_archive`` says that nobody named it, only its
    archive. ``trouble`` says why it can't be opened, and ``lost`` whether something is lost by
    that, or it was only skipped (hidden, no regular file).

    A document of a file can be handed to another process. One of a compressed tar archive is
    opened at once while it is the last that :func:`open_documents` gave, later with a wait.
    """

    name: str
    file_name: str
    place: Place | None = None
    size: int = 0
    in_archive: bool = False
    trouble: str | None = None
    lost: bool = False

    def open(self) -> io.BufferedReader:
        """A fresh stream at the beginning of the unpacked document, to be closed by the caller.

        Raises ``InputError``, at once or from reading, for what can't be read, is damaged, unpacks
        to more than is plausible or is an archive in an archive.
        """
        if self.place is None:
            raise InputError(self.name, self.trouble or "can't be opened")
        with ExitStack() as on_failure:
            packed = on_failure.enter_context(self.place.open())
            stream = on_failure.enter_context(unpacked(packed, self.place.size, self.name))
            head = stream.peek(HEAD)
            if is_zip(head) or is_tar(head):
                raise InputError(self.name, "an archive in an archive; unpack it by hand")
            on_failure.pop_all()
        return stream


def open_documents(source: str | os.PathLike[str] | BinaryIO) -> Iterator[OpenedDocument]:
    """The documents of a file or a binary stream: itself, or the members of the archive it is.

    What can't be read comes as a document with its ``trouble``; where an archive is damaged it
    ends with such a one, after the members before. A stream is copied first, so that it can be
    read more than once.
    """
    name, file_name = STANDARD_INPUT, "standard-input"
    if isinstance(source, str | os.PathLike):
        name, file_name = shown(os.fspath(source)), shown(Path(source).name)
    try:
        place = _place(source)
        members = _members(place)
        if members is None:
            yield OpenedDocument(name, file_name, place, place.size)
            return
        empty = True
        for member in members:
            empty = False
            yield _document(name, member)
        if empty:
            yield OpenedDocument(name, file_name, trouble="an archive without a file in it")
    except InputError as error:
        yield OpenedDocument(name, file_name, trouble=error.message, lost=True)


def _document(archive: str, member: Member) -> OpenedDocument:
    return OpenedDocument(
        f"{archive}!/{member.path}",
        base_name(member.path),
        member.place,
        member.place.size if member.place else 0,
        in_archive=True,
        trouble=member.trouble,
        lost=member.lost,
    )


def _place(source: str | os.PathLike[str] | BinaryIO) -> Place:
    if isinstance(source, str | os.PathLike):
        return FilePlace(source)
    return SpoolPlace(STANDARD_INPUT, pieces_of(source))


def _members(place: Place) -> Iterator[Member] | None:
    """The members of the archive at a place, or ``None`` if it is none."""
    with place.open() as packed:
        if is_zip(packed.peek(HEAD)):
            return zip_members(place)
        with unpacked(packed, place.size, place.name) as stream:
            compressed = stream is not packed
            if compressed and is_zip(stream.peek(HEAD)):
                raise InputError(place.name, "a compressed ZIP archive; unpack it by hand")
            return tar_members(place, compressed=compressed) if is_tar(stream.peek(HEAD)) else None


def read_whole(stream: BinaryIO, name: str) -> bytes:
    """All bytes of a stream; raises ``InputError`` if it holds more than one document can."""
    data = stream.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise InputError(name, f"holds more than {LARGEST:,} bytes, too much for one document")
    return data
