"""A server on this machine that misbehaves in every way a server can, one a path.

A test module that uses it imports the fixture ``loopback``.
"""

from __future__ import annotations

import gzip
import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from kg.errors import BadAnswer, ServerError, ServerRefusal, ServerUnreachable
from kg.store.http import Limits

JSON = "application/sparql-results+json"
TRUE = b'{"head": {}, "boolean": true}'
ROWS = json.dumps(
    {
        "head": {"vars": ["name"]},
        "results": {"bindings": [{"name": {"type": "literal", "value": "Zoë"}}]},
    }
).encode()
LIMITS = Limits(seconds=1.0, size=10_000_000, tries=3, pause=0.01)

Behaviour = Callable[["Handler"], None]


class Handler(BaseHTTPRequestHandler):
    """Does as the behaviour of the path says."""

    protocol_version = "HTTP/1.1"
    server: Loopback

    def handle_one_request(self) -> None:
        try:
            super().handle_one_request()
        except ConnectionError:
            self.close_connection = True

    def _answer(self) -> None:
        name = self.path.strip("/")
        self.body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.seen[name] += 1
        self.server.headers = dict(self.headers)
        self.server.body = self.body
        self.close_connection = True
        BEHAVIOURS[name](self)

    do_GET = _answer  # noqa: N815
    do_POST = _answer  # noqa: N815

    def log_message(self, format: str, *args: Any) -> None:
        """Tests are quiet."""

    def reply(
        self, status: int, body: bytes = b"", type: str | None = JSON, **headers: str
    ) -> None:
        self.send_response(status)
        headers.setdefault("Content_Length", str(len(body)))
        if type is not None:
            headers["Content_Type"] = type
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)


@dataclass
class Seen:
    seen: Counter[str] = field(default_factory=Counter)
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


