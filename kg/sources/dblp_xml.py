"""DBLP's XML: the whole dump, a person's page, a table of contents or single records.

A ``<proceedings>``, or a ``<book>`` with editors and no author, is a volume, a ``<www>`` with the
key of a home page a person, and any other record a publication. Papers name the volume that they
are in by the last part of its key (``conf/acl/2020-1`` is volume ``2020-1`` of ACL 2020). The
articles of CoRR are preprints on arXiv: they have its identifier and no venue.

Entities (``&uuml;``) are those of DBLP's own DTD, which is not read. The full stop behind a title
is DBLP's own. Withdrawn papers are kept apart from publications. Home pages of names that several
people share, and of groups, are no persons.

Not carried: modification dates, pages of DBLP (``url`` of a publication) and its streams, relations
between records (``rel``, ``cite``), notes and awards, the school of a thesis, the publisher of
anything but a volume, series and the number in them, the number of a part (``ECCV (12)``) where
the key of its volume is known, chapters, addresses and deprecated web addresses; of a person's
page the list of co-authors, which repeats the papers.

Described at https://dblp.org/faq/16154937 and https://dblp.org/faq/17334559, and in
https://dblp.org/xml/dblp.dtd.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from html.entities import name2codepoint
from typing import BinaryIO
from xml.etree.ElementTree import Element

from kg.model import (
    Edition,
    Identifier,
    Paper,
    PartialDate,
    Problem,
    Record,
    Source,
    SubmissionStatus,
    Venue,
    VenueKind,
    Volume,
)
from kg.sources.dblp_people import HOME, mentions_of, person_of
from kg.sources.preprints import is_preprint_server
from kg.sources.registry import Format
from kg.sources.remarks import Remarks
from kg.sources.xml_records import XmlRecord, opening_tags, read_records, start_tag, text_of
from kg.text import identifiers
from kg.text.dates import MONTH, month_number
from kg.text.proceedings import numbered_part

ENTITIES = {name: chr(code) for name, code in name2codepoint.items() if 160 <= code < 256}
"""What DBLP's DTD declares, and the few signs of Latin 1 besides."""

_ROOTS = ("dblp", "dblpperson", "bht")
_CONTAINERS = (*_ROOTS, "r", "homonyms", "h", "coauthors", "co", "dblpcites")
_PUBLICATIONS = frozenset(
    ("article", "inproceedings", "proceedings", "book", "incollection")
    + ("phdthesis", "mastersthesis", "www", "data")
)
_IN_PROCEEDINGS = frozenset(("article", "inproceedings", "incollection"))
_PERSONS = frozenset(("www", "person"))
# What pages have besides records; it repeats or arranges them.
_PASSED_OVER = frozenset(("na", "h1", "h2", "h3", "h4", "h5", "ul", "li", "p", "ref", "footer"))
_ONCE = frozenset(
    ("title", "booktitle", "pages", "year", "journal", "volume", "number", "month", "publisher")
    + ("crossref",)
)
_KNOWN = _ONCE | frozenset(
    ("author", "editor", "ee", "isbn")
    # Known, and not carried:
    + ("address", "url", "cdrom", "cite", "note", "series", "school", "chapter", "publnr")
    + ("stream", "rel", "version", "layout")
)

_YEAR = re.compile(r"[12][0-9]{3}", re.ASCII)
_MONTH = re.compile(rf"{MONTH}\.?")

_ODD = {
    "unknown-element": "an element that is no record of DBLP; it is left out",
    "shared-name": "the home page of a name that several people share, so of no person",
    "group": "the home page of a group, so of no person",
    "empty-name": "an author without a name",
    "bad-orcid": "an ORCID is none, or its check digit is wrong; it is left out",
    "bad-pid": "the key of an author is none of a person; it is left out",
    "bad-key": "the key of the record is none of a publication; it is left out",
    "bad-year": "the year is none; it is left out",
    "bad-month": "the month is no single one; the year alone is kept",
    "bad-isbn": "an ISBN is none, or its check digit is wrong; it is left out",
    "repeated-field": "a field stands twice in the record; the first is taken",
    "unknown-field": "a field that DBLP's DTD does not have; it is left out",
}
"""What can be odd about a record."""

_Odd = dict[str, str]
_Fields = dict[str, Element]
"""The fields of a record by tag, of those that stand more than once the first."""
_Stated = dict[tuple[str, str], None]
"""Schemes and values of identifiers, in their order."""


def sniff(head: str) -> bool:
    """Whether a text begins with a root element of DBLP."""
    tags = opening_tags(head, 1)
    return bool(tags) and tags[0].tag in _ROOTS


def read(stream: BinaryIO, source: Source) -> Iterator[Record | Problem]:
    """The records of a document, in its order."""
    reader = _Reader()
    for found in read_records(stream, source.file_name, containers=_CONTAINERS, entities=ENTITIES):
        if isinstance(found, Problem):
            yield found
        else:
            yield from reader.record(found)
    yield from reader.remarks.rest()


