"""Venue series that ``ontology/venues.ttl`` knows: spellings, kinds, names and external ids."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from kg.graph.keys import path_key
from kg.graph.vocab import DEFAULT_BASE, RDF, SCHEMA
from kg.model import VenueKind
from kg.resources import resource
from kg.text.titles import normalise_title


@dataclass(frozen=True, slots=True)
class Series:
    """A known venue series: ``name`` is the short one that people use."""

    slug: str
    name: str
    kind: VenueKind
    alternate_names: tuple[str, ...]
    same_as: tuple[str, ...]

    def may_be(self, kind: VenueKind | None) -> bool:
        """Whether a source that calls its venue of this kind can mean this series."""
        if kind is VenueKind.WORKSHOP:
            return any("workshop" in name.casefold() for name in self.alternate_names)
        return kind in {None, self.kind}


@cache
def known_series() -> Mapping[str, Series]:
    """The series of ``ontology/venues.ttl`` by slug."""
    from pyoxigraph import RdfFormat, parse

    prefix = f"{DEFAULT_BASE}venue/"
    statements: dict[str, dict[str, list[str]]] = {}
    for quad in parse(path=str(resource("ontology", "venues.ttl")), format=RdfFormat.TURTLE):
        subject = str(quad.subject.value)
        if subject.startswith(prefix):
            properties = statements.setdefault(subject.removeprefix(prefix), {})
            properties.setdefault(quad.predicate.value, []).append(quad.object.value)
    return {
        slug: Series(
            slug,
            properties[f"{SCHEMA}name"][0],
            VenueKind.JOURNAL
            if f"{SCHEMA}Periodical" in properties[f"{RDF}type"]
            else VenueKind.CONFERENCE,
            tuple(sorted(properties.get(f"{SCHEMA}alternateName", ()))),
            tuple(sorted(properties.get(f"{SCHEMA}sameAs", ()))),
        )
        for slug, properties in sorted(statements.items())
    }


@cache
def _slug_by_spelling() -> Mapping[str, str]:
    return {
        normalise_title(spelling): slug
        for slug, series in known_series().items()
        for spelling in (slug, series.name, *series.alternate_names)
    }


@lru_cache(maxsize=65_536)
def series_slug(name: str, kind: VenueKind | None = None) -> str:
    """The slug of a printed venue name, by any spelling known, else of the name itself.

    A workshop at a conference is not that conference, and a journal not a conference of its name:
    a kind that differs from the known series makes another series.

    >>> series_slug("NIPS", VenueKind.CONFERENCE), series_slug("NeurIPS", VenueKind.WORKSHOP)
    ('neurips', 'neurips-workshop')
    """
    spelling = normalise_title(name)
    known = _slug_by_spelling().get(spelling)
    if known and known_series()[known].may_be(kind):
        return known
    slug = known or path_key(spelling.replace(" ", "-"))
    if kind and (known or kind is VenueKind.WORKSHOP) and kind.value not in slug:
        slug = f"{slug}-{kind.value}"
    return slug
