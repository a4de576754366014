"""Things that are one: by what they have in common, and by links that nothing contradicts."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from itertools import product

from kg.resolve.links import Linked, Pair, in_order

Forbids = Callable[[Linked, str, str], bool]
"""Whether a link may not bring two things together."""


def group(identified: Iterable[tuple[str, str]]) -> Mapping[str, str]:
    """Thing → the smallest thing of its group, where a group has several.

    ``identified`` are pairs of a thing and a key; things that share a key are of one group.
    """
    parents: dict[str, str] = {}

    def root(item: str) -> str:
        parents.setdefault(item, item)
        while parents[item] != item:
            parents[item] = parents[parents[item]]
            item = parents[item]
        return item

    holder: dict[str, str] = {}
    for thing, key in identified:
        one, other = root(thing), root(holder.setdefault(key, thing))
        parents[max(one, other)] = min(one, other)
    roots = {thing: root(thing) for thing in parents}
    shared = {first for thing, first in roots.items() if thing != first}
    return {thing: first for thing, first in roots.items() if first in shared}


class Groups:
    """Groups that grow by links, each join being looked at as a whole."""

    def __init__(self, groups: Iterable[Iterable[str]]) -> None:
        self._of: dict[str, set[str]] = {}
        for one in groups:
            members = set(one)
            self._of.update(dict.fromkeys(members, members))

    def join(self, links: Iterable[Linked], forbids: Forbids) -> None:
        """Join groups by links, which come with the strongest first.

        A join is made only if it brings no two things together that are not to be. So what a weak
        link would add to a group is never carried on through others.
        """
        for link in links:
            one = self._of.setdefault(link.one, {link.one})
            other = self._of.setdefault(link.other, {link.other})
            if one is other or any(forbids(link, *pair) for pair in product(one, other)):
                continue
            one |= other
            self._of.update(dict.fromkeys(other, one))

    def part(self, identified: Iterable[tuple[str, str]], apart: Collection[Pair]) -> None:
        """Part the groups that hold two things which somebody refused.

        What shares a key is joined anew, key by key, but for what would bring such two together.
        """
        broken: set[str] = set()
        for one, other in apart:
            if one in self._of and self._of[one] is self._of.get(other):
                broken |= self._of[one]
        self._of.update((thing, {thing}) for thing in broken)
        by_key: dict[str, set[str]] = {}
        for thing, key in identified:
            if thing in broken:
                by_key.setdefault(key, set()).add(thing)
        for things in by_key.values():
            heads: list[str] = []
            for thing in sorted(things):
                stated = (Linked(head, thing, by_hand=True, confidence=1) for head in heads)
                self.join(stated, lambda _, *pair: in_order(*pair) in apart)
                if all(self._of[head] is not self._of[thing] for head in heads):
                    heads.append(thing)

    def first_of(self) -> Mapping[str, str]:
        """Thing → the smallest of its group, where a group has several."""
        return {thing: min(group_) for thing, group_ in self._of.items() if len(group_) > 1}

    def groups(self) -> list[list[str]]:
        """All groups of several things, in order."""
        return sorted({tuple(sorted(one)): sorted(one) for one in self._of.values()}.values())
