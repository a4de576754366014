"""Scholar Feed author pages: a head with figures, then papers by arXiv category and date.

A record is a line ``68.3LGSep 10, 2024Code`` (see :mod:`kg.sources.feed_start`), the title, at
most three authors with ``et al.`` when there are more, and the abstract.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from kg.model import BADGE, Category, Paper, Problem, Profile, Record, join_badge
from kg.sources.author_lists import (
    AuthorList,
    author_list,
    authors,
    page_author,
    without_and_others,
)
from kg.sources.author_page import LONGEST_NAME, AuthorPage, first_lines, is_menu
from kg.sources.code import abstract_links
from kg.sources.feed_start import LONGEST, Start, is_category, is_torn_start, start_of
from kg.sources.figures import figure
from kg.sources.glued import LISTED, is_name_word, may_be_name, readings
from kg.sources.page import tidy
from kg.sources.registry import Format
from kg.text.arxiv import full_code, is_printed_form

_FIGURES = {
    "h-index": "hIndex",
    "paper": "paperCount",
    "papers": "paperCount",
    "citation": "citationCount",
    "citations": "citationCount",
    "novelty": "noveltyScore",
    "ai score": "aiScore",
}
_LONGEST_LIST = 1000
_LONGEST_PART = 16
_SECOND_HEAD = re.compile(r"h-index\s*[0-9]+")

_ENOUGH_KNOWN = 3


def sniff(head: str) -> bool:
    """Whether a text begins with the head of such a page, or else with a record."""
    lines = [line for line in _put_together(first_lines(head)) if line]
    start = next((at for at, line in enumerate(lines) if start_of(line)), len(lines))
    known = [at for at, line in enumerate(lines[:start]) if _is_head_line(line)]
    if len(known) >= _ENOUGH_KNOWN:
        name = max(known[0] - 1, 0)
        close = known[_ENOUGH_KNOWN - 1] - known[0] < 2 * _ENOUGH_KNOWN
        return close and is_menu(lines[:name]) and len(lines[name]) <= LONGEST_NAME
    return start - len(known) <= 1 and _starts_record(lines[start:])


def _is_head_line(line: str) -> bool:
    return _is_known_figure(line) or is_printed_form(line)


def _is_known_figure(line: str) -> bool:
    stated = figure(line)
    return stated is not None and stated.label in _FIGURES


def _put_together(lines: list[str]) -> list[str]:
    """Lines with the parts of a record's first line, or of a figure, each on a line of its own.

    That is how a browser copies them. They come back on the line of the first, the others blank.
    """
    lines = list(lines)
    in_head = True
    for place, line in enumerate(lines):
        if not line or len(line) > _LONGEST_PART or not _is_part(line):
            in_head = in_head and not start_of(line)
            continue
        parts = [at for at in range(place, min(place + 6, len(lines))) if lines[at]][:3]
        for count in (3, 2):
            whole = "".join(lines[at] for at in parts[:count])
            start = start_of(whole)
            is_start = start is not None and is_printed_form(start.category)
            if is_start or (in_head and count == 2 and _is_known_figure(whole)):
                for at in parts[:count]:
                    lines[at] = ""
                lines[place] = whole
                in_head = in_head and not is_start
                break
    return lines


def _is_part(line: str) -> bool:
    """Whether a line can be the first part of a figure, or of the first line of a record."""
    return line[0].isdigit() or line.lower() in _FIGURES or is_printed_form(line)


def _starts_record(lines: list[str]) -> bool:
    """Whether some lines begin with a record: its first line, a title and authors."""
    title_and_authors = [line for line in lines[1:3] if len(line) <= _LONGEST_LIST]
    if any(without_and_others(line)[1] for line in title_and_authors):
        return True
    if len(title_and_authors) < 2:
        return False
    names = author_list(title_and_authors[1]).names
    return 0 < len(names) <= LISTED and all(map(may_be_name, names))


@dataclass(frozen=True, slots=True)
class _Parts:
    """Title and authors of a record, and which of its lines is the first of the abstract."""

    title: str
    listed: AuthorList | None
    abstract: int
    remark: Problem | None = None


class _ScholarFeedPage(AuthorPage[Start]):
    """Reads one page."""

    figures = _FIGURES

    def starts(self) -> dict[int, Start]:
        """The lines with category and date."""
        self.page.bare[:] = _put_together(self.page.bare)
        return {
            place: start
            for place, line in enumerate(self.page.bare)
            if line and len(line) <= LONGEST and (start := start_of(line))
        }

    def second_head(self, first: int) -> int:
        """Where the name stands above the figures of another page."""
        bare = self.page.bare
        for place in range(first, len(bare)):
            if bare[place].startswith("h-index") and _SECOND_HEAD.fullmatch(bare[place]):
                above = self.page.filled(first, place)[:-3:-1]
                return next((up for up in above if not is_category(bare[up])), place)
        return len(bare)

    def head(self, end: int) -> Iterator[Record | Problem]:
        """The page itself: name, main category and figures, with what else stands above."""
        bare = self.page.bare
        filled = self.page.filled(0, end)
        lost = self._lost(filled)
        name = category = None
        unknown: list[int] = []
        remarks: list[Problem] = []
        for place in filled[: lost[0] if lost else None]:
            stated = figure(bare[place])
            if stated and (stated.label in _FIGURES or name is not None):
                remarks += self.declared.add(place, stated)
            elif category is None and (
                is_printed_form(bare[place]) or (unknown and is_category(bare[place]))
            ):
                category = place
            else:
                unknown.append(place)
                continue
            # The name is the last line before the first that says something else.
            if name is None and unknown:
                name = unknown.pop()
        if name is None and len(unknown) == 1:
            name = unknown.pop()
        yield from self._profile(name, category)
        yield from remarks
        yield from self.unknown(unknown)
        yield from self.unread(filled[at] for at in lost)

    def _profile(self, name: int | None, category: int | None) -> Iterator[Record | Problem]:
        page = self.page
        printed = tidy(page.bare[name]) if name is not None else ""
        if name is None or not printed.strip() or len(printed) > LONGEST_NAME:
            yield self.no_name(name)
            return
        self.whose = page_author(printed)
        categories: tuple[Category, ...] = ()
        if category is not None:
            categories = (_category(page.bare[category]),)
            yield from self._category_remark(category, categories[0])
        yield Profile(
            name=printed,
            categories=categories,
            metrics=self.declared.metrics(),
            line=page.numbers[name],
        )

    def record(self, place: int, start: Start, end: int) -> Iterator[Record | Problem]:
        """One record, and what was odd about it."""
        page = self.page
        filled = page.filled(place + 1, end)
        if self._has_badge_below(filled):
            filled, start = filled[1:], replace(start, has_code=True)
        torn = len(filled) > 3 and self.ends_at(filled[-1]) and is_torn_start(page.bare[filled[-1]])
        if torn:
            torn_place = filled.pop()
        parts = self._parts(place, filled)
        if isinstance(parts, Problem):
            yield parts
        else:
            lost = self._lost(filled, parts.abstract)
            abstract = filled[parts.abstract : lost[0] if lost else None]
            text = page.passage(abstract[0], abstract[-1] + 1) if abstract else None
            yield from self._paper(place, start, parts, text)
            yield from self.unread(filled[at] for at in lost)
        if torn:
            yield self.cut(torn_place, "first line")

    def _paper(
        self, place: int, start: Start, parts: _Parts, abstract: str | None
    ) -> Iterator[Record | Problem]:
        listed = parts.listed or AuthorList(())
        found = authors(listed.names, self.whose)
        lacking = listed.cut or found.lacks_page_author
        category = _category(start.category, primary=True)
        links = abstract_links(abstract)
        yield Paper(
            title=parts.title,
            mentions=found.mentions,
            complete=False if lacking else True if listed.names and not listed.gaps else None,
            abstract=abstract,
            date=start.date(self.as_of),
            categories=(category,),
            code_links=join_badge((*links, BADGE)) if start.has_code else links,
            metrics=start.metrics,
            line=self.page.numbers[place],
        )
        yield from self._category_remark(place, category)
        remarks = {
            "bad-date": None if start.has_real_day else f"the calendar has no {start.printed_date}",
            "no-authors": None if listed.names else "no authors are printed",
            "empty-name": f"authors without a name: {listed.gaps}" if listed.gaps else None,
            "no-page-author": "the list ends without et al., but lacks the page's author"
            if listed.names and found.lacks_page_author and not listed.cut
            else None,
        }
        for code, message in remarks.items():
            if message:
                yield self.page.problem(place, code, message, excerpt=parts.title)
        if parts.remark:
            yield parts.remark

    def _category_remark(self, place: int, category: Category) -> Iterator[Problem]:
        if category.as_listed is not None:
            many = is_printed_form(category.as_listed)
            which = "several archives have" if many else "no archive has"
            message = f"{which} a category {category.as_listed}; it is kept as printed"
            yield self.page.problem(place, "unknown-category", message)

    def _parts(self, place: int, filled: list[int]) -> _Parts | Problem:
        """Title and authors of a record, or why they can't be told."""
        page = self.page
        if not filled or not page.bare[filled[0]].strip():
            return page.problem(place, "no-title", "a record without a title", rejected=True)
        if self._is_cut(filled):
            return self.cut(filled[-1], "title or authors")
        listed = self._author_line(filled)
        if listed:
            return _Parts(tidy(page.bare[filled[0]]), listed, 2)
        return self._taken_apart(filled[0])

    def _has_badge_below(self, filled: list[int]) -> bool:
        """Whether the code badge stands on a line of its own, and is not the title."""
        if not filled or self.page.bare[filled[0]] != "Code":
            return False
        return not self._author_line(filled) and self._author_line(filled[1:]) is not None

    def _author_line(self, filled: list[int]) -> AuthorList | None:
        """The authors below the title, unless that line is the abstract of a paper without any."""
        if len(filled) < 2 or len(self.page.bare[filled[1]]) > _LONGEST_LIST:
            return None
        listed = author_list(self.page.bare[filled[1]])
        names = listed.names
        if names and (listed.cut or (self.whose and self.whose.is_in(names))):
            return listed
        if not 0 < len(names) <= LISTED or not all(map(may_be_name, names)):
            return None
        if len(filled) > 2:
            return listed
        capitalised = all(is_name_word(word) for name in names for word in name.split())
        return listed if capitalised and self.whose is None else None

    def _taken_apart(self, place: int) -> _Parts | Problem:
        """A line that is a title, or a title and its authors without a separator."""
        line = self.page.bare[place]
        found = readings(line, self.whose)
        cut = without_and_others(line)[1]
        if not found and not cut:
            return _Parts(tidy(line), None, 1)
        if len(found) == 1 and (cut or self.whose):
            [reading] = found
            message = f"title and authors on one line, parted before {reading.authors.names[0]!r}"
            remark = self.page.problem(place, "parted-line", message)
            return _Parts(reading.title, reading.authors, 1, remark)
        ways = " or ".join(repr(reading.authors.names[0]) for reading in found)
        message = "title and authors on one line, and it can't be told where the authors begin"
        message += f": perhaps with {ways}" if ways else ""
        return self.page.problem(place, "unparted-line", message, rejected=True)

    def _is_cut(self, filled: list[int]) -> bool:
        """Whether the page is cut in a record's title or authors."""
        if not self.ends_at(filled[-1]) or len(filled) > 2:
            return False
        last = self.page.bare[filled[-1]]
        if len(last) <= _LONGEST_LIST and len(filled) == 2:
            names = author_list(last).names
            if len(names) > LISTED or not all(map(may_be_name, names)):
                return False
        return not without_and_others(last)[1]

    def _lost(self, filled: list[int], first: int = 0) -> list[int]:
        """Which of some lines begin records whose first line can't be read.

        They are told by what follows them: a title, and authors with ``et al.``, be it on a line
        of their own or behind the title.
        """
        found: list[int] = []
        for at in range(first, len(filled) - 2):
            line, title, names = (self.page.bare[filled[at + below]] for below in range(3))
            if found and at < found[-1] + 2:
                continue
            can_start = len(line) <= LONGEST and not line.endswith(".") and not _is_head_line(line)
            if can_start and _has_cut_list(title, names):
                found.append(at)
        return found


def _has_cut_list(*lines: str) -> bool:
    """Whether one of some lines ends in ``et al.`` like a short list of authors."""
    return any(
        len(line) <= _LONGEST_LIST and without_and_others(line)[1] and line.count(",") >= LISTED - 1
        for line in lines
    )


def _category(printed: str, *, primary: bool = False) -> Category:
    code = full_code(printed)
    return Category(code, primary=primary) if code else Category(as_listed=printed)


FORMAT = Format(
    name="scholar-feed",
    label="Scholar Feed author page",
    description="text or saved HTML of an author's page: figures, then papers by category and date",
    version="1",
    sniff=sniff,
    read=_ScholarFeedPage.read,
)
