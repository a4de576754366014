"""A dump or a slice of a graph in files, asked like the live endpoint it was taken from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, cast

from kg.errors import InputError, QueryError
from kg.graph.ntriples import split
from kg.graph.rdf_syntax import sorted_triples
from kg.link.remote.answers import Rows
from kg.link.remote.endpoint import check_form, lines_of, rows_of
from kg.model import Problem
from kg.sources.opening import OpenedDocument, open_documents
from kg.store.stream import load_blocks

if TYPE_CHECKING:
    from pyoxigraph import QuerySolutions, QueryTriples, Store

_BLANK = "<_:"


class LocalEndpoint:
    """RDF of any syntax in files or archives, packed or not, held in memory.

    Graph names are left out. Its address is the names of the files, and its answers are of the time
    at which the latest was written. It is for the project's own queries: those of others want the
    guard of :mod:`kg.sparql` first. Raises ``InputError`` for what can't be read, and
    ``QueryError`` for queries that can't be run.
    """

    def __init__(self, *files: Path) -> None:
        self._name = ", ".join(file.name for file in files)
        self.problems: list[Problem] = []
        """What could not be carried over."""
        self._store = self._loaded(files)
        latest = max(file.stat().st_mtime for file in files)
        self._as_of = datetime.fromtimestamp(int(latest), UTC)

    def _loaded(self, files: Sequence[Path]) -> Store:
        from pyoxigraph import Store

        store = Store()
        for document in chain.from_iterable(map(open_documents, files)):
            if document.trouble and not document.lost:
                continue
            load_blocks(store, self._blocks(document), partial(InputError, document.name))
        if not len(store):
            raise InputError(self._name, "no RDF in it")
        return store

    def _blocks(self, document: OpenedDocument) -> Iterator[bytes]:
        with document.open() as stream:
            for line in sorted_triples(stream, document.name, self.problems):
                yield f"{_with_blank_nodes(line) if _BLANK in line else line}\n".encode()

    @property
    def address(self) -> str:
        return self._name

    def as_of(self) -> datetime:
        return self._as_of

    def select(self, query: str) -> Rows:
        return rows_of(cast("QuerySolutions", self._result(query, "SELECT")))

    def ask(self, query: str) -> bool:
        return bool(self._result(query, "ASK"))

    def construct(self, query: str) -> tuple[str, ...]:
        return lines_of(cast("QueryTriples", self._result(query, "CONSTRUCT")))

    def _result(self, query: str, form: str) -> object:
        check_form(query, form)
        try:
            return self._store.query(query)
        except SyntaxError as error:
            raise QueryError(f"not a SPARQL query that can be run: {error}") from None


def _with_blank_nodes(line: str) -> str:
    """A line with blank nodes in place of the IRIs that stand for them.

    >>> _with_blank_nodes('<_:b> <http://a/p> "<_:c>" .')
    '_:b <http://a/p> "<_:c>" .'
    """
    subject, predicate, value = split(line)
    return f"{_blank(subject)} {predicate} {_blank(value)} ."


def _blank(term: str) -> str:
    return term[1:-1] if term.startswith(_BLANK) else term
