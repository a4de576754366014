"""The line of a publication in listings, as a reference that its document makes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from kg.graph import iri as mint
from kg.graph.listing import (
    BADGE,
    NO_ABSTRACT,
    NO_IDENTIFIER,
    NO_VENUE,
    SUBMITTED,
    UNPLACED,
    YEAR_INFERRED,
    encoded,
    name_field,
    short,
)
from kg.graph.ntriples import literal
from kg.graph.venues import series_slug
from kg.model import Edition, Identifier, Mention, Paper

KIND = "work-row"
"""Sorts after all that says which publications are one work."""


def row_reference(
    base: str,
    publication: str,
    paper: Paper,
    title: str,
    year: int | None,
    counted: Sequence[str],
    sources: Sequence[str],
) -> str:
    """The reference; its fields after the kind are those of :class:`kg.graph.listing.Row`.

    ``title`` is the literal, ``counted`` the agents of the mentions, ``sources`` the SHA-256 of
    those that say so. What it counts as is empty: that can be known only when all publications are.
    """
    names = places = agents = ""
    if counted:
        names, places, agents = _people(base, paper.mentions, counted)
    submitted = paper.submission_status is not None
    state = "u" if paper.complete is None else "c" if paper.complete else "x"
    venue = ("", "", "")
    if paper.edition is not None and not submitted:
        venue = _venue(base, paper.edition)
    categories, labels, code = "", "", ""
    if paper.categories:
        concepts = [mint.category_iri(base, category) for category in paper.categories]
        categories = "|".join(sorted({short(base, iri) for iri in concepts if iri}))
        listed = [category.as_listed for category in paper.categories]
        labels = "|".join(sorted({_encoded(text) for text in listed if text is not None}))
    if paper.code_links:
        code = "|".join(sorted(link.url or BADGE for link in paper.code_links))
    return "\t".join(
        (
            KIND,
            short(base, publication),
            "",
            str(year or ""),
            *venue,
            f"{state}{SUBMITTED if submitted else ''}{_gaps(paper)}",
            str(paper.declared_author_count or ""),
            encoded(title[1:-1]),
            names,
            places,
            agents,
            categories,
            labels,
            code,
            "|".join(sources),
        )
    )


def _gaps(paper: Paper) -> str:
    """What is missing in a record, as states."""
    gaps = NO_ABSTRACT if paper.abstract is None else ""
    if not any(map(_is_identified, paper.identifiers)):
        gaps += NO_IDENTIFIER
    if paper.edition is None:
        gaps += NO_VENUE
    if paper.date is not None and paper.date.inferred:
        gaps += YEAR_INFERRED
    return gaps


def _is_identified(identifier: Identifier) -> bool:
    """Whether an identifier leads to a publication wherever one is."""
    return mint.resolver_iri(identifier, of_person=False) is not None


def _people(base: str, mentions: Sequence[Mention], counted: Sequence[str]) -> tuple[str, str, str]:
    """Names; places, unless they are 1, 2, 3 …; agents, where they don't follow from the names."""
    places = ""
    if any(mention.position != place for place, mention in enumerate(mentions, 1)):
        listed = sorted(zip(mentions, counted, strict=True), key=_in_order)
        mentions, counted = zip(*listed, strict=True)
        places = "|".join([str(mention.position or UNPLACED) for mention in mentions])
    names: list[str] = []
    follows = True
    for mention, agent in zip(mentions, counted, strict=True):
        name, derived = name_field(mention.name, short(base, agent))
        names.append(name)
        follows = follows and derived
    agents = "" if follows else "|".join([short(base, agent) for agent in counted])
    return "|".join(names), places, agents


def _in_order(counted: tuple[Mention, str]) -> tuple[bool, int, str]:
    """Sorts by place, those without one by name at the end."""
    mention = counted[0]
    return mention.position is None, mention.position or 0, mention.name


@lru_cache(maxsize=4096)
def _venue(base: str, edition: Edition) -> tuple[str, str, str]:
    """Series, edition and volume of a publication, as a listing has them."""
    slug, year = series_slug(edition.venue.name, edition.venue.kind), edition.year
    volume = ""
    if edition.volume is not None:
        volume = short(base, mint.volume_iri(base, slug, year, edition.volume))
    return (
        short(base, mint.venue_iri(base, slug)),
        "" if year is None else short(base, mint.edition_iri(base, slug, year)),
        volume,
    )


def _encoded(text: str) -> str:
    return encoded(literal(text)[1:-1])
