"""A graph on a real server: loaded, asked, changed, interrupted; what is not ours left alone."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

import kg
from kg.api import Graph
from kg.errors import ServerRefusal, StoreDamaged, StoreError, UsageError
from kg.store.address import Address
from kg.store.remote import RemoteStore
from kg.store.remote_state import default_folder
from kg.store.server import Endpoints, Server

ROOT = Path(__file__).parents[2]
SEEDS = sorted((ROOT / "seeds").glob("*.*"))
OURS = '<http://example.org/a> <http://example.org/p> "{}" .'
HOSTILE = (
    'quote " and \\" in it',
    "back\\slash",
    "\\u0022 } ; DROP ALL #",
    "\\\\u0022",
    "line\nbreak\r\nand\ttab",
    "\x01\x1f\x7f\u2028\ufffe",
    "李 Zoë \U0001f600",
    "} ; DROP ALL",
)


@pytest.fixture
def graph(server: Server, tmp_path: Path) -> Graph:
    return Graph(RemoteStore(server.address.url, tmp_path / "state"))


@pytest.fixture(scope="module")
def in_memory() -> Graph:
    graph = kg.open_graph()
    graph.load(ROOT / "seeds")
    return graph


def again(graph: Graph) -> Graph:
    """The same graph opened anew, as the next run of a program opens it."""
    store = graph.store
    assert isinstance(store, RemoteStore)
    return Graph(RemoteStore(store.address, store.path))


def send(graph: Graph, *lines: str) -> None:
    with graph.store.writing():
        graph.store.commit([], [f"{line}\n".encode() for line in lines])


def test_a_graph_is_loaded_asked_and_unloaded(graph: Graph, in_memory: Graph) -> None:
    assert not graph.exists
    report = graph.load(ROOT / "seeds")
    assert report.triples == graph.store.triples == in_memory.store.triples
    assert again(graph).check() == []
    assert list(again(graph).lines()) == list(in_memory.lines())
    assert again(graph).info().classes == in_memory.info().classes
    asked: dict[str, Any] = {"author": "Xiuqiang He", "min_shared": 3}
    assert list(again(graph).ask("coauthors", **asked)) == list(in_memory.ask("coauthors", **asked))
    for entry in list(graph.store.entries):
        graph.unload(entry)
    assert graph.store.triples == 0
    assert again(graph).check() == []


def test_loading_the_same_again_does_nothing(graph: Graph, server: Server) -> None:
    graph.load(ROOT / "seeds")
    report = again(graph).load(ROOT / "seeds")
    assert {file.outcome for file in report.files} == {"unchanged"}
    assert report.triples == server.count()


def test_only_what_differs_is_changed(graph: Graph, in_memory: Graph) -> None:
    first, *others = (path for path in SEEDS if path.suffix == ".txt")
    graph.load(first)
    alone = set(graph.lines())
    graph.load(*others)
    assert list(graph.lines()) == list(in_memory.lines())
    assert graph.check() == []
    for path in others:
        graph.unload(path.name)
    assert set(graph.lines()) == alone
    assert graph.check() == []


def test_any_text_arrives_and_can_be_removed(graph: Graph, server: Server) -> None:
    from pyoxigraph import Literal

    lines = [f"<http://example.org/a> <http://example.org/p> {Literal(text)} ." for text in HOSTILE]
    send(graph, *lines)
    found = server.solutions("SELECT ?text { ?s ?p ?text }")
    assert sorted(row["text"].value for row in found) == sorted(HOSTILE)
    assert graph.check() == []
    send(graph, OURS.format("alone"))
    assert server.count() == 1
    assert graph.check() == []


def test_any_text_arrives_by_updates_alone(server: Server, tmp_path: Path) -> None:
    from pyoxigraph import Literal

    updates_only = Endpoints(server.endpoints.query, server.endpoints.update)
    store = RemoteStore(server.address.url, tmp_path / "state", endpoints=updates_only)
    lines = [f"<http://example.org/a> <http://example.org/p> {Literal(text)} ." for text in HOSTILE]
    send(Graph(store), *lines)
    found = server.solutions("SELECT ?text { ?s ?p ?text }")
    assert sorted(row["text"].value for row in found) == sorted(HOSTILE)
    assert store.check() == []


def test_a_graph_is_amended(graph: Graph, server: Server) -> None:
    send(graph, *map(OURS.format, "bcd"))
    gone, come = ([f"{OURS.format(word)}\n".encode() for word in words] for words in ("c", "ea"))
    store = again(graph).store
    with store.writing():
        store.amend([], gone, come)
    assert list(again(graph).lines()) == [OURS.format(word) for word in "abde"]
    assert again(graph).check() == []
    assert server.count() == 4


def test_a_graph_returns_to_what_it_was_before(graph: Graph, server: Server) -> None:
    first, second = (path for path in SEEDS if path.suffix == ".txt")
    graph.load(first)
    with pytest.raises(StoreError, match="no graph before"):
        graph.store.rollback()
    before = list(graph.lines())
    graph.load(second)
    again(graph).store.rollback()
    assert list(again(graph).lines()) == before
    assert again(graph).check() == []
    assert server.count() == len(before)
    (entry,) = again(graph).store.entries.values()
    assert entry.source.file_name == first.name
    with pytest.raises(StoreError, match="no graph before"):
        again(graph).store.rollback()


def test_single_statements_are_looked_up(graph: Graph) -> None:
    from pyoxigraph import Literal

    terms = [str(Literal(text)) for text in HOSTILE]
    subject, predicate = "<http://example.org/a>", "<http://example.org/p>"
    send(graph, *(f"{subject} {predicate} {term} ." for term in terms))
    assert sorted(graph.store.objects(subject, predicate)) == sorted(terms)
    assert graph.store.objects(predicate, subject) == []
    for term in terms:
        assert list(graph.store.subjects(predicate, term)) == [subject]


def test_named_graphs_are_left_alone(graph: Graph, server: Server) -> None:
    server.replace(f"{OURS.format('theirs')}\n".encode(), "http://example.org/theirs")
    graph.load(SEEDS[0].parent)
    for entry in list(graph.store.entries):
        graph.unload(entry)
    assert server.truth("ASK { GRAPH <http://example.org/theirs> { ?s ?p 'theirs' } }")
    server.remove("http://example.org/theirs")
    assert not server.truth("ASK { GRAPH ?g { ?s ?p ?o } }")


def test_a_server_that_holds_other_things_is_refused(graph: Graph, server: Server) -> None:
    server.add(f"{OURS.format('theirs')}\n".encode())
    with pytest.raises(StoreError, match="its default graph holds 1 triples of which"):
        graph.load(ROOT / "seeds")
    assert server.count() == 1


def test_what_something_else_wrote_is_noticed(graph: Graph, server: Server) -> None:
    send(graph, OURS.format("a"), OURS.format("b"))
    server.update(f"DELETE DATA {{ {OURS.format('a')} }} ; INSERT DATA {{ {OURS.format('c')} }}")
    assert [finding.partition(": ")[2] for finding in again(graph).check()] == [
        "1 triples are missing",
        "1 triples are not from here",
    ]
    server.add(f"{OURS.format('d')}\n".encode())
    with pytest.raises(StoreDamaged, match="holds 3 triples, but 2 were"):
        send(again(graph), OURS.format("e"))


def test_a_server_that_was_emptied_is_filled_again(graph: Graph, server: Server) -> None:
    graph.load(ROOT / "seeds")
    server.update("DROP ALL")
    assert again(graph).check() != []
    report = again(graph).load(ROOT / "seeds")
    assert {file.outcome for file in report.files} == {"unchanged"}
    assert again(graph).check() == []


def test_a_server_can_be_asked_without_the_folder(
    graph: Graph, tmp_path: Path, in_memory: Graph
) -> None:
    graph.load(ROOT / "seeds")
    store = graph.store
    assert isinstance(store, RemoteStore)
    other = Graph(RemoteStore(store.address, tmp_path / "elsewhere"))
    assert other.exists
    assert other.base == graph.base
    assert list(other.lines()) == list(in_memory.lines())
    assert len(list(other.ask("coauthors", author="Xiuqiang He"))) > 3
    with pytest.raises(StoreError, match="knows nothing"):
        other.load(ROOT / "seeds")
    assert not (tmp_path / "elsewhere").exists()


def test_the_base_is_told_by_the_server(server: Server, tmp_path: Path) -> None:
    base = "https://example.org/mine/"
    Graph(RemoteStore(server.address.url, tmp_path / "state", base)).load(ROOT / "seeds")
    assert RemoteStore(server.address.url, tmp_path / "elsewhere").base == base
    with pytest.raises(StoreError, match="base"):
        RemoteStore(server.address.url, tmp_path / "state", "https://example.org/other/")


@pytest.mark.parametrize(
    "query", ["SELEKT", "SELECT * { ?s ?p", "DROP ALL", "SELECT * { a:b ?p ?o }"]
)
def test_a_wrong_query_is_explained_as_for_any_store(
    graph: Graph, in_memory: Graph, query: str
) -> None:
    messages = []
    for asked in (graph, in_memory):
        with pytest.raises(UsageError) as raised:
            asked.sparql(query)
        messages.append(str(raised.value))
    assert messages[0] == messages[1]


def test_every_form_of_query_is_answered(graph: Graph) -> None:
    send(graph, OURS.format("a"))
    assert graph.sparql("ASK { ?s ?p 'a' }") is True
    assert graph.sparql("PREFIX mine: <http://example.org/> ASK { mine:b ?p ?o }") is False
    assert [str(triple) for triple in graph.sparql("CONSTRUCT WHERE { ?s ?p ?o }")]  # type: ignore[union-attr]
    assert len(list(graph.sparql("SELECT * { ?s ?p ?o }"))) == 1  # type: ignore[arg-type]


LOAD = """
import sys
from pathlib import Path
from kg.store import push
from kg.store.remote import RemoteStore

