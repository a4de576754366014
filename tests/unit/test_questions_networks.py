"""Answers that are networks, as other programs read them."""

from __future__ import annotations

import csv
import io
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

import kg
from kg.cli import cli
from kg.errors import UsageError
from kg.graph.vocab import DEFAULT_BASE
from kg.questions import Answer, Column, Iri, Network, ask, questions, write
from tests.unit.test_questions_answers import embedded

SEEDS = Path(__file__).parents[2] / "seeds"
XMLNS = "{http://graphml.graphdrawing.org/xmlns}"
READ: Mapping[str, Callable[[str], object]] = {
    "long": int, "double": float, "boolean": {"true": True, "false": False}.get, "string": str
}  # fmt: skip
"""Type of an attribute in GraphML → how its text is read."""
EXAMPLES: dict[str, dict[str, object]] = {
    "coauthor_graph": {"author": "Ada Brook"},
    "venue_coauthor_graph": {"venue": "RiverConf", "min_shared": 1},
    "top_pairs": {"min_shared": 1},
    "collaboration_path": {"author_a": "Bo Lind", "author_b": "Eve Quill"},
}
COLUMNS = [
    Column("a", "iri"), Column("a_name", "name"), Column("a_status", "text"),
    Column("b", "iri"), Column("b_name", "name"), Column("b_status", "text"),
    Column("shared", "integer"), Column("share", "decimal"), Column("note", "text"),
]  # fmt: skip
ENDS = Network(("a", "a_name", "a_status"), ("b", "b_name", "b_status"))


@dataclass
class Graph:
    """A network as it was read: nodes by id, edges in order, each with its attributes."""

    directed: bool
    nodes: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    edges: list[tuple[str, str, Mapping[str, Any]]] = field(default_factory=list)


def written(answer: Answer, name: str) -> str:
    output = io.StringIO()
    write(answer, name, output)
    return output.getvalue()


def read(text: str) -> Graph:
    """GraphML as a program reads it that wants a node before the edges that name it."""
    root = ET.fromstring(text.encode())  # noqa: S314 - our own
    keys = {key.get("id"): key for key in root.iter(f"{XMLNS}key")}
    (drawn,) = root.findall(f"{XMLNS}graph")
    graph = Graph(directed=drawn.get("edgedefault") == "directed")
    for item in drawn:
        said = {}
        for data in item:
            key = keys[data.get("key")]
            assert f"{XMLNS}{key.get('for')}" == item.tag
            said[key.attrib["attr.name"]] = READ[key.attrib["attr.type"]](data.text or "")
        if item.tag == f"{XMLNS}node":
            assert item.attrib["id"] not in graph.nodes
            graph.nodes[item.attrib["id"]] = said
        else:
            ends = item.attrib["source"], item.attrib["target"]
            assert graph.nodes.keys() >= {*ends}
            graph.edges.append((*ends, said))
    return graph


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def network(*rows: Sequence[Any]) -> Answer:
    """An answer with these rows in ``COLUMNS``."""
    return Answer(COLUMNS, lambda: rows, DEFAULT_BASE, ENDS)


def test_every_network_has_an_example() -> None:
    assert {asked.name for asked in questions() if asked.network} == EXAMPLES.keys()


@pytest.mark.parametrize("name", EXAMPLES)
def test_graphml_holds_what_the_rows_say(name: str) -> None:
    answer = ask(embedded("small"), name, EXAMPLES[name])
    ends = answer.network
    assert ends
    graph = read(written(answer, "graphml"))
    rows = [
        dict(zip((column.name for column in answer.columns), row, strict=True)) for row in answer
    ]
    assert rows
    assert graph.directed == (name == "collaboration_path")
    assert graph.nodes == {
        row[iri]: {"name": row[named], "identity_status": row[status]}
        for row in rows
        for iri, named, status in (ends.source, ends.target)
    }
    of_nodes = {*ends.source, *ends.target}
    assert graph.edges == [
        (
            row[ends.source[0]],
            row[ends.target[0]],
            {k: v for k, v in row.items() if k not in of_nodes and v is not None},
        )
        for row in rows
    ]


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_tables_say_the_same_as_graphml(name: str) -> None:
    answer = ask(embedded("small"), name, EXAMPLES[name])
    graph = read(written(answer, "graphml"))
    nodes, edges = rows_of(written(answer, "nodes")), rows_of(written(answer, "edges"))
    assert [(row["id"], row["label"], row["identity_status"]) for row in nodes] == [
        (node, said["name"], said["identity_status"]) for node, said in graph.nodes.items()
    ]
    assert [(row["source"], row["target"]) for row in edges] == [edge[:2] for edge in graph.edges]


