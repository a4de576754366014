"""Answers page by page: the pages are the whole, and a page says how to go on."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import cast

import pytest
from click.testing import CliRunner, Result

import kg
from kg.cli import cli
from kg.errors import UsageError
from kg.questions import Page, ask
from tests.unit.test_questions_answers import CASES, FOLDER, embedded

SEEDS = Path(__file__).parents[2] / "seeds"
NAME = "Xiuqiang He"


@pytest.mark.parametrize("path", CASES, ids=str)
@pytest.mark.parametrize("limit", [1, 3])
def test_pages_make_up_the_whole(path: Path, limit: int) -> None:
    store, name = embedded(path.parent.name), path.name.split(".")[0]
    arguments = json.loads((FOLDER / path).read_text("utf-8"))["arguments"]
    found: list[object] = []
    after = None
    for _ in range(1000):
        page = cast("Page", ask(store, name, arguments, limit=limit, after=after))
        rows = list(page)
        assert len(rows) == limit or page.next is None
        found += rows
        after = page.next
        if after is None:
            break
    assert found == list(ask(store, name, arguments))


@pytest.fixture(scope="module")
def graph() -> kg.Graph:
    made = kg.open_graph()
    made.load(SEEDS)
    return made


def test_a_page_goes_on_after_a_row_its_iri_or_its_short_form(graph: kg.Graph) -> None:
    rows = list(graph.ask("coauthors", author=NAME))
    for after in (rows[4], rows[4].coauthor, "name:ruiming_tang"):
        assert list(graph.ask("coauthors", author=NAME, after=after)) == rows[5:]
    assert list(graph.ask("coauthors", author=NAME, after=rows[-1])) == []


def test_a_key_of_several_columns_is_quoted_as_in_csv(graph: kg.Graph) -> None:
    page = cast("Page", graph.ask("data_gaps", limit=1))
    (row,) = page
    assert page.next == f"paper:{row.paper.rpartition('/')[2]},{row.gap}"
    labels = cast("Page", graph.ask("venue_editions", venue="NeurIPS", limit=1))
    assert [row.year for row in labels] == [2025]
    assert labels.next == "2025,venue:neurips/2025,"


@pytest.mark.parametrize("after", ["", "nobody", "name:nobody", "venue:ijcai"])
def test_a_key_that_no_row_has_is_an_error(graph: kg.Graph, after: str) -> None:
    with pytest.raises(UsageError, match=r"no row of the answer has the key .* \(coauthor\)"):
        list(graph.ask("coauthors", author=NAME, after=after))


def test_a_key_of_too_few_columns_is_an_error(graph: kg.Graph) -> None:
    with pytest.raises(UsageError, match="a key must hold paper, gap, separated by commas"):
        list(graph.ask("data_gaps", after="paper:x"))


@pytest.mark.parametrize("limit", [0, -1])
def test_a_limit_is_a_whole_number_from_1(graph: kg.Graph, limit: int) -> None:
    with pytest.raises(UsageError, match="limit must be a whole number from 1"):
        graph.ask("coauthors", author=NAME, limit=limit)


def run(store: Path, *words: str) -> Result:
    return CliRunner().invoke(cli, [*words, "--store", str(store)])


def test_the_command_says_how_to_get_the_next_page(tmp_path: Path) -> None:
    store = tmp_path / "store"
    assert run(store, "load", str(SEEDS)).exit_code == 0
    command = ["ask", "author_categories", "Siqing Li", "--format", "csv"]
    whole = run(store, *command).stdout.splitlines()
    first = run(store, *command, "--limit", "2")
    assert first.stdout.splitlines() == whole[:3]
    assert first.stderr.startswith("next: --after ")
    second = run(store, *command, *shlex.split(first.stderr)[1:])
    assert second.stdout.splitlines() == [whole[0], *whole[3:]]
    assert second.stderr == ""
    assert isinstance(run(store, *command, "--after", "x,y").exception, UsageError)
