"""Finding in an index: what a person may have meant by some text, best first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TypeGuard

from kg.search.index import KINDS, available
from kg.search.near import nearly
from kg.search.opened import all_of, damaged, opened
from kg.search.ways import beginnings, begun, by_initials, by_parts, exactly, with_words
from kg.search.words import Word, words_of

NEAR_UNTIL = 20
"""Things spelled a little otherwise are given where there are fewer than so many in all."""

_NEAR_BESIDE = 3
"""With more words than that, they are given only where nothing has all the words."""

_WHOLE = frozenset({"exact", "words", "beginning"})

_LONGEST_TEXT = 2000
_MOST_WORDS = 64
_WAYS = (
    ("exact", 1.0, exactly),
    ("words", 0.9, with_words),
    ("initials", 0.8, by_initials),
    ("beginning", 0.7, beginnings),
    ("near", 0.6, nearly),
    ("parts", 0.5, by_parts),
)


@dataclass(frozen=True, slots=True)
class Hit:
    """A thing that was found, by the printed name that fits best.

    ``how``: ``exact`` (these words, in any order), ``words`` (all of them and more), ``initials``
    of people, ``beginning`` (the last word begun), ``near`` (with small typing errors), ``parts``
    (of words); ``score`` says the same as a number from 0 to 1.
    """

    iri: str
    name: str
    score: float
    how: str


def answerable(index: Path | None, text: str) -> TypeGuard[Path]:
    """Whether there is an index that this Python can read, and words in a text to ask it for."""
    return index is not None and available() and bool(_sought(text))


def _sought(text: str) -> list[Word]:
    """The words by which a text can be looked for; none for one that is no name and no title."""
    words = words_of(text) if len(text) <= _LONGEST_TEXT else []
    return words if len(words) <= _MOST_WORDS else []


def find(path: Path, kind: str, text: str, limit: int = 10) -> list[Hit]:
    """The first of what :func:`hits` gives."""
    return list(islice(hits(path, kind, text), limit))


def names(path: Path, kind: str, text: str) -> Iterator[str]:
    """The printed names of a kind that hold the words of a text, the last one whole or begun.

    They are in the order of :func:`hits`, and may come twice; none if the text has no words.
    """
    import sqlite3

    words = _sought(text)
    if not words:
        return
    try:
        for _, name in opened(path, kind).matching(all_of(begun(words))):
            yield name
    except (OSError, sqlite3.DatabaseError) as error:
        raise damaged(path, error) from error


def hits(path: Path, kind: str, text: str) -> Iterator[Hit]:
    """All things of a kind that a text may mean, best first, each when it is looked for.

    Those found alike are in the order of works that count for them, name and IRI; papers with
    shorter titles first. Nothing is found by a text without a letter or digit, of more than 2,000
    characters, or of more than 64 words. Iterate in one thread. Raises ``StoreDamaged`` for a file
    that is no index.
    """
    import sqlite3

    words = _sought(text)
    if kind not in KINDS or not words:
        return
    try:
        yield from _distinct(path, kind, words)
    except (OSError, sqlite3.DatabaseError) as error:
        raise damaged(path, error) from error


def _distinct(path: Path, kind: str, words: list[Word]) -> Iterator[Hit]:
    index = opened(path, kind)
    seen: set[str] = set()
    whole = False
    for how, score, way in _WAYS:
        if how == "initials" and kind != "author":
            continue
        most = None
        if how == "near":
            wanted = len(words) <= _NEAR_BESIDE or not whole
            most = max(0, NEAR_UNTIL - len(seen)) if wanted else 0
        new = (row for row in way(index, words) if row[0] not in seen)
        for iri, name in islice(new, most):
            seen.add(iri)
            whole |= how in _WHOLE
            yield Hit(iri, name, score, how)
