"""How many columns of a terminal a text takes, and texts cut or padded to that measure."""

from __future__ import annotations

import unicodedata

_NO_WIDTH = {"Mn", "Me"}
_TWO_WIDE = {"W", "F"}


def width(text: str) -> int:
    """The columns that a text takes on a terminal; control characters are not expected.

    Source: Unicode Standard Annex 11, East Asian Width; combining marks take none.

    >>> width("李明"), width("Zoe\\u0308")
    (4, 3)
    """
    if text.isascii():
        return len(text)
    return sum(map(_character_width, text))


def _character_width(c: str) -> int:
    if unicodedata.category(c) in _NO_WIDTH:
        return 0
    return 2 if unicodedata.east_asian_width(c) in _TWO_WIDE else 1


def cut(text: str, limit: int) -> str:
    """The text in at most ``limit`` columns, with ``…`` for what doesn't fit.

    >>> cut("Ada Lovelace", 8), cut("李明", 3), cut("Ada", 3)
    ('Ada Lov…', '李…', 'Ada')
    """
    if width(text) <= limit:
        return text
    taken = 0
    for i, c in enumerate(text):
        taken += _character_width(c)
        if taken > limit - 1:
            return text[:i].rstrip() + "…"
    return text


def pad(text: str, columns: int, right: bool = False) -> str:
    """The text with spaces to ``columns``, on its left if it is to stand at the right."""
    spaces = " " * (columns - width(text))
    return spaces + text if right else text + spaces


def wrapped(text: str, columns: int) -> list[str]:
    """The text in lines of at most ``columns`` (two or more), broken between words where it can be.

    >>> wrapped("Tidal graphs at scale", 12), wrapped("李明李明", 5)
    (['Tidal graphs', 'at scale'], ['李明', '李明'])
    """
    lines: list[str] = []
    line = ""
    for word in text.split():
        longer = f"{line} {word}" if line else word
        if width(longer) <= columns:
            line = longer
            continue
        if line:
            lines.append(line)
        line = ""
        for c in word:
            if width(line + c) > columns:
                lines.append(line)
                line = ""
            line += c
    return [*lines, line] if line else lines
