"""All authors of a graph: names → groups → persons, as links from authorships to persons."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from kg.graph.iri import PERSON_SCHEMES, person_iri
from kg.link.authors.grouping import group
from kg.link.authors.rarity import Rarity
from kg.link.authors.reading import VERIFIED_AGENT
from kg.link.authors.records import (
    NOTHING,
    AuthorMention,
    Group,
    Known,
    Member,
    Publication,
)
from kg.link.authors.variants import Variant, variants
from kg.link.authors.weights import ACCEPT
from kg.link.run import BY_FEATURES, Run, in_words
from kg.model import Identifier, Judgement

Tell = Callable[[str, int, int | None], None]

_FIELDS = {
    "name": "name",
    "coauthors": "authors",
    "colleagues": "authors",
    "topic": "title",
    "venue": "venue",
    "category": "category",
    "affiliation": "affiliation",
    "years apart": "year",
    "career": "year",
    "identifier": "identifier",
    "forms of the name": "name",
}
"""Feature → what was compared, in a word."""

_TOLD_EVERY = 1000


@dataclass(slots=True)
class Person:
    """Groups that are one person's, of one name or of several forms of it.

    ``namesakes`` says that there is somebody else of the name: two groups of several papers each.
    """

    members: list[Member]
    proving: set[Identifier]
    namesakes: bool

    def iri(self, base: str) -> str:
        """By an identifier, else by the first authorship, which then names the person for ever."""
        first = min(member.mention.id for member in self.members)
        local = Identifier("local", hashlib.sha256(first.encode()).hexdigest()[:16])
        return person_iri(base, self.proving or {local}) or first


def group_authors(
    run: Run,
    publications: Sequence[Publication],
    base: str,
    tell: Tell,
    known: Known = NOTHING,
) -> None:
    """Fill a run with the persons that the authors of some publications are taken for.

    A name of which only one group has several papers is left as it is, for its cluster says all
    there is to say; so is a group of one paper. Persons whom identifiers prove, or who sign in
    several forms, are told all the same. What sources state and earlier runs said is not.
    """
    run.compared = len(publications)
    for person in persons(publications, tell, known):
        _link(run, person, base, known)


def persons(
    publications: Sequence[Publication], tell: Tell, known: Known = NOTHING
) -> Iterator[Person]:
    """The persons that the authors of some publications are taken for."""
    rarity = Rarity(publications)
    groups: list[Group] = []
    found: list[Person] = []
    clusters = _clusters(publications)
    for number, mentions in enumerate(clusters.values()):
        if number % _TOLD_EVERY == 0:
            tell("grouping names", number, len(clusters))
        of_name = group(mentions, rarity, known)
        groups += of_name
        namesakes = sum(len(one.members) > 1 for one in of_name) > 1
        found += [Person(list(one.members), set(one.proving), namesakes) for one in of_name]
    tell("comparing forms of names", 0, None)
    joined: set[int] = set()
    for variant in variants(groups, rarity, known):
        core, other = found[variant.one], found[variant.other]
        core.members += [_less_sure(one, variant) for one in other.members]
        core.proving |= other.proving
        core.namesakes = True
        joined.add(variant.other)
    return (person for number, person in enumerate(found) if number not in joined)


def _clusters(publications: Iterable[Publication]) -> dict[str, list[AuthorMention]]:
    """Name cluster → its mentions, in the order of the clusters' IRIs."""
    found: defaultdict[str, list[AuthorMention]] = defaultdict(list)
    for publication in publications:
        for signature in publication.signatures:
            found[signature.cluster].append(AuthorMention(publication, signature))
    return dict(sorted(found.items()))


def _less_sure(member: Member, variant: Variant) -> Member:
    if member.confidence <= variant.confidence:
        return member
    return replace(member, confidence=variant.confidence, reasons=variant.reasons)


def _link(run: Run, person: Person, base: str, known: Known) -> None:
    """The links from the authorships of a person that nothing proves theirs."""
    size = len(person.members)
    open_ones = [m for m in person.members if person.proving.isdisjoint(_stated(m.mention))]
    if size == 1 or not (person.namesakes or len(open_ones) < size):
        return
    iri = person.iri(base)
    # The core is as sure as what has joined it most surely.
    surest = max((m.confidence for m in person.members if m.reasons), default=1.0)
    for member in sorted(open_ones, key=lambda one: one.mention.id):
        if not person.proving.isdisjoint(known.members.get(member.mention.id, ())):
            # That it stayed with its group makes it no surer than it was.
            run.known += 1
            continue
        confidence = member.confidence if member.reasons else surest
        run.add(
            member.mention.id,
            VERIFIED_AGENT,
            iri,
            Judgement.ACCEPT if confidence >= ACCEPT else Judgement.REVIEW,
            justification=BY_FEATURES,
            confidence=confidence,
            evidence=_in_words(member, size),
            fields=dict.fromkeys(_FIELDS[reason.feature] for reason in member.reasons) or ("name",),
            labels=(member.mention.signature.name, _name(person)),
        )


def _stated(mention: AuthorMention) -> set[Identifier]:
    return {one for one in mention.signature.identifiers if one.scheme in PERSON_SCHEMES}


def _name(person: Person) -> str:
    """The form of the name that most papers of a person bear; of several the longest."""
    forms = Counter(member.mention.signature.name for member in person.members)
    return max(forms, key=lambda form: (forms[form], len(form), form))


def _in_words(member: Member, size: int) -> str:
    """What speaks for and against an authorship being of the person."""
    role = "joins the core" if member.reasons else "of the core"
    said = f"{role} of {size} papers taken together"
    return f"{said}; {in_words(member.reasons)}" if member.reasons else said
