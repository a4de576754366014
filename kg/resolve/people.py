"""Which identifiers are of one person, as sources and links state them, and the IRI they give."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from kg.graph.describe import identifier_of
from kg.graph.iri import person_identifier, person_iri
from kg.graph.ntriples import literal
from kg.resolve.joining import Groups, group
from kg.resolve.links import Linked, Links


def aliases(base: str, identities: Iterable[str], links: Links) -> Mapping[str, str]:
    """The IRI under which a person is not to stand → the one under which the person stands.

    ``identities`` are groups of identifiers that a source states of one person, as
    :class:`kg.graph.segment.Segment` has them. Groups that share an identifier are one person,
    unless that would give a person two identifiers of one scheme which no source states together:
    then a source is wrong somewhere, and none of the groups are joined. Links join what they say
    is one person; two identifiers of one scheme only by hand, and nothing that somebody refused.
    """
    stated = [group_.split("\t") for group_ in sorted(set(identities))]
    replaced = _replaced(stated)
    pairs = [(text, f"{number}") for number, group_ in enumerate(stated) for text in group_]
    persons: dict[str, list[str]] = {}
    for text, first in group(pairs).items():
        persons.setdefault(first, []).append(text)
    whole = [one for one in persons.values() if not _clash(one, replaced)]
    if not links.persons and not links.apart:
        return _named(base, whole, replaced)
    joined = Groups(whole)

    def are_apart(one: str, other: str) -> bool:
        return links.are_apart(*(person_iri(base, [identifier_of(x)]) or "" for x in (one, other)))

    def forbids(link: Linked, one: str, other: str) -> bool:
        return are_apart(one, other) or (not link.by_hand and _clash((one, other), replaced))

    joined.part(pairs, are_apart)
    joined.join(_in_texts(base, links.persons), forbids)
    return _named(base, joined.groups(), replaced)


def _named(base: str, persons: Iterable[list[str]], replaced: set[str]) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for written in persons:
        best = person_iri(base, (identifier_of(text) for text in written if text not in replaced))
        others = (person_iri(base, [identifier_of(text)]) for text in written)
        found.update((other, best) for other in others if best and other and other != best)
    return found


def _clash(texts: Iterable[str], replaced: set[str]) -> bool:
    """Whether some identifiers can't be of one person, two being of one scheme."""
    schemes = [identifier_of(text).scheme for text in texts if text not in replaced]
    return len(set(schemes)) < len(schemes)


def _in_texts(base: str, links: Iterable[Linked]) -> Iterator[Linked]:
    """Links between persons as links between the identifiers that name them."""
    for link in links:
        named = [person_identifier(base, person) for person in (link.one, link.other)]
        texts = [literal(f"{one.scheme}:{one.value}") for one in named if one]
        if len(texts) == len(named):
            yield link._replace(one=texts[0], other=texts[1])


def _replaced(groups: Iterable[list[str]]) -> set[str]:
    """Identifiers in whose place a source states another of the same scheme, as after a move."""
    replaced: set[str] = set()
    for texts in groups:
        schemes = [text.partition(":")[0] for text in texts]
        replaced.update(t for n, t in enumerate(texts) if schemes[n] in schemes[:n])
    return replaced
