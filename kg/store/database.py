"""The Oxigraph database inside a snapshot: made in one bulk load or from the one before.

Either way it is sealed file by file and never changed again.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from kg.errors import StoreDamaged, StoreError
from kg.store.ledger import FileSeal, seal
from kg.store.stream import through_pipe


def write_database(path: Path, lines: Iterable[bytes]) -> tuple[int, Mapping[str, FileSeal]]:
    """Load N-Triples into a new database; its number of triples and the seals of its files.

    The number is verified by a second opening. All files are on the disk when this returns.
    """
    path.mkdir(parents=True)
    count = through_pipe(lines, partial(_bulk_load, path))
    return count, sealed_database(path, count)


def _bulk_load(path: Path, pipe: str) -> None:
    from pyoxigraph import RdfFormat
    from pyoxigraph import Store as Oxigraph

    try:
        database = Oxigraph(str(path))
        database.bulk_load(path=pipe, format=RdfFormat.N_TRIPLES)
        database.flush()
    except (OSError, SyntaxError, ValueError) as error:
        raise StoreError(f"{path}: the graph could not be written: {error}") from error


def sealed_database(path: Path, triples: int) -> Mapping[str, FileSeal]:
    """The seals of a database's files by name, when they are on the disk and hold the triples.

    Counting, reading and writing back all wait for the disk, so they run side by side.
    """
    with ThreadPoolExecutor() as pool:
        counting = pool.submit(_count, path)
        seals = _seals(path, {}, pool)
        found = counting.result()
    if found != triples:
        raise StoreDamaged(f"{path}: {triples} triples were written, {found} are there")
    return seals


def amend_database(
    old: Path,
    seals: Mapping[str, FileSeal],
    new: Path,
    gone: Iterable[bytes],
    come: Iterable[bytes],
) -> tuple[int, Mapping[str, FileSeal]]:
    """Make a database from another by a few changes; how many triples it has more, and its seals.

    What both have in common is on the disk once, by hard links. Raises ``StoreDamaged`` if a
    triple that is to go is not there or one that is to come is.
    """
    from pyoxigraph import RdfFormat, parse
    from pyoxigraph import Store as Oxigraph

    before = Oxigraph.read_only(str(old))
    before.backup(str(new))
    del before
    leaving = list(parse(b"".join(gone), RdfFormat.N_TRIPLES))
    coming = list(parse(b"".join(come), RdfFormat.N_TRIPLES))
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
    del database
    same = {
        file.name: seals[file.name]
        for file in new.iterdir()
        if file.name in seals and (old / file.name).samefile(file)
    }
    with ThreadPoolExecutor() as pool:
        return len(coming) - len(leaving), _seals(new, same, pool)


def _seals(
    path: Path, known: Mapping[str, FileSeal], pool: ThreadPoolExecutor
) -> Mapping[str, FileSeal]:
    """The seals of all files, which are on the disk when this returns."""
    files = sorted(file for file in path.iterdir() if file.name not in known)
    made = zip((file.name for file in files), pool.map(_seal_on_disk, files), strict=True)
    seals = {**known, **dict(made)}
    sync(path)
    return seals


def _count(path: Path) -> int:
    from pyoxigraph import Store as Oxigraph

    return len(Oxigraph.read_only(str(path)))


def _seal_on_disk(path: Path) -> FileSeal:
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
