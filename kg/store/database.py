"""The Oxigraph database inside a snapshot: made in one bulk load or from the one before.

Either way it is sealed file by file and never changed again.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import StoreDamaged
from kg.store.bulk import bulk_load
from kg.store.ledger import FileSeal, seal
from kg.store.lookup import Opened

if TYPE_CHECKING:
    from pyoxigraph import Quad


Look = Callable[[Opened], None]
"""What looks names up in a database that is done."""


def write_database(
    path: Path,
    blocks: Iterable[bytes],
    beside: Iterable[bytes] = (),
    meanwhile: Callable[[], None] | None = None,
) -> tuple[int, Mapping[str, FileSeal]]:
    """Load N-Quads into a new database; its number of statements and the seals of its files.

    The number is verified by a second opening. All files are on the disk when this returns.
    ``beside`` and ``meanwhile`` are those of :func:`bulk_load`.
    """
    path.mkdir(parents=True)
    count = bulk_load(path, blocks, beside, meanwhile)
    return count, sealed_database(path, count)


def sealed_database(path: Path, expected: int) -> Mapping[str, FileSeal]:
    """The seals of a database's files by name, when they are on the disk and hold the statements.

    Counting, reading and writing back all wait for the disk, so they run side by side.
    """
    with ThreadPoolExecutor() as pool:
        counting = pool.submit(_count, path)
        seals = _seals(path, {}, pool)
        found = counting.result()
    if found != expected:
        raise StoreDamaged(f"{path}: {expected} statements were written, {found} are there")
    return seals


def amend_database(
    old: Path,
    seals: Mapping[str, FileSeal],
    new: Path,
    gone: Iterable[bytes],
    come: Iterable[bytes],
    look: Look | None = None,
) -> tuple[Counter[str], Mapping[str, FileSeal]]:
    """Make a database from another by a few changes; how many statements it has more, and seals.

    They are counted by graph, the default one under an empty name. What both databases have in
    common is on the disk once, by hard links. Raises ``StoreDamaged`` if a statement that is to go
    is not there or one that is to come is.
    """
    from pyoxigraph import RdfFormat, parse
    from pyoxigraph import Store as Oxigraph

    before = Oxigraph.read_only(str(old))
    before.backup(str(new))
    del before
    leaving = list(parse(b"".join(gone), RdfFormat.N_QUADS))
    coming = list(parse(b"".join(come), RdfFormat.N_QUADS))
    database = Oxigraph(str(new))
    for quad in leaving:
        if quad not in database:
            raise StoreDamaged(f"{old}: a triple that was written is not there: {quad}")
        database.remove(quad)
    for quad in coming:
        if quad in database:
            raise StoreDamaged(f"{old}: a triple is there that was not written: {quad}")
        database.add(quad)
    database.flush()
    if look is not None:
        look(Opened(database))
    del database
    same = {
        file.name: seals[file.name]
        for file in new.iterdir()
        if file.name in seals and (old / file.name).samefile(file)
    }
    more = more_statements(leaving, coming)
    with ThreadPoolExecutor() as pool:
        return more, _seals(new, same, pool)


def more_statements(leaving: Iterable[Quad], coming: Iterable[Quad]) -> Counter[str]:
    """How many more statements there will be in each graph, by IRI; in the default one under ""."""
    more = Counter(map(_graph, coming))
    more.subtract(map(_graph, leaving))
    return more


def _graph(quad: Quad) -> str:
    return str(getattr(quad.graph_name, "value", ""))


def added(named: Mapping[str, int], more: Mapping[str, int]) -> dict[str, int]:
    """The statements of each named graph when there are some more; empty graphs are none."""
    counts = Counter(named)
    counts.update({graph: number for graph, number in more.items() if graph})
    return {graph: number for graph, number in sorted(counts.items()) if number}


def _seals(
    path: Path, known: Mapping[str, FileSeal], pool: ThreadPoolExecutor
) -> Mapping[str, FileSeal]:
    """The seals of all files, which are on the disk when this returns."""
    files = sorted(file for file in path.iterdir() if file.name not in known)
    made = zip((file.name for file in files), pool.map(seal_on_disk, files), strict=True)
    seals = {**known, **dict(made)}
    sync(path)
    return seals


def _count(path: Path) -> int:
    from pyoxigraph import Store as Oxigraph

    return len(Oxigraph.read_only(str(path)))


def seal_on_disk(path: Path) -> FileSeal:
    """The seal of a file, which is on the disk when this returns."""
    sealed = seal(path)
    sync(path)
    return sealed


def sync(path: Path) -> None:
    """Wait until a file or folder is on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
