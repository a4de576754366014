"""Completion: in the shell, where names have spaces, and from Python."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pyoxigraph
import pytest
from hypothesis import given
from hypothesis import strategies as st

import kg
from kg.errors import UsageError
from kg.graph.vocab import DEFAULT_BASE
from kg.questions import names
from kg.store.memory import MemoryStore
from tests.pages import arrow_page, invented_papers
from tests.segments import as_block

ROOT = Path(__file__).parents[2]
SMALL = ROOT / "tests" / "cases" / "questions" / "small.ttl"
NAME = "Mara Lindqvist"

Complete = Callable[..., list[str]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a store and with ``kg`` as a command."""
    folder = tmp_path_factory.mktemp("shell")
    page = folder / "page.txt"
    page.write_text(arrow_page(NAME, invented_papers(3, seed=5)), encoding="utf-8")
    kg.open_graph(folder / "kg-store").load(page)
    command = folder / "kg"
    command.write_text(f'#!/bin/sh\nexec {sys.executable} -m kg "$@"\n')
    command.chmod(0o755)
    return folder


def ran(folder: Path, *command: str, **env: str) -> subprocess.CompletedProcess[str]:
    path = f"{folder}{os.pathsep}{os.environ['PATH']}"
    known = {name: value for name, value in os.environ.items() if name != "KG_STORE"}
    return subprocess.run(
        command,
        cwd=folder,
        env={**known, "PATH": path, "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8", **env},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


@pytest.fixture(scope="module")
def bash(folder: Path) -> Complete:
    """What bash puts in place of the last of some words, as they stand on the line."""
    if shutil.which("bash") is None:
        pytest.skip("there is no bash here")
    source = ran(folder, "kg", _KG_COMPLETE="bash_source")
    assert source.returncode == 0, source.stderr

    def completed(*words: str, **env: str) -> list[str]:
        script = f'{source.stdout}\nCOMP_WORDS=("$@")\nCOMP_CWORD=$(($# - 1))\n'
        script += '_kg_completion kg\nprintf "%s\\n" "${COMPREPLY[@]}"\n'
        done = ran(folder, "bash", "-c", script, "bash", "kg", *words, **env)
        assert done.stderr == ""
        return done.stdout.split("\n")[:-1] if done.stdout != "\n" else []

    return completed


def test_names_are_one_word(bash: Complete) -> None:
    assert bash("ask", "coauthors", "mara") == ["Mara\\ Lindqvist"]
    assert bash("ask", "coauthors", "Mara\\ L") == ["Mara\\ Lindqvist"]
    assert bash("ask", "coauthors", '"Mara L') == [NAME]
    assert bash("ask", "coauthors", "'mar") == [NAME]


def test_questions_options_and_values_are_completed(bash: Complete) -> None:
    assert bash("ask", "coa") == [name for name in names() if name.startswith("coa")]
    assert bash("ask", "coauthors", "x", "--min") == ["--min-shared"]
    assert bash("ask", "coauthors", "x", "--with-code", "T") == ["true"]
    assert bash("ask", "coauthors", "x", "--category", "CS.c") == sorted(
        bash(
            "ask",
            "category_authors" if "category_authors" in names() else "papers_per_year",
            "--category",
            "cs.C",
        )
    )
    assert "csv" in bash("ask", "coauthors", "x", "--format", "")


def test_the_store_that_is_named_is_asked(bash: Complete, folder: Path) -> None:
    assert bash("ask", "coauthors", "--store", "nowhere", "mara") == []
    assert bash("ask", "coauthors", "mara", KG_STORE="nowhere") == []
    store = str(folder / "kg-store")
    assert bash("ask", "coauthors", "mara", KG_STORE=store) == ["Mara\\ Lindqvist"]
    assert not (folder / "nowhere").exists()


@pytest.mark.parametrize(
    "words", [("ask", "no_question", "x"), ("nothing", "x"), ("ask", "coauthors", "\x01", "")]
)
def test_what_is_wrong_completes_to_nothing(bash: Complete, words: tuple[str, ...]) -> None:
    assert bash(*words) == []


def test_a_damaged_store_completes_to_nothing(bash: Complete, tmp_path: Path) -> None:
    (tmp_path / "segments").mkdir()
    (tmp_path / "snapshots").mkdir()
    (tmp_path / "current").write_text("../../etc")
    assert bash("ask", "coauthors", "mara", KG_STORE=str(tmp_path)) == []


def test_the_address_of_a_server_is_not_asked(bash: Complete) -> None:
    started = time.monotonic()
    assert bash("ask", "coauthors", "mara", KG_STORE="http://192.0.2.1/sparql") == []
    assert time.monotonic() - started < 20


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_gets_names_as_they_are(folder: Path, shell: str) -> None:
    line = {"COMP_WORDS": "kg ask coauthors mara", "COMP_CWORD": "3"}
    if shell == "fish":
        line = {"COMP_WORDS": "kg ask coauthors mara", "COMP_CWORD": "mara"}
    done = ran(folder, "kg", _KG_COMPLETE=f"{shell}_complete", **line)
    assert NAME in done.stdout
    assert done.stderr == ""
    source = ran(folder, "kg", _KG_COMPLETE=f"{shell}_source")
    assert "_kg_completion" in source.stdout


@pytest.fixture(scope="module")
def graph() -> kg.Graph:
    quads = pyoxigraph.parse(path=str(SMALL), format=pyoxigraph.RdfFormat.TURTLE)
    lines = {f"{quad.subject} {quad.predicate} {quad.object} ." for quad in quads}
    for number, name in enumerate(["José Ñandú", "Jose\u0301 Gil", "Łukasz Øst", "김 하늘", "C++"]):
        cluster = f"<{DEFAULT_BASE}name/{number}>"
        kind = "<https://w3id.org/scholarly-kg/ontology#NameCluster>"
        lines.add(f"{cluster} <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> {kind} .")
        lines.add(f"{cluster} <http://schema.org/name> {pyoxigraph.Literal(name)} .")
    store = MemoryStore(DEFAULT_BASE)
    store.commit([], as_block(sorted(lines)))
    return kg.Graph(store)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ad", ["Ada Brook"]),
        ("ADA  BR", ["Ada Brook"]),
        ("jose", ["Jose\u0301 Gil", "José Ñandú"]),
        ("JOSÉ n", ["José Ñandú"]),
        ("lukasz o", ["Łukasz Øst"]),
        ("김", ["김 하늘"]),
        ("李", ["李 明"]),
        ("c+", ["C++"]),
        (".*", []),
        ("brook", []),
        ('"', []),
        ("\\", []),
        ("[", []),
        ("a\x00", []),
    ],
)
def test_authors_by_the_beginning_of_their_names(
    graph: kg.Graph, text: str, found: list[str]
) -> None:
    assert graph.complete("author", text) == found


