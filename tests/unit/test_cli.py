"""The command line as a person types it: streams, exit codes, messages."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.pages import arrow_page, invented_papers

ROOT = Path(__file__).parents[2]
NAME = "Mara Lindqvist"
PAPERS = invented_papers(3, seed=5)

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Runs ``kg`` in an empty folder; standard input is ``stdin``."""

    def ran(*arguments: str, stdin: str = "", **env: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "kg", *arguments],
            input=stdin,
            capture_output=True,
            text=True,
            encoding="utf-8",
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", **env},
            timeout=60,
            check=False,
        )

    return ran


@pytest.fixture
def loaded(run: Run, tmp_path: Path) -> Run:
    (tmp_path / "page.txt").write_text(arrow_page(NAME, PAPERS), encoding="utf-8")
    done = run("load", "page.txt")
    assert done.returncode == 0, done.stderr
    return run


def test_load_says_what_a_changed_file_replaces(loaded: Run, tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text(arrow_page(NAME, PAPERS[:2]), encoding="utf-8")
    done = loaded("load", "page.txt")
    assert "loaded    page.txt: 2 records, arrow\n  in place of what this file held" in done.stderr
    assert "--keep" in done.stderr
    (tmp_path / "page.txt").write_text(arrow_page(NAME, PAPERS), encoding="utf-8")
    assert "in place of" not in loaded("load", "page.txt", "--keep").stderr


def test_load_reports_on_standard_error_only(run: Run, tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text(arrow_page(NAME, PAPERS), encoding="utf-8")
    done = run("load", "page.txt")
    assert done.stdout == ""
    assert "loaded    page.txt: 3 records, arrow" in done.stderr
    assert "3 records read = 3 loaded + 0 merged + 0 rejected" in done.stderr
    assert (tmp_path / "kg-store" / "current").is_file()


def test_the_store_is_where_the_environment_says(run: Run, tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text(arrow_page(NAME, PAPERS), encoding="utf-8")
    assert run("load", "page.txt", KG_STORE="elsewhere").returncode == 0
    assert (tmp_path / "elsewhere" / "current").is_file()
    assert run("info", KG_STORE="elsewhere").returncode == 0


def test_ask_works_as_typed(loaded: Run) -> None:
    coauthor = next(m.name for m in PAPERS[0].mentions if m.name != NAME)
    done = loaded("ask", "coauthors", NAME)
    assert done.returncode == 0, done.stderr
    assert coauthor in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 80


def test_json_of_ask_is_a_list_of_flat_objects(loaded: Run) -> None:
    rows = json.loads(loaded("ask", "author_papers", NAME, "--format", "json").stdout)
    assert {row["title"] for row in rows} == {paper.title for paper in PAPERS}
    lines = loaded("ask", "author_papers", NAME, "--format", "ndjson").stdout.splitlines()
    assert [json.loads(line) for line in lines] == rows


def test_every_question_is_listed_and_has_help(run: Run) -> None:
    listed = run("ask")
    assert listed.returncode == 0
    assert "coauthors AUTHOR" in listed.stdout
    help_text = run("ask", "coauthors", "--help").stdout
    assert "--min-shared" in help_text
    assert "Example" in help_text


def test_an_unknown_name_lists_close_ones_and_guesses_nothing(loaded: Run) -> None:
    done = loaded("ask", "coauthors", "Mara Lindqvis")
    assert done.returncode == 2
    assert done.stdout == ""
    assert NAME in done.stderr


def test_an_unknown_question_or_command_is_wrong_use(loaded: Run) -> None:
    done = loaded("ask", "coauthor", NAME)
    assert done.returncode == 2
    assert "coauthors" in done.stderr
    assert loaded("lod").returncode == 2


def test_a_missing_store_says_what_to_do(run: Run) -> None:
    for command in (["ask", "coauthors", NAME], ["info"], ["export"], ["sparql", "ASK {}"]):
        done = run(*command)
        assert done.returncode == 1
        assert "kg load PATH" in done.stderr
        assert "Traceback" not in done.stderr


def test_what_show_prints_runs_as_it_stands(loaded: Run) -> None:
    shown = loaded("ask", "coauthors", NAME, "--show").stdout
    assert "mara_lindqvist" in shown
    answer = json.loads(loaded("sparql", "-", "--format", "json", stdin=shown).stdout)
    rows = json.loads(loaded("ask", "coauthors", NAME, "--format", "json").stdout)
    assert len(answer["results"]["bindings"]) == len(rows) > 0


def test_sparql_knows_the_prefixes_and_every_format(loaded: Run, tmp_path: Path) -> None:
    query = "SELECT ?title WHERE { ?p a schema:ScholarlyArticle ; schema:name ?title }"
    (tmp_path / "q.rq").write_text(query)
    for format_name in ("table", "csv", "tsv", "json", "xml"):
        done = loaded("sparql", "q.rq", "--format", format_name)
        assert done.returncode == 0, done.stderr
        assert PAPERS[0].title[:20] in done.stdout
    construct = "CONSTRUCT WHERE { ?p a schema:ScholarlyArticle }"
    for format_name, sign in (("turtle", "@prefix"), ("ntriples", "<http"), ("jsonld", "@graph")):
        done = loaded("sparql", construct, "--format", format_name)
        assert done.returncode == 0, done.stderr
        assert sign in done.stdout
    nameless = "CONSTRUCT { [] schema:name ?n } WHERE { ?p schema:name ?n }"
    for format_name, code in (("turtle", 0), ("ntriples", 0), ("jsonld", 2)):
        assert loaded("sparql", nameless, "--format", format_name).returncode == code
    assert loaded("sparql", "ASK { ?p a schema:ScholarlyArticle }").stdout.strip() == "yes"
    assert loaded("sparql", construct, "--format", "csv").returncode == 2


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("SELECT ?x WHERE {\n ?x schema:name }", "line 2"),
        ("SELECT ?x WHERE { ?x shema:name ?y }", "did you mean schema:?"),
        ("SELECT ?x WHERE { SERVICE <http://127.0.0.1:1/> { ?x ?y ?z } }", "SERVICE"),
        ("SELECT " + "(" * 5000 + "1", "too large"),
        ("", "neither a query"),
        ("nowhere.rq", "nor a file"),
        ("DROP ALL", "nor a file"),
    ],
)
def test_a_query_that_cannot_be_run_is_explained(loaded: Run, query: str, said: str) -> None:
    done = loaded("sparql", query)
    assert done.returncode == 2, done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_info_check_and_unload(loaded: Run) -> None:
    info = json.loads(loaded("info", "--format", "json").stdout)
    assert info["classes"]["http://schema.org/ScholarlyArticle"] == 3
    assert info["sources"][0]["records"]["loaded"] == 3
    assert "page.txt" in loaded("info").stdout
    assert "3 read" in loaded("info", "page.txt").stdout
    assert loaded("check").returncode == 0
    assert loaded("unload", "page.txt").returncode == 0
    assert json.loads(loaded("info", "--format", "json").stdout)["triples"] == 0
    assert loaded("unload", "page.txt").returncode == 2


def test_check_fails_when_a_byte_has_changed(loaded: Run, tmp_path: Path) -> None:
    path = next((tmp_path / "kg-store" / "segments").glob("*.zst"))
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)
    done = loaded("check")
    assert done.returncode == 1
    assert path.name in done.stderr


