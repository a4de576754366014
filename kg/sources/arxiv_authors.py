"""arXiv's lists of authors, as submitters type them by the rules of its guide.

Names are parted by commas or ``and``; affiliations stand in parentheses behind a name, or are
numbered and stand at the end; the affiliation of a name is also that of the names before it that
have none. A collaboration stands in the list like a person, or behind one: ``B. Ovell (for the
Tidal Collaboration)``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from kg.model import Mention
from kg.sources.author_lists import SUFFIX, without_and_others
from kg.text.latex import plain

_BETWEEN = (" and ", " & ", ":", ";")
_LONGEST_SUFFIX = 6
_COMMENT = re.compile(r"\(((?:[^()]|\([^()]*\))*)\)?")
_MARK = re.compile(r"[0-9]{1,3}|[A-Za-z*]")
_NUMBERED = re.compile(rf"\(({_MARK.pattern})\)\s*((?:[^()]|\((?!(?:{_MARK.pattern})\))[^()]*\))*)")
_BETWEEN_MARKS = re.compile(r"[\s,;&]+(?:and\s+)?")
_NAME_GOES_ON = re.compile(r"\s+(?!(?:and|&)\s)\w")
_AND_OTHERS = re.compile(r"\bet\s+al\b|\bothers\b", re.IGNORECASE)
_NOT_SHOWN = re.compile(r"\(\s*([0-9]{1,6}) additional authors? not shown\s*\)", re.IGNORECASE)
_GROUP = re.compile(r"\b(?:collaborations?|consortium)\b", re.IGNORECASE)
_FOR_GROUP = re.compile(r"\s*\b(?:for|on behalf of)\s+(?:the\s+)?(?=\S)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ArxivAuthors:
    """The authors of a record; ``declared_count`` if it states how many there are.

    ``complete`` is ``None`` where a collaboration, of unknown size, is among them.
    """

    mentions: tuple[Mention, ...] = ()
    complete: bool | None = None
    declared_count: int | None = None


@dataclass(slots=True)
class _Author:
    """A name with the comments behind it; a collaboration takes no part in affiliations."""

    name: str
    comments: list[str] = field(default_factory=list)
    is_group: bool = False


def arxiv_authors(text: str) -> ArxivAuthors:
    """The authors of a typed list, which may hold LaTeX.

    >>> [one.name for one in arxiv_authors("I. Thornquist, Bram Ovell and Zuri Adeyo").mentions]
    ['I. Thornquist', 'Bram Ovell', 'Zuri Adeyo']
    >>> arxiv_authors("Bram Ovell (1), Zuri Adeyo ((1) Tidal Institute)").mentions[0].affiliations
    ('Tidal Institute',)
    """
    text = plain(text)
    hidden = _NOT_SHOWN.search(text) if text.endswith(")") else None
    if hidden:
        text = text[: hidden.start()]
    numbered: dict[str, str] = {}
    may_be_cut = (" al" in text or "thers" in text) and _AND_OTHERS.search(text) is not None
    if "(" in text:
        authors = _with_comments(text, numbered)
    elif may_be_cut or hidden or _has_group(text):
        authors = [_Author(name) for name in _names(text)]
    else:
        listed = tuple([Mention(name, place) for place, name in enumerate(_names(text), 1)])
        return ArxivAuthors(listed, True if listed else None)
    cut = hidden is not None
    if may_be_cut:
        cut = _drop_others(authors) or cut
    mentions = _mentions(authors, numbered, _has_group(text))
    declared = len(mentions.mentions) + int(hidden[1]) if hidden else None
    return ArxivAuthors(mentions.mentions, False if cut else mentions.complete, declared)


def arxiv_names(names: Iterable[str]) -> ArxivAuthors:
    """The authors of a list that the source itself has taken apart."""
    listed = [plain(name) for name in names]
    return _mentions([_Author(name) for name in listed if name], {}, _has_group("\n".join(listed)))


def _names(text: str) -> list[str]:
    """The names of a list without parentheses; what is only a suffix joins the name before."""
    text = f" {text}"
    for separator in _BETWEEN:
        text = text.replace(separator, " , ")
    names: list[str] = []
    for part in text.split(","):
        name = part.strip()
        if len(name) <= _LONGEST_SUFFIX and names and SUFFIX.fullmatch(name):
            names[-1] = f"{names[-1]}, {name}"
        elif name:
            names.append(name)
    return names


def _with_comments(text: str, numbered: dict[str, str]) -> list[_Author]:
    """The names with the comments behind them; numbered affiliations go into ``numbered``."""
    authors: list[_Author] = []
    at = 0
    for comment in _COMMENT.finditer(text):
        inner = comment[1].strip()
        if len(inner) > 1 and inner.isalpha() and _NAME_GOES_ON.match(text, comment.end()):
            continue  # A name that goes on behind a word in parentheses: Xue (Steve) Liu.
        authors += [_Author(name) for name in _names(text[at : comment.start()])]
        at = comment.end()
        if inner.startswith("("):
            found = ((mark, one.strip(" ,;.")) for mark, one in _NUMBERED.findall(inner))
            numbered.update((mark, one) for mark, one in found if one)
        elif inner and authors:
            authors[-1].comments.append(inner)
    return authors + [_Author(name) for name in _names(text[at:])]


def _drop_others(authors: list[_Author]) -> bool:
    """Take out what stands for further authors; says whether there was anything."""
    found = False
    for place in range(len(authors) - 1, -1, -1):
        author = authors[place]
        name, cut = without_and_others(author.name)
        if author.name.casefold() == "others":
            name, cut = "", True
        author.name = name
        found |= cut
        if not name:
            del authors[place]
    return found


def _has_group(text: str) -> bool:
    folded = text.lower()
    return ("collab" in folded or "consort" in folded) and _GROUP.search(text) is not None


def _mentions(authors: list[_Author], numbered: Mapping[str, str], has_group: bool) -> ArxivAuthors:
    """The authors with their places and affiliations, collaborations told from people."""
    if has_group:
        authors = [part for author in authors for part in _parts(author)]
    found: list[Mention] = []
    following: tuple[str, ...] = ()
    for place in range(len(authors), 0, -1):
        author = authors[place - 1]
        stated = tuple(dict.fromkeys(_stated(author.comments, numbered))) if author.comments else ()
        if not author.is_group:
            stated = following = stated or following
        found.append(Mention(author.name, place, stated))
    complete = True if found and not has_group else None
    return ArxivAuthors(tuple(reversed(found)), complete)


def _parts(author: _Author) -> Iterator[_Author]:
    """An author, and the collaboration that is named with it."""
    for comment in author.comments:
        if _FOR_GROUP.match(comment) and _GROUP.search(comment):
            author.comments.remove(comment)
            yield author
            yield _Author(_FOR_GROUP.sub("", comment, count=1), is_group=True)
            return
    if not _GROUP.search(author.name):
        yield author
        return
    found = _FOR_GROUP.search(author.name)
    if found and found.start() > 0:
        yield _Author(author.name[: found.start()], author.comments)
        yield _Author(author.name[found.end() :], is_group=True)
    else:
        name = author.name[found.end() :] if found else author.name
        yield _Author(name, author.comments, is_group=True)


def _stated(comments: Iterable[str], numbered: Mapping[str, str]) -> Iterator[str]:
    """The affiliations that comments name, or point to by their marks."""
    for comment in comments:
        marks = [mark for mark in _BETWEEN_MARKS.split(comment) if mark]
        if all(mark in numbered or _MARK.fullmatch(mark) for mark in marks):
            yield from (numbered[mark] for mark in marks if mark in numbered)
        else:
            yield comment
