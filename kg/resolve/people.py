"""Which identifiers are of one person, as sources and links state them, and the IRI they give."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from kg.graph.describe import identifier_of
from kg.graph.iri import person_identifier, person_iri
from kg.graph.ntriples import literal
from kg.resolve.joining import Groups, group
from kg.resolve.links import Linked, Links, Pair, in_order


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
    apart = {in_order(*texts) for pair in links.apart if (texts := _texts(base, pair)) is not None}

    def forbids(link: Linked, one: str, other: str) -> bool:
        clash = not link.by_hand and _clash((one, other), replaced)
        return clash or in_order(one, other) in apart

    joined.part(pairs, apart)
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
        texts = _texts(base, (link.one, link.other))
        if texts is not None:
            yield link._replace(one=texts[0], other=texts[1])


def _texts(base: str, persons: Pair) -> Pair | None:
    """The identifiers that name two persons of the graph; ``None`` for anything else."""
    one, other = (
        person_identifier(base, person) if person.startswith(f"{base}person/") else None
        for person in persons
    )
    if one is None or other is None:
        return None
    return literal(f"{one.scheme}:{one.value}"), literal(f"{other.scheme}:{other.value}")


def _replaced(groups: Iterable[list[str]]) -> set[str]:
    """Identifiers in whose place a source states another of the same scheme, as after a move."""
    replaced: set[str] = set()
    for texts in groups:
        schemes = [text.partition(":")[0] for text in texts]
        replaced.update(t for n, t in enumerate(texts) if schemes[n] in schemes[:n])
    return replaced
