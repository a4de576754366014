"""People's own SPARQL queries: checked before the engine sees them, errors said in plain words.

The engine aborts the whole process on very deep queries, plans in time that grows with the fourth
power of the patterns, and would send data to any address that a ``SERVICE`` clause names, so a
query beyond generous bounds is refused here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.errors import QueryError
from kg.sparql.mistakes import explained
from kg.sparql.tokens import line_and_column, tokens
from kg.store.bounds import Allowance, check_rows
from kg.store.protocol import Store
from kg.store.results import Solutions, Triples, as_rows

if TYPE_CHECKING:
    from pyoxigraph import QueryBoolean

MAX_BYTES = 16 * 1024
MAX_TOKENS = 2_000
MAX_DEPTH = 64
MAX_PATTERNS = 90

_JOINS = ".;,/"
"""With ``{``, what stands between two patterns that the engine has to bring into an order."""


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
        raise explained(text, str(error)) from None
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
        place = line_and_column(text, error.start)
        raise QueryError("the query is not valid Unicode", *place) from None
    if size > MAX_BYTES:
        raise QueryError(f"the query is longer than {MAX_BYTES // 1024} KiB")
    depth = patterns = 0
    for number, (kind, token, start) in enumerate(tokens(text), 1):
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
                *line_and_column(text, start),
            )
        if depth > MAX_DEPTH or number > MAX_TOKENS or patterns > MAX_PATTERNS:
            raise QueryError(
                f"the query is too large to be planned safely (at most {MAX_DEPTH} levels deep, "
                f"{MAX_TOKENS} words, about {MAX_PATTERNS} patterns)",
                *line_and_column(text, start),
            )
