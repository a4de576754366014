"""Which pairs are worth comparing: those that share a key.

A record has keys of several kinds; two records that share any key are compared. Each kind stands
up to another kind of damage: what is left of a title with typing errors are its other rare words,
of a title that differs altogether the authors, and so on. A key that too many pairs share is left
out, which the report says.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations

from kg.link.corpus import Corpus, Prepared
from kg.link.titles import STOP_WORDS

LARGEST = {
    "id": 2500,
    "title": 2500,
    "marked": 900,
    "start": 900,
    "end": 400,
    "words": 400,
    "word": 60,
    "names": 100,
    "name": 100,
}
"""Kind of key → how many pairs may share one key of the kind; a key of more pairs is left out."""

_ENDS = 14
_RARE_WORDS = 5
_FIRST_NAMES = 4


@dataclass(slots=True)
class BlockingReport:
    """How many pairs there are, how many are compared, and what was left out.

    ``left_out`` counts keys, and ``left_out_pairs`` the pairs that shared them, by kind.
    """

    possible: int = 0
    compared: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    left_out_pairs: Counter[str] = field(default_factory=Counter)

    @property
    def share(self) -> float:
        """The share of all pairs that is compared."""
        return self.compared / self.possible if self.possible else 0.0


def candidates(corpus: Corpus, report: BlockingReport) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Each record of the left source that has any → the records of the right to compare it with.

    Both are given by their places; ``report`` is filled while the pairs are taken.
    """
    report.possible = len(corpus.left) * len(corpus.right)
    common = corpus.word_sides[0].keys() & corpus.word_sides[1].keys()
    holders: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for place, item in enumerate(corpus.right):
        for key in _keys(item, corpus, common):
            holders[key].append(place)
    seen: Counter[tuple[str, str]] = Counter()
    for item in corpus.left:
        seen.update(key for key in _keys(item, corpus, common) if key in holders)
    for key, count in seen.items():
        pairs = count * len(holders[key])
        if pairs > LARGEST[key[0]]:
            report.left_out[key[0]] += 1
            report.left_out_pairs[key[0]] += pairs
            del holders[key]
    for place, item in enumerate(corpus.left):
        found: set[int] = set()
        for key in _keys(item, corpus, common):
            if key in seen:
                found.update(holders.get(key, ()))
        if found:
            report.compared += len(found)
            yield place, tuple(sorted(found))


def _keys(item: Prepared, corpus: Corpus, common: set[str]) -> set[tuple[str, str]]:
    """The keys of a record, as pairs of kind and value."""
    title = item.title
    keys = {("id", key) for key in item.identifiers}
    keys.add(("title", title.squashed))
    if corpus.titles[title.squashed] > 1:
        # A title that many bear may be left out; its bearers are still found by name and year.
        marks = (*(name.family for name in item.names[:_FIRST_NAMES]), item.record.year)
        keys.update(("marked", f"{title.squashed} {mark}") for mark in marks if mark)
    if len(title.squashed) >= _ENDS:
        keys.add(("start", title.squashed[:_ENDS]))
        keys.add(("end", title.squashed[-_ENDS:]))
    # A misspelt word is in one source alone, and no use.
    telling = sorted(
        {word for word in title.words if word in common and word not in STOP_WORDS},
        key=lambda word: (corpus.words[word], word),
    )[:_RARE_WORDS]
    keys.update(("words", f"{a} {b}") for a, b in combinations(sorted(telling), 2))
    keys.update(("word", word) for word in telling)
    families = sorted({name.family for name in item.names[:_FIRST_NAMES]})
    keys.update(("names", f"{a} {b}") for a, b in combinations(families, 2))
    if item.record.year and item.names:
        years = item.record.year, item.record.year + 1
        keys.update(("name", f"{item.names[0].key} {year}") for year in years)
    return keys
