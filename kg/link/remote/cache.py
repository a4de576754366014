"""Answers kept on disk, to be asked for once; where there was none, none is kept.

A key is the endpoint and the query that asks for one thing alone, whatever batch it was asked in;
so the next run finds it, however its batches fall.
"""

from __future__ import annotations

import hashlib
import json
import os
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.errors import StoreDamaged, StoreError

if TYPE_CHECKING:
    from sqlite3 import Connection

_LAYOUT = 1
_PATIENCE = 30.0
_FILE = "answers.sqlite"


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer as it was kept: JSON, and the time in UTC at which it was given."""

    value: Any
    retrieved: datetime


def default_folder() -> Path:
    """The folder for answers if none is named.

    ``$KG_CACHE``, else ``$XDG_CACHE_HOME/scholarly-kg``, else ``~/.cache/scholarly-kg``.
    """
    given = os.environ.get("KG_CACHE")
    if given:
        return Path(given)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "scholarly-kg"


class Cache:
    """Answers in a folder, which is made at the first answer.

    Those older than ``max_age`` are not used. Several processes may share a folder. Raises
    ``StoreDamaged`` where what is there can't be read.
    """

    def __init__(self, folder: Path | None = None, max_age: timedelta | None = None) -> None:
        self.path = (folder or default_folder()) / _FILE
        self._max_age = max_age

    def get(self, endpoint: str, queries: Iterable[str]) -> list[Kept | None]:
        """What was answered to each query, if it is known and not too old."""
        if not self.path.is_file():
            return [None for _ in queries]
        statement = "SELECT retrieved, answer FROM answer WHERE key = ?"
        with self._open() as database:
            found = (
                database.execute(statement, (_key(endpoint, query),)).fetchone()
                for query in queries
            )
            return [self._kept(row) for row in found]

    def _kept(self, row: tuple[int, bytes] | None) -> Kept | None:
        if row is None:
            return None
        retrieved = datetime.fromtimestamp(row[0], UTC)
        if self._max_age is not None and datetime.now(UTC) - retrieved > self._max_age:
            return None
        return Kept(json.loads(zlib.decompress(row[1])), retrieved)

    def put(self, endpoint: str, answers: Mapping[str, Any], retrieved: datetime) -> None:
        """Keep the answers (query → JSON) that an endpoint gave at a time."""
        rows = [
            (
                _key(endpoint, query),
                endpoint,
                int(retrieved.timestamp()),
                zlib.compress(json.dumps(answer, ensure_ascii=False).encode()),
            )
            for query, answer in answers.items()
        ]
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(f"no folder for answers: {error}") from error
        with self._open() as database:
            database.executemany("INSERT OR REPLACE INTO answer VALUES (?, ?, ?, ?)", rows)

    @contextmanager
    def _open(self) -> Iterator[Connection]:
        import sqlite3

        try:
            with closing(sqlite3.connect(self.path, timeout=_PATIENCE)) as database, database:
                if database.execute("PRAGMA user_version").fetchone()[0] != _LAYOUT:
                    database.execute(
                        "CREATE TABLE IF NOT EXISTS answer (key BLOB PRIMARY KEY, endpoint TEXT,"
                        " retrieved INTEGER, answer BLOB) WITHOUT ROWID"
                    )
                    database.execute(f"PRAGMA user_version = {_LAYOUT}")
                yield database
        except (sqlite3.DatabaseError, zlib.error, ValueError) as error:
            message = f"{self.path} can't be used ({error}); delete it, and all is asked anew"
            raise StoreDamaged(message) from error


def _key(endpoint: str, query: str) -> bytes:
    return hashlib.sha256(f"{endpoint}\0{query}".encode()).digest()
