"""The ways in which words find names and titles that hold them, or the beginnings of them.

Each gives rows best first, and may give again what another way gives too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from kg.search.opened import Index, Row, all_of, any_of, either
from kg.search.words import Word, bare_words, count_mark, words_of

_FEW_WORDS = 50
_SOME_WORDS = 200
_MANY_WORDS = 1000
"""Of how many words one may be a part: to look for them beside others, alone, or one by one."""


def exactly(index: Index, words: Sequence[Word]) -> Iterator[Row]:
    """What consists of these words, first where they are in this order, with the same umlauts."""
    mark = count_mark(len(words))
    expression = all_of([*map(either, words), *([f'"{mark}"'] if mark else [])])
    found = [
        (row, form)
        for row in index.matching(expression)
        if without(form := words_of(row[1]), words, same) == []
    ]
    found.sort(key=lambda one: (not all(map(same, words, one[1])), one[1] != words))
    return (row for row, _ in found)


def with_words(index: Index, words: Sequence[Word]) -> Iterator[Row]:
    """What holds all of these words."""
    return index.matching(all_of([*map(either, words)]))


def beginnings(index: Index, words: Sequence[Word]) -> Iterator[Row]:
    """What holds all of these words, the last one and single letters begun."""
    for row in index.matching(all_of(begun(words, letters=True))):
        form = words_of(row[1])
        # The longest first, so that a letter does not take what another word needs.
        if without(form, sorted(words, key=_shortness), starts) is not None:
            yield row


def begun(words: Sequence[Word], *, letters: bool = False) -> list[str]:
    """What matches each of some words, of which the last, or any single letter, may be begun."""
    return [
        either(word, "*" if word is words[-1] or (letters and len(word[0]) == 1) else "")
        for word in words
    ]


def by_initials(index: Index, words: Sequence[Word]) -> Iterator[Row]:
    """Names of which these words are some with the initials of others, or the other way round."""
    letters = [word for word in words if len(word[0]) == 1]
    others = [word for word in words if len(word[0]) > 1]
    if not others or len(words) == 1:
        return
    if letters:
        expression = [*map(either, others), *(either(word, "*") for word in letters)]
        for row in index.matching(all_of(expression)):
            rest = without(words_of(row[1]), others, same)
            if rest is not None and without(rest, letters, starts) is not None:
                yield row
    shorter = [
        all_of([either(one), either([other[0][0] for other in words if other is not one])])
        for one in others
    ]
    for row in index.matching(any_of(shorter)):
        form = words_of(row[1])
        if len(form) < len(words) - 1:
            continue
        rest = without(words, [word for word in form if len(word[0]) > 1], same)
        initials = [word for word in form if len(word[0]) == 1]
        if rest is not None and without(rest, initials, starts) is not None:
            yield row


def by_parts(index: Index, words: Sequence[Word]) -> Iterator[Row]:
    """What holds all of these words in its own, at any place of them."""
    holding: list[tuple[list[str], Word]] = []
    for word in words:
        found = _holding(index, word) if len(word[0]) > 1 else None
        if found == []:
            return
        if found is not None:
            holding.append((found, word))
    holding.sort(key=lambda one: len(one[0]))
    left = [word for word in words if all(word is not other for _, other in holding)]
    left += [word for found, word in holding[1:] if len(found) > _FEW_WORDS]
    if not holding:
        rows = index.everything()
    elif len(holding[0][0]) > _SOME_WORDS:
        rows = index.forms(index.ids(holding[0][0]))
    else:
        few = [found for found, _ in holding[1:] if len(found) <= _FEW_WORDS]
        rows = index.matching(all_of([*map(either, [holding[0][0], *few])]))
    for row in rows:
        form = bare_words(row[1])
        if all(any(word[0] in one for one in form) for word in left):
            yield row


def _holding(index: Index, word: Word) -> list[str] | None:
    """The words of which a word is a part; ``None`` if they are very many."""
    every = (other for spelling in word for other in index.words_with(spelling))
    found = dict.fromkeys(islice(every, _MANY_WORDS + 1))
    return list(found) if len(found) <= _MANY_WORDS else None


def same(word: Word, other: Word) -> bool:
    """Whether two words have a spelling in common."""
    return not set(word).isdisjoint(other)


def starts(beginning: Word, word: Word) -> bool:
    """Whether a word begins with another."""
    return any(one.startswith(beginning) for one in word)


def without(
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


def _shortness(word: Word) -> int:
    return -len(word[0])
