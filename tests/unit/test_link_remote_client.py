"""Somebody else's endpoint: asked politely, in batches, and never misunderstood when it fails."""

from __future__ import annotations

import re
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
from pyoxigraph import Literal

import kg
from kg.errors import (
    NoWholeAnswer,
    QueryError,
    ServerError,
    ServerRefusal,
    ServerUnreachable,
    StoreDamaged,
    UsageError,
)
from kg.link.remote.answers import NoAnswer, Reply
from kg.link.remote.batches import Batching, in_batches
from kg.link.remote.cache import Cache
from kg.link.remote.client import CUT_AT, Client
from kg.link.remote.endpoint import RemoteEndpoint
from kg.store.http import Limits
from tests.misbehaving import ERRORS, LIMITS, Loopback, loopback

__all__ = ["loopback"]

TEMPLATE = """SELECT ?asked ?said WHERE {
  VALUES ?asked { "a" }
  ?said <http://example.org/of> ?asked
}
"""
QUICK = Limits(seconds=2.0, tries=1, pause=0.01)
CELL = '{{"type": "literal", "value": "{0}"}}'
ROW = f'{{{{"asked": {CELL}, "said": {CELL.replace("{0}", "of {0}")}}}}}'
TABLES = sorted(ERRORS.keys() - {"table-for-ask", "statements-about-statements"})


