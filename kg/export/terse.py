"""The text that Turtle and TriG share, to be read: prefixes, one block a subject, `a` first.

What any graph of this kind could need stands in the header, since the statements are not known
before they are written. Data is named relative to ``@base``, vocabulary by prefix.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from kg.export.documents import Node, documents
from kg.graph.ntriples import iri
from kg.graph.vocab import PREFIXES, RDF, XSD

_TYPE = iri(f"{RDF}type")
_HIERARCHICAL = re.compile(r"https?://[^/?#;]+/(?:[^/?#;]+/)*")
# Stricter than RFC 3986 allows: forms on which resolvers differ are written in full.
_RELATIVE = re.compile(
    r"(?!\.{1,2}(?:[/#]|$))[^/:?#;]+(?:/(?!\.{1,2}(?:[/#]|$))[^/:?#;]+)*(?:#[^#]+)?"
)
# A safe part of the production PN_LOCAL.
_LOCAL_NAME = re.compile(r"[A-Za-z_][\w-]*(?:\.[\w-]+)*", re.ASCII)
# Canonical forms, and only so long that every reader keeps them as they are.
_SHORT = {
    f"<{XSD}integer>": re.compile(r"0|-?[1-9][0-9]{0,14}"),
    f"<{XSD}decimal>": re.compile(r"-?(?:0|[1-9][0-9]{0,8})\.[0-9]{0,3}[1-9]"),
    f"<{XSD}boolean>": re.compile(r"true|false"),
}


class _Names:
    """N-Triples terms as Turtle."""

    def __init__(self, base: str) -> None:
        self.base = base if _HIERARCHICAL.fullmatch(base) else None
        self._prefixes = {namespace: prefix for prefix, namespace in PREFIXES.items()}
        self._name = lru_cache(maxsize=1024)(self._named)

    def term(self, token: str) -> str:
        if token.startswith("<"):
            return self._name(token)
        if not token.endswith(">"):
            return token
        text, _, datatype = token.rpartition("^^")
        short = _SHORT.get(datatype)
        if short and short.fullmatch(text, 1, len(text) - 1):
            return text[1:-1]
        return f"{text}^^{self._name(datatype)}"

    def _named(self, token: str) -> str:
        name = token[1:-1]
        if self.base and name.startswith(self.base):
            rest = name[len(self.base) :]
            return f"<{rest}>" if _RELATIVE.fullmatch(rest) else token
        cut = max(name.rfind("#"), name.rfind("/")) + 1
        prefix = self._prefixes.get(name[:cut])
        if prefix is None or not _LOCAL_NAME.fullmatch(name, cut):
            return token
        return f"{prefix}:{name[cut:]}"


def text(lines: Iterable[str], base: str) -> Iterator[str]:
    """The header, then document after document, parts behind their main subject."""
    names = _Names(base)
    if names.base:
        yield f"@base <{names.base}> .\n"
    for prefix, namespace in PREFIXES.items():
        yield f"@prefix {prefix}: <{namespace}> .\n"
    for document in documents(lines):
        yield "\n"
        for subject, node in document.nodes.items():
            yield _block(subject, node, names)


def named(graph: str, lines: Iterable[str], base: str) -> Iterator[str]:
    """A named graph of TriG, document after document."""
    names = _Names(base)
    yield f"\n{names.term(iri(graph))} {{\n"
    for document in documents(lines):
        for subject, node in document.nodes.items():
            yield _block(subject, node, names)
    yield "}\n"


def _block(subject: str, node: Node, names: _Names) -> str:
    statements = (_statement(predicate, objects, names) for predicate, objects in node.items())
    return names.term(subject) + " " + " ;\n  ".join(statements) + " .\n"


def _statement(predicate: str, objects: list[str], names: _Names) -> str:
    values = [names.term(value) for value in objects]
    if predicate == _TYPE:
        return "a " + " , ".join(values)
    if len(values) == 1:
        return f"{names.term(predicate)} {values[0]}"
    return names.term(predicate) + "\n    " + " ,\n    ".join(values)
