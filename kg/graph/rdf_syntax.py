"""RDF documents in any syntax → canonical N-Triples lines, in order and in bounded memory.

Documents come from anybody, so what would harm the process is refused before the RDF library sees
it: entities of XML, nesting beyond measure, and contexts of JSON-LD that lie elsewhere. Graph names
are left out; blank nodes become IRIs of the scheme ``_``, good inside one document.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from itertools import groupby, islice
from typing import TYPE_CHECKING, BinaryIO
from xml.parsers import expat

from kg.errors import InputError
from kg.graph.json_ld import lost_in_json_ld
from kg.graph.ntriples import document_of
from kg.graph.sorting import sorted_statements
from kg.model import Problem

if TYPE_CHECKING:
    from pyoxigraph import BlankNode, NamedNode, Quad, RdfFormat

DEEPEST = 64
"""Levels that JSON-LD and RDF/XML may nest their nodes."""

LARGEST_JSON_LD = 2**28
"""Bytes that a JSON-LD document may have, as it can only be read as a whole."""

_LARGEST_LINE = 2**26
_MOST_TRIPLE_TERMS = 1000
_PIECE = 2**20
_LINES_AT_A_TIME = 8192

# Strict enough that whatever matches is valid and canonical but for needless escapes.
_IRI = rb'<[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>"{}|^`\\]*>'
_ESCAPE = (
    rb"\\(?:[tbnrf\"'\\]|u(?![dD][89a-fA-F])[0-9A-Fa-f]{4}"
    rb"|U(?:000[1-9A-Fa-f]|0010)[0-9A-Fa-f]{4})"
)
_TEXT = rb'"[^"\\\n\r]*(?:' + _ESCAPE + rb'[^"\\\n\r]*)*"'
_LANGUAGE = rb"@[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*"
_STATEMENT = re.compile(
    rb"(%b %b (?:%b|%b(?:\^\^%b|%b)?))(?: %b)? \."
    % (_IRI, _IRI, _IRI, _TEXT, _IRI, _LANGUAGE, _IRI)
)
_LINE = re.compile(
    r"\s*(?:#.*|(?:<[^<>]*>|_:\S+)\s*<[^<>]*>\s*(?:<[^<>]*>|_:\S+|\"(?:[^\"\\]|\\.)*\"\S*|<<.*)"
    r"\s*(?:<[^<>]*>|_:\S+)?\s*\.\s*(?:#.*)?)?"
)
_XML = re.compile(r"\ufeff?\s*<(?:\?xml|!--|(?:\w+:)?RDF\b)")


def sorted_triples(stream: BinaryIO, file: str, problems: list[Problem]) -> Iterator[str]:
    """The distinct triples of a document as N-Triples lines, in order of code points.

    Everything is read before the first is given, so that a damaged document gives nothing at all.
    What the syntax or the library can't carry is added to ``problems``. Raises ``InputError`` for
    what is no RDF or is refused.
    """
    return (line for line in sorted_statements(_blocks(stream, file, problems)) if line)


def _blocks(stream: BinaryIO, file: str, problems: list[Problem]) -> Iterator[bytes]:
    head = stream.read(_PIECE)
    if not head.strip():
        raise InputError(file, "nothing but white space in it" if head else "the file is empty")
    rest = _Joined(head, stream)
    syntax = syntax_of(head[: 2**16].decode("utf-8", "replace"))
    if syntax == "json-ld":
        return _parsed(_json_ld(rest, file, problems), "JSON_LD", file, problems)
    if syntax == "rdf-xml":
        return _parsed(_SafeXml(rest, file), "RDF_XML", file, problems)
    if syntax == "n-quads":
        return _n_quads(rest, file, problems)
    return _parsed(_FewTripleTerms(rest, file), "TRIG", file, problems)


def syntax_of(head: str) -> str:
    """The syntax of an RDF document by its beginning; N-Quads holds N-Triples, TriG holds Turtle.

    >>> syntax_of('<http://a/s> <http://a/p> "x" .'), syntax_of("@prefix a: <http://a/> .")
    ('n-quads', 'trig')
    """
    if head.lstrip("\ufeff \t\r\n").startswith(("{", "[")):
        return "json-ld"
    if _XML.match(head):
        return "rdf-xml"
    *lines, last = head.splitlines()
    if not lines or (len(head) < _PIECE and head.endswith("\n")):
        lines.append(last)
    return "n-quads" if all(map(_LINE.fullmatch, lines)) else "trig"


class _Joined:
    """What was read of a stream, and the rest of it."""

    def __init__(self, head: bytes, stream: BinaryIO) -> None:
        self._head = head
        self._stream = stream

    def read(self, size: int = -1) -> bytes:
        """At most so many bytes, which is what the RDF library relies on."""
        if self._head:
            size = len(self._head) if size < 0 else size
            piece, self._head = self._head[:size], self._head[size:]
            return piece
        return self._stream.read(size)


class _FewTripleTerms:
    """A Turtle or TriG document whose triple terms can't be nested deep, since they are few."""

    def __init__(self, stream: _Joined, file: str) -> None:
        self._stream = stream
        self._file = file
        self._seen = 0
        self._end = b""

    def read(self, size: int = -1) -> bytes:
        piece = self._stream.read(size)
        self._seen += (self._end + piece).count(b"<<(")
        self._end = piece[-2:]
        if self._seen > _MOST_TRIPLE_TERMS:
            message = f"more than {_MOST_TRIPLE_TERMS:,} triple terms; convert it to N-Triples"
            raise InputError(self._file, message)
        return piece


