"""The graph of summaries, dropped and made anew from the segments; nothing else changes."""

from __future__ import annotations

from collections import deque

from kg.resolve import View
from kg.store.protocol import Store
from kg.summaries import Listings, summaries_iri


def rebuild_summaries(store: Store) -> int:
    """Make the summaries anew from the sources; how many statements they are.

    Raises ``StoreLocked`` while another process is writing.
    """
    with store.writing():
        listings = Listings(store.base)
        segments = {sha: store.segment(entry) for sha, entry in store.entries.items()}
        deque(View(store.base, segments).shared(listings.add), maxlen=0)
        store.replace_graph(summaries_iri(store.base), listings.lines())
    return store.named.get(summaries_iri(store.base), 0)


def drop_summaries(store: Store) -> None:
    """Take the summaries out of the graph: questions are then answered by their plain queries.

    Loading does not bring them back.
    """
    with store.writing():
        store.replace_graph(summaries_iri(store.base), ())
