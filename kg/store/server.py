"""A SPARQL 1.1 server: queries, updates and the graph store protocol.

Requests for queries are made by SPARQLWrapper and sent by :mod:`kg.store.http`. Every query says
of what form it is, so that an answer of another form is noticed, and goes to the server as a query:
an update that is passed off as one is refused there.

https://www.w3.org/TR/sparql11-protocol/ and https://www.w3.org/TR/sparql11-http-rdf-update/
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import TYPE_CHECKING, Any, BinaryIO, cast
from urllib.parse import quote
from urllib.request import Request

from SPARQLWrapper import POST, SPARQLWrapper

from kg.errors import BadAnswer, QueryTimeout, ServerRefusal, ServerUnreachable, StoreError
from kg.graph.ntriples import iri, literal, unmistakable
from kg.store.address import Address
from kg.store.bounds import Allowance
from kg.store.http import Limits, exchange

if TYPE_CHECKING:
    from pyoxigraph import QueryBoolean, QuerySolutions, QueryTriples

RESULTS = frozenset({"application/sparql-results+json", "application/json"})
N_TRIPLES = "application/n-triples"
BULK = Limits(seconds=3600, size=1 << 40)
"""For what moves a good part of a graph."""

_QUERIES = ("/sparql", "/query")
_UPDATE = "/update"
_GRAPHS = ("/data", "/store")
"""Where Fuseki's datasets and Oxigraph take queries, updates and graphs, below an address."""
_NOT_HERE = {400, 404, 405, 406, 415, 501}
_SAFE_BYTES = 32 * 1024
_DEEPEST = 200
"""The parsers end the process at some thousand triples within triples, of 60 bytes or more each."""
_NO_BRACKETS = bytes(byte for byte in range(256) if byte not in b"[]{}")
_STEPS = [1 if byte in b"{[" else -1 if byte in b"}]" else 0 for byte in range(256)]
_PROBE = "ASK { ?s ?p ?o }"


@dataclass(frozen=True, slots=True)
class Endpoints:
    """Where a server takes queries, updates and graphs; ``None`` where it is not known to."""

    query: str
    update: str | None = None
    graphs: str | None = None


