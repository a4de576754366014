"""Answers about who is who, from listings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from kg.graph.vocab import KG, POSSIBLE_PERSON
from kg.questions.answers import Cell
from kg.questions.fast.listed import Listed, batches
from kg.questions.fill import fill
from kg.questions.procedures.identity_worklist import Name, groups_of, in_order

if TYPE_CHECKING:
    from pyoxigraph import NamedNode

ANSWERED = ("identity_worklist",)

_POSSIBLE = "SELECT ?cluster ?candidate WHERE { ?cluster kg:possiblePerson ?candidate }"
_JUDGED = """\
SELECT ?subject ?property ?candidate ?judgement WHERE {
  GRAPH ?run {
    ?mapping owl:annotatedProperty ?property ; owl:annotatedSource ?subject ;
             owl:annotatedTarget ?candidate ; kg:judgement ?judgement .
    FILTER(?property IN (kg:possiblePerson, kg:verifiedAgent) && ?judgement != kg:Accepted)
  }
}
"""
_AGENTS = """\
SELECT ?authorship ?cluster WHERE {
  VALUES ?authorship { UNDEF }
  ?authorship kg:agent ?cluster .
}
"""


def identity_worklist(graph: Listed) -> Iterator[tuple[Cell, ...]]:
    """Names that may hold several persons."""
    return in_order(_names(graph))


def _names(graph: Listed) -> Iterator[Name]:
    candidates, least = _candidates(graph), graph.number("min_papers")
    counts: dict[str, tuple[int, int]] = {}
    for name, listing in graph.of_names():
        works: defaultdict[str, set[str]] = defaultdict(set)
        for row in listing:
            if not row.submitted:
                works[row.counts_as].update(row.people())
        groups = groups_of(people - {name} for people in works.values())
        if (name in candidates and works) or (len(works) >= least and groups > 1):
            counts[name] = len(works), groups
    for some in batches(sorted(counts)):
        for name, known in graph.described(some).items():
            if known.status != "verified":
                of_name = len(candidates.get(name, ()))
                yield Name(graph.iri(name), known.name, *counts[name], of_name, known.status)


def _candidates(graph: Listed) -> Mapping[str, set[str]]:
    """Who may stand behind a name or is proposed to, by the name."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for cluster, candidate in graph.solutions(_POSSIBLE):
        found[graph.short(cluster.value)].add(candidate.value)
    proposed: set[tuple[NamedNode, ...]] = set()
    refused: set[tuple[NamedNode, ...]] = set()
    for *link, judgement in graph.solutions(_JUDGED):
        judged = refused if judgement.value == f"{KG}Refused" else proposed
        judged.add(tuple(link))
    of_authorships: defaultdict[NamedNode, set[str]] = defaultdict(set)
    for subject, predicate, candidate in proposed - refused:
        if predicate.value == POSSIBLE_PERSON:
            found[graph.short(subject.value)].add(candidate.value)
        else:
            of_authorships[subject].add(candidate.value)
    for some in batches(of_authorships):
        for authorship, cluster in graph.solutions(fill(_AGENTS, {"authorship": some})):
            found[graph.short(cluster.value)] |= of_authorships[authorship]
    return found
