"""The shortest path between two authors, by a search from both ends that meets in between.

Of all shortest paths it gives the one whose authors come first, one after the other, by IRI.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, cast

from kg.questions.answers import Answer, Cell
from kg.questions.catalogue import question
from kg.questions.fast.listed import batches
from kg.questions.fill import fill

if TYPE_CHECKING:
    from pyoxigraph import NamedNode, QuerySolutions

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
    (start,), (end,), (longest,) = (terms[name] for name in ("author_a", "author_b", "max_length"))
    path = _path(store, cast("NamedNode", start), cast("NamedNode", end), int(longest.value))
    asked = question("collaboration_path")
    for number, (one, other) in enumerate(pairwise(path), 1):
        ends = {"author_a": (one,), "author_b": (other,)}
        query = fill(asked.sparql, {**terms, **ends})
        for row in Answer.of_query(asked.columns, partial(_solutions, store, query), store.base):
            yield (number, *row[1:])


class _Side:
    """What is known of the authors around one end: from whom each was first reached."""

    def __init__(self, end: NamedNode) -> None:
        self.reached_from: dict[NamedNode, set[NamedNode]] = {end: set()}
        self.frontier = {end}
        self.steps = 0

    def widen(self, store: Store) -> None:
        """Go one step further from the end."""
        found: dict[NamedNode, set[NamedNode]] = {}
        for author, coauthor in _near(store, self.frontier):
            if coauthor not in self.reached_from:
                found.setdefault(coauthor, set()).add(author)
        self.reached_from |= found
        self.frontier = set(found)
        self.steps += 1


def _path(store: Store, start: NamedNode, end: NamedNode, longest: int) -> list[NamedNode]:
    """The authors of the path from the one end to the other."""
    sides = _Side(start), _Side(end)
    while not (met := sides[0].frontier & sides[1].frontier):
        nearer = min(sides, key=lambda side: len(side.frontier))
        if not nearer.frontier or sides[0].steps + sides[1].steps >= longest:
            return []
        nearer.widen(store)
    return _first(sides[0], sides[1], met)


def _first(side: _Side, other: _Side, met: set[NamedNode]) -> list[NamedNode]:
    """The first of the paths by IRI; every shortest one goes through an author who is in both."""
    layers = [met]
    for _ in range(side.steps):
        layers.append({one for author in layers[-1] for one in side.reached_from[author]})
    path = [min(layers.pop(), key=_iri)]
    while layers:
        last, layer = path[-1], layers.pop()
        path.append(min((one for one in layer if last in side.reached_from[one]), key=_iri))
    while other.reached_from[path[-1]]:
        path.append(min(other.reached_from[path[-1]], key=_iri))
    return path


def _near(store: Store, authors: Iterable[NamedNode]) -> Iterator[tuple[NamedNode, NamedNode]]:
    """Each of some authors with each co-author."""
    for some in batches(sorted(authors, key=_iri)):
        for author, coauthor in _solutions(store, fill(_NEAR, {"author": some})):
            yield cast("NamedNode", author), cast("NamedNode", coauthor)


def _solutions(store: Store, query: str) -> QuerySolutions:
    return cast("QuerySolutions", store.query(query))


def _iri(node: NamedNode) -> str:
    return node.value
