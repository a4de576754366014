"""Answers as they are written: for people, for other programs, and safe to look at."""

from __future__ import annotations

import csv
import io
import json
import unicodedata
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

import pyoxigraph
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.cli.options import ANSWER_FORMATS, NETWORK_FORMATS
from kg.errors import UsageError
from kg.graph.vocab import DEFAULT_BASE
from kg.questions import FORMATS, Answer, Iri, ask, untyped, write
from kg.questions.width import cut, pad, width
from kg.store.memory import MemoryStore
from tests.segments import as_block

SMALL = Path(__file__).parents[1] / "cases" / "questions" / "small.ttl"
HOSTILE = 'A | Bar, "Quotes"\tand \u202eMarks\x1b[2J'


@pytest.fixture(scope="module")
def store() -> MemoryStore:
    quads = pyoxigraph.parse(path=str(SMALL), format=pyoxigraph.RdfFormat.TURTLE)
    made = MemoryStore(DEFAULT_BASE)
    made.commit([], as_block(f"{quad.subject} {quad.predicate} {quad.object} ." for quad in quads))
    return made


def written(answer: Answer, name: str, columns: int = 80) -> str:
    output = io.StringIO()
    write(answer, name, output, columns)
    return output.getvalue()


def solved(query: str) -> Answer:
    """The answer to a query on an empty graph."""
    prefixes = {"xsd": "http://www.w3.org/2001/XMLSchema#"}
    solutions = pyoxigraph.Store().query(query, prefixes=prefixes)
    return untyped(cast("pyoxigraph.QuerySolutions", solutions), DEFAULT_BASE)


def texts(names: str, *rows: Iterable[str]) -> Answer:
    """An answer with these texts in its columns."""
    values = " ".join(f"({' '.join(str(pyoxigraph.Literal(c)) for c in row)})" for row in rows)
    variables = " ".join(f"?{name}" for name in names.split())
    return solved(f"SELECT {variables} {{ VALUES ({variables}) {{ {values} }} }}")


def test_rows_are_named_tuples_of_proper_types(store: MemoryStore) -> None:
    answer = ask(store, "author_profile", {"author": "Ada Brook"})
    row = next(iter(answer))
    assert (row.papers, row.code_share, row.metric) == (5, Decimal("0.6"), "hIndex")
    assert (row.as_of, row.is_lower_bound) == (date(2026, 11, 20), True)
    assert isinstance(row.source, Iri)
    assert row._fields == tuple(column.name for column in answer.columns)


def test_an_answer_can_be_read_again(store: MemoryStore) -> None:
    answer = ask(store, "coauthors", {"author": "Ada Brook"})
    assert list(answer) == list(answer) != []


def test_values_that_their_type_can_not_hold_stay_text() -> None:
    row = next(
        iter(
            solved(
                "SELECT ?a ?b ?c ?d ?e ?f { VALUES (?a ?b ?c ?d ?e ?f) {"
                ' ("x"^^xsd:integer "2021-13-40"^^xsd:date "2021-05"^^xsd:gYearMonth'
                ' "maybe"^^xsd:boolean "z"^^xsd:decimal "1e3"^^xsd:double) } }'
            )
        )
    )
    assert tuple(row) == ("x", "2021-13-40", "2021-05", "maybe", "z", 1000.0)


def test_any_variable_can_be_a_column() -> None:
    answer = solved("SELECT ?class ?_x { VALUES (?class ?_x) { (1 <http://example.org/>) } }")
    assert [column.name for column in answer.columns] == ["class", "_x"]
    assert [tuple(row) for row in answer] == [(1, "http://example.org/")]


def test_table(store: MemoryStore) -> None:
    answer = ask(store, "coauthors", {"author": "Ada Brook", "category": "stat"})
    assert written(answer, "table", 120) == (
        "name   shared  first_year  last_year  example                          "
        "identity_status  is_lower_bound  coauthor\n"
        "-----  ------  ----------  ---------  -------------------------------  "
        "---------------  --------------  ----------\n"
        "李 明       1        2024       2024  paper:雨の地図-000000000000000a  "
        "unverified       true            name:李_明\n"
    )


