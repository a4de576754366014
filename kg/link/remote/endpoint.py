"""SPARQL endpoints to read from, and the live one, which belongs to somebody else."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from kg.errors import QueryError
from kg.graph.ntriples import Iri, Literal, Term
from kg.graph.vocab import RDF, XSD
from kg.link.remote.answers import Rows, now
from kg.link.remote.asking import Pace
from kg.store.address import Address
from kg.store.http import Limits
from kg.store.server import Endpoints, Server

if TYPE_CHECKING:
    from pyoxigraph import QuerySolutions, QueryTriples

_PROLOGUE = re.compile(
    r"\ufeff?(?:\s+|\#[^\r\n]*|PREFIX\s+[^\s<>:]*:\s*<[^<>]*>|BASE\s+<[^<>]*>)*", re.IGNORECASE
)
_FORM = re.compile(r"[A-Za-z]+")
_TOLD_OTHERWISE = {f"{XSD}string", f"{RDF}langString"}


class Endpoint(Protocol):
    """Something to ask in SPARQL. An answer is whole, or an error is raised."""

    @property
    def address(self) -> str:
        """What it is called where answers are told: an address without credentials."""

    def as_of(self) -> datetime:
        """The time in UTC of which an answer is that is given now."""

    def select(self, query: str) -> Rows:
        """The rows that a SELECT query gives."""

    def ask(self, query: str) -> bool:
        """What an ASK query gives."""

    def construct(self, query: str) -> tuple[str, ...]:
        """The triples that a CONSTRUCT query gives, as N-Triples lines in order."""


class RemoteEndpoint:
    """A live endpoint that belongs to somebody else: asked politely, and not trusted.

    ``contact`` is a mail or web address, else ``$KG_CONTACT``: who runs a public endpoint wants to
    know whom to ask about requests. ``gap`` are the seconds from one request to the next. Only
    queries are sent. Raises ``ServerError`` for all that goes wrong there.
    """

    def __init__(
        self,
        url: str,
        contact: str | None = None,
        limits: Limits | None = None,
        gap: float = 0.5,
    ) -> None:
        place = Address.elsewhere(url, contact)
        self._server = Server(place, Endpoints(place.url), limits)
        self._pace = Pace(gap)

    @property
    def address(self) -> str:
        return self._server.address.url

    def as_of(self) -> datetime:
        return now()

    def select(self, query: str) -> Rows:
        check_form(query, "SELECT")
        self._pace.wait()
        return rows_of(self._server.solutions(query))

    def ask(self, query: str) -> bool:
        check_form(query, "ASK")
        self._pace.wait()
        return bool(self._server.truth(query))

    def construct(self, query: str) -> tuple[str, ...]:
        check_form(query, "CONSTRUCT")
        self._pace.wait()
        return lines_of(self._server.triples(query))


def check_form(query: str, form: str) -> None:
    """Refuse a query that is not of a form (``SELECT``). Raises ``QueryError``."""
    start = _PROLOGUE.match(query)
    word = _FORM.match(query, start.end() if start else 0)
    found = word[0].upper() if word else ""
    if found != form:
        raise QueryError(f"a query of the form {form} is needed, not {found or 'this'}")


def rows_of(solutions: QuerySolutions) -> Rows:
    """The rows of a result, as plain values that any thread may hold.

    Statements about statements, which no column here expects, are left out.
    """
    names = [variable.value for variable in solutions.variables]
    rows = []
    for solution in solutions:
        terms = ((name, plain(solution[name])) for name in names)
        rows.append({name: term for name, term in terms if term is not None})
    return tuple(rows)


def plain(term: object) -> Term | None:
    """A term of the RDF library as a plain value; ``None`` for statements and what is not bound."""
    from pyoxigraph import BlankNode, NamedNode
    from pyoxigraph import Literal as Text

    if isinstance(term, NamedNode):
        return Iri(term.value)
    if isinstance(term, BlankNode):
        return Iri(str(term))
    if isinstance(term, Text):
        datatype = term.datatype.value
        return Literal(term.value, None if datatype in _TOLD_OTHERWISE else datatype, term.language)
    return None


def lines_of(triples: QueryTriples) -> tuple[str, ...]:
    """The triples of a result as N-Triples lines in order, each once."""
    return tuple(sorted({f"{triple} ." for triple in triples}))
