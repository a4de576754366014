"""OpenAlex works: lines of the snapshot, one work, or the list that the API answers with.

Author ids, and ORCIDs found by them, are what OpenAlex's own disambiguation says. A list of the API
has at most 100 authors of a work; one that is cut says so, or ends with an author in the middle.
The first of January stands for a day that is not known, so only its year is taken. Repositories
and platforms for e-books are no venues. The abstract is put together from its inverted index.

Not carried: references and related works, counts by year, further locations except for their arXiv
identifiers, institutions' identifiers and countries, corresponding authors, funding and charges,
MeSH terms, sustainable development goals, language, licence, open-access status, ISSNs, scores and
percentiles, concepts where there are topics.

Source: the documentation of the work object at docs.openalex.org.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import chain
from typing import BinaryIO

from kg.model import (
    Category,
    Edition,
    Identifier,
    Mention,
    Metric,
    Paper,
    PartialDate,
    Problem,
    Record,
    Source,
    Venue,
    VenueKind,
)
from kg.sources.json_objects import (
    Fields,
    RejectedRecordError,
    first_object,
    read_objects,
    web_addresses,
)
from kg.sources.json_records import JsonObject
from kg.sources.preprints import is_preprint_server
from kg.sources.registry import Format
from kg.text import identifiers
from kg.text.markup import plain_title
from kg.text.names import collapse, normalise_name
from kg.text.proceedings import page_range, series_name

MOST_LISTED = 100
"""How many authors of a work a list of the API has at most."""

NULL_AUTHOR = "A9999999999"
"""The author id that stands for none."""

_WORK = re.compile(r"https?://openalex\.org/W[0-9]+", re.IGNORECASE)
# Cut off before an identifier is looked at, since without them the shorter way will do.
_ORCID, _OPENALEX = "https://orcid.org/", "https://openalex.org/"
_ARXIV_PAGE = re.compile(r"https?://(?:www\.)?arxiv\.org/(?:abs|pdf)/", re.IGNORECASE)
_KINDS = {
    "conference": VenueKind.CONFERENCE,
    "journal": VenueKind.JOURNAL,
    "proceedings-article": VenueKind.CONFERENCE,
    "journal-article": VenueKind.JOURNAL,
}
_NO_VENUES = ("repository", "ebook platform", "metadata")
_LOWEST_SCORE = 0.3
_WITHIN = ("results",)


def sniff(head: str) -> bool:
    """Whether a text begins with a work."""
    first = first_object(head, _WITHIN)
    identifier = first.get("id")
    if isinstance(identifier, str) and _WORK.match(identifier):
        return True
    return "authorships" in first or "abstract_inverted_index" in first


def read(stream: BinaryIO, source: Source) -> Iterator[Record | Problem]:
    """The works of a document."""
    return read_objects(stream, source.file_name, _paper, within=_WITHIN)


def _paper(work: Fields, line: int) -> Paper:
    stated = work.text("id")
    identifier = identifiers.openalex(stated.removeprefix(_OPENALEX), "W") if stated else None
    if stated and identifier is None:
        raise RejectedRecordError("no-work", f"{stated[:60]} is not the identifier of a work")
    title = plain_title(work.text("title") or work.text("display_name") or "")
    if not title:
        raise RejectedRecordError("no-title", "a work without a title")
    if work.truth("is_retracted"):
        work.remark("retracted", "the work is retracted", title)
    primary = work.inner("primary_location")
    year = work.year("publication_year")
    mentions, complete, declared = _authors(work)
    biblio = work.inner("biblio")
    citations = work.count("cited_by_count")
    return Paper(
        title=title,
        mentions=mentions,
        complete=complete,
        declared_author_count=declared,
        abstract=_abstract(work),
        date=_date(work, year),
        edition=_edition(work, primary, year, biblio.label("volume")),
        number=biblio.label("issue"),
        pages=_pages(biblio.label("first_page"), biblio.label("last_page")),
        publication_type=work.text("type"),
        categories=_categories(work),
        keywords=_keywords(work),
        metrics=() if citations is None else (Metric("citationCount", citations),),
        identifiers=_identifiers(work, identifier),
        urls=_urls(work, primary),
        line=line,
    )


def _authors(work: Fields) -> tuple[tuple[Mention, ...], bool | None, int | None]:
    """The mentions, whether they are all authors, and how many there are if that is stated."""
    declared = work.count("authors_count")
    found: list[Mention] = []
    listed = work.objects("authorships")
    for entry in listed:
        author = entry.inner("author")
        name = _name(entry.text("raw_author_name"), author.text("display_name"))
        if name:
            ids = _author_identifiers(author)
            found.append(Mention(name, len(found) + 1, _affiliations(entry), ids))
    if not found:
        return (), None, declared
    if len(found) < len(listed):
        work.remark("empty-name", f"authors without a name: {len(listed) - len(found)}")
    cut = (
        work.truth("is_authors_truncated")
        or max(declared or 0, len(listed)) > len(found)
        or (len(listed) >= MOST_LISTED and listed[-1].text("author_position") == "middle")
    )
    return tuple(found), not cut, declared


def _name(printed: str | None, known: str | None) -> str:
    """The name as printed on the work, else as OpenAlex knows the author.

    A name with the family name first is turned round if the author is known by what results.
    """
    if not printed:
        return collapse(known or "")
    name = plain_title(printed)
    if known and name.count(",") == 1:
        family, _, given = name.partition(",")
        turned = collapse(f"{given} {family}")
        if normalise_name(turned) == normalise_name(known):
            return turned
    return name


def _author_identifiers(author: Fields) -> tuple[Identifier, ...]:
    found = []
    stated = author.text("orcid")
    if stated and (orcid := identifiers.orcid(stated.removeprefix(_ORCID))):
        found.append(Identifier("orcid", orcid))
    stated = author.text("id")
    openalex = identifiers.openalex(stated.removeprefix(_OPENALEX), "A") if stated else None
    if openalex and openalex != NULL_AUTHOR:
        found.append(Identifier("openalex", openalex))
    return tuple(found)


def _affiliations(entry: Fields) -> tuple[str, ...]:
    """The affiliations as printed, else the names of the institutions."""
    stated: Iterable[str | None] = entry.texts("raw_affiliation_strings")
    if not stated and (single := entry.text("raw_affiliation_string")):
        stated = [single]
    if not stated:
        stated = [one.text("display_name") for one in entry.objects("institutions")]
    return tuple(dict.fromkeys([collapse(affiliation) for affiliation in stated if affiliation]))


def _abstract(work: Fields) -> str | None:
    """The words of the inverted index in their order."""
    index = work.inner("abstract_inverted_index").members
    try:
        words = {place: word for word, places in index.items() for place in places}  # type: ignore[attr-defined]
        text = " ".join([words[place] for place in range(len(words))])
    except (KeyError, TypeError):
        text = _text_with_gaps(work, index)
    return text.strip() or None


def _text_with_gaps(work: Fields, index: JsonObject) -> str:
    """The words of an index that does not number them from 0 on without gaps."""
    words: dict[int, str] = {}
    for word, places in index.items():
        if not isinstance(places, list):
            work.remark("bad-abstract", "the inverted index of the abstract can't be read")
            return ""
        words.update((place, word) for place in places if isinstance(place, int))
    return " ".join([words[place] for place in sorted(words)])


def _date(work: Fields, year: int | None) -> PartialDate | None:
    day = work.date("publication_date", year)
    return PartialDate(day.year) if day and (day.month, day.day) == (1, 1) else day


def _edition(work: Fields, primary: Fields, year: int | None, volume: str | None) -> Edition | None:
    """Where the work is published, unless it is a repository."""
    source = primary.inner("source")
    if not source.members:
        source = work.inner("host_venue")
    name, printed_type = source.text("display_name"), source.text("type")
    if name is None and not source.members:
        printed_type = primary.text("raw_type")
        name = primary.text("raw_source_name") if printed_type in _KINDS else None
    if name is None:
        return None
    venue = _venue(name, printed_type or work.text("type_crossref") or "")
    return Edition(venue, year, volume) if venue else None


@lru_cache(maxsize=65_536)
def _venue(name: str, type_: str) -> Venue | None:
    if type_ in _NO_VENUES or is_preprint_server(name):
        return None
    kind, printed = _KINDS.get(type_), plain_title(name)
    return Venue(series_name(printed) if kind is VenueKind.CONFERENCE else printed, kind)


def _pages(first: str | None, last: str | None) -> str | None:
    return page_range(
        f"{first}-{last}" if first and last and first != last else first or last or ""
    )


def _categories(work: Fields) -> tuple[Category, ...]:
    """The topics, of which one is primary; in older documents the concepts."""
    primary = work.inner("primary_topic").text("id")
    topics = [topic.text("id") for topic in work.objects("topics")]
    if primary and primary not in topics:
        topics.insert(0, primary)
    found = [_category(topic, "T", topic == primary) for topic in topics if topic]
    if not found:
        for concept in work.objects("concepts"):
            score, stated = concept.members.get("score"), concept.text("id")
            if stated and isinstance(score, int | float) and score >= _LOWEST_SCORE:
                found.append(_category(stated, "C", False))
    return tuple(category for category in found if category)


@lru_cache(maxsize=65_536)
def _category(stated: str, kind: str, primary: bool) -> Category | None:
    code = identifiers.openalex(stated.removeprefix(_OPENALEX), kind)
    scheme = "openalex-topic" if kind == "T" else "openalex-concept"
    return Category(code, None, scheme, primary) if code else None


def _keywords(work: Fields) -> tuple[str, ...]:
    stated = (one.text("display_name") or one.text("keyword") for one in work.objects("keywords"))
    return tuple(dict.fromkeys([collapse(keyword) for keyword in stated if keyword]))


def _identifiers(work: Fields, openalex: str | None) -> tuple[Identifier, ...]:
    ids = work.inner("ids")
    locations = chain([work.inner("primary_location")], work.objects("locations"))
    pages = (location.text("landing_page_url") for location in locations)
    return work.identifiers(
        (
            ("openalex", openalex),
            ("doi", work.text("doi") or ids.text("doi")),
            ("arxiv", ids.text("arxiv")),
            ("pmid", ids.label("pmid")),
            ("pmcid", ids.text("pmcid")),
            ("mag", ids.label("mag")),
            *(("arxiv", page) for page in pages if page and _ARXIV_PAGE.match(page)),
        )
    )


def _urls(work: Fields, primary: Fields) -> tuple[str, ...]:
    """Where the work can be seen and read."""
    free = work.inner("best_oa_location").text("pdf_url") or work.inner("open_access").text(
        "oa_url"
    )
    return web_addresses(primary.text("landing_page_url"), free)


FORMAT = Format(
    name="openalex",
    label="OpenAlex works",
    description="JSON lines of the snapshot, or an answer of the API",
    version="1",
    sniff=sniff,
    read=read,
)
