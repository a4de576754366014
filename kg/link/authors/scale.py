"""Weighing two groups of authorships: features compared, points given, reasons said."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from kg.link.authors import weights
from kg.link.authors.profile import Profile, dot
from kg.link.authors.rarity import NameShare, Rarity
from kg.link.score import Evidence, on


class Points(NamedTuple):
    """The log-odds that each feature adds."""

    name: float
    coauthors: float
    colleagues: float
    topic: float
    venue: float
    category: float
    affiliation: float
    years_apart: float
    career: float
    identifier: float


class Scale:
    """Weighs groups of one name; ``prior`` is where they start."""

    def __init__(self, share: NameShare, rarity: Rarity) -> None:
        self.prior = prior(share)
        self._rarity = rarity
        self._met = share.both * weights.LIKE_FINDS_LIKE
        homonyms = share.both * weights.STAFF * weights.LIKE_FINDS_LIKE
        self._most_place = -math.log(min(homonyms, 1.0) or 1e-9)
        self._unexpected = min(rarity.density * weights.CIRCLE, weights.MOST_EXPECTED)

    def points(self, one: Profile, other: Profile) -> Points:
        """What each feature adds; the same in either order."""
        shared = one.partners.keys() & other.partners.keys()
        apart = on(weights.YEARS_APART, years_apart(one, other))
        pairs = min(one.size * other.size, weights.MOST_PAIRS)
        return Points(
            self.prior,
            self._coauthors(one, other, shared, apart),
            0.0 if shared else self._colleagues(one, other),
            self._topic(one, other, pairs),
            self._venue(one, other, pairs),
            self._category(one, other, pairs),
            self._place(one, other),
            apart,
            _career(one, other),
            _identifier(one, other),
        )

    def reasons(self, one: Profile, other: Profile) -> tuple[Evidence, ...]:
        """The points that are not nothing, with what was found."""
        points = self.points(one, other)
        shared = sorted(one.partners.keys() & other.partners.keys())
        found = {
            "coauthors": ", ".join(shared[:_NAMED]) or "none in common",
            "topic": ", ".join(_common(one.words, other.words, self._rarity.word)),
            "venue": ", ".join(sorted(one.venues.keys() & other.venues.keys())[:_NAMED]),
            "category": ", ".join(sorted(one.categories.keys() & other.categories.keys())[:_NAMED]),
            "affiliation": ", ".join(_common(one.places, other.places, self._rarity.place)),
            "years_apart": f"{years_apart(one, other)}",
        }
        return tuple(
            Evidence(feature.replace("_", " "), found.get(feature, ""), value)
            for feature, value in points._asdict().items()
            if abs(value) >= _WORTH_SAYING
        )

    def _coauthors(
        self, one: Profile, other: Profile, shared: AbstractSet[str], apart: float
    ) -> float:
        if not one.partners or not other.partners:
            return 0.0
        few, many = sorted((one.with_partners, other.with_partners))
        # A person who was elsewhere for years has others to write with.
        missed = weights.NO_PARTNER * math.pow(few, 0.6) * math.pow(many, 0.33) * math.exp(apart)
        total: float = max(missed, weights.MOST_NO_PARTNER)
        listed = max(len(one.partners), len(other.partners))
        share = 1.0
        for points in sorted((self._coauthor(key, listed) for key in shared), reverse=True):
            total += share * points
            share *= weights.NEXT_PARTNER
        return total

    def _coauthor(self, key: str, listed: int) -> float:
        """What it says that one of so many co-authors is shared: how unlikely it is by chance.

        Either two people of one name stand among the co-authors, or one works with two namesakes.
        """
        rarity = self._rarity
        namesakes = listed * rarity.signed(key) * (1 - rarity.surely_one(key))
        meets_two = len(rarity.partners(key)) * self._met
        chance = namesakes * weights.NAMES_ALIKE + meets_two
        return min(-math.log(chance), weights.PARTNER) if 0 < chance < 1 else 0.0

    def _colleagues(self, one: Profile, other: Profile) -> float:
        if not one.partners or not other.partners:
            return 0.0
        rarity = self._rarity
        few, many = sorted((one.partners, other.partners), key=len)
        links = math.fsum(
            rarity.surely_one(key) * rarity.surely_one(partner)
            for key in few
            for partner in rarity.partners(key) & many.keys()
        )
        expected = len(few) * len(many) * self._unexpected
        points = weights.COLLEAGUES * math.log((links + 0.5) / (expected + 0.5))
        return min(max(points, weights.LEAST_COLLEAGUES), weights.MOST_COLLEAGUES)

    def _topic(self, one: Profile, other: Profile, pairs: int) -> float:
        if not one.words or not other.words:
            return 0.0
        excess = dot(one.words, other.words) / (one.size * other.size) - self._rarity.likeness
        return on(weights.TOPIC, excess * math.sqrt(pairs) / weights.TOPIC_SPREAD)

    def _venue(self, one: Profile, other: Profile, pairs: int) -> float:
        chance = weights.VENUE_CHANCE
        points = _met_more(one.venues, other.venues, self._rarity.venue, chance)
        points *= weights.VENUE * math.sqrt(math.sqrt(pairs))
        return min(max(points, -weights.MOST_VENUE), weights.MOST_VENUE)

    def _category(self, one: Profile, other: Profile, pairs: int) -> float:
        chance = weights.CATEGORY_CHANCE
        points = _met_more(one.categories, other.categories, self._rarity.category, chance)
        points *= weights.CATEGORY * math.sqrt(math.sqrt(pairs))
        return min(max(points, -weights.MOST_CATEGORY), weights.MOST_CATEGORY)

    def _place(self, one: Profile, other: Profile) -> float:
        if not one.places or not other.places:
            return 0.0
        met = dot(one.places, other.places) / (one.with_places * other.with_places)
        usual = self._rarity.place_likeness
        points = math.log((met + weights.PLACE_CHANCE) / (usual + weights.PLACE_CHANCE))
        return min(weights.PLACE * points, self._most_place)


_NAMED = 3
_WORTH_SAYING = 0.05


def prior(share: NameShare) -> float:
    """The log-odds that two groups of a name are one person's, before anything is known of them."""
    return min(max(-math.log(share.bearers), weights.LEAST_PRIOR), weights.MOST_PRIOR)


