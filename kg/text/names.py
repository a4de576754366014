"""Names of people as printed, and when two of them are one name."""

from __future__ import annotations

import unicodedata


def collapse(text: str) -> str:
    """Every run of white space as one space, none at the ends.

    >>> collapse("  Ada \\u00a0 Lovelace ")
    'Ada Lovelace'
    """
    return " ".join(text.split())


def fold(text: str) -> str:
    """Unicode NFKC and case folding, repeated until nothing changes.

    Once is not enough: folding can bring forth characters that NFKC changes again.
    """
    previous = ""
    while text != previous:
        previous, text = text, unicodedata.normalize("NFKC", text).casefold()
    return text


def normalise_name(name: str) -> str:
    """The form that decides which name cluster a printed name belongs to.

    Unicode NFKC, case folding, white-space collapse, and nothing else: a hyphen, an accent or an
    initial makes another name.

    >>> normalise_name("Jin-Duk  PARK")
    'jin-duk park'
    >>> normalise_name("Jin Duk Park") == normalise_name("Jin-Duk Park")
    False
    """
    return collapse(name.lower() if name.isascii() else fold(name))
