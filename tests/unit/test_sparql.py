"""The guard before the engine: it lets every sane query through and stops what would kill it."""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kg
from kg.errors import QueryError
from kg.questions import Answer, question, questions
from kg.sparql import MAX_BYTES, check_query

SUITES = Path(__file__).parents[3] / "shared" / "data" / "w3c"


def test_every_query_of_the_w3c_suites_is_let_through_but_service() -> None:
    if not SUITES.is_dir():
        pytest.skip("the W3C test suites are not beside the project")
    refused = []
    for path in SUITES.rglob("*.rq"):
        try:
            check_query(path.read_text(encoding="utf-8", errors="replace"))
        except QueryError as error:
            refused.append(str(error))
    assert all("SERVICE" in reason for reason in refused), refused


@pytest.mark.parametrize("name", [asked.name for asked in questions()])
def test_every_canned_question_can_be_run_as_a_query_of_ones_own(name: str) -> None:
    check_query(question(name).sparql)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { " + "{ " * 3000 + "}" * 3000 + " }",
        "SELECT * { FILTER(" + "(" * 5000 + "1" + ")" * 5000 + ") }",
        "SELECT * { FILTER(1" + "+1" * 7000 + ") }",
        "SELECT * { {} " + "UNION {} " * 7000 + "}",
        "SELECT * { ?s ?p " + ", ".join(f"?o{n}" for n in range(300)) + " }",
        "ASK { " + " . ".join(f"?s ?p{n} ?o{n}" for n in range(100)) + " }",
        "ASK { " + " ".join(f"{{ ?s ?p{n} ?o{n} }}" for n in range(100)) + " }",
        "ASK { ?s " + "/".join(f"<p{n}>" for n in range(200)) + " ?o }",
        "SELECT * { # " + "x" * MAX_BYTES + "\n }",
        "SELECT * { FILTER " + "EXISTS { FILTER " * 900 + "(1)" + "}" * 901,
        "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * { service silent ?where { ?s ?p ?o } }",
        "SELECT * { ?s ?p '#' . SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * { ?s ?p '''a'b''' . SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * { ?s ?p <http://x/#> . SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * { ?s ?p 1 .SERVICE<http://127.0.0.1:9/>{ ?s ?p ?o } }",
        "SELECT * { ?s a:b\\#c 1 . SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * { ?s ?p ?o FILTER(?s <?o) SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
    ],
)
def test_what_would_crash_stall_or_leak_is_refused(query: str) -> None:
    with pytest.raises(QueryError):
        kg.open_graph().sparql(query)


@pytest.mark.parametrize(
    "query",
    [
        'SELECT * { ?s schema:name "SERVICE <http://x/> {" }',
        "SELECT * { ?s schema:name ?SERVICE } # SERVICE <http://x/>",
        "SELECT * { ?s schema:name '''SERVICE''' ; <http://x/SERVICE> ?service }",
        "ASK { ?s schema:name 'it\\'s' }",
    ],
)
def test_the_word_service_elsewhere_is_only_a_word(query: str) -> None:
    assert kg.open_graph().sparql(query) is not None


@given(st.text())
def test_any_text_is_a_query_or_a_query_error(text: str) -> None:
    with suppress(QueryError):
        kg.open_graph().sparql(text)


@pytest.mark.parametrize(
    ("query", "line", "column"),
    [
        ("SELECT *\nWHERE { ?s shema:name ?o }", 2, 12),
        ("SELECT * WHERE {\n  ?s schema:name , }", 2, 18),
        ("SELECT *\n{ SERVICE <http://x/> {} }", 2, 3),
    ],
)
def test_an_error_names_line_and_column(query: str, line: int, column: int) -> None:
    with pytest.raises(QueryError) as caught:
        kg.open_graph().sparql(query)
    assert (caught.value.line, caught.value.column) == (line, column)


def test_rows_of_a_query_are_named_tuples_with_proper_types() -> None:
    result = kg.open_graph().sparql("SELECT ?n ?d ?t { VALUES (?n ?d ?t) { (7 2.50 'x') } }")
    assert isinstance(result, Answer)
    (row,) = result
    assert (row.n, row.d, row.t) == (7, Decimal("2.50"), "x")