def test_table_of_80_columns_wraps_headings_cuts_cells_and_says_what_it_leaves_out(
    store: MemoryStore,
) -> None:
    answer = ask(store, "author_papers", {"author": "Ada Brook"})
    assert written(answer, "table") == (
        "title                  year  venue            position  listed  complete\n"
        "---------------------  ----  ---------------  --------  ------  --------\n"
        "雨の地図               2024  venue:riverconf         2       2\n"
        "Maps of Rain           2022  venue:riverconf         1       3  true\n"
        "Counting Rivers Again  2021  venue:riverconf                 2  false\n"
        "Maps of Rain           2021                          1       2  true\n"
        "Counting Rivers        2020  venue:riverconf         1       3  true\n"
        "Undated Notes                                        1       1  true\n"
        "… no room for authors, code, paper\n"
    )


def test_headings_break_where_room_is_scarce(store: MemoryStore) -> None:
    answer = ask(store, "venue_authors", {"venue": "Drafts"})
    assert written(answer, "table", 72) == (
        "                   first                           is\n"
        "                  author  first  last  identity    lower\n"
        "name      papers  papers   year  year  status      bound  author\n"
        "--------  ------  ------  -----  ----  ----------  -----  -------------\n"
        "Hal Ives       2       2   2018  2018  unverified  false  name:hal_ives\n"
        "Ivo Jett       2       0   2018  2018  unverified  false  name:ivo_jett\n"
    )


@pytest.mark.parametrize("name", ANSWER_FORMATS)
def test_an_empty_answer_has_columns_and_no_rows(store: MemoryStore, name: str) -> None:
    text = written(ask(store, "author_positions", {"author": "Gus Poe"}), name)
    assert (
        text
        == {
            "table": "role  papers\n----  ------\n… no rows\n",
            "csv": "role,papers\n",
            "tsv": "role\tpapers\n",
            "json": "[]\n",
            "ndjson": "",
            "markdown": "| role | papers |\n| --- | ---: |\n",
        }[name]
    )


def test_csv_is_read_back_as_it_was(store: MemoryStore) -> None:
    text = written(ask(store, "find_paper", {"text": "quotes"}), "csv")
    head, row = csv.reader(io.StringIO(text))
    assert head == ["paper", "title", "year", "venue", "score"]
    assert row == [
        f"{DEFAULT_BASE}paper/a-bar-and-marks-000000000000000b", HOSTILE, "2020", "", "0.222"
    ]  # fmt: skip


@given(st.lists(st.tuples(st.text(), st.text('\r\n",a')), max_size=5))
def test_csv_holds_any_text(rows: list[tuple[str, str]]) -> None:
    text = written(texts("a b", *rows), "csv")
    assert list(csv.reader(io.StringIO(text, newline="")))[1:] == [list(row) for row in rows]


def test_tsv_is_one_line_a_row() -> None:
    text = written(texts("a b", ["tab\tnew\nline\r\\", "x"]), "tsv")
    assert text == "a\tb\ntab\\tnew\\nline\\r\\\\\tx\n"


def test_json_is_a_list_of_flat_objects(store: MemoryStore) -> None:
    text = written(ask(store, "author_profile", {"author": "Gus Poe"}), "json")
    assert json.loads(text) == [
        {
            "papers": 0,
            "coauthors": 0,
            "venues": 0,
            "first_year": None,
            "last_year": None,
            "code_share": None,
            "metric": "paperCount",
            "value": 0,
            "as_of": None,
            "source": f"{DEFAULT_BASE}source/c3",
            "identity_status": "unverified",
            "is_lower_bound": False,
        }
    ]


def test_json_keeps_numbers_exact_and_dates_plain(store: MemoryStore) -> None:
    lines = written(ask(store, "author_profile", {"author": "Ada Brook"}), "ndjson").splitlines()
    assert '"code_share": 0.6, "metric": "noveltyScore", "value": 52.5' in lines[1]
    assert '"as_of": "2026-11-20"' in lines[1]
    values = "(123456789012345.12 1.5e0 'NaN'^^xsd:double)"
    answer = solved(f"SELECT ?d ?f ?n {{ VALUES (?d ?f ?n) {{ {values} }} }}")
    assert written(answer, "ndjson") == '{"d": 123456789012345.12, "f": 1.5, "n": "nan"}\n'


