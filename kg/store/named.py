"""The statements of a named graph, as they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol, cast

from kg.graph.sorting import sorted_lines


class Queryable(Protocol):
    """All that is asked of a store here."""

    def query(self, text: str, /) -> object: ...


def named_lines(store: Queryable, graph: str) -> Iterator[str]:
    """The statements of a graph, named by its IRI, as sorted N-Triples lines without that IRI."""
    query = f"SELECT ?s ?p ?o {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}"
    found = cast("Iterable[Iterable[object]]", store.query(query))
    return sorted_lines(f"{' '.join(map(str, row))} ." for row in found)
