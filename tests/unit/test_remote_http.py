"""A server may do anything: every misbehaviour ends soon and in an error that says what it was."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

import kg
from kg.errors import BadAnswer, KgError, ServerRefusal, ServerUnreachable, UsageError
from kg.store.address import Address, agent
from kg.store.server import Endpoints, Server
from tests.misbehaving import ERRORS, LIMITS, Loopback, loopback

__all__ = ["loopback"]


def at(loopback: Loopback, name: str) -> Server:
    loopback.seen[name] = 0
    url = f"{loopback.url}/{name}"
    return Server(Address.of(url), Endpoints(url, url, url), LIMITS)


@pytest.mark.parametrize("name", ERRORS)
def test_misbehaviour_ends_soon_and_says_what_it_was(loopback: Loopback, name: str) -> None:
    error, message, requests = ERRORS[name]
    server = at(loopback, name)
    asked: dict[str, Callable[[str], object]] = {"statements-about-statements": server.triples}
    asked |= dict.fromkeys(["truncated-json", "bad-utf-8", "triples-in-triples"], server.solutions)
    started = time.monotonic()
    with pytest.raises(error, match=message) as raised:
        asked.get(name, server.truth)("whatever")
    assert time.monotonic() - started < 1.5
    assert loopback.seen[name] == requests
    assert str(raised.value).startswith(f"{loopback.url}/{name}: ")
    assert isinstance(raised.value, KgError)


@pytest.mark.parametrize("name", ["503-once", "429-once"])
def test_what_passes_is_tried_again(loopback: Loopback, name: str) -> None:
    assert at(loopback, name).truth("ASK { ?s ?p ?o }")
    assert loopback.seen[name] == 2


@pytest.mark.parametrize("name", ["ask", "redirect-here"])
def test_a_truth_value_is_read(loopback: Loopback, name: str) -> None:
    assert at(loopback, name).truth("ASK { ?s ?p ?o }")


@pytest.mark.parametrize("name", ["rows", "rows-in-gzip"])
def test_rows_are_read(loopback: Loopback, name: str) -> None:
    (row,) = at(loopback, name).solutions("SELECT ?name {}")
    assert row["name"].value == "Zoë"


def test_a_truth_value_is_no_table(loopback: Loopback) -> None:
    with pytest.raises(BadAnswer, match="no table"):
        at(loopback, "ask").solutions("SELECT ?name {}")


def test_triples_are_read_and_rows_are_not_taken_for_them(loopback: Loopback) -> None:
    (triple,) = at(loopback, "triples").triples("CONSTRUCT WHERE { ?s ?p ?o }")
    assert triple.object.value == "é"
    with pytest.raises(BadAnswer, match="not application/n-triples"):
        at(loopback, "rows").triples("CONSTRUCT WHERE { ?s ?p ?o }")


def test_nobody_there_is_said_so() -> None:
    server = Server(Address.of("http://127.0.0.1:1"), Endpoints("http://127.0.0.1:1"), LIMITS)
    with pytest.raises(ServerUnreachable, match="no connection"):
        server.truth("ASK { ?s ?p ?o }")


def test_the_request_says_who_asks_and_never_passes_for_an_update(
    loopback: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KG_CONTACT", "mailto:ada@example.org")
    at(loopback, "ask").truth("DROP ALL")
    assert loopback.body == b"query=DROP+ALL"
    assert (
        loopback.headers["User-Agent"] == f"scholarly-kg/{kg.__version__} (mailto:ada@example.org)"
    )
    assert "Authorization" not in loopback.headers


def test_credentials_are_sent_and_never_shown(loopback: Loopback) -> None:
    url = loopback.url.replace("http://", "http://ada:s%40cret@")
    address = Address.of(f"{url}/404")
    server = Server(address, Endpoints(f"{loopback.url}/404"), LIMITS)
    with pytest.raises(ServerRefusal) as raised:
        server.truth("ASK {}")
    assert loopback.headers["Authorization"] == "Basic YWRhOnNAY3JldA=="
    assert not any("cret" in text for text in (str(raised.value), repr(address), address.url))


def test_credentials_may_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_STORE_USER", "ada")
    monkeypatch.setenv("KG_STORE_PASSWORD", "secret")
    assert Address.of("http://example.org/ds").authorization == "Basic YWRhOnNlY3JldA=="


@pytest.mark.parametrize(
    "text",
    [
        "ftp://example.org/",
        "example.org",
        "http://",
        "http://example.org:port/",
        "http://example.org/a b",
        "http://example.org/\n",
        "http://example.org/ds?query=x",
        "http://exämple.org/",
        "http://[::1/",
    ],
)
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        Address.of(text)


@pytest.mark.parametrize("contact", ["two words", "a(b)", "line\nbreak"])
def test_a_contact_that_would_break_the_header_is_refused(
    contact: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KG_CONTACT", contact)
    with pytest.raises(UsageError):
        agent()
