"""What is settled before grouping: who must be one person, and who must not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from kg.link.authors.profile import Profile
from kg.link.authors.records import AuthorMention, Known
from kg.model import Identifier


class Settled:
    """Authorships by their numbers; ``groups`` are those that are one person's from the start.

    Decisions by hand come first, then the groups of earlier runs, then identifiers. What would join
    authorships that an earlier step keeps apart is left out.
    """

    def __init__(self, mentions: Sequence[AuthorMention], known: Known) -> None:
        self._mentions = mentions
        self._apart: defaultdict[int, set[int]] = defaultdict(set)
        self._person: dict[int, str] = {}
        self._of = {number: [number] for number in range(len(mentions))}
        numbers = {mention.id: number for number, mention in enumerate(mentions)}
        for pair in known.different:
            self._keep_apart([numbers[id_] for id_ in pair if id_ in numbers])
        for one, other in sorted(map(sorted, known.same)):
            if one in numbers and other in numbers:
                self._tie([numbers[one], numbers[other]], by_hand=True)
        for person, ids in sorted(known.persons.items()):
            here = sorted(numbers[id_] for id_ in ids if id_ in numbers)
            for number in here:
                self._person.setdefault(number, person)
            self._tie([n for n in here if self._person[n] == person], by_hand=True)
        proven: defaultdict[Identifier, list[int]] = defaultdict(list)
        for number, mention in enumerate(mentions):
            for identifier in mention.proving:
                proven[identifier].append(number)
        for identifier in sorted(proven, key=lambda one: (one.scheme, one.value)):
            self._tie(proven[identifier], by_hand=False)

    @property
    def groups(self) -> list[list[int]]:
        """The numbers of authorships that are one person's, in order."""
        return sorted({id(group): sorted(group) for group in self._of.values()}.values())

    def may_join(self, one: Profile, other: Profile) -> bool:
        """Whether nothing forbids that two groups are one person's."""
        if not one.publications.isdisjoint(other.publications):
            return False
        if contradict(one.proving, other.proving):
            return False
        if self._apart and self._kept_apart(one.members, other.members):
            return False
        persons = {self.person(one.members), self.person(other.members)}
        return None in persons or len(persons) == 1

    def person(self, members: Iterable[int]) -> str | None:
        """The person of an earlier run that a group is."""
        if not self._person:
            return None
        return min((self._person[n] for n in members if n in self._person), default=None)

    def _keep_apart(self, numbers: Sequence[int]) -> None:
        for number in numbers:
            self._apart[number].update(set(numbers) - {number})

    def _kept_apart(self, one: Sequence[int], other: Sequence[int]) -> bool:
        few, many = sorted((one, other), key=len)
        there = set(many)
        return any(number in self._apart and self._apart[number] & there for number in few)

    def _tie(self, numbers: Sequence[int], *, by_hand: bool) -> None:
        for number in numbers[1:]:
            one, other = self._of[numbers[0]], self._of[number]
            if one is other or self._kept_apart(one, other):
                continue
            if not by_hand and any(self._forbid(one, other)):
                continue
            one += other
            for member in other:
                self._of[member] = one

    def _forbid(self, one: Sequence[int], other: Sequence[int]) -> Iterator[bool]:
        """Whether two persons of earlier runs, or two identifiers of a kind, would become one."""
        persons = {self.person(one), self.person(other)}
        yield None not in persons and len(persons) > 1
        mine = {i for number in one for i in self._mentions[number].proving}
        yours = {i for number in other for i in self._mentions[number].proving}
        yield contradict(mine, yours)


def contradict(one: set[Identifier], other: set[Identifier]) -> bool:
    """Whether two people have different identifiers of a scheme, and none of it in common."""
    mine = {identifier.scheme for identifier in one - other}
    both = {identifier.scheme for identifier in one & other}
    return any(i.scheme in mine and i.scheme not in both for i in other - one)
