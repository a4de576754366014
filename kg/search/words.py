"""Words of names and titles in the form in which they are compared: no case, no accents."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

Word = tuple[str, ...]
"""The spellings of one word: without accents, and with two letters for one where that is usual."""

_ACCENTS = range(0x300, 0x370)
_BARE = {letter[0]: letter[1:] for letter in ("æae", "œoe", "ßss", "þth", "øo", "łl", "đd", "ðd")}
_BARE |= {"ħ": "h", "ı": "i", "ŧ": "t"}
"""Letters of their own in Unicode that people type otherwise."""

_WIDE = {**_BARE, "ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"}
"""Letters that many write as two, as in Mueller and Soerensen."""

_MARKS = {number: chr(0x245F + number) for number in range(1, 21)}
_ASCII_WORD = re.compile("[A-Za-z0-9]+")


class _Letters(dict[int, str]):
    """Character → what it counts as, found out when it is first met; a space for no letter."""

    def __init__(self, own: Mapping[str, str]) -> None:
        super().__init__()
        self._own = own

    def __missing__(self, code: int) -> str:
        letter = chr(code).casefold()
        plain = unicodedata.normalize("NFKD", self._own.get(letter, letter)).casefold()
        self[code] = "".join(
            self._own.get(c, c if unicodedata.category(c)[0] in "LMN" else " ")
            for c in plain
            if ord(c) not in _ACCENTS
        )
        return self[code]


_BARE_LETTERS = _Letters(_BARE)
_WIDE_LETTERS = _Letters(_WIDE)


def words_of(text: str) -> list[Word]:
    """The words of a text: letters, digits and their marks, each word with its spellings.

    >>> words_of("Jin-Duk MÜLLER")
    [('jin',), ('duk',), ('muller', 'mueller')]
    """
    if text.isascii():
        return [(word,) for word in _ASCII_WORD.findall(text.lower())]
    bare, wide = bare_words(text), _wide_words(text)
    if len(bare) != len(wide):
        return [(word,) for word in bare]
    return [(one,) if one == other else (one, other) for one, other in zip(bare, wide, strict=True)]


def bare_words(text: str) -> list[str]:
    """The words of a text, each in the spelling without accents.

    >>> bare_words("José Ñandú")
    ['jose', 'nandu']
    """
    if text.isascii():
        return _ASCII_WORD.findall(text.lower())
    return text.translate(_BARE_LETTERS).split()


def _wide_words(text: str) -> list[str]:
    return unicodedata.normalize("NFC", text).translate(_WIDE_LETTERS).split()


def indexed(text: str) -> str:
    """What stands for a text in the index: its words, the other spellings, how many words it has.

    Words of ASCII alone are left to the index's own tokenizer, which knows the same words.
    """
    if text.isascii():
        return f"{text} {_MARKS.get(len(_ASCII_WORD.findall(text)), '')}"
    words = words_of(text)
    spellings = " ".join(spelling for word in words for spelling in word)
    return f"{spellings} {count_mark(len(words))}"


def count_mark(number: int) -> str:
    """The word that marks texts of so many words: ① to ⑳, which no folded text holds; else none."""
    return _MARKS.get(number, "")
