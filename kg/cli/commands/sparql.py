"""``kg sparql``: people's own queries."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from kg.cli.options import open_existing, store_option, terminal_width
from kg.errors import KgError, UsageError

if TYPE_CHECKING:
    from pyoxigraph import QueryBoolean, QuerySolution, QuerySolutions, QueryTriples

    from kg.sparql.unknown import UnknownTerm

_SOLUTIONS = ("table", "csv", "tsv", "json", "xml")
_LONGEST_PATH = 1000
_TRIPLES = ("turtle", "ntriples", "jsonld")
_QUERY_START = re.compile(
    r"(?i)\s*(?:#[^\n]*\n\s*)*(?:prefix|base|select|ask|construct|describe)\b"
)
_NO_ROWS = {
    "csv": re.compile(rb"\A[^\n]*\n?\Z"),
    "tsv": re.compile(rb"\A[^\n]*\n?\Z"),
    "json": re.compile(rb'"bindings":\[\]\}\}\s*\Z'),
    "xml": re.compile(rb"<results(?:/>|></results>)</sparql>\s*\Z"),
}
"""Of what form an answer without rows is."""
# XML 1.0 has no way to write these, not even as a reference.
_NOT_XML = re.compile(b"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")


@click.command("sparql")
@click.argument("query")
@store_option
@click.option(
    "--format",
    "format_name",
    type=click.Choice((*_SOLUTIONS, *_TRIPLES)),
    help="table, csv, tsv, json, xml for SELECT and ASK (table unless said);"
    " turtle, ntriples, jsonld for CONSTRUCT and DESCRIBE (turtle unless said).",
)
def command(query: str, store: str, format_name: str | None) -> None:
    """Run a SPARQL 1.1 query: QUERY is its text, a file, or - for standard input.

    The prefixes schema:, kg:, skos:, prov:, dcterms:, xsd: and the others of the exported Turtle
    are known without being written.

    \b
    Examples:
      kg sparql 'SELECT ?title WHERE { ?paper a schema:ScholarlyArticle ; schema:name ?title }'
      kg sparql query.rq --format json
      kg ask coauthors "Xiuqiang He" --show | kg sparql -
    """
    from pyoxigraph import QueryTriples

    from kg.sparql import run_query
    from kg.sparql.unknown import unknown_terms

    text = _text(query)
    graph = open_existing(store)
    result = run_query(graph.store, text)
    if isinstance(result, QueryTriples):
        something = _write_triples(result, _chosen(format_name, _TRIPLES), graph.base)
    else:
        something = _write_solutions(result, _chosen(format_name, _SOLUTIONS), graph.base)
    _warn(unknown_terms(graph.store, text), something)


def _warn(terms: Sequence[UnknownTerm], something: bool) -> None:
    """Tell of terms that nothing uses, after the answer, where a person looks."""
    for term in terms:
        click.echo(f"kg: warning: {term}", err=True)
    if terms and not something:
        click.echo("kg: that is probably why the answer is empty", err=True)


def _text(query: str) -> str:
    if query == "-":
        return sys.stdin.read().removeprefix("\ufeff")
    if _QUERY_START.match(query):
        return query
    path = Path(query)
    if len(query) > _LONGEST_PATH or not path.is_file():
        raise UsageError(
            f"{query[:200]!r} is neither a query (it would begin with SELECT, ASK, CONSTRUCT,"
            " DESCRIBE, PREFIX or BASE) nor a file that is there"
        )
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        raise UsageError(f"{query}: can't be read as a query: {error}") from error


def _chosen(format_name: str | None, allowed: tuple[str, ...]) -> str:
    if format_name is None:
        return allowed[0]
    if format_name not in allowed:
        raise UsageError(
            f"this kind of query gives no {format_name}; choose from {', '.join(allowed)}"
        )
    return format_name


def _write_triples(result: QueryTriples, format_name: str, base: str) -> bool:
    """Write triples in stable order, or, where some have nodes without IRI, as they come.

    Gives whether there are any.
    """
    from pyoxigraph import BlankNode, RdfFormat, Triple, serialize

    from kg.export import write
    from kg.graph.sorting import sorted_lines
    from kg.graph.vocab import PREFIXES

    triples = list(result)
    if not any(isinstance(term, BlankNode | Triple) for triple in triples for term in triple):
        lines = sorted_lines(f"{triple} ." for triple in triples)
        write(format_name, lines, sys.stdout, base)
    elif format_name == "turtle":
        serialize(triples, sys.stdout.buffer, format=RdfFormat.TURTLE, prefixes=PREFIXES)
    elif format_name == "ntriples":
        serialize(triples, sys.stdout.buffer, format=RdfFormat.N_TRIPLES)
    else:
        raise UsageError("the answer holds nodes without IRI: use --format turtle or ntriples")
    return bool(triples)


def _write_solutions(result: QuerySolutions | QueryBoolean, format_name: str, base: str) -> bool:
    """Write rows or a truth value; gives whether there are any, or that value."""
    from pyoxigraph import QueryBoolean, QueryResultsFormat

    if format_name == "table":
        if isinstance(result, QueryBoolean):
            click.echo("yes" if result else "no")
            return bool(result)
        from kg.questions import untyped, write

        rows = _Counted(result)
        answer = untyped(cast("QuerySolutions", rows), base)
        write(answer, "table", sys.stdout, terminal_width())
        return rows.number > 0
    formats = {
        "csv": QueryResultsFormat.CSV,
        "tsv": QueryResultsFormat.TSV,
        "json": QueryResultsFormat.JSON,
        "xml": QueryResultsFormat.XML,
    }
    if isinstance(result, QueryBoolean) and format_name in {"csv", "tsv"}:
        raise UsageError(f"an ASK query gives no {format_name}; choose from table, json, xml")
    data = result.serialize(format=formats[format_name]) or b""
    if format_name == "xml" and _NOT_XML.search(data):
        raise KgError("the answer holds control characters that XML can't carry: use --format json")
    sys.stdout.buffer.write(data)
    if not data.endswith(b"\n"):
        sys.stdout.buffer.write(b"\n")
    if isinstance(result, QueryBoolean):
        return bool(result)
    return not _NO_ROWS[format_name].search(data)


class _Counted:
    """Solutions, counted as they are read."""

    def __init__(self, solutions: QuerySolutions) -> None:
        self.variables = solutions.variables
        self.number = 0
        self._solutions = solutions

    def __iter__(self) -> Iterator[QuerySolution]:
        for solution in self._solutions:
            self.number += 1
            yield solution
