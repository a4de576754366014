"""Records of two sources prepared for comparison, and how often words, names and titles occur."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from sys import intern

from kg.link.names import PersonName, person_name
from kg.link.records import PaperRecord
from kg.link.titles import STOP_WORDS, TitleForm, title_form
from kg.link.venues import VenueForm, venue_form
from kg.text.titles import GENERIC_TITLES

GENERIC_WORDS = STOP_WORDS.union(
    *map(str.split, GENERIC_TITLES),
    (
        *("abstracts", "acknowledgement", "acknowledgements", "acknowledgment", "addendum"),
        *("authors", "back", "best", "biography", "board", "chair", "column", "comments"),
        *("committees", "cover", "editors", "errata", "forum", "guest", "guests", "honor"),
        *("invited", "issue", "issues", "keynotes", "list", "messages", "note", "notes", "paper"),
        *("papers", "plenaries", "plenary", "poster", "posters", "prefatory", "proceedings"),
        *("remarks", "report", "review", "reviewer", "section", "session", "sessions", "special"),
        *("subject", "summary", "talk", "talks", "thanks", "treasurer", "tutorial", "tutorials"),
        *("vice", "volume", "workshop", "workshops", "year"),
    ),
)
"""A title of such words alone is one that many different papers bear."""

_STOP_WEIGHT = 0.1
_LEAST_WEIGHT = 0.1
_SMOOTHING = 50


@dataclass(slots=True)
class Prepared:
    """A record with its parts read."""

    record: PaperRecord
    title: TitleForm
    names: tuple[PersonName, ...]
    venue: VenueForm | None
    identifiers: frozenset[str]
    order: tuple[str, str] = field(default=("", ""))


def prepare(record: PaperRecord) -> Prepared:
    """A record with its title, names and venue read."""
    title = title_form(record.title)
    title.words = tuple(map(intern, title.words))
    names = (person_name(name) for name in record.authors)
    return Prepared(
        record,
        title,
        tuple(name for name in names if name),
        venue_form(record.venue, record.venue_kind) if record.venue else None,
        frozenset(record.identifiers),
        (title.squashed, record.id),
    )


class Corpus:
    """Two sources prepared, with frequencies of both.

    A word, name or title counts as often as it occurs in the source that has it more often, so
    that what both sources hold counts once.
    """

    def __init__(self, left: Iterable[PaperRecord], right: Iterable[PaperRecord]) -> None:
        self.left = [prepare(record) for record in left]
        self.right = [prepare(record) for record in right]
        self.size = max(len(self.left), len(self.right))
        sides = (self.left, self.right)
        self.titles = _most(Counter(item.title.squashed for item in side) for side in sides)
        self.names = _most(Counter(_name_keys(side)) for side in sides)
        self.holders = _most(
            Counter(key for item in side for key in item.identifiers) for side in sides
        )
        self.word_sides = [
            Counter(word for item in side for word in set(item.title.words)) for side in sides
        ]
        self.words = _most(self.word_sides)
        self._weights = {word: self._weight(word) for word in self.words}
        for item in (*self.left, *self.right):
            self._weigh(item)

    def prepared(self, record: PaperRecord) -> Prepared:
        """A record prepared for comparison with records of this corpus."""
        item = prepare(record)
        self._weigh(item)
        return item

    def _weigh(self, item: Prepared) -> None:
        weights, (mine, yours) = self._weights, self.word_sides
        item.title.odd = frozenset(
            word for word in item.title.words if word not in mine or word not in yours
        )
        item.title.weights = tuple(
            weights[word] if word in weights else self._weight(word) for word in item.title.words
        )

    def _weight(self, word: str) -> float:
        """How much a word says: about 1 for rare words, little for those of many titles."""
        if word in STOP_WORDS:
            return _STOP_WEIGHT
        all_ = self.size + _SMOOTHING
        rare = math.log(all_ / max(self.words[word], 1)) / math.log(all_)
        return max(rare, _LEAST_WEIGHT)

    def rarity(self, name: PersonName) -> float:
        """From 0 for a name that 100 papers bear to 1 for one that only one paper bears."""
        bearers = max(self.names.get(name.key, 1), 1)
        return max(0.0, 1 - math.log(bearers) / math.log(100))

    def is_generic(self, title: TitleForm) -> bool:
        """Whether a title is one that many different papers bear."""
        return GENERIC_WORDS.issuperset(title.words)


def _name_keys(side: Sequence[Prepared]) -> Iterable[str]:
    return (key for item in side for key in {name.key for name in item.names})


def _most(counts: Iterable[Counter[str]]) -> Counter[str]:
    one, other = counts
    return one | other
