"""Which identifiers are of one person, as sources state them, and the IRI that they give."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kg.graph.describe import identifier_of
from kg.graph.iri import person_iri
from kg.resolve.works import group


def aliases(base: str, identities: Iterable[str]) -> Mapping[str, str]:
    """The IRI under which a person is not to stand → the one under which the person stands.

    ``identities`` are groups of identifiers that a source states of one person, as
    :class:`kg.graph.segment.Segment` has them. Groups that share an identifier are one person,
    unless that would give a person two identifiers of one scheme which no source states together:
    then a source is wrong somewhere, and none of the groups are joined.
    """
    groups = [group_.split("\t") for group_ in sorted(set(identities))]
    pairs = [(text, f"{number}") for number, group_ in enumerate(groups) for text in group_]
    persons: dict[str, list[str]] = {}
    for text, first in group(pairs).items():
        persons.setdefault(first, []).append(text)
    replaced = _replaced(groups)
    found: dict[str, str] = {}
    for written in persons.values():
        identifiers = [identifier_of(text) for text in written if text not in replaced]
        if len({identifier.scheme for identifier in identifiers}) < len(identifiers):
            continue
        best = person_iri(base, identifiers)
        others = (person_iri(base, [identifier_of(text)]) for text in written)
        found.update((other, best) for other in others if best and other and other != best)
    return found


def _replaced(groups: Iterable[list[str]]) -> set[str]:
    """Identifiers in whose place a source states another of the same scheme, as after a move."""
    replaced: set[str] = set()
    for texts in groups:
        schemes = [text.partition(":")[0] for text in texts]
        replaced.update(t for n, t in enumerate(texts) if schemes[n] in schemes[:n])
    return replaced
