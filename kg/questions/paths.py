"""The shortest path between two authors, by a search from both ends that meets in between.

Of all shortest paths it is the one whose authors come first, one after the other. Authors are named
by texts that sort as their IRIs do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

Near = Callable[[Iterable[str]], Iterator[tuple[str, str]]]
"""Each of some authors with each co-author."""


class _Side:
    """What is known of the authors around one end: from whom each was first reached."""

    def __init__(self, end: str) -> None:
        self.reached_from: dict[str, set[str]] = {end: set()}
        self.frontier = {end}
        self.steps = 0

    def widen(self, near: Near) -> None:
        """Go one step further from the end."""
        found: dict[str, set[str]] = {}
        for author, coauthor in near(sorted(self.frontier)):
            if coauthor not in self.reached_from:
                found.setdefault(coauthor, set()).add(author)
        self.reached_from |= found
        self.frontier = set(found)
        self.steps += 1


def path(near: Near, start: str, end: str, longest: int) -> list[str]:
    """The authors of the path from the one end to the other; none if it is longer than that."""
    sides = _Side(start), _Side(end)
    while not (met := sides[0].frontier & sides[1].frontier):
        nearer = min(sides, key=lambda side: len(side.frontier))
        if not nearer.frontier or sides[0].steps + sides[1].steps >= longest:
            return []
        nearer.widen(near)
    return _first(sides[0], sides[1], met)


def _first(side: _Side, other: _Side, met: set[str]) -> list[str]:
    """The first of the paths; every shortest one goes through an author who is in both."""
    layers = [met]
    for _ in range(side.steps):
        layers.append({one for author in layers[-1] for one in side.reached_from[author]})
    found = [min(layers.pop())]
    while layers:
        last, layer = found[-1], layers.pop()
        found.append(min(one for one in layer if last in side.reached_from[one]))
    while other.reached_from[found[-1]]:
        found.append(min(other.reached_from[found[-1]]))
    return found
