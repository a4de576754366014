"""What many documents share, described from all references to it once all have been seen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

from kg.graph import describe
from kg.resolve.links import Links
from kg.resolve.works import Listen, Works

Reference = tuple[list[str], int]
"""The fields of a reference, its kind first, and how often it was made."""


def shared_lines(
    base: str,
    references: Iterable[tuple[bytes, int]],
    aliases: Mapping[str, str],
    links: Links,
    listen: Listen | None = None,
) -> Iterator[str]:
    """The statements about all that is referred to, some lines at a time.

    ``references`` are distinct, counted and in order; ``aliases`` are the other IRIs of persons;
    of ``links`` those between publications are heeded here.
    """
    others: dict[str, list[str]] = {}
    for alias, person in aliases.items():
        others.setdefault(person, []).append(alias)
    split = ((text.decode().split("\t"), times) for text, times in references)
    venues = _Venues(base)
    works = Works(base, links, listen)
    concepts: list[str] = []
    for (kind, subject), found in groupby(split, lambda reference: reference[0][:2]):
        match kind:
            case "cluster":
                yield _cluster(subject, found)
            case "person":
                yield describe.person_lines(subject, others.get(subject, ()), _person(found))
            case "software":
                yield _software(subject, found)
            case "concept":
                concepts.append(subject)
            case "venue":
                venues.series(subject, found)
            case "venue-edition":
                yield from venues.editions(subject, found)
            case "venue-volume":
                yield from venues.volumes(subject, found)
            case _:
                yield works.take(kind, subject, [fields for fields, _ in found])
    yield from venues.lines()
    yield from describe.concept_lines(base, concepts)
    yield from works.lines()


def _cluster(cluster: str, references: Iterable[Reference]) -> str:
    """A name cluster; nothing, where only links speak of one."""
    facts = describe.ClusterFacts()
    for (_, _, name, *person), times in references:
        if len(person) > 1:
            facts.possible.add(person[0])
            continue
        describe.count(facts.names, name, times)
        if person == [""]:
            facts.unproven = True
        else:
            facts.persons.update(person)
    return describe.cluster_lines(cluster, facts) if facts.names else ""


def _person(references: Iterable[Reference]) -> describe.PersonFacts:
    facts = describe.PersonFacts()
    for (_, _, what, value), times in references:
        if what == "name":
            describe.count(facts.names, value, times)
        else:
            facts.said.setdefault(what, set()).add(value)
    return facts


def _software(software: str, references: Iterable[Reference]) -> str:
    urls: describe.Tally = {}
    publications: list[str] = []
    for (_, _, what, value), times in references:
        if what == "url":
            describe.count(urls, value, times)
        else:
            publications.append(value)
    return describe.software_lines(software, urls, publications)


class _Venues:
    """Series as they come, and after them their editions and volumes."""

    def __init__(self, base: str) -> None:
        self._base = base
        self._series: dict[str, describe.SeriesFacts] = {}

    def series(self, slug: str, references: Iterable[Reference]) -> None:
        """Take in what is said of a series."""
        facts = self._series.setdefault(slug, describe.SeriesFacts())
        for (_, _, name, kind, *other), times in references:
            if other:
                facts.same_as.update(other)
                continue
            describe.count(facts.names, name, times)
            if kind:
                facts.kinds.add(kind)

    def editions(self, slug: str, references: Iterable[Reference]) -> Iterator[str]:
        """The editions of a series."""
        for (_, _, year), _ in references:
            yield describe.edition_lines(self._base, slug, int(year), self._series[slug])

    def volumes(self, slug: str, references: Iterable[Reference]) -> Iterator[str]:
        """The volumes of a series, by year and IRI as the references are."""
        for (year, address), found in groupby(references, lambda reference: reference[0][2:4]):
            printed: describe.Tally = {}
            titles: describe.Tally = {}
            for (*_, volume, title), times in found:
                describe.count(printed, volume, times)
                if title:
                    describe.count(titles, title, times)
            key = slug, int(year) if year else None, address
            yield describe.volume_lines(self._base, key, printed, titles, self._series[slug])

    def lines(self) -> Iterator[str]:
        """The series themselves, but for those that only links speak of."""
        for slug, facts in self._series.items():
            if facts.names:
                yield describe.series_lines(self._base, slug, facts)
