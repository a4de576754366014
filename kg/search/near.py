"""What words find if a finger slipped: a letter or space too many, too few, wrong or swapped."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from string import ascii_lowercase, digits

from kg.search.opened import Index, Row, all_of, any_of, either
from kg.search.ways import begun
from kg.search.words import Word, count_mark

_ALPHABETS = (
    ascii_lowercase + digits,
    "αβγδεζηθικλμνξοπρστυφχψω",
    "абвгдежзийклмнопрстуфхцчшщъыьэюя",
)
_MOST_NEAR = 100
_MOST_PAIRED = 6
_LONG_WORD = 8
_ENOUGH = 3
"""Letters of other words without which a word of one or two can't be taken for another."""


_ANYTHING = "*"
"""In place of an expression for a word that need not match."""


def one_error(word: str) -> set[str]:
    """What a word may be that has one letter too many, too few, wrong, or two letters swapped.

    >>> sorted(one_error("he") & {"he", "eh", "h", "hee", "ha", "hoi"})
    ['eh', 'h', 'ha', 'hee']
    """
    letters = "".join(alphabet for alphabet in _ALPHABETS if not set(word).isdisjoint(alphabet))
    halves = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    meant = {a + b[1:] for a, b in halves if b}
    meant |= {a + b[1] + b[0] + b[2:] for a, b in halves if len(b) > 1}
    meant |= {a + letter + b[1:] for a, b in halves if b for letter in letters}
    meant |= {a + letter + b for a, b in halves for letter in letters}
    return meant - {word, ""}


def errors(one: str, other: str) -> int:
    """How many letters are too many, too few, wrong or swapped (optimal string alignment).

    >>> errors("collaboratoin", "collaboration"), errors("recomender", "recommendre")
    (1, 2)
    """
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        last, before, row = before, row, [i]
        for j, its in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != its))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == its:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
    return row[-1]


def nearly(index: Index, words: Sequence[Word]) -> Iterator[Row]:
    """What these words find if one of them is wrong; if that is nothing, two, or all unknown ones.

    Where some of the words are in no name at all, it is those that are wrong.
    """
    meant = _Meant(index, words)
    found = False
    for row in meant.once():
        found = True
        yield row
    if not found:
        yield from meant.more()


class _Meant:
    """What could be meant by some words: an expression for each that may be wrong."""

    def __init__(self, index: Index, words: Sequence[Word]) -> None:
        self._index = index
        self._words = [word[0] for word in words]
        self._begun = begun(words)
        known = {*index.known([spelling for word in words for spelling in word])}
        self._unknown = {place for place, word in enumerate(words) if known.isdisjoint(word)}
        last = len(words) - 1
        if last in self._unknown and any(map(self._begins, words[last])):
            self._unknown.remove(last)
        self._others: dict[int, str] = {}

    def once(self) -> Iterator[Row]:
        """What is found by one error, first names of as many words."""
        alone = [
            self._instead({place: other})
            for place in range(len(self._words))
            if self._unknown <= {place} and (other := self._other(place))
        ]
        spaces = [
            self._instead({place: meant}, without=place + 1)
            for place in range(len(self._words) - 1)
            if self._unknown <= {place, place + 1} and (meant := self._joined(place))
        ]
        mark = count_mark(len(self._words))
        if alone and mark:
            yield from self._index.matching(all_of([any_of(alone), f'"{mark}"']))
        if alone or spaces:
            yield from self._index.matching(any_of([*alone, *spaces]))

    def more(self) -> Iterator[Row]:
        """What is found if all unknown words are wrong, or two of a few, or a long one twice."""
        places = range(len(self._words))
        wrong = [self._unknown] if len(self._unknown) > 1 else []
        if len(self._words) <= _MOST_PAIRED:
            wrong += [{a, b} for a in places for b in range(a) if self._unknown < {a, b}]
        expressions = [
            self._instead({place: self._other(place) for place in some})
            for some in wrong
            if all(map(self._other, some))
        ]
        for place, word in enumerate(self._words):
            if self._unknown <= {place} and (far := self._far(word)):
                expressions.append(self._instead({place: either(far)}))
        if expressions:
            yield from self._index.matching(any_of(expressions))

    def _instead(self, other: dict[int, str], without: int | None = None) -> str:
        """What all words match, some in another way and one not at all."""
        needed = [
            other.get(place, plain)
            for place, plain in enumerate(self._begun)
            if place != without and other.get(place) != _ANYTHING
        ]
        return all_of(needed)

    def _other(self, place: int) -> str:
        """What matches the words that one is by one error, or two words; empty if none are."""
        if place not in self._others:
            self._others[place] = self._find_other(place)
        return self._others[place]

    def _find_other(self, place: int) -> str:
        word = self._words[place]
        sure = sum(map(len, self._words)) - len(word)
        if sure < _ENOUGH and len(word) < _ENOUGH:
            return ""
        if len(word) == 1:
            return _ANYTHING
        near = self._index.known(one_error(word))[:_MOST_NEAR]
        expressions = [either(near)] if near else []
        if place in self._unknown or len(self._words) <= _MOST_PAIRED:
            expressions += self._parted(word)
        return any_of(expressions) if expressions else ""

    def _parted(self, word: str) -> list[str]:
        """What matches two words that are written as one, or with a letter for the space."""
        halves = [
            (word[:at], word[at + more :])
            for more in (0, 1)
            for at in range(2, len(word) - 1 - more)
        ]
        known = {*self._index.known({half for pair in halves for half in pair})}
        return [all_of([f'"{a}"', f'"{b}"']) for a, b in halves if {a, b} <= known]

    def _joined(self, place: int) -> str:
        """What matches a word and the next if they are one, or the space stands elsewhere."""
        word = self._words[place] + self._words[place + 1]
        if place + 2 == len(self._words):
            whole = [either([word], "*")] if self._begins(word) else []
        else:
            whole = [either([word])] if self._index.known([word]) else []
        if self._unknown:
            whole += self._parted(word)
        return any_of(whole) if whole else ""

    def _begins(self, beginning: str) -> bool:
        return next(self._index.beginning(beginning), None) is not None

    def _far(self, word: str) -> list[str]:
        """The words that a long word is by two errors, both in the same half of it."""
        if len(word) < _LONG_WORD:
            return []
        half = len(word) // 2
        lengths = range(len(word) - 2, len(word) + 3)
        ends = ((other, word[half:], other[half:]) for other in self._index.beginning(word[:half]))
        starts = (
            (other, word[:half], other[: len(other) - len(word) + half])
            for other in self._index.words_with(f"{word[half:]}\n")
        )
        far = {
            other
            for pairs in (ends, starts)
            for other, one, its in pairs
            if len(other) in lengths and errors(one, its) == 2
        }
        return sorted(far)[:_MOST_NEAR]
