"""Authors by IRI in the index file: what each is called, and what is known of who bears the name.

A key of the file is found many times faster than the same statements in the graph, and answers name
people by the hundred.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from kg.search.opened import connected, damaged
from kg.search.writing import writing


class Agent(NamedTuple):
    """A name cluster or person: IRI, name, and the status of the identity as answers have it."""

    iri: str
    name: str
    status: str


def write_agents(path: Path, agents: Iterable[Agent]) -> None:
    """Write all authors into an index that has none yet, quickest in order of their IRIs.

    The file is not synced.
    """
    with writing(path) as connection:
        connection.execute("BEGIN")
        connection.execute(
            "CREATE TABLE agent(iri TEXT PRIMARY KEY, name TEXT, status TEXT) WITHOUT ROWID"
        )
        connection.executemany("INSERT INTO agent VALUES (?, ?, ?)", agents)
        connection.execute("COMMIT")


def change_agents(path: Path, gone: Iterable[str], come: Iterable[Agent]) -> None:
    """Change the authors of an index."""
    with writing(path) as connection:
        connection.execute("BEGIN")
        connection.executemany("DELETE FROM agent WHERE iri = ?", ((iri,) for iri in gone))
        connection.executemany("REPLACE INTO agent VALUES (?, ?, ?)", come)
        connection.execute("COMMIT")


def agents_in(path: Path, iris: Collection[str]) -> Iterator[Agent]:
    """Those of some authors that the index knows, in no particular order.

    Raises ``StoreDamaged`` for a file that is no index.
    """
    import sqlite3

    query = "SELECT iri, name, status FROM agent WHERE iri IN (SELECT value FROM json_each(?))"
    try:
        for row in connected(path).execute(query, (json.dumps(list(iris)),)):
            yield Agent._make(row)
    except (OSError, sqlite3.DatabaseError) as error:
        raise damaged(path, error) from error
