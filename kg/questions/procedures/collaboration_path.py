"""The shortest path between two authors, step by step."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, cast

from kg.questions.answers import Answer, Cell
from kg.questions.catalogue import question
from kg.questions.fast.listed import batches
from kg.questions.fill import fill
from kg.questions.paths import path

if TYPE_CHECKING:
    from pyoxigraph import QuerySolutions

    from kg.questions.parameters import Terms
    from kg.store.protocol import Store

_NEAR = """\
SELECT DISTINCT ?author ?coauthor WHERE {
  VALUES ?author { UNDEF }
  ?paper schema:author ?author , ?coauthor .
  FILTER(?coauthor != ?author)
  FILTER NOT EXISTS { ?paper kg:submissionStatus ?submission }
}
"""


def run(store: Store, terms: Mapping[str, Terms]) -> Iterator[tuple[Cell, ...]]:
    """The steps of the path, none if there is no path that is short enough."""
    from pyoxigraph import NamedNode

    (start,), (end,), (longest,) = (terms[name] for name in ("author_a", "author_b", "max_length"))
    found = path(partial(_near, store), start.value, end.value, int(longest.value))
    asked = question("collaboration_path")
    for number, (one, other) in enumerate(pairwise(found), 1):
        ends = {"author_a": (NamedNode(one),), "author_b": (NamedNode(other),)}
        query = fill(asked.sparql, {**terms, **ends})
        for row in Answer.of_query(asked.columns, partial(_solutions, store, query), store.base):
            yield (number, *row[1:])


def _near(store: Store, authors: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Each of some authors with each co-author."""
    from pyoxigraph import NamedNode

    for some in batches(authors):
        for author, coauthor in _solutions(store, fill(_NEAR, {"author": [*map(NamedNode, some)]})):
            yield author.value, coauthor.value


def _solutions(store: Store, query: str) -> QuerySolutions:
    return cast("QuerySolutions", store.query(query))
