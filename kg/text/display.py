"""Text from outside made safe to look at."""

from __future__ import annotations

import unicodedata


def visible(text: str) -> str:
    """The text with control, bidirectional and other invisible characters written as escapes.

    A terminal obeys such characters; a name that holds them must not move its cursor or turn a
    line around.

    >>> visible("a\\x1b[2Jb")
    'a\\\\x1b[2Jb'
    """
    if text.isprintable():
        return text
    return "".join(
        c if c.isprintable() or unicodedata.category(c) in {"Co", "Zs"} else _escape(c)
        for c in text
    )


def _escape(c: str) -> str:
    return c.encode("unicode_escape").decode("ascii")
