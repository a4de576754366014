"""Finding in an index: what a person may have meant by some text, best first."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from kg.errors import StoreDamaged
from kg.search.index import KINDS
from kg.search.near import errors, one_error
from kg.search.words import Word, bare_words, count_mark, words_of

if TYPE_CHECKING:
    from sqlite3 import Connection

NEAR_UNTIL = 20
"""Things spelled a little otherwise are given where there are fewer than so many in all."""

_SCORES = {
    "exact": 1.0,
    "words": 0.9,
    "beginning": 0.8,
    "initials": 0.7,
    "parts": 0.6,
    "near": 0.5,
}
"""How a thing was found → its score."""

_LONGEST_TEXT = 2000
_MOST_WORDS = 64
_MOST_CORRECTED = 12
_MOST_PAIRED = 4
_MOST_PARTS = 200
_MOST_NEAR = 100
_LONG_WORD = 8
_OPEN = 4

_Row = tuple[str, str]
"""IRI and name of a form."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A thing that was found, by the printed name that fits best.

    ``how``: ``exact`` (these words, in any order), ``words`` (all of them and more),
    ``beginning`` (the last one begun), ``initials``, ``parts`` (of words), ``near`` (with small
    typing errors); ``score`` says the same as a number from 0 to 1.
    """

    iri: str
    name: str
    score: float
    how: str


def find(path: Path, kind: str, text: str, limit: int = 10) -> list[Hit]:
    """The first of what :func:`hits` gives."""
    return list(islice(hits(path, kind, text), limit))


def hits(path: Path, kind: str, text: str) -> Iterator[Hit]:
    """All things of a kind that a text may mean, best first, each when it is looked for.

    Those found alike are in the order of works that count for them, name and IRI. Nothing is found
    by a text without a letter or digit, or of more than 2,000 characters or 64 words. Iterate in
    one thread. Raises ``StoreDamaged`` for a file that is no index.
    """
    import sqlite3

    words = words_of(text) if len(text) <= _LONGEST_TEXT else []
    if kind not in KINDS or not 1 <= len(words) <= _MOST_WORDS:
        return
    try:
        yield from _distinct(_Search(_opened(path), kind, words))
    except sqlite3.DatabaseError as error:
        raise StoreDamaged(f"{path}: can't be searched: {error}") from error


def _distinct(search: _Search) -> Iterator[Hit]:
    seen: set[str] = set()
    for how, score in _SCORES.items():
        for iri, name in search.rows(how):
            if iri in seen:
                continue
            if how == "near" and len(seen) >= NEAR_UNTIL:
                return
            seen.add(iri)
            yield Hit(iri, name, score, how)


class _Index:
    """An index that one thread has open."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._vocabularies: dict[str, str] = {}

    def vocabulary(self, kind: str) -> str:
        """All words of a kind, each between line ends."""
        if kind not in self._vocabularies:
            (self._vocabularies[kind],) = self.connection.execute(
                "SELECT words FROM vocabulary WHERE kind = ?", (kind,)
            ).fetchone()
        return self._vocabularies[kind]


class _OpenIndexes(threading.local):
    """The indexes that this thread has open, the one used last at the end."""

    def __init__(self) -> None:
        self.known: dict[tuple[str, int, int], _Index] = {}


_OPENED = _OpenIndexes()


def _opened(path: Path) -> _Index:
    """The index in a file, which nobody changes while it is read."""
    import sqlite3

    status = path.stat()
    key = (str(path.absolute()), status.st_ino, status.st_mtime_ns)
    index = _OPENED.known.pop(key, None)
    if index is None:
        uri = f"file:{quote(key[0])}?mode=ro&immutable=1"
        index = _Index(sqlite3.connect(uri, uri=True, isolation_level=None))
    _OPENED.known[key] = index
    while len(_OPENED.known) > _OPEN:
        _OPENED.known.pop(next(iter(_OPENED.known))).connection.close()
    return index


