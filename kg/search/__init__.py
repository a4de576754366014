"""Search by text: names and titles as people type them, found in an index beside the graph."""

from kg.search.entries import entries_of
from kg.search.find import Hit, answerable, find, hits, names
from kg.search.index import KINDS, Entry, available, change_index, write_index

__all__ = [
    "KINDS",
    "Entry",
    "Hit",
    "answerable",
    "available",
    "change_index",
    "entries_of",
    "find",
    "hits",
    "names",
    "write_index",
]
