"""A document as numbered lines, as the parsers of page formats read it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kg.model import Problem

# All white space of one line that is no control character: those are kept as printed.
SPACES = (
    " \t\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u202f\u205f\u3000"
)
_RUN_OF_SPACES = re.compile(f"[{SPACES}]+")
_LINE_END = re.compile("\r\n|[\r\n\f]")
_LONGEST_EXCERPT = 200


@dataclass(frozen=True, slots=True)
class Page:
    """The lines of a document.

    ``texts`` are the lines as printed, ``bare`` the same without white space at their ends, and
    ``numbers`` where each stands in the document, from 1. ``ends_open`` says that the last line
    has no line end, so the document may be cut there; ``remarks`` what was odd about its bytes.
    """

    texts: list[str]
    bare: list[str]
    numbers: Sequence[int]
    ends_open: bool
    remarks: tuple[Problem, ...] = ()

    def filled(self, start: int, end: int) -> list[int]:
        """The places from ``start`` up to ``end`` whose line is not blank."""
        bare = self.bare
        return [place for place in range(start, end) if bare[place]]

    def passage(self, start: int, end: int) -> str:
        """The text from one place up to another as printed, without white space around it."""
        if end - start == 1:
            return self.bare[start]
        return "\n".join(self.texts[start:end]).strip(SPACES + "\n")

    def problem(
        self,
        place: int,
        code: str,
        message: str,
        *,
        excerpt: str | None = None,
        rejected: bool = False,
    ) -> Problem:
        """A problem with the line at a place, or with another text if one is given."""
        text = self.bare[place] if excerpt is None else excerpt
        return Problem(self.numbers[place], code, message, shortened(text), rejected)


def page_of(text: str, remarks: tuple[Problem, ...] = ()) -> Page:
    """A text as a page. Lines end with any of the three line ends, or with a form feed."""
    numbers: Sequence[int]
    if "\f" in text:
        texts, numbers = _with_form_feeds(text)
    else:
        if "\r" in text:
            text = text.replace("\r\n", "\n").replace("\r", "\n")
        texts = text.split("\n")
        numbers = range(1, len(texts) + 1)
    bare = [line.strip(SPACES) for line in texts]
    return Page(texts, bare, numbers, bool(texts[-1]), remarks)


def _with_form_feeds(text: str) -> tuple[list[str], list[int]]:
    """A form feed parts lines, but no editor counts a new line for it."""
    texts, numbers, number, start = [], [], 1, 0
    for end in _LINE_END.finditer(text):
        texts.append(text[start : end.start()])
        numbers.append(number)
        number += end[0] != "\f"
        start = end.end()
    return [*texts, text[start:]], [*numbers, number]


def tidy(text: str) -> str:
    """White space inside a line as single spaces; control characters stay as printed.

    >>> tidy("Ada\\u00a0 Lovelace")
    'Ada Lovelace'
    """
    if text.isascii() and "  " not in text and "\t" not in text:
        return text.strip(" ")
    return _RUN_OF_SPACES.sub(" ", text).strip(" ")


def shortened(text: str) -> str:
    """A text cut to the length that a message can hold."""
    return text if len(text) <= _LONGEST_EXCERPT else f"{text[: _LONGEST_EXCERPT - 1]}…"
