"""Remarks on a document, with an end to each kind: a flood of them would hide the others."""

from __future__ import annotations

from collections.abc import Iterator

from kg.model import Problem
from kg.sources.page import shortened

MOST = 20
"""Remarks of one kind that a document gives one by one."""


class Remarks:
    """Makes the remarks on one document: the first of each kind, and of the rest their number.

    >>> remarks = Remarks()
    >>> found = [one for line in range(1, 26) for one in remarks.one(line, "odd", "odd", "x")]
    >>> len(found), [(rest.line, rest.message) for rest in remarks.rest()]
    (20, [(25, '5 further remarks of this kind, the last one on this line')])
    """

    def __init__(self) -> None:
        self._made: dict[str, int] = {}
        self._last: dict[str, int] = {}

    def one(self, line: int, code: str, message: str, excerpt: str = "") -> Iterator[Problem]:
        """The remark, unless there were too many of its kind."""
        made = self._made[code] = self._made.get(code, 0) + 1
        if made <= MOST:
            yield Problem(line, code, message, shortened(excerpt))
        else:
            self._last[code] = line

    def rest(self) -> Iterator[Problem]:
        """How many remarks of each kind were left out; call it at the document's end."""
        for code, line in self._last.items():
            further = self._made[code] - MOST
            which = "remark of this kind, on this line"
            if further > 1:
                which = "remarks of this kind, the last one on this line"
            yield Problem(line, code, f"{further} further {which}")
