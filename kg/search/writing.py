"""The index file open to be written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import StoreError

if TYPE_CHECKING:
    from sqlite3 import Connection


@contextmanager
def writing(path: Path) -> Iterator[Connection]:
    """A connection to the file, which is not synced.

    Raises ``StoreError`` for what can't be written, as on a full disk.
    """
    import sqlite3

    try:
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            # Whoever is interrupted writes the whole file anew.
            connection.execute("PRAGMA journal_mode = OFF")
            connection.execute("PRAGMA synchronous = OFF")
            yield connection
    except sqlite3.Error as error:
        raise StoreError(f"{path}: the search index could not be written: {error}") from error
