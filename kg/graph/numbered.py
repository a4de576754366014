"""Texts by number, and numbers by text, as many as a disk holds."""

from __future__ import annotations

import os
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import partial
from heapq import merge
from itertools import groupby
from operator import itemgetter
from typing import IO

from kg.graph.spill import Extent, Spill, unnamed_file

_TEXT_BYTES = 1 << 26
_MOST_NUMBERS = 1_000_000
_NUMBER = "I"


class Texts:
    """Texts, each with a number in the order in which they came.

    Beyond ``memory`` bytes they are on disk, in a file without a name.
    """

    def __init__(self, memory: int = _TEXT_BYTES) -> None:
        self._left = memory
        self._near: list[bytes] = []
        self._ends = array("Q", [0])
        self._file: IO[bytes] | None = None

    def add(self, text: bytes) -> int:
        """Keep a text; returns its number."""
        if self._left > 0:
            self._left -= len(text)
            self._near.append(text)
            return len(self._near) - 1
        if self._file is None:
            self._file = unnamed_file(self)
        self._file.write(text)
        self._ends.append(self._ends[-1] + len(text))
        return len(self._near) + len(self._ends) - 2

    def done(self) -> None:
        """Nothing more will come; from now on texts can be had."""
        if self._file is not None:
            self._file.flush()

    def __getitem__(self, number: int) -> bytes:
        far = number - len(self._near)
        if far < 0 or self._file is None:
            return self._near[number]
        start = self._ends[far]
        return os.pread(self._file.fileno(), self._ends[far + 1] - start, start)


class Numbers:
    """Numbers by text; beyond ``most`` of them they go to a file."""

    def __init__(self, most: int = _MOST_NUMBERS) -> None:
        self._most = most
        self._count = 0
        self._known: defaultdict[str, array[int]] = defaultdict(partial(array, _NUMBER))
        self._runs: list[list[Extent]] = []
        self._spill = Spill()

    def add(self, number: int, texts: Iterable[str]) -> None:
        """Give a number to each of the texts; numbers never fall."""
        known = self._known
        for text in texts:
            known[text].append(number)
            self._count += 1
        if self._count >= self._most:
            self._put_away()

    def sorted(self) -> Iterator[tuple[str, array[int]]]:
        """Every text in order, with its numbers as they came; ends the taking."""
        if not self._runs:
            yield from sorted(self._known.items())
            return
        if self._known:
            self._put_away()
        # Of one text the numbers of the first run come first, as ``merge`` keeps the order of runs.
        merged = merge(*map(self._spill.get_all, self._runs), key=itemgetter(0))
        for text, group in groupby(merged, itemgetter(0)):
            numbers = array(_NUMBER)
            for _, some in group:
                numbers.frombytes(some)
            yield text, numbers

    def _put_away(self) -> None:
        listed = [(text, self._known[text].tobytes()) for text in sorted(self._known)]
        self._runs.append(self._spill.put_all(listed))
        self._known.clear()
        self._count = 0
