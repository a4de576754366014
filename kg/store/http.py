"""Requests to servers elsewhere, none of which is trusted to behave.

One deadline covers a whole call, with all its tries and pauses; answers are read up to a bound;
what was refused for now is tried again, as late as the server asks; redirects are followed only to
the same host, without a change of method, and never from HTTPS to HTTP. All that goes wrong is a
``ServerError``.
"""

from __future__ import annotations

import http.client
import io
import re
import socket
import ssl
import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import partial
from typing import Any, BinaryIO
from urllib.error import URLError
from urllib.parse import urljoin, urlsplit
from urllib.request import (
    HTTPHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
    UnknownHandler,
)

from kg.errors import (
    BadAnswer,
    NoWholeAnswer,
    ServerError,
    ServerRefusal,
    ServerUnreachable,
)

_PIECE = 64 * 1024
_REDIRECTS = 5
_MESSAGE = 2048
_MOVED = {301, 302, 303, 307, 308}
_KEEPS_METHOD = {307, 308}
_FOR_NOW = {429, 502, 503, 504}
_TAG = re.compile(r"<(?:style|script|head)\b.*?</(?:style|script|head)>|<[^>]*>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a server is borne: seconds a call, bytes an answer, tries.

    ``pause`` is in seconds, before the second try; it doubles before each further one.
    """

    seconds: float = 60.0
    size: int = 256 * 1024 * 1024
    tries: int = 3
    pause: float = 0.5


def exchange(
    request: Request,
    accepted: frozenset[str] | None = None,
    limits: Limits | None = None,
    sink: BinaryIO | None = None,
    denied: str = "",
) -> bytes:
    """Send a request and give back the whole body of the answer, or write it to ``sink``.

    ``accepted`` are the media types that will do; ``None`` for any, or for no body at all. The
    request may be sent several times, so it must be one that can be repeated. ``denied`` says what
    to do where the server lets nobody in. Raises ``ServerUnreachable``, ``ServerRefusal`` or
    ``BadAnswer``.
    """
    call = _Call(accepted, limits or Limits(), sink, denied)
    return call.made(request)


class _Again(Exception):
    """A failure that may pass: ``error`` if it does not, ``after`` seconds at the earliest."""

    def __init__(self, error: ServerError, after: float = 0.0) -> None:
        self.error = error
        self.after = after
        super().__init__()


@dataclass
class _Call:
    """One call with its tries."""

    accepted: frozenset[str] | None
    limits: Limits
    sink: BinaryIO | None
    denied: str

    def __post_init__(self) -> None:
        self.deadline = time.monotonic() + self.limits.seconds

    @property
    def left(self) -> float:
        return self.deadline - time.monotonic()

    def made(self, request: Request) -> bytes:
        for tried in range(1, self.limits.tries + 1):
            try:
                return self._tried(request)
            except _Again as failure:
                pause = max(failure.after, self.limits.pause * 2 ** (tried - 1))
                if tried == self.limits.tries or pause >= self.left:
                    raise failure.error from None
            time.sleep(pause)
        raise ValueError("a call needs at least one try")

    def _tried(self, request: Request) -> bytes:
        for _ in range(_REDIRECTS + 1):
            address = shown(request.full_url)
            try:
                with self._answer(request) as answer:
                    if answer.status not in _MOVED:
                        return self._body(answer, address)
                    request = _redirected(request, answer)
            except ServerError:
                raise
            except (URLError, OSError, http.client.HTTPException, zlib.error) as error:
                raise self._failure(address, error) from None
        raise ServerUnreachable(address, "redirects without end")

    def _answer(self, request: Request) -> http.client.HTTPResponse:
        if self.left <= 0:
            raise TimeoutError
        opener = OpenerDirector()
        for handler in (
            ProxyHandler(),
            UnknownHandler(),
            _Http(self.deadline),
            _Https(self.deadline),
        ):
            opener.add_handler(handler)
        answer: http.client.HTTPResponse = opener.open(request, timeout=self.left)
        return answer

    def _failure(self, address: str, error: Exception) -> Exception:
        reason = error.reason if isinstance(error, URLError) else error
        if isinstance(reason, TimeoutError) or self.left <= 0:
            return NoWholeAnswer(address, f"no whole answer in {self.limits.seconds:g} seconds")
        if isinstance(reason, ssl.SSLCertVerificationError):
            return ServerUnreachable(address, f"its certificate is not valid: {reason}")
        if isinstance(reason, zlib.error):
            return BadAnswer(address, "the answer is not the gzip that it says it is")
        if isinstance(reason, http.client.IncompleteRead | ConnectionResetError):
            return _Again(NoWholeAnswer(address, "the answer was cut short"))
        if isinstance(reason, OSError):
            said = getattr(reason, "strerror", None) or str(reason)
            return _Again(ServerUnreachable(address, f"no connection: {said}"))
        return BadAnswer(address, f"the answer is no HTTP: {_legible(str(reason))}")

    def _body(self, answer: http.client.HTTPResponse, address: str) -> bytes:
        if answer.status >= 300:
            raise self._refusal(answer, address)
        if self.accepted is not None:
            media_type = answer.headers.get_content_type()
            if answer.headers.get("Content-Type") is None or media_type not in self.accepted:
                said = answer.headers.get("Content-Type", "nothing")
                wanted = " or ".join(sorted(self.accepted))
                raise BadAnswer(address, f"the answer is {_legible(said)}, not {wanted}")
        sink = self.sink or io.BytesIO()
        start = sink.tell()
        try:
            for piece in self._pieces(answer, address):
                sink.write(piece)
        except BaseException:
            # A further try begins anew.
            sink.seek(start)
            sink.truncate()
            raise
        return sink.getvalue() if isinstance(sink, io.BytesIO) else b""

    def _pieces(self, answer: http.client.HTTPResponse, address: str) -> Iterator[bytes]:
        encoding = answer.headers.get("Content-Encoding", "identity").strip().lower()
        if encoding not in {"identity", "gzip", "x-gzip"}:
            raise BadAnswer(address, f"the answer is packed as {_legible(encoding)}")
        unpack = None if encoding == "identity" else zlib.decompressobj(wbits=31)
        expected = answer.length
        received = size = 0
        while piece := answer.read(_PIECE):
            received += len(piece)
            for part in [piece] if unpack is None else _unpacked(unpack, piece):
                size += len(part)
                if size > self.limits.size:
                    raise BadAnswer(address, f"the answer is longer than {self.limits.size} bytes")
                yield part
        if expected is not None and received < expected:
            raise http.client.IncompleteRead(b"", expected - received)
        if unpack is not None and not unpack.eof:
            raise http.client.IncompleteRead(b"")
        if unpack is not None and unpack.unused_data:
            raise zlib.error

    def _refusal(self, answer: http.client.HTTPResponse, address: str) -> Exception:
        body = b""
        while len(body) < _MESSAGE and (piece := answer.read1(_MESSAGE - len(body))):
            body += piece
        said = _legible(_TAG.sub(" ", body.decode("utf-8", "replace")))
        text = f"{answer.status} {_legible(answer.reason)}".strip()
        if answer.status in {401, 403} and self.denied:
            text += f" ({self.denied})"
        if said:
            text += f": {said}"
        after = _retry_after(answer.headers.get("Retry-After"))
        if after >= 1:
            text += f" (to be asked again after {after:.0f} seconds)"
        error = ServerRefusal(address, answer.status, text, after)
        return _Again(error, after) if answer.status in _FOR_NOW else error


def shown(url: str) -> str:
    """A request's address as it is told to people: without what follows a question mark."""
    return url.partition("?")[0]


def _redirected(request: Request, answer: http.client.HTTPResponse) -> Request:
    """The request that a redirect asks for, if it is one to follow."""
    address = shown(request.full_url)
    target = urljoin(request.full_url, answer.headers.get("Location", ""))
    before, after = urlsplit(request.full_url), urlsplit(target)
    same = (after.scheme, after.netloc) == (before.scheme, before.netloc)
    upgrade = (before.scheme, after.scheme) == ("http", "https")
    if not same and not (upgrade and before.hostname == after.hostname):
        raise ServerUnreachable(address, f"redirects elsewhere, to {_legible(shown(target))}")
    if request.get_method() not in {"GET", "HEAD"} and answer.status not in _KEEPS_METHOD:
        raise ServerUnreachable(address, f"has moved: use {_legible(shown(target))}")
    return Request(  # noqa: S310
        target,
        data=request.data,
        headers={**request.headers, **request.unredirected_hdrs},
        method=request.get_method(),
    )


def _retry_after(text: str | None) -> float:
    """Seconds that a ``Retry-After`` header asks to wait; none if it can't be read."""
    if text is None:
        return 0.0
    if text.strip().isdecimal():
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return 0.0
    return max(0.0, (moment - datetime.now(UTC)).total_seconds()) if moment.tzinfo else 0.0


def _unpacked(unpack: Any, piece: bytes) -> Iterator[bytes]:
    """What a piece of gzip unpacks to, bit by bit, so that no bomb goes off."""
    while piece:
        yield unpack.decompress(piece, _PIECE)
        piece = unpack.unconsumed_tail


def _legible(text: str) -> str:
    """The beginning of a text from outside in one line, with nothing that a terminal obeys.

    >>> _legible("a\\x1b[31m  b\\n")
    'a [31m b'
    """
    plain = "".join(letter if letter.isprintable() else " " for letter in text)
    return " ".join(plain.split())[:200]


class _Timed(io.RawIOBase):
    """A socket to read from until a deadline, however slowly it drips."""

    def __init__(self, connected: socket.socket, deadline: float) -> None:
        super().__init__()
        self._socket = connected
        self._raw = connected.makefile("rb", buffering=0)
        self._deadline = deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._socket.settimeout(left)
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()


class _Reading:
    """What ``HTTPResponse`` needs of a socket."""

    def __init__(self, connected: socket.socket, deadline: float) -> None:
        self._make = partial(_Timed, connected, deadline)

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(self._make())


def _response(deadline: float) -> Any:
    """A response class, of which the connection makes the one object that it needs."""

    def make(connected: socket.socket, **options: Any) -> http.client.HTTPResponse:
        return http.client.HTTPResponse(_Reading(connected, deadline), **options)  # type: ignore[arg-type]

    return make


class _Http(HTTPHandler):
    def __init__(self, deadline: float) -> None:
        super().__init__()
        self._deadline = deadline

    def http_open(self, request: Request) -> http.client.HTTPResponse:
        def connection(host: str, **options: Any) -> http.client.HTTPConnection:
            made = http.client.HTTPConnection(host, **options)
            made.response_class = _response(self._deadline)
            return made

        return self.do_open(connection, request)


class _Https(HTTPSHandler):
    def __init__(self, deadline: float) -> None:
        super().__init__()
        self._deadline = deadline

    def https_open(self, request: Request) -> http.client.HTTPResponse:
        def connection(host: str, **options: Any) -> http.client.HTTPConnection:
            made = http.client.HTTPSConnection(host, **options)
            made.response_class = _response(self._deadline)
            return made

        return self.do_open(connection, request)
