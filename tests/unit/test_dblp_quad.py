"""The table of DBLP-QuAD's templates keeps its word: each is answered as it says."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, cast

import pyoxigraph
import pytest
import rdflib

from kg.graph.vocab import DEFAULT_BASE, PREFIXES
from kg.questions import Iri, ask, question, untyped
from kg.questions.table import shortener
from kg.sparql import run_query
from kg.sparql.unknown import unknown_terms
from kg.store.memory import MemoryStore
from tests.segments import as_block

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "tests" / "cases" / "dblp_quad"
GRAPH = (ROOT / "tests" / "cases" / "questions" / "small.ttl", FOLDER / "stated.ttl")
DOCUMENT = (ROOT / "queries" / "dblp-quad.md").read_text("utf-8")
ROWS = re.findall(r"^\| (T[PC]\d\d)( †)? \| (.+?) \| (.+) \|$", DOCUMENT, re.MULTILINE)
ANSWERS = {template: answer for template, _, _, answer in ROWS}
SIZES = {"TP": (5, 7, 4, 6, 4, 4, 4, 5, 6, 3), "TC": (5, 7, 5, 6, 4, 4, 4, 6, 6, 3)}
"""How many templates of each kind the dataset has."""

CANNED = re.compile(r"`kg ask ([^`]+)`: ([\w, ]+?)(?:, (?:there is|the) .*| \(as printed\))?")

ASKED = [template for template, answer in ANSWERS.items() if answer.startswith("`kg ask ")]
QUERIES = [template for template, answer in ANSWERS.items() if answer.startswith("[")]


@cache
def lines() -> tuple[str, ...]:
    turtle = pyoxigraph.RdfFormat.TURTLE
    quads = [quad for file in GRAPH for quad in pyoxigraph.parse(path=str(file), format=turtle)]
    return tuple(sorted({f"{quad.subject} {quad.predicate} {quad.object} ." for quad in quads}))


@cache
def store() -> MemoryStore:
    made = MemoryStore(DEFAULT_BASE)
    made.commit([], as_block(lines()))
    return made


@cache
def second_engine() -> rdflib.Graph:
    return rdflib.Graph().parse(data="\n".join(lines()), format="nt")


def case(template: str) -> Any:
    return json.loads((FOLDER / f"{template}.json").read_text("utf-8"), parse_float=Decimal)


def query(template: str) -> str:
    return (FOLDER / f"{template}.rq").read_text("utf-8")


def shown(row: Sequence[object]) -> list[object]:
    shorten = shortener(DEFAULT_BASE)
    return [shorten(str(cell)) if isinstance(cell, Iri | rdflib.URIRef) else cell for cell in row]


def test_every_template_of_the_dataset_is_in_the_table_once() -> None:
    listed = [template for template, *_ in ROWS]
    expected = [
        f"{subject}{kind}{number}"
        for subject, sizes in SIZES.items()
        for kind, size in enumerate(sizes)
        for number in range(1, size + 1)
    ]
    assert listed == expected
    assert len(listed) == 98


def test_the_figures_of_the_text_are_those_of_the_table() -> None:
    stated = sum(bool(mark) for _, mark, *_ in ROWS)
    others = len(ROWS) - len(ASKED) - len(QUERIES)
    text = " ".join(DOCUMENT.split())
    assert f"{len(ASKED)} by a canned question, {len(QUERIES)} by a short query" in text
    assert f"{others} as another one" in text
    assert f"The {stated} marked †" in text
    assert f"{len(ROWS) - stated} need nothing but" in text


def test_what_is_answered_as_another_is_answered() -> None:
    for template, answer in ANSWERS.items():
        if template not in {*ASKED, *QUERIES}:
            other = re.match(r"as (T[PC]\d\d)", answer)
            assert other, template
            assert other[1] in {*ASKED, *QUERIES}, template


def test_every_file_is_in_the_table_and_the_other_way_round() -> None:
    assert sorted(path.stem for path in FOLDER.glob("*.rq")) == sorted(QUERIES)
    assert sorted(path.stem for path in FOLDER.glob("*.json")) == sorted([*QUERIES, *ASKED])


@pytest.mark.parametrize("template", ASKED)
def test_a_canned_question_answers(template: str) -> None:
    expected = case(template)
    asked = question(expected["question"])
    given = expected["arguments"]
    words = [p.name.upper() + "..." * p.many for p in asked.parameters if p.required]
    options = {p.name for p in asked.parameters if p.name in given and not p.required}
    command, columns = CANNED.fullmatch(ANSWERS[template]).groups()  # type: ignore[union-attr]
    assert command.split()[: len(words) + 1] == [asked.name, *words]
    assert set(re.findall(r"--([\w-]+)", command)) == {name.replace("_", "-") for name in options}
    assert columns.split(", ") == expected["columns"]
    answer = ask(store(), asked.name, given)
    places = [[column.name for column in answer.columns].index(c) for c in expected["columns"]]
    rows = [tuple(shown([row[place] for place in places])) for row in answer]
    assert [list(row) for row in dict.fromkeys(rows) if any(row)] == expected["rows"]


@pytest.mark.parametrize("template", QUERIES)
def test_a_short_query_answers(template: str) -> None:
    result = run_query(store(), query(template))
    if isinstance(result, pyoxigraph.QueryBoolean):
        assert bool(result) is case(template)["rows"]
    else:
        answer = untyped(cast("pyoxigraph.QuerySolutions", result), DEFAULT_BASE)
        assert [shown(row) for row in answer] == case(template)["rows"]
    assert unknown_terms(store(), query(template)) == []


@pytest.mark.parametrize("template", QUERIES)
def test_a_second_engine_answers_the_same(template: str) -> None:
    result = second_engine().query(query(template), initNs=PREFIXES)
    if result.type == "ASK":
        assert result.askAnswer is case(template)["rows"]
        return
    found = [
        [cell if isinstance(cell, rdflib.URIRef) else cell.toPython() for cell in row]
        for row in cast("Any", result)
    ]
    assert [shown(row) for row in found] == case(template)["rows"]


def test_what_is_stated_besides_is_what_kg_could_write() -> None:
    pyshacl = pytest.importorskip("pyshacl")
    shapes = rdflib.Graph().parse(ROOT / "ontology" / "shapes.ttl")
    conforms, _, report = pyshacl.validate(second_engine(), shacl_graph=shapes)
    assert conforms, report
