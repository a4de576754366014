"""Answers as data frames: types by column, whether or not there are rows."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import cast

import pyoxigraph
import pytest

from kg.graph.vocab import DEFAULT_BASE, XSD
from kg.questions import Answer, ask, question, questions, untyped
from kg.questions.catalogue import Column
from kg.store.memory import MemoryStore
from tests.segments import as_block

pandas = pytest.importorskip("pandas")
polars = pytest.importorskip("polars")

SMALL = Path(__file__).parents[1] / "cases" / "questions" / "small.ttl"
PANDAS = {
    **dict.fromkeys(("iri", "name", "text"), "string"),
    "integer": "Int64",
    "decimal": "object",
    "boolean": "boolean",
    "date": "datetime64[s]",
}
POLARS = {
    **dict.fromkeys(("iri", "name", "text"), polars.String),
    "integer": polars.Int64,
    "decimal": polars.Decimal(38, 18),
    "boolean": polars.Boolean,
    "date": polars.Date,
}


@pytest.fixture(scope="module")
def store() -> MemoryStore:
    quads = pyoxigraph.parse(path=str(SMALL), format=pyoxigraph.RdfFormat.TURTLE)
    made = MemoryStore(DEFAULT_BASE)
    lines = sorted(f"{quad.subject} {quad.predicate} {quad.object} ." for quad in quads)
    made.commit([], as_block(lines))
    return made


def solved(variables: str, rows: str) -> Answer:
    """What VALUES of these rows give, as people's own queries do."""
    query = f"SELECT {variables} {{ VALUES ({variables}) {{ {rows} }} }}"
    solutions = pyoxigraph.Store().query(query, prefixes={"xsd": XSD})
    return untyped(cast("pyoxigraph.QuerySolutions", solutions), DEFAULT_BASE)


@pytest.mark.parametrize("author", ["Ada Brook", "Gus Poe"])
def test_a_profile_has_the_types_that_its_header_says(store: MemoryStore, author: str) -> None:
    answer = ask(store, "author_profile", {"author": author})
    for column in answer.columns:
        if column.type != "any":
            assert str(answer.to_pandas()[column.name].dtype) == PANDAS[column.type], column
            assert answer.to_polars().schema[column.name] == POLARS[column.type], column


def test_rows_come_as_they_are(store: MemoryStore) -> None:
    answer = ask(store, "author_profile", {"author": "Ada Brook"})
    rows = list(answer)
    assert answer.to_polars().rows() == [tuple(row) for row in rows]
    frame = answer.to_pandas()
    first = frame.iloc[0]
    assert (first["papers"], first["code_share"]) == (5, Decimal("0.6"))
    assert first["as_of"].date() == date(2026, 11, 20)
    assert type(first["source"]) is str
    assert len(frame) == len(rows)


def test_what_is_missing_is_missing_and_integers_stay_integers(store: MemoryStore) -> None:
    answer = ask(store, "papers_per_year", {"author": "Ada Brook"})
    frame = answer.to_pandas()
    assert frame["year"].isna().sum() == 1
    assert frame["year"].sum() == answer.to_polars()["year"].sum()
    assert str(frame["year"].dtype) == "Int64"


@pytest.mark.parametrize("asked", list(questions()), ids=lambda asked: asked.name)
def test_an_answer_without_rows_has_all_columns_and_types(asked: object) -> None:
    columns = question(asked.name).columns  # type: ignore[attr-defined]
    nothing = cast("pyoxigraph.QuerySolutions", ())
    answer = Answer.of_query(columns, lambda: nothing, DEFAULT_BASE)
    assert {name: str(dtype) for name, dtype in answer.to_pandas().dtypes.items()} == {
        column.name: PANDAS.get(column.type, "string") for column in columns
    }
    assert dict(answer.to_polars().schema) == {
        column.name: POLARS.get(column.type, polars.String) for column in columns
    }


def test_peoples_own_queries_are_typed_by_their_values() -> None:
    answer = solved(
        "?i ?d ?f ?b ?t ?u",
        '(1 1.50 1e3 true "2021-03-04"^^xsd:date <http://example.org/>)'
        ' (UNDEF 2.0 "NaN"^^xsd:double false UNDEF "x")',
    )
    columns = list(answer)
    again = Answer.of_query(
        answer.columns, lambda: cast("pyoxigraph.QuerySolutions", ()), DEFAULT_BASE
    )
    assert (len(columns), len(again.to_pandas())) == (2, 0)
    frame = solved("?i ?d ?f ?b", "(1 1.50 1e3 true) (UNDEF 2.0 2e0 false)").to_pandas()
    assert [str(dtype) for dtype in frame.dtypes] == ["Int64", "object", "Float64", "boolean"]
    assert frame["d"].sum() == Decimal("3.50")


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ('("2021-03-04"^^xsd:date) ("2021-05"^^xsd:gYearMonth)', ["2021-03-04", "2021-05"]),
        ('(1) ("one")', ["1", "one"]),
        ("(true) (1)", ["true", "1"]),
        ("(9223372036854775808)", ["9223372036854775808"]),
        ("(0.1234567890123456789)", ["0.1234567890123456789"]),
        ("(<http://example.org/>) (UNDEF)", ["http://example.org/", None]),
    ],
)
def test_what_no_type_holds_exactly_is_text(rows: str, expected: list[str | None]) -> None:
    frame = solved("?x", rows).to_polars()
    assert frame.schema == {"x": polars.String}
    assert frame["x"].to_list() == expected
    other = solved("?x", rows).to_pandas()["x"]
    assert str(other.dtype) == "string"
    assert [None if pandas.isna(cell) else cell for cell in other] == expected


def test_partial_dates_in_a_date_column_stay_text() -> None:
    terms = [pyoxigraph.Literal("2021-03-04"), pyoxigraph.Literal("2021")]
    solutions = cast("pyoxigraph.QuerySolutions", [[term] for term in terms])
    answer = Answer.of_query([Column("day", "date")], lambda: solutions, DEFAULT_BASE)
    assert answer.to_polars()["day"].to_list() == ["2021-03-04", "2021"]
    assert list(answer.to_pandas()["day"]) == ["2021-03-04", "2021"]


def test_dates_of_any_century_are_dates() -> None:
    frame = solved("?x", '("0001-01-01"^^xsd:date) ("9999-12-31"^^xsd:date)').to_pandas()
    assert [day.date() for day in frame["x"]] == [date(1, 1, 1), date(9999, 12, 31)]


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_without_the_library_the_extra_is_named(library: str) -> None:
    code = (
        f"import sys; sys.modules[{library!r}] = None\n"
        "import kg\n"
        "from kg.errors import MissingExtra\n"
        "answer = kg.open_graph().sparql('SELECT ?x { VALUES ?x { 1 } }')\n"
        f"try: answer.to_{library}()\n"
        "except MissingExtra as error: print(error.extra, error)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.startswith(f"{library} an answer as a frame of {library} needs")
    assert f"scholarly-kg[{library}]" in run.stdout


def test_an_answer_loads_no_frames_by_itself() -> None:
    code = (
        "import sys, kg; list(kg.open_graph().sparql('SELECT ?x { VALUES ?x { 1 } }'))\n"
        "print({'pandas', 'polars', 'numpy'} & set(sys.modules))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "set()"
