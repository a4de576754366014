"""Which groups of a name are worth comparing: all of few, and of many those that look alike."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import pairwise

from kg.link.authors.profile import Profile
from kg.link.authors.rarity import Rarity

FEW = 120
"""Up to so many groups each is compared with each."""

MOST = 60
"""Of more, each is compared with so many that share most with it."""

LONGEST = 400
"""What more groups have than this is no sign that two of them belong together."""

_PARTNER, _ID = 5.0, 20.0


def neighbours(groups: Mapping[int, Profile], rarity: Rarity) -> dict[int, list[int]]:
    """Number of a group → larger and smaller numbers to compare it with, each pair once."""
    numbers = sorted(groups)
    if len(numbers) <= FEW:
        return {one: numbers[at + 1 :] for at, one in enumerate(numbers)}
    holders: defaultdict[str, list[int]] = defaultdict(list)
    for number in numbers:
        for key, _ in _keys(groups[number], rarity):
            holders[key].append(number)
    pairs: set[tuple[int, int]] = set()
    for number in numbers:
        shared: defaultdict[int, float] = defaultdict(float)
        for key, worth in _keys(groups[number], rarity):
            if len(holders[key]) <= LONGEST:
                for other in holders[key]:
                    shared[other] += worth
        shared.pop(number, None)
        best = heapq.nsmallest(MOST, shared, key=lambda other: (-shared[other], other))
        pairs.update((min(number, other), max(number, other)) for other in best)
    # Neighbours in a row keep a name together that is one person's, whatever the papers share.
    pairs.update(pairwise(numbers))
    found: defaultdict[int, list[int]] = defaultdict(list)
    for one, other in sorted(pairs):
        found[one].append(other)
    return found


def _keys(one: Profile, rarity: Rarity) -> Iterator[tuple[str, float]]:
    """What another group can share, and about how much that says."""
    for partner in one.partners:
        yield f"p {partner}", _PARTNER
    for word in one.words:
        yield f"w {word}", rarity.word(word) / 10
    for word in one.places:
        yield f"a {word}", rarity.place(word) / 10
    for identifier in one.guessed:
        yield f"i {identifier.scheme} {identifier.value}", _ID
