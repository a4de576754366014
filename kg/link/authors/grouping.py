"""The mentions of one name → persons, by agglomeration.

What is settled is settled first: equal identifiers and decisions by hand. Then the two groups that
are most likely one person's become one, again and again, until none are more likely one person's
than two. How likely is weighed between groups as they have become (:mod:`kg.link.authors.scale`):
of titles, venues and places the average over all pairs counts, of co-authors those that both have.
Two groups never become one that share a paper, have different identifiers of one kind, or hold an
authorship that somebody found not to be the other person's.
"""

from __future__ import annotations

import heapq
import math
from collections import defaultdict
from collections.abc import Iterable, Sequence

from kg.link.authors import weights
from kg.link.authors.neighbours import neighbours
from kg.link.authors.profile import Profile, may_join, settled
from kg.link.authors.rarity import NameShare, Rarity
from kg.link.authors.records import NOTHING, AuthorMention, Group, Known, Member
from kg.link.authors.scale import Scale
from kg.link.names import person_name
from kg.link.score import Evidence, confidence

MOST_COMPARED = 120
"""With so many others a group is compared at most, those that look most like it."""


def group(mentions: Iterable[AuthorMention], rarity: Rarity, known: Known = NOTHING) -> list[Group]:
    """The persons of one name cluster, the same whatever the order of the mentions.

    Those with most papers come first.
    """
    ordered = sorted(mentions, key=lambda mention: mention.id)
    scale = Scale(share_of(ordered, rarity), rarity)
    start = settled(ordered, rarity, known)
    if len(start) < 2:
        return Agglomeration(start, scale, rarity).result(ordered)
    scale.prior = min(scale.prior, math.log(weights.LIFEWORK / len(start)))
    first = Agglomeration([one.copy() for one in start], scale, rarity)
    first.run()
    scale.prior = _second_prior(scale.prior, [one.size for one in first.groups.values()])
    second = Agglomeration(start, scale, rarity)
    second.run()
    return second.result(ordered)


def share_of(mentions: Sequence[AuthorMention], rarity: Rarity) -> NameShare:
    """How common the name of a cluster is; one that can't be read may be anybody's."""
    names = [name for mention in mentions if (name := person_name(mention.signature.name))]
    if not names:
        return NameShare(1.0, 1.0)
    return min((rarity.name(name) for name in names), key=lambda share: share.both)


def _second_prior(first: float, sizes: Sequence[int]) -> float:
    """Where groups start once it is seen how a name's papers fall into groups."""
    papers = sum(sizes)
    pairs = weights.NOT_FOUND * sum(size * size for size in sizes)
    together = min((pairs + 1) / (papers * papers + 2), weights.MOST_TOGETHER)
    trust = weights.TRUST * papers / (papers + weights.DOUBT)
    return (1 - trust) * first + trust * math.log(together / (1 - together))


class Agglomeration:
    """Groups as they grow; ``groups`` holds them by the number of their core's first authorship.

    ``sure`` says of the authorships that joined another group how sure that is, and why.
    """

    def __init__(self, start: Iterable[Profile], scale: Scale, rarity: Rarity) -> None:
        self._scale = scale
        self.groups = {one.members[0]: one for one in start}
        self.sure: dict[int, tuple[float, tuple[Evidence, ...]]] = {}
        self._versions = dict.fromkeys(self.groups, 0)
        self._near: defaultdict[int, dict[int, float]] = defaultdict(dict)
        self._heap: list[tuple[float, int, int, int, int]] = []
        for one, others in neighbours(self.groups, rarity).items():
            for other in others:
                self._compare(one, other)

    def run(self) -> None:
        """Join what belongs together."""
        while self._heap:
            points, one, other, one_version, other_version = heapq.heappop(self._heap)
            current = self._versions.get(one), self._versions.get(other)
            if current == (one_version, other_version):
                self._join(one, other, -points)

    def _compare(self, one: int, other: int) -> None:
        one, other = sorted((one, other))
        mine, yours = self.groups[one], self.groups[other]
        if not may_join(mine, yours):
            return
        points = math.fsum(self._scale.points(mine, yours))
        self._near[one][other] = self._near[other][one] = points
        if points > weights.JOIN:
            versions = self._versions[one], self._versions[other]
            heapq.heappush(self._heap, (-points, one, other, *versions))

    def _join(self, one: int, other: int, points: float) -> None:
        """Let the smaller group join the larger one."""
        core, joining = (
            (other, one)
            if self.groups[other].size > self.groups[one].size
            else (
                one,
                other,
            )
        )
        sure = confidence(points), self._scale.reasons(self.groups[core], self.groups[joining])
        for number in self.groups[joining].members:
            self.sure[number] = min(self.sure.get(number, sure), sure, key=lambda pair: pair[0])
        self.groups[core].absorb(self.groups.pop(joining))
        del self._versions[joining]
        self._versions[core] += 1
        found = {**self._near.pop(core), **self._near.pop(joining)}
        found = {number: value for number, value in found.items() if number in self.groups}
        for number in found:
            self._near[number].pop(joining, None)
            self._near[number].pop(core, None)
        nearest = sorted(found, key=lambda number: (-found[number], number))
        for number in sorted(set(nearest[:MOST_COMPARED]) - {core}):
            self._compare(core, number)

    def result(self, mentions: Sequence[AuthorMention]) -> list[Group]:
        """The groups, those with most papers first."""
        found = [
            Group(
                tuple(Member(mentions[n], *self.sure.get(n, ())) for n in sorted(one.members)),
                frozenset(one.proving),
            )
            for one in self.groups.values()
        ]
        return sorted(found, key=lambda one: (-len(one.members), one.members[0].mention.id))
