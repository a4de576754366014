"""Texts counted, as many as a disk holds, and given back in order with their counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from heapq import merge
from itertools import groupby
from operator import itemgetter

from kg.graph.spill import Extent, Spill

MOST_IN_MEMORY = 500_000
"""Different texts counted at a time; one takes about 300 bytes."""


class Tally:
    """How often each text was seen; beyond ``most`` different ones, counts go to a file."""

    def __init__(self, most: int = MOST_IN_MEMORY) -> None:
        self._most = most
        self._counts: Counter[bytes] = Counter()
        self._runs: list[list[Extent]] = []
        self._spill = Spill()

    def add(self, texts: Iterable[bytes]) -> None:
        """Count each of the texts once more."""
        self._counts.update(texts)
        if len(self._counts) >= self._most:
            self._put_away()

    def counted(self) -> Iterator[tuple[bytes, int]]:
        """Every text in order of code points, with its count; ends the counting."""
        waiting = sorted(self._counts.items())
        if not self._runs:
            yield from waiting
            return
        runs = map(self._spill.get_all, self._runs)
        for text, group in groupby(merge(*runs, waiting), itemgetter(0)):
            yield text, sum(count for _, count in group)

    def _put_away(self) -> None:
        self._runs.append(self._spill.put_all(sorted(self._counts.items())))
        self._counts.clear()
