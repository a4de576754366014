"""Names that may be forms of one person's name: "Ada M. Brook", "Ada Brook" and "A. Brook".

Groups of different name clusters are compared as groups of one are, starting from how common the
shorter form is, and with what the forms themselves say. Names alone make no variant: so much must
speak for it beside them. In what becomes one person any two forms can be of one name, so that
"A. Brook" never makes Ada and Alan Brook one.
"""

from __future__ import annotations

import heapq
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from kg.link.authors import weights
from kg.link.authors.neighbours import neighbours
from kg.link.authors.profile import Profile, may_join, profile
from kg.link.authors.rarity import Rarity
from kg.link.authors.records import NOTHING, Group, Known
from kg.link.authors.scale import Scale
from kg.link.names import PersonName, agreement
from kg.link.score import Evidence, confidence

OTHER_NAME = -20.0
"""For names that can't be forms of one."""


@dataclass(frozen=True, slots=True)
class Variant:
    """Two groups, by their places, that are one person's under two forms of a name."""

    one: int
    other: int
    confidence: float
    reasons: tuple[Evidence, ...]


def variants(groups: Sequence[Group], rarity: Rarity, known: Known = NOTHING) -> Iterator[Variant]:
    """Pairs of groups that are one person's, ``one`` the larger, best first in each block.

    A group that is the ``other`` of a pair has become a part of the ``one``, and takes part no
    more; the pairs of later ones are with all of it.
    """
    blocks: defaultdict[str, list[int]] = defaultdict(list)
    profiles: dict[int, Profile] = {}
    for place, group in enumerate(groups):
        start = profile_of(group, rarity, known)
        for key in sorted({name.key for name in start.names}):
            blocks[key].append(place)
        profiles[place] = start
    for key in sorted(blocks):
        if len(blocks[key]) > 1:
            yield from _joined(blocks[key], profiles, rarity)


def profile_of(group: Group, rarity: Rarity, known: Known) -> Profile:
    """What the authorships of a group have in common."""
    first, *others = (
        profile(number, member.mention, rarity, known)
        for number, member in enumerate(group.members)
    )
    for other in others:
        first.absorb(other)
    return first


def _joined(
    places: Iterable[int], profiles: dict[int, Profile], rarity: Rarity
) -> Iterator[Variant]:
    """The variants of a block; what has been joined is taken out of ``profiles``."""
    block = {place: profiles[place] for place in places if place in profiles}
    version = dict.fromkeys(block, 0)
    near: defaultdict[int, set[int]] = defaultdict(set)
    heap: list[tuple[float, int, int, int, int]] = []

    def consider(one: int, other: int) -> None:
        points = _points(block[one], block[other], rarity)
        if points is not None:
            near[one].add(other)
            near[other].add(one)
            heapq.heappush(heap, (-points, one, other, version[one], version[other]))

    for one, others in neighbours(block, rarity).items():
        for other in others:
            consider(one, other)
    while heap:
        points, one, other, *versions = heapq.heappop(heap)
        if [version.get(one), version.get(other)] != versions:
            continue
        core, joining = sorted((one, other), key=lambda place: (-block[place].size, place))
        reasons = reasons_of(block[core], block[joining], rarity)
        yield Variant(core, joining, confidence(-points), reasons)
        block[core].absorb(block.pop(joining))
        del version[joining], profiles[joining]
        version[core] += 1
        for place in sorted((near.pop(core) | near.pop(joining)) & version.keys() - {core}):
            consider(*sorted((core, place)))


def _points(one: Profile, other: Profile, rarity: Rarity) -> float | None:
    """The log-odds that two groups are one person's, or ``None`` where that is not to be said."""
    if not one.clusters.isdisjoint(other.clusters):
        return None
    form = _form(one, other)
    if form is None or not may_join(one, other):
        return None
    prior, *others = _scale(one, other, rarity).points(one, other)
    beyond = math.fsum(others)
    points = prior + beyond + form
    return points if beyond >= weights.BEYOND_NAMES and points > weights.JOIN else None


def reasons_of(one: Profile, other: Profile, rarity: Rarity) -> tuple[Evidence, ...]:
    """What speaks for and against two groups of different names being one person's."""
    found = _scale(one, other, rarity).reasons(one, other)
    form = _form(one, other)
    forms = ", ".join(sorted({_written(name) for name in one.names | other.names}))
    return (*found, Evidence("forms of the name", forms, OTHER_NAME if form is None else form))


def _scale(one: Profile, other: Profile, rarity: Rarity) -> Scale:
    """Starts from how common the most common form is that either group bears alone."""
    shares = [
        min((rarity.name(name) for name in group.names), key=lambda share: share.both)
        for group in (one, other)
    ]
    return Scale(max(shares, key=lambda share: share.both), rarity)


def _form(one: Profile, other: Profile) -> float | None:
    """What the forms of the names add, or ``None`` if two of them can't be forms of one."""
    least = min(
        (agreement(mine, yours) for mine in one.names for yours in other.names), default=0.0
    )
    if least < weights.LEAST_NAME:
        return None
    return weights.NAME_FORM * (least - 1) + weights.VARIANT * (one.names != other.names)


def _written(name: PersonName) -> str:
    return " ".join((*name.given, name.family))
