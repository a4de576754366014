"""The classes and properties that a graph uses, with how often and an example of each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, cast

from kg.graph.vocabularies import Description, descriptions
from kg.questions.answers import Answer
from kg.questions.catalogue import Column
from kg.questions.table import shortener
from kg.store.protocol import Store

if TYPE_CHECKING:
    from pyoxigraph import QuerySolutions

COLUMNS = (
    Column("term", "iri", "the class or property"),
    Column("name", "name", "it as a query writes it"),
    Column("kind", "text", "class or property"),
    Column("uses", "integer", "things of the class, or statements with the property"),
    Column("example", "any", "one of these things, or the value in one of these statements"),
    Column("label", "text", "what the ontology calls it, for terms of its own"),
    Column("comment", "text", "what the ontology says of it"),
)

_QUERIES = {
    "class": "SELECT ?term (COUNT(*) AS ?uses) (SAMPLE(?thing) AS ?example)"
    " WHERE { ?thing a ?term } GROUP BY ?term",
    "property": "SELECT ?term (COUNT(*) AS ?uses) (SAMPLE(?value) AS ?example)"
    " WHERE { ?thing ?term ?value } GROUP BY ?term",
}
_NOTHING_SAID = Description("", "")


def terms(store: Store, text: str = "") -> Answer:
    """The terms in use, classes first and then by how often; with ``text`` those that it is in.

    It is looked for in the short form of a term, its label and its comment; case does not matter.
    All statements are counted when the answer is read: a second for each million or two.
    """
    return Answer.of_query(
        COLUMNS, lambda: cast("QuerySolutions", _rows(store, text.lower())), store.base
    )


def _rows(store: Store, text: str) -> Iterator[tuple[Any, ...]]:
    from pyoxigraph import Literal

    shorten = shortener(store.base)
    for kind, query in _QUERIES.items():
        found = list(cast("Any", store.query(query)))
        for term, uses, example in sorted(found, key=_rank):
            name = shorten(term.value)
            said = descriptions().get(term.value, _NOTHING_SAID)
            if text in f"{name}\n{said.label}\n{said.comment}".lower():
                notes = (Literal(note) if note else None for note in (said.label, said.comment))
                yield term, Literal(name), Literal(kind), uses, example, *notes


def _rank(row: Any) -> tuple[int, str]:
    return -int(row[1].value), row[0].value
