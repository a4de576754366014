"""Names whose works fall into groups without a common co-author, counted for some at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, cast

from kg.questions.answers import Answer, Cell
from kg.questions.catalogue import question
from kg.questions.fast.listed import batches
from kg.questions.fill import fill

if TYPE_CHECKING:
    from pyoxigraph import NamedNode, QuerySolutions

    from kg.questions.parameters import Terms
    from kg.store.protocol import Store

_WORKS = """\
SELECT ?author ?work ?coauthor WHERE {
  VALUES ?author { UNDEF }
  ?paper schema:author ?author ; kg:countsAs ?work .
  FILTER NOT EXISTS { ?paper kg:submissionStatus ?submission }
  OPTIONAL { ?paper schema:author ?coauthor FILTER(?coauthor != ?author) }
}
"""


class Name(NamedTuple):
    """A row of the answer."""

    cluster: Cell
    name: Cell
    papers: int
    components: int
    candidates: int
    status: Cell


def run(store: Store, terms: Mapping[str, Terms]) -> Iterator[tuple[Cell, ...]]:
    """The rows of the query with their groups."""
    return in_order(_names(store, terms))


def in_order(names: Iterable[Name]) -> Iterator[tuple[Cell, ...]]:
    """The names in the order of the answer, but for what hangs together and has no candidate."""
    wanted = [one for one in names if one.candidates or one.components > 1]
    wanted.sort(key=lambda one: (not one.candidates, -one.components, -one.papers, one.cluster))
    yield from wanted


def _names(store: Store, terms: Mapping[str, Terms]) -> Iterator[Name]:
    asked = question("identity_worklist")
    found = partial(_solutions, store, fill(asked.sparql, terms))
    for some in batches(Answer.of_query(asked.columns, found, store.base)):
        coauthors: defaultdict[str, dict[str, set[str]]] = defaultdict(dict)
        nodes = [_node(row[0]) for row in some]
        for author, work, coauthor in _solutions(store, fill(_WORKS, {"author": nodes})):
            of_work = coauthors[author.value].setdefault(work.value, set())
            if coauthor is not None:
                of_work.add(coauthor.value)
        for row in some:
            yield Name(*row)._replace(components=groups_of(coauthors[str(row[0])].values()))


def groups_of(works: Iterable[set[str]]) -> int:
    """How many groups there are of works that share co-authors, directly or through others."""
    groups: list[set[str]] = []
    alone = 0
    for coauthors in works:
        if not coauthors:
            alone += 1
            continue
        together = [group for group in groups if not group.isdisjoint(coauthors)]
        groups = [group for group in groups if group not in together]
        groups.append(coauthors.union(*together))
    return len(groups) + alone


def _node(cluster: Cell) -> NamedNode:
    from pyoxigraph import NamedNode

    return NamedNode(str(cluster))


def _solutions(store: Store, query: str) -> QuerySolutions:
    return cast("QuerySolutions", store.query(query))
