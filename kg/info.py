"""What a graph holds, in figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kg.graph.iri import runs_iri
from kg.store.protocol import Entry, Store
from kg.summaries import summaries_iri

_CLASSES = "SELECT ?class (COUNT(?node) AS ?count) WHERE { ?node a ?class } GROUP BY ?class"


@dataclass(frozen=True, slots=True)
class Info:
    """What a graph holds: triples, instances per class (IRI → number), sources, bytes as stored.

    ``summaries`` are derived statements in a graph of their own, ``links`` the statements in the
    graph of each run of links, by its IRI. ``made`` is when the graph came
    to be as it is, in UTC; ``None`` if nothing was ever loaded.
    """

    base: str
    triples: int
    summaries: int
    links: Mapping[str, int]
    classes: Mapping[str, int]
    sources: tuple[Entry, ...]
    size: int
    made: str | None


def links_in(store: Store) -> Mapping[str, int]:
    """How many statements stand in the graph of each run of links, by its IRI."""
    runs = runs_iri(store.base)
    return {graph: count for graph, count in store.named.items() if graph.startswith(runs)}


def gather(store: Store) -> Info:
    """The figures of a store."""
    from pyoxigraph import QuerySolutions

    result = store.query(_CLASSES)
    if not isinstance(result, QuerySolutions):
        raise TypeError("a SELECT query gave no solutions")
    counts = {row["class"].value: int(row["count"].value) for row in result}
    return Info(
        store.base,
        store.triples,
        store.named.get(summaries_iri(store.base), 0),
        links_in(store),
        dict(sorted(counts.items())),
        tuple(store.entries.values()),
        store.size,
        store.made,
    )
