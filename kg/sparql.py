"""People's own SPARQL queries: checked before the engine sees them, errors said in plain words.

The engine aborts the whole process on very deep queries, plans in time that grows with the fourth
power of the patterns, and would send data to any address that a ``SERVICE`` clause names, so a
query beyond generous bounds is refused here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches
from typing import TYPE_CHECKING

from kg.errors import QueryError
from kg.graph.vocab import PREFIXES
from kg.store.bounds import Allowance, check_rows
from kg.store.protocol import Store
from kg.store.results import Solutions, Triples, as_rows

if TYPE_CHECKING:
    from pyoxigraph import QueryBoolean

MAX_BYTES = 16 * 1024
MAX_TOKENS = 2_000
MAX_DEPTH = 64
MAX_PATTERNS = 90

_TOKEN = re.compile(
    r"""(?P<space>[\s\ufeff]+|\#[^\r\n]*)
      | (?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
      | (?P<text>\"{3}(?:\"{0,2}(?:[^"\\]|\\.))*\"{3}|'{3}(?:'{0,2}(?:[^'\\]|\\.))*'{3}
                |"(?:[^"\\\r\n]|\\.)*"|'(?:[^'\\\r\n]|\\.)*')
      | (?P<open>[\{\(\[])
      | (?P<close>[\}\)\]])
      | (?P<prefixed>[A-Za-z0-9_.-]*:(?:[A-Za-z0-9_:%-]|\\.|[^\x00-\x7f]|\.(?=[A-Za-z0-9_:%-]))*)
      | (?P<word>[A-Za-z_][A-Za-z0-9_-]*)
      | (?P<variable>[?$]\w+)
      | (?P<number>[0-9]+(?:\.[0-9]+)?)
      | (?P<other>.)""",
    re.VERBOSE | re.DOTALL,
)
_JOINS = ".;,/"
"""With ``{``, what stands between two patterns that the engine has to bring into an order."""

_POSITION = re.compile(r"error at (\d+):(\d+)")


def run_query(
    store: Store, text: str, *, timeout: float | None = None, max_rows: int | None = None
) -> Solutions | Triples | QueryBoolean:
    """Run a query that a person wrote; its rows come while they are read.

    ``timeout`` is in seconds, none for ``None`` and 0. Raises ``QueryError`` for a query beyond
    the bounds, with ``SERVICE``, or with an error of syntax, naming line and column (from 1) where
    known, and as rows are read ``BoundReached``.
    """
    check_query(text)
    allowance = Allowance(timeout)
    check_rows(max_rows)
    try:
        result = as_rows(store.within(allowance).query(text))
    except SyntaxError as error:
        raise _explained(text, str(error)) from None
    if max_rows is not None and isinstance(result, Solutions | Triples):
        result.most = max_rows
    return result


def check_query(text: str) -> None:
    """Refuse a query that the engine can't run safely. Raises ``QueryError``."""
    if not text.strip():
        raise QueryError("the query is empty")
    try:
        size = len(text.encode())
    except UnicodeEncodeError as error:
        place = _line_and_column(text, error.start)
        raise QueryError("the query is not valid Unicode", *place) from None
    if size > MAX_BYTES:
        raise QueryError(f"the query is longer than {MAX_BYTES // 1024} KiB")
    depth = patterns = 0
    for tokens, (kind, token, start) in enumerate(_tokens(text), 1):
        if kind == "open":
            depth += 1
            patterns += token == "{"
        elif kind == "close":
            depth -= 1
        elif kind == "other" and token in _JOINS:
            patterns += 1
        elif kind == "word" and token.upper() == "SERVICE":
            raise QueryError(
                "SERVICE is not allowed: it would send parts of the query to another server",
                *_line_and_column(text, start),
            )
        if depth > MAX_DEPTH or tokens > MAX_TOKENS or patterns > MAX_PATTERNS:
            raise QueryError(
                f"the query is too large to be planned safely (at most {MAX_DEPTH} levels deep, "
                f"{MAX_TOKENS} words, about {MAX_PATTERNS} patterns)",
                *_line_and_column(text, start),
            )


def _tokens(text: str) -> Iterator[tuple[str, str, int]]:
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or "other"
        if kind != "space":
            yield kind, match[0], match.start()


def _line_and_column(text: str, offset: int) -> tuple[int, int]:
    before = text[:offset]
    return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1


def _explained(text: str, message: str) -> QueryError:
    line = column = None
    position = _POSITION.search(message)
    if position:
        line, column = int(position[1]), int(position[2])
    unknown = _unknown_prefix(text)
    if unknown:
        prefix, offset = unknown
        line, column = _line_and_column(text, offset)
        close = get_close_matches(prefix, PREFIXES, 1)
        hint = f"; did you mean {close[0]}:?" if close else f" (known: {', '.join(PREFIXES)})"
        message = f"unknown prefix {prefix}:{hint}"
    else:
        message = _shortened(message)
    lines = text.splitlines()
    if line and column and line <= len(lines) and len(lines[line - 1]) <= 200:
        message += f"\n  {lines[line - 1]}\n  {' ' * (column - 1)}^"
    where = f"line {line}, column {column}: " if line else ""
    return QueryError(f"not a SPARQL query that can be run: {where}{message}", line, column)


def _shortened(message: str) -> str:
    """The engine's message without the place, and without a list of all that could follow."""
    _, _, expected = _POSITION.sub("", message).strip().partition("expected ")
    if not expected:
        return message
    return f"expected {expected}" if len(expected) <= 80 else "something else must stand here"


def _unknown_prefix(text: str) -> tuple[str, int] | None:
    """The first prefix used that neither the query nor the project declares."""
    known = set(PREFIXES)
    previous = ""
    for kind, token, start in _tokens(text):
        if kind == "prefixed":
            prefix = token.partition(":")[0]
            if previous.upper() == "PREFIX":
                known.add(prefix)
            elif prefix not in known and prefix != "_":
                return prefix, start
        previous = token
    return None
