"""A query as tokens, with their places."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_TOKEN = re.compile(
    r"""(?P<space>[\s\ufeff]+|\#[^\r\n]*)
      | (?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
      | (?P<text>\"{3}(?:\"{0,2}(?:[^"\\]|\\.))*\"{3}|'{3}(?:'{0,2}(?:[^'\\]|\\.))*'{3}
                |"(?:[^"\\\r\n]|\\.)*"|'(?:[^'\\\r\n]|\\.)*')
      | (?P<open>[\{\(\[])
      | (?P<close>[\}\)\]])
      | (?P<prefixed>[A-Za-z0-9_.-]*:(?:[A-Za-z0-9_:%-]|\\.|[^\x00-\x7f]|\.(?=[A-Za-z0-9_:%-]))*)
      | (?P<word>[A-Za-z_][A-Za-z0-9_-]*)
      | (?P<variable>[?$]\w+)
      | (?P<number>[0-9]+(?:\.[0-9]+)?)
      | (?P<other>\^\^|&&|\|\||[!<>=]=|@[A-Za-z][A-Za-z0-9-]*|.)""",
    re.VERBOSE | re.DOTALL,
)


class Token(NamedTuple):
    """A token: its kind is one of the groups above; ``start`` counts characters from 0."""

    kind: str
    text: str
    start: int

    @property
    def word(self) -> str:
        """A keyword in upper case; nothing for a token that is no word."""
        return self.text.upper() if self.kind == "word" else ""


def tokens(text: str) -> Iterator[Token]:
    """The tokens of a query, without spaces and comments."""
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or "other"
        if kind != "space":
            yield Token(kind, match[0], match.start())


def line_and_column(text: str, offset: int) -> tuple[int, int]:
    """Where a character stands, both counted from 1."""
    before = text[:offset]
    return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1


def pointed_at(text: str, line: int, column: int) -> str:
    """The line of a place with a caret below it, or nothing for a line too long to show."""
    lines = text.split("\n")
    shown = lines[line - 1].rstrip() if line <= len(lines) else ""
    if not shown or len(shown) > _LONGEST_SHOWN:
        return ""
    return f"\n  {shown}\n  {' ' * (column - 1)}^"


_LONGEST_SHOWN = 200