class _SafeXml:
    """An RDF/XML document without document type, and so without entities, and not nested deep."""

    def __init__(self, stream: _Joined, file: str) -> None:
        self._stream = stream
        self._file = file
        self._depth = 0
        self._parser = expat.ParserCreate()
        self._parser.StartDoctypeDeclHandler = self._refuse
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end

    def read(self, size: int = -1) -> bytes:
        piece = self._stream.read(size)
        try:
            self._parser.Parse(piece, not piece)
        except expat.ExpatError as error:
            message = f"no well-formed XML: {expat.errors.messages[error.code]}"
            raise InputError(self._file, message, error.lineno) from error
        return piece

    def _refuse(self, *_: object) -> None:
        message = "a document type declaration, which can hold entities; take it out"
        raise InputError(self._file, message, self._parser.CurrentLineNumber)

    def _start(self, *_: object) -> None:
        self._depth += 1
        if self._depth > 2 * DEEPEST:
            message = f"nested more than {2 * DEEPEST} elements deep"
            raise InputError(self._file, message, self._parser.CurrentLineNumber)

    def _end(self, *_: object) -> None:
        self._depth -= 1


class _Whole:
    """A document that was read, as a stream."""

    def __init__(self, data: bytes) -> None:
        self._data = memoryview(data)

    def read(self, size: int = -1) -> bytes:
        size = len(self._data) if size < 0 else size
        piece, self._data = bytes(self._data[:size]), self._data[size:]
        return piece


def _json_ld(stream: _Joined, file: str, problems: list[Problem]) -> _Whole:
    pieces = []
    size = 0
    while piece := stream.read(_PIECE):
        pieces.append(piece)
        size += len(piece)
        if size > LARGEST_JSON_LD:
            message = f"JSON-LD of more than {LARGEST_JSON_LD:,} bytes; convert it to N-Triples"
            raise InputError(file, message)
    data = b"".join(pieces)
    try:
        document = json.loads(data)
    except json.JSONDecodeError as error:
        raise InputError(file, f"no JSON: {error.msg}", error.lineno) from error
    except (ValueError, RecursionError) as error:
        raise InputError(file, f"no JSON that can be read: {error}") from error
    if _is_deep(data):
        raise InputError(file, f"nested more than {DEEPEST} levels deep")
    problems += lost_in_json_ld(document)
    return _Whole(data.removeprefix(b"\xef\xbb\xbf"))


