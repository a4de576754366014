"""Queries end when they are told to: in time, in memory, in rows, and at an interrupt."""

from __future__ import annotations

import csv
import gc
import io
import json
import os
import signal
import subprocess
import sys
import threading
import time
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import islice, pairwise
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import Literal

import kg
from kg.api import Graph
from kg.errors import (
    AnswerCut,
    BoundReached,
    QueryError,
    QueryMemory,
    QueryTimeout,
    StoreError,
    UsageError,
)
from kg.questions import Answer, questions
from kg.sparql import check_query, run_query
from kg.store.results import Solutions, Triples
from kg.store.server import Endpoints
from tests.faults import processes_of

ROOT = Path(__file__).parents[2]
NAMES = "SELECT ?name { ?thing schema:name ?name }"
NUMBERS = "SELECT * { VALUES ?n { 1 2 3 4 } }"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
HOPELESS = "SELECT ?a { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?c + ?f + ?i < 0) }"
STAR = f"ASK {{ {' . '.join(f'?s ?p{n} ?o{n}' for n in range(89))} }}"
LONG = {"count": ENDLESS, "search": HOPELESS, "plan": STAR}
BOMBS = {
    "distinct": "SELECT (COUNT(*) AS ?n) { { SELECT DISTINCT * { ?a ?b ?c . ?d ?e ?f } } }",
    "order": "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?f",
    "text": "SELECT (GROUP_CONCAT(?t) AS ?u) { ?a ?b ?c . ?d ?e ?f"
    " BIND(CONCAT(STR(?a), STR(?a), STR(?a), STR(?a)) AS ?t) }",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bounds") / "store"
    kg.open_graph(folder).load(ROOT / "seeds")
    return folder


@pytest.fixture
def graph(folder: Path) -> Graph:
    # What an exception of the test before has kept.
    gc.collect()
    return kg.open_graph(folder)


def rows(graph: Graph, query: str, **bounds: Any) -> list[Any]:
    return list(table(graph, query, **bounds))


def table(graph: Graph, query: str, **bounds: Any) -> Answer:
    answer = graph.sparql(query, **bounds)
    assert isinstance(answer, Answer)
    return answer


def workers() -> list[int]:
    """The processes that this one has started to answer queries, and that still run."""
    children = Path(f"/proc/{os.getpid()}/task").glob("*/children")
    found = [int(number) for path in children for number in path.read_text().split()]
    return [number for number in found if b"query_worker" in command_of(number)]


def command_of(process: int) -> bytes:
    with suppress(OSError):
        return Path(f"/proc/{process}/cmdline").read_bytes()
    return b""


def soon(true: Callable[[], object]) -> bool:
    end = time.monotonic() + 20
    while not true() and time.monotonic() < end:
        time.sleep(0.01)
    return bool(true())


@pytest.mark.parametrize(
    "query",
    [
        NAMES,
        "SELECT * { ?s ?p ?o }",
        "SELECT * { VALUES (?a ?b) { (UNDEF 1) (2 UNDEF) (UNDEF UNDEF) } }",
        "SELECT ?a { VALUES ?a { UNDEF 1 UNDEF } }",
        "SELECT * {}",
        "SELECT ?a { FILTER(false) }",
        "SELECT ?a\u1680b ?Ünï { VALUES ?a\u1680b { 1 } }",
        r"""SELECT ?x { VALUES ?x { "a\tb\nc\rd\"e\\f" "x"@en "x"@en--ltr 01 +1 1.0 1e0 true ""
            "\u0000\u000B\u0085\u2028" "01"^^xsd:boolean "x"^^xsd:integer "1."^^xsd:decimal
            <http://example.org/é> <<( <http://a> <http://b> "c\t\n" )>> } }""",
        f"SELECT * {{ VALUES ?x {{ {' '.join(str(Literal('é' * n)) for n in range(100))} }} }}",
        f"SELECT * {{ BIND(1 AS ?{'x' * 9000}) BIND(2 AS ?y) }}",
        'SELECT ?long { BIND(REPLACE("' + "x" * 1000 + '", "x", "' + "y" * 1000 + '") AS ?long) }',
    ],
)
def test_rows_are_those_of_the_engine(graph: Graph, query: str) -> None:
    solutions = run_query(graph.store, query)
    assert isinstance(solutions, Solutions)
    wanted: Any = graph.store.query(query)
    assert solutions.variables == wanted.variables
    assert [tuple(row) for row in solutions] == [tuple(row) for row in wanted]


def test_truths_and_triples_are_those_of_the_engine(graph: Graph) -> None:
    assert graph.sparql("ASK { ?s ?p ?o }") is True
    assert graph.sparql("ASK { ?s ?s ?s }") is False
    construct = "CONSTRUCT { ?s schema:name ?n . ?s ?s 'a b _: \\n' } { ?s schema:name ?n }"
    wanted: Any = graph.store.query(construct)
    triples = graph.sparql(construct)
    assert isinstance(triples, Triples)
    assert list(triples) == list(wanted)


@pytest.mark.parametrize("name", LONG)
def test_a_query_ends_in_time_even_while_it_is_planned(graph: Graph, name: str) -> None:
    check_query(LONG[name])
    graph.sparql("ASK {}")
    started = time.monotonic()
    with pytest.raises(QueryTimeout, match=r"0\.2 s"):
        rows(graph, LONG[name], timeout=0.2)
    assert time.monotonic() - started < 2
    assert workers() == []
    assert graph.sparql("ASK { ?s ?p ?o }") is True


def test_a_question_ends_in_time(graph: Graph) -> None:
    with pytest.raises(QueryTimeout):
        list(graph.ask("papers_with_code", timeout=1e-6))
    with pytest.raises(QueryTimeout):
        graph.ask("coauthors", author="Xiuqiang He", timeout=1e-6)
    answer = graph.ask("coauthors", author="Xiuqiang He", timeout=20)
    assert list(answer) == list(answer) == list(graph.ask("coauthors", author="Xiuqiang He"))


def test_all_that_is_asked_reads_the_same_opened_graph(graph: Graph) -> None:
    def ask() -> tuple[Answer, int]:
        answer = graph.ask("coauthors", author="Xiuqiang He", timeout=20)
        assert len(list(answer)) > 3
        files = [path.resolve() for path in Path("/proc/self/fd").iterdir()]
        return answer, sum(file.suffix == ".sst" for file in files)

    first, *others = [ask() for _ in range(5)]
    assert {number for _, number in others} == {first[1]}


def test_rows_without_end_end_in_time(graph: Graph) -> None:
    started = time.monotonic()
    read = iter(table(graph, "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", timeout=3))
    assert len(list(islice(read, 1000))) == 1000
    with pytest.raises(QueryTimeout):
        list(read)
    assert time.monotonic() - started < 6


def test_each_reading_of_an_answer_has_its_time(graph: Graph) -> None:
    answer = graph.ask("papers_with_code", timeout=3)
    whole = list(answer)
    time.sleep(3)
    assert list(answer) == whole


@pytest.mark.parametrize("name", BOMBS)
def test_a_query_ends_when_it_needs_too_much_memory(
    folder: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("KG_QUERY_MEMORY", "0.2")
    graph = kg.open_graph(folder)
    with pytest.raises(QueryMemory, match=r"0\.2 GiB.*KG_QUERY_MEMORY"):
        rows(graph, BOMBS[name], timeout=60)
    assert graph.sparql("ASK { ?s ?p ?o }") is True


def test_a_row_longer_than_a_process_should_hold_is_refused(graph: Graph) -> None:
    steps = "abcdefghijklmnopqrs"
    doubled = " ".join(f"BIND(CONCAT(?{a}, ?{a}) AS ?{b})" for a, b in pairwise(steps))
    with pytest.raises(BoundReached, match="longer than"):
        rows(graph, f"SELECT ?s {{ BIND('{'x' * 100}' AS ?a) {doubled} }}")


@pytest.mark.parametrize("number", ["0", "-1", "much", "nan", "inf"])
def test_memory_is_a_number(folder: Path, monkeypatch: pytest.MonkeyPatch, number: str) -> None:
    monkeypatch.setenv("KG_QUERY_MEMORY", number)
    with pytest.raises(UsageError, match="KG_QUERY_MEMORY"):
        kg.open_graph(folder).sparql("ASK {}")


@pytest.mark.parametrize(
    "bounds", [{"timeout": -1}, {"timeout": float("nan")}, {"max_rows": 0}, {"max_rows": -1}]
)
def test_bounds_are_numbers_that_can_be_kept(graph: Graph, bounds: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match=next(iter(bounds))):
        graph.sparql(NAMES, **bounds)
    with pytest.raises(UsageError, match=next(iter(bounds))):
        graph.ask("venue_papers", venue="NeurIPS", **bounds)


def test_an_answer_that_is_cut_says_so_after_its_last_row(graph: Graph) -> None:
    whole = rows(graph, NAMES)
    assert rows(graph, NAMES, max_rows=len(whole)) == whole
    question = list(graph.ask("coauthors", author="Xiuqiang He"))
    for all_rows, answer in (
        (whole, table(graph, NAMES, max_rows=3)),
        ([(1,), (2,), (3,)], table(kg.open_graph(), NUMBERS, max_rows=3)),
        (question, graph.ask("coauthors", author="Xiuqiang He", max_rows=3)),
    ):
        read = iter(answer)
        assert list(islice(read, 3)) == all_rows[:3]
        with pytest.raises(AnswerCut, match="after 3 rows"):
            next(read)


def test_no_question_has_a_parameter_that_is_a_bound() -> None:
    taken = {parameter.name for asked in questions() for parameter in asked.parameters}
    assert not taken & {"timeout", "max_rows", "question"}


def test_one_process_answers_many_queries(graph: Graph) -> None:
    graph.sparql("ASK {}")
    (worker,) = workers()
    for number in range(300):
        assert rows(graph, f"SELECT (({number}) AS ?n) {{}}") == [(number,)]
        with pytest.raises(QueryError):
            graph.sparql("SELECT")
    assert workers() == [worker]


def kill_at_work(process: int, idle: int) -> None:
    """Kill a process when it has used some time beyond what it had while it was idle."""
    assert soon(lambda: ticks(process) > idle + 5)
    os.kill(process, signal.SIGKILL)


def ticks(process: int) -> int:
    """The processor time of a process, in hundredths of a second."""
    return int(Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[11])


def test_a_process_that_is_killed_is_an_error_and_then_replaced(graph: Graph) -> None:
    graph.sparql("ASK {}")
    (worker,) = workers()
    killing = threading.Thread(target=kill_at_work, args=(worker, ticks(worker)))
    killing.start()
    with pytest.raises(StoreError, match="signal 9"):
        rows(graph, ENDLESS)
    killing.join()
    assert soon(lambda: worker not in workers())
    assert graph.sparql("ASK { ?s ?p ?o }") is True


def test_a_process_that_is_killed_while_it_is_idle_is_replaced(graph: Graph) -> None:
    # At first it looks alive: it is dead only when all of its threads are.
    for _ in range(20):
        graph.sparql("ASK {}")
        (worker,) = workers()
        os.kill(worker, signal.SIGKILL)
        assert graph.sparql("ASK { ?s ?p ?o }") is True
        assert soon(lambda: worker not in workers())  # noqa: B023 - called at once


def test_threads_ask_at_the_same_time_and_read_what_another_asked(graph: Graph) -> None:
    whole = rows(graph, NAMES)
    answers: list[list[Any]] = []

    def ask() -> None:
        answers.extend(rows(graph, NAMES) for _ in range(20))

    both = [threading.Thread(target=ask) for _ in range(2)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    assert answers == [whole] * 40
    begun = iter(table(graph, "SELECT * { ?a ?b ?c . ?d ?e ?f }"))
    next(begun)
    other = threading.Thread(target=lambda: answers.append(list(islice(begun, 5000))))
    other.start()
    other.join()
    assert len(answers[-1]) == 5000


def test_what_is_not_read_to_its_end_leaves_nothing_running(graph: Graph) -> None:
    answer = table(graph, "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")
    for _ in answer:
        assert len(rows(graph, NAMES)) > 1
        break
    assert len(workers()) == 2
    del answer, _
    gc.collect()
    assert len(workers()) == 1
    graph.sparql("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")
    gc.collect()
    assert workers() == []
    assert len(rows(graph, NAMES)) > 1
    del graph
    gc.collect()


def test_a_graph_that_is_gone_leaves_no_process(folder: Path) -> None:
    graph = kg.open_graph(folder)
    graph.sparql("ASK {}")
    assert len(workers()) == 1
    del graph
    gc.collect()
    assert workers() == []


def test_queries_see_what_was_loaded_last(tmp_path: Path) -> None:
    graph = kg.open_graph(tmp_path / "store")
    seeds = sorted((ROOT / "seeds").glob("*.txt"))
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    for seed in seeds:
        report = graph.load(seed)
        assert rows(graph, count) == [(report.triples,)]
        assert len(workers()) == 1


FORKING = """
import os, sys
import kg

graph = kg.open_graph(sys.argv[1])
assert graph.sparql("ASK { ?s ?p ?o }") is True
child = os.fork()
if child == 0:
    del graph
    sys.exit(0)
assert os.waitpid(child, 0)[1] == 0
assert graph.sparql("ASK { ?s ?p ?o }") is True
child = os.fork()
if child == 0:
    sys.exit(graph.sparql("ASK { ?s ?p ?o }") is not True)
assert graph.sparql("ASK { ?s ?p ?o }") is True
assert os.waitpid(child, 0)[1] == 0
assert graph.sparql("ASK { ?s ?p ?o }") is True
"""


def test_a_fork_of_the_process_does_not_disturb_its_queries(folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", FORKING, folder],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert (done.returncode, done.stderr) == (0, "")


@contextmanager
def asking(folder: Path, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """``kg sparql`` with a query without end, in a session of its own, at work."""
    with subprocess.Popen(
        [sys.executable, "-m", "kg", "sparql", ENDLESS, "--store", folder, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as process:

        def at_work() -> bool:
            found = [n for n in processes_of(process.pid) if b"query_worker" in command_of(n)]
            return any(seconds_of(number) > 0.3 for number in found)

        try:
            assert soon(at_work)
            yield process
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def seconds_of(process: int) -> float:
    """What a process has used of the processor."""
    with suppress(OSError):
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return 0.0


@pytest.mark.parametrize("whole_group", [True, False])
def test_an_interrupt_ends_a_query_at_once(folder: Path, whole_group: bool) -> None:
    with asking(folder, "--timeout", "0") as process:
        started = time.monotonic()
        if whole_group:
            os.killpg(process.pid, signal.SIGINT)
        else:
            process.send_signal(signal.SIGINT)
        output, said = process.communicate(timeout=20)
        assert time.monotonic() - started < 2
        assert process.returncode == 130
        assert (output, b"interrupted" in said, b"Traceback" in said) == (b"", True, False)
        assert processes_of(process.pid) == []


def test_a_query_does_not_outlive_the_one_who_asked(folder: Path) -> None:
    with asking(folder) as process:
        process.kill()
        process.wait()
        assert soon(lambda: processes_of(process.pid) == [])


Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def run(folder: Path) -> Run:
    def ran(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "kg", *arguments],
            capture_output=True,
            text=True,
            encoding="utf-8",
            env={**os.environ, "PYTHONPATH": str(ROOT), "KG_STORE": str(folder)},
            timeout=60,
            check=False,
        )

    return ran


def test_the_command_line_says_which_bound_was_reached(run: Run) -> None:
    done = run("sparql", STAR, "--timeout", "0.01")
    assert (done.returncode, done.stdout) == (1, "")
    assert "0.01 s" in done.stderr
    assert "--timeout" in done.stderr
    assert run("ask", "papers_with_code", "--timeout", "0.000001").returncode == 1
    for wrong in ("-1", "soon"):
        assert run("sparql", "ASK {}", "--timeout", wrong).returncode == 2
    for wrong in ("0", "-1", "few"):
        assert run("ask", "papers_with_code", "--max-rows", wrong).returncode == 2


def test_what_is_written_of_a_cut_answer_is_well_formed(run: Run) -> None:
    read: dict[str, Callable[[str], int]] = {
        "csv": lambda text: len(list(csv.reader(io.StringIO(text)))) - 1,
        "tsv": lambda text: text.count("\n") - 1,
        "json": lambda text: len(json.loads(text)["results"]["bindings"]),
        "xml": lambda text: len(ET.fromstring(text)[1]),  # noqa: S314 - our own
        "table": lambda text: text.count("\n") - 2,
    }
    for format_name, rows_in in read.items():
        done = run("sparql", NAMES, "--format", format_name, "--max-rows", "3")
        assert (done.returncode, rows_in(done.stdout)) == (1, 3), format_name
        assert "cut after 3 rows" in done.stderr
    done = run("ask", "papers_with_code", "--format", "json", "--max-rows", "2")
    assert (done.returncode, len(json.loads(done.stdout))) == (1, 2)
    assert "cut after 2 rows" in done.stderr
    done = run("sparql", f"CONSTRUCT WHERE {NAMES[13:]}", "--format", "ntriples", "--max-rows", "2")
    assert (done.returncode, done.stdout.count("\n")) == (1, 2)
    done = run("sparql", f"{NAMES} LIMIT 3", "--format", "csv", "--max-rows", "3")
    assert (done.returncode, done.stderr) == (0, "")


class Hanging(BaseHTTPRequestHandler):
    """A server that takes its time."""

    def do_POST(self) -> None:
        time.sleep(2)

    def log_message(self, format: str, *args: Any) -> None:
        """Tests are quiet."""


def test_a_server_is_waited_for_as_long_as_allowed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KG_STATE", str(tmp_path))
    server = ThreadingHTTPServer(("127.0.0.1", 0), Hanging)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        url = f"http://127.0.0.1:{server.server_address[1]}"
        graph = kg.open_graph(url, base="http://example.org/", endpoints=Endpoints(f"{url}/query"))
        started = time.monotonic()
        with pytest.raises(QueryTimeout, match=r"0\.3 s"):
            graph.sparql("ASK {}", timeout=0.3)
        with pytest.raises(QueryTimeout, match=r"0\.3 s"):
            list(graph.ask("papers_with_code", timeout=0.3))
        assert time.monotonic() - started < 1.5
    finally:
        server.shutdown()
        server.server_close()
