"""Scored pairs → at most one partner for each record of either source.

The best pair takes its two records, then the best of what is left, and so on: a stable matching,
in which no two records would both rather have each other. There is no chain: that A is B and B
is C says nothing here of A and C.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

MARGIN = 0.2
"""Log-odds by which a pair must beat every other of its records to be sure."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records by their ids, with the log-odds that they are one."""

    left: str
    right: str
    log_odds: float

    @property
    def order(self) -> tuple[float, list[str], str]:
        """Best first; ties by the ids, the same whichever source is called left."""
        return -self.log_odds, sorted((self.left, self.right)), self.left


def assign(pairs: Iterable[Pair]) -> Iterator[tuple[Pair, Pair | None]]:
    """The pairs that one-to-one assignment picks, best first, each with its rival if it has one.

    A rival is the best other pair of either record that comes within :data:`MARGIN`, unless its
    other record has found a sure partner: nothing says which of the two is right.
    """
    ordered = sorted(pairs, key=lambda pair: pair.order)
    of_left: defaultdict[str, list[Pair]] = defaultdict(list)
    of_right: defaultdict[str, list[Pair]] = defaultdict(list)
    for pair in ordered:
        of_left[pair.left].append(pair)
        of_right[pair.right].append(pair)
    left_taken: set[str] = set()
    right_taken: set[str] = set()
    left_sure: set[str] = set()
    right_sure: set[str] = set()
    for pair in ordered:
        if pair.left in left_taken or pair.right in right_taken:
            continue
        rivals = [
            other
            for other in (*of_left[pair.left], *of_right[pair.right])
            if other is not pair
            and pair.log_odds - other.log_odds < MARGIN
            and (other.left == pair.left or other.left not in left_sure)
            and (other.right == pair.right or other.right not in right_sure)
        ]
        left_taken.add(pair.left)
        right_taken.add(pair.right)
        if not rivals:
            left_sure.add(pair.left)
            right_sure.add(pair.right)
        yield pair, min(rivals, key=lambda other: other.order, default=None)
