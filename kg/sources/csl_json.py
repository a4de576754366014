"""CSL-JSON: what reference managers export for citation processors, and what Crossref answers with.

An item is a paper, or, if it is a book of editors that belongs to a numbered series, a volume. The
kind of a venue follows from the type of the item; the title of proceedings is brought down to the
name of their series. An ISBN is that of the book and so no identifier
of a chapter. Lines of the note such as ``PMID: 31978945`` and ``arXiv:2101.00001 [cs]`` are read,
as reference managers write there what CSL has no field for.

Not carried: the item's key, editors of papers, translators and other roles, publisher and place of
papers, event dates and places, collection of a paper, season, language, medium, other dates, notes
besides, archive, call number, subjects, references, funding, licence, ISSN.

Source: the CSL specification and schema of its data; Crossref's documentation of its answers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import BinaryIO

from kg.model import (
    Category,
    Edition,
    Identifier,
    Metric,
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
from kg.sources.csl_values import date_of, mentions, text_of
from kg.sources.json_objects import (
    Fields,
    RejectedRecordError,
    first_object,
    read_objects,
    web_addresses,
)
from kg.sources.preprints import is_preprint_server
from kg.sources.registry import Format
from kg.text.arxiv import codes
from kg.text.markup import plain_passage
from kg.text.names import collapse
from kg.text.proceedings import is_workshop, page_range, series_name

_JOURNALS = frozenset(
    {"article-journal", "article-magazine", "journal-article", "review", "review-book"}
)
_CONFERENCES = frozenset({"paper-conference", "proceedings-article"})
_BOOKS = frozenset(
    {"book", "collection", "periodical", "proceedings", "edited-book", "monograph", "report"}
)
_PARTS = frozenset(
    {
        *("article", "article-newspaper", "book-chapter", "chapter", "document", "entry"),
        *("entry-dictionary", "entry-encyclopedia", "manuscript", "reference-entry"),
    }
)
_OTHER_TYPES = frozenset(
    {
        *("bill", "broadcast", "classic", "dataset", "dissertation", "figure", "graphic"),
        *("hearing", "interview", "legal_case", "legislation", "map", "motion_picture"),
        *("musical_score", "pamphlet", "patent", "peer-review", "performance"),
        *("personal_communication", "post", "post-weblog", "posted-content", "regulation"),
        *("software", "song", "speech", "standard", "thesis", "treaty", "webpage"),
    }
)
_TYPES = _JOURNALS | _CONFERENCES | _BOOKS | _PARTS | _OTHER_TYPES
_WITH_ISBN = _BOOKS | {"dissertation", "thesis"}
_STATUS = {
    "submitted": SubmissionStatus.SUBMITTED,
    "under review": SubmissionStatus.SUBMITTED,
    "rejected": SubmissionStatus.REJECTED,
    "withdrawn": SubmissionStatus.WITHDRAWN,
}
_ALWAYS_NAMED = frozenset({"DOI", "author", "container-title", "editor", "issued", "publisher"})
_NEVER_NAMED = frozenset({"authorships", "corpusid", "paperId", "authors_parsed"})
_DATES = ("issued", "published", "published-print", "published-online")
_NOTED = re.compile(
    r"^\s*(?:\{:)?\s*(arxiv|doi|pmid|pmcid)\s*:\s*([^\s\]}]+)", re.IGNORECASE | re.MULTILINE
)
_NOTED_CATEGORY = re.compile(r"^\s*arxiv:\s*\S+\s+\[([\w.-]+)\]", re.IGNORECASE | re.MULTILINE)
_BETWEEN_ISBNS = re.compile(r"\s*[,;]\s*|\s+(?=97[89])")
_WITHIN = ("items", "message", "references")


def sniff(head: str) -> bool:
    """Whether a text begins with an item."""
    first = first_object(head, _WITHIN)
    if first.get("type") not in _TYPES or _NEVER_NAMED & first.keys():
        return False
    return "title" in first and bool(_ALWAYS_NAMED & first.keys())


def read(stream: BinaryIO, source: Source) -> Iterator[Record | Problem]:
    """The items of a document."""
    return read_objects(stream, source.file_name, _record, within=_WITHIN)


def _record(item: Fields, line: int) -> Record:
    title = _title(item)
    if title is None:
        raise RejectedRecordError("no-title", "an item without a title")
    type_ = item.text("type") or ""
    date = next((found for name in _DATES if (found := date_of(item, name))), None)
    year = date.year if date else None
    edition = _edition(item, type_, year)
    listed, cut = mentions(item.objects("author"))
    if type_ in _BOOKS and not listed and edition is not None and edition.volume is not None:
        volume = _volume(item, edition, title, date, line)
        if volume.editors:
            return volume
    abstract = plain_passage(item.text("abstract") or "").removeprefix("Abstract\n")
    citations = item.count("is-referenced-by-count")
    stated, categories = _identifiers(item, type_)
    return Paper(
        title=title,
        mentions=listed,
        complete=False if cut else (True if listed else None),
        abstract=abstract or None,
        date=date,
        edition=edition,
        number=_number(item),
        pages=page_range(text_of(item, "page") or text_of(item, "page-first") or ""),
        publication_type=type_ or None,
        submission_status=_STATUS.get((text_of(item, "status") or "").casefold()),
        categories=categories,
        keywords=_keywords(item),
        metrics=() if citations is None else (Metric("citationCount", citations),),
        identifiers=stated,
        urls=web_addresses(item.text("URL")),
        line=line,
    )


def _volume(
    item: Fields, edition: Edition, title: str, date: PartialDate | None, line: int
) -> Volume:
    """A book of a numbered series, with its editors."""
    stated, _ = _identifiers(item, "book")
    return Volume(
        edition=edition,
        title=title,
        editors=mentions(item.objects("editor"))[0],
        publisher=text_of(item, "publisher"),
        date=date,
        identifiers=stated,
        urls=web_addresses(item.text("URL")),
        line=line,
    )


def _title(item: Fields) -> str | None:
    """The title, with the subtitle that Crossref states apart."""
    title = text_of(item, "title") or text_of(item, "title-short") or text_of(item, "shortTitle")
    subtitle = text_of(item, "subtitle") if title else None
    if title and subtitle and subtitle.casefold() not in title.casefold():
        return f"{title}: {subtitle}"
    return title


def _edition(item: Fields, type_: str, year: int | None) -> Edition | None:
    """Where an item is published: a series for a book, else what contains it."""
    if type_ in _OTHER_TYPES:
        return None
    volume = text_of(item, "volume")
    if type_ in _BOOKS:
        name = text_of(item, "collection-title")
        volume = text_of(item, "collection-number") or volume
    else:
        name = text_of(item, "container-title") or _event(item)
    venue = _venue(name, type_) if name else None
    return Edition(venue, year, volume) if venue else None


@lru_cache(maxsize=65_536)
def _venue(name: str, type_: str) -> Venue | None:
    if is_preprint_server(name):
        return None
    if type_ in _CONFERENCES:
        kind = VenueKind.WORKSHOP if is_workshop(name) else VenueKind.CONFERENCE
        return Venue(series_name(name), kind)
    return Venue(name, VenueKind.JOURNAL if type_ in _JOURNALS else None)


def _event(item: Fields) -> str | None:
    if isinstance(item.members.get("event"), dict):
        return text_of(item.inner("event"), "name")
    return text_of(item, "event-title") or text_of(item, "event")


def _number(item: Fields) -> str | None:
    """The issue, else the number of the article; an arXiv identifier is neither."""
    stated = (text_of(item, name) for name in ("issue", "article-number", "number"))
    number = next((text for text in stated if text), None)
    return None if number is None or number.casefold().startswith("arxiv") else number


def _keywords(item: Fields) -> tuple[str, ...]:
    """The keywords, an array or a text that parts them by semicolons or else by commas."""
    stated: Iterable[str]
    if isinstance(item.members.get("keyword"), list):
        stated = item.texts("keyword")
    else:
        printed = item.text("keyword") or ""
        stated = printed.split(";" if ";" in printed else ",")
    return tuple(dict.fromkeys(word for word in map(collapse, stated) if word))


def _identifiers(item: Fields, type_: str) -> tuple[tuple[Identifier, ...], tuple[Category, ...]]:
    """The identifiers, and the category that a note states with one of arXiv."""
    stated: list[tuple[str, str | None]] = [
        ("doi", item.text("DOI")),
        ("pmid", item.label("PMID")),
        ("pmcid", item.label("PMCID")),
    ]
    number, url = text_of(item, "number"), item.text("URL")
    if number and number.casefold().startswith("arxiv"):
        stated.append(("arxiv", number))
    if url and "arxiv.org/abs/" in url:
        stated.append(("arxiv", url))
    if (item.text("archive") or "").casefold() == "arxiv":
        stated.append(("arxiv", item.text("archive_location") or item.text("archive-location")))
    known = {scheme for scheme, text in stated if text}
    categories: tuple[Category, ...] = ()
    if note := item.text("note"):
        noted = ((found[1].lower(), found[2]) for found in _NOTED.finditer(note))
        stated += [(scheme, text) for scheme, text in noted if scheme not in known]
        category = _NOTED_CATEGORY.search(note)
        if category and category[1] in codes():
            categories = (Category(category[1], None, "arxiv", primary=True),)
    if type_ in _WITH_ISBN:
        stated += [("isbn", one) for one in _isbns(item)]
    return item.identifiers(stated), categories


def _isbns(item: Fields) -> Iterable[str]:
    """The ISBNs, an array or a text that may have several."""
    if isinstance(item.members.get("ISBN"), list):
        return item.texts("ISBN")
    return _BETWEEN_ISBNS.split(item.text("ISBN") or "")


FORMAT = Format(
    name="csl-json",
    label="CSL-JSON",
    description="JSON of reference managers and citation processors",
    version="1",
    sniff=sniff,
    read=read,
)
