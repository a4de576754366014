"""The embedded store: a folder with segments and snapshots of the graph.

    kg-store/
      current              the name of the snapshot that serves
      lock                 held while writing
      segments/            <source>-<content>.nt.gz, written once, never changed
      snapshots/<number>/  manifest.json, and db/ with the Oxigraph files

A change makes a new snapshot and then switches ``current`` in one step; until then the old one
serves. The snapshot before is kept for going back; anything else is swept at the next write.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import re
import shutil
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

from kg.errors import StoreDamaged, StoreError, StoreLocked
from kg.graph.sorting import store_lines
from kg.graph.vocab import DEFAULT_BASE, PREFIXES
from kg.store.ledger import (
    FileSeal,
    Manifest,
    by_source,
    now,
    read_manifest,
    seal,
    write_manifest,
)
from kg.store.protocol import Entry, SegmentLike, entry_of
from kg.store.stream import LineReader

if TYPE_CHECKING:
    from pyoxigraph import Store as Oxigraph

    from kg.store.protocol import QueryResult

_KEPT_BEFORE = 1
_OWN = {"current", "current.partial", "lock", "segments", "snapshots"}
_SNAPSHOT = re.compile(r"[0-9]+(\.partial)?")
_SEGMENT = re.compile(r"[0-9a-f]{64}-[0-9a-f]{16}\.nt\.(gz|partial)")


class EmbeddedStore:
    """A store in a folder. Opening it reads the manifest; the database opens at the first query."""

    def __init__(self, path: Path, base: str | None = None) -> None:
        self.path = path
        self._graph: Oxigraph | None = None
        self._snapshot: Path | None = None
        self._manifest: Manifest | None = None
        manifest = self._open_current()
        if base is not None and manifest and base != manifest.base:
            raise StoreError(f"{path} was made with the base {manifest.base}, not {base}")
        self._base = manifest.base if manifest else base or DEFAULT_BASE

    @property
    def base(self) -> str:
        return self._base

    @property
    def entries(self) -> Mapping[str, Entry]:
        return self._manifest.entries if self._manifest else {}

    @property
    def triples(self) -> int:
        return self._manifest.triples if self._manifest else 0

    @property
    def size(self) -> int:
        if self._manifest is None:
            return 0
        files = sum(file.size for file in self._manifest.files.values())
        return files + sum(entry.size for entry in self.entries.values())

    @property
    def made(self) -> str | None:
        return self._manifest.made if self._manifest else None

    @property
    def snapshot(self) -> Path | None:
        """The folder of the snapshot that this store has open."""
        return self._snapshot

    def _open_current(self) -> Manifest | None:
        """Open the snapshot that ``current`` names; what is open already stays so."""
        snapshot = _current(self.path)
        if snapshot is None or snapshot == self._snapshot:
            return self._manifest
        manifest = read_manifest(snapshot / "manifest.json")
        for name, file in manifest.files.items():
            path = snapshot / name
            if not path.is_file() or path.stat().st_size != file.size:
                raise StoreDamaged(f"{path}: missing or of another size than when it was written")
        self._snapshot, self._manifest, self._graph = snapshot, manifest, None
        return manifest

    def check(self) -> list[str]:
        self._open_current()
        snapshot, manifest = self._snapshot, self._manifest
        if snapshot is None or manifest is None:
            return []
        sealed = {snapshot / name: file for name, file in manifest.files.items()}
        for entry in manifest.entries.values():
            path = self.path / "segments" / entry.segment
            sealed[path] = FileSeal(entry.size, entry.checksum)
        findings = [
            f"{path}: {'differs from its checksum' if path.is_file() else 'is missing'}"
            for path, file in sealed.items()
            if not path.is_file() or seal(path) != file
        ]
        unknown = {file for file in (snapshot / "db").iterdir() if file not in sealed}
        findings += [f"{file}: is not of this snapshot" for file in sorted(unknown)]
        if not findings and len(self._database()) != manifest.triples:
            found = len(self._database())
            findings.append(f"{snapshot}: {manifest.triples} triples written, {found} found")
        return findings

    def query(self, text: str) -> QueryResult:
        return self._database().query(text, prefixes=PREFIXES)

    def lines(self) -> Iterator[str]:
        if self._manifest is None:
            return iter(())
        return store_lines(self._database())

    def _database(self) -> Oxigraph:
        from pyoxigraph import Store as Oxigraph

        if self._graph is None:
            if self._snapshot is None:
                self._graph = Oxigraph()
            else:
                self._graph = Oxigraph.read_only(str(self._snapshot / "db"))
        return self._graph

    def holds(self, entry: Entry) -> bool:
        path = self.path / "segments" / entry.segment
        return path.is_file() and seal(path) == FileSeal(entry.size, entry.checksum)

    def segment_lines(self, entry: Entry) -> Iterator[str]:
        path = self.path / "segments" / entry.segment
        if not self.holds(entry):
            raise StoreDamaged(
                f"{path}: missing or changed since it was written;"
                f" load {entry.source.file_name} again to repair it"
            )
        with gzip.open(path, "rt", encoding="utf-8", newline="\n") as stream:
            for line in stream:
                yield line[:-1]

    @contextmanager
    def writing(self) -> Iterator[None]:
        from filelock import FileLock, Timeout

        self._check_own()
        made = not self.path.exists()
        for folder in ("segments", "snapshots"):
            (self.path / folder).mkdir(parents=True, exist_ok=True)
        try:
            with FileLock(self.path / "lock", timeout=0):
                self._open_current()
                self._sweep()
                try:
                    yield
                finally:
                    self._sweep()
                    if self._snapshot is None:
                        self._leave_nothing(made)
        except Timeout:
            raise StoreLocked(
                f"{self.path}: another process is writing; try again when it has finished"
            ) from None

    def _check_own(self) -> None:
        """Refuse a folder that holds other things: what is swept must be this store's own."""
        if self._snapshot is None and self.path.exists():
            others = {path.name for path in self.path.iterdir()} - _OWN
            if others:
                raise StoreError(
                    f"{self.path} is no store and holds other things ({min(others)}, …):"
                    " choose a folder that is new or empty"
                )
            snapshots = self.path / "snapshots"
            if snapshots.is_dir() and any(path.name.isdigit() for path in snapshots.iterdir()):
                raise StoreDamaged(f"{snapshots}: none of the snapshots is whole")

    def _leave_nothing(self, made: bool) -> None:
        """Remove the folders of a store in which nothing was ever written, if made just now."""
        (self.path / "lock").unlink(missing_ok=True)
        for folder in ("segments", "snapshots", *([""] if made else [])):
            with suppress(OSError):
                (self.path / folder).rmdir()

    def _sweep(self) -> None:
        """Remove what no kept snapshot needs: the litter of a broken run, and old snapshots."""
        current = self._snapshot
        kept: list[Path] = []
        if current:
            older = [
                path for path in _whole_snapshots(self.path) if _number(path) < _number(current)
            ]
            kept = [*older[-_KEPT_BEFORE:], current]
        for folder in (self.path / "snapshots").iterdir():
            if folder not in kept and _SNAPSHOT.fullmatch(folder.name):
                shutil.rmtree(folder)
        used = {
            entry.segment
            for folder in kept
            for entry in read_manifest(folder / "manifest.json").entries.values()
        }
        for file in (self.path / "segments").iterdir():
            if file.name not in used and _SEGMENT.fullmatch(file.name):
                file.unlink()

    def stage(self, segment: SegmentLike) -> Entry:
        data = "".join(f"{line}\n" for line in segment.lines).encode()
        name = f"{segment.source.sha256}-{hashlib.sha256(data).hexdigest()[:16]}.nt.gz"
        path = self.path / "segments" / name
        if not _holds_packed(path, data):
            partial = path.with_suffix(".partial")
            with partial.open("wb") as stream:
                with gzip.GzipFile("", "wb", compresslevel=6, fileobj=stream, mtime=0) as packed:
                    packed.write(data)
                stream.flush()
                os.fsync(stream.fileno())
            partial.replace(path)
        sealed = seal(path)
        return entry_of(segment, name, sealed.size, sealed.checksum)

    def commit(self, entries: Iterable[Entry], lines: Iterable[str]) -> None:
        number = _number(self._snapshot) + 1 if self._snapshot else 1
        partial = self.path / "snapshots" / f"{number}.partial"
        triples = _write_database(partial / "db", lines)
        names = [f"db/{file.name}" for file in sorted((partial / "db").iterdir())]
        manifest = Manifest(
            self._base,
            now(),
            triples,
            by_source(entries),
            {name: seal(partial / name) for name in names},
        )
        write_manifest(manifest, partial / "manifest.json")
        for path in (*partial.rglob("*"), partial):
            _sync(path)
        partial.replace(partial.with_suffix(""))
        _sync(self.path / "snapshots")
        _sync(self.path / "segments")
        _switch(self.path, str(number))
        self._snapshot, self._manifest, self._graph = partial.with_suffix(""), manifest, None


