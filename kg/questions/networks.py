"""Answers whose rows are the edges of a network: GraphML, and CSV of its nodes and of its edges.

Everything is written as the rows come: a node stands right before the first edge that names it, so
that only the IRIs of the nodes are held in memory. IRIs are the ids of nodes, the same in all three
formats and in every answer, so that networks can be put together. (The XML schema of GraphML wants
names without slashes there; Gephi, yEd, igraph and networkx don't.)
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple, TextIO

from kg.errors import UsageError
from kg.questions.answers import Answer, Cell
from kg.questions.separated import write_csv
from kg.questions.table import plain
from kg.text.display import visible

_TYPES = {"integer": "long", "decimal": "double", "boolean": "boolean"}
"""Column type → type of an attribute in GraphML; all others are strings."""
# Gephi takes the key "label" for what it draws beside a node, whatever the attribute's name.
_NODE_KEYS = (("label", "name"), ("identity_status", "identity_status"))


class _Edge(NamedTuple):
    """A row: its ends, each an IRI, a name and a status; ``met`` are those met first here."""

    source: Sequence[Cell]
    target: Sequence[Cell]
    met: list[Sequence[Cell]]
    cells: list[Cell]


class _Edges:
    """The rows of an answer as edges; ``attributes`` are the columns that say nothing of an end.

    Raises ``UsageError`` if the answer is no network.
    """

    def __init__(self, answer: Answer) -> None:
        network = answer.network
        if network is None:
            raise UsageError(
                "the answer is no network, and graphml, nodes and edges are for networks: "
                f"those of {', '.join(_questions())}"
            )
        self.directed = network.directed
        places = {column.name: i for i, column in enumerate(answer.columns)}
        self._source = [places.pop(name) for name in network.source]
        self._target = [places.pop(name) for name in network.target]
        self._others = list(places.values())
        self.attributes = [answer.columns[i] for i in self._others]
        self._rows = answer

    def __iter__(self) -> Iterator[_Edge]:
        known: set[Cell] = set()
        for row in self._rows:
            source, target = ([row[i] for i in end] for end in (self._source, self._target))
            met: list[Sequence[Cell]] = []
            for node in (source, target):
                if node[0] not in known:
                    known.add(node[0])
                    met.append(node)
            yield _Edge(source, target, met, [row[i] for i in self._others])


def _questions() -> Iterator[str]:
    from kg.questions.catalogue import questions

    return (asked.name for asked in questions() if asked.network)


def write_nodes(answer: Answer, output: TextIO, _: int) -> None:
    """Write the nodes of a network as CSV. Raises ``UsageError`` if the answer is none."""
    nodes = (node for edge in _Edges(answer) for node in edge.met)
    write_csv(output, ("id", "label", "identity_status"), nodes)


def write_edges(answer: Answer, output: TextIO, _: int) -> None:
    """Write the edges of a network as CSV. Raises ``UsageError`` if the answer is none."""
    edges = _Edges(answer)
    head = ("source", "target", *(column.name for column in edges.attributes))
    write_csv(output, head, ((edge.source[0], edge.target[0], *edge.cells) for edge in edges))


def write_graphml(answer: Answer, output: TextIO, _: int) -> None:
    r"""Write a network as GraphML, typed; what XML can't hold is written as an escape (``\x1b``).

    Raises ``UsageError`` if the answer is none.
    """
    edges = _Edges(answer)
    output.write(
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'
    )
    for key, name in _NODE_KEYS:
        output.write(f'  <key id="{key}" for="node" attr.name="{name}" attr.type="string"/>\n')
    for column in edges.attributes:
        named = f'id="{column.name}" for="edge" attr.name="{column.name}"'
        output.write(f'  <key {named} attr.type="{_TYPES.get(column.type, "string")}"/>\n')
    output.write(f'  <graph edgedefault="{"directed" if edges.directed else "undirected"}">\n')
    node_keys = [key for key, _ in _NODE_KEYS]
    edge_keys = [column.name for column in edges.attributes]
    for edge in edges:
        for iri, *cells in edge.met:
            output.write(f'    <node id="{_xml(iri)}">{_data(node_keys, cells)}</node>\n')
        ends = f'source="{_xml(edge.source[0])}" target="{_xml(edge.target[0])}"'
        output.write(f"    <edge {ends}>{_data(edge_keys, edge.cells)}</edge>\n")
    output.write("  </graph>\n</graphml>\n")


def _data(keys: Sequence[str], cells: Sequence[Cell]) -> str:
    """The attributes of a node or an edge; where there is nothing, there is none."""
    return "".join(
        f'<data key="{key}">{_xml(cell)}</data>'
        for key, cell in zip(keys, cells, strict=True)
        if cell is not None
    )


# XML 1.0 has no way to write these, not even as a reference.
_NOT_XML = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_REFERENCES = str.maketrans({c: f"&#{ord(c)};" for c in '&<>"\t\n\r'})


def _xml(cell: Cell) -> str:
    """A cell as text of an element or an attribute."""
    return _NOT_XML.sub(_escape, plain(cell)).translate(_REFERENCES)


def _escape(match: re.Match[str]) -> str:
    return visible(match[0])
