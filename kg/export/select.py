"""What of the graph is exported: an entity with its surroundings, or all but some properties."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from typing import TYPE_CHECKING, Protocol

from kg.errors import UsageError
from kg.export.context import context
from kg.graph.ntriples import iri, split
from kg.graph.sorting import sorted_lines
from kg.graph.vocab import RDF, RDFS, SCHEMA, SKOS

if TYPE_CHECKING:
    from pyoxigraph import NamedNode, QueryBoolean, QuerySolutions, QueryTriples

_LABELS = (f"{RDF}type", f"{SCHEMA}name", f"{SKOS}prefLabel", f"{RDFS}label")
# As many IRIs as keep a query within what servers and our own guard accept.
_AT_A_TIME = 100


class Queryable(Protocol):
    """All that is asked of a store here."""

    def query(self, text: str, /) -> QuerySolutions | QueryBoolean | QueryTriples:
        """The result of a SPARQL query."""


def entity_lines(store: Queryable, entity: str) -> Iterator[str]:
    """The concise bounded description of an entity as sorted N-Triples lines.

    All statements of the entity and of its parts (``<entity#…>``), all statements that have one of
    these as object, and the type and name of every resource mentioned. Parts are found by following
    statements, so no more of the graph is read than is written. Raises ``UsageError`` if ``entity``
    is no IRI or the graph says nothing of it.

    The idea: https://www.w3.org/submissions/CBD/, with names in place of blank nodes.
    """
    statements = _statements(store, _checked(entity))
    first = next(statements, None)
    if first is None:
        raise UsageError(f"the graph says nothing of <{entity}>")
    return sorted_lines(itertools.chain((first,), statements))


def _checked(entity: str) -> NamedNode:
    from pyoxigraph import NamedNode

    try:
        return NamedNode(entity)
    except ValueError as error:
        raise UsageError(f"not an IRI: {entity!r} ({error})") from None


def _statements(store: Queryable, entity: NamedNode) -> Iterator[str]:
    mentioned: set[str] = set()
    described: set[str] = set()
    left = {str(entity)}
    beginning = f"<{entity.value}#"
    while left:
        described |= left
        parts: set[str] = set()
        for line in _around(store, left):
            subject, _, target = split(line)
            resources = {subject, target} if target.startswith("<") else {subject}
            mentioned |= resources
            parts |= {term for term in resources if term.startswith(beginning)}
            yield line
        left = parts - described
    yield from _labels(store, mentioned - described)


def _around(store: Queryable, terms: Iterable[str]) -> Iterator[str]:
    """All statements that have one of the terms as subject or object."""
    for values in _batches(terms):
        outgoing = f"SELECT ?s ?p ?o {{ VALUES ?s {{ {values} }} ?s ?p ?o }}"
        incoming = f"SELECT ?s ?p ?o {{ VALUES ?o {{ {values} }} ?s ?p ?o }}"
        yield from _lines(store, outgoing)
        yield from _lines(store, incoming)


def _labels(store: Queryable, terms: Iterable[str]) -> Iterator[str]:
    predicates = " ".join(map(iri, _LABELS))
    for values in _batches(terms):
        yield from _lines(
            store,
            f"SELECT ?s ?p ?o {{ VALUES ?s {{ {values} }} VALUES ?p {{ {predicates} }} ?s ?p ?o }}",
        )


def _batches(terms: Iterable[str]) -> Iterator[str]:
    remaining = iter(sorted(terms))
    while batch := list(itertools.islice(remaining, _AT_A_TIME)):
        yield " ".join(batch)


def _lines(store: Queryable, query: str) -> Iterator[str]:
    """Statements from rows of subject, predicate and object.

    pyoxigraph's own N-Triples form of each term goes both into queries and into lines.
    """
    for row in store.query(query):  # type: ignore[union-attr]
        subject, predicate, target = row
        yield f"{subject} {predicate} {target} ."


def without_properties(lines: Iterable[str], properties: Iterable[str]) -> Iterator[str]:
    """The lines but those of the given properties.

    A property is named as in the JSON-LD context (``abstract``), with a prefix
    (``schema:abstract``) or by its IRI. Raises ``UsageError``, before any line is taken, for a name
    that is none: a mistyped property must not end up published.
    """
    dropped = frozenset(iri(property_iri(name)) for name in properties)
    return (line for line in lines if split(line)[1] not in dropped)


def property_iri(name: str) -> str:
    """The IRI of a property of the graph, however it is named; raises ``UsageError``.

    >>> property_iri("abstract") == property_iri("schema:abstract") == "http://schema.org/abstract"
    True
    """
    terms = context()
    prefixes = {prefix: namespace for namespace, prefix in terms.prefixes.items()}
    known = {f"{RDF}type": "type"} | {found.iri: found.key for found in terms.properties.values()}
    by_key = {key: found for found, key in known.items()}
    bare = name.removeprefix("<").removesuffix(">")
    prefix, _, local = bare.partition(":")
    for found in (by_key.get(bare), bare, prefixes.get(prefix, "") + local):
        if found in known:
            return found
    close = get_close_matches(bare.rpartition("/")[2].rpartition(":")[2], by_key, n=3)
    hint = f"did you mean {', '.join(close)}?" if close else "ontology/context.jsonld lists them"
    raise UsageError(f"the graph has no property {name!r}; {hint}")