class Sparql(ThreadingHTTPServer):
    """Says one row of each thing that is asked for, or does as a test wants."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answering)
        self.batches: list[list[str]] = []
        self.queries: list[str] = []
        self.agents: set[str | None] = set()
        self.authorizations: set[str | None] = set()
        self.refusal: Callable[[list[str]], tuple[int, dict[str, str]] | None] = lambda _: None
        self.answered: Callable[[list[str]], list[str]] = lambda asked: asked

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/sparql"


class Answering(BaseHTTPRequestHandler):
    server: Sparql

    def do_POST(self) -> None:
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        asked = re.findall(r'"(\w+)"', form["query"][0])
        self.server.batches.append(asked)
        self.server.queries.append(form["query"][0])
        self.server.agents.add(self.headers["User-Agent"])
        self.server.authorizations.add(self.headers["Authorization"])
        refusal = self.server.refusal(asked)
        rows = ", ".join(ROW.format(one) for one in self.server.answered(asked))
        body = f'{{"head": {{"vars": ["asked", "said"]}}, "results": {{"bindings": [{rows}]}}}}'
        self.send_response(refusal[0] if refusal else 200)
        for name, value in (refusal[1] if refusal else {}).items():
            self.send_header(name, value)
        self.send_header("Content-Type", "application/sparql-results+json")
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, format: str, *args: Any) -> None:
        """Tests are quiet."""


@pytest.fixture
def sparql() -> Iterator[Sparql]:
    with Sparql() as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield server
        server.shutdown()


def client(
    server: Sparql, cache: Cache | None = None, first: int = 8, *, offline: bool = False
) -> Client:
    endpoint = RemoteEndpoint(server.url, limits=QUICK, gap=0)
    return Client(endpoint, cache, Batching(first=first, most=8), offline=offline)


def items(names: str) -> dict[str, list[Literal]]:
    return {name: [Literal(name)] for name in names}


def said(client_: Client, names: str) -> dict[str, str]:
    """Item → what is said of it: its row, nothing, or why there is no answer."""
    answers = client_.look_up(TEMPLATE, items(names))
    return {
        item: f"no answer: {answer.reason}"
        if isinstance(answer, NoAnswer)
        else " ".join(row["said"].value for row in answer.value)
        for item, answer in answers.items()
    }


def test_things_are_asked_for_in_batches(sparql: Sparql) -> None:
    names = "abcdefghijklmnop"
    assert said(client(sparql, first=2), names) == {one: f"of {one}" for one in names}
    assert sparql.batches == [list("ab"), list("cdef"), list("ghijklmn"), list("op")]


def test_what_is_not_there_is_a_reply_without_rows(sparql: Sparql) -> None:
    sparql.answered = lambda asked: [one for one in asked if one != "b"]
    assert said(client(sparql), "abc") == {"a": "of a", "b": "", "c": "of c"}


@pytest.mark.parametrize("status", [400, 429, 500, 502, 503, 504])
def test_a_batch_that_is_refused_is_halved_down_to_what_fails_alone(
    sparql: Sparql, status: int
) -> None:
    sparql.refusal = lambda asked: (status, {}) if "f" in asked else None
    found = said(client(sparql), "abcdefgh")
    assert re.match(rf"no answer: http://.*/sparql: {status} ", found.pop("f"))
    assert found == {one: f"of {one}" for one in "abcdegh"}
    assert sparql.batches[:2] == [list("abcdefgh"), list("abcd")]
    assert ["f"] in sparql.batches


def test_an_answer_that_may_be_cut_is_asked_for_in_halves(sparql: Sparql) -> None:
    sparql.answered = lambda asked: asked * CUT_AT if len(asked) > 1 or asked == ["a"] else asked
    found = said(client(sparql), "ab")
    assert "10000 rows, and there may be more" in found["a"]
    assert found["b"] == "of b"


@pytest.mark.parametrize(
    ("status", "headers"), [(401, {}), (403, {}), (404, {}), (429, {"Retry-After": "60"})]
)
def test_a_server_that_lets_nobody_in_is_asked_once(
    sparql: Sparql, status: int, headers: dict[str, str]
) -> None:
    sparql.refusal = lambda _: (status, headers)
    assert all(one.startswith("no answer") for one in said(client(sparql), "abcdefghij").values())
    assert len(sparql.batches) == 1


def test_a_server_that_fails_at_everything_is_given_up(sparql: Sparql) -> None:
    sparql.refusal = lambda _: (500, {})
    names = "abcdefghijklmnopqrstuvwxyz"
    found = said(client(sparql), names)
    assert len(sparql.batches) == 3 + 5
    assert "500 Internal Server Error" in found["a"]
    assert "given up after 5 questions without an answer; the last: 500" in found["z"]


def test_rows_about_something_else_are_no_answer(sparql: Sparql) -> None:
    sparql.answered = lambda _: ["other"]
    assert "a row about what was not asked for" in said(client(sparql), "a")["a"]


@pytest.mark.parametrize("name", TABLES)
def test_no_misbehaviour_is_taken_for_an_empty_answer(loopback: Loopback, name: str) -> None:
    endpoint = RemoteEndpoint(f"{loopback.url}/{name}", limits=LIMITS, gap=0)
    started = time.monotonic()
    answers = Client(endpoint).look_up(TEMPLATE, items("a"))
    assert time.monotonic() - started < 1.5
    assert isinstance(answers["a"], NoAnswer)
    assert answers["a"].reason.startswith(f"{loopback.url}/{name}: ")


def test_nobody_there_is_no_answer_for_anything() -> None:
    endpoint = RemoteEndpoint("http://127.0.0.1:1/sparql", limits=LIMITS, gap=0)
    answers = Client(endpoint).look_up(TEMPLATE, items("abc"))
    assert all(isinstance(answer, NoAnswer) for answer in answers.values())


def test_the_request_says_who_asks(sparql: Sparql, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_CONTACT", "mailto:ada@example.org")
    RemoteEndpoint(sparql.url, gap=0).select("SELECT ?a {}")
    RemoteEndpoint(sparql.url, "https://example.org/bo", gap=0).select("SELECT ?a {}")
    start = f"scholarly-kg/{kg.__version__}"
    assert sparql.agents == {
        f"{start} (mailto:ada@example.org)",
        f"{start} (https://example.org/bo)",
    }
    with pytest.raises(UsageError, match="contact"):
        RemoteEndpoint(sparql.url, "two words")


def test_the_credentials_of_a_store_stay_at_home(
    sparql: Sparql, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KG_STORE_USER", "ada")
    monkeypatch.setenv("KG_STORE_PASSWORD", "secret")
    RemoteEndpoint(sparql.url, gap=0).select("SELECT ?a {}")
    assert sparql.authorizations == {None}
    own = RemoteEndpoint(sparql.url.replace("//", "//bo:key@"), gap=0)
    own.select("SELECT ?a {}")
    assert sparql.authorizations == {None, "Basic Ym86a2V5"}
    assert own.address == sparql.url


def test_a_refusal_elsewhere_does_not_speak_of_the_store(loopback: Loopback) -> None:
    with pytest.raises(ServerRefusal) as raised:
        RemoteEndpoint(f"{loopback.url}/403", limits=LIMITS, gap=0).select("SELECT ?a {}")
    assert "KG_STORE" not in str(raised.value)


@pytest.mark.parametrize(
    "query",
    [
        "DROP ALL",
        "INSERT DATA { <a:a> <a:b> <a:c> }",
        "# SELECT\nDELETE WHERE { ?s ?p ?o }",
        "PREFIX select: <http://example.org/> CLEAR ALL",
        "DESCRIBE <a:a>",
        "",
    ],
)
def test_only_queries_of_the_form_asked_for_are_sent(sparql: Sparql, query: str) -> None:
    endpoint = RemoteEndpoint(sparql.url, gap=0)
    for ask in (endpoint.select, endpoint.ask, endpoint.construct):
        with pytest.raises(QueryError, match="of the form"):
            ask(query)
    assert sparql.batches == []


def test_a_query_may_stand_behind_comments_and_prefixes(sparql: Sparql) -> None:
    query = "# rows\nBASE <http://example.org/> PREFIX : <http://example.org/#>\n#\nselect ?a {}"
    assert RemoteEndpoint(sparql.url, gap=0).select(query) == ()


def test_rows_truth_and_triples_are_read(loopback: Loopback) -> None:
    def at(name: str) -> Client:
        return Client(RemoteEndpoint(f"{loopback.url}/{name}", limits=LIMITS, gap=0))

    (row,) = at("rows").select("SELECT ?name {}").value
    assert row["name"].value == "Zoë"
    truth = at("ask").ask("ASK {}")
    assert truth.value is True
    assert truth.origin.endpoint == f"{loopback.url}/ask"
    assert datetime.now(UTC) - truth.origin.retrieved < timedelta(minutes=1)
    assert at("triples").construct("CONSTRUCT WHERE { ?s ?p ?o }").value == ('<a:s> <a:p> "é" .',)


def test_requests_keep_their_distance(sparql: Sparql) -> None:
    endpoint = RemoteEndpoint(sparql.url, gap=0.2)
    started = time.monotonic()
    for _ in range(3):
        endpoint.select("SELECT ?a {}")
    assert time.monotonic() - started >= 0.4


def test_answers_are_kept_one_by_one_and_say_so(sparql: Sparql, tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache")
    client(sparql, cache).look_up(TEMPLATE, items("abc"))
    again = client(sparql, cache).look_up(TEMPLATE, items("dcb"))
    assert sparql.batches == [list("abc"), ["d"]]
    kept = {item: isinstance(one, Reply) and one.origin.cached for item, one in again.items()}
    assert kept == {"d": False, "c": True, "b": True}
    assert said(client(sparql, cache), "bd") == {"b": "of b", "d": "of d"}


def test_no_answer_is_never_kept(sparql: Sparql, tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    sparql.refusal = lambda asked: (500, {}) if "b" in asked else None
    assert said(client(sparql, cache), "ab")["b"].startswith("no answer")
    sparql.refusal = lambda _: None
    assert said(client(sparql, cache), "ab") == {"a": "of a", "b": "of b"}
    assert sparql.batches[-1] == ["b"]


def test_offline_only_what_is_kept_is_said(sparql: Sparql, tmp_path: Path) -> None:
    said(client(sparql, Cache(tmp_path)), "a")
    query = client(sparql, Cache(tmp_path)).select("SELECT ?said {}")
    before = len(sparql.batches)
    found = said(client(sparql, Cache(tmp_path), offline=True), "ab")
    assert found["a"] == "of a"
    assert "not asked, offline" in found["b"]
    away = client(sparql, Cache(tmp_path), offline=True)
    assert away.select("SELECT ?said {}").value == query.value
    with pytest.raises(ServerUnreachable, match="offline"):
        away.ask("ASK {}")
    assert len(sparql.batches) == before


def test_answers_that_are_too_old_are_asked_for_anew(sparql: Sparql, tmp_path: Path) -> None:
    said(client(sparql, Cache(tmp_path)), "a")
    week_ago = datetime.now(UTC) - timedelta(days=7)
    with sqlite3.connect(tmp_path / "answers.sqlite") as database:
        database.execute("UPDATE answer SET retrieved = ?", (int(week_ago.timestamp()),))
    database.close()
    old = client(sparql, Cache(tmp_path, timedelta(days=8))).look_up(TEMPLATE, items("a"))["a"]
    assert isinstance(old, Reply)
    assert old.origin.retrieved == week_ago.replace(microsecond=0)
    fresh = client(sparql, Cache(tmp_path, timedelta(days=6))).look_up(TEMPLATE, items("a"))["a"]
    assert isinstance(fresh, Reply)
    assert not fresh.origin.cached
    assert len(sparql.batches) == 2


def test_endpoints_do_not_share_answers(sparql: Sparql, tmp_path: Path) -> None:
    said(client(sparql, Cache(tmp_path)), "a")
    with Sparql() as other:
        threading.Thread(target=other.serve_forever, args=(0.02,), daemon=True).start()
        said(client(other, Cache(tmp_path)), "a")
        other.shutdown()
        assert other.batches == [["a"]]


def test_a_damaged_cache_says_which_file_to_delete(sparql: Sparql, tmp_path: Path) -> None:
    (tmp_path / "answers.sqlite").write_bytes(b"no database at all" * 100)
    with pytest.raises(StoreDamaged, match=r"answers\.sqlite .*delete it"):
        said(client(sparql, Cache(tmp_path)), "a")


def test_the_cache_lies_where_the_environment_says(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("KG_CACHE", str(tmp_path / "here"))
    assert Cache().path.parent == tmp_path / "here"
    monkeypatch.delenv("KG_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "there"))
    assert Cache().path.parent == tmp_path / "there" / "scholarly-kg"


def test_hostile_text_stays_text(sparql: Sparql) -> None:
    asked = 'a" } DROP ALL #'
    client(sparql).look_up(TEMPLATE, {asked: [Literal(asked)]})
    assert r'VALUES ?asked { "a\" } DROP ALL #" }' in sparql.queries[0]


def outcomes(
    names: str, ask: Callable[[Sequence[str]], Mapping[str, str]], batching: Batching
) -> dict[str, str]:
    return {
        item: type(value).__name__ if isinstance(value, ServerError) else value
        for item, value in in_batches("here", list(names), ask, batching)
    }


def test_every_item_ends_once_whatever_fails() -> None:
    requests = 0

    def ask(batch: Sequence[str]) -> dict[str, str]:
        nonlocal requests
        requests += 1
        if set(batch) & set("cky"):
            raise NoWholeAnswer("here", "too slow")
        return {one: one.upper() for one in batch}

    names = "abcdefghijklmnopqrstuvwxyz"
    found = outcomes(names, ask, Batching(first=16, most=16))
    expected = {one: "NoWholeAnswer" if one in "cky" else one.upper() for one in names}
    assert found == expected
    assert requests < 40


def test_what_an_answer_leaves_out_is_asked_again_alone() -> None:
    batches: list[str] = []

    def ask(batch: Sequence[str]) -> dict[str, str]:
        batches.append("".join(batch))
        return {one: "yes" for one in batch if one != "c" and (one != "b" or len(batch) == 1)}

    assert outcomes("abcd", ask, Batching(first=4)) == {
        "a": "yes",
        "b": "yes",
        "c": "BadAnswer",
        "d": "yes",
    }
    assert batches == ["abcd", "b", "c"]


def test_a_slow_server_gets_smaller_batches() -> None:
    sizes: list[int] = []

    def ask(batch: Sequence[str]) -> dict[str, str]:
        sizes.append(len(batch))
        time.sleep(0.05 if len(batch) > 2 else 0)
        return dict.fromkeys(batch, "yes")

    outcomes("abcdefghijkl", ask, Batching(first=8, most=8, quick=0.01))
    assert sizes[:2] == [8, 4]


def test_an_error_of_the_server_ends_it_with_the_same_reason_for_all() -> None:
    def ask(batch: Sequence[str]) -> dict[str, str]:
        if "c" in batch:
            raise ServerUnreachable("here", "no connection")
        return dict.fromkeys(batch, "yes")

    found = outcomes("abcde", ask, Batching(first=2))
    assert found == {"a": "yes", "b": "yes"} | dict.fromkeys("cde", "ServerUnreachable")
