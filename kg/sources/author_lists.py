"""Printed lists of authors: names with their places, and whether the list is all of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kg.model import Mention
from kg.sources.page import SPACES, tidy
from kg.text.names import normalise_name

_AND_OTHERS = re.compile(rf",?[{SPACES}]*\bet[{SPACES}]+al\b\.?[{SPACES}]*\Z", re.IGNORECASE)
_LONGEST_TAIL = 24
SUFFIX = re.compile(r"(?:Jr|Sr)\.?|I{2,3}|IV|Ph\.?\s?D\.?|M\.?D\.?")
"""What stands behind a comma and is yet part of the name before it."""


@dataclass(frozen=True, slots=True)
class AuthorList:
    """The names of a printed list in order; ``cut`` if it says that there are more.

    ``gaps`` counts the names that were left empty.
    """

    names: tuple[str, ...]
    cut: bool = False
    gaps: int = 0


@dataclass(frozen=True, slots=True)
class Authors:
    """The mentions of a paper, and whether the page's author is not among the printed names."""

    mentions: tuple[Mention, ...]
    lacks_page_author: bool


@dataclass(frozen=True, slots=True)
class PageAuthor:
    """Whose page it is: the name as printed, and as it is compared."""

    name: str
    normal: str

    def is_in(self, names: Sequence[str]) -> bool:
        """Whether one of some printed names is this one."""
        return self.name in names or any(normalise_name(name) == self.normal for name in names)


def page_author(name: str) -> PageAuthor:
    """The author that a page bears the name of."""
    return PageAuthor(name, normalise_name(name))


def author_list(text: str) -> AuthorList:
    """A list of names parted by commas, with ``et al.`` behind it where there are more.

    >>> author_list("Ada Lovelace, Charles Babbage et al.")
    AuthorList(names=('Ada Lovelace', 'Charles Babbage'), cut=True, gaps=0)
    """
    text, cut = without_and_others(text)
    names: list[str] = []
    gaps = 0
    for part in text.split(","):
        name = tidy(part)
        if not is_name(name):
            gaps += 1
        elif names and SUFFIX.fullmatch(name):
            names[-1] = f"{names[-1]}, {name}"
        else:
            names.append(name)
    return AuthorList(tuple(names), cut, gaps)


def without_and_others(text: str) -> tuple[str, bool]:
    """A list without the ``et al.`` behind it, and whether it had one."""
    found = _AND_OTHERS.search(text, max(len(text) - _LONGEST_TAIL, 0))
    return (text[: found.start()], True) if found else (text, False)


def is_name(text: str) -> bool:
    """Whether there is anything of a name in a text; control characters alone are none."""
    return bool(text.strip())


def authors(names: Sequence[str], whose: PageAuthor | None) -> Authors:
    """The mentions of a printed list; whose page it is, is added without a place if not in it."""
    mentions = tuple(Mention(name, place) for place, name in enumerate(names, 1))
    if whose is None or whose.is_in(names):
        return Authors(mentions, lacks_page_author=False)
    return Authors((*mentions, Mention(whose.name)), lacks_page_author=True)
