"""The documents that paths lead to, and what is to be known of each before it is read."""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import BinaryIO

from kg.errors import InputError, UsageError
from kg.manifest import FILE_NAME, Facts, read_manifest
from kg.model import Source
from kg.sources import format_named, recognise
from kg.sources.archives import shown
from kg.sources.opening import OpenedDocument, open_documents
from kg.store.snapshots import is_store

_CHUNK = 2**20
# Saved web pages can have this much before their first visible line.
_HEAD = 4 * 2**20


@dataclass(frozen=True, slots=True)
class Document:
    """A document to load; ``named`` if the user named it and not just its folder or archive.

    ``folder`` is where the file is whose content it is, ``place`` what tells the file, or the
    member of an archive, from all others on this machine; standard input has none.
    """

    opened: OpenedDocument
    named: bool = True
    folder: Path | None = None
    place: str | None = None


@dataclass(frozen=True, slots=True)
class Options:
    """What the user said of all files, and what manifests say of each."""

    format_name: str | None = None
    retrieved: date | None = None
    manifests: dict[Path, Mapping[str, Facts]] = field(default_factory=dict)

    def facts(self, document: Document) -> Facts:
        """What the manifest beside a file says of it."""
        folder = document.folder
        if folder is None:
            return Facts()
        if folder not in self.manifests:
            self.manifests[folder] = read_manifest(folder)
        return self.manifests[folder].get(document.opened.file_name, Facts())


@dataclass(frozen=True, slots=True)
class Seen:
    """What a look at a document gave: its source and its bytes unpacked, or why it has none.

    ``lost`` says that something is lost if it is not loaded.
    """

    source: Source | None = None
    size: int = 0
    error: str | None = None
    lost: bool = True


def find_documents(
    paths: Iterable[str | os.PathLike[str]], standard_input: BinaryIO | None
) -> Iterator[Document]:
    """The documents of files, folders and archives; of ``-`` those of standard input."""
    for given in paths:
        path = Path(given)
        if not str(given):
            raise UsageError("a path is empty; . is the folder you are in")
        if str(given) == "-" and standard_input is not None:
            for opened in open_documents(standard_input):
                yield Document(opened, named=not opened.in_archive)
        elif path.is_dir():
            yield from _files_in(path)
        elif path.exists() and not path.is_file():
            yield _left_out(path, "is no regular file; - reads standard input", named=True)
        else:
            yield from _of_file(path, named=True)


def _of_file(path: Path, *, named: bool) -> Iterator[Document]:
    here = os.path.abspath(path)  # noqa: PTH100 - a link stays the file that was named
    for opened in open_documents(path):
        place = here + opened.name.removeprefix(shown(os.fspath(path)))
        yield Document(opened, named and not opened.in_archive, path.parent, shown(place))


def _left_out(path: Path, trouble: str, *, named: bool = False, lost: bool = False) -> Document:
    shown = os.fsencode(path).decode("utf-8", "backslashreplace")
    opened = OpenedDocument(shown, path.name, trouble=trouble, lost=named or lost)
    return Document(opened, named)


def _files_in(folder: Path) -> Iterator[Document]:
    """The files of a folder and those below, in order; no hidden ones, and no store of graphs."""
    unreadable: list[Document] = []

    def report(error: OSError) -> None:
        reason = f"can't be read: {error.strerror}"
        unreadable.append(_left_out(Path(error.filename), reason, named=True))

    for place, folders, names in os.walk(folder, onerror=report):
        here = Path(place)
        links = [name for name in folders if (here / name).is_symlink()]
        for name in sorted(links):
            yield _left_out(here / name, "a link to a folder; name it to load")
        folders[:] = sorted(
            name
            for name in folders
            if not name.startswith(".") and name not in links and not is_store(here / name)
        )
        for name in sorted(names):
            file = here / name
            if name.startswith(".") or name == FILE_NAME:
                continue
            if file.is_file():
                yield from _of_file(file, named=False)
            else:
                yield _left_out(file, "is no regular file")
    yield from unreadable


def look_at(document: Document, options: Options) -> Seen:
    """Read a document once to tell its source: its SHA-256 and format."""
    opened = document.opened
    if opened.trouble:
        return Seen(error=opened.trouble, lost=opened.lost)
    try:
        facts = options.facts(document)
        digest = hashlib.sha256()
        size = 0
        with opened.open() as stream:
            head = stream.read(_HEAD)
            chunk = head
            while chunk:
                digest.update(chunk)
                size += len(chunk)
                chunk = stream.read(_CHUNK)
    except InputError as error:
        return Seen(error=error.message if error.file == opened.name else str(error))
    name = options.format_name or facts.format
    try:
        format_ = format_named(name) if name else recognise(head, opened.name)
    except InputError as error:
        return Seen(error=error.message, lost=document.named)
    source = Source(
        sha256=digest.hexdigest(),
        file_name=opened.file_name,
        format=format_.name,
        parser=format_.parser,
        retrieved=options.retrieved or facts.retrieved,
        received=facts.received,
        url=facts.url,
        licence=facts.licence,
    )
    return Seen(source, size)


def agreed(new: Source, known: Source, options: Options) -> Source:
    """What two copies of one content in one load say together, whichever comes first."""
    return replace(
        corrected(new, known, options),
        retrieved=options.retrieved or _earliest(new.retrieved, known.retrieved),
        received=_earliest(new.received, known.received),
        url=min((url for url in (new.url, known.url) if url), default=None),
        licence=min((text for text in (new.licence, known.licence) if text), default=None),
    )


def corrected(new: Source, known: Source, options: Options) -> Source:
    """What is known of a content that was loaded before: what is now stated, else what was.

    The file name is the smallest of all copies, so that it does not depend on their order.
    """
    forced = options.format_name is not None or new.format == known.format
    return replace(
        new,
        file_name=min(new.file_name, known.file_name),
        format=new.format if forced else known.format,
        parser=new.parser if forced else known.parser,
        retrieved=new.retrieved or known.retrieved,
        received=new.received or known.received,
        url=new.url or known.url,
        licence=new.licence or known.licence,
    )


def _earliest(*days: date | None) -> date | None:
    return min((day for day in days if day), default=None)


class CheckedStream(io.RawIOBase):
    """A stream that finds out whether it gives what it gave before.

    ``told`` is called with how many bytes have been read.
    """

    def __init__(self, stream: BinaryIO, sha256: str) -> None:
        self._stream = stream
        self._sha256 = sha256
        self._digest = hashlib.sha256()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        data = self._stream.read(len(buffer))
        self._digest.update(data)
        buffer[: len(data)] = data
        return len(data)

    def check(self, name: str) -> None:
        """Read what is left; raises ``InputError`` if it is another document than before."""
        while chunk := self._stream.read(_CHUNK):
            self._digest.update(chunk)
        if self._digest.hexdigest() != self._sha256:
            raise InputError(name, "has changed while it was read; load it again")
