"""What is wrong with a query is said in plain words, at the place where it is wrong."""

from __future__ import annotations

import re
from pathlib import Path

import pyoxigraph
import pytest
from hypothesis import given
from hypothesis import strategies as st

import kg
from kg.errors import QueryError
from kg.graph.vocab import PREFIXES
from kg.questions import question, questions

CASES = sorted((Path(__file__).parents[1] / "cases" / "sparql_errors").glob("*.rq"))
SUITES = Path(__file__).parents[3] / "shared" / "data" / "w3c"
PIECES = re.compile(r"\w+:?\w*|\s+|\S")


def error_of(query: str) -> QueryError:
    with pytest.raises(QueryError) as caught:
        kg.open_graph().sparql(query)
    return caught.value


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_common_mistake_is_told_plainly(path: Path) -> None:
    assert f"{error_of(path.read_text('utf-8'))}\n" == path.with_suffix(".txt").read_text("utf-8")


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_the_place_is_the_same_however_the_query_is_laid_out(path: Path) -> None:
    # The engine's own place moves with the lengths of the words around.
    text = path.read_text("utf-8")
    error = error_of(text)
    airy = error_of("\n" + text.replace("\n", "\n\n"))
    assert error.line
    assert (airy.line, airy.column) == (2 * error.line, error.column)
    said = [str(one).split(": ", 2)[2].partition("\n")[0] for one in (error, airy)]
    assert said[0] == said[1]


def test_every_broken_query_of_the_w3c_suites_has_a_place() -> None:
    if not SUITES.is_dir():
        pytest.skip("the W3C test suites are not beside the project")
    broken = 0
    for path in SUITES.rglob("*.rq"):
        text = path.read_text("utf-8", "replace")
        if not text.strip() or "SERVICE" in text.upper():
            continue
        try:
            pyoxigraph.Store().query(text, prefixes=PREFIXES)
        except SyntaxError:
            broken += 1
            error = error_of(text)
            assert error.line, path
            assert error.column, path
        except (ValueError, OSError):
            continue
    assert broken >= 10


@given(st.data())
def test_a_question_with_a_piece_left_out_is_a_query_or_has_a_place(data: st.DataObject) -> None:
    asked = data.draw(st.sampled_from([asked.name for asked in questions()]))
    pieces = PIECES.findall(question(asked).sparql)
    left_out = data.draw(st.integers(0, len(pieces) - 1))
    text = "".join(pieces[:left_out] + pieces[left_out + 1 :])
    try:
        pyoxigraph.Store().query(text, prefixes=PREFIXES)
    except SyntaxError:
        error = error_of(text)
        lines = text.split("\n")
        assert error.line
        assert error.column
        assert error.column <= len(lines[error.line - 1]) + 1
