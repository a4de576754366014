"""The index file: written with the graph, changed with it, and read by any number of processes.

It is an SQLite database. Each kind of thing has three tables and a row of a fourth:

    <kind>_form    a row a printed name: IRI, name, weight; ordered by ``id`` best first
    <kind>_text    the words of each form (FTS5 without content; rowids are those of the forms)
    <kind>_word    every word there is, for finding words that are spelled a little otherwise
    vocabulary     all words of a kind as one text, for finding words by any part of them

As the ids are in the order of weight, name and IRI (papers: of weight, length of the title, title
and IRI), the index gives what it finds best first, and
the first few cost no more where there are many.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import closing
from functools import cache
from itertools import chain, groupby, islice
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from kg.graph.block_sorting import BlockSorter
from kg.graph.blocks import Block
from kg.search.words import count_mark, indexed, words_of
from kg.search.writing import writing

if TYPE_CHECKING:
    from sqlite3 import Connection

KINDS = ("author", "category", "paper", "venue")
"""What can be looked for."""

_GAP = 1 << 10
"""Between two ids when an index is written: room for what comes later."""

_CHUNK = 5000
_IN_MEMORY = 1 << 26
"""Bytes of words that are gathered before they are written, so that there is little to merge."""

_SORTED_AT_ONCE = 1 << 26
"""Bytes of names of a kind that are sorted in memory."""

_MOST_WORKS = 10**9

_Form = tuple[int, int, str, str]
"""A printed name as it is sorted: weight times minus one, length if that counts, name, IRI."""

_Placed = tuple[int, int, int, str, str]
"""An id and the form that has it."""


class Entry(NamedTuple):
    """One thing to be found: its names as printed, and how many works count for it."""

    kind: str
    iri: str
    names: tuple[str, ...]
    weight: int


@cache
def available() -> bool:
    """Whether this Python has what the index needs: SQLite with FTS5."""
    try:
        import sqlite3
    except ImportError:
        return False
    with closing(sqlite3.connect(":memory:")) as connection:
        try:
            connection.execute("CREATE VIRTUAL TABLE probe USING fts5(text)")
        except sqlite3.OperationalError:
            return False
    return True


def write_index(path: Path, entries: Iterable[Entry]) -> None:
    """Write the index of some entries, in any order, in place of what the file was.

    Names are sorted on disk where they are many. The file is not synced.
    """
    path.unlink(missing_ok=True)
    forms = {kind: BlockSorter(_SORTED_AT_ONCE) for kind in KINDS}
    for kind, iri, names, weight in entries:
        for form in _forms(kind, iri, names, weight):
            forms[kind].add(_to_sort(form))
    with writing(path) as connection:
        connection.execute("BEGIN")
        connection.execute("CREATE TABLE vocabulary(kind TEXT PRIMARY KEY, words TEXT NOT NULL)")
        for kind in KINDS:
            _write_kind(connection, kind, map(_sorted, forms.pop(kind).blocks()))
        connection.execute("COMMIT")


def change_index(path: Path, gone: Iterable[str], come: Iterable[Entry]) -> None:
    """Change an index by the things that are gone, by IRI, and those that come or are otherwise.

    The index answers as one written anew would.
    """
    coming = {entry.iri: entry for entry in come}
    with writing(path) as connection:
        connection.execute("CREATE TEMP TABLE gone(iri TEXT PRIMARY KEY) WITHOUT ROWID")
        connection.execute("BEGIN")
        connection.executemany(
            "INSERT OR IGNORE INTO gone VALUES (?)", ((iri,) for iri in chain(gone, coming))
        )
        for kind in KINDS:
            forms = sorted(
                form for entry in coming.values() if entry.kind == kind for form in _forms(*entry)
            )
            _change_kind(connection, kind, forms)
        connection.execute("COMMIT")


def _forms(kind: str, iri: str, names: Sequence[str], weight: int) -> list[_Form]:
    distinct = names if len(names) == 1 else dict.fromkeys(names)
    return [(-weight, _length(kind, name), name, iri) for name in distinct]


def _length(kind: str, name: str) -> int:
    """What puts the shorter title first, of which the words looked for are the greater part."""
    return len(name) if kind == "paper" else 0


def _to_sort(form: _Form) -> Block:
    """A form as a block whose place in order is that of the form."""
    minus, length, name, iri = form
    key = f"{_MOST_WORKS + minus:010d}{length:010d}{name}"
    return Block(key.encode("utf-8", "surrogatepass"), iri.encode(), b"", b"")


def _sorted(block: Block) -> _Form:
    key = block.document.decode("utf-8", "surrogatepass")
    return int(key[:10]) - _MOST_WORKS, int(key[10:20]), key[20:], block.source.decode()


def _write_kind(connection: Connection, kind: str, forms: Iterable[_Form]) -> None:
    """Write the tables of one kind, of forms in order."""
    for table in ("form", "text", "word"):
        connection.execute(f"DROP TABLE IF EXISTS {kind}_{table}")
    connection.execute(
        f"CREATE TABLE {kind}_form(id INTEGER PRIMARY KEY, iri TEXT, name TEXT, weight INTEGER)"
    )
    connection.execute(
        f"CREATE VIRTUAL TABLE {kind}_text USING fts5(words, content = '', detail = none,"
        " columnsize = 0, tokenize = 'ascii', prefix = '1 2 3')"
    )
    connection.execute(
        f"INSERT INTO {kind}_text({kind}_text, rank) VALUES ('hashsize', ?)", (_IN_MEMORY,)
    )
    connection.execute(f"CREATE TABLE {kind}_word(word TEXT PRIMARY KEY) WITHOUT ROWID")
    _insert(connection, kind, ((number * _GAP, *form) for number, form in enumerate(forms, 1)))
    connection.execute(
        f"CREATE VIRTUAL TABLE temp.{kind}_known USING fts5vocab(main, {kind}_text, row)"
    )
    connection.execute(
        f"INSERT INTO {kind}_word SELECT term FROM {kind}_known"
        f" WHERE term NOT BETWEEN '{count_mark(1)}' AND '{count_mark(20)}'"
    )
    connection.execute(f"DROP TABLE temp.{kind}_known")
    _write_vocabulary(connection, kind)


def _insert(connection: Connection, kind: str, rows: Iterable[_Placed]) -> None:
    """Insert forms with their ids, which rise."""
    rows = iter(rows)
    while chunk := list(islice(rows, _CHUNK)):
        connection.executemany(
            f"INSERT INTO {kind}_form(id, weight, name, iri) VALUES (?, ?, ?, ?)",
            [(id_, -minus, name, iri) for id_, minus, _, name, iri in chunk],
        )
        connection.executemany(
            f"INSERT INTO {kind}_text(rowid, words) VALUES (?, ?)",
            [(id_, indexed(name)) for id_, _, _, name, _ in chunk],
        )


def _write_vocabulary(connection: Connection, kind: str) -> None:
    connection.execute(
        "REPLACE INTO vocabulary"
        f" SELECT ?, char(10) || coalesce(group_concat(word, char(10)), '') || char(10)"
        f" FROM {kind}_word",
        (kind,),
    )


def _change_kind(connection: Connection, kind: str, forms: list[_Form]) -> None:
    leaving = connection.execute(
        f"SELECT id, name FROM {kind}_form WHERE iri IN (SELECT iri FROM gone)"
    ).fetchall()
    if not leaving and not forms:
        return
    connection.executemany(f"DELETE FROM {kind}_form WHERE id = ?", ((id_,) for id_, _ in leaving))
    connection.executemany(
        f"INSERT INTO {kind}_text({kind}_text, rowid, words) VALUES ('delete', ?, ?)",
        ((id_, indexed(name)) for id_, name in leaving),
    )
    placed = _placed(connection, kind, forms)
    if placed is None:
        kept = connection.execute(f"SELECT iri, name, weight FROM {kind}_form").fetchall()
        forms += [form for iri, name, weight in kept for form in _forms(kind, iri, [name], weight)]
        _write_kind(connection, kind, sorted(forms))
        return
    _insert(connection, kind, placed)
    touched = chain((name for _, name in leaving), (name for _, _, name, _ in forms))
    words = {spelling for name in touched for word in words_of(name) for spelling in word}
    for word in sorted(words):
        used = connection.execute(
            f"SELECT 1 FROM {kind}_text WHERE {kind}_text MATCH ? LIMIT 1", (f'"{word}"',)
        ).fetchone()
        change = (
            "INSERT OR IGNORE INTO {}_word VALUES (?)"
            if used
            else "DELETE FROM {}_word WHERE word = ?"
        )
        connection.execute(change.format(kind), (word,))
    _write_vocabulary(connection, kind)


def _placed(connection: Connection, kind: str, forms: list[_Form]) -> list[_Placed] | None:
    """Sorted forms with ids between those of their neighbours; ``None`` if there is no room."""
    placed: list[_Placed] = []
    for place, group in groupby(forms, lambda form: _neighbours(connection, kind, form)):
        come = list(group)
        before, after = place
        if after is None:
            after = before + _GAP * (len(come) + 1)
        step = (after - before) // (len(come) + 1)
        if not step:
            return None
        placed += [(before + step * number, *form) for number, form in enumerate(come, 1)]
    return placed


def _neighbours(connection: Connection, kind: str, form: _Form) -> tuple[int, int | None]:
    """The ids between which a form belongs."""
    (last,) = connection.execute(f"SELECT coalesce(max(id), 0) FROM {kind}_form").fetchone()
    low, high = 1, last + 1
    while low < high:
        middle = (low + high) // 2
        id_, minus, name, iri = connection.execute(
            f"SELECT id, -weight, name, iri FROM {kind}_form WHERE id >= ? ORDER BY id LIMIT 1",
            (middle,),
        ).fetchone()
        if (minus, _length(kind, name), name, iri) > form:
            high = middle
        else:
            low = id_ + 1
    before, after = connection.execute(
        f"SELECT (SELECT max(id) FROM {kind}_form WHERE id < ?1),"
        f" (SELECT min(id) FROM {kind}_form WHERE id >= ?1)",
        (low,),
    ).fetchone()
    return before or 0, after
