"""Arrow Research author pages: all papers under one exact name, by venue and year.

A record is a line ``NeurIPS Conference 2025 Conference Paper`` (venue, kind, year, type), the
title, a bullet list of at most eight authors, and the abstract.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from kg.model import Edition, Paper, PartialDate, Problem, Profile, Record, Venue, VenueKind
from kg.sources.author_lists import authors, is_name, page_author
from kg.sources.author_page import LONGEST_NAME, AuthorPage, first_lines, is_menu
from kg.sources.code import abstract_links
from kg.sources.figures import PAPER_COUNT, Figure, figure
from kg.sources.page import Page, tidy
from kg.sources.registry import Format

MOST_LISTED = 8
"""How many names the page prints of a paper at most."""

_FIGURES = {
    "paper": PAPER_COUNT,
    "papers": PAPER_COUNT,
    "author row": "authorRowCount",
    "author rows": "authorRowCount",
}
_SITE = ("arrow research search", "arrow research")
_ABOVE_NAME = "author name cluster"
_ABOVE_RECORDS = "possible papers"
_NOTE = "possible papers associated with"
_LABELS = (*_SITE, _ABOVE_NAME, _ABOVE_RECORDS)

_KINDS = ("Conference", "Journal", "Workshop")
_LONGEST_START = 200
_START = re.compile(
    r"(?P<venue>[^\W_].{0,120}?)\s+(?P<kind>Conference|Journal|Workshop)\s+(?P<year>[12][0-9]{3})"
    r"\s+(?P<type>[^\W\d_]\S*(?:\s\S+){0,5})(?<![.,;:!?])"
)
# Something of a record's first line, enough to see that a line was meant to be one.
_LIKE_START = re.compile(r"\b(?:[12][0-9]{3}|Conference|Journal|Workshop|Paper|Article)\b")
_TORN_START = re.compile(r"[A-Z0-9]\S*(?:\s\S+){0,7}(?<![.,;:!?)])")
_NUMBER = re.compile(r"[0-9]{1,7}")
_BULLETS = "\u2022\u00b7\u25e6\u25aa\u2023\u25cf"
_DASHES = "*-\u2013"
_LONGEST_TITLE = 400


@dataclass(frozen=True, slots=True)
class _Start:
    """What the first line of a record says."""

    edition: Edition
    year: int
    type: str


def _start_of(line: str) -> _Start | None:
    """What a line says as the first of a record, or ``None`` if it is none."""
    if len(line) > _LONGEST_START or not any(kind in line for kind in _KINDS):
        return None
    match = _START.fullmatch(line)
    if match is None:
        return None
    year = int(match["year"])
    venue = Venue(tidy(match["venue"]), VenueKind(match["kind"].lower()))
    return _Start(Edition(venue, year), year, tidy(match["type"]))


def _bullet(line: str) -> str:
    """The bullet that a line begins with, or nothing."""
    first = line[:1]
    if first in _BULLETS or (first in _DASHES and line[1:2] in {"", " ", "\u00a0", "\t"}):
        return first
    return ""


def sniff(head: str) -> bool:
    """Whether a text begins with the head of such a page, or else with a record."""
    lines = first_lines(head)
    labels = [line.lower() for line in lines]
    if _ABOVE_NAME in labels:
        at = labels.index(_ABOVE_NAME)
        stated = (
            line.startswith(_ABOVE_RECORDS) or _figure(line) for line in labels[at + 2 : at + 6]
        )
        return is_menu(lines[:at]) and any(stated)
    start = next((at for at, line in enumerate(lines) if _start_of(line)), len(lines))
    other = [line for line in labels[:start] if not _is_head_line(line)]
    return len(other) <= 1 and "".join(map(_bullet, lines[start + 2 : start + 3])) != ""


def _is_head_line(label: str) -> bool:
    return label in _LABELS or label.startswith(_NOTE) or _figure(label) is not None


def _figure(line: str) -> Figure | None:
    """A figure that the head of the page states; a bare number is that of the papers."""
    if _NUMBER.fullmatch(line):
        return Figure("papers", int(line))
    found = figure(line)
    return found if found and found.label in _FIGURES else None


class _ArrowPage(AuthorPage[_Start]):
    """Reads one page."""

    figures = _FIGURES

    def __init__(self, page: Page, as_of: date | None) -> None:
        super().__init__(page, as_of)
        self.doubtful: list[int] = []

    def starts(self) -> dict[int, _Start]:
        """The lines with venue, kind, year and type.

        On a page with blank lines such a line stands alone between two, or else authors follow.
        """
        bare = self.page.bare
        found: dict[int, _Start] = {}
        tight: bool | None = None
        for place, line in enumerate(bare):
            if not line or line[0] in _BULLETS:
                continue
            start = _start_of(line)
            if start is None:
                continue
            alone = not (any(bare[place - 1 : place]) or any(bare[place + 1 : place + 2]))
            if tight is None:
                tight = not alone
            if tight or alone or self._has_authors(place):
                found[place] = start
            else:
                self.doubtful.append(place)
        return found

    def _has_authors(self, place: int) -> bool:
        """Whether a title and a bullet follow on the line at a place."""
        below = self.page.filled(place + 1, min(place + 6, len(self.page.bare)))
        return len(below) > 1 and _bullet(self.page.bare[below[1]]) != ""

    def second_head(self, first: int) -> int:
        """Where the site's name or the line above the author's stands again."""
        bare = self.page.bare
        for place in range(first, len(bare)):
            if len(bare[place]) == len(_ABOVE_NAME) and bare[place].lower() == _ABOVE_NAME:
                above = self.page.filled(max(first, place - 3), place)[-1:]
                return above[0] if above and bare[above[0]].lower() in _SITE else place
        return len(bare)

    def head(self, end: int) -> Iterator[Record | Problem]:
        """The name, the note on what the page is, and the figures."""
        bare = self.page.bare
        filled = self.page.filled(0, end)
        lost = self._lost(filled, 0)
        name: int | None = None
        note: list[int] = []
        unknown: list[int] = []
        remarks: list[Problem] = []
        above = ""
        for place in filled[: lost[0] if lost else None]:
            label = bare[place].lower()
            stated = _figure(bare[place]) or (figure(bare[place]) if name is not None else None)
            if above == _ABOVE_NAME and not stated:
                name = place
            elif stated or label.startswith(_NOTE):
                # Without the line above it, the name is the last line before what is known.
                if name is None and unknown:
                    name = unknown.pop()
                if stated:
                    remarks += self.declared.add(place, stated)
                else:
                    note.append(place)
            elif label not in _LABELS:
                (note if note and not self.declared.stated else unknown).append(place)
            above = label
        if name is None and len(unknown) == 1:
            name = unknown.pop()
        yield from self._profile(name, "\n".join(bare[place] for place in note))
        yield from remarks
        yield from self.unknown(unknown)
        yield from self.unread(filled[at] for at in lost)
        for place in self.doubtful:
            message = "it could begin a record, but stands inside a paragraph; kept as part of it"
            yield self.page.problem(place, "doubtful-line", message)

    def _profile(self, name: int | None, note: str) -> Iterator[Record | Problem]:
        printed = tidy(self.page.bare[name]) if name is not None else ""
        if name is None or not is_name(printed) or len(printed) > LONGEST_NAME:
            yield self.no_name(name)
            return
        self.whose = page_author(printed)
        yield Profile(
            name=printed,
            identity_note=note or None,
            metrics=self.declared.metrics(),
            line=self.page.numbers[name],
        )

    def record(self, place: int, start: _Start, end: int) -> Iterator[Record | Problem]:
        """One record, and what was odd about it."""
        page = self.page
        filled = page.filled(place + 1, end)
        torn = self._torn(filled)
        if torn:
            filled.pop()
        bare = [page.bare[at] for at in filled]
        if not bare or _bullet(bare[0]) or not bare[0].strip():
            yield page.problem(place, "no-title", "a record without a title", rejected=True)
            return
        title_end = self._title_end(filled, bare)
        authors_end = self._authors_end(filled, bare, title_end)
        if authors_end == len(filled) and not torn and self.ends_at(filled[-1]):
            yield self.cut(filled[-1], "title or authors")
            return
        lost = self._lost(filled, authors_end)
        abstract = filled[authors_end : lost[0] if lost else None]
        text = page.passage(abstract[0], abstract[-1] + 1) if abstract else None
        names = tuple(tidy(line[1:]) for line in bare[title_end:authors_end])
        yield from self._paper(place, start, tidy(" ".join(bare[:title_end])), names, text)
        if title_end > 1:
            yield page.problem(filled[0], "wrapped-title", "a title on several lines, joined")
        yield from self.unread(filled[at] for at in lost)
        if torn:
            yield torn

    def _paper(
        self, place: int, start: _Start, title: str, printed: tuple[str, ...], abstract: str | None
    ) -> Iterator[Record | Problem]:
        names = [name for name in printed if is_name(name)]
        found = authors(names, self.whose)
        remarks: dict[str, str] = {}
        complete: bool | None = None
        if not names:
            remarks["no-authors"] = "no authors are printed"
        elif len(names) < len(printed):
            remarks["empty-name"] = f"authors without a name: {len(printed) - len(names)}"
        elif len(names) > MOST_LISTED:
            remarks["long-list"] = f"more than the {MOST_LISTED} authors that such pages print"
        elif len(names) < MOST_LISTED:
            complete = True
        if found.lacks_page_author:
            complete = False
            if 0 < len(printed) < MOST_LISTED:
                remarks["no-page-author"] = "the list is short, but lacks the page's author"
        yield Paper(
            title=title,
            mentions=found.mentions,
            complete=complete,
            abstract=abstract,
            date=PartialDate(start.year),
            edition=start.edition,
            publication_type=start.type,
            code_links=abstract_links(abstract),
            line=self.page.numbers[place],
        )
        for code, message in remarks.items():
            yield self.page.problem(place, code, message, excerpt=title)

    def _title_end(self, filled: list[int], bare: list[str]) -> int:
        """How many lines the title has: more than one only right above the bullets."""
        first = next((at for at, line in enumerate(bare) if _bullet(line)), 1)
        wrapped = filled[first - 1] - filled[0] == first - 1
        return first if wrapped and sum(map(len, bare[:first])) <= _LONGEST_TITLE else 1

    def _authors_end(self, filled: list[int], bare: list[str], first: int) -> int:
        """Where the bullet list ends; after a blank line only what looks like a name goes on."""
        end = first
        bullet = _bullet(bare[first]) if first < len(bare) else ""
        while bullet and end < len(bare) and _bullet(bare[end]) == bullet:
            name = bare[end][1:].strip()
            apart = end > first and filled[end] > filled[end - 1] + 1
            if apart and (len(name) > LONGEST_NAME or name.endswith((".", ";", ":", ","))):
                break
            end += 1
        return end

    def _lost(self, filled: list[int], first: int) -> list[int]:
        """Which of some lines begin records whose first line can't be read.

        They have something of such a line, and a title and a bullet follow.
        """
        bare = self.page.bare
        found: list[int] = []
        for at in range(first, len(filled) - 2):
            line, title, name = (bare[filled[at + below]] for below in range(3))
            if (
                _bullet(name)
                and not _bullet(title)
                and len(line) <= _LONGEST_START
                and not _bullet(line)
                and not line.endswith((".", ":", ";", ","))
                and _LIKE_START.search(line)
            ):
                found.append(at)
        return found

    def _torn(self, filled: list[int]) -> Problem | None:
        """The problem of a page that is cut in the first line of a record."""
        if len(filled) < 3 or not self.ends_at(filled[-1]):
            return None
        line, above = self.page.bare[filled[-1]], self.page.bare[filled[-1] - 1]
        if (
            _bullet(self.page.bare[filled[-2]])
            or above
            or len(line) > _LONGEST_START
            or not _TORN_START.fullmatch(line)
        ):
            return None
        return self.cut(filled[-1], "first line")


FORMAT = Format(
    name="arrow",
    label="Arrow Research author page",
    description="text or saved HTML of a page of papers under one name, by venue and year",
    version="1",
    sniff=sniff,
    read=_ArrowPage.read,
)
