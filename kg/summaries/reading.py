"""The statements of a graph's summaries, as they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol, cast

from kg.graph.sorting import sorted_lines
from kg.summaries.listings import summaries_iri


class Queryable(Protocol):
    """All that is asked of a store here."""

    @property
    def base(self) -> str: ...
    def query(self, text: str, /) -> object: ...


def summary_lines(store: Queryable) -> Iterator[str]:
    """The statements as sorted N-Triples lines, without their graph."""
    query = f"SELECT ?s ?p ?o {{ GRAPH <{summaries_iri(store.base)}> {{ ?s ?p ?o }} }}"
    found = cast("Iterable[Iterable[object]]", store.query(query))
    return sorted_lines(f"{' '.join(map(str, row))} ." for row in found)
