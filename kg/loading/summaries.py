"""The graph of summaries, dropped and made anew from the segments; nothing else changes."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

from kg.resolve import resolve
from kg.store.named import named_lines
from kg.store.protocol import Store
from kg.summaries import Listings, summaries_iri


def rebuild_summaries(store: Store) -> int:
    """Make the summaries anew from the sources; how many statements they are.

    Raises ``StoreLocked`` while another process is writing.
    """
    with store.writing():
        listings = Listings(store.base)
        segments = {sha: store.segment(entry) for sha, entry in store.entries.items()}
        deque(resolve(store.base, segments, listings.add), maxlen=0)
        _replace(store, listings.lines())
    return store.named.get(summaries_iri(store.base), 0)


def drop_summaries(store: Store) -> None:
    """Take the summaries out of the graph: questions are then answered by their plain queries."""
    with store.writing():
        _replace(store, ())


def _replace(store: Store, lines: Iterable[bytes]) -> None:
    graph = summaries_iri(store.base)
    gone = [f"{line.removesuffix('.')}<{graph}> .\n".encode() for line in named_lines(store, graph)]
    store.amend(store.entries.values(), gone, list(lines))