def test_graphml_of_one_edge() -> None:
    answer = ask(embedded("small"), "coauthor_graph", {"author": "Hal Ives"})
    hal, ivo = f"{DEFAULT_BASE}name/hal_ives", f"{DEFAULT_BASE}name/ivo_jett"
    assert written(answer, "graphml") == (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'
        '  <key id="label" for="node" attr.name="name" attr.type="string"/>\n'
        '  <key id="identity_status" for="node" attr.name="identity_status" attr.type="string"/>\n'
        '  <key id="shared" for="edge" attr.name="shared" attr.type="long"/>\n'
        '  <key id="first_year" for="edge" attr.name="first_year" attr.type="long"/>\n'
        '  <key id="last_year" for="edge" attr.name="last_year" attr.type="long"/>\n'
        '  <key id="is_lower_bound" for="edge" attr.name="is_lower_bound" attr.type="boolean"/>\n'
        '  <graph edgedefault="undirected">\n'
        f'    <node id="{hal}"><data key="label">Hal Ives</data>'
        '<data key="identity_status">unverified</data></node>\n'
        f'    <node id="{ivo}"><data key="label">Ivo Jett</data>'
        '<data key="identity_status">unverified</data></node>\n'
        f'    <edge source="{hal}" target="{ivo}"><data key="shared">2</data>'
        '<data key="first_year">2018</data><data key="last_year">2018</data>'
        '<data key="is_lower_bound">false</data></edge>\n'
        "  </graph>\n"
        "</graphml>\n"
    )


def test_tables_of_one_edge() -> None:
    answer = ask(embedded("small"), "top_pairs", {"venue": "Drafts"})
    hal, ivo = f"{DEFAULT_BASE}name/hal_ives", f"{DEFAULT_BASE}name/ivo_jett"
    assert written(answer, "nodes") == (
        f"id,label,identity_status\n{hal},Hal Ives,unverified\n{ivo},Ivo Jett,unverified\n"
    )
    assert written(answer, "edges") == (
        f"source,target,shared,first_year,last_year,is_lower_bound\n{hal},{ivo},2,2018,2018,false\n"
    )


def test_networks_without_edges_are_whole() -> None:
    answer = ask(embedded("small"), "coauthor_graph", {"author": "Gus Poe"})
    assert read(written(answer, "graphml")) == Graph(directed=False)
    assert written(answer, "nodes") == "id,label,identity_status\n"
    assert rows_of(written(answer, "edges")) == []


def test_a_page_of_a_network_is_one() -> None:
    page = ask(embedded("small"), "coauthor_graph", {"author": "Ada Brook"}, limit=2)
    assert len(read(written(page, "graphml")).edges) == 2


IRIS = st.from_regex(r"[a-z0-9&'_%-]{1,4}", fullmatch=True).map(lambda s: Iri(DEFAULT_BASE + s))
TEXTS = st.text() | st.text("\0\x1b\r\n\t<>&\"']\u202e\ud800\ufffe\uffff ")
OPTIONAL = st.none() | TEXTS


@st.composite
def edges(draw: st.DrawFn) -> list[tuple[Any, ...]]:
    names = draw(st.dictionaries(IRIS, st.tuples(OPTIONAL, OPTIONAL), min_size=1, max_size=6))
    nodes = st.sampled_from(sorted(names))
    others = st.tuples(st.none() | st.integers(), st.none() | st.decimals(0, 1, places=3), OPTIONAL)
    drawn = draw(st.lists(st.tuples(nodes, nodes, others), max_size=8))
    return [(a, *names[a], b, *names[b], *rest) for a, b, rest in drawn]


