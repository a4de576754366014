"""Single statements looked up in an Oxigraph database; terms are as N-Triples writes them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from kg.graph.ntriples import Iri, term

if TYPE_CHECKING:
    from pyoxigraph import Literal, NamedNode
    from pyoxigraph import Store as Oxigraph


def objects_in(graph: Oxigraph, subject: str, predicate: str, of: str | None = None) -> list[str]:
    """The values of a property of a subject in the default graph or another."""
    from pyoxigraph import DefaultGraph

    place = _node(of) if of else DefaultGraph()
    found = graph.quads_for_pattern(_node(subject), _predicate(predicate), None, place)
    return [str(quad.object) for quad in found]


class Opened:
    """A database that is opened to look names up in."""

    def __init__(self, graph: Oxigraph) -> None:
        self._graph = graph

    def objects(self, subject: str, predicate: str) -> list[str]:
        """The values of a property of a subject."""
        return objects_in(self._graph, subject, predicate)


def subjects_in(graph: Oxigraph, predicate: str, value: str) -> Iterator[str]:
    """The subjects of which a property has a value."""
    from pyoxigraph import DefaultGraph

    found = graph.quads_for_pattern(None, _predicate(predicate), _term(value), DefaultGraph())
    for quad in found:
        yield str(quad.subject)


@lru_cache(maxsize=256)
def _predicate(written: str) -> NamedNode:
    return _node(written)


def _node(written: str) -> NamedNode:
    from pyoxigraph import NamedNode

    return NamedNode(written[1:-1])


def _term(written: str) -> NamedNode | Literal:
    from pyoxigraph import Literal, NamedNode

    found = term(written)
    if isinstance(found, Iri):
        return NamedNode(found.value)
    if found.language:
        return Literal(found.value, language=found.language)
    return Literal(found.value, datatype=NamedNode(found.datatype) if found.datatype else None)
