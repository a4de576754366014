"""Search by text: names and titles as people type them, found in an index beside the graph."""

from kg.search.agents import agents_in
from kg.search.find import Hit, answerable, find, hits, names
from kg.search.index import KINDS, Entry, available, change_index, write_index
from kg.search.indexing import GraphIndex

__all__ = [
    "KINDS",
    "Entry",
    "GraphIndex",
    "Hit",
    "agents_in",
    "answerable",
    "available",
    "change_index",
    "find",
    "hits",
    "names",
    "write_index",
]
