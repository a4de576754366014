"""Search questions answered from the index of a store: ranked, and in spite of typing errors.

The index says which things are meant, in what order; their columns come from the question's own
query, in which the condition on the text gives way to their IRIs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any, cast

from kg.questions.catalogue import Question
from kg.questions.fill import fill
from kg.store.protocol import Store

if TYPE_CHECKING:
    from pyoxigraph import QuerySolutions

    from kg.questions.fill import Term
    from kg.search import Hit

_SOUGHT = {"find_author": "author", "find_paper": "paper"}
"""Question → the kind of what it looks for."""

_CONDITION = re.compile(
    r"^( *)(?:\{ \?\w+ schema:name \?printed \}"
    r" UNION \{ \?\w+ schema:alternateName \?printed \}\n *)?"
    r"FILTER NOT EXISTS \{\n *VALUES \?text \{ .* \}\n"
    r" *FILTER\(!CONTAINS\(LCASE\(\?\w+\), LCASE\(\?text\)\)\)\n *\}$",
    re.MULTILINE,
)
_FIRST, _MORE = 20, 200
"""How many things are asked for together: those that people look at, then the others."""


def ranked(
    store: Store, asked: Question, terms: Mapping[str, Sequence[Term]]
) -> Iterator[Any] | None:
    """The solutions of a search question, best first; ``None`` where its plain query must answer.

    That is so for other questions, without an index, and for a text that the index can't read.
    """
    kind = _SOUGHT.get(asked.name)
    index = store.search
    if kind is None or index is None:
        return None
    from kg.search import answerable, hits

    text = " ".join(term.value for term in terms["text"])
    if not answerable(index, text):
        return None
    return _solutions(store, asked, terms, hits(index, kind, text))


def _solutions(
    store: Store, asked: Question, terms: Mapping[str, Sequence[Term]], found: Iterator[Hit]
) -> Iterator[Any]:
    from pyoxigraph import NamedNode

    variable = asked.columns[0].name
    sparql = _CONDITION.sub(rf"\1VALUES ?{variable} {{ UNDEF }}", asked.sparql)
    size = _FIRST
    while batch := [NamedNode(hit.iri) for hit in islice(found, size)]:
        query = fill(sparql, {**terms, variable: batch})
        rows: dict[NamedNode, list[Any]] = {}
        for solution in cast("QuerySolutions", store.query(query)):
            rows.setdefault(cast("NamedNode", solution[0]), []).append(solution)
        for node in batch:
            yield from rows.get(node, ())
        size = _MORE
