"""What linking knows of a publication: a flat record, from wherever it comes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kg.model import Identifier, Paper, VenueKind
from kg.text.identifiers import acl
from kg.text.works import work_key


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperRecord:
    """A publication of one source as it takes part in linking; ``id`` is unique in its source.

    ``authors`` are names as printed, in order; ``complete`` says whether they are all (``None``:
    not known). ``identifiers`` are work keys (``doi:10.1000/x``, ``arxiv:2101.00001``).
    ``published`` is false for what was only submitted: its venue is then none of a publication.
    """

    id: str
    title: str
    authors: tuple[str, ...] = ()
    complete: bool | None = None
    year: int | None = None
    venue: str | None = None
    venue_kind: VenueKind | None = None
    pages: str | None = None
    identifiers: tuple[str, ...] = ()
    published: bool = True


def paper_record(id_: str, paper: Paper) -> PaperRecord:
    """The record of a paper as a source states it."""
    edition = paper.edition
    year = edition.year if edition and edition.year else paper.date.year if paper.date else None
    keys = list(_keys(paper.identifiers))
    return PaperRecord(
        id=id_,
        title=paper.title,
        authors=tuple(mention.name for mention in paper.mentions),
        complete=paper.complete,
        year=year,
        venue=edition.venue.name if edition else None,
        venue_kind=edition.venue.kind if edition else None,
        pages=paper.pages,
        identifiers=tuple(dict.fromkeys(keys)),
        published=paper.submission_status is None,
    )


def _keys(identifiers: Iterable[Identifier]) -> Iterator[str]:
    """The work keys of identifiers; a DOI of the ACL Anthology states the anthology's own too."""
    for identifier in identifiers:
        key = work_key(identifier.scheme, identifier.value)
        if key:
            yield key
        in_anthology = acl(identifier.value) if identifier.scheme == "doi" else None
        if in_anthology:
            yield f"acl:{in_anthology}"
