"""What the author pages of all sites have in common: a head, then record after record."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import pairwise
from typing import BinaryIO, Generic, TypeVar

from kg.model import Paper, Problem, Record, Source
from kg.sources.author_lists import PageAuthor
from kg.sources.figures import Declared
from kg.sources.opening import read_whole
from kg.sources.page import Page, page_of
from kg.sources.reading import read_page

S = TypeVar("S")
"""What the first line of a record says."""

LONGEST_NAME = 100
"""Characters that the name of a page's author has at most."""

_MOST_REMARKS = 20
_MOST_HEAD_LINES = 60
# An item of a saved page's menu: a few words, no sentence, no mark-up and no figure.
_MENU_ITEM = re.compile(r"[^\W\d_][^\W\d_&'-]*(?: [^\W\d_&'-]+){0,3}")
_LONGEST_MENU = 8
_CUT = "so it seems to be cut; if it is whole, add a line end"


def first_lines(head: str) -> list[str]:
    """The first lines of a text that are not blank, enough to hold the head of a page."""
    return [line for line in page_of(head).bare if line][:_MOST_HEAD_LINES]


def is_menu(lines: list[str]) -> bool:
    """Whether some lines can be the menu of a saved web page; no line at all can be."""
    return len(lines) <= _LONGEST_MENU and all(map(_MENU_ITEM.fullmatch, lines))


class AuthorPage(ABC, Generic[S]):
    """Reads one author page; a format says how its head and its records look.

    ``figures`` gives the metric for each label, in lower case, that the head may state.
    """

    figures: Mapping[str, str]

    def __init__(self, page: Page, as_of: date | None) -> None:
        self.page = page
        self.as_of = as_of
        self.whose: PageAuthor | None = None
        self.declared = Declared(page, self.figures)

    @classmethod
    def read(cls, stream: BinaryIO, source: Source) -> Iterator[Record | Problem]:
        """The page and its papers, with what was odd; raises ``InputError`` if it is no text."""
        return cls(
            read_page(read_whole(stream, source.file_name), source.file_name), source.as_of
        ).records()

    @abstractmethod
    def starts(self) -> dict[int, S]:
        """The first lines of records by their places, in order."""

    @abstractmethod
    def second_head(self, first: int) -> int:
        """Where behind the place of the first record another page begins; else the end."""

    @abstractmethod
    def head(self, end: int) -> Iterator[Record | Problem]:
        """What stands above the first record; sets ``whose`` and ``declared``."""

    @abstractmethod
    def record(self, place: int, start: S, end: int) -> Iterator[Record | Problem]:
        """One record, from its first line up to the next record."""

    def records(self) -> Iterator[Record | Problem]:
        """All that the page says, in its order."""
        page = self.page
        yield from page.remarks
        starts = self.starts()
        end = self.second_head(min(starts, default=len(page.bare)))
        places = [*(place for place in starts if place < end), end]
        read = 0
        for record in self._head_and_records(starts, places):
            read += isinstance(record, Paper) or (isinstance(record, Problem) and record.rejected)
            yield record
        yield from self.declared.remarks(read)
        if end < len(page.bare):
            message = "another page begins here; it is not read, since a file can hold one page"
            yield page.problem(end, "second-page", message, rejected=True)
        if not read and not self.declared.stated:
            message = "no record: no line looks like the first of one"
            yield page.problem(0, "no-records", message, rejected=self.whose is None)

    def _head_and_records(
        self, starts: Mapping[int, S], places: list[int]
    ) -> Iterator[Record | Problem]:
        yield from self.head(places[0])
        for place, end in pairwise(places):
            yield from self.record(place, starts[place], end)

    def no_name(self, place: int | None) -> Problem:
        """The remark on a head without a name, or with a line in its place that can't be one."""
        left_out = "; its figures are left out" if self.declared.stated else ""
        message = f"the page does not say whose it is{left_out}"
        excerpt = "" if place is None else None
        return self.page.problem(place or 0, "no-name", message, excerpt=excerpt)

    def unknown(self, places: list[int]) -> Iterator[Problem]:
        """Remarks on lines of the head that say nothing known."""
        for place in places[:_MOST_REMARKS]:
            yield self.page.problem(place, "unknown-line", "a line of unknown meaning")
        if len(places) > _MOST_REMARKS:
            message = f"{len(places) - _MOST_REMARKS} more lines of unknown meaning from here on"
            yield self.page.problem(places[_MOST_REMARKS], "unknown-line", message)

    def unread(self, places: Iterable[int]) -> Iterator[Problem]:
        """Rejections of records whose first lines stand at some places and can't be read."""
        for place in places:
            message = "a record whose first line can't be read"
            yield self.page.problem(place, "unreadable-record", message, rejected=True)

    def ends_at(self, place: int) -> bool:
        """Whether the page has its last line at a place, and no line end behind it."""
        return self.page.ends_open and place == len(self.page.bare) - 1

    def cut(self, place: int, where: str) -> Problem:
        """The rejection of a record that the end of the page cuts."""
        message = f"the page ends without a line end in the {where} of a record, {_CUT}"
        return self.page.problem(place, "cut-record", message, rejected=True)