@given(st.lists(st.tuples(st.text(), st.text()), max_size=5))
def test_json_and_ndjson_hold_any_text(rows: list[tuple[str, str]]) -> None:
    expected = [{"a": a, "b": b} for a, b in rows]
    text = written(texts("a b", *rows), "json")
    assert json.loads(text) == expected
    lines = written(texts("a b", *rows), "ndjson").split("\n")
    assert [json.loads(line) for line in lines if line] == expected
    assert not any(unicodedata.category(c) == "Cc" for c in text if c != "\n")


@given(st.text(), st.integers(1, 100))
def test_tables_are_never_obeyed_nor_too_wide(text: str, columns: int) -> None:
    lines = written(texts("a b", [text, "x"]), "table", columns).splitlines()
    table = [line for line in lines if not line.startswith(("… no room", "… nothing"))]
    assert len(table) == 3
    assert all(width(line) <= columns for line in table)
    assert all(c.isprintable() or unicodedata.category(c) in {"Co", "Zs"} for c in "".join(lines))


def test_columns_that_hold_nothing_are_named_and_not_drawn() -> None:
    assert written(texts("a b", ["x", ""]), "table") == "a\n-\nx\n… nothing in b\n"


@given(st.text())
def test_markdown_is_one_line_a_row_and_safe_to_look_at(text: str) -> None:
    lines = written(texts("a", [text]), "markdown").split("\n")
    assert len(lines) == 4
    assert "\x1b" not in lines[2]
    assert "\u202e" not in lines[2]
    assert lines[2].replace("\\|", "").count("|") == 2


def test_markdown_is_a_table_for_people(store: MemoryStore) -> None:
    answer = ask(store, "find_paper", {"text": "quotes"})
    assert written(answer, "markdown") == (
        "| title | year | venue | score | paper |\n"
        "| --- | ---: | --- | ---: | --- |\n"
        '| A \\| Bar, "Quotes"\\\\tand \\\\u202eMarks\\\\x1b\\[2J | 2020 |  | 0.222'
        " | paper:a-bar-and-marks-000000000000000b |\n"
    )


def test_rows_are_written_as_they_come() -> None:
    class Closed(io.StringIO):
        def write(self, text: str) -> int:
            if "3" in text:
                raise BrokenPipeError
            return super().write(text)

    for name in ("csv", "tsv", "ndjson", "json", "markdown"):
        output = Closed()
        with pytest.raises(BrokenPipeError):
            write(texts("a", ["1"], ["2"], ["3"]), name, output)
        assert "1" in output.getvalue(), name
        assert "2" in output.getvalue(), name


def test_the_command_line_offers_every_format() -> None:
    assert [*ANSWER_FORMATS, *NETWORK_FORMATS] == list(FORMATS)


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(UsageError, match="no format is named 'xlsx'; there are table, csv"):
        write(texts("a"), "xlsx", io.StringIO())


@given(st.text(), st.integers(1, 20))
def test_cut_and_padded_texts_have_the_width_asked_for(text: str, columns: int) -> None:
    shown = cut(text, columns)
    assert width(shown) <= columns
    assert width(pad(shown, columns)) == columns
    assert pad(shown, columns, right=True).endswith(shown)


def test_a_format_gets_what_the_answer_says() -> None:
    values = "(<http://schema.org/name> true) (2.25 UNDEF)"
    answer = solved(f"SELECT ?i ?b {{ VALUES (?i ?b) {{ {values} }} }}")
    assert written(answer, "csv") == "i,b\nhttp://schema.org/name,true\n2.25,\n"
    row: Any = next(iter(solved("SELECT ?i { VALUES ?i { <http://schema.org/name> } }")))
    assert isinstance(row.i, Iri)
