"""arXiv's metadata as JSON lines, one preprint a line, as published for bulk use on Kaggle.

Names are read from the list as typed; the list that has been taken apart, which sets a space behind
each initial, serves only where that is missing. The date is that of the first version. The comments
give links to code.

Not carried: submitter, comments besides, journal reference, report number, licence, the dates of
further versions and of the last change.

Source: the description of the arXiv dataset, and arXiv's guides to metadata and categories.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from kg.model import Paper, PartialDate, Problem, Record, Source
from kg.sources.arxiv_authors import ArxivAuthors, arxiv_authors, arxiv_names
from kg.sources.arxiv_record import arxiv_paper, day_of, is_withdrawn
from kg.sources.json_objects import Fields, RejectedRecordError, first_object, read_objects
from kg.sources.registry import Format
from kg.text import identifiers

_ONLY_HERE = frozenset({"authors_parsed", "journal-ref", "submitter", "update_date", "versions"})


def sniff(head: str) -> bool:
    """Whether a text begins with such a preprint."""
    first = first_object(head)
    return {"id", "title", "categories"} <= first.keys() and len(_ONLY_HERE & first.keys()) > 1


def read(stream: BinaryIO, source: Source) -> Iterator[Record | Problem]:
    """The preprints of a document."""
    return read_objects(stream, source.file_name, _paper)


def _paper(record: Fields, line: int) -> Paper:
    stated = record.label("id")
    arxiv_id = identifiers.arxiv(stated) if stated else None
    if arxiv_id is None:
        raise RejectedRecordError("no-identifier", "a preprint without an arXiv identifier")
    title = record.text("title")
    if title is None:
        raise RejectedRecordError("no-title", "a preprint without a title")
    doi, comments = record.text("doi"), record.text("comments")
    paper = arxiv_paper(
        arxiv_id=arxiv_id,
        title=title,
        authors=_authors(record),
        abstract=record.text("abstract"),
        categories=(record.text("categories") or "").split(),
        comments=comments,
        doi=doi,
        date=_date(record),
        line=line,
    )
    if doi and len(paper.identifiers) == 1:
        record.remark("bad-identifier", "this is no doi identifier; left out", doi)
    if is_withdrawn(comments, paper.abstract):
        record.remark("withdrawn", "the preprint says that it is withdrawn", paper.title)
    return paper


def _authors(record: Fields) -> ArxivAuthors:
    typed = record.text("authors")
    if typed:
        return arxiv_authors(typed)
    names = []
    for parts in record.array("authors_parsed"):
        if isinstance(parts, list):
            family, given, suffix = ([*map(str, parts[:3]), "", "", ""])[:3]
            names.append(f"{given} {family} {suffix}")
    return arxiv_names(names)


def _date(record: Fields) -> PartialDate | None:
    for version in record.objects("versions"):
        created = version.text("created")
        if created and version.text("version") in {"v1", None}:
            day = day_of(created)
            if day is None:
                record.remark("bad-date", "no date; the month of the identifier is taken", created)
            return day
    return None


FORMAT = Format(
    name="arxiv",
    label="arXiv metadata",
    description="JSON lines, one preprint a line",
    version="1",
    sniff=sniff,
    read=read,
)
