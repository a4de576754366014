"""Where a query can't be read on.

The engine tells the furthest place that it looked at, which is not the place of the mistake: it
looks for a keyword as far as the keyword is long. So the query is read once more with its tokens
far apart; then the furthest place is in the first token that can't stand where it does.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kg.graph.vocab import PREFIXES
from kg.sparql.tokens import Token, tokens

_APART = " " * 20
"""More than any keyword of the engine is long."""
_POSITION = re.compile(r"error at (\d+):(\d+): expected (.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Reading:
    """A query that can't be read from token ``at`` on; ``expected`` is what the engine expected."""

    tokens: Sequence[Token]
    at: int
    expected: str

    @property
    def found(self) -> Token:
        """The token that can't be read; a token without text at the end of the query."""
        return self.token(self.at)

    def token(self, place: int) -> Token:
        """The token at a place, or one without text where there is none."""
        return self.tokens[place] if 0 <= place < len(self.tokens) else Token("end", "", 0)

    def previous(self, distance: int = 1) -> Token:
        """A token before the one that can't be read."""
        return self.token(self.at - distance)

    def opened(self) -> list[Token]:
        """The brackets that are open where the query can't be read, the outermost first."""
        stack: list[Token] = []
        for token in self.tokens[: self.at]:
            if token.kind == "open":
                stack.append(token)
            elif token.kind == "close" and stack:
                stack.pop()
        return stack

    def last_word(self) -> str:
        """The keyword before the token that can't be read."""
        return next((token.word for token in reversed(self.tokens[: self.at]) if token.word), "")


def read(text: str, message: str) -> Reading:
    """Where a query can't be read on, found by reading it once more."""
    from pyoxigraph import Store

    found = list(tokens(text))
    starts: list[int] = []
    spread = ""
    for number, token in enumerate(found):
        if number and _may_stand_apart(found[number - 1], token):
            spread += _APART
        starts.append(len(spread))
        spread += token.text
    spread += _APART
    try:
        Store().query(spread, prefixes=PREFIXES)
    except SyntaxError as error:
        message = str(error)
    told = _POSITION.search(message)
    if told is None:
        return Reading(found, len(found), message)
    line, column, expected = int(told[1]), int(told[2]), told[3]
    offset = sum(len(part) + 1 for part in spread.split("\n")[: line - 1]) + column - 1
    at = sum(start <= offset for start in starts) - 1
    return Reading(found, len(found) if offset >= len(spread) else max(at, 0), expected)


def _may_stand_apart(left: Token, right: Token) -> bool:
    """Whether a space between two tokens changes nothing."""
    if left.start + len(left.text) < right.start:
        return True
    return any(token.kind in {"open", "close"} or token.text in ";," for token in (left, right))
