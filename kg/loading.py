"""Files into a store: find them, read each as a source, stage its segment, resolve, commit."""

from __future__ import annotations

import hashlib
import io
import os
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import BinaryIO

from kg.errors import InputError, MissingExtra, RejectedRecords, UsageError
from kg.graph.segment import make_segment
from kg.manifest import FILE_NAME, Facts, read_manifest
from kg.model import Counts, Problem, Source
from kg.resolve import resolve
from kg.sources import format_named, recognise
from kg.sources.opening import read_bytes
from kg.store.embedded import is_store
from kg.store.memory import MemoryStore
from kg.store.protocol import Entry, Store

_TELL_AFTER = 50_000
_SHA_START = re.compile("[0-9a-f]{6,64}")

Progress = Callable[[str, int, int | None], None]
"""Called with what is being done, how much is done, and of how much, if that is known."""


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of one file.

    ``outcome`` is ``loaded``, ``replaced`` (known, but read differently now), ``unchanged``,
    ``copy`` (of another file of the same load), ``skipped`` (in a folder, no known format) or
    ``failed``; ``error`` says why of the last two.
    """

    file: str
    outcome: str
    source: Source | None = None
    counts: Counts = Counts()
    problems: tuple[Problem, ...] = ()
    error: str | None = None


@dataclass(slots=True)
class LoadReport:
    """What became of all files, and how many triples the graph holds since."""

    files: list[FileReport] = field(default_factory=list)
    triples: int = 0

    def of(self, outcome: str) -> list[FileReport]:
        """The files of one outcome."""
        return [file for file in self.files if file.outcome == outcome]

    @property
    def lost(self) -> bool:
        """Whether a file could not be read or a record, of this load or an earlier, is rejected."""
        return bool(self.of("failed")) or any(file.counts.rejected for file in self.files)

    @property
    def counts(self) -> Counts:
        """Records of all files that were read now."""
        files = [*self.of("loaded"), *self.of("replaced")]
        return Counts(
            *(
                sum(getattr(file.counts, name) for file in files)
                for name in ("read", "loaded", "merged", "rejected")
            )
        )


def load(
    store: Store,
    paths: Collection[str | os.PathLike[str]],
    *,
    format_name: str | None = None,
    retrieved: date | None = None,
    strict: bool = False,
    dry_run: bool = False,
    standard_input: BinaryIO | None = None,
    progress: Progress | None = None,
) -> LoadReport:
    """Load files and folders into a store, all in one step or not at all.

    A file that can't be read does not keep the others from loading; the report says so. With
    ``strict`` a rejected record or unreadable file raises ``RejectedRecords`` when all that can be
    loaded is. With ``dry_run`` everything is read and nothing is written.
    """
    report = LoadReport()
    tell = progress or _silent
    if format_name is not None:
        format_named(format_name)
    if isinstance(retrieved, datetime) or not isinstance(retrieved, date | None):
        raise UsageError(f"retrieved must be a day, not {retrieved!r}")
    options = _Options(format_name, retrieved)
    documents = list(_documents(paths, standard_input))
    if not documents:
        raise UsageError(f"nothing to load: no file in {', '.join(map(str, paths))}")
    keeper = MemoryStore(store.base) if dry_run else store
    with keeper.writing():
        entries = dict(store.entries)
        fresh: set[str] = set()
        for done, document in enumerate(documents):
            tell("reading files", done, len(documents))
            report.files.append(_load_document(keeper, entries, fresh, document, options))
        tell("reading files", len(documents), len(documents))
        if entries != store.entries and not dry_run:
            commit(store, entries, tell)
        report.triples = store.triples
    if strict and report.lost:
        raise RejectedRecords(_rejections(report))
    return report


def unload(store: Store, source: str, progress: Progress | None = None) -> Entry:
    """Take one source out of the graph: its SHA-256, the beginning of it, or its file name."""
    with store.writing():
        entry = find_source(store, source)
        entries = dict(store.entries)
        del entries[entry.source.sha256]
        commit(store, entries, progress or _silent)
    return entry


def find_source(store: Store, text: str) -> Entry:
    """The one source that ``text`` means: a file name, an IRI, or the beginning of a SHA-256."""
    entries = list(store.entries.values())
    sha = text.removeprefix(f"{store.base}source/").casefold()
    found = [entry for entry in entries if entry.source.file_name == text]
    if not found and _SHA_START.fullmatch(sha):
        found = [entry for entry in entries if entry.source.sha256.startswith(sha)]
    if len(found) == 1:
        return found[0]
    known = "\n".join(
        f"  {entry.source.sha256[:12]}  {entry.source.file_name}" for entry in found or entries
    )
    trouble = "means several sources" if found else "is no source of this store"
    raise UsageError(f"{text!r} {trouble}; there are:\n{known or '  none'}")


def commit(store: Store, entries: Mapping[str, Entry], tell: Progress) -> None:
    """Resolve the given ledger anew and make it what the store holds."""
    segments = {sha: store.segment(entry) for sha, entry in entries.items()}
    expected = sum(entry.triples for entry in entries.values())
    lines = _counted(resolve(store.base, segments), expected, tell)
    store.commit(entries.values(), lines)


def _counted(blocks: Iterable[bytes], expected: int, tell: Progress) -> Iterator[bytes]:
    done = told = 0
    for block in blocks:
        done += block.count(b"\n")
        if done - told > _TELL_AFTER:
            tell("writing", done, max(expected, done))
            told = done
        yield block


def _silent(what: str, done: int, of: int | None) -> None:
    """Report no progress."""


@dataclass(frozen=True)
class _Options:
    """What the user said of all files, and what manifests say of each."""

    format_name: str | None
    retrieved: date | None
    manifests: dict[Path, Mapping[str, Facts]] = field(default_factory=dict)

    def facts(self, path: Path | None) -> Facts:
        """What the manifest beside a file says of it."""
        if path is None:
            return Facts()
        folder = path.parent
        if folder not in self.manifests:
            self.manifests[folder] = read_manifest(folder)
        return self.manifests[folder].get(path.name, Facts())


@dataclass(frozen=True, slots=True)
class _Document:
    """A file or stream to read; ``named`` if the user named it and not just its folder.

    ``trouble`` says why it can't be read, where that is known beforehand.
    """

    content: Path | BinaryIO
    named: bool = True
    trouble: str | None = None

    @property
    def path(self) -> Path | None:
        return self.content if isinstance(self.content, Path) else None

    @property
    def name(self) -> str:
        if self.path is None:
            return "standard-input"
        # A name that is not UTF-8 is told apart from others, but can't stand in a graph as it is.
        return os.fsencode(self.path.name).decode("utf-8", "backslashreplace")

    @property
    def shown(self) -> str:
        return str(self.path) if self.path else "standard input"


def _documents(
    paths: Iterable[str | os.PathLike[str]], standard_input: BinaryIO | None
) -> Iterator[_Document]:
    for given in paths:
        path = Path(given)
        if not str(given):
            raise UsageError("a path is empty; . is the folder you are in")
        if str(given) == "-" and standard_input is not None:
            yield _Document(standard_input)
        elif path.is_dir():
            yield from _files_in(path)
        elif path.exists() and not path.is_file():
            yield _Document(path, trouble="is no regular file; - reads standard input")
        else:
            yield _Document(path)


def _files_in(folder: Path) -> Iterator[_Document]:
    """The files of a folder and those below, in order; no hidden ones, and no store of graphs."""
    unreadable: list[_Document] = []

    def report(error: OSError) -> None:
        reason = f"can't be read: {error.strerror}"
        unreadable.append(_Document(Path(error.filename), trouble=reason))

    for place, folders, names in os.walk(folder, onerror=report):
        here = Path(place)
        links = [name for name in folders if (here / name).is_symlink()]
        for name in sorted(links):
            yield _Document(here / name, named=False, trouble="a link to a folder; name it to load")
        folders[:] = sorted(
            name
            for name in folders
            if not name.startswith(".") and name not in links and not is_store(here / name)
        )
        for name in sorted(names):
            file = here / name
            if name.startswith(".") or name == FILE_NAME:
                continue
            regular = file.is_file()
            yield _Document(file, False, None if regular else "is no regular file")
    yield from unreadable


def _load_document(
    store: Store, entries: dict[str, Entry], fresh: set[str], document: _Document, options: _Options
) -> FileReport:
    """Read one document and put its entry into ``entries``; ``fresh`` are those of this load."""
    if document.trouble:
        outcome = "failed" if document.named else "skipped"
        return FileReport(document.shown, outcome, error=document.trouble)
    try:
        facts = options.facts(document.path)
        data = read_bytes(document.content)
    except (InputError, MissingExtra) as error:
        own = isinstance(error, InputError) and error.file == document.shown
        message = error.message if isinstance(error, InputError) and own else str(error)
        return FileReport(document.shown, "failed", error=message)
    try:
        source = _source(document, data, facts, options)
    except InputError as error:
        outcome = "failed" if document.named else "skipped"
        return FileReport(document.shown, outcome, error=error.message)
    sha = source.sha256
    known = entries.get(sha)
    if known:
        same_load = sha in fresh
        source = (_agreed if same_load else _corrected)(source, known.source, options)
    outcome = "copy" if sha in fresh else "replaced" if known else "loaded"
    if known and source == known.source and store.holds(known):
        outcome = "copy" if sha in fresh else "unchanged"
        return FileReport(document.shown, outcome, source, known.counts, known.problems)
    try:
        records = format_named(source.format).read(io.BytesIO(data), source)
        segment = make_segment(store.base, source, records)
    except InputError as error:
        return FileReport(document.shown, "failed", source, error=error.message)
    entries[sha] = store.stage(segment)
    fresh.add(sha)
    return FileReport(document.shown, outcome, source, segment.counts, segment.problems)


def _source(document: _Document, data: bytes, facts: Facts, options: _Options) -> Source:
    name = options.format_name or facts.format
    format_ = format_named(name) if name else recognise(data, document.shown)
    return Source(
        sha256=hashlib.sha256(data).hexdigest(),
        file_name=document.name,
        format=format_.name,
        parser=f"{format_.name} {format_.version}",
        retrieved=options.retrieved or facts.retrieved,
        received=facts.received,
        url=facts.url,
        licence=facts.licence,
    )


def _agreed(new: Source, known: Source, options: _Options) -> Source:
    """What two copies of one content in one load say together, whichever comes first."""
    return replace(
        _corrected(new, known, options),
        retrieved=options.retrieved or _earliest(new.retrieved, known.retrieved),
        received=_earliest(new.received, known.received),
        url=min((url for url in (new.url, known.url) if url), default=None),
        licence=min((text for text in (new.licence, known.licence) if text), default=None),
    )


def _corrected(new: Source, known: Source, options: _Options) -> Source:
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


def _rejections(report: LoadReport) -> str:
    lines = [f"{file.file}: {file.error}" for file in report.of("failed")]
    lines += [
        f"{file.file}:{problem.line}: {problem.message}"
        for file in report.files
        for problem in file.problems
        if problem.rejected
    ]
    return "\n".join(["rejected, which --strict does not allow; the rest is loaded:", *lines])