def _is_deep(data: bytes) -> bool:
    """Whether brackets are nested beyond measure, in values that a key said twice hides too."""
    brackets = re.sub(rb'"(?:[^"\\]|\\.)*"', b"", data, flags=re.DOTALL)
    brackets = re.sub(rb"[^][{}]+", b"", brackets)
    for _ in range(DEEPEST):
        if not brackets:
            return False
        brackets = brackets.replace(b"[]", b"").replace(b"{}", b"")
    return bool(brackets)


def _n_quads(stream: _Joined, file: str, problems: list[Problem]) -> Iterator[bytes]:
    """The statements line by line; only those that are not canonical go through the library."""
    rest, number = b"", 0
    while piece := stream.read(_PIECE):
        *lines, rest = (rest + piece).split(b"\n")
        if len(rest) > _LARGEST_LINE:
            raise InputError(file, f"a line of more than {_LARGEST_LINE:,} bytes", number + 1)
        yield from _canonical(lines, number, file, problems)
        number += len(lines)
    if rest:
        yield from _canonical([rest], number, file, problems)


def _canonical(
    lines: list[bytes], number: int, file: str, problems: list[Problem]
) -> Iterator[bytes]:
    found = list(map(_STATEMENT.fullmatch, lines))
    kept = [match[1] + b" .\n" for match in found if match]
    if len(kept) < len(lines):
        for at, match in enumerate(found, number + 1):
            line = lines[at - number - 1]
            if match is None and line.strip():
                if line.count(b"<<(") > DEEPEST:
                    raise InputError(file, f"more than {DEEPEST} triple terms", at)
                yield from _parsed(_Whole(line), "N_QUADS", file, problems, at)
    block = b"".join(kept)
    try:
        block.decode()
    except UnicodeDecodeError as error:
        line_at = number + block.count(b"\n", 0, error.start) + 1
        raise InputError(file, "not UTF-8", line_at) from error
    yield block


def _parsed(
    stream: _FewTripleTerms | _SafeXml | _Whole,
    syntax: str,
    file: str,
    problems: list[Problem],
    line: int = 1,
) -> Iterator[bytes]:
    """The statements that the library finds; ``line`` is where the stream begins."""
    from pyoxigraph import RdfFormat, parse

    format_: RdfFormat = getattr(RdfFormat, syntax)
    written: list[str] = []
    try:
        for quad in parse(stream, format=format_):  # type: ignore[arg-type]
            text = _written(quad)
            if text is None:
                problems.append(_triple_term(line))
            else:
                written.append(text)
            if len(written) == _LINES_AT_A_TIME:
                yield "".join(written).encode()
                written.clear()
    except SyntaxError as error:
        message = re.sub(r"^Parser error at line \d+ |\(line \d+\)$", "", str(error)).strip()
        if "LoadDocumentCallback" in message:
            message = (
                "a context that lies elsewhere, and nothing is fetched; write it into the file"
            )
        at = line if syntax == "N_QUADS" else error.lineno
        raise InputError(file, message, at) from error
    except ValueError as error:
        raise InputError(file, f"can't be read: {error}") from error
    yield "".join(written).encode()


def _written(quad: Quad) -> str | None:
    """A statement as a canonical line, or ``None`` if it holds another as a term."""
    from pyoxigraph import BlankNode, NamedNode, Triple

    subject, value = quad.subject, quad.object
    if isinstance(subject, NamedNode) and not isinstance(value, BlankNode | Triple):
        return f"{quad.triple} .\n"
    if isinstance(subject, Triple) or isinstance(value, Triple):
        return None
    end = _node(value) if isinstance(value, BlankNode | NamedNode) else str(value)
    return f"{_node(subject)} {quad.predicate} {end} .\n"


def _node(node: BlankNode | NamedNode) -> str:
    text = str(node)
    return text if text.startswith("<") else f"<{text}>"


def _triple_term(line: int) -> Problem:
    message = "a statement about a statement, which this ontology has not; left out"
    return Problem(line, "triple-term", message)


def by_document(lines: Iterable[str], most: int) -> Iterator[tuple[str, list[str]]]:
    """Sorted lines by subject without fragment, of each at most so many."""
    for document, group in groupby(lines, document_of):
        yield document, list(islice(group, most))
