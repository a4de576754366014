"""Files into a store: find them, read each as a source, stage its segment, resolve, commit."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import BinaryIO

from kg.errors import InputError, MissingExtra, RejectedRecords, UsageError
from kg.graph.segment import make_segment
from kg.manifest import FILE_NAME, Facts, read_manifest
from kg.model import Counts, Problem, Source
from kg.resolve import resolve
from kg.sources import format_named, recognise
from kg.sources.opening import read_bytes
from kg.store.memory import MemoryStore
from kg.store.protocol import Entry, Store

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
    ``strict`` a single rejected record or unreadable file raises ``RejectedRecords`` and leaves the
    store as it was. With ``dry_run`` everything is read and nothing is written.
    """
    report = LoadReport()
    tell = progress or _silent
    if format_name is not None:
        format_named(format_name)
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
        if strict and (report.counts.rejected or report.of("failed")):
            raise RejectedRecords(_rejections(report))
        if entries != store.entries and not dry_run:
            commit(store, entries, tell)
        report.triples = store.triples
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
    """The one source that ``text`` means: an IRI, a SHA-256 or its beginning, or a file name."""
    sha = text.removeprefix(f"{store.base}source/").partition("#")[0].casefold()
    found = [
        entry
        for entry in store.entries.values()
        if (sha and entry.source.sha256.startswith(sha)) or entry.source.file_name == text
    ]
    if len(found) == 1:
        return found[0]
    known = found or list(store.entries.values())
    listed = "\n".join(f"  {e.source.sha256[:12]}  {e.source.file_name}" for e in known)
    trouble = "means several sources" if found else "is no source of this store"
    raise UsageError(f"{text!r} {trouble}; there are:\n{listed or '  none'}")


def commit(store: Store, entries: Mapping[str, Entry], tell: Progress) -> None:
    """Resolve the given ledger anew and make it what the store holds."""
    segments = {sha: store.segment_lines(entry) for sha, entry in entries.items()}
    expected = sum(entry.triples for entry in entries.values())
    lines = _counted(resolve(store.base, segments), expected, tell)
    store.commit(entries.values(), lines)


def _counted(lines: Iterable[str], expected: int, tell: Progress) -> Iterator[str]:
    for done, line in enumerate(lines):
        if done % 8192 == 0:
            tell("writing", done, max(expected, done))
        yield line


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
    """A file or stream to read; ``named`` if the user named it and not just its folder."""

    content: Path | BinaryIO
    named: bool = True

    @property
    def path(self) -> Path | None:
        return self.content if isinstance(self.content, Path) else None

    @property
    def name(self) -> str:
        return self.path.name if self.path else "standard-input"

    @property
    def shown(self) -> str:
        return str(self.path) if self.path else "standard input"


def _documents(
    paths: Iterable[str | os.PathLike[str]], standard_input: BinaryIO | None
) -> Iterator[_Document]:
    for given in paths:
        path = Path(given)
        if str(given) == "-" and standard_input is not None:
            yield _Document(standard_input)
        elif path.is_dir():
            for file in sorted(path.rglob("*")):
                hidden = any(part.startswith(".") for part in file.relative_to(path).parts)
                if file.is_file() and not hidden and file.name != FILE_NAME:
                    yield _Document(file, named=False)
        else:
            yield _Document(path)


def _load_document(
    store: Store, entries: dict[str, Entry], fresh: set[str], document: _Document, options: _Options
) -> FileReport:
    """Read one document and put its entry into ``entries``; ``fresh`` are those of this load."""
    facts = options.facts(document.path)
    try:
        data = read_bytes(document.content)
    except InputError as error:
        return FileReport(document.shown, "failed", error=error.message)
    except MissingExtra as error:
        return FileReport(document.shown, "failed", error=str(error))
    try:
        source = _source(document, data, facts, options)
    except InputError as error:
        outcome = "failed" if document.named else "skipped"
        return FileReport(document.shown, outcome, error=error.message)
    sha = source.sha256
    known = entries.get(sha)
    if known:
        source = _reconciled(source, known.source, options)
    outcome = "copy" if sha in fresh else "replaced" if known else "loaded"
    if known and source == known.source:
        outcome = "copy" if sha in fresh else "unchanged"
        return FileReport(document.shown, outcome, source, known.counts, known.problems)
    try:
        records = format_named(source.format).read(data, source)
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


def _reconciled(new: Source, known: Source, options: _Options) -> Source:
    """What is known of one content that comes a second time: the same whichever came first.

    A retrieval date given by hand is believed at once, as it may correct an earlier one.
    """
    return replace(
        new,
        file_name=min(new.file_name, known.file_name),
        format=new.format if options.format_name else known.format,
        parser=new.parser if new.format == known.format or options.format_name else known.parser,
        retrieved=options.retrieved or _earliest(new.retrieved, known.retrieved),
        received=_earliest(new.received, known.received),
        url=min((url for url in (new.url, known.url) if url), default=None),
        licence=min((text for text in (new.licence, known.licence) if text), default=None),
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
    return "\n".join(["nothing was loaded, since --strict allows no rejection:", *lines])
