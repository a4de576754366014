"""The mentions of one name → persons, by agglomeration.

What is settled is settled first: equal identifiers and decisions by hand. Then the two groups that
are most likely one person's become one, again and again, until none are more likely one person's
than two. How likely is weighed between groups as they have become (:mod:`kg.link.authors.scale`):
of titles, venues and places the average over all pairs counts, of co-authors those that both have.
Two groups never become one that share a paper, have different identifiers of one kind, or hold two
authorships that somebody found to be different people's.
"""

from __future__ import annotations

import heapq
import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from kg.link.authors import weights
from kg.link.authors.neighbours import neighbours
from kg.link.authors.profile import Profile, profile
from kg.link.authors.rarity import NameShare, Rarity
from kg.link.authors.records import AuthorMention, Group, Known, Member
from kg.link.authors.scale import Scale
from kg.link.authors.settled import Settled
from kg.link.names import person_name
from kg.link.score import confidence

NOTHING_KNOWN = Known()
MOST_COMPARED = 120
"""With so many others a group is compared at most, those that look most like it."""


def group(
    mentions: Iterable[AuthorMention], rarity: Rarity, known: Known = NOTHING_KNOWN
) -> list[Group]:
    """The persons of one name cluster, the same whatever the order of the mentions.

    Those with most papers come first. Known persons stay what they are and take in what is new.
    """
    ordered = sorted(mentions, key=lambda mention: mention.id)
    if not ordered:
        return []
    scale = Scale(_share(ordered, rarity), rarity)
    settled = Settled(ordered, known)
    first = Agglomeration(ordered, settled, scale, rarity)
    first.run()
    scale.prior = _second_prior(scale.prior, [one.size for one in first.groups.values()])
    second = Agglomeration(ordered, settled, scale, rarity)
    second.run()
    return second.result()


def _share(mentions: Sequence[AuthorMention], rarity: Rarity) -> NameShare:
    """How common the name of a cluster is; one that can't be read may be anybody's."""
    names = [name for mention in mentions if (name := person_name(mention.signature.name))]
    if not names:
        return NameShare(1.0, 1.0)
    return min((rarity.name(name) for name in names), key=lambda share: share.both)


def _second_prior(first: float, sizes: Sequence[int]) -> float:
    """Where groups start once it is seen how a name's papers fall into groups."""
    papers = sum(sizes)
    together = (sum(size * size for size in sizes) + 1) / (papers * papers + 2)
    trust = weights.TRUST * papers / (papers + weights.DOUBT)
    return (1 - trust) * first + trust * math.log(together / (1 - together))


class Agglomeration:
    """Groups as they grow; ``groups`` holds them by the number of their core's first authorship."""

    def __init__(
        self,
        mentions: Sequence[AuthorMention],
        settled: Settled,
        scale: Scale,
        rarity: Rarity,
    ) -> None:
        self._mentions = mentions
        self._settled = settled
        self._scale = scale
        self.groups: dict[int, Profile] = {}
        for numbers in settled.groups:
            start = profile(numbers[0], mentions[numbers[0]], rarity)
            for number in numbers[1:]:
                start.absorb(profile(number, mentions[number], rarity))
            self.groups[numbers[0]] = start
        self._members = {n: Member(mention) for n, mention in enumerate(mentions)}
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
            if self._versions.get(one) == one_version and (
                self._versions.get(other) == other_version
            ):
                self._join(one, other, -points)

    def _compare(self, one: int, other: int) -> None:
        one, other = sorted((one, other))
        mine, yours = self.groups[one], self.groups[other]
        if not self._settled.may_join(mine, yours):
            return
        points = math.fsum(self._scale.points(mine, yours))
        self._near[one][other] = self._near[other][one] = points
        if points > weights.JOIN:
            versions = self._versions[one], self._versions[other]
            heapq.heappush(self._heap, (-points, one, other, *versions))

    def _join(self, one: int, other: int, points: float) -> None:
        """Let the smaller group join the larger one."""
        mine, yours = self.groups[one], self.groups[other]
        core, joining = (other, one) if yours.size > mine.size else (one, other)
        reasons = self._scale.reasons(mine, yours)
        sure = confidence(points)
        for number in self.groups[joining].members:
            member = self._members[number]
            if sure < member.confidence:
                self._members[number] = replace(member, confidence=sure, reasons=reasons)
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

    def result(self) -> list[Group]:
        """The groups, those with most papers first."""
        found = [
            Group(
                tuple(self._members[number] for number in sorted(one.members)),
                self._settled.person(one.members),
            )
            for one in self.groups.values()
        ]
        return sorted(found, key=lambda one: (-len(one.members), one.members[0].mention.id))