class _Reader:
    """Reads the records of one document."""

    def __init__(self) -> None:
        self.remarks = Remarks()
        self._shared: set[str] = set()

    def record(self, record: XmlRecord) -> Iterator[Record | Problem]:
        """One record, with what was odd about it."""
        element, line, _ = record
        tag = element.tag
        odd: _Odd = {}
        if tag in _PERSONS and element.get("key", "").startswith(HOME):
            found = self._person(element, line, odd)
        elif tag in _PUBLICATIONS:
            found = self._publication(element, line, odd)
        elif "key" in element.attrib:
            found = _rejection(element, line, "unknown-element", "no kind of record that DBLP has")
        else:
            found = None
            if tag not in _PASSED_OVER:
                odd["unknown-element"] = ""
        if found is not None:
            yield found
        for code, what in odd.items():
            excerpt = what[:80] or start_tag(element)
            yield from self.remarks.one(line, code, _ODD[code], excerpt)

    def _person(self, element: Element, line: int, odd: _Odd) -> Record | Problem | None:
        key = identifiers.dblp_person(element.get("key", ""))
        kinds = element.get("publtype", "").split()
        if key is None:
            return _rejection(element, line, "bad-pid", "the key is none of a person")
        if "disambiguation" in kinds:
            odd["shared-name"] = ""
            if element.tag == "person":
                self._shared.add(key)
            return None
        if "group" in kinds:
            odd["group"] = ""
            return None
        return person_of(element, key, line)

    def _publication(self, element: Element, line: int, odd: _Odd) -> Record | Problem:
        fields: _Fields = {}
        for part in element:
            tag = part.tag
            if tag not in fields:
                fields[tag] = part
            elif tag in _ONCE:
                odd["repeated-field"] = f"<{tag}>"
        if not fields.keys() <= _KNOWN:
            odd["unknown-field"] = f"<{min(fields.keys() - _KNOWN)}>"
        title = _title(fields)
        if title is None:
            return _rejection(element, line, "no-title", "a record without a title")
        edited = element.tag == "book" and "editor" in fields and "author" not in fields
        if edited or element.tag == "proceedings":
            return self._volume(element, line, title, fields, odd)
        return self._paper(element, line, title, fields, odd)

    def _paper(self, element: Element, line: int, title: str, fields: _Fields, odd: _Odd) -> Paper:
        publtype = element.get("publtype")
        mentions = mentions_of(element.findall("author"), self._shared, odd)
        date = _date(_text(fields, "year"), _text(fields, "month"), odd)
        year = date.year if date else None
        stated, urls = _identifiers(element, fields, odd)
        edition = None
        journal, volume = _text(fields, "journal"), _text(fields, "volume")
        if journal and is_preprint_server(journal):
            preprint = identifiers.arxiv(volume.removeprefix("abs/")) if volume else None
            if preprint:
                stated["arxiv", preprint] = None
        elif journal:
            edition = _issue(journal, year, volume)
        elif element.tag in _IN_PROCEEDINGS:
            printed = _text(fields, "booktitle") or _series(element.get("key", ""))
            if printed:
                edition = _proceedings(printed, year, _text(fields, "crossref"), volume)
        return Paper(
            title=title,
            mentions=mentions,
            complete="empty-name" not in odd if mentions else None,
            date=date,
            edition=edition,
            number=_text(fields, "number"),
            pages=_text(fields, "pages"),
            publication_type=f"{publtype} {element.tag}" if publtype else element.tag,
            submission_status=SubmissionStatus.WITHDRAWN
            if publtype and "withdrawn" in publtype
            else None,
            identifiers=tuple([Identifier(*one) for one in stated]),
            urls=urls,
            line=line,
        )

    def _volume(
        self, element: Element, line: int, title: str, fields: _Fields, odd: _Odd
    ) -> Volume:
        date = _date(_text(fields, "year"), _text(fields, "month"), odd)
        stated, urls = _identifiers(element, fields, odd)
        key = element.get("key", "")
        printed = _text(fields, "booktitle") or _text(fields, "journal")
        if not printed:
            printed = (_series(key) if element.tag == "proceedings" else "") or title
        volume = _text(fields, "volume") or title
        return Volume(
            edition=_proceedings(printed, date.year if date else None, key, volume),
            title=title,
            editors=mentions_of(element.findall("editor"), self._shared, odd),
            publisher=_text(fields, "publisher"),
            date=date,
            identifiers=tuple([Identifier(*one) for one in stated]),
            urls=urls,
            line=line,
        )


def _rejection(element: Element, line: int, code: str, message: str) -> Problem:
    return Problem(line, code, message, start_tag(element), rejected=True)


