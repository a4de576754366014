"""A relay before a real server: it notes what is asked of it, and can break off at any request."""

from __future__ import annotations

import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Relay(ThreadingHTTPServer):
    """``requests`` are the methods and bodies seen; after ``left`` more none is passed on."""

    daemon_threads = True

    def __init__(self, target: str) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        root, _, path = target.partition("://")
        host, slash, path = path.partition("/")
        self.target, self._path = f"{root}://{host}", slash + path
        self.requests: list[tuple[str, bytes]] = []
        self.left: int | None = None

    @property
    def url(self) -> str:
        """Where the relay stands for the address it was given."""
        return f"http://127.0.0.1:{self.server_port}{self._path}"


class _Handler(BaseHTTPRequestHandler):
    server: Relay

    def _pass_on(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.server.left is not None:
            if not self.server.left:
                self.send_error(403)
                return
            self.server.left -= 1
        self.server.requests.append((self.command, body))
        headers = {
            name: self.headers[name] for name in ("Accept", "Content-Type") if self.headers[name]
        }
        request = urllib.request.Request(  # noqa: S310
            self.server.target + self.path, body or None, headers, method=self.command
        )
        try:
            with urllib.request.urlopen(request) as answer:  # noqa: S310
                status, found, kind = answer.status, answer.read(), answer.headers["Content-Type"]
        except urllib.error.HTTPError as error:
            status, found, kind = error.code, error.read(), error.headers["Content-Type"]
        self.send_response(status)
        self.send_header("Content-Type", kind or "text/plain")
        self.send_header("Content-Length", str(len(found)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(found)

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = _pass_on  # noqa: N815

    def log_message(self, *args: object) -> None:
        """Quiet."""


@contextmanager
def relay(target: str) -> Iterator[Relay]:
    """A relay to the server at an address."""
    with Relay(target) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
