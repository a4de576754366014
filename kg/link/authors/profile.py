"""What a group of authorships has in common, as it grows: counts and sums, never pairs."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from kg.link.authors.rarity import Rarity
from kg.link.authors.records import AuthorMention
from kg.link.authors.words import place_words, topic_words
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
    ``guessed`` those that programs gave.
    """

    members: list[int]
    publications: set[str]
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
    guessed: set[Identifier]

    @property
    def size(self) -> int:
        """How many authorships."""
        return len(self.members)

    def absorb(self, other: Profile) -> None:
        """Take the authorships of another profile in."""
        self.members += other.members
        self.publications |= other.publications
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
        self.guessed |= other.guessed


def profile(number: int, mention: AuthorMention, rarity: Rarity) -> Profile:
    """The profile of one authorship."""
    publication, signature = mention.publication, mention.signature
    own = person_name(signature.name)
    partners = {
        full_key(name)
        for other in publication.signatures
        if other.cluster != signature.cluster and (name := person_name(other.name))
    }
    places = _unit(place_words(signature.affiliations), rarity.place)
    year = publication.year
    proving = set(mention.proving)
    return Profile(
        members=[number],
        publications={publication.id},
        names={own} if own else set(),
        partners=Counter(sorted(partners)),
        with_partners=1 if partners else 0,
        words=_unit(topic_words(publication.title, publication.keywords), rarity.word),
        venues=Counter([venue_key(publication.venue)] if publication.venue else []),
        categories=Counter(publication.categories),
        places=places,
        with_places=1 if places else 0,
        years=(year, year) if year else None,
        proving=proving,
        guessed=set(signature.identifiers) - proving,
    )


def dot(one: Vector, other: Vector) -> float:
    """The inner product of two sparse vectors."""
    few, many = (one, other) if len(one) <= len(other) else (other, one)
    return math.fsum(weight * many[key] for key, weight in few.items() if key in many)


def _add(one: Vector, other: Vector) -> None:
    for key, weight in other.items():
        one[key] = one.get(key, 0.0) + weight


def _unit(keys: Iterable[str], worth: Callable[[str], float]) -> Vector:
    vector = {key: worth(key) for key in sorted(keys)}
    norm = math.sqrt(math.fsum(weight * weight for weight in vector.values()))
    return {key: weight / norm for key, weight in vector.items()} if norm else {}
