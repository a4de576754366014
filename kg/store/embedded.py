"""The embedded store: a folder with segments and snapshots of the graph.

    kg-store/
      current              the name of the snapshot that serves
      lock                 held while writing
      segments/            <source>-<content>.nt.zst, written once, never changed
      snapshots/<number>/  manifest.json, db/ with the Oxigraph files,
                           and search.db, the search index, if it was written

A change makes a new snapshot and then switches ``current`` in one step; until then the old one
serves. The snapshot before is kept for going back; anything else is swept at the next write.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from copy import copy
from functools import partial as partial_
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, cast

from kg.errors import StoreDamaged, StoreError, StoreLocked
from kg.graph.blocks import lines_of
from kg.graph.ntriples import quads_of
from kg.graph.sorting import store_lines
from kg.graph.vocab import DEFAULT_BASE, PREFIXES
from kg.store.bounds import Allowance
from kg.store.database import added, amend_database, seal_on_disk, sync, write_database
from kg.store.ledger import (
    FileSeal,
    Manifest,
    by_source,
    now,
    read_manifest,
    seal,
    write_manifest,
)
from kg.store.lookup import objects_in, subjects_in
from kg.store.protocol import Entry, Index, SegmentLike
from kg.store.segment_file import SegmentFile
from kg.store.segments import SEGMENT, holds_segment, open_segment, stage_segment
from kg.store.snapshots import (
    current_snapshot,
    number_of,
    remove_snapshot,
    snapshots_in,
    switch_to,
    whole_snapshots,
)
from kg.store.stream import Counted
from kg.store.working import Workers

if TYPE_CHECKING:
    from pyoxigraph import Store as Oxigraph

    from kg.store.protocol import QueryResult

SEARCH = "search.db"
"""The search index in the folder of a snapshot."""

_KEPT_BEFORE = 1
_OWN = {"current", "current.partial", "lock", "segments", "snapshots"}
_SNAPSHOT = re.compile(r"[0-9]+(\.partial)?")


class EmbeddedStore:
    """A store in a folder. Opening it reads the manifest; the database opens at the first query."""

    def __init__(self, path: Path, base: str | None = None) -> None:
        self.path = path
        self._graph: Oxigraph | None = None
        self._workers = Workers()
        self._allowance: Allowance | None = None
        self._unbounded: EmbeddedStore | None = None
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
    def named(self) -> Mapping[str, int]:
        return self._manifest.named if self._manifest else {}

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

    @property
    def is_near(self) -> bool:
        return True

    @property
    def search(self) -> Path | None:
        index = self._snapshot / SEARCH if self._snapshot else None
        return index if index and index.is_file() else None

    def _open_current(self) -> Manifest | None:
        """Open the snapshot that ``current`` names; what is open already stays so."""
        snapshot = current_snapshot(self.path)
        if snapshot is None:
            return self._manifest
        manifest = read_manifest(snapshot / "manifest.json")
        if snapshot == self._snapshot and manifest == self._manifest:
            return self._manifest
        for name, file in manifest.files.items():
            path = snapshot / name
            if not path.is_file() or path.stat().st_size != file.size:
                raise StoreDamaged(f"{path}: missing or of another size than when it was written")
        self._snapshot, self._manifest, self._graph = snapshot, manifest, None
        return manifest

    def _adopt_current(self) -> None:
        """Open what another process has written since; it must have the same base."""
        manifest = self._open_current()
        if manifest and manifest.base != self._base:
            raise StoreError(
                f"{self.path} was made with the base {manifest.base}, not {self._base}"
            )

    def check(self) -> list[str]:
        self._open_current()
        snapshot, manifest = self._snapshot, self._manifest
        if snapshot is None or manifest is None:
            return []
        sealed: dict[Path, FileSeal] = {}
        findings: list[str] = []
        for kept in snapshots_in(self.path):
            try:
                claims = read_manifest(kept / "manifest.json")
            except StoreDamaged as error:
                findings.append(str(error))
                continue
            sealed.update((kept / name, file) for name, file in claims.files.items())
            for entry in claims.entries.values():
                path = self.path / "segments" / entry.segment
                sealed[path] = FileSeal(entry.size, entry.checksum)
        findings += [
            f"{path}: {'differs from its checksum' if path.is_file() else 'is missing'}"
            for path, file in sealed.items()
            if not path.is_file() or seal(path) != file
        ]
        unknown = {file for file in (snapshot / "db").iterdir() if file not in sealed}
        findings += [f"{file}: is not of this snapshot" for file in sorted(unknown)]
        written = manifest.triples + sum(manifest.named.values())
        if not findings and len(self._database()) != written:
            found = len(self._database())
            findings.append(f"{snapshot}: {written} statements written, {found} found")
        return findings

    def within(self, allowance: Allowance) -> EmbeddedStore:
        if self._snapshot is not None:
            self._workers.prepare(self._snapshot / "db")
        bounded = copy(self)
        bounded._allowance = allowance  # noqa: SLF001 - another of this class
        bounded._unbounded = self._unbounded or self  # noqa: SLF001
        return bounded

    def query(self, text: str) -> QueryResult:
        if self._allowance is None or self._snapshot is None:
            return self._database().query(text, prefixes=PREFIXES)
        result = self._workers.query(self._snapshot / "db", text, self._allowance)
        return cast("QueryResult", result)

    def objects(self, subject: str, predicate: str, graph: str | None = None) -> list[str]:
        return objects_in(self._database(), subject, predicate, graph)

    def subjects(self, predicate: str, value: str) -> Iterator[str]:
        return subjects_in(self._database(), predicate, value)

    def lines(self, graph: str | None = None) -> Iterator[str]:
        if self._manifest is None:
            return iter(())
        return store_lines(self._database(), graph)

    def _database(self) -> Oxigraph:
        from pyoxigraph import Store as Oxigraph

        if self._graph is None:
            other = self._unbounded
            if self._snapshot is None:
                self._graph = Oxigraph()
            elif other is not None and other.snapshot == self._snapshot:
                # Opening takes longer than most answers.
                self._graph = other._database()  # noqa: SLF001
            else:
                self._graph = Oxigraph.read_only(str(self._snapshot / "db"))
        return self._graph

    @property
    def segments(self) -> Path | None:
        return self.path / "segments"

    def holds(self, entry: Entry) -> bool:
        return holds_segment(self.path / "segments", entry)

    def segment(self, entry: Entry) -> SegmentFile:
        return open_segment(self.path / "segments", entry)

    def statements(self, entry: Entry, document: str) -> list[str]:
        block = self.segment(entry).find(document)
        return lines_of(block.lines) if block else []

    @contextmanager
    def writing(self) -> Iterator[None]:
        from filelock import FileLock, Timeout

        self._check_own()
        made = not self.path.exists()
        for folder in ("segments", "snapshots"):
            (self.path / folder).mkdir(parents=True, exist_ok=True)
        try:
            with FileLock(self.path / "lock", timeout=0):
                self._adopt_current()
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
        if current_snapshot(self.path) is None and self.path.exists():
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
        (self.path / "current.partial").unlink(missing_ok=True)
        # Not the snapshot that this store has open: an interrupt may have come after the switch.
        current = current_snapshot(self.path)
        kept: list[Path] = []
        if current:
            older = [
                path for path in whole_snapshots(self.path) if number_of(path) < number_of(current)
            ]
            kept = [*older[-_KEPT_BEFORE:], current]
        for folder in sorted((self.path / "snapshots").iterdir(), reverse=True):
            if folder not in kept and _SNAPSHOT.fullmatch(folder.name):
                remove_snapshot(folder)
        used = {
            entry.segment
            for folder in kept
            for entry in read_manifest(folder / "manifest.json").entries.values()
        }
        for file in (self.path / "segments").iterdir():
            if file.name not in used and SEGMENT.fullmatch(file.name):
                file.unlink()

    def stage(self, segment: SegmentLike) -> Entry:
        return stage_segment(self.path / "segments", segment)

    def commit(
        self,
        entries: Iterable[Entry],
        lines: Iterable[bytes],
        named: Iterable[bytes] = (),
        more: Iterable[bytes] = (),
        index: Index | None = None,
    ) -> None:
        partial = self._next_snapshot()
        apart = Counted(named)
        write = None if index is None else partial_(index.write, partial / SEARCH)
        statements, seals = write_database(partial / "db", chain(lines, apart), more, write)
        counts = statements - apart.lines, apart.graphs
        self._switch_to(partial, counts, entries, seals)

    @property
    def amendable(self) -> bool:
        return True

    def amend(
        self,
        entries: Iterable[Entry],
        gone: Sequence[bytes],
        come: Sequence[bytes],
        index: Index | None = None,
    ) -> None:
        snapshot, manifest = self._snapshot, self._manifest
        if snapshot is None or manifest is None:
            raise StoreError(f"{self.path}: there is no graph yet that could be changed")
        partial = self._next_snapshot()
        partial.mkdir()
        known = {
            name.removeprefix("db/"): file
            for name, file in manifest.files.items()
            if name != SEARCH
        }
        change = None
        if (snapshot / SEARCH).is_file():
            shutil.copyfile(snapshot / SEARCH, partial / SEARCH)
        if index is not None and (partial / SEARCH).is_file():
            change = partial_(index.change, partial / SEARCH, changed=(*gone, *come))
        more, seals = amend_database(snapshot / "db", known, partial / "db", gone, come, change)
        counts = manifest.triples + more[""], added(manifest.named, more)
        self._switch_to(partial, counts, entries, seals)

    def replace_graph(self, graph: str, lines: Iterable[bytes]) -> None:
        gone = list(quads_of(self.lines(graph), graph))
        self.amend(self.entries.values(), gone, list(lines))

    def rollback(self) -> None:
        with self.writing():
            current = self._snapshot
            older = [
                path
                for path in whole_snapshots(self.path)
                if current and number_of(path) < number_of(current)
            ]
            if not older:
                raise StoreError(f"{self.path}: there is no snapshot before this one to return to")
            switch_to(self.path, older[-1].name)
            self._open_current()

    def _next_snapshot(self) -> Path:
        number = max(map(number_of, whole_snapshots(self.path)), default=0) + 1
        partial = self.path / "snapshots" / f"{number}.partial"
        if partial.exists():
            shutil.rmtree(partial)
        return partial

    def _switch_to(
        self,
        partial: Path,
        counts: tuple[int, Mapping[str, int]],
        entries: Iterable[Entry],
        seals: Mapping[str, FileSeal],
    ) -> None:
        """Make a database that is whole the graph that serves, with the ledger given."""
        files = {f"db/{name}": file for name, file in seals.items()}
        if (partial / SEARCH).exists():
            files[SEARCH] = seal_on_disk(partial / SEARCH)
        manifest = Manifest(self._base, now(), *counts, by_source(entries), files)
        write_manifest(manifest, partial / "manifest.json")
        for path in (partial / "manifest.json", partial):
            sync(path)
        partial.replace(partial.with_suffix(""))
        sync(self.path / "snapshots")
        sync(self.path / "segments")
        switch_to(self.path, partial.stem)
        self._snapshot, self._manifest, self._graph = partial.with_suffix(""), manifest, None
