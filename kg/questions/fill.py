"""Arguments put into a query: the terms of its ``VALUES`` lines are replaced.

A parameter ``?x`` stands in the file as a line ``VALUES ?x { … }`` of its own, once in each group
that uses it. Terms are written by the RDF library, so that no text can become part of the query.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from kg.graph.ntriples import unmistakable

if TYPE_CHECKING:
    from pyoxigraph import Literal, NamedNode

    Term = NamedNode | Literal

ABSENT = "UNDEF"
"""What stands in place of the value of an optional parameter that was not given."""

_VALUES_LINE = re.compile(r"^(?P<before> *VALUES \?(?P<name>\w+) \{ ).*(?= \}$)", re.MULTILINE)


def fill(sparql: str, arguments: Mapping[str, Sequence[Term]]) -> str:
    """The query with the given terms in place of those in its ``VALUES`` lines.

    A name with several terms stands for each of them, one without any for nothing said.

    >>> from pyoxigraph import Literal
    >>> fill("SELECT * {\\n  VALUES ?year { 2020 }\\n}", {"year": [Literal("} #")]})
    'SELECT * {\\n  VALUES ?year { "} #" }\\n}'
    """
    query = []
    for text, name in _pieces(sparql):
        query.append(text)
        if name is not None:
            query.append(" ".join(map(written, arguments[name])) or ABSENT)
    return "".join(query)


def written(term: Term) -> str:
    """A term as it stands in a query, by the RDF library, with escapes that no engine misreads."""
    return unmistakable(str(term))


@lru_cache(maxsize=256)
def _pieces(sparql: str) -> tuple[tuple[str, str | None], ...]:
    """The text between the places to fill, each with the name of the parameter that follows."""
    pieces: list[tuple[str, str | None]] = []
    start = 0
    for match in _VALUES_LINE.finditer(sparql):
        pieces.append((sparql[start : match.end("before")], match["name"]))
        start = match.end()
    return (*pieces, (sparql[start:], None))
