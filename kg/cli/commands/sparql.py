"""``kg sparql``: people's own queries."""

from __future__ import annotations

import re
import sys
from itertools import chain, islice
from pathlib import Path
from typing import IO, TYPE_CHECKING, BinaryIO, cast

import click

from kg.cli.options import bounds_options, open_existing, store_option, write_answer
from kg.errors import KgError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pyoxigraph import QueryBoolean

    from kg.sparql.unknown import UnknownTerm
    from kg.store.results import Solutions, Triples

_SOLUTIONS = ("table", "csv", "tsv", "json", "xml")
_LONGEST_PATH = 1000
_TRUTHS = ("table", "json", "xml")
_TRIPLES = ("turtle", "ntriples", "jsonld")
_WITH_NAMELESS = ("turtle", "ntriples")
_NAMELESS = re.compile(rb"^(?:_:|\S+ \S+ (?:_:|<<))", re.MULTILINE)
"""N-Triples of which a node has no IRI."""
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
@bounds_options
def command(
    query: str, store: str, format_name: str | None, timeout: float, max_rows: int | None
) -> None:
    """Run a SPARQL 1.1 query: QUERY is its text, a file, or - for standard input.

    The prefixes schema:, kg:, skos:, prov:, dcterms:, xsd: and the others of the exported Turtle
    are known without being written. A query runs in a process of its own, with half of the
    machine's memory, 4 GiB at most ($KG_QUERY_MEMORY, in GiB). The engine tells no plan (explain).

    \b
    Examples:
      kg sparql 'SELECT ?title WHERE { ?paper a schema:ScholarlyArticle ; schema:name ?title }'
      kg sparql query.rq --format json
      kg ask coauthors "Xiuqiang He" --show | kg sparql -
    """
    from kg.sparql import run_query
    from kg.sparql.unknown import unknown_terms
    from kg.store.results import Solutions, Triples

    text = _text(query)
    graph = open_existing(store)
    result = run_query(graph.store, text, timeout=timeout, max_rows=max_rows)
    if isinstance(result, Triples):
        _write_triples(result, _chosen(format_name, _TRIPLES), graph.base)
    elif isinstance(result, Solutions):
        _write_solutions(result, _chosen(format_name, _SOLUTIONS), graph.base)
    else:
        _write_truth(result, _chosen(format_name, _TRUTHS))
    something = bool(result.count if isinstance(result, Solutions | Triples) else result)
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


def _write_triples(result: Triples, format_name: str, base: str) -> None:
    """Write triples in order, those of nodes without IRI too where the format has them."""
    from pyoxigraph import RdfFormat, parse, serialize

    from kg.export import write
    from kg.graph.sorting import sorted_statements
    from kg.graph.vocab import PREFIXES
    from kg.store.stream import BlockReader

    nameless = False

    def blocks() -> Iterator[bytes]:
        nonlocal nameless
        for block in result.blocks():
            nameless = nameless or _NAMELESS.search(block) is not None
            yield block

    lines = sorted_statements(blocks())
    # When there is a first line, all have been read.
    lines = chain(list(islice(lines, 1)), lines)
    if not nameless:
        write(format_name, lines, sys.stdout, base)
    elif format_name in _WITH_NAMELESS:
        stream = cast("IO[bytes]", BlockReader(f"{line}\n".encode() for line in lines))
        syntax = RdfFormat.TURTLE if format_name == "turtle" else RdfFormat.N_TRIPLES
        statements = parse(stream, RdfFormat.N_TRIPLES)
        serialize(statements, sys.stdout.buffer, format=syntax, prefixes=PREFIXES)
    else:
        raise UsageError("the answer holds nodes without IRI: use --format turtle or ntriples")
    result.end()


def _write_solutions(result: Solutions, format_name: str, base: str) -> None:
    from pyoxigraph import QueryResultsFormat

    if format_name == "table":
        from kg.questions import untyped

        write_answer(untyped(result, base), format_name)
        return
    output = _Output(sys.stdout.buffer, xml=format_name == "xml")
    try:
        result.serialize(cast("BinaryIO", output), getattr(QueryResultsFormat, format_name.upper()))
    finally:
        output.end()


def _write_truth(result: QueryBoolean, format_name: str) -> None:
    from pyoxigraph import QueryResultsFormat

    if format_name == "table":
        click.echo("yes" if result else "no")
        return
    data = result.serialize(format=getattr(QueryResultsFormat, format_name.upper())) or b""
    sys.stdout.buffer.write(data + b"\n")


class _Output:
    """A stream that ends with a newline, and takes no XML that is none."""

    def __init__(self, stream: BinaryIO, *, xml: bool) -> None:
        self._stream = stream
        self._xml = xml
        self._last = b""

    def write(self, data: bytes) -> int:
        if self._xml and _NOT_XML.search(self._last + data):
            raise KgError(
                "the answer holds control characters that XML can't carry: use --format json"
            )
        self._last = data[-2:]
        return self._stream.write(data)

    def flush(self) -> None:
        self._stream.flush()

    def end(self) -> None:
        """Have the text end with a newline, if there is any."""
        if self._last and not self._last.endswith(b"\n"):
            self._stream.write(b"\n")