class Server:
    """A server at an address, its endpoints given or found out at the first request."""

    def __init__(
        self, address: Address, endpoints: Endpoints | None = None, limits: Limits | None = None
    ) -> None:
        self.address = address
        self._limits = limits or Limits()
        self._allowance: Allowance | None = None
        self._known = [endpoints] if endpoints else []

    def within(self, allowance: Allowance) -> Server:
        """The same server, of which answers are waited for no longer than allowed."""
        bounded = copy(self)
        bounded._allowance = allowance  # noqa: SLF001 - another of this class
        return bounded

    @property
    def endpoints(self) -> Endpoints:
        """Where the server takes what. Raises ``StoreError`` if no place is known."""
        if not self._known:
            self._known.append(self._found())
        return self._known[0]

    def _found(self) -> Endpoints:
        given = self.address.url
        for query in _QUERIES:
            root = given.removesuffix(query)
            if self._answers(root + query):
                graphs = (root + path for path in _GRAPHS)
                found = next(filter(self._has_graphs, graphs), None)
                return Endpoints(root + query, root + _UPDATE, found)
        if self._answers(given):
            return Endpoints(given, given)
        raise StoreError(
            f"{given} answers no SPARQL queries, nor does anything below it; for Fuseki give the"
            " address of the dataset (http://host:3030/dataset), for `oxigraph serve` that of the"
            " server (http://host:7878)"
        )

    def _answers(self, place: str) -> bool:
        try:
            self._truth(place, _PROBE)
        except ServerRefusal as error:
            if error.status in _NOT_HERE:
                return False
            raise
        except BadAnswer:
            return False
        return True

    def _has_graphs(self, place: str) -> bool:
        """Whether there is a graph store: it has a default graph, if an empty one."""
        try:
            self._exchange(self._request(f"{place}?default", N_TRIPLES, "HEAD"), None)
        except (ServerRefusal, BadAnswer):
            return False
        return True

    def solutions(self, text: str, limits: Limits | None = None) -> QuerySolutions:
        """The answer to a SELECT query, whole; use it in this thread."""
        from pyoxigraph import QueryResultsFormat, QuerySolutions, parse_query_results

        place = self.endpoints.query
        body = self._asked(place, text, "SELECT", RESULTS, limits)
        if _form(place, body) is not QuerySolutions:
            raise BadAnswer(place, "the answer to a SELECT query is no table")
        return cast("QuerySolutions", parse_query_results(body, QueryResultsFormat.JSON))

    def truth(self, text: str) -> QueryBoolean:
        """The answer to an ASK query."""
        return self._truth(self.endpoints.query, text)

    def _truth(self, place: str, text: str) -> QueryBoolean:
        from pyoxigraph import QueryBoolean, QueryResultsFormat, parse_query_results

        body = self._asked(place, text, "ASK", RESULTS)
        if _form(place, body) is not QueryBoolean:
            raise BadAnswer(place, "the answer to an ASK query is neither true nor false")
        return cast("QueryBoolean", parse_query_results(body, QueryResultsFormat.JSON))

    def triples(self, text: str) -> QueryTriples:
        """The answer to a CONSTRUCT or DESCRIBE query; use it in this thread."""
        from pyoxigraph import QueryTriples, RdfFormat, Store

        place = self.endpoints.query
        body = self._asked(place, text, "CONSTRUCT", frozenset({N_TRIPLES}))
        self._refuse_nested(body.split(b"\n"))
        answer = Store()
        try:
            answer.load(body, RdfFormat.N_TRIPLES)
        except (SyntaxError, ValueError) as error:
            raise BadAnswer(place, f"the answer can't be read: {error}") from None
        result = answer.query("CONSTRUCT WHERE { ?s ?p ?o }")
        if not isinstance(result, QueryTriples):
            raise TypeError("a CONSTRUCT query gave no triples")
        return result

    def count(self, graph: str | None = None) -> int:
        """How many triples a graph holds, the default graph without ``graph``."""
        pattern = "?s ?p ?o" if graph is None else f"GRAPH {iri(graph)} {{ ?s ?p ?o }}"
        query = f"SELECT (COUNT(*) AS ?triples) WHERE {{ {pattern} }}"
        (row,) = self.solutions(query, None if self._allowance else BULK)
        return int(row[0].value)

    def counts_below(self, start: str) -> Mapping[str, int]:
        """How many triples each named graph holds whose IRI begins with a text."""
        below = f"FILTER(STRSTARTS(STR(?g), {unmistakable(literal(start))}))"
        pattern = f"GRAPH ?g {{ ?s ?p ?o }} {below}"
        query = f"SELECT ?g (COUNT(*) AS ?triples) WHERE {{ {pattern} }} GROUP BY ?g"
        found = self.solutions(query, None if self._allowance else BULK)
        return {graph.value: int(number.value) for graph, number in found}

    @property
    def takes_graphs(self) -> bool:
        """Whether there is a graph store that is known of."""
        return self.endpoints.graphs is not None

    def update(self, text: str) -> None:
        """Run an update, which must be one that does the same when it is run twice."""
        if self.endpoints.update is None:
            raise StoreError(f"{self.address.url} takes no updates that are known of")
        request = self._request(self.endpoints.update, "*/*", "POST", text.encode())
        request.add_header("Content-Type", "application/sparql-update; charset=utf-8")
        self._exchange(request, None, BULK)

    def add(self, lines: bytes, graph: str | None = None) -> None:
        """Add N-Triples to a graph, the default graph without ``graph``."""
        self._send_graph("POST", lines, graph)

    def replace(self, lines: bytes, graph: str) -> None:
        """Make N-Triples all that a named graph holds."""
        self._send_graph("PUT", lines, graph)

    def remove(self, graph: str) -> None:
        """Remove a named graph; it need not be there."""
        try:
            self._exchange(self._request(self._graph(graph), "*/*", "DELETE"), None, BULK)
        except ServerRefusal as error:
            if error.status != 404:
                raise

    def download(self, file: BinaryIO, graph: str | None = None) -> None:
        """Write a graph to an empty file as N-Triples, the default graph without ``graph``.

        A named graph that is not there is empty.
        """
        request = self._request(self._graph(graph), N_TRIPLES, "GET")
        try:
            self._exchange(request, frozenset({N_TRIPLES}), BULK, file)
        except ServerRefusal as error:
            if graph is None or error.status != 404:
                raise
        file.seek(0)
        self._refuse_nested(file)
        file.seek(0)

    def _refuse_nested(self, lines: Iterable[bytes]) -> None:
        """Refuse statements about statements about statements …, too deep for the parser."""
        if any(line.count(b"<<") > _DEEPEST for line in lines):
            raise BadAnswer(self.address.url, "the answer is nested too deeply")

    def _send_graph(self, method: str, lines: bytes, graph: str | None) -> None:
        request = self._request(self._graph(graph), "*/*", method, lines)
        request.add_header("Content-Type", N_TRIPLES)
        self._exchange(request, None, BULK)

    def _graph(self, graph: str | None) -> str:
        place = self.endpoints.graphs
        if place is None:
            raise StoreError(f"{self.address.url} has no graph store that is known of")
        return f"{place}?default" if graph is None else f"{place}?graph={quote(graph, safe='')}"

    def _request(self, url: str, accept: str, method: str, data: bytes | None = None) -> Request:
        request = Request(url, data=data, method=method)  # noqa: S310
        request.add_header("User-Agent", self.address.agent)
        request.add_header("Accept", accept)
        if self.address.authorization:
            request.add_header("Authorization", self.address.authorization)
        return request

    def _asked(
        self,
        place: str,
        text: str,
        form: str,
        accepted: frozenset[str],
        limits: Limits | None = None,
    ) -> bytes:
        request = _Query(place, text, form, accepted, self.address.agent).request()
        if self.address.authorization:
            request.add_header("Authorization", self.address.authorization)
        body = self._exchange(request, accepted, limits)
        if len(body) >= _SAFE_BYTES and _depth(body) > _DEEPEST:
            raise BadAnswer(place, "the answer is nested too deeply")
        return body

    def _exchange(
        self,
        request: Request,
        accepted: frozenset[str] | None,
        limits: Limits | None = None,
        sink: BinaryIO | None = None,
    ) -> bytes:
        """Send a request; without ``limits`` of its own it is bounded by what is allowed."""
        allowance = None if limits else self._allowance
        limits = limits or self._limits
        if allowance is not None:
            limits = replace(limits, seconds=min(allowance.left, BULK.seconds))
        try:
            return exchange(request, accepted, limits, sink, self.address.denied)
        except ServerUnreachable:
            if allowance is None or allowance.left > 0:
                raise
            raise QueryTimeout(allowance.seconds) from None


