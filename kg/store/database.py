"""The Oxigraph database inside a snapshot: made in one bulk load, then sealed file by file."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import IO, cast

from kg.errors import StoreDamaged, StoreError
from kg.store.ledger import FileSeal, seal
from kg.store.stream import BlockReader


def write_database(path: Path, lines: Iterable[bytes]) -> tuple[int, Mapping[str, FileSeal]]:
    """Load N-Triples into a new database; its number of triples and the seals of its files.

    The number is verified by a second opening. All files are on the disk when this returns.
    """
    from pyoxigraph import RdfFormat
    from pyoxigraph import Store as Oxigraph

    path.mkdir(parents=True)
    reader = BlockReader(lines)
    database = Oxigraph(str(path))
    try:
        database.bulk_load(cast("IO[bytes]", reader), RdfFormat.N_TRIPLES)
    except (OSError, SyntaxError, ValueError) as error:
        if reader.error is not None:
            raise reader.error from None
        raise StoreError(f"{path}: the graph could not be written: {error}") from error
    database.flush()
    del database
    return reader.count, sealed_database(path, reader.count)


def sealed_database(path: Path, triples: int) -> Mapping[str, FileSeal]:
    """The seals of a database's files by name, when they are on the disk and hold the triples.

    Counting, reading and writing back all wait for the disk, so they run side by side.
    """
    with ThreadPoolExecutor() as pool:
        counting = pool.submit(_count, path)
        files = sorted(path.iterdir())
        names = [file.name for file in files]
        seals = dict(zip(names, pool.map(_seal_on_disk, files), strict=True))
        found = counting.result()
    if found != triples:
        raise StoreDamaged(f"{path}: {triples} triples were written, {found} are there")
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
