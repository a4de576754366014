"""Which files held which documents: what a file held before goes when it holds something else."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from kg.store.protocol import Entry

Held = tuple[str, str]
"""A place on this machine, and the SHA-256 of the document there."""


def settle_places(
    entries: Mapping[str, Entry], held: Iterable[Held], *, keep: bool = False
) -> tuple[dict[str, Entry], dict[str, Entry]]:
    """The entries with the places where they are now; and those that are gone, by place.

    An entry goes when every file that held it was loaded again and holds something else; with
    ``keep`` none does. Documents without a place, as of standard input, stay.
    """
    now = dict(held)
    places: defaultdict[str, set[str]] = defaultdict(set)
    for place, sha in now.items():
        places[sha].add(place)
    kept: dict[str, Entry] = {}
    gone: dict[str, Entry] = {}
    for sha, entry in entries.items():
        left = {place for place in entry.places if now.get(place, sha) != sha}
        there = {*entry.places, *places[sha]} - left
        if left and not there and not keep:
            gone.update(dict.fromkeys(left, entry))
        else:
            kept[sha] = replace(entry, places=tuple(sorted(there)))
    return kept, gone


def say_the_same(entries: Mapping[str, Entry], others: Mapping[str, Entry]) -> bool:
    """Whether two ledgers differ in places at most, so that the graph is the same."""
    return [replace(entry, places=()) for entry in entries.values()] == [
        replace(entry, places=()) for entry in others.values()
    ]