def _text(fields: _Fields, tag: str) -> str | None:
    """The text of a field, if there is any."""
    found = fields.get(tag)
    return None if found is None else text_of(found) or None


def _title(fields: _Fields) -> str | None:
    """The title without mark-up and without the full stop that DBLP sets behind it."""
    title = _text(fields, "title") or ""
    if title.endswith(".") and not title.endswith(".."):
        title = title[:-1].rstrip()
    return title or None


def _date(year: str | None, month: str | None, odd: _Odd) -> PartialDate | None:
    date = _month_of(year, month) if year else None
    if year and date is None:
        odd["bad-year"] = year
    elif date and month and date.month is None:
        odd["bad-month"] = month
    return date


@lru_cache(maxsize=4096)
def _month_of(year: str, month: str | None) -> PartialDate | None:
    """A month or year as printed, or ``None`` if it is none; spans of months give the year."""
    if not _YEAR.fullmatch(year):
        return None
    known = month_number(month) if month and _MONTH.fullmatch(month) else None
    return PartialDate(int(year), known)


def _series(key: str) -> str:
    """The short name of a series in a key, which names the venue where nothing is printed.

    >>> _series("conf/icml/Ovell90")
    'icml'
    """
    parts = key.split("/")
    return parts[1] if len(parts) > 2 else ""


@lru_cache(maxsize=4096)
def _issue(journal: str, year: int | None, volume: str | None) -> Edition:
    """A journal's volume."""
    return Edition(Venue(journal, VenueKind.JOURNAL), year, volume)


@lru_cache(maxsize=4096)
def _proceedings(printed: str, year: int | None, key: str | None, volume: str | None) -> Edition:
    """Proceedings or a book by the printed name, of which the number of a part is no part.

    The volume is what the key ends with; without a key the number of the part, else ``volume``.

    >>> _proceedings("ECCV (12)", 2020, "conf/eccv/2020-12", None)
    Edition(venue=Venue(name='ECCV', kind=None), year=2020, volume='2020-12')
    """
    name, number = numbered_part(printed)
    own = key.rpartition("/")[2] if key else None
    return Edition(Venue(name), year, own or number or volume)


def _identifiers(element: Element, fields: _Fields, odd: _Odd) -> tuple[_Stated, tuple[str, ...]]:
    """The identifiers of a publication, and the addresses of its copies on the web."""
    stated: _Stated = {}
    urls: list[str] = []
    key = identifiers.dblp_key(element.get("key", ""))
    if key:
        stated["dblp", key] = None
    else:
        odd["bad-key"] = ""
    for link in element.findall("ee") if "ee" in fields else ():
        url = text_of(link)
        found = _in_address(url)
        for one in found:
            stated[one] = None
        if url and not (found and found[0][0] in _RESOLVED):
            urls.append(url)
    for isbn in element.findall("isbn") if "isbn" in fields else ():
        value = identifiers.isbn(text_of(isbn))
        if value:
            stated["isbn", value] = None
        else:
            odd["bad-isbn"] = text_of(isbn)
    return stated, tuple(dict.fromkeys(urls))


_RESOLVED = frozenset(("doi", "arxiv", "wikidata"))
"""Schemes whose identifiers say all that an address with one of them says."""

# Publishers resolve DOIs under addresses of their own, such as doi.ieeecomputersociety.org.
_RESOLVER = re.compile(r"https?://(?:dx\.)?doi\.[a-z.]{3,40}/(?=10\.)")
_PLAIN = re.compile(r"[\w./:-]+", re.ASCII)
_SITES = (
    ("arxiv.org/", "arxiv"),
    ("openreview.net/", "openreview"),
    ("aclanthology", "acl"),
    ("aclweb.org/", "acl"),
    ("wikidata.org/", "wikidata"),
)
"""What the addresses of sites contain, and the scheme of the identifiers in them."""


def _in_address(url: str) -> tuple[tuple[str, str], ...]:
    """Scheme and value of the identifiers in a web address: the DOI of a preprint holds two."""
    resolver = _RESOLVER.match(url)
    if resolver:
        bare = url[resolver.end() :]
        # Lower case is the short way, which most DOIs can go.
        doi = identifiers.doi(bare.lower() if _PLAIN.fullmatch(bare) else f"https://doi.org/{bare}")
        preprint = identifiers.arxiv(doi) if doi and "/arxiv." in doi else None
        if doi and preprint:
            return (("doi", doi), ("arxiv", preprint))
        return (("doi", doi),) if doi else ()
    for part, scheme in _SITES:
        if part in url:
            value = identifiers.identifier(scheme, url)
            return ((scheme, value),) if value else ()
    return ()


FORMAT = Format(
    name="dblp",
    label="DBLP XML",
    description="the dump, pages of persons and tables of contents, and single records of DBLP",
    version="1",
    sniff=sniff,
    read=read,
)
