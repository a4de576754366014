"""What readers of foreign RDF have in common: node by node, and a word if none was a record."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from typing import BinaryIO, Protocol

from kg.graph.rdf_nodes import SideFacts, rdf_nodes
from kg.graph.read import Node
from kg.model import Problem, Record
from kg.sources.remarks import Remarks


class NodeReader(Protocol):
    """Makes records of nodes; what they refer to comes before them."""

    def read(self, node: Node) -> Iterator[Record | Problem]:
        """The records that a node completes."""


def records_of_nodes(
    stream: BinaryIO, file: str, reader_of: Callable[[SideFacts, Remarks], NodeReader], nothing: str
) -> Iterator[Record | Problem]:
    """The records of a document, in the order of their IRIs, or ``nothing``: that there is none."""
    remarks = Remarks()
    found = False
    with closing(SideFacts()) as aside:
        reader = reader_of(aside, remarks)
        for node in rdf_nodes(stream, file):
            if isinstance(node, Problem):
                yield node
                continue
            for record in reader.read(node):
                found = True
                yield record
    yield from remarks.rest()
    if not found:
        yield Problem(0, "no-records", nothing, rejected=True)
