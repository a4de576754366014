"""What the two forms of arXiv's XML, the answers of OAI-PMH and of the API, have in common."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from xml.etree.ElementTree import Element

from kg.model import Mention, PartialDate, Problem, Record
from kg.sources.arxiv_authors import ArxivAuthors, arxiv_names
from kg.sources.arxiv_record import arxiv_paper, day_of, is_withdrawn, month_of
from kg.sources.remarks import Remarks
from kg.sources.xml_records import XmlRecord, start_tag, text_of
from kg.text import identifiers

_LONGEST_EXCERPT = 80


class Parts:
    """The elements right inside another by tag, which has the address of its space in front."""

    __slots__ = ("_by_tag", "_space")

    def __init__(self, element: Element, space: str) -> None:
        self._space = space
        by_tag = self._by_tag = dict[str, list[Element]]()
        for part in element:
            by_tag.setdefault(part.tag, []).append(part)

    def all(self, name: str) -> list[Element]:
        """The elements of a name, in their order."""
        return self._by_tag.get(self._space + name, [])

    def texts(self, name: str) -> tuple[str, ...]:
        """Their texts, white space collapsed, as far as they have any."""
        return tuple([text for part in self.all(name) if (text := text_of(part))])

    def text(self, name: str) -> str | None:
        """The text of the first one, white space collapsed, if it has any."""
        found = self.all(name)
        return text_of(found[0]) or None if found else None

    def raw(self, name: str) -> str | None:
        """The same as printed."""
        found = self.all(name)
        return "".join(found[0].itertext()) if found else None


def preprint(
    record: XmlRecord,
    remarks: Remarks,
    *,
    identifier: str | None,
    title: str | None,
    authors: ArxivAuthors,
    abstract: str | None,
    categories: Sequence[str],
    comments: str | None,
    doi: str | None,
    day: str | None,
    may_be_later: bool = False,
) -> Iterator[Record | Problem]:
    """The record made of the parts of one in XML, with what was odd about them.

    ``day`` is that of the first version; if it ``may_be_later``, it can be that of a further one.
    """
    line = record.line
    arxiv_id = identifiers.arxiv(identifier) if identifier else None
    if arxiv_id is None:
        message = "a preprint without an arXiv identifier"
        yield rejection(record, "no-identifier", message, identifier)
        return
    if not title:
        yield rejection(record, "no-title", "a preprint without a title", arxiv_id)
        return
    date = day_of(day) if day else None
    paper = arxiv_paper(
        arxiv_id=arxiv_id,
        title=title,
        authors=authors,
        abstract=abstract,
        categories=categories,
        comments=comments,
        doi=doi,
        date=_of_first(date, arxiv_id) if date and may_be_later else date,
        line=line,
    )
    yield paper
    if day and date is None:
        message = "the date is none; the month of the identifier is taken"
        yield from remarks.one(line, "bad-date", message, day)
    if doi and len(paper.identifiers) == 1:
        message = "the DOI is none; it is left out"
        yield from remarks.one(line, "bad-identifier", message, doi)
    if is_withdrawn(comments, paper.abstract):
        message = "the preprint says that it is withdrawn"
        yield from remarks.one(line, "withdrawn", message, paper.title)


def _of_first(date: PartialDate, arxiv_id: str) -> PartialDate | None:
    """A date unless it is after the month of submission, so that of a further version."""
    month = month_of(arxiv_id)
    later = month and (date.year or 0, date.month or 0) > (month.year or 0, month.month or 0)
    return None if later else date


def affiliated(listed: Sequence[tuple[str, tuple[str, ...]]]) -> ArxivAuthors:
    """The authors of a list of names, each with its affiliations; an empty name is one left out.

    >>> found = affiliated([("Bram Ovell", ("Tidal Institute",)), ("Zuri Adeyo", ())])
    >>> [mention.affiliations for mention in found.mentions]
    [('Tidal Institute',), ()]
    """
    found = arxiv_names([name for name, _ in listed])
    if not all(name for name, _ in listed):
        found = replace(found, complete=False if found.mentions else None)
    if not any(stated for _, stated in listed):
        return found
    by_name = {name: stated for name, stated in reversed(listed) if stated}

    def with_stated(mention: Mention) -> Mention:
        return replace(mention, affiliations=by_name.get(mention.name, ()))

    return replace(found, mentions=tuple(map(with_stated, found.mentions)))


def rejection(record: XmlRecord, code: str, message: str, excerpt: str | None = None) -> Problem:
    """The problem of a record that is not loaded."""
    text = (excerpt or start_tag(record.element))[:_LONGEST_EXCERPT]
    return Problem(record.line, code, message, text, rejected=True)
