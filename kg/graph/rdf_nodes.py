"""Any RDF document as its subjects, one after the other in the order of their IRIs.

Blank nodes come first, as ``_:label``. What is needed of one subject when another is read is kept
aside, on a disk where it is much.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from typing import Any, BinaryIO

from kg.graph.rdf_syntax import by_document, sorted_triples
from kg.graph.read import Node, nodes
from kg.model import Problem

MOST_LINES = 1_000_000
"""Statements that one subject may have."""

_HELD = 10_000


def rdf_nodes(stream: BinaryIO, file: str) -> Iterator[Node | Problem]:
    """The subjects of a document with all that is said of each.

    Raises ``InputError``, before the first subject, for what is no RDF, is damaged or would harm
    the reader; a subject of which too much is said is rejected.
    """
    problems: list[Problem] = []
    for document, lines in by_document(sorted_triples(stream, file, problems), MOST_LINES + 1):
        yield from problems
        problems.clear()
        if len(lines) > MOST_LINES:
            message = f"more than {MOST_LINES:,} statements about one thing"
            yield Problem(0, "too-large", message, document[:80], rejected=True)
        else:
            yield from nodes(lines).values()
    yield from problems


class SideFacts:
    """Facts kept by the IRI of what they are about, on a disk if they are many.

    >>> facts = SideFacts()
    >>> facts.keep("http://a/s", ["Ada Hill", None])
    >>> facts.of("http://a/s"), facts.of("http://a/t")
    (['Ada Hill', None], None)
    """

    def __init__(self) -> None:
        # The empty name is a temporary database in a file, which goes with the connection.
        self._database = sqlite3.connect("", isolation_level=None)
        self._database.execute("PRAGMA journal_mode = OFF")
        self._database.execute("CREATE TABLE fact (iri TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID")
        self._held: dict[str, str] = {}

    def keep(self, iri: str, value: Any) -> None:
        """Keep what JSON can hold about an IRI."""
        self._held[iri] = json.dumps(value)
        if len(self._held) >= _HELD:
            self._database.execute("BEGIN")
            self._database.executemany(
                "INSERT OR REPLACE INTO fact VALUES (?, ?)", self._held.items()
            )
            self._database.execute("COMMIT")
            self._held.clear()

    def of(self, iri: str) -> Any:
        """What was kept about an IRI, or ``None``."""
        held = self._held.get(iri)
        if held is None:
            row = self._database.execute("SELECT value FROM fact WHERE iri = ?", (iri,)).fetchone()
            held = row[0] if row else "null"
        return json.loads(held)

    def close(self) -> None:
        """Forget it all."""
        self._database.close()
