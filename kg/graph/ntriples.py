"""Canonical N-Triples, one statement a line: the one form in which a graph is text.

A line is ``<s> <p> o .`` without newline, escaped exactly as pyoxigraph writes it, so that lines
made here and lines dumped by a store are equal when they say the same. There are no blank nodes.
Sorted by code point, all lines of a document (``<P#…>`` and ``<P>``) of this project's IRIs stand
together, since ``#`` sorts before ``>``.

Grammar: https://www.w3.org/TR/rdf12-n-triples/ (section "Canonical form").
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from kg.graph.vocab import XSD

_XSD_STRING = f"{XSD}string"

_NAMED_ESCAPES = {
    "\b": "\\b",
    "\t": "\\t",
    "\n": "\\n",
    "\f": "\\f",
    "\r": "\\r",
}
# Besides the controls of ASCII, pyoxigraph escapes the two last code points of the first plane,
# which XML can't hold; U+0080 to U+009F, U+2028 and all other planes it leaves as they are.
_CONTROL = re.compile(r"[\x00-\x1f\x7f\ufffe\uffff]")
_ESCAPE_SEQUENCE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")
_MISTAKABLE = re.compile(r"\\\\(?P<u>[uU])|\\u(?P<code>[0-9A-F]{4})|\\.")
_UNESCAPED = {escape[1]: character for character, escape in _NAMED_ESCAPES.items()} | {
    quoted: quoted for quoted in ('"', "'", "\\")
}

# The greedy ``.*`` runs to the last quote of the line, which ends the literal: neither a datatype
# nor a language tag can hold one.
_OBJECT = r'(?:<([^>]*)>|"(.*)"(?:\^\^<([^>]*)>|@([A-Za-z0-9-]+))?)'
_TERM = re.compile(_OBJECT)
_LINE = re.compile(rf"<([^>]*)> <([^>]*)> {_OBJECT} \.")


class Iri(NamedTuple):
    """An IRI as object of a statement."""

    value: str


class Literal(NamedTuple):
    """A literal: its text, and a datatype IRI or a language tag unless it is a plain string."""

    value: str
    datatype: str | None = None
    language: str | None = None


Term = Iri | Literal


def iri(value: str) -> str:
    """An IRI, known to be valid, as N-Triples.

    >>> iri("http://example.org/a")
    '<http://example.org/a>'
    """
    return f"<{value}>"


def literal(value: str, datatype: str | None = None) -> str:
    """A literal as canonical N-Triples; ``xsd:string`` is written without its datatype.

    >>> literal('say "no"')
    '"say \\\\"no\\\\""'
    >>> literal("7", "http://www.w3.org/2001/XMLSchema#integer")
    '"7"^^<http://www.w3.org/2001/XMLSchema#integer>'
    """
    text = value
    # Texts that need no escape are the rule, and these questions are quicker than a pattern.
    if "\\" in text:
        text = text.replace("\\", "\\\\")
    if '"' in text:
        text = text.replace('"', '\\"')
    if not text.isprintable():
        text = _CONTROL.sub(_escape, text)
    if datatype is None or datatype == _XSD_STRING:
        return f'"{text}"'
    return f'"{text}"^^<{datatype}>'


def split(line: str) -> tuple[str, str, str]:
    """Subject, predicate and object of a canonical line as written, ``<…>`` and ``"…"`` included.

    >>> split('<http://a/s> <http://a/p> "two words" .')
    ('<http://a/s>', '<http://a/p>', '"two words"')
    """
    subject, predicate, rest = line.split(" ", 2)
    return subject, predicate, rest[:-2]


def split_graph(line: bytes) -> tuple[bytes, str | None]:
    """A canonical N-Quads line as a line of N-Triples, and the IRI of its graph if it has one.

    >>> split_graph(b'<http://a/s> <http://a/p> "of <two>" <http://a/g> .')
    (b'<http://a/s> <http://a/p> "of <two>" .', 'http://a/g')
    >>> split_graph(b"<http://a/s> <http://a/p> <http://a/o> .")[1]
    """
    before, _, graph = line.rpartition(b" <")
    end = graph.find(b"> .")
    # A graph is no object, behind which nothing stands, and no datatype, before which a quote does.
    if end < 0 or b'"' in graph or before.count(b" ") < 2:
        return line, None
    return before + graph[end + 1 :], graph[:end].decode()


def quads_of(lines: Iterable[str], graph: str) -> Iterator[bytes]:
    """Lines without newline as N-Quads lines of a named graph, with it.

    >>> list(quads_of(["<http://a/s> <http://a/p> 'o' ."], "http://a/g"))
    [b"<http://a/s> <http://a/p> 'o' <http://a/g> .\\n"]
    """
    return (f"{line[:-1]}{iri(graph)} .\n".encode() for line in lines)


def parse(line: str) -> tuple[str, str, Term]:
    """Subject IRI, predicate IRI and object of a canonical line.

    Raises ``ValueError`` for anything else: this is no general parser of N-Triples.

    >>> parse('<http://a/s> <http://a/p> "7"^^<http://www.w3.org/2001/XMLSchema#integer> .')[2]
    Literal(value='7', datatype='http://www.w3.org/2001/XMLSchema#integer', language=None)
    """
    match = _LINE.fullmatch(line)
    if match is None:
        raise ValueError(f"not a canonical N-Triples line: {line[:200]!r}")
    subject, predicate, *parts = match.groups()
    return subject, predicate, _term(*parts)


def term(token: str) -> Term:
    """An object as written, read; raises ``ValueError`` if it is none.

    >>> term('"caf\u00e9"@fr')
    Literal(value='café', datatype=None, language='fr')
    """
    match = _TERM.fullmatch(token)
    if match is None:
        raise ValueError(f"neither an IRI nor a literal: {token[:200]!r}")
    return _term(*match.groups())


def text_of(token: str) -> str:
    """The text of a literal as written; nothing for an IRI or no token.

    >>> text_of('"caf\\u00e9"')
    'café'
    """
    found = term(token) if token else None
    return found.value if isinstance(found, Literal) else ""


def subject_of(line: str) -> str:
    """The subject IRI of a canonical line.

    >>> subject_of("<http://a/s#part> <http://a/p> <http://a/o> .")
    'http://a/s#part'
    """
    return line[1 : line.index(">")]


def document_of(line: str) -> str:
    """The subject IRI of a canonical line without its fragment.

    >>> document_of("<http://a/s#part> <http://a/p> <http://a/o> .")
    'http://a/s'
    """
    return line[1 : line.index(">")].partition("#")[0]


def unmistakable(text: str) -> str:
    """Terms or lines with escapes that no SPARQL engine misreads.

    Some resolve ``\\u0022`` before they read strings, as section 19.2 of SPARQL 1.1 can be taken:
    in an escaped backslash and a ``u`` they would find one. rdflib also takes eight digits for
    four where eight follow. So such a ``u`` is escaped as well, and every escape has eight digits.
    """
    return _MISTAKABLE.sub(_spelled_out, text) if "\\" in text else text


def _spelled_out(escape: re.Match[str]) -> str:
    if escape["u"]:
        return f"\\\\\\U{ord(escape['u']):08X}"
    return f"\\U0000{escape['code']}" if escape["code"] else escape[0]


def _term(target: str | None, text: str, datatype: str | None, language: str | None) -> Term:
    if target is not None:
        return Iri(target)
    if "\\" in text:
        text = _ESCAPE_SEQUENCE.sub(_resolve, text)
    return Literal(text, datatype, language)


def _escape(match: re.Match[str]) -> str:
    character = match[0]
    return _NAMED_ESCAPES.get(character) or f"\\u{ord(character):04X}"


def _resolve(match: re.Match[str]) -> str:
    short, long, named = match.groups()
    return _UNESCAPED[named] if named else chr(int(short or long, 16))
