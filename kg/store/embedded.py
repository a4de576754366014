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
from kg.store.protocol import Entry, SegmentLike
from kg.store.stream import LineReader

if TYPE_CHECKING:
    from pyoxigraph import Store as Oxigraph

    from kg.store.protocol import QueryResult

_KEPT_SNAPSHOTS = 2
_OWN = {"current", "current.partial", "lock", "segments", "snapshots"}
_SNAPSHOT = re.compile(r"[0-9]+(\.partial)?")
_SEGMENT = re.compile(r"[0-9a-f]{64}-[0-9a-f]{16}\.nt\.(gz|partial)")


class EmbeddedStore:
    """A store in a folder. Opening it reads the manifest; the database opens at the first query."""

    def __init__(self, path: Path, base: str | None = None) -> None:
        self.path = path
        self._graph: Oxigraph | None = None
        self._manifest = self._serving()
        if base is not None and self._manifest and base != self._manifest.base:
            raise StoreError(f"{path} was made with the base {self._manifest.base}, not {base}")
        self._base = self._manifest.base if self._manifest else base or DEFAULT_BASE

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
        """The folder of the snapshot that serves."""
        try:
            name = (self.path / "current").read_text(encoding="ascii").strip()
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as error:
            raise StoreDamaged(f"{self.path / 'current'}: can't be read: {error}") from error
        if not name.isdigit():
            raise StoreDamaged(f"{self.path / 'current'}: names no snapshot: {name!r}")
        return self.path / "snapshots" / name

    def _serving(self) -> Manifest | None:
        snapshot = self.snapshot
        if snapshot is None:
            return None
        manifest = read_manifest(snapshot / "manifest.json")
        for name, file in manifest.files.items():
            path = snapshot / name
            if not path.is_file() or path.stat().st_size != file.size:
                raise StoreDamaged(f"{path}: missing or of another size than when it was written")
        return manifest

    def check(self) -> list[str]:
        snapshot, manifest = self.snapshot, self._manifest
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
            snapshot = self.snapshot
            if snapshot is None:
                self._graph = Oxigraph()
            else:
                self._graph = Oxigraph.read_only(str(snapshot / "db"))
        return self._graph

    def segment_lines(self, entry: Entry) -> Iterator[str]:
        path = self.path / "segments" / entry.segment
        if not path.is_file() or seal(path).checksum != entry.checksum:
            raise StoreDamaged(f"{path}: missing or changed since it was written")
        with gzip.open(path, "rt", encoding="utf-8", newline="\n") as stream:
            for line in stream:
                yield line[:-1]

    @contextmanager
    def writing(self) -> Iterator[None]:
        from filelock import FileLock, Timeout

        self._check_own()
        for folder in ("segments", "snapshots"):
            (self.path / folder).mkdir(parents=True, exist_ok=True)
        try:
            with FileLock(self.path / "lock", timeout=0):
                self._manifest = self._serving()
                self._sweep()
                try:
                    yield
                finally:
                    self._sweep()
                    if self.snapshot is None:
                        self._leave_nothing()
        except Timeout:
            raise StoreLocked(
                f"{self.path}: another process is writing; try again when it has finished"
            ) from None

    def _check_own(self) -> None:
        """Refuse a folder that holds other things: what is swept must be this store's own."""
        if self.snapshot is None and self.path.exists():
            others = {path.name for path in self.path.iterdir()} - _OWN
            if others:
                raise StoreError(
                    f"{self.path} is no store and holds other things ({min(others)}, …):"
                    " choose a folder that is new or empty"
                )

    def _leave_nothing(self) -> None:
        """Remove the folders of a store in which nothing was ever written."""
        (self.path / "lock").unlink(missing_ok=True)
        for folder in (self.path / "segments", self.path / "snapshots", self.path):
            with suppress(OSError):
                folder.rmdir()

    def _sweep(self) -> None:
        """Remove what no kept snapshot needs: the litter of a broken run, and old snapshots."""
        current = self.snapshot
        kept: list[Path] = []
        if current:
            numbered = (p for p in (self.path / "snapshots").iterdir() if p.name.isdigit())
            older = sorted((p for p in numbered if int(p.name) <= int(current.name)), key=_number)
            kept = older[-_KEPT_SNAPSHOTS:]
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
        if not path.exists():
            partial = path.with_suffix(".partial")
            with partial.open("wb") as stream:
                with gzip.GzipFile("", "wb", compresslevel=6, fileobj=stream, mtime=0) as packed:
                    packed.write(data)
                stream.flush()
                os.fsync(stream.fileno())
            partial.replace(path)
        sealed = seal(path)
        return Entry(
            segment.source,
            segment.counts,
            segment.problems,
            len(segment.lines),
            name,
            sealed.size,
            sealed.checksum,
        )

    def commit(self, entries: Iterable[Entry], lines: Iterable[str]) -> None:
        current = self.snapshot
        number = int(current.name) + 1 if current else 1
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
        _switch(self.path, str(number))
        self._manifest, self._graph = manifest, None


def _number(folder: Path) -> int:
    return int(folder.name)


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
