"""How alike two strings are, letter by letter, and letters without their marks.

The longest common subsequence is found bit by bit in parallel (H. Hyyrö, "Bit-parallel LCS-length
computation revisited", 2004), with an integer of any length as the machine word.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

from kg.text.names import fold

_PLAIN = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ħ": "h"}
)


def plain_letters(text: str) -> str:
    """The text case folded, with letters that bear marks as the letters without them.

    Sources differ in which marks they keep, so marks tell nothing apart here.

    >>> plain_letters("Łódź Ångström")
    'lodz angstrom'
    """
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", fold(text).translate(_PLAIN))
    return "".join(c for c in apart if not unicodedata.combining(c))


def masks(text: str) -> Mapping[str, int]:
    """Letter → the places where it stands, as bits: what :func:`shared` reads a text from."""
    found: dict[str, int] = {}
    bit = 1
    for letter in text:
        found[letter] = found.get(letter, 0) | bit
        bit <<= 1
    return found


def shared(places: Mapping[str, int], length: int, other: str) -> int:
    """The length of the longest common subsequence of a text, given by its masks, and another.

    >>> shared(masks("tides"), 5, "tied")
    3
    """
    everywhere = (1 << length) - 1
    open_places = everywhere
    for letter in other:
        here = open_places & places.get(letter, 0)
        open_places = (open_places + here) | (open_places - here)
    return length - (open_places & everywhere).bit_count()


def likeness(one: str, other: str) -> float:
    """From 0 (no letter in common) to 1 (equal): twice the common letters by all letters.

    >>> likeness("brook", "brook"), likeness("brook", "brock")
    (1.0, 0.8)
    """
    if one == other:
        return 1.0
    total = len(one) + len(other)
    return 2 * shared(masks(one), len(one), other) / total if total else 1.0