def _form(place: str, body: bytes) -> type:
    """Of what form an answer is; it is read to its end, so that nothing of a broken one is used.

    No variable holds the rows: with an exception's frames they could come to another thread, where
    they may not end.
    """
    from pyoxigraph import QueryResultsFormat, QuerySolutions, parse_query_results

    try:
        form = type(parse_query_results(body, QueryResultsFormat.JSON))
        if form is QuerySolutions:
            deque(cast("Any", parse_query_results(body, QueryResultsFormat.JSON)), maxlen=0)
    except (SyntaxError, ValueError) as error:
        raise BadAnswer(place, f"the answer can't be read: {error}") from None
    return form


def _depth(text: bytes) -> int:
    """How deep JSON is nested.

    >>> _depth(b'{"a": [1, "{[{"]}')
    2
    """
    outside_strings = text.replace(b"\\\\", b"").replace(b'\\"', b"").split(b'"')[::2]
    brackets = b"".join(outside_strings).translate(None, _NO_BRACKETS)
    return max(accumulate(map(_STEPS.__getitem__, brackets)), default=0)


class _Query(SPARQLWrapper):
    """A query of a known form, whose form SPARQLWrapper need not guess, as a request to POST."""

    def __init__(
        self, place: str, text: str, form: str, accepted: frozenset[str], agent: str
    ) -> None:
        super().__init__(place, agent=agent)
        self.setMethod(POST)
        self.setOnlyConneg(True)
        self.addCustomHttpHeader("Accept", ", ".join(sorted(accepted, reverse=True)))
        self.queryString = text
        self.queryType = form

    def request(self) -> Request:
        """The request, to be sent with more care than SPARQLWrapper would take."""
        return self._createRequest()
