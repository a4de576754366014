"""The canned questions, answered as the cases say, by the store and by a second engine."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, cast

import pyoxigraph
import pytest
import rdflib

import kg
from kg.graph.vocab import DEFAULT_BASE, PREFIXES
from kg.questions import Iri, ask_plainly, names, question
from kg.questions.table import shortener
from kg.store.memory import MemoryStore
from kg.store.protocol import Store
from tests.segments import as_block

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "tests" / "cases" / "questions"
CASES = sorted(path.relative_to(FOLDER) for path in FOLDER.glob("*/*.json"))


@cache
def lines_of(graph: str) -> tuple[str, ...]:
    """The graph that a folder of cases is about, as sorted N-Triples."""
    if graph == "seeds":
        loaded = kg.open_graph()
        loaded.load(ROOT / "seeds")
        return tuple(loaded.store.lines())
    quads = pyoxigraph.parse(path=str(FOLDER / f"{graph}.ttl"), format=pyoxigraph.RdfFormat.TURTLE)
    return tuple(sorted(f"{quad.subject} {quad.predicate} {quad.object} ." for quad in quads))


@cache
def named_lines_of(graph: str) -> tuple[str, ...]:
    """What stands in named graphs beside it, as N-Quads."""
    path = FOLDER / f"{graph}.named.trig"
    if not path.exists():
        return ()
    quads = pyoxigraph.parse(path=str(path), format=pyoxigraph.RdfFormat.TRIG)
    return tuple(f"{q.subject} {q.predicate} {q.object} {q.graph_name} ." for q in quads)


@cache
def embedded(graph: str) -> MemoryStore:
    store = MemoryStore(DEFAULT_BASE)
    store.commit([], as_block(lines_of(graph)), as_block(named_lines_of(graph)))
    return store


@dataclass(frozen=True)
class RdflibStore:
    """rdflib in place of the store: what :func:`ask_plainly` needs of one."""

    base: str
    graph: rdflib.Graph
    search: Path | None = None

    def query(self, text: str) -> Any:
        result = self.graph.query(text, initNs=PREFIXES)
        if result.type == "ASK":
            return result.askAnswer
        rows = cast("Sequence[Sequence[rdflib.term.Node | None]]", list(result))
        return [[None if term is None else as_oxigraph(term) for term in row] for row in rows]


def as_oxigraph(term: rdflib.term.Node) -> pyoxigraph.NamedNode | pyoxigraph.Literal:
    if isinstance(term, rdflib.Literal):
        datatype = pyoxigraph.NamedNode(term.datatype) if term.datatype else None
        return pyoxigraph.Literal(str(term), datatype=datatype)
    return pyoxigraph.NamedNode(str(term))


@cache
def rdflib_store(graph: str) -> Store:
    parsed = rdflib.Dataset()
    parsed.parse(data="\n".join([*lines_of(graph), *named_lines_of(graph)]), format="nquads")
    return cast("Store", RdflibStore(DEFAULT_BASE, parsed))


def comparable(row: Sequence[object]) -> list[object]:
    """A row as a case writes it: IRIs shortened, dates as text."""
    shorten = shortener(DEFAULT_BASE)
    return [
        shorten(cell)
        if isinstance(cell, Iri)
        else cell.isoformat()
        if isinstance(cell, date)
        else cell
        for cell in row
    ]


def expected_and_answered(store: Store, path: Path) -> tuple[list[object], list[object]]:
    case = json.loads((FOLDER / path).read_text("utf-8"), parse_float=Decimal)
    answer = ask_plainly(store, path.name.split(".")[0], case["arguments"])
    return case["rows"], [comparable(row) for row in answer]


@pytest.mark.parametrize("path", CASES, ids=str)
def test_the_store_answers_as_expected(path: Path) -> None:
    expected, answered = expected_and_answered(embedded(path.parent.name), path)
    assert answered == expected


def for_second_engine(path: Path) -> Any:
    """The case, marked as taking long if it is one of the many variants on the small graph."""
    variant = path.stem.partition(".")[2]
    few = path.parent.name == "seeds" or variant in {"", "nothing"}
    return pytest.param(path, marks=[] if few else pytest.mark.long, id=str(path))


@pytest.mark.parametrize("path", [for_second_engine(path) for path in CASES])
def test_a_second_engine_gives_the_same_rows_in_the_same_order(path: Path) -> None:
    expected, answered = expected_and_answered(rdflib_store(path.parent.name), path)
    assert answered == expected


@pytest.mark.parametrize("graph", ["small", "seeds"])
def test_every_question_has_an_expected_answer(graph: str) -> None:
    asked = {path.name.split(".")[0] for path in CASES if path.parent.name == graph}
    assert asked == set(names())


@pytest.mark.parametrize("path", CASES, ids=str)
def test_no_two_rows_have_one_key(path: Path) -> None:
    asked = question(path.name.split(".")[0])
    places = [[column.name for column in asked.columns].index(name) for name in asked.key]
    rows = json.loads((FOLDER / path).read_text("utf-8"))["rows"]
    keys = [tuple(row[place] for place in places) for row in rows]
    assert len(set(keys)) == len(keys)


def agents(graph: str, pattern: str) -> Iterator[tuple[str, str]]:
    rows = cast("Any", embedded(graph).query(f"SELECT ?paper ?agent {{ ?paper {pattern} ?agent }}"))
    return ((paper.value, agent.value) for paper, agent in rows)


@pytest.mark.parametrize("graph", ["small", "seeds"])
def test_schema_author_and_authorships_name_the_same_agents(graph: str) -> None:
    # The queries go the short way, which is many times faster on a large graph.
    short = set(agents(graph, "schema:author"))
    assert short == set(agents(graph, "kg:authorship/kg:countsAs"))


def test_the_small_graph_is_one_that_kg_could_write() -> None:
    pyshacl = pytest.importorskip("pyshacl")
    graph = rdflib.Graph().parse(FOLDER / "small.ttl")
    shapes = rdflib.Graph().parse(ROOT / "ontology" / "shapes.ttl")
    conforms, _, report = pyshacl.validate(graph, shacl_graph=shapes)
    assert conforms, report