push.ADD_BYTES = push.REMOVE_BYTES = 10_000
address, folder, *lines = sys.argv[1:]
store = RemoteStore(address, Path(folder))
with store.writing():
    store.commit([], ["\\n".join([*lines, ""]).encode()])
"""


@pytest.mark.parametrize("changes", [1, 700, 1200])
def test_a_load_that_was_killed_is_finished_by_the_next(
    graph: Graph, server: Server, changes: int
) -> None:
    old, new = ([OURS.format(f"{word} {n}") for n in range(1000)] for word in ("old", "new"))
    send(graph, *old)
    store = graph.store
    assert isinstance(store, RemoteStore)
    command = [sys.executable, "-c", LOAD, store.address, str(store.path), *new]
    process = subprocess.Popen(command, env={**os.environ, "PYTHONPATH": str(ROOT)})
    while process.poll() is None and arrived(store.path) < changes:
        time.sleep(0.001)
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
    halfway = again(graph)
    with pytest.raises(StoreError, match="a part of what is being loaded"):
        halfway.sparql("ASK { ?s ?p ?o }")
    assert "a load was interrupted" in halfway.check()[0]
    with halfway.store.writing():
        pass
    assert again(graph).check() == []
    assert list(again(graph).lines()) == sorted(new)
    assert server.count() == len(new)


def arrived(folder: Path) -> int:
    import json

    try:
        state = json.loads((folder / "server.json").read_text("utf-8"))
    except FileNotFoundError:
        return 0
    return int(state["done"]) if state["coming"] else 0


def test_two_writers_do_not_meet(graph: Graph) -> None:
    from kg.errors import StoreLocked

    with graph.store.writing(), pytest.raises(StoreLocked):
        again(graph).load(ROOT / "seeds")


def test_a_folder_belongs_to_one_server(graph: Graph) -> None:
    send(graph, OURS.format("a"))
    store = graph.store
    assert isinstance(store, RemoteStore)
    with pytest.raises(StoreError, match="belongs to"):
        RemoteStore("http://127.0.0.1:1/other", store.path)


def test_an_address_without_a_server_says_what_to_give(server: Server, tmp_path: Path) -> None:
    store = RemoteStore(f"{server.address.url}/nothing", tmp_path / "state")
    with pytest.raises((StoreError, ServerRefusal), match="answers no SPARQL queries"):
        store.query("ASK { ?s ?p ?o }")


def test_credentials_reach_no_file(server: Server, tmp_path: Path) -> None:
    secret = server.address.url.replace("http://", "http://ada:s3cret@")
    send(Graph(RemoteStore(secret, tmp_path / "state")), OURS.format("a"))
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert files
    assert not any(b"s3cret" in path.read_bytes() for path in files)
    assert "s3cret" not in str(default_folder(Address.of(secret).url))
