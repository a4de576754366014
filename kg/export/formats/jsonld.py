"""JSON-LD (https://www.w3.org/TR/json-ld11/), compacted with our context, a node a document.

The context stands in the file, so that it reads back without the network. Publications hold their
authorships, code links and figures; a source holds its profile page. Any statement that nesting
can't carry is written as it is, so that the text always says exactly what the lines say.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

from kg.export.context import Context, Property, context
from kg.export.documents import Document, documents
from kg.export.registry import Exporter
from kg.graph.ntriples import Iri, Literal, iri, term
from kg.graph.vocab import RDF, XSD

_TYPE = iri(f"{RDF}type")
_INTEGER = f"{XSD}integer"
_BOOLEAN = f"{XSD}boolean"
# JSON numbers are exact in every reader up to 2⁵³.
_EXACT_INTEGER = re.compile(r"0|-?[1-9][0-9]{0,14}")
_TRUTH = {"true": True, "false": False}
_DEEPEST = 4
"""How far parts are nested in parts; what lies deeper stands beside."""

Statement = tuple[str, str]
"""Predicate and object, both as N-Triples terms."""

_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode


def text(lines: Iterable[str], _base: str) -> Iterator[str]:
    """One object with ``@context`` and ``@graph``, written document after document."""
    terms = context()
    yield '{\n  "@context": {\n'
    yield ",\n".join(
        f"    {_encode(key)}: {_encode(value)}" for key, value in terms.document.items()
    )
    yield '\n  },\n  "@graph": ['
    separator = "\n"
    for document in documents(lines):
        for node in _Nodes(terms, document).tops():
            yield separator + _layout(node)
            separator = ",\n"
    yield "\n  ]\n}\n"


def _layout(node: dict[str, Any]) -> str:
    """A node with a line for each key and for each node within it."""
    return "    {\n" + ",\n".join(_member(key, value) for key, value in node.items()) + "\n    }"


def _member(key: str, value: Any) -> str:
    if isinstance(value, list) and any(isinstance(item, dict) for item in value):
        items = ",\n        ".join(map(_encode, value))
        return f"      {_encode(key)}: [\n        {items}\n      ]"
    return f"      {_encode(key)}: {_encode(value)}"


class _Nodes:
    """One document as JSON objects.

    Each part has at most one place to be nested at: where the main subject names it, else under
    what it is about. Cycles do no harm, as no node is written twice.
    """

    def __init__(self, terms: Context, document: Document) -> None:
        self._terms = terms
        self._main = document.main
        self._nodes = document.nodes
        self._left = set(document.nodes)
        self._banned = _scheme_clashes(terms, document)
        main = document.nodes.get(document.main, {})
        self._named = {value for objects in main.values() for value in objects} & self._left
        self._named.discard(document.main)
        self._about = self._held_in_reverse()

    def tops(self) -> Iterator[dict[str, Any]]:
        """The main node, what nothing holds, and what could not be nested where it is held."""
        held = {part for parts in self._about.values() for _, part in parts} | self._named
        for subject in [*(one for one in self._nodes if one not in held), *self._nodes]:
            if subject in self._left:
                node = self._node(subject, 1)
                unset = {"@context": dict.fromkeys(sorted(self._banned))} if self._banned else {}
                yield unset | node

    def _held_in_reverse(self) -> dict[str, list[tuple[Property, str]]]:
        """By holder, the parts it holds and the property by which they name it."""
        held: dict[str, list[tuple[Property, str]]] = {}
        for part in self._nodes:
            if part == self._main or part in self._named:
                continue
            for reverse in self._terms.reverse.values():
                holders = self._nodes[part].get(iri(reverse.iri), [])
                holder = next((one for one in holders if one in self._nodes and one != part), None)
                if holder:
                    held.setdefault(holder, []).append((reverse, part))
                    break
        return held

    def _node(self, subject: str, depth: int, carried: Statement | None = None) -> dict[str, Any]:
        """A node without the statement ``carried``, which its place in the text says already."""
        self._left.discard(subject)
        node: dict[str, Any] = {"id": subject[1:-1]}
        for predicate, objects in self._nodes[subject].items():
            values = [one for one in objects if (predicate, one) != carried]
            if predicate == _TYPE and all(value.startswith("<") for value in values):
                node["type"] = _alone([self._name(value[1:-1]) for value in values])
            elif values:
                prop = self._property(predicate[1:-1])
                nest = subject == self._main and depth < _DEEPEST
                written = [self._value(value, prop, depth, nest) for value in values]
                node[prop.key] = written if prop.is_set else _alone(written)
        for reverse, part in self._about.get(subject, ()):
            if part in self._left and depth < _DEEPEST:
                held = self._node(part, depth + 1, carried=(iri(reverse.iri), subject))
                node.setdefault(reverse.key, []).append(held)
        return node

    def _property(self, name: str) -> Property:
        return self._terms.properties.get(name) or Property(self._name(name), name)

    def _name(self, name: str) -> str:
        return self._terms.compact(name, self._banned)

    def _value(self, token: str, prop: Property, depth: int, nest: bool) -> Any:
        if nest and token in self._left and token in self._named:
            return self._node(token, depth + 1)
        if prop.coercion == "@id" and token.startswith("<"):
            return token[1:-1]
        match term(token):
            case Iri(name):
                return self._name(name) if prop.coercion == "@vocab" else {"id": name}
            case Literal(value, None, None):
                return value if prop.coercion is None else {"@value": value}
            case Literal(value, None, language):
                return {"@language": language, "@value": value}
            case Literal(value, str(datatype)):
                return self._typed(value, datatype, prop.coercion)

    def _typed(self, value: str, datatype: str, coercion: str | None) -> Any:
        """A number or truth value of JSON where that is exactly the literal, else its text."""
        if coercion is None or coercion == datatype:
            if datatype == _INTEGER and _EXACT_INTEGER.fullmatch(value):
                return int(value)
            if datatype == _BOOLEAN and value in _TRUTH:
                return _TRUTH[value]
        if coercion == datatype:
            return value
        return {"@type": self._name(datatype), "@value": value}


def _alone(values: list[Any]) -> Any:
    return values[0] if len(values) == 1 else values


def _scheme_clashes(terms: Context, document: Document) -> frozenset[str]:
    """Schemes of IRIs in the document that a reader would take for prefixes of the context.

    ``arxiv:2101.00001`` is an IRI; with the prefix ``arxiv`` in force it would become another.
    """
    odd = (
        token[token.rfind("<") + 1 :].partition(":")[0]
        for subject, node in document.nodes.items()
        for token in chain((subject,), node, *node.values())
        if not token.startswith("<http") and token.endswith(">")
    )
    return frozenset(terms.prefixes.values()) & set(odd)


EXPORTER = Exporter(
    name="jsonld",
    label="JSON-LD",
    media_type="application/ld+json",
    extension=".jsonld",
    feature="http://www.w3.org/ns/formats/JSON-LD",
    text=text,
)
