"""What many records share, gathered while documents go by and written when all have been seen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kg.graph import describe
from kg.graph.iri import work_iri
from kg.graph.read import Node
from kg.graph.vocab import KG, SCHEMA
from kg.resolve.works import group, work_key


class Shared:
    """The things that resolved publications and profile pages refer to, with what they say."""

    def __init__(self, base: str) -> None:
        self._base = base
        self._clusters: dict[str, describe.ClusterFacts] = {}
        self._persons: dict[str, describe.PersonFacts] = {}
        self._series: dict[str, describe.SeriesFacts] = {}
        self._editions: set[tuple[str, int]] = set()
        self._volumes: dict[tuple[str, int | None, str], describe.Tally] = {}
        self._concepts: set[str] = set()
        self._software: dict[str, describe.SoftwareFacts] = {}
        self._titles: dict[str, str] = {}
        self._work_keys: list[tuple[str, str]] = []

    def publication(self, node: Node, found: Mapping[str, Node]) -> bool:
        """Take in one resolved publication with its parts.

        Tells whether its work is decided only by :meth:`lines`, since it bears identifiers.
        """
        for authorship in node.values(f"{KG}authorship"):
            self._authorship(found[authorship])
        for link in node.values(f"{KG}codeLink"):
            self._code_link(node.iri, found[link])
        self._concepts.update(node.values(f"{SCHEMA}about"))
        self._venue(node)
        return self._identifiers(node)

    def source(self, found: Mapping[str, Node]) -> None:
        """Take in one document with its profile pages."""
        for node in found.values():
            for cluster in node.values(f"{SCHEMA}mainEntity"):
                names = self._clusters.setdefault(cluster, describe.ClusterFacts()).names
                _count(names, node.value(f"{KG}nameAsListed"))
                self._concepts.update(node.values(f"{SCHEMA}about"))

    def _authorship(self, node: Node) -> None:
        cluster = node.value(f"{KG}agent") or ""
        facts = self._clusters.setdefault(cluster, describe.ClusterFacts())
        _count(facts.names, node.value(f"{KG}nameAsListed"))
        person = node.value(f"{KG}verifiedAgent")
        if person is None:
            facts.unproven = True
            return
        facts.persons.add(person)
        proven = self._persons.setdefault(person, describe.PersonFacts())
        _count(proven.names, node.value(f"{KG}nameAsListed"))
        proven.identifiers.update(node.values(f"{SCHEMA}identifier"))

    def _code_link(self, publication: str, node: Node) -> None:
        software = node.value(f"{KG}code")
        if software:
            facts = self._software.setdefault(software, describe.SoftwareFacts())
            _count(facts.urls, node.value(f"{SCHEMA}url"))
            facts.publications.add(publication)

    def _venue(self, node: Node) -> None:
        place = next(
            (
                node.value(f"{KG}{term}")
                for term in ("publishedInEdition", "publishedInSeries", "submittedTo")
                if node.value(f"{KG}{term}")
            ),
            None,
        )
        if place is None:
            return
        slug, _, printed_year = place.removeprefix(f"{self._base}venue/").partition("/")
        year = int(printed_year) if printed_year else None
        facts = self._series.setdefault(slug, describe.SeriesFacts())
        _count(facts.names, node.value(f"{KG}venueAsListed"))
        facts.kinds.update(node.values(f"{KG}venueKindAsListed"))
        if year is not None:
            self._editions.add((slug, year))
        volume = node.value(f"{SCHEMA}isPartOf")
        if volume:
            tally = self._volumes.setdefault((slug, year, volume), {})
            _count(tally, node.value(f"{KG}volumeAsListed"))

    def _identifiers(self, node: Node) -> bool:
        keys = [work_key("doi", value) for value in node.values(f"{KG}doi")]
        keys += [work_key("arxiv", value) for value in node.values(f"{KG}arxivId")]
        for text in node.values(f"{SCHEMA}identifier"):
            keys.append(work_key(*text.split(":", 1)))
        if keys:
            self._titles[node.iri] = node.value(f"{SCHEMA}name") or ""
            self._work_keys += [(node.iri, key) for key in keys]
        return bool(keys)

    def lines(self) -> Iterator[str]:
        """The statements about all that was gathered."""
        base = self._base
        for cluster, cluster_facts in self._clusters.items():
            yield from describe.cluster_lines(cluster, cluster_facts)
        for person, person_facts in self._persons.items():
            yield from describe.person_lines(person, person_facts)
        for slug, series in self._series.items():
            yield from describe.series_lines(base, slug, series)
        for slug, year in self._editions:
            yield from describe.edition_lines(base, slug, year, self._series[slug])
        for (slug, edition_year, _), printed in self._volumes.items():
            yield from describe.volume_lines(base, slug, edition_year, printed, self._series[slug])
        for software, software_facts in self._software.items():
            yield from describe.software_lines(software, software_facts)
        yield from describe.concept_lines(base, self._concepts)
        yield from self._work_lines()

    def _work_lines(self) -> Iterator[str]:
        smallest = group(self._work_keys)
        for publication in self._titles:
            first = smallest.get(publication)
            work = work_iri(self._base, first) if first else None
            yield from describe.counts_as_lines(publication, work)
        for publication in set(smallest.values()):
            work = work_iri(self._base, publication)
            yield from describe.work_lines(work, self._titles[publication])


def _count(tally: describe.Tally, form: str | None) -> None:
    if form is not None:
        tally[form] = tally.get(form, 0) + 1
