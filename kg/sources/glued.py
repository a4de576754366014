"""A title and the list of its authors on one line without a separator, taken apart.

``…Benchmark for RAGShuo Yu, Mingyue Cheng, Qi Liu et al.`` can be read in one way only, since the
list has three names when it ends in ``et al.`` and the first name begins inside a word. Where a
line can be read in several ways, all are given, and nothing is guessed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from kg.sources.author_lists import AuthorList, PageAuthor, without_and_others
from kg.sources.page import tidy

LISTED = 3
"""How many names a list has when there are more; shorter lists have one to three."""

_MOST_WORDS = 5
_LONGEST_WORD = 60
_LONGEST_NAME = 80
_PARTICLES = frozenset(
    {
        *("al", "ap", "av", "bin", "da", "dal", "de", "del", "della", "den", "der", "des", "di"),
        *("do", "dos", "du", "el", "ibn", "la", "le", "ter", "van", "vom", "von", "y", "zu"),
        *("zum", "zur"),
    }
)
_PREFIXES = frozenset(
    {
        *("Da", "De", "Del", "Della", "Des", "Di", "Do", "Dos", "Du", "El", "Fitz", "La", "Le"),
        *("Lo", "Mac", "Mc", "San", "St", "Van", "Vander", "Von"),
    }
)
_WORD = re.compile(r"\S+")
_INITIALS = re.compile(r"(?:[^\W\d_]\.-?)+")
_JOINT = re.compile("[-'\u2019\u2010\u2011\u2013]")
_NO_NAME = re.compile(r"[:;?!=<>{}$\\\d\"]|\.\.")
# One of two capitalised parts of a name, as in JinDuk or MohammadReza; but an LLM is no Ll. At the
# beginning of a name any such word will do, as then nothing is parted that may be one.
_SYLLABLE = re.compile(r"[^\W\d_aeiou]{0,3}[aeiouy]{1,3}(?:ng|[bklmnpr])?", re.IGNORECASE)
_SYLLABLES = re.compile(r"[^\W\d_]{1,8}[^\W\d_s]")
# What a title can't end with, so that no name is parted at its hyphen, apostrophe or initial.
_NO_TITLE_END = re.compile(
    "(?:[-'\u2019\u2010\u2011\u2013(\\[{&/\"\u201c\u2018]|[^\\W\\d_a-z]\\.)\\Z"
)


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to take a line apart."""

    title: str
    authors: AuthorList


def readings(line: str, whose: PageAuthor | None) -> tuple[Reading, ...]:
    """The ways in which a line can be a title and its authors, none if it can't.

    Only readings with the page's author count if there are any. A list without ``et al.`` has
    every author, so it must have the page's author, if that is known.
    """
    body, cut = without_and_others(line)
    parts = body.split(",")
    found = [
        reading
        for count in ((LISTED,) if cut else range(1, LISTED + 1))
        for reading in _with_names(parts, count, cut, whose)
    ]
    if whose is not None:
        with_author = [reading for reading in found if whose.is_in(reading.authors.names)]
        if with_author or not cut:
            return tuple(with_author)
    return tuple(found)


def _with_names(
    parts: list[str], count: int, cut: bool, whose: PageAuthor | None
) -> Iterator[Reading]:
    """The readings with a certain number of names."""
    if len(parts) < count:
        return
    *before, glued = parts[: len(parts) - count + 1]
    others = tuple(tidy(part) for part in parts[len(before) + 1 :])
    if not all(map(may_be_name, others)):
        return
    for at in _starts(glued, whose):
        title = ",".join([*before, glued[:at]])
        if not _NO_TITLE_END.search(title, max(len(title) - 2, 0)):
            yield Reading(tidy(title), AuthorList((tidy(glued[at:]), *others), cut))


def _starts(glued: str, whose: PageAuthor | None) -> Iterator[int]:
    """Where in a text the name at its end can begin: at a capital inside a word.

    The name of the page's author can also be typed in small letters or be a single word.
    """
    if whose is not None:
        start = len(glued.rstrip()) - len(whose.name)
        if start > 0 and not glued[start - 1].isspace() and whose.is_in([glued[start:]]):
            yield start
            return
    words = list(_WORD.finditer(glued))[-_MOST_WORDS:]
    for match in reversed(words):
        word = match[0]
        if match is not words[-1]:
            for at in range(max(len(word) - _LONGEST_WORD, 1), len(word)):
                if word[at].isupper() and _is_first_word(word[at:]):
                    yield match.start() + at
        if not is_name_word(word):
            return


def may_be_name(text: str) -> bool:
    """Whether a text between commas can be a name, as somebody typed it."""
    if not text or len(text) > _LONGEST_NAME or text.count(" ") > _MOST_WORDS:
        return False
    return _NO_NAME.search(text) is None


def _is_first_word(word: str) -> bool:
    if _INITIALS.fullmatch(word):
        return True
    return len(_JOINT.split(word)[0]) > 1 and _is_capitalised(word, _SYLLABLES)


def is_name_word(word: str) -> bool:
    """Whether a word can stand inside a name: capitalised, in capitals, a particle or initials."""
    bare = word.strip("()")
    if bare in _PARTICLES or _INITIALS.fullmatch(bare):
        return True
    return (bare.isalpha() and bare.isupper()) or _is_capitalised(bare, _SYLLABLE)


def _is_capitalised(word: str, first_part: re.Pattern[str]) -> bool:
    """Whether the parts of a word are capitalised, as in ``Jin-Duk``, ``O'Neil`` or ``McCoy``."""
    first, *others = _JOINT.split(unicodedata.normalize("NFC", word))
    if not first[:1].isupper():
        return False
    return all(
        part.isalpha() and (part.islower() or _is_hump(part, first_part))
        for part in [first, *others]
    )


def _is_hump(part: str, first_part: re.Pattern[str]) -> bool:
    """A capital and small letters, or two of these where the first can be such a part of a name."""
    second = next((i for i, letter in enumerate(part) if i and letter.isupper()), None)
    if second is None:
        return part[0].isupper()
    first, rest = part[:second], part[second:]
    if first not in _PREFIXES and (len(first) == 1 or not first_part.fullmatch(first)):
        return False
    return len(rest) > 1 and rest[1:].islower()