class Loopback(Seen, ThreadingHTTPServer):
    """A server on this machine that remembers what it was asked."""

    daemon_threads = True

    def __init__(self) -> None:
        Seen.__init__(self)
        ThreadingHTTPServer.__init__(self, ("127.0.0.1", 0), Handler)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that has gone is no error."""


def status(code: int, **headers: str) -> Behaviour:
    return lambda to: to.reply(code, b"<h1>No</h1> thanks", "text/html", **headers)


def body(content: bytes, type: str | None = JSON, **headers: str) -> Behaviour:
    return lambda to: to.reply(200, content, type, **headers)


def hang(_: Handler) -> None:
    time.sleep(3)


def drip(to: Handler) -> None:
    to.send_response(200)
    to.send_header("Content-Type", JSON)
    to.end_headers()
    for _ in range(30):
        to.wfile.write(b" ")
        to.wfile.flush()
        time.sleep(0.1)


def drip_headers(to: Handler) -> None:
    for letter in "HTTP/1.1 200 OK\r\nX-Slow: " + "x" * 30:
        to.wfile.write(letter.encode())
        to.wfile.flush()
        time.sleep(0.1)


def endless(to: Handler) -> None:
    to.send_response(200)
    to.send_header("Content-Type", JSON)
    to.end_headers()
    for _ in range(1000):
        to.wfile.write(b" " * 100_000)


def nonsense(to: Handler) -> None:
    to.wfile.write(b"ERR no such command\r\n")


def gone(to: Handler) -> None:
    to.connection.close()


def redirect(code: int, target: str) -> Behaviour:
    def answer(to: Handler) -> None:
        to.reply(code, b"", None, Location=target.format(url=to.server.url))

    return answer


def once(code: int, **headers: str) -> Behaviour:
    """Fails at the first request and is well from the second."""

    def answer(to: Handler) -> None:
        first = to.server.seen[to.path.strip("/")] == 1
        (status(code, **headers) if first else body(TRUE))(to)

    return answer


BOMB = gzip.compress(b" " * 50_000_000)
CELL = '{"type": "uri", "value": "http://example.org/a"}'
INNER = f'{{"type": "triple", "value": {{"subject": {CELL}, "predicate": {CELL}, "object": '
NESTED = ROWS.replace(
    b'{"type": "literal", "value": "Zo\\u00eb"}', (INNER * 20_000 + CELL + "}}" * 20_000).encode()
)
DEEP = b'{"head": {}, "other": ' + b"[" * 200_000 + b"]" * 200_000 + b', "boolean": true}'

BEHAVIOURS: dict[str, Behaviour] = {
    "400": status(400),
    "401": status(401, WWW_Authenticate="Basic"),
    "403": status(403),
    "404": status(404),
    "429": status(429),
    "429-with-seconds": status(429, Retry_After="30"),
    "429-with-a-date": status(429, Retry_After=formatdate(time.time() + 3600, usegmt=True)),
    "500": status(500),
    "502": status(502),
    "503": status(503),
    "504": status(504),
    "hang": hang,
    "slow-drip": drip,
    "slow-headers": drip_headers,
    "html": body(b"<html>Please log in</html>", "text/html"),
    "plain-text": body(TRUE, "text/plain"),
    "no-type": body(TRUE, None),
    "truncated-json": body(ROWS[:-20]),
    "short-content-length": body(TRUE, Content_Length="1000"),
    "bad-utf-8": body(ROWS.replace(b"\\u00eb", b"\xff")),
    "redirect-loop": redirect(307, "{url}/redirect-loop"),
    "redirect-to-another-scheme": redirect(307, "ftp://127.0.0.1/x"),
    "redirect-to-a-file": redirect(307, "file:///etc/hostname"),
    "redirect-elsewhere": redirect(307, "http://localhost:1/x"),
    "redirect-of-a-post": redirect(302, "{url}/ask"),
    "endless": endless,
    "deep-json": body(DEEP),
    "triples-in-triples": body(NESTED),
    "statements-about-statements": body(
        b"<a:a> <a:b> " + b"<<( <a:a> <a:b> " * 20_000 + b"<a:c>" + b" )>>" * 20_000 + b" .",
        "application/n-triples",
    ),
    "gzip-bomb": body(BOMB, Content_Encoding="gzip"),
    "gzip-that-is-none": body(TRUE, Content_Encoding="gzip"),
    "gzip-cut-short": body(gzip.compress(TRUE)[:-9], Content_Encoding="gzip"),
    "brotli": body(TRUE, Content_Encoding="br"),
    "table-for-ask": body(ROWS),
    "turtle-for-ask": body(b"<http://a/s> <http://a/p> 1 .", "text/turtle"),
    "nonsense": nonsense,
    "gone": gone,
    "ask": body(TRUE),
    "rows": body(ROWS),
    "rows-in-gzip": body(gzip.compress(ROWS), Content_Encoding="gzip"),
    "triples": body('<a:s> <a:p> "é" .'.encode(), "application/n-triples; charset=utf-8"),
    "redirect-here": redirect(307, "{url}/ask"),
    "503-once": once(503),
    "429-once": once(429, Retry_After="0"),
}
ERRORS: dict[str, tuple[type[ServerError], str, int]] = {
    "400": (ServerRefusal, "400 Bad Request: No thanks", 1),
    "401": (ServerRefusal, "401 Unauthorized .credentials", 1),
    "403": (ServerRefusal, "403 Forbidden .credentials", 1),
    "404": (ServerRefusal, "404 Not Found", 1),
    "429": (ServerRefusal, "429 Too Many Requests", 3),
    "429-with-seconds": (ServerRefusal, "asked again after 30 seconds", 1),
    "429-with-a-date": (ServerRefusal, "asked again after 3[0-9]{3} seconds", 1),
    "500": (ServerRefusal, "500 Internal Server Error", 1),
    "502": (ServerRefusal, "502 Bad Gateway", 3),
    "503": (ServerRefusal, "503 Service Unavailable", 3),
    "504": (ServerRefusal, "504 Gateway Timeout", 3),
    "hang": (ServerUnreachable, "no whole answer in 1 seconds", 1),
    "slow-drip": (ServerUnreachable, "no whole answer in 1 seconds", 1),
    "slow-headers": (ServerUnreachable, "no whole answer in 1 seconds", 1),
    "html": (BadAnswer, "the answer is text/html, not application", 1),
    "plain-text": (BadAnswer, "the answer is text/plain, not", 1),
    "no-type": (BadAnswer, "the answer is nothing, not", 1),
    "truncated-json": (BadAnswer, "can't be read", 1),
    "short-content-length": (ServerUnreachable, "cut short", 3),
    "bad-utf-8": (BadAnswer, "can't be read", 1),
    "redirect-loop": (ServerUnreachable, "redirects without end", 6),
    "redirect-to-another-scheme": (ServerUnreachable, "redirects elsewhere, to ftp:", 1),
    "redirect-to-a-file": (ServerUnreachable, "redirects elsewhere, to file:", 1),
    "redirect-elsewhere": (ServerUnreachable, "redirects elsewhere, to http://localhost:1", 1),
    "redirect-of-a-post": (ServerUnreachable, "has moved: use http://.*/ask", 1),
    "endless": (BadAnswer, "longer than 10000000 bytes", 1),
    "deep-json": (BadAnswer, "nested too deeply", 1),
    "triples-in-triples": (BadAnswer, "nested too deeply", 1),
    "statements-about-statements": (BadAnswer, "nested too deeply", 1),
    "gzip-bomb": (BadAnswer, "longer than 10000000 bytes", 1),
    "gzip-that-is-none": (BadAnswer, "not the gzip", 1),
    "gzip-cut-short": (ServerUnreachable, "cut short", 3),
    "brotli": (BadAnswer, "packed as br", 1),
    "table-for-ask": (BadAnswer, "neither true nor false", 1),
    "turtle-for-ask": (BadAnswer, "the answer is text/turtle", 1),
    "nonsense": (BadAnswer, "no HTTP", 1),
    "gone": (ServerUnreachable, "cut short", 3),
}


@pytest.fixture(scope="module")
def loopback() -> Iterator[Loopback]:
    with Loopback() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield server
        server.shutdown()
