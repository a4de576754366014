"""What many documents share, described from all references to it once all have been seen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby

from kg.graph import describe
from kg.graph.iri import work_iri
from kg.graph.listing import Row, short
from kg.resolve.works import group

Reference = tuple[list[str], int]
"""The fields of a reference, its kind first, and how often it was made."""


Listen = Callable[[Row], object]
"""What is told of each publication, in the line that listings have of it."""


def shared_lines(
    base: str,
    references: Iterable[tuple[bytes, int]],
    aliases: Mapping[str, str],
    listen: Listen | None = None,
) -> Iterator[str]:
    """The statements about all that is referred to, some lines at a time.

    ``references`` are distinct, counted and in order; ``aliases`` are the other IRIs of persons.
    """
    others: dict[str, list[str]] = {}
    for alias, person in aliases.items():
        others.setdefault(person, []).append(alias)
    split = ((text.decode().split("\t"), times) for text, times in references)
    venues = _Venues(base)
    works = _Works(base, listen)
    concepts: list[str] = []
    for (kind, subject), found in groupby(split, lambda reference: reference[0][:2]):
        match kind:
            case "cluster":
                yield describe.cluster_lines(subject, _cluster(found))
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


def _cluster(references: Iterable[Reference]) -> describe.ClusterFacts:
    facts = describe.ClusterFacts()
    for (_, _, name, *person), times in references:
        describe.count(facts.names, name, times)
        if person == [""]:
            facts.unproven = True
        else:
            facts.persons.update(person)
    return facts


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
        for (_, _, name, kind), times in references:
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
        """The series themselves."""
        for slug, facts in self._series.items():
            yield describe.series_lines(self._base, slug, facts)


class _Works:
    """Publications by the identifiers that they share."""

    def __init__(self, base: str, listen: Listen | None) -> None:
        self._base = base
        self._listen = listen
        self._shared: list[tuple[str, str]] = []
        self._keys = 0
        self._first_of: Mapping[str, str] | None = None
        self._names: dict[str, str] = {}

    def take(self, kind: str, subject: str, references: list[list[str]]) -> str:
        """Take in some references of one kind; what follows from them is said.

        First come all keys, then the publications that bear one, then the lines of listings.
        """
        if kind == "work":
            self._key([publication for _, _, publication in references])
        elif kind == "work-of":
            return self._publication(subject, min(title for _, _, title in references))
        elif self._listen is not None:
            for _, *fields in references:
                self._listen(self._with_work(Row._make(fields)))
        return ""

    def _key(self, publications: list[str]) -> None:
        self._keys += 1
        if len(publications) > 1:
            self._shared += [(publication, f"{self._keys}") for publication in publications]

    def _publication(self, publication: str, name: str) -> str:
        if self._first_of is None:
            self._first_of = group(self._shared)
        first = self._first_of.get(publication)
        if first == publication:
            self._names[publication] = name
        work = work_iri(self._base, first) if first else None
        return describe.counts_as_lines(publication, work)

    def _with_work(self, row: Row) -> Row:
        first = (self._first_of or {}).get(self._base + row.publication)
        return row._replace(work=short(self._base, work_iri(self._base, first))) if first else row

    def lines(self) -> Iterator[str]:
        """The works of several publications."""
        for publication, name in self._names.items():
            yield describe.work_lines(work_iri(self._base, publication), name)
