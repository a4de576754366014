"""Which statements of a graph are meant: all, those of an entity or a source, or derived ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from heapq import merge

from kg import loading
from kg.errors import UsageError
from kg.export.select import entity_lines, without_properties
from kg.graph.sorting import sorted_statements
from kg.loading.linking import proven_lines
from kg.resolve import resolve
from kg.store.protocol import Store
from kg.summaries import summaries_iri


def statements(
    store: Store,
    *,
    entity: str | None,
    source: str | None,
    without: Sequence[str],
    void: bool,
    summaries: bool,
    same_as: bool,
) -> Iterator[str]:
    """Statements as sorted N-Triples lines, chosen as :meth:`kg.api.Graph.lines` says.

    Raises ``UsageError`` for a choice that can't be made.
    """
    if sum((entity is not None, source is not None, summaries)) > 1:
        raise UsageError("either one entity, one source or the summaries can be exported")
    if entity is not None:
        lines = entity_lines(store, entity)
    elif source is not None:
        entry = loading.find_source(store, source)
        segment = {entry.source.sha256: store.segment(entry)}
        lines = sorted_statements(resolve(store.base, segment))
    elif summaries:
        lines = store.lines(summaries_iri(store.base))
    else:
        lines = store.lines()
    if same_as:
        lines = merge(lines, proven_lines(store))
    if without:
        lines = without_properties(lines, without)
    if void:
        from kg.export.void import void_lines

        whole = entity is None and source is None and not without
        return void_lines(lines, store.base, named=store.named if whole else {})
    return lines
