"""arXiv's own metadata as a record: what its JSON lines and its XML have in common."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from kg.model import Category, CodeLink, Evidence, Identifier, Paper, PartialDate
from kg.sources.arxiv_authors import ArxivAuthors
from kg.sources.code import abstract_links
from kg.text import identifiers
from kg.text.arxiv import codes
from kg.text.dates import is_day, month_number
from kg.text.latex import plain
from kg.text.links import repository_links
from kg.text.names import collapse

_NEW_PARAGRAPH = re.compile(r"\n\s+")
_WITHDRAWN = re.compile(
    r"\s*this (?:paper|article|submission|manuscript|work) (?:has been|is|was) (?:\w+ )?withdrawn",
    re.IGNORECASE,
)
_CREATED = re.compile(r"(?:[A-Z][a-z]{2}, *)?([0-9]{1,2}) ([A-Z][a-z]{2}) ([0-9]{4})\b")
_ISO_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?![0-9])")
_MONTH_OF_ID = re.compile(r"(?:[a-z-]+(?:\.[A-Z]{2})?/)?([0-9]{2})(0[1-9]|1[0-2])[0-9.]")
_FIRST_YEAR = 91


def arxiv_paper(
    *,
    arxiv_id: str,
    title: str,
    authors: ArxivAuthors,
    abstract: str | None = None,
    categories: Sequence[str] = (),
    comments: str | None = None,
    doi: str | None = None,
    date: PartialDate | None = None,
    line: int = 0,
) -> Paper:
    """The record of a preprint; LaTeX of its title is read, that of its abstract stays as printed.

    ``arxiv_id`` is in its normal form; ``categories`` begin with the primary one; ``doi`` is that
    of the published version, or several. Without a date the month that the identifier states is
    taken. The comments give links to code, and are not carried besides.
    """
    text = unwrapped(abstract) if abstract else ""
    return Paper(
        title=plain(title),
        mentions=authors.mentions,
        complete=authors.complete,
        declared_author_count=authors.declared_count,
        abstract=text or None,
        date=date or month_of(arxiv_id),
        categories=tuple(
            _category(code, place == 0) for place, code in enumerate(dict.fromkeys(categories))
        ),
        code_links=_code_links(text, comments),
        identifiers=(Identifier("arxiv", arxiv_id), *published_dois(doi)),
        line=line,
    )


def published_dois(text: str | None) -> tuple[Identifier, ...]:
    """The DOIs of a field that may have several, parted by white space or commas."""
    if not text:
        return ()
    found = (identifiers.doi(part.strip(",;")) for part in text.split())
    return tuple(Identifier("doi", doi) for doi in dict.fromkeys(found) if doi)


@lru_cache(maxsize=4096)
def _category(code: str, primary: bool) -> Category:
    return Category(code, None, "arxiv", primary) if code in codes() else Category(None, code)


def _code_links(abstract: str, comments: str | None) -> tuple[CodeLink, ...]:
    """The repositories that the abstract links to, and those of the comments."""
    links = abstract_links(abstract)
    if not comments or "/" not in comments:
        return links
    found = {link.url: link for link in links}
    for stated in repository_links(comments):
        url = stated.repository.url
        if url in found:
            found[url] = replace(found[url], evidence=(Evidence.ABSTRACT, Evidence.METADATA))
        else:
            found[url] = CodeLink(url, (Evidence.METADATA,), stated.quote)
    return tuple(found.values())


def unwrapped(abstract: str) -> str:
    """An abstract with each paragraph on one line; an indented line begins a paragraph.

    >>> unwrapped("  We model\\ntides.\\n  They rise.\\n")
    'We model tides.\\nThey rise.'
    """
    text = abstract.strip()
    paragraphs = [part.replace("\n", " ") for part in _NEW_PARAGRAPH.split(text)]
    if "  " in text or "\r" in text:
        paragraphs = [collapse(part) for part in paragraphs]
    return "\n".join(paragraphs)


def is_withdrawn(comments: str | None, abstract: str | None) -> bool:
    """Whether a record says that its paper is withdrawn."""
    return any(text is not None and _WITHDRAWN.match(text) for text in (comments, abstract))


def day_of(text: str) -> PartialDate | None:
    """The day of a point in time as arXiv writes it, or ``None`` if it is none.

    >>> day_of("Mon, 2 Apr 2007 19:18:42 GMT") == day_of("2007-04-02T19:18:42Z")
    True
    """
    if found := _CREATED.match(text):
        return _day(found[3], found[2], found[1])
    if found := _ISO_DAY.match(text):
        return _day(found[1], found[2], found[3])
    return None


@lru_cache(maxsize=65_536)
def _day(year: str, month: str, day: str) -> PartialDate | None:
    try:
        parts = int(year), int(month) if month.isdigit() else month_number(month), int(day)
    except ValueError:
        return None
    return PartialDate(*parts) if is_day(*parts) else None


def month_of(arxiv_id: str) -> PartialDate | None:
    """The month of submission, which an identifier begins with.

    >>> found = month_of("hep-th/9901001")
    >>> found.year, found.month
    (1999, 1)
    """
    found = _MONTH_OF_ID.match(arxiv_id)
    if found is None:
        return None
    year = int(found[1])
    return PartialDate(year + (1900 if year >= _FIRST_YEAR else 2000), int(found[2]))
