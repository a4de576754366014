"""The list of terms says what can be asked for, on any store."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

import kg
from kg.graph.ntriples import parse
from kg.graph.vocab import RDF
from kg.graph.vocabularies import declared_terms, descriptions
from kg.questions.terms import terms
from kg.store.remote import RemoteStore
from tests.segments import as_block
from tests.servers import oxigraph

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def graph() -> kg.Graph:
    made = kg.open_graph()
    made.load(ROOT / "seeds")
    return made


def test_every_class_and_property_is_listed_with_its_number(graph: kg.Graph) -> None:
    statements = [parse(line) for line in graph.lines()]
    properties = Counter(predicate for _, predicate, _ in statements)
    classes = Counter(
        value.value for _, predicate, value in statements if predicate == f"{RDF}type"
    )
    for kind, expected in (("class", classes), ("property", properties)):
        listed = {str(row.term): row.uses for row in graph.terms() if row.kind == kind}
        assert listed == dict(expected)


def test_an_example_is_a_thing_of_the_class_or_a_value_of_the_property(graph: kg.Graph) -> None:
    statements = [parse(line) for line in graph.lines()]
    things = {(value.value, thing) for thing, at, value in statements if at == f"{RDF}type"}
    values = {(at, value.value) for _, at, value in statements}
    for row in graph.terms():
        known = things if row.kind == "class" else values
        example = str(row.example).lower() if isinstance(row.example, bool) else str(row.example)
        assert (str(row.term), example) in known


def test_the_most_used_come_first_within_their_kind(graph: kg.Graph) -> None:
    rows = [(row.kind, -row.uses, row.term) for row in graph.terms()]
    assert rows == sorted(rows)


def test_a_text_picks_terms_by_name_label_or_comment(graph: kg.Graph) -> None:
    assert [row.name for row in graph.terms("PUBLISHEDIN")] == [
        "kg:publishedInEdition",
        "kg:publishedInSeries",
    ]
    assert [row.name for row in graph.terms("name cluster") if row.kind == "class"] == [
        "kg:NameCluster"
    ]
    in_comments = {row.name for row in graph.terms("et al.")}
    assert "kg:authorListComplete" in in_comments
    assert list(graph.terms("no term has this")) == []


def test_what_the_ontology_says_stands_beside_its_own_terms(graph: kg.Graph) -> None:
    for row in graph.terms():
        own = row.name.startswith("kg:")
        assert bool(row.label) is bool(row.comment) is own, row.name


def test_every_own_term_is_described() -> None:
    own = {term for term in declared_terms() if "scholarly-kg" in term}
    assert own == set(descriptions())
    assert all(said.label and said.comment for said in descriptions().values())


def test_a_server_lists_the_same(graph: kg.Graph, tmp_path: Path) -> None:
    with oxigraph(tmp_path) as address:
        remote = RemoteStore(address, tmp_path / "state")
        with remote.writing():
            remote.commit([], as_block(graph.lines()))
        rows = [(row.term, row.kind, row.uses) for row in terms(remote)]
    assert rows == [(row.term, row.kind, row.uses) for row in graph.terms()]


def test_the_command_writes_short_names_for_people_and_whole_ones_for_programs(
    tmp_path: Path,
) -> None:
    store = tmp_path / "store"
    kg.open_graph(store).load(ROOT / "seeds")

    def said(*options: str) -> str:
        command = [sys.executable, "-m", "kg", "terms", *options, "--store", str(store)]
        done = subprocess.run(
            command, capture_output=True, text=True, encoding="utf-8", timeout=60, check=True
        )
        return done.stdout

    assert "kg:authorListComplete" in said()
    (row,) = json.loads(said("author list complete", "--format", "json"))
    assert row["name"] == "kg:authorListComplete"
    assert row["term"] == "https://w3id.org/scholarly-kg/ontology#authorListComplete"
    assert row["uses"] == 16
    assert isinstance(row["example"], bool)
