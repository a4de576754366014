"""Semantic Scholar papers: lines of its datasets, or an answer of its API for one paper or many.

The datasets write the names of members in lower case, the API with capitals (``corpusid``,
``corpusId``); both are read. Author ids are what Semantic Scholar's own disambiguation says. The
API gives at most 500 authors. A batch answer has ``null`` for a paper that was not found, which
gives a remark. arXiv and other servers for preprints are no venues.

Not carried: references and citations, counts of references and of influential citations, the
summary (tldr), embeddings, citation styles, the identifier and other names of the venue, profiles
of authors beyond their identifiers and affiliations, whether a paper is open access.

Source: the documentation of the Academic Graph API and of the datasets at api.semanticscholar.org.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import BinaryIO

from kg.model import (
    Category,
    Edition,
    Identifier,
    Mention,
    Metric,
    Paper,
    Problem,
    Record,
    Source,
    Venue,
    VenueKind,
)
from kg.sources.json_objects import (
    NOTHING,
    Fields,
    RejectedRecordError,
    first_object,
    read_objects,
    web_addresses,
)
from kg.sources.preprints import is_preprint_server
from kg.sources.registry import Format
from kg.text import identifiers
from kg.text.markup import plain_title
from kg.text.names import collapse
from kg.text.proceedings import page_range, series_name

MOST_LISTED = 500
"""How many authors of a paper the API gives at most."""

_SCHEMES = {
    "DOI": "doi",
    "ArXiv": "arxiv",
    "ACL": "acl",
    "DBLP": "dblp",
    "PubMed": "pmid",
    "PubMedCentral": "pmcid",
    "MAG": "mag",
    "CorpusId": "corpus",
}
_KINDS = {
    "conference": VenueKind.CONFERENCE,
    "journal": VenueKind.JOURNAL,
    "workshop": VenueKind.WORKSHOP,
    "Conference": VenueKind.CONFERENCE,
    "JournalArticle": VenueKind.JOURNAL,
}
_WITHIN = ("data", "recommendedPapers")


def sniff(head: str) -> bool:
    """Whether a text begins with a paper."""
    first = first_object(head, _WITHIN)
    return "paperId" in first or ("corpusid" in first and "title" in first)


def read(stream: BinaryIO, source: Source) -> Iterator[Record | Problem]:
    """The papers of a document."""
    return read_objects(stream, source.file_name, _paper, within=_WITHIN)


def _paper(record: Fields, line: int) -> Paper:
    paper = record
    if "corpusid" not in record.members:
        lower = {name.lower(): value for name, value in record.members.items()}
        paper = Fields(lower, record.odd, record.remarks)
    title = plain_title(paper.text("title") or "")
    if not title:
        if "error" in paper.members:
            raise RejectedRecordError("error-answer", "the API answered with an error")
        raise RejectedRecordError("no-title", "a paper without a title")
    mentions, complete = _authors(paper)
    journal = paper.inner("journal")
    if is_preprint_server(journal.text("name") or ""):
        journal = NOTHING
    year = paper.year("year")
    types = paper.texts("publicationtypes")
    citations = paper.count("citationcount")
    return Paper(
        title=title,
        mentions=mentions,
        complete=complete,
        abstract=paper.text("abstract"),
        date=paper.date("publicationdate", year),
        edition=_edition(paper, journal, types, year),
        pages=page_range(journal.label("pages") or ""),
        publication_type=", ".join(types) or None,
        categories=_categories(paper),
        metrics=() if citations is None else (Metric("citationCount", citations),),
        identifiers=_identifiers(paper),
        urls=web_addresses(paper.inner("openaccesspdf").text("url")),
        line=line,
    )


def _authors(paper: Fields) -> tuple[tuple[Mention, ...], bool | None]:
    """The mentions, and whether they are all authors."""
    listed = paper.objects("authors")
    found: list[Mention] = []
    for author in listed:
        name = collapse(author.text("name") or "")
        if not name:
            continue
        affiliations: tuple[str, ...] = ()
        number = author.label("authorId")
        s2 = identifiers.s2_author(number) if number else None
        ids: tuple[Identifier, ...] = (Identifier("s2", s2),) if s2 else ()
        if len(author.members) > 2:
            affiliations = tuple(dict.fromkeys(map(collapse, author.texts("affiliations"))))
            ids = _external(author.inner("externalIds")) + ids
        found.append(Mention(name, len(found) + 1, affiliations, ids))
    if not found:
        return (), None
    if len(found) < len(listed):
        paper.remark("empty-name", f"authors without a name: {len(listed) - len(found)}")
        return tuple(found), False
    return tuple(found), None if len(found) == MOST_LISTED else True


def _external(stated: Fields) -> tuple[Identifier, ...]:
    """Further identifiers of an author; of DBLP's names those that it made unique by a number."""
    orcid = identifiers.orcid(stated.text("ORCID") or "")
    names = map(identifiers.dblp_name, stated.texts("DBLP"))
    return (
        *((Identifier("orcid", orcid),) if orcid else ()),
        *(Identifier("dblp-name", name) for name in dict.fromkeys(names) if name),
    )


def _edition(
    paper: Fields, journal: Fields, types: tuple[str, ...], year: int | None
) -> Edition | None:
    """Where the paper is published, unless it is on a server for preprints.

    The kind of the venue is what it is called, else what the paper is said to be, if that is one.
    """
    venue = paper.inner("publicationvenue")
    name = venue.text("name") or paper.text("venue") or journal.text("name")
    if name is None:
        return None
    printed = _venue(name, venue.text("type"), types)
    return Edition(printed, year, journal.label("volume")) if printed else None


@lru_cache(maxsize=65_536)
def _venue(name: str, type_: str | None, types: tuple[str, ...]) -> Venue | None:
    if is_preprint_server(name):
        return None
    kind = _KINDS.get(type_ or "")
    if kind is None:
        kinds = {_KINDS[one] for one in types if one in _KINDS}
        kind = kinds.pop() if len(kinds) == 1 else None
    printed = plain_title(name)
    return Venue(series_name(printed) if kind is VenueKind.CONFERENCE else printed, kind)


def _categories(paper: Fields) -> tuple[Category, ...]:
    """The fields of study, from whichever classification."""
    stated = [one.text("category") for one in paper.objects("s2fieldsofstudy")]
    stated += paper.texts("fieldsofstudy")
    return tuple([_category(name) for name in dict.fromkeys(stated) if name])


@lru_cache(maxsize=1024)
def _category(name: str) -> Category:
    return Category(name, None, "s2-fos")


def _identifiers(paper: Fields) -> tuple[Identifier, ...]:
    """The paper's identifiers; the datasets have its hash in the address of its page alone."""
    external = paper.inner("externalids")
    found = [
        (scheme, external.label(name))
        for name, scheme in _SCHEMES.items()
        if name in external.members
    ]
    own = paper.text("paperid")
    if own is None and (page := paper.text("url")):
        own = identifiers.s2_paper(page.rpartition("/")[2]) or identifiers.s2_paper(page)
    return paper.identifiers((("s2", own), ("corpus", paper.label("corpusid")), *found))


FORMAT = Format(
    name="semantic-scholar",
    label="Semantic Scholar papers",
    description="JSON lines of the datasets, or an answer of the API",
    version="1",
    sniff=sniff,
    read=read,
)
