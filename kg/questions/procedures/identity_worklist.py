"""Names whose works fall into groups without a common co-author, counted name by name."""

from __future__ import annotations

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


class _Row(NamedTuple):
    """A row of the question's query."""

    cluster: Cell
    name: Cell
    papers: int
    components: int
    candidates: int
    status: Cell


def run(store: Store, terms: Mapping[str, Terms]) -> Iterator[tuple[Cell, ...]]:
    """The rows of the query with their groups, but for what hangs together and has no candidate."""
    asked = question("identity_worklist")
    query = fill(asked.sparql, terms)
    found = partial(_solutions, store, query)
    rows = [_Row(*row) for row in Answer.of_query(asked.columns, found, store.base)]
    counts = _components(store, [row.cluster for row in rows])
    counted = (row._replace(components=counts[str(row.cluster)]) for row in rows)
    wanted = [row for row in counted if row.candidates or row.components > 1]
    wanted.sort(key=lambda row: (not row.candidates, -row.components, -row.papers, row.cluster))
    yield from wanted


def _components(store: Store, clusters: Iterable[Cell]) -> dict[str, int]:
    """How many groups the works of each of some names fall into."""
    counts: dict[str, int] = {}
    for some in batches(clusters):
        coauthors: dict[str, dict[str, set[str]]] = {}
        nodes = [_node(cluster) for cluster in some]
        for author, work, coauthor in _solutions(store, fill(_WORKS, {"author": nodes})):
            of_work = coauthors.setdefault(author.value, {}).setdefault(work.value, set())
            if coauthor is not None:
                of_work.add(coauthor.value)
        counts.update({cluster: _groups(works.values()) for cluster, works in coauthors.items()})
    return counts


def _groups(works: Iterable[set[str]]) -> int:
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
