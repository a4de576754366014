"""Counts over publications in listings: works that count once, spans of years."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Generic, TypeVar

from kg.graph.listing import Row


class Years:
    """The first and the last of some years, as far as they are known."""

    __slots__ = ("first", "last")

    def __init__(self) -> None:
        self.first: int | None = None
        self.last: int | None = None

    def add(self, written: str) -> None:
        """Take the year of a publication, if it has one."""
        if written:
            year = int(written)
            if self.first is None or year < self.first:
                self.first = year
            if self.last is None or year > self.last:
                self.last = year


Key = TypeVar("Key")


class Works(Generic[Key]):
    """How many works there are of each key; one of several publications counts once."""

    def __init__(self) -> None:
        self.counts: Counter[Key] = Counter()
        self._seen: set[tuple[Key, str]] = set()

    def add(self, keys: Iterable[Key], work: str) -> None:
        """Take a publication, each key once; without a work it is one of its own."""
        if work:
            keys = [key for key in keys if (key, work) not in self._seen]
            self._seen.update((key, work) for key in keys)
        self.counts.update(keys)


def is_open(found: Iterable[Row]) -> bool:
    """Whether the list of one of some publications can hide authors."""
    return any(row.complete is not True for row in found)
