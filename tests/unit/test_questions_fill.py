"""Whatever a person types is data: no text becomes part of a query."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, cast

import pyoxigraph
import pytest
import rdflib.plugins.sparql
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kg.errors import UnknownName, UsageError
from kg.graph.vocab import DEFAULT_BASE
from kg.questions import ask, question, questions, show
from kg.questions.fill import fill, written
from kg.store.memory import MemoryStore
from tests.segments import as_block

SMALL = Path(__file__).parents[1] / "cases" / "questions" / "small.ttl"
TEMPLATE = "SELECT ?text ?other {\n  VALUES ?text { 1 }\n  VALUES ?other { 2 }\n}\n"

HOSTILE = (
    '"',
    "'",
    "\\",
    '\\"',
    '"""',
    "''' . }",
    '" } UNION { ?s ?p ?o } #',
    "} UNION { ?s ?p ?o",
    "{",
    "VALUES ?text { 1 }",
    "\n  VALUES ?other { 2 }\n",
    "line\nbreak\r\nand\ttab",
    "\u202eright to left",
    "\x00",
    "\x1b[2J",
    "\ufeff",
    "\uffff",
    "\U0010ffff",
    "<http://example.org/>",
    "?text",
    "UNDEF",
    "# comment",
    "\\u0022",
    "\\\\u0022 } UNION { ?s ?p ?o }",
    "\\\x01\\U00000022",
    "\x000022 } UNION { ?s ?p ?o }",
    "%22%7D",
    "Robert'); DROP ALL; --",
    "x" * 10_000,
    '"} ' * 3_000,
)
PIECES = st.sampled_from([*HOSTILE[:20], " ", "a", "é", "李"])
TEXTS = st.one_of(st.text(), st.lists(PIECES, min_size=1).map("".join), st.sampled_from(HOSTILE))


@cache
def small() -> MemoryStore:
    quads = pyoxigraph.parse(path=str(SMALL), format=pyoxigraph.RdfFormat.TURTLE)
    store = MemoryStore(DEFAULT_BASE)
    store.commit([], as_block(f"{quad.subject} {quad.predicate} {quad.object} ." for quad in quads))
    return store


def values(query: str) -> list[tuple[str, str]]:
    rows = cast("Any", pyoxigraph.Store().query(query))
    return [(row["text"].value, row["other"].value) for row in rows]


@settings(max_examples=300)
@given(st.lists(TEXTS, min_size=1, max_size=3, unique=True))
def test_any_texts_come_back_as_the_values_they_are(texts: list[str]) -> None:
    terms = [pyoxigraph.Literal(text) for text in texts]
    query = fill(TEMPLATE, {"text": terms, "other": [pyoxigraph.Literal("left alone")]})
    assert sorted(values(query)) == sorted((text, "left alone") for text in texts)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_a_second_engine_reads_the_same_values(text: str) -> None:
    query = fill(TEMPLATE, {"text": [pyoxigraph.Literal(text)], "other": []})
    rows = list(rdflib.Graph().query(query))
    assert [str(cast("Any", row).text) for row in rows] == [text]


def test_without_terms_nothing_is_said() -> None:
    query = fill(TEMPLATE, {"text": [], "other": [pyoxigraph.Literal(1), pyoxigraph.Literal(2)]})
    rows = cast("Any", pyoxigraph.Store().query(query))
    assert [(row["text"], row["other"].value) for row in rows] == [(None, "1"), (None, "2")]


@settings(max_examples=300)
@given(TEXTS)
@example("Rain } UNION { ?paper schema:name ?title")
def test_a_search_finds_only_titles_with_the_words(text: str) -> None:
    try:
        found = {row.title for row in ask(small(), "find_paper", {"text": text})}
    except UsageError:
        assert not text.strip()
        return
    assert all(word.lower() in title.lower() for title in found for word in text.split())


@settings(max_examples=300)
@given(TEXTS.filter(str.strip))
@example("ada brook")
@example("<http://example.org/> } UNION { ?s ?p ?o")
def test_a_name_is_known_or_an_error_and_never_more(text: str) -> None:
    for name in ("author_papers", "venue_authors", "paper_authors", "where_from"):
        parameter = question(name).parameters[0].name
        try:
            query = show(small(), name, {parameter: text})
        except (UnknownName, UsageError):
            continue
        example_query = question(name).sparql
        assert len(query.splitlines()) == len(example_query.splitlines())
        assert query.count("{") == example_query.count("{")


@pytest.mark.parametrize("asked", list(questions()), ids=lambda asked: asked.name)
def test_every_parameter_keeps_a_hostile_text_in_its_place(asked: Any) -> None:
    hostile = pyoxigraph.Literal('" } VALUES ?author { 1 }\n#\\u0022')
    query = fill(asked.sparql, {parameter.name: [hostile] for parameter in asked.parameters})
    assert query.count(written(hostile)) == asked.sparql.count("VALUES")
    rdflib.plugins.sparql.prepareQuery(query)
    assert isinstance(pyoxigraph.Store().query(query), pyoxigraph.QuerySolutions)