def is_store(path: Path) -> bool:
    """Whether a folder is a store."""
    return (path / "segments").is_dir() and (path / "snapshots").is_dir()


def _number(folder: Path) -> int:
    return int(folder.name)


def _current(path: Path) -> Path | None:
    """The snapshot that serves: the one ``current`` names, or without it the newest whole one."""
    try:
        name = (path / "current").read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return next(reversed(_whole_snapshots(path)), None)
    except (OSError, UnicodeDecodeError) as error:
        raise StoreDamaged(f"{path / 'current'}: can't be read: {error}") from error
    if not name.isdigit():
        raise StoreDamaged(f"{path / 'current'}: names no snapshot: {name!r}")
    return path / "snapshots" / name


def _whole_snapshots(path: Path) -> list[Path]:
    """The snapshots whose manifests can be read, oldest first."""
    folder = path / "snapshots"
    if not folder.is_dir():
        return []
    numbered = sorted((p for p in folder.iterdir() if p.name.isdigit()), key=_number)
    whole = []
    for snapshot in numbered:
        with suppress(StoreDamaged):
            read_manifest(snapshot / "manifest.json")
            whole.append(snapshot)
    return whole


def _holds_packed(path: Path, data: bytes) -> bool:
    """Whether a file is there and unpacks to ``data``."""
    try:
        return gzip.decompress(path.read_bytes()) == data
    except (OSError, EOFError, zlib.error):
        return False


def _write_database(path: Path, lines: Iterable[str]) -> int:
    """Load the lines into a new database; the number of triples, verified by a second opening."""
    from pyoxigraph import RdfFormat
    from pyoxigraph import Store as Oxigraph

    path.mkdir(parents=True)
    reader = LineReader(lines)
    database = Oxigraph(str(path))
    try:
        database.bulk_load(cast("IO[bytes]", reader), RdfFormat.N_TRIPLES)
    except (OSError, SyntaxError, ValueError) as error:
        if reader.error is not None:
            raise reader.error from None
        raise StoreError(f"{path}: the graph could not be written: {error}") from error
    database.flush()
    del database
    found = len(Oxigraph.read_only(str(path)))
    if found != reader.count:
        raise StoreDamaged(f"{path}: {reader.count} triples were written, {found} are there")
    return found


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _switch(path: Path, name: str) -> None:
    """Make ``name`` the snapshot that serves, in one step."""
    partial = path / "current.partial"
    partial.write_text(name + "\n", encoding="ascii")
    _sync(partial)
    partial.replace(path / "current")
    _sync(path)
