"""One publication from all records of it.

Precedence, for every field that can hold one value: a record with a complete author list before
one with a cut list, a longer list before a shorter one, then the smallest source hash. The date
has an order of its own. What loses stays in the segments.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import TypeVar

from kg.graph.iri import name_key
from kg.graph.normal import normal
from kg.graph.venues import series_slug
from kg.model import (
    Edition,
    Mention,
    Paper,
    PartialDate,
    SubmissionStatus,
    Venue,
    VenueKind,
)

T = TypeVar("T")


Place = tuple[int | None, str]
"""Where a mention stands, and the key of its name: of two records the same if these are."""


@dataclass(frozen=True, slots=True)
class Stated:
    """A record with the source (SHA-256) that states it and its ordinal there, from 1."""

    source: str
    ordinal: int
    paper: Paper

    @property
    def precedence(self) -> tuple[int, int, str, int]:
        """Sorts the record that is to be believed first."""
        completeness = {True: 0, None: 1, False: 2}[self.paper.complete]
        return completeness, -len(self.paper.placed), self.source, self.ordinal


@dataclass(frozen=True, slots=True)
class Resolved:
    """One publication as resolved, with the sources of its parts."""

    paper: Paper
    sources: tuple[str, ...]
    date_source: str
    statements: Mapping[Place, Sequence[tuple[str, Mention]]]

    def sources_of(self, mention: Mention) -> tuple[str, ...]:
        """The sources that state a mention: the same name at the same place, or at none."""
        return tuple(sorted({source for source, _ in self.statements[_place_of(mention)]}))


def _place_of(mention: Mention) -> Place:
    return mention.position, name_key(mention.name)


def _with_what_others_state(mention: Mention, others: Iterable[tuple[str, Mention]]) -> Mention:
    """A mention with the identifiers and affiliations that other records state of it.

    Of one scheme the identifier of the record to be believed first is taken.
    """
    identifiers = {identifier.scheme: identifier for identifier in mention.identifiers[::-1]}
    affiliations = mention.affiliations
    for _, other in others:
        affiliations = affiliations or other.affiliations
        for identifier in other.identifiers:
            identifiers.setdefault(identifier.scheme, identifier)
    known = dict.fromkeys((*mention.identifiers, *identifiers.values()))
    return replace(mention, identifiers=tuple(known), affiliations=affiliations)


def resolve_records(base: str, records: Iterable[Stated]) -> Resolved:
    """The publication that the given records, all of one key, speak of."""
    ranked = sorted(records, key=lambda stated: stated.precedence)
    papers = [stated.paper for stated in ranked]
    best = papers[0]
    edition = _edition(papers)
    date, date_source = _date(ranked, edition)
    unplaced = () if best.complete else _union(p.unplaced for p in papers)
    mentions = (*best.placed, *unplaced)
    statements: dict[Place, list[tuple[str, Mention]]] = {}
    for stated in ranked:
        for mention in stated.paper.mentions:
            statements.setdefault(_place_of(mention), []).append((stated.source, mention))
    joined = replace(
        best,
        mentions=tuple(
            _with_what_others_state(one, statements[_place_of(one)]) for one in mentions
        ),
        declared_author_count=_first(papers, lambda p: p.declared_author_count),
        abstract=_first(papers, lambda p: p.abstract),
        date=date,
        edition=edition,
        number=_first(papers, lambda p: p.number),
        pages=_first(papers, lambda p: p.pages),
        publication_type=_first(papers, lambda p: p.publication_type),
        submission_status=_submission(papers),
        categories=_union(p.categories for p in papers),
        keywords=_union(p.keywords for p in papers),
        code_links=_union(p.code_links for p in papers),
        metrics=(),
        identifiers=_union(p.identifiers for p in papers),
        urls=_union(p.urls for p in papers),
    )
    sources = tuple(sorted({stated.source for stated in ranked}))
    return Resolved(normal(base, joined), sources, date_source, statements)


def _first(papers: Iterable[Paper], field: Callable[[Paper], T | None]) -> T | None:
    return next((value for value in map(field, papers) if value is not None), None)


def _union(parts: Iterable[tuple[T, ...]]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(chain.from_iterable(parts)))


def _edition(papers: Iterable[Paper]) -> Edition | None:
    editions = [paper.edition for paper in papers if paper.edition]
    if not editions:
        return None
    volume = next((edition.volume for edition in editions if edition.volume is not None), None)
    venue = editions[0].venue
    kinds = (edition.venue.kind for edition in editions)
    kind = next((kind for kind in kinds if kind and _is_series(venue, kind)), venue.kind)
    return replace(editions[0], venue=replace(venue, kind=venue.kind or kind), volume=volume)


def _is_series(venue: Venue, kind: VenueKind) -> bool:
    """Whether a venue is the same series when its kind is known."""
    return series_slug(venue.name, kind) == series_slug(venue.name, venue.kind)


def _date(ranked: Sequence[Stated], edition: Edition | None) -> tuple[PartialDate | None, str]:
    """The date to be believed, and the source that states it.

    The venue's year over a preprint's date, a printed year over an inferred one, finer over
    coarser, then the smallest source hash.
    """
    year = edition.year if edition else None
    dated = [(stated.paper.date, stated) for stated in ranked if stated.paper.date]
    if not dated:
        return None, ranked[0].source
    date, stated = min(
        dated,
        key=lambda pair: (
            pair[0].year is None,
            year is not None and pair[0].year != year,
            pair[0].inferred,
            -pair[0].precision,
            pair[1].source,
            pair[1].ordinal,
        ),
    )
    return date, stated.source


def _submission(papers: Sequence[Paper]) -> SubmissionStatus | None:
    """None, which says published, if any record says so: a submission comes first in time."""
    statuses = [paper.submission_status for paper in papers]
    return None if None in statuses else statuses[0]