def test_export_writes_a_file_and_equal_bytes(loaded: Run, tmp_path: Path) -> None:
    for format_name in ("turtle", "jsonld", "ntriples", "nquads"):
        printed = loaded("export", "--format", format_name).stdout
        assert loaded("export", "--format", format_name, "-o", "out").returncode == 0
        assert (tmp_path / "out").read_text(encoding="utf-8") == printed
    for name, format_name in (("g.jsonld", "jsonld"), ("g.nt", "ntriples"), ("g.txt", "turtle")):
        assert loaded("export", "-o", name).returncode == 0
        printed = loaded("export", "--format", format_name).stdout
        assert (tmp_path / name).read_text(encoding="utf-8") == printed
    assert "abstract" not in loaded("export", "--without", "abstract").stdout
    assert "void:triples" in loaded("export", "--void").stdout
    assert loaded("export", "--format", "excel").returncode == 2
    assert loaded("export", "--without", "abstrakt").returncode == 2


def test_a_place_that_cannot_be_written_is_named(loaded: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    for arguments in (["export", "-o", "no/such/folder.ttl"], ["info", "--store", "file"]):
        done = loaded(*arguments)
        assert done.returncode in {1, 2}
        assert arguments[2] in done.stderr
        assert "Traceback" not in done.stderr


def test_the_graph_validates(loaded: Run) -> None:
    done = loaded("validate")
    assert done.returncode == 0, done.stdout
    assert "conforms" in done.stderr


def test_strict_ends_with_3_and_a_failed_file_with_1(run: Run, tmp_path: Path) -> None:
    page = arrow_page(NAME, PAPERS).replace("Conference 20", "Conference MM")
    (tmp_path / "page.txt").write_text(page, encoding="utf-8")
    strict = run("load", "page.txt", "--strict")
    assert strict.returncode == 3
    assert "rejected at line" in strict.stderr
    assert (tmp_path / "kg-store" / "current").exists()
    assert run("load", "page.txt").returncode == 0
    assert run("load", "nowhere.txt").returncode == 1
    assert run("load").returncode == 2
    assert run("load", "page.txt", "--retrieved", "yesterday").returncode == 2


def test_a_terminal_that_is_not_utf8_gets_escapes_and_data_is_utf8(loaded: Run) -> None:
    done = loaded("ask", "author_papers", NAME, PYTHONIOENCODING="ascii")
    assert done.returncode == 0, done.stderr
    assert "\\u2026" in done.stdout
    done = loaded("ask", "author_papers", NAME, "--format", "csv", PYTHONIOENCODING="ascii")
    assert PAPERS[0].title in done.stdout


def test_hostile_names_do_not_reach_the_terminal_raw(run: Run, tmp_path: Path) -> None:
    page = arrow_page(NAME, PAPERS).replace(PAPERS[0].mentions[1].name, "Ev\x1b[2Jil \u202eName")
    (tmp_path / "page.txt").write_text(page, encoding="utf-8")
    assert run("load", "page.txt").returncode == 0
    done = run("ask", "coauthors", NAME)
    assert done.returncode == 0
    assert "\x1b" not in done.stdout
    assert "\u202e" not in done.stdout


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_shell_completion_knows_commands_and_questions(run: Run, shell: str) -> None:
    assert "_KG_COMPLETE" in run(_KG_COMPLETE=f"{shell}_source").stdout
    done = run(_KG_COMPLETE="bash_complete", COMP_WORDS="kg ask coauth", COMP_CWORD="2")
    assert "coauthors" in done.stdout


def test_every_command_has_help_with_an_example(run: Run) -> None:
    listed = run("--help").stdout
    modules = (ROOT / "kg" / "cli" / "commands").glob("[a-z]*.py")
    commands = [path.stem.replace("_", "-") for path in modules]
    assert len(commands) >= 10
    for command in commands:
        assert f"\n  {command} " in listed
        assert f"kg {command}" in run(command, "--help").stdout.partition("Example")[2]


def test_an_interrupt_while_writing_leaves_the_old_graph(loaded: Run, tmp_path: Path) -> None:
    for number in range(12):
        page = arrow_page(f"Name {number}", invented_papers(100, seed=number))
        (tmp_path / f"more-{number}.txt").write_text(page, encoding="utf-8")
    before = loaded("export", "--format", "nquads").stdout
    process = subprocess.Popen(
        [sys.executable, "-m", "kg", "load", *(f"more-{number}.txt" for number in range(12))],
        stderr=subprocess.PIPE,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    snapshots = tmp_path / "kg-store" / "snapshots"
    deadline = time.monotonic() + 60
    while not (snapshots / "2.partial").exists() and time.monotonic() < deadline:
        time.sleep(0.005)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert b"nothing half-done" in said
    assert [path.name for path in snapshots.iterdir()] == ["1"]
    assert loaded("check").returncode == 0
    assert loaded("export", "--format", "nquads").stdout == before
