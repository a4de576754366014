"""Search by text: names and titles as people type them, found in an index beside the graph."""

from kg.search.entries import entries_of
from kg.search.find import Hit, find, hits, names, sought
from kg.search.index import KINDS, Entry, available, change_index, write_index

__all__ = [
    "KINDS",
    "Entry",
    "Hit",
    "available",
    "change_index",
    "entries_of",
    "find",
    "hits",
    "names",
    "sought",
    "write_index",
]
