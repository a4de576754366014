"""How common names, words and venues are: what a coincidence is worth.

Everything is counted in the publications at hand. Few of them say little of how common a name is,
so a table of the most common family names and the shape of a given name fill in for what was not
counted.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from kg.link.authors.records import Publication
from kg.link.authors.words import FULL_TITLE, place_words, topic_words, unit
from kg.link.names import PersonName, full_key, person_name
from kg.link.venues import venue_key

FEW, USUAL_LIKENESS = 200, 0.01
"""In fewer texts than this how alike two of them are is not counted, but assumed."""

RESEARCHERS = 3_000_000
"""About so many people sign papers in one broad field: what shares of names are shares of."""

COUNTED_FOR = 20_000
"""So many counted names weigh as much as what is assumed of names."""

COMMON_FAMILY_NAMES = {
    20: "wang li zhang chen liu",
    8: "kim lee yang wu huang xu zhao zhou lin",
    5: "yu zhu sun hu guo he park nguyen ma gao luo lu jiang zheng",
    3: "tang song shi han xie shen cheng yan liang cao choi wei chang kumar singh feng dong deng",
    1: (
        "tan ding yuan fu cai jin peng fan du ye pan xiao su kang zeng ren fang hong tian yao gu"
        " yin dai gupta bai qiu cho lim jia wen liao xiong zhong cui gong ji meng xia qin jung hou"
        " mao qian xue zou tran smith sharma tanaka suzuki sato chan wong hsu jain johnson khan"
        " patel das garcia jones brown miller williams"
    ),
}
"""Bearers in a thousand researchers → family names, about."""

_FAMILY = {
    name: bearers / 1000 for bearers, names in COMMON_FAMILY_NAMES.items() for name in names.split()
}
_OTHER_FAMILY = 1e-5
_SHORT_GIVEN, _LONG_GIVEN, _INITIAL, _LEAST_GIVEN = 8e-4, 3e-5, 0.04, 1e-7
_SYLLABLE = 5

MOST_PARTNERS = 100
"""Who signs with more people than this knows few of them."""


@dataclass(frozen=True, slots=True)
class NameShare:
    """The shares of researchers that have a family name, and that have given names."""

    family: float
    given: float

    @property
    def both(self) -> float:
        """The share that has both."""
        return self.family * self.given

    @property
    def bearers(self) -> float:
        """About how many people bear the name."""
        return RESEARCHERS * self.both


class Rarity:
    """What is common in some publications.

    ``likeness`` and ``place_likeness`` say how alike the topics of two papers, and the affiliations
    of two authors, are on average; ``density`` how likely two names have signed together. Memory
    grows with the publications: about 300 bytes for each author of each.
    """

    def __init__(self, publications: Iterable[Publication]) -> None:
        self._families: Counter[str] = Counter()
        self._givens: Counter[str] = Counter()
        self._names: Counter[str] = Counter()
        self._words: Counter[str] = Counter()
        self._venues: Counter[str] = Counter()
        self._categories: Counter[str] = Counter()
        self._places: Counter[str] = Counter()
        self._partners: dict[str, set[str]] = {}
        self._ones: dict[str, float] = {}
        self._publications = 0
        self._affiliated = 0
        topics: list[frozenset[str]] = []
        places: list[frozenset[str]] = []
        for publication in publications:
            self._publications += 1
            topics.append(topic_words(publication.title, publication.keywords))
            self._words.update(topics[-1])
            self._categories.update(publication.categories)
            if publication.venue:
                self._venues[venue_key(publication.venue)] += 1
            places.extend(self._sign(publication))
        self._signatures = self._names.total()
        self.likeness = _usual(topics, self.word, FULL_TITLE)
        self.place_likeness = _usual(places, self.place)
        self.density = sum(map(len, self._partners.values())) / max(len(self._partners), 1) ** 2

    def _sign(self, publication: Publication) -> Iterable[frozenset[str]]:
        """Count the names of a publication, and give the affiliations that it states."""
        keys: set[str] = set()
        for signature in publication.signatures:
            if signature.affiliations:
                self._affiliated += 1
                words = place_words(signature.affiliations)
                self._places.update(words)
                yield words
            name = person_name(signature.name)
            if name is None:
                continue
            key = full_key(name)
            keys.add(key)
            if not self._names[key]:
                self._families[name.family] += 1
                self._givens[" ".join(name.given)] += 1
            self._names[key] += 1
        if len(keys) <= MOST_PARTNERS:
            for key in keys:
                self._partners.setdefault(key, set()).update(keys)

    def name(self, name: PersonName) -> NameShare:
        """How common the parts of a name are."""
        family = _FAMILY.get(name.family, _OTHER_FAMILY)
        given = max(math.prod(map(_usual_given, name.given[:2])), _LEAST_GIVEN)
        return NameShare(
            self._share(self._families[name.family], family),
            self._share(self._givens[" ".join(name.given)], given) if name.given else 1.0,
        )

    def _share(self, count: int, usual: float) -> float:
        return (count + COUNTED_FOR * usual) / (len(self._names) + COUNTED_FOR)

    def surely_one(self, key: str) -> float:
        """How surely a full name is one person's: 1 for a rare name, near 0 for a common one."""
        found = self._ones.get(key)
        if found is None:
            *given, family = key.split()
            found = 1 / (1 + self.name(PersonName(family, tuple(given))).bearers)
            self._ones[key] = found
        return found

    def signed(self, key: str) -> float:
        """The share of all signatures that are of a full name."""
        return (self._names[key] + 1) / (self._signatures + COUNTED_FOR)

    def partners(self, key: str) -> set[str]:
        """All with whom a full name signed, itself included."""
        return self._partners.get(key, set())

    def word(self, word: str) -> float:
        """How much a word of a title tells: the logarithm of how many papers one has it."""
        return math.log((self._publications + 100) / (self._words[word] + 1))

    def place(self, word: str) -> float:
        """The same for a word of an affiliation."""
        return math.log((self._affiliated + 100) / (self._places[word] + 1))

    def venue(self, key: str) -> float:
        """The share of publications that appeared in a venue."""
        return (self._venues[key] + 1) / (self._publications + 50)

    def category(self, key: str) -> float:
        """The share of publications that are in a category."""
        return (self._categories[key] + 1) / (self._publications + 50)


def _usual_given(part: str) -> float:
    if len(part) == 1:
        return _INITIAL
    return _SHORT_GIVEN if len(part) <= _SYLLABLE else _LONG_GIVEN


def _usual(texts: Iterable[frozenset[str]], worth: Callable[[str], float], least: int = 1) -> float:
    """The inner product of the vectors of two of some texts, on average."""
    mean: dict[str, float] = {}
    own = 0.0
    total = 0
    for words in texts:
        vector = unit(words, worth, least)
        own += math.fsum(weight * weight for weight in vector.values())
        total += bool(vector)
        for word, weight in vector.items():
            mean[word] = mean.get(word, 0.0) + weight
    if total < FEW:
        return USUAL_LIKENESS
    # Each text is its own like: those pairs do not count.
    alike = math.fsum(weight * weight for weight in mean.values()) - own
    return max(alike, 0.0) / (total * (total - 1))