def held(text: str) -> str:
    """A text as XML can hold it, the rest as escapes of Python."""

    def characters() -> Iterator[str]:
        for c in text:
            bad = (
                (c < " " and c not in "\t\n\r") or "\ud800" <= c <= "\udfff" or c in "\ufffe\uffff"
            )
            yield c.encode("unicode_escape").decode() if bad else c

    return "".join(characters())


@given(edges())
def test_graphml_is_well_formed_whatever_names_hold(rows: list[tuple[Any, ...]]) -> None:
    graph = read(written(network(*rows), "graphml"))
    assert graph.nodes.keys() == {row[place] for row in rows for place in (0, 3)}
    for row, (source, target, said) in zip(rows, graph.edges, strict=True):
        assert (source, target) == (row[0], row[3])
        for iri, name in ((row[0], row[1]), (row[3], row[4])):
            assert graph.nodes[iri].get("name") == (None if name is None else held(name))
        assert said.get("shared") == row[6]
        assert said.get("share") == (None if row[7] is None else float(row[7]))
        assert said.get("note") == (None if row[8] is None else held(row[8]))


@given(edges())
def test_every_end_of_the_table_of_edges_is_in_that_of_nodes(rows: list[tuple[Any, ...]]) -> None:
    ids = [row["id"] for row in rows_of(written(network(*rows), "nodes"))]
    ends = rows_of(written(network(*rows), "edges"))
    assert len(ids) == len(set(ids))
    assert {*ids} == {row[end] for row in ends for end in ("source", "target")}
    assert len(ends) == len(rows)


@pytest.mark.parametrize("name", ["graphml", "nodes", "edges"])
def test_networks_are_written_as_their_rows_come(name: str) -> None:
    def rows() -> Iterator[Sequence[Any]]:
        yield Iri("x:1"), "One", None, Iri("x:2"), "Two", None, 1, None, None
        raise BrokenPipeError

    output = io.StringIO()
    with pytest.raises(BrokenPipeError):
        write(Answer(COLUMNS, rows, DEFAULT_BASE, ENDS), name, output)
    assert "x:1" in output.getvalue()


@pytest.mark.parametrize("name", ["graphml", "nodes", "edges"])
def test_an_answer_that_is_no_network_is_refused(name: str) -> None:
    output = io.StringIO()
    answer = ask(embedded("small"), "coauthors", {"author": "Ada Brook"})
    with pytest.raises(UsageError, match=r"is no network, .*: those of coauthor_graph, collab"):
        write(answer, name, output)
    assert output.getvalue() == ""


def test_networkx_reads_graphml(tmp_path: Path) -> None:
    networkx = pytest.importorskip("networkx")
    answer = ask(embedded("small"), "coauthor_graph", {"author": "Ada Brook"})
    (tmp_path / "ada.graphml").write_text(written(answer, "graphml"), encoding="utf-8")
    graph = networkx.read_graphml(tmp_path / "ada.graphml")
    ada, bo = f"{DEFAULT_BASE}name/ada_brook", f"{DEFAULT_BASE}name/bo_lind"
    assert not graph.is_directed()
    assert graph.nodes[ada] == {"name": "Ada Brook", "identity_status": "unverified"}
    assert graph.edges[ada, bo]["shared"] == 2
    assert graph.edges[ada, bo]["is_lower_bound"] is True


def test_a_network_as_typed_and_cut(tmp_path: Path) -> None:
    store = str(tmp_path / "store")
    kg.open_graph(store).load(SEEDS)
    typed = ["ask", "coauthor_graph", "Xiuqiang He", "--store", store, "--format", "graphml"]
    whole = CliRunner().invoke(cli, typed)
    assert whole.exit_code == 0
    assert len(read(whole.stdout).edges) > 3
    assert CliRunner().invoke(cli, typed).stdout == whole.stdout
    cut = CliRunner().invoke(cli, [*typed, "--max-rows", "3"])
    assert cut.exit_code == 1
    assert read(cut.stdout).edges == read(whole.stdout).edges[:3]
