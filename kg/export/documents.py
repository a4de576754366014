"""A sorted stream of lines as documents: a subject with its parts, in the order people read."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from kg.export.context import context
from kg.graph.ntriples import document_of, iri, split
from kg.graph.vocab import KG, SCHEMA, XSD

_AUTHOR = iri(f"{SCHEMA}author")
_AUTHORSHIP = iri(f"{KG}authorship")
_POSITION = iri(f"{SCHEMA}position")
_COUNTS_AS = iri(f"{KG}countsAs")
_PLACE = re.compile(rf'"([0-9]{{1,9}})"\^\^<{re.escape(XSD)}integer>')
_DIGITS = re.compile(r"([0-9]+)")
_NO_PLACE = 10**9

Node = dict[str, list[str]]
"""Objects by predicate, both as N-Triples terms, in reading order."""


@dataclass(frozen=True, slots=True)
class Document:
    """The statements about ``<P>`` and its parts ``<P#…>``; the main subject comes first.

    ``nodes`` go by subject; subjects, predicates and objects are N-Triples terms.
    """

    main: str
    nodes: dict[str, Node]


def documents(lines: Iterable[str]) -> Iterator[Document]:
    """Group sorted lines by document; holds one document in memory at a time.

    Should an IRI between ``<P#…>`` and ``<P>`` split a document, its two halves come as two
    documents of one subject: nothing is lost.
    """
    order = _Order({iri(name): (place, "") for name, place in context().order.items()})
    for name, group in itertools.groupby(lines, document_of):
        nodes: dict[str, Node] = {}
        for line in group:
            subject, predicate, target = split(line)
            nodes.setdefault(subject, {}).setdefault(predicate, []).append(target)
        yield _in_reading_order(iri(name), nodes, order.__getitem__)


class _Order(dict[str, tuple[int, str]]):
    """Sorts predicates as the context does, and others behind them."""

    def __missing__(self, predicate: str) -> tuple[int, str]:
        return len(self), predicate


def _in_reading_order(
    main: str, nodes: dict[str, Node], rank: Callable[[str], tuple[int, str]]
) -> Document:
    node = nodes.get(main, {})
    if _AUTHORSHIP in node:
        places = {part: _place(nodes[part]) for part in nodes}
        node[_AUTHORSHIP].sort(key=lambda part: places.get(part, _NO_PLACE))
        agents = {
            agent: places[part]
            for part in sorted(nodes, key=places.__getitem__, reverse=True)
            for agent in nodes[part].get(_COUNTS_AS, ())
        }
        node.get(_AUTHOR, []).sort(key=lambda agent: agents.get(agent, _NO_PLACE))
    ordered = {
        subject: {name: nodes[subject][name] for name in sorted(nodes[subject], key=rank)}
        for subject in sorted(nodes, key=lambda part: (part != main, _natural(part)))
    }
    return Document(main, ordered)


def _place(node: Node) -> int:
    """The place in the author list, if the node is an authorship that has one."""
    stated = [match for value in node.get(_POSITION, ()) if (match := _PLACE.fullmatch(value))]
    return min((int(match[1]) for match in stated), default=_NO_PLACE)


def _natural(part: str) -> list[tuple[int, str]]:
    """Sorts ``#author-2`` before ``#author-10``, and both before ``#author-x-ada``."""
    pieces = _DIGITS.split(part.partition("#")[2])
    return [(len(piece) * (place % 2), piece) for place, piece in enumerate(pieces)]
