"""XML of the ACL Anthology: a collection of volumes with their editors, papers and authors.

Not carried: front matter (it is part of the volume's file), events, talks and signed interest
groups, places, names in other scripts, editors of single papers, notes, languages, awards, videos,
attachments, revisions and errata, names of data sets, and checksums.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO
from xml.etree.ElementTree import Element

from kg.model import (
    CodeLink,
    Edition,
    Evidence,
    Identifier,
    Mention,
    Paper,
    Problem,
    Record,
    Source,
    Venue,
    VenueKind,
    Volume,
)
from kg.sources.acl_volumes import VolumeFacts, volume_facts
from kg.sources.code import abstract_links
from kg.sources.registry import Format
from kg.sources.remarks import Remarks
from kg.sources.xml_records import (
    Container,
    XmlRecord,
    child_text,
    opening_tags,
    read_records,
    start_tag,
    text_of,
)
from kg.text.identifiers import acl_author, doi, isbn, orcid
from kg.text.latex import math_text
from kg.text.names import collapse
from kg.text.proceedings import page_range

_ADDRESS = "https://aclanthology.org/"
_WEB = re.compile(r"https?://", re.IGNORECASE)
_PASSED_OVER = frozenset({"frontmatter", "event"})
_YEAR = re.compile(r"[12][0-9]{3}")


def sniff(head: str) -> bool:
    """Whether a text begins with a collection of volumes."""
    if "<collection" not in head:
        return False
    tags = opening_tags(head, 2)
    return [tag.tag for tag in tags[1:]] in (["volume"], ["event"]) and (
        tags[0].tag == "collection" and "id" in tags[0].attributes
    )


class _Reader:
    """Reads one collection."""

    def __init__(self) -> None:
        self.remarks = Remarks()
        self._of: Container | None = None
        self._facts: VolumeFacts | None = None

    def records(self, found: XmlRecord) -> Iterator[Record | Problem]:
        """The record of one element right inside a volume or the collection."""
        element, line, volume = found
        if volume is not None and volume.tag == "volume" and element.tag == "meta":
            yield from self._volume(element, line, volume)
        elif volume is not None and volume.tag == "volume" and element.tag == "paper":
            yield from self._paper(element, line, volume)
        elif element.tag not in _PASSED_OVER:
            message = f"<{element.tag}> is unknown where it stands, so it is not read"
            yield Problem(line, "unknown-element", message, start_tag(element), rejected=True)

    def _volume(self, meta: Element, line: int, volume: Container) -> Iterator[Record | Problem]:
        title = _marked_up(meta.find("booktitle")) or _marked_up(meta.find("shortbooktitle"))
        facts = self._facts = self._facts_of(meta, volume, title or "")
        self._of = volume
        printed = child_text(meta, "year")
        if printed and not _YEAR.fullmatch(printed):
            yield from self.remarks.one(line, "unreadable-year", "no year", printed)
        month = child_text(meta, "month")
        if month and (facts.date is None or facts.date.month is None):
            message = "no single month; the date is that of the year"
            yield from self.remarks.one(line, "cut-date", message, month)
        if title is None:
            excerpt = (facts.key or "")[:80]
            yield Problem(line, "no-title", "a volume without a title", excerpt, rejected=True)
            return
        parts = _Parts(meta, "editor")
        identifiers, urls = parts.identifiers(facts.key)
        if facts.whole:
            identifiers = tuple(one for one in identifiers if one.scheme != "acl")
        yield Volume(
            edition=facts.edition,
            title=facts.whole or title,
            editors=parts.mentions,
            publisher=parts.text("publisher"),
            date=facts.date,
            identifiers=identifiers,
            urls=urls,
            line=line,
        )
        yield from self._oddities(parts, line, title)

    def _facts_of(self, meta: Element, volume: Container, title: str) -> VolumeFacts:
        year = child_text(meta, "year") or ""
        return volume_facts(
            volume.parent.attributes.get("id", "") if volume.parent else "",
            volume.attributes.get("id", ""),
            title,
            tags=[collapse(tag.text) for tag in meta.findall("venue") if tag.text],
            journal=(
                child_text(meta, "journal-title"),
                child_text(meta, "journal-volume") or child_text(meta, "volume"),
                child_text(meta, "journal-issue"),
            ),
            kind=volume.attributes.get("type"),
            year=int(year) if _YEAR.fullmatch(year) else None,
            month=child_text(meta, "month"),
        )

    def _paper(self, paper: Element, line: int, volume: Container) -> Iterator[Record | Problem]:
        if self._of is not volume or self._facts is None:
            self._of, self._facts = volume, self._facts_of(Element("meta"), volume, "")
            yield from self.remarks.one(
                line, "no-meta", "a volume without <meta> before its papers"
            )
        facts = self._facts
        key = facts.paper_id(paper.get("id", ""))
        parts = _Parts(paper, "author")
        title = _marked_up(parts.first("title"))
        if title is None:
            yield Problem(
                line, "no-title", "a paper without a title", (key or "")[:80], rejected=True
            )
            return
        identifiers, urls = parts.identifiers(key)
        abstract = _marked_up(parts.first("abstract"))
        pages, journal = parts.text("pages"), parts.text("journal")
        edition = facts.edition
        if journal:
            edition = Edition(Venue(journal, VenueKind.JOURNAL), edition.year)
        yield Paper(
            title=title,
            mentions=parts.mentions,
            complete=True if parts.mentions and not parts.gaps else None,
            abstract=abstract,
            date=facts.date,
            edition=edition,
            number=parts.text("issue") or facts.number,
            pages=page_range(pages) if pages else None,
            publication_type=paper.get("type") or facts.kind,
            code_links=_code(paper, abstract),
            identifiers=identifiers,
            urls=urls,
            line=line,
        )
        yield from self._oddities(parts, line, title)
        if key is None:
            message = "collection, volume and paper make no identifier of the Anthology"
            yield from self.remarks.one(line, "no-identifier", message, paper.get("id", ""))

    def _oddities(self, parts: _Parts, line: int, title: str) -> Iterator[Problem]:
        if parts.gaps:
            message = f"{parts.role}s without a name: {parts.gaps}"
            yield from self.remarks.one(line, "empty-name", message, title)
        for text in parts.unreadable:
            yield from self.remarks.one(line, "unreadable-identifier", "no DOI or ISBN", text)
        for tag in ("retracted", "removed"):
            if parts.first(tag) is not None:
                yield from self.remarks.one(line, tag, f"the paper is marked as {tag}", title)


class _Parts:
    """The elements of a paper or volume; ``role`` is what those are called whose names count."""

    def __init__(self, element: Element, role: str) -> None:
        self.role = role
        self.gaps = 0
        self.unreadable: list[str] = []
        self._first: dict[str, Element] = {}
        self._addressed: list[Element] = []
        mentions: list[Mention] = []
        for child in element:
            tag = child.tag
            if tag == role:
                mention = _mention(child, len(mentions) + 1)
                if mention:
                    mentions.append(mention)
                else:
                    self.gaps += 1
            elif tag in _ADDRESSED:
                self._addressed.append(child)
            elif tag not in self._first:
                self._first[tag] = child
        self.mentions = tuple(mentions)

    def first(self, tag: str) -> Element | None:
        return self._first.get(tag)

    def text(self, tag: str) -> str | None:
        """The text of the first element of a tag."""
        found = self._first.get(tag)
        return None if found is None else text_of(found) or None

    def identifiers(self, key: str | None) -> tuple[tuple[Identifier, ...], tuple[str, ...]]:
        """Identifiers and addresses: the page in the Anthology only where it has the file."""
        found = [Identifier("acl", key)] if key else []
        urls: list[str] = []
        for child in self._addressed:
            text = (child.text or "").strip()
            if not text:
                continue
            if child.tag != "url":
                value = doi(text) if child.tag == "doi" else isbn(text)
                if value:
                    found.append(Identifier(child.tag, value))
                    continue
                if not _WEB.match(text):
                    self.unreadable.append(text)
                    continue
            if _WEB.match(text):
                urls.append(text)
            elif key:
                urls.append(f"{_ADDRESS}{key}/")
        if len(found) > 2:
            found = list(dict.fromkeys(found))
        return tuple(found), tuple(dict.fromkeys(urls))


_ADDRESSED = frozenset({"url", "doi", "isbn"})


def _mention(person: Element, place: int) -> Mention | None:
    """A person at a place; ``None`` without a name."""
    first, last = person.findtext("first"), person.findtext("last")
    name = collapse(f"{first} {last}" if first and last else first or last or "")
    if not name:
        return None
    if len(person) < 3 and not person.attrib:
        return Mention(name, place)
    affiliation = child_text(person, "affiliation")
    stated = (("orcid", orcid(person.get("orcid", ""))), ("acl", acl_author(person.get("id", ""))))
    identifiers = tuple(Identifier(scheme, value) for scheme, value in stated if value)
    return Mention(name, place, (affiliation,) if affiliation else (), identifiers)


def _code(paper: Element, abstract: str | None) -> tuple[CodeLink, ...]:
    """Repositories that the abstract links to, and the official one that the metadata names."""
    links = abstract_links(abstract)
    for named in paper.findall("pwccode"):
        url = named.get("url", "").strip()
        if _WEB.match(url):
            links = (*links, CodeLink(url, (Evidence.METADATA,), official=True))
    return links


def _marked_up(element: Element | None) -> str | None:
    """The text of a title or abstract in one line, formulas readable; a paragraph break is one."""
    if element is None:
        return None
    if not len(element):
        return collapse(element.text or "") or None
    parts: list[str] = [element.text or ""]
    _gather(element, parts)
    paragraphs = "".join(parts).split("\f")
    return "\n".join(filter(None, map(collapse, paragraphs))) or None


def _gather(element: Element, parts: list[str]) -> None:
    for child in element:
        if child.tag == "tex-math":
            parts.append(math_text("".join(child.itertext())))
        elif child.tag == "par":
            parts.append("\f")
        else:
            parts.append(child.text or "")
            if len(child):
                _gather(child, parts)
        parts.append(child.tail or "")


def read(stream: BinaryIO, source: Source) -> Iterator[Record | Problem]:
    """The volumes and papers of a collection; raises ``InputError`` if it is no XML."""
    reader = _Reader()
    for found in read_records(stream, source.file_name, containers=("collection", "volume")):
        if isinstance(found, Problem):
            yield found
        else:
            yield from reader.records(found)
    yield from reader.remarks.rest()


FORMAT = Format(
    name="acl-anthology",
    label="ACL Anthology XML",
    description="collections of the ACL Anthology with volumes, editors, papers and author ids",
    version="1",
    sniff=sniff,
    read=read,
)