def years_apart(one: Profile, other: Profile) -> int:
    """The years between the papers of the one and those of the other; 0 if they overlap."""
    if not one.years or not other.years:
        return 0
    return max(max(one.years[0], other.years[0]) - min(one.years[1], other.years[1]), 0)


def _met_more(
    one: Counter[str], other: Counter[str], share: Callable[[str], float], chance: float
) -> float:
    """The logarithm of how much oftener two meet than by chance; 0 if one says nothing."""
    if not one or not other:
        return 0.0
    mine, yours = one.total(), other.total()
    met = sum(count * other[key] for key, count in one.items()) / (mine * yours)
    usual = math.fsum(count * share(key) for key, count in one.items()) / mine
    usual += math.fsum(count * share(key) for key, count in other.items()) / yours
    return math.log((met + chance) / (usual / 2 + chance))


def _career(one: Profile, other: Profile) -> float:
    if not one.years or not other.years:
        return 0.0
    years = max(one.years[1], other.years[1]) - min(one.years[0], other.years[0])
    return on(weights.CAREER, years)


def _identifier(one: Profile, other: Profile) -> float:
    if one.guessed & other.guessed:
        return weights.SAME_ID
    schemes = {identifier.scheme for identifier in one.guessed}
    differ = any(identifier.scheme in schemes for identifier in other.guessed)
    return weights.OTHER_ID if differ else 0.0


def _common(
    one: dict[str, float], other: dict[str, float], worth: Callable[[str], float]
) -> list[str]:
    """The rarest words that both have."""
    return sorted(one.keys() & other.keys(), key=lambda word: (-worth(word), word))[:_NAMED]
