"""Back to the graph before the last change, on a real store."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

import kg
from kg.errors import StoreError
from tests.pages import arrow_page, invented_papers

ROOT = Path(__file__).parents[2]
PAPERS = invented_papers(4, seed=3)

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def pages(tmp_path: Path) -> tuple[Path, Path]:
    one, two = tmp_path / "one.txt", tmp_path / "two.txt"
    one.write_text(arrow_page("Mara Lindqvist", PAPERS[:2]), encoding="utf-8")
    two.write_text(arrow_page("Ada Okoye", PAPERS[1:]), encoding="utf-8")
    return one, two


def names(entries: object) -> list[str]:
    return [entry.source.file_name for entry in entries]  # type: ignore[attr-defined]


def test_a_load_is_taken_back(tmp_path: Path, pages: tuple[Path, Path]) -> None:
    graph = kg.open_graph(tmp_path / "store")
    graph.load(pages[0])
    before = list(graph.lines())
    graph.load(pages[1])
    assert list(graph.lines()) != before
    found = graph.rollback()
    assert (names(found.gone), names(found.back), names(found.changed)) == (["two.txt"], [], [])
    assert list(graph.lines()) == before
    assert (found.triples, found.made) == (len(before), graph.store.made)
    again = kg.open_graph(tmp_path / "store")
    assert list(again.lines()) == before
    assert again.check() == []


def test_an_unload_is_taken_back(tmp_path: Path, pages: tuple[Path, Path]) -> None:
    graph = kg.open_graph(tmp_path / "store")
    graph.load(*pages)
    before = list(graph.lines())
    graph.unload("one.txt")
    found = graph.rollback()
    assert (names(found.gone), names(found.back), names(found.changed)) == ([], ["one.txt"], [])
    assert list(graph.lines()) == before
    assert graph.check() == []
    assert {row.file for row in graph.where_from(PAPERS[0].title)} == {"one.txt"}


def test_what_was_read_differently_is_as_it_was(tmp_path: Path, pages: tuple[Path, Path]) -> None:
    graph = kg.open_graph(tmp_path / "store")
    graph.load(pages[0])
    before = list(graph.lines())
    graph.load(pages[0], retrieved=date(2026, 3, 4))
    found = graph.rollback()
    assert (names(found.gone), names(found.back), names(found.changed)) == ([], [], ["one.txt"])
    assert [entry.source.retrieved for entry in found.changed] == [None]
    assert list(graph.lines()) == before


def test_it_goes_back_one_step_and_no_further(tmp_path: Path, pages: tuple[Path, Path]) -> None:
    graph = kg.open_graph(tmp_path / "store")
    graph.load(pages[0])
    graph.load(pages[1])
    graph.rollback()
    with pytest.raises(StoreError, match="no snapshot before"):
        graph.rollback()
    graph.load(pages[1])
    assert len(graph.store.entries) == 2


def test_a_first_load_is_not_taken_back(tmp_path: Path, pages: tuple[Path, Path]) -> None:
    graph = kg.open_graph(tmp_path / "store")
    graph.load(pages[0])
    lines = list(graph.lines())
    with pytest.raises(StoreError, match="no snapshot before"):
        graph.rollback()
    assert list(graph.lines()) == lines


def test_a_graph_in_memory_keeps_none(pages: tuple[Path, Path]) -> None:
    graph = kg.open_graph()
    graph.load(pages[0])
    with pytest.raises(StoreError, match="in memory"):
        graph.rollback()


@pytest.fixture
def run(tmp_path: Path) -> Run:
    def ran(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "kg", *arguments],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT), "KG_STORE": ""},
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=60,
            check=False,
        )

    return ran


def test_the_command_says_what_goes_and_comes(run: Run, pages: tuple[Path, Path]) -> None:
    for page in pages:
        assert run("load", page.name).returncode == 0
    done = run("rollback")
    assert (done.returncode, done.stdout) == (0, "")
    gone, returned = done.stderr.splitlines()
    assert gone.startswith("gone      two.txt: 3 records, arrow (")
    assert returned.startswith("returned to the graph of 20")
    assert " UTC: it holds " in returned
    again = run("rollback")
    assert again.returncode == 1
    assert "there is no snapshot before this one" in again.stderr


def test_the_command_without_a_store_says_so(run: Run) -> None:
    done = run("rollback")
    assert done.returncode == 1
    assert "no graph here yet" in done.stderr
