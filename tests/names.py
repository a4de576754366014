"""Names and titles in bulk, invented, with the frequencies of real ones and the errors of typists.

Everything is a function of the seed.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from string import ascii_lowercase

from kg.search import Entry

_ONSETS = (*"bdfghjklmnprstvwxz", "br", "ch", "kr", "qi", "sh", "th", "xi", "zh", "ü", "ł")
_VOWELS = (*"aeiou", "ai", "ao", "ea", "ia", "ua", "é", "ö")
_CODAS = ("", "", "", "n", "ng", "r", "l", "s", "th", "nd", "rt", "k")


def _word(random_: random.Random, most: int) -> str:
    """A word of one to so many syllables."""
    syllables = range(random_.randint(1, most))
    pools = (_ONSETS, _VOWELS, _CODAS)
    return "".join("".join(map(random_.choice, pools)) for _ in syllables)


def _often_the_first(random_: random.Random, words: list[str]) -> str:
    return words[int(len(words) * random_.random() ** 3)]


def invented_names(count: int, seed: int = 1) -> list[str]:
    """So many different names of people: two words, or three, or an initial between them."""
    random_ = random.Random(seed)  # noqa: S311
    size = max(100, count // 10)
    given, family = ([_word(random_, 3).capitalize() for _ in range(size)] for _ in "ab")
    names: dict[str, None] = {}
    while len(names) < count:
        words = [_often_the_first(random_, given), _often_the_first(random_, family)]
        if random_.random() < 0.2:
            middle = random_.choice(given)
            words.insert(1, middle if random_.random() < 0.5 else f"{middle[0]}.")
        names[" ".join(words)] = None
    return list(names)


def invented_titles(count: int, seed: int = 1) -> list[str]:
    """So many different titles of four to twelve words, some of them in most titles."""
    random_ = random.Random(seed)  # noqa: S311
    frequent = ["learning", "of", "for", "the", "with", "deep", "a", "networks", "in"]
    words = [_word(random_, 4) for _ in range(max(200, count // 3))]
    titles: dict[str, None] = {}
    while len(titles) < count:
        some = [
            random_.choice(frequent) if random_.random() < 0.3 else _often_the_first(random_, words)
            for _ in range(random_.randint(4, 12))
        ]
        titles[" ".join(some).capitalize()] = None
    return list(titles)


def entries(names: int, titles: int, seed: int = 1) -> Iterator[Entry]:
    """Authors and papers; few authors have many works, most have one."""
    random_ = random.Random(seed)  # noqa: S311
    base = "http://example.org/"
    for number, name in enumerate(invented_names(names, seed)):
        works = int(1 / (1 - random_.random()))
        yield Entry("author", f"{base}name/{number}", (name,), min(works, 500))
    for number, title in enumerate(invented_titles(titles, seed)):
        yield Entry("paper", f"{base}paper/{number}", (title,), 1)


def with_error(text: str, random_: random.Random) -> str:
    """The text with one letter or space too few, too many, wrong, or swapped with the next."""
    while True:
        at = random_.randrange(len(text))
        letter = random_.choice(ascii_lowercase)
        wrong = random_.choice(
            (
                text[:at] + text[at + 1 :],
                text[:at] + letter + text[at:],
                text[:at] + letter + text[at + 1 :],
                text[:at] + text[at + 1 : at + 2] + text[at : at + 1] + text[at + 2 :],
            )
        )
        if wrong.casefold() != text.casefold():
            return wrong
