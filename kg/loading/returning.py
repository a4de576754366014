"""Back to the graph before the last change, and what that does to its sources."""

from __future__ import annotations

from dataclasses import dataclass

from kg.store.protocol import Entry, Store


@dataclass(frozen=True, slots=True)
class Returned:
    """The graph that is there again: when it was ``made`` (in UTC) and how many triples it holds.

    ``gone`` are sources that only the later graph had, ``back`` those that only this one has;
    ``changed`` are in both, but were read differently, as they stand now.
    """

    made: str
    triples: int
    gone: tuple[Entry, ...]
    back: tuple[Entry, ...]
    changed: tuple[Entry, ...]


def rollback(store: Store) -> Returned:
    """Return to the graph before the last change.

    Raises ``StoreError`` if none is kept, ``StoreLocked`` while another process is writing.
    """
    later = dict(store.entries)
    store.rollback()
    now = store.entries
    return Returned(
        store.made or "",
        store.triples,
        tuple(entry for sha256, entry in later.items() if sha256 not in now),
        tuple(entry for sha256, entry in now.items() if sha256 not in later),
        tuple(entry for sha256, entry in now.items() if later.get(sha256, entry) != entry),
    )
