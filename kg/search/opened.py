"""An index file open for reading, by each thread for itself."""

from __future__ import annotations

import json
import threading
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from kg.errors import StoreDamaged

if TYPE_CHECKING:
    from sqlite3 import Connection

Row = tuple[str, str]
"""IRI and printed name of what is found."""

NOTHING = ""
"""The expression that matches nothing, for which FTS5 has no form."""

_OPEN = 4


class Index:
    """One kind of things in an index, as one thread has it open."""

    def __init__(self, connection: Connection, kind: str) -> None:
        self._execute = connection.execute
        self._kind = kind
        self._words: str | None = None
        self._execute(
            f"CREATE VIRTUAL TABLE temp.{kind}_place USING fts5vocab(main, {kind}_text, instance)"
        )

    def matching(self, expression: str) -> Iterator[Row]:
        """The forms that an expression of FTS5 matches, best first."""
        if expression == NOTHING:
            return iter(())
        rows: Iterator[Row] = self._execute(
            f"SELECT iri, name FROM {self._kind}_text JOIN {self._kind}_form"
            f" ON id = {self._kind}_text.rowid WHERE {self._kind}_text MATCH ?"
            f" ORDER BY {self._kind}_text.rowid",
            (expression,),
        )
        return rows

    def everything(self) -> Iterator[Row]:
        """All forms, best first."""
        rows: Iterator[Row] = self._execute(f"SELECT iri, name FROM {self._kind}_form ORDER BY id")
        return rows

    def forms(self, ids: Collection[int]) -> Iterator[Row]:
        """The forms of some ids, best first."""
        rows: Iterator[Row] = self._execute(
            f"SELECT iri, name FROM {self._kind}_form"
            " WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id",
            (json.dumps(sorted(ids)),),
        )
        return rows

    def ids(self, words: Collection[str]) -> set[int]:
        """The ids of the forms that hold one of some words."""
        rows = self._execute(
            f"SELECT doc FROM {self._kind}_place WHERE term IN (SELECT value FROM json_each(?))",
            (json.dumps(list(words)),),
        )
        return {id_ for (id_,) in rows}

    def known(self, words: Collection[str]) -> list[str]:
        """Those of some words that there are."""
        rows = self._execute(
            f"SELECT word FROM {self._kind}_word"
            " WHERE word IN (SELECT value FROM json_each(?)) ORDER BY word",
            (json.dumps(sorted(words)),),
        )
        return [word for (word,) in rows]

    def beginning(self, beginning: str) -> Iterator[str]:
        """The words that begin so, in order."""
        rows = self._execute(
            f"SELECT word FROM {self._kind}_word WHERE word >= ?1 AND word < ?1 || char(1114111)",
            (beginning,),
        )
        return (word for (word,) in rows)

    def words_with(self, piece: str) -> Iterator[str]:
        """The words that hold a piece, which may end with a line end."""
        text = self._vocabulary()
        at = text.find(piece)
        while at >= 0:
            start = text.rfind("\n", 0, at + 1) + 1
            end = text.index("\n", start)
            yield text[start:end]
            at = text.find(piece, end)

    def _vocabulary(self) -> str:
        """All words, each between line ends."""
        if self._words is None:
            rows = self._execute("SELECT words FROM vocabulary WHERE kind = ?", (self._kind,))
            self._words = str(next(rows)[0])
        return self._words


class _OpenFiles(threading.local):
    """The files that this thread has open, the one used last at the end."""

    def __init__(self) -> None:
        self.known: dict[tuple[str, int, int], tuple[Connection, dict[str, Index]]] = {}


_FILES = _OpenFiles()


def opened(path: Path, kind: str) -> Index:
    """The index of a kind in a file, which nobody changes while it is read."""
    connection, kinds = _file(path)
    if kind not in kinds:
        kinds[kind] = Index(connection, kind)
    return kinds[kind]


def connected(path: Path) -> Connection:
    """A file as this thread has it open, to be read."""
    return _file(path)[0]


def damaged(path: Path, error: Exception) -> StoreDamaged:
    """What to raise where a file is no index."""
    return StoreDamaged(f"{path}: can't be searched: {error}; `kg check` tells what is damaged")


def _file(path: Path) -> tuple[Connection, dict[str, Index]]:
    import sqlite3

    status = path.stat()
    key = (str(path.absolute()), status.st_ino, status.st_mtime_ns)
    file = _FILES.known.pop(key, None)
    if file is None:
        uri = f"file:{quote(key[0])}?mode=ro&immutable=1"
        file = sqlite3.connect(uri, uri=True, isolation_level=None), {}
    _FILES.known[key] = file
    while len(_FILES.known) > _OPEN:
        _FILES.known.pop(next(iter(_FILES.known)))[0].close()
    return file


def either(words: Collection[str], star: str = "") -> str:
    """What matches one of some words, or with a star what begins with one."""
    return any_of([f'"{word}"{star}' for word in words])


def any_of(expressions: Collection[str]) -> str:
    """What matches one of some expressions; where there is none, nothing."""
    some = [expression for expression in expressions if expression]
    return f"({' OR '.join(some)})" if some else NOTHING


def all_of(expressions: Collection[str]) -> str:
    """What matches all of some expressions; where one matches nothing, nothing."""
    known = bool(expressions) and all(expressions)
    return f"({' AND '.join(expressions)})" if known else NOTHING
