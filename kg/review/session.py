"""Going through a pile: what each key does, how to go back, and what to tell at the end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from kg.link.standing import Pair, pair_of
from kg.model import Judgement, LinkRecord
from kg.review.decisions import Decisions
from kg.review.page import Pages
from kg.review.pile import Item

HELP = (
    "a  accept: it holds",
    "r  refuse: it does not hold, whatever programs say",
    "s  skip: leave it for another time",
    "o  open a group: decide one by one",
    "u  undo: take back what was done last",
    "q  quit: what is decided is written already",
    "?  this help",
    "↑ ↓  see more of a long page",
)
_WORDS = {"accept": "a", "refuse": "r", "skip": "s", "open": "o", "undo": "u", "quit": "q"}
_SAID = {"a": "accepted", "r": "refused"}
_JUDGEMENTS = {"a": Judgement.ACCEPT, "r": Judgement.REFUSE}


@dataclass(frozen=True, slots=True)
class _Before:
    """How things stood before a key."""

    queue: tuple[Item, ...]
    place: int
    decisions: dict[Pair, LinkRecord | None]


class Session:
    """A person's way through the items of a pile; each decision is in the file at once."""

    def __init__(self, pages: Pages, decisions: Decisions, today: Callable[[], date]) -> None:
        self.pages = pages
        self.decisions = decisions
        self.place = 0
        self._today = today
        self._queue = pages.pile.items
        self._history: list[_Before] = []
        self._done: dict[Pair, Judgement] = {}

    @property
    def item(self) -> Item | None:
        """What is asked now; ``None`` when all has been asked."""
        return self._queue[self.place] if self.place < len(self._queue) else None

    @property
    def count(self) -> int:
        """How many items there are."""
        return len(self._queue)

    def press(self, key: str) -> str:
        """Do what a key means; gives what there is to say of it, if anything."""
        if key == "u":
            return self._undo()
        item = self.item
        if item is None:
            return "all has been asked; u takes back, q ends"
        if key in _JUDGEMENTS:
            self._decide(item, _JUDGEMENTS[key])
            return f"{_SAID[key]}; u takes it back"
        if key == "s":
            self._remember()
            self.place += 1
            return "skipped; it comes again another time"
        if key == "o":
            return self._open(item)
        return f"{key!r} means nothing here; ? tells what does"

    def ending(self) -> str:
        """What was done."""
        accepted = sum(one is Judgement.ACCEPT for one in self._done.values())
        left = sum(
            self.decisions[pair_of(record)] is None
            for item in self._queue
            for record in item.records
        )
        refused = len(self._done) - accepted
        return f"{accepted} accepted, {refused} refused, {left} left to decide"

    def _decide(self, item: Item, judgement: Judgement) -> None:
        pairs = [pair_of(record) for record in item.records]
        before = {pair: self.decisions[pair] for pair in pairs}
        self.decisions.decide(item.records, judgement, self._today())
        self._remember(before)
        self._done |= dict.fromkeys(pairs, judgement)
        self.place += 1

    def _open(self, item: Item) -> str:
        if len(item.records) == 1:
            return "this is one link; only groups can be opened"
        self._remember()
        self._queue = (
            *self._queue[: self.place],
            *item.opened(),
            *self._queue[self.place + 1 :],
        )
        return ""

    def _undo(self) -> str:
        if not self._history:
            return "nothing to take back"
        before = self._history.pop()
        if before.decisions:
            self.decisions.put(before.decisions)
            for pair in before.decisions:
                del self._done[pair]
        self._queue, self.place = before.queue, before.place
        return "taken back"

    def _remember(self, decisions: dict[Pair, LinkRecord | None] | None = None) -> None:
        self._history.append(_Before(self._queue, self.place, decisions or {}))


def key_of(line: str) -> str:
    """The key that a typed line means: its first letter, or that of a word of the help.

    >>> key_of("accept\\n"), key_of("  u"), key_of("")
    ('a', 'u', '')
    """
    text = line.strip().lower()
    return _WORDS.get(text, text[:1])