def test_other_things_are_completed_too(graph: kg.Graph) -> None:
    assert graph.complete("venue", "") == [
        "Conference on Rivers",
        "Drafts",
        "Journal of Tides",
        "RiverConf",
    ]
    assert graph.complete("paper", "counting") == ["Counting Rivers", "Counting Rivers Again"]
    assert graph.complete("category", "math.a") == sorted(graph.complete("category", "MATH.A"))


def test_no_more_than_asked_for(graph: kg.Graph) -> None:
    assert len(graph.complete("author", "", limit=3)) == 3
    assert graph.complete("author", "ada", limit=0) == []


def test_other_kinds_are_refused(graph: kg.Graph) -> None:
    with pytest.raises(UsageError, match="there are author, category, paper, venue"):
        graph.complete("river", "a")


def test_every_name_completed_is_a_name_to_ask_with(graph: kg.Graph) -> None:
    for name in graph.complete("author", "", limit=99):
        graph.ask("coauthors", author=name)
    for name in graph.complete("venue", ""):
        graph.ask("venue_authors", venue=name)


@given(st.text(st.characters(exclude_categories=("C", "Zl", "Zp")), min_size=1), st.integers(1, 9))
def test_any_name_is_completed_from_its_beginning(name: str, length: int) -> None:
    name = unicodedata.normalize("NFC", name)
    store = MemoryStore(DEFAULT_BASE)
    cluster = f"<{DEFAULT_BASE}name/x>"
    kind = "<https://w3id.org/scholarly-kg/ontology#NameCluster>"
    store.commit(
        [],
        as_block(
            [
                f"{cluster} <http://schema.org/name> {pyoxigraph.Literal(name)} .",
                f"{cluster} <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> {kind} .",
            ]
        ),
    )
    found = kg.Graph(store).complete("author", name[:length])
    assert found == ([name] if name.isprintable() else [])
