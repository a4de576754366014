"""Titles and affiliations as sets of telling words."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import chain, pairwise
from sys import intern

from kg.link.letters import plain_letters
from kg.link.titles import STOP_WORDS
from kg.text.titles import normalise_title

_ENDINGS = ("ations", "ation", "ings", "ing", "ies", "ers", "er", "ed", "es", "s", "y", "e")
_SHORTEST_STEM = 5
FULL_TITLE = 6
"""A title of less telling words tells less."""
_WITHOUT_SPACES = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]+")
_EMPTY_PLACES = frozenset(
    {
        *("academy", "and", "center", "centre", "co", "college", "computer", "corporation", "dept"),
        *("department", "engineering", "faculty", "for", "inc", "institut", "institute", "key"),
        *("lab", "laboratory", "ltd", "national", "of", "research", "school", "science"),
        *("sciences", "state", "technology", "the", "universidad", "universita", "universitat"),
        *("universite", "university"),
    }
)


@lru_cache(maxsize=1 << 17)
def topic_words(title: str, keywords: tuple[str, ...]) -> frozenset[str]:
    """The stems of the words of a title and of keywords.

    >>> sorted(topic_words("Drifting Buoys", ("ocean currents",)))
    ['buoys', 'current', 'drift', 'ocean']
    """
    return frozenset(intern(stem(word)) for word in _words((title, *keywords), STOP_WORDS))


@lru_cache(maxsize=1 << 17)
def place_words(affiliations: tuple[str, ...]) -> frozenset[str]:
    """The words of affiliations that tell one place from another."""
    return frozenset(map(intern, _words(affiliations, _EMPTY_PLACES)))


def _words(texts: Iterable[str], empty: frozenset[str]) -> Iterator[str]:
    for word in chain.from_iterable(plain_letters(normalise_title(t)).split() for t in texts):
        if not word.isascii() and (run := _WITHOUT_SPACES.search(word)) and len(run[0]) > 1:
            yield from (a + b for a, b in pairwise(run[0]))
        elif len(word) > 1 and word not in empty:
            yield word


def unit(keys: Iterable[str], worth: Callable[[str], float], least: int = 1) -> dict[str, float]:
    """Words as a vector of length 1, or less where there are less than ``least`` of them.

    Two texts of a word each agree by chance more easily than longer ones.
    """
    vector = {key: worth(key) for key in sorted(keys)}
    norm = math.sqrt(math.fsum(weight * weight for weight in vector.values()))
    norm *= math.sqrt(max(least / len(vector), 1.0)) if vector else 0.0
    return {key: weight / norm for key, weight in vector.items()} if norm else {}


def stem(word: str) -> str:
    """A word without its ending, if five letters are left.

    >>> stem("networks"), stem("clustering"), stem("bias")
    ('network', 'cluster', 'bias')
    """
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            return word[: -len(ending)]
    return word
