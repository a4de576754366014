"""The paper lists as tables of DuckDB, by rules of their own: what answers must be equal to.

Nothing here knows the code under test. DuckDB reads the JSON; the SQL in ``rules/`` says which
records are publications, who wrote them and which of them are one work. What SQL can't say, a few
small functions do: white space and case as Unicode has them.
"""

from __future__ import annotations

import gzip
import hashlib
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

RULES = sorted((Path(__file__).parent / "rules").glob("*.sql"))
MEMBERS = (
    *("title", "status", "track", "author", "author_site", "orcid", "dblp", "site", "oa", "pdf"),
    *("doi", "arxiv", "openreview", "github", "abstract", "primary_area"),
)
"""The members of a record that the rules read."""


def tables(lists: Iterable[Path]) -> DuckDBPyConnection:
    """A database in memory with the tables that the questions of the oracle are about."""
    import duckdb

    paths = sorted(map(str, lists))
    database = duckdb.connect()
    for function in (bare, collapsed, folded, encoded):
        database.create_function(function.__name__, function, ["VARCHAR"], "VARCHAR")
    database.execute("CREATE TABLE document (filename VARCHAR, document VARCHAR)")
    database.executemany("INSERT INTO document VALUES (?, ?)", [(p, content(p)) for p in paths])
    columns = dict.fromkeys(MEMBERS, "JSON")
    database.execute(
        "CREATE TABLE raw AS SELECT * FROM read_json($paths, format = 'array', filename = true,"
        " columns = $columns)",
        {"paths": paths, "columns": columns},
    )
    for rules in RULES:
        database.execute(rules.read_text("utf-8"))
    return database


def content(path: str) -> str:
    """The SHA-256 of what a packed file holds: it settles which of two records is believed."""
    with gzip.open(path) as stream:
        return hashlib.sha256(stream.read()).hexdigest()


def bare(text: str) -> str:
    """A text without white space at its ends."""
    return text.strip()


def collapsed(text: str) -> str:
    """A text with each run of white space as one space, none at the ends."""
    return " ".join(text.split())


def folded(text: str) -> str:
    """The form in which names and titles are compared: NFKC, case folded, white space collapsed.

    Twice, because folding gives some characters that NFKC would change again.
    """
    if text.isascii():
        return " ".join(text.lower().split())
    for _ in range(2):
        text = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(text.split())


def encoded(text: str) -> str:
    """A text as it stands in an IRI: space as ``_``; letters, marks, digits and ``-.~`` kept."""
    return "".join("_" if c == " " else c if _is_kept(c) else _escaped(c) for c in text)


def _is_kept(c: str) -> bool:
    return c in "-.~" or unicodedata.category(c)[0] in "LMN"


def _escaped(c: str) -> str:
    return "".join(f"%{byte:02X}" for byte in c.encode())
