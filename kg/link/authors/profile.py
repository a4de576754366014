"""What a group of authorships has in common, as it grows: counts and sums, never pairs."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from kg.graph.iri import PERSON_SCHEMES, person_rank
from kg.link.authors.rarity import Rarity
from kg.link.authors.records import NOTHING, AuthorMention, Known
from kg.link.authors.words import FULL_TITLE, place_words, topic_words, unit
from kg.link.names import PersonName, full_key, person_name
from kg.link.venues import venue_key
from kg.model import Identifier

Vector = dict[str, float]


@dataclass(slots=True)
class Profile:
    """Authorships taken together; ``members`` are their numbers.

    ``words`` and ``places`` are sums of vectors of length 1, one for each title and affiliation:
    the product of two sums holds every pair. ``with_partners`` and ``with_places`` count the
    authorships that say anything of these. ``proving`` are identifiers that prove who it is,
    ``refused`` those of people whom it is not, ``guessed`` those that programs gave.
    """

    members: list[int]
    publications: set[str]
    clusters: set[str]
    names: set[PersonName]
    partners: Counter[str]
    with_partners: int
    words: Vector
    venues: Counter[str]
    categories: Counter[str]
    places: Vector
    with_places: int
    years: tuple[int, int] | None
    proving: set[Identifier]
    refused: set[Identifier]
    guessed: set[Identifier]

    @property
    def size(self) -> int:
        """How many authorships."""
        return len(self.members)

    def copy(self) -> Profile:
        """A profile that grows apart from this one."""
        return replace(
            self,
            members=self.members.copy(),
            publications=self.publications.copy(),
            clusters=self.clusters.copy(),
            names=self.names.copy(),
            partners=self.partners.copy(),
            words=self.words.copy(),
            venues=self.venues.copy(),
            categories=self.categories.copy(),
            places=self.places.copy(),
            proving=self.proving.copy(),
            refused=self.refused.copy(),
            guessed=self.guessed.copy(),
        )

    def absorb(self, other: Profile) -> None:
        """Take the authorships of another profile in."""
        self.members += other.members
        self.publications |= other.publications
        self.clusters |= other.clusters
        self.names |= other.names
        self.partners.update(other.partners)
        self.with_partners += other.with_partners
        _add(self.words, other.words)
        self.venues.update(other.venues)
        self.categories.update(other.categories)
        _add(self.places, other.places)
        self.with_places += other.with_places
        years = [*(self.years or ()), *(other.years or ())]
        self.years = (min(years), max(years)) if years else None
        self.proving |= other.proving
        self.refused |= other.refused
        self.guessed |= other.guessed


def profile(number: int, mention: AuthorMention, rarity: Rarity, known: Known = NOTHING) -> Profile:
    """The profile of one authorship; ``number`` is its place among those to be grouped."""
    publication, signature = mention.publication, mention.signature
    own = person_name(signature.name)
    partners = {
        full_key(name)
        for other in publication.signatures
        if other.cluster != signature.cluster and (name := person_name(other.name))
    }
    places = unit(place_words(signature.affiliations), rarity.place)
    words = topic_words(publication.title, publication.keywords)
    year = publication.year
    proving = proving_identifiers(mention, known)
    return Profile(
        members=[number],
        publications={publication.id},
        clusters={signature.cluster},
        names={own} if own else set(),
        partners=Counter(sorted(partners)),
        with_partners=1 if partners else 0,
        words=unit(words, rarity.word, FULL_TITLE),
        venues=Counter([venue_key(publication.venue)] if publication.venue else []),
        categories=Counter(publication.categories),
        places=places,
        with_places=1 if places else 0,
        years=(year, year) if year else None,
        proving=proving,
        refused=set(known.refused.get(signature.id, ())),
        guessed={one for one in signature.identifiers if one.scheme not in PERSON_SCHEMES},
    )


def settled(mentions: Sequence[AuthorMention], rarity: Rarity, known: Known) -> list[Profile]:
    """Profiles of authorships, those that one identifier says are one person's taken together.

    What would put two authorships of one paper, or two identifiers of one scheme, together is left
    apart: a source is wrong there.
    """
    profiles = [profile(number, mention, rarity, known) for number, mention in enumerate(mentions)]
    holders: defaultdict[Identifier, list[int]] = defaultdict(list)
    for number, one in enumerate(profiles):
        for identifier in one.proving:
            holders[identifier].append(number)
    group_of = list(profiles)
    for identifier in sorted(holders, key=person_rank):
        first, *others = holders[identifier]
        for number in others:
            core, joining = group_of[first], group_of[number]
            if core is not joining and may_join(core, joining):
                core.absorb(joining)
                for member in joining.members:
                    group_of[member] = core
    return list({one.members[0]: one for one in group_of}.values())


def proving_identifiers(mention: AuthorMention, known: Known) -> set[Identifier]:
    """The identifiers that say who an authorship is of; what is known outranks what is stated."""
    found = set(known.members.get(mention.id, ()))
    schemes = {identifier.scheme for identifier in found}
    found.update(
        identifier
        for identifier in mention.signature.identifiers
        if identifier.scheme in PERSON_SCHEMES and identifier.scheme not in schemes
    )
    return found - known.refused.get(mention.id, frozenset())


def may_join(one: Profile, other: Profile) -> bool:
    """Whether nothing forbids that two groups are one person's."""
    return (
        one.publications.isdisjoint(other.publications)
        and one.refused.isdisjoint(other.proving)
        and other.refused.isdisjoint(one.proving)
        and not _contradict(one.proving, other.proving)
    )


def _contradict(one: set[Identifier], other: set[Identifier]) -> bool:
    """Whether there are different identifiers of a scheme, and none of it in common."""
    mine = {identifier.scheme for identifier in one - other}
    both = {identifier.scheme for identifier in one & other}
    return any(i.scheme in mine and i.scheme not in both for i in other - one)


def dot(one: Vector, other: Vector) -> float:
    """The inner product of two sparse vectors."""
    few, many = (one, other) if len(one) <= len(other) else (other, one)
    return math.fsum(weight * many[key] for key, weight in few.items() if key in many)


def _add(one: Vector, other: Vector) -> None:
    for key, weight in other.items():
        one[key] = one.get(key, 0.0) + weight