class _Search:
    """What is found by some words: a method for each way, which gives rows in order."""

    def __init__(self, index: _Index, kind: str, words: Sequence[Word]) -> None:
        self._index = index
        self._execute = index.connection.execute
        self._kind = kind
        self._words = words
        self._whole = [_any(word) for word in words]
        self._begun = [*self._whole[:-1], _any(words[-1], "*")]

    def rows(self, how: str) -> Iterator[_Row]:
        """What is found in one way; what is found in a way before may come again."""
        ways: dict[str, Callable[[], Iterator[_Row]]] = {
            "exact": self._exactly,
            "words": lambda: self._matching(_all(self._whole)),
            "beginning": lambda: self._matching(_all(self._begun)),
            "initials": self._by_initials,
            "parts": self._by_parts,
            "near": self._nearly,
        }
        return ways[how]()

    def _matching(self, expression: str) -> Iterator[_Row]:
        rows: Iterator[_Row] = self._execute(
            f"SELECT iri, name FROM {self._kind}_text JOIN {self._kind}_form"
            f" ON id = {self._kind}_text.rowid WHERE {self._kind}_text MATCH ?"
            f" ORDER BY {self._kind}_text.rowid",
            (expression,),
        )
        return rows

    def _exactly(self) -> Iterator[_Row]:
        words = self._words
        mark = count_mark(len(words))
        expression = _all([*self._whole, f'"{mark}"'] if mark else self._whole)
        found = [
            (row, form)
            for row in self._matching(expression)
            if _left(form := words_of(row[1]), words, _same) == []
        ]
        found.sort(key=lambda one: not all(map(_same, words, one[1])))
        return (row for row, _ in found)

    def _by_initials(self) -> Iterator[_Row]:
        if self._kind != "author" or len(self._words) == 1:
            return
        letters = [word for word in self._words if len(word[0]) == 1]
        others = [word for word in self._words if len(word[0]) > 1]
        if letters and others:
            whole = [_any(word, "*" * (word is self._words[-1])) for word in others]
            for row in self._matching(_all([*whole, *(_any(word, "*") for word in letters)])):
                rest = _left(words_of(row[1]), others, _begins)
                if rest is not None and _left(rest, letters, _begins) is not None:
                    yield row
        families = [
            _all([_any(family), _or(f'"{one[0][0]}"' for one in self._words if one is not family)])
            for family in others
        ]
        for row in self._matching(_or(families)) if families else ():
            if self._shortens(words_of(row[1])):
                yield row

    def _shortens(self, form: list[Word]) -> bool:
        """Whether a name is one of the words with the initials of others."""
        initials = [word for word in form if len(word[0]) == 1]
        families = [word for word in form if len(word[0]) > 1]
        rest = _left(self._words, families, _same)
        return rest is not None and _left(rest, initials, _begins) is not None

    def _by_parts(self) -> Iterator[_Row]:
        needed: list[str] = []
        common: list[Word] = []
        for word in self._words:
            holding = self._holding(word)
            if holding is None:
                common.append(word)
            elif holding:
                needed.append(_any(holding))
            else:
                return
        rows = self._matching(_all(needed)) if needed else self._everything()
        for row in rows:
            form = bare_words(row[1])
            if all(any(word[0] in one for one in form) for word in common):
                yield row

    def _everything(self) -> Iterator[_Row]:
        rows: Iterator[_Row] = self._execute(f"SELECT iri, name FROM {self._kind}_form ORDER BY id")
        return rows

    def _holding(self, word: Word) -> list[str] | None:
        """The words that a word is a part of; ``None`` if they are very many."""
        found: dict[str, None] = {}
        for spelling in word:
            for other in self._words_with(spelling):
                found[other] = None
                if len(found) > _MOST_PARTS:
                    return None
        return list(found)

    def _words_with(self, piece: str) -> Iterator[str]:
        """The words that hold a piece, which may begin or end with a line end."""
        text = self._index.vocabulary(self._kind)
        at = text.find(piece)
        while at >= 0:
            start = text.rfind("\n", 0, at + 1) + 1
            end = text.index("\n", start)
            yield text[start:end]
            at = text.find(piece, end)

    def _nearly(self) -> Iterator[_Row]:
        words = self._words
        if len(words) > _MOST_CORRECTED:
            return
        near = [self._near(place) for place in range(len(words))]
        once = [self._instead({place: any_}) for place, any_ in enumerate(near) if any_]
        once += [*self._joined(), *self._parted()]
        if once:
            yield from self._matching(_or(once))
        twice = []
        for place, word in enumerate(words):
            if far := self._far(word[0]):
                twice.append(self._instead({place: _any(far)}))
            if len(words) <= _MOST_PAIRED and near[place]:
                twice += [
                    self._instead({place: near[place], other: near[other]})
                    for other in range(place)
                    if near[other]
                ]
        if twice:
            yield from self._matching(_or(twice))

    def _instead(self, other: dict[int, str]) -> str:
        """What all words match, some in another way."""
        return _all([other.get(place, begun) for place, begun in enumerate(self._begun)])

    def _near(self, place: int) -> str:
        """What matches the words that one word is by one error; empty if there are none."""
        word = self._words[place][0]
        sure = sum(len(other[0]) for other in self._words) - len(word)
        if len(word) < 2 or (len(word) == 2 and sure < 3):
            return ""
        known = self._known(one_error(word))
        return _any(known[:_MOST_NEAR]) if known else ""

    def _known(self, words: set[str]) -> list[str]:
        """Those of some words that there are."""
        rows = self._execute(
            f"SELECT word FROM {self._kind}_word"
            " WHERE word IN (SELECT value FROM json_each(?)) ORDER BY word",
            (json.dumps(sorted(words)),),
        )
        return [word for (word,) in rows]

    def _far(self, word: str) -> list[str]:
        """The words that a long word is by two errors, both in the same half of it."""
        if len(word) < _LONG_WORD:
            return []
        half = len(word) // 2
        pieces = ("\n" + word[:half], word[half:] + "\n")
        alike = {other for piece in pieces for other in self._words_with(piece)}
        lengths = range(len(word) - 2, len(word) + 3)
        far = (other for other in alike if len(other) in lengths and errors(word, other) == 2)
        return sorted(far)[:_MOST_NEAR]

    def _joined(self) -> Iterator[str]:
        """What the words match if two of them are one."""
        bare = [word[0] for word in self._words]
        for place in range(1, len(bare)):
            word = (bare[place - 1] + bare[place],)
            joined = _any(word, "*" * (place == len(bare) - 1))
            yield _all([*self._begun[: place - 1], joined, *self._begun[place + 1 :]])

    def _parted(self) -> Iterator[str]:
        """What the words match if one of them is two."""
        for place, (word, *_) in enumerate(self._words):
            halves = [(word[:at], word[at:]) for at in range(2, len(word) - 1)]
            known = set(self._known({half for pair in halves for half in pair}))
            pairs = [_all([f'"{a}"', f'"{b}"']) for a, b in halves if {a, b} <= known]
            if pairs:
                yield self._instead({place: _or(pairs)})


def _any(words: Sequence[str], star: str = "") -> str:
    """What matches one of some words, or with a star what begins with one."""
    return _or(f'"{word}"{star}' for word in words)


def _or(expressions: Iterator[str] | Sequence[str]) -> str:
    return f"({' OR '.join(expressions)})"


def _all(expressions: Sequence[str]) -> str:
    return f"({' AND '.join(expressions)})"


def _same(word: Word, other: Word) -> bool:
    return not set(word).isdisjoint(other)


def _begins(beginning: Word, word: Word) -> bool:
    return any(one.startswith(beginning) for one in word)


def _left(
    words: Sequence[Word], wanted: Sequence[Word], fits: Callable[[Word, Word], bool]
) -> list[Word] | None:
    """The words that are left when each that is wanted took one; ``None`` if one finds none."""
    left = list(words)
    for word in wanted:
        found = next((other for other in left if fits(word, other)), None)
        if found is None:
            return None
        left.remove(found)
    return left
