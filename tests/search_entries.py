"""What an index is to hold, asked of a graph by SPARQL: slow, and independent of the product."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, cast

from kg.search.index import Entry
from kg.store.protocol import Store

if TYPE_CHECKING:
    from pyoxigraph import QuerySolutions

_NAMED = "schema:name|schema:alternateName"
_PRINTED: dict[str, tuple[str, str, str]] = {
    "author": (
        "kg:NameCluster schema:Person",
        _NAMED,
        "?paper schema:author ?iri ; kg:countsAs ?work",
    ),
    "category": (
        "skos:Concept",
        "skos:notation|skos:prefLabel",
        "?paper schema:about ?iri ; kg:countsAs ?work",
    ),
    "paper": ("schema:ScholarlyArticle", _NAMED, "?paper kg:countsAs ?work BIND(?paper AS ?iri)"),
    "venue": (
        "kg:VenueSeries",
        _NAMED,
        "?paper kg:publishedInSeries ?iri ; kg:countsAs ?work",
    ),
}
"""Kind → its classes, the properties that name it, and the works that count for one."""


def entries_of(store: Store) -> Iterator[Entry]:
    """All that can be looked for in a graph, each with the works that count for it.

    Works of which only submitted, rejected or withdrawn records tell don't count.
    """
    for kind, (classes, names, works) in _PRINTED.items():
        counts = (
            {}
            if kind in {"category", "paper"}
            else {
                iri.value: int(count.value)
                for iri, count in _solutions(
                    store,
                    f"SELECT ?iri (COUNT(DISTINCT ?work) AS ?works) {{ {works} FILTER NOT EXISTS"
                    " { ?paper kg:submissionStatus ?status } } GROUP BY ?iri HAVING (COUNT(*) > 0)",
                )
            }
        )
        named = _solutions(
            store,
            f"SELECT DISTINCT ?iri ?name {{ VALUES ?class {{ {classes} }}"
            f" ?iri a ?class ; {names} ?name }} ORDER BY ?iri ?name",
        )
        for iri, group in groupby(named, itemgetter(0)):
            printed = tuple(dict.fromkeys(name.value for _, name in group))
            yield Entry(kind, iri.value, printed, counts.get(iri.value, kind == "paper"))


def _solutions(store: Store, query: str) -> QuerySolutions:
    return cast("QuerySolutions", store.query(query))
