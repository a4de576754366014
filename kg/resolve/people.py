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
    unless that would give a person two identifiers of one scheme: then a source is wrong
    somewhere, and none of the groups are joined.
    """
    pairs = [
        (f"{number}", identifier)
        for number, group_ in enumerate(sorted(set(identities)))
        for identifier in group_.split("\t")
    ]
    return {} if not pairs else _joined(base, pairs)


def _joined(base: str, pairs: Iterable[tuple[str, str]]) -> Mapping[str, str]:
    first_of = group((identifier, number) for number, identifier in pairs)
    persons: dict[str, set[str]] = {}
    for identifier, first in first_of.items():
        persons.setdefault(first, set()).add(identifier)
    found: dict[str, str] = {}
    for written in persons.values():
        identifiers = [identifier_of(text) for text in written]
        if len({identifier.scheme for identifier in identifiers}) < len(identifiers):
            continue
        best = person_iri(base, identifiers)
        others = (person_iri(base, [identifier]) for identifier in identifiers)
        found.update((other, best) for other in others if best and other and other != best)
    return found
