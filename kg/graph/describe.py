"""The statements about things that many records share: clusters, persons, venues, concepts, code.

No record owns them, so the resolver gathers who refers to them and these functions write them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache

from kg.graph import iri as mint
from kg.graph.keys import path_text
from kg.graph.ntriples import iri, literal
from kg.graph.venues import known_series
from kg.graph.vocab import ARXIV, CODEMETA, DCTERMS, KG, OWL, RDFS, SCHEMA, SKOS, XSD
from kg.graph.write import COUNTS_AS, NAME, TYPE, integer, triples
from kg.model import Identifier, VenueKind
from kg.resources import resource

Tally = dict[str, int]
"""How often each printed form was seen."""


@dataclass(slots=True)
class ClusterFacts:
    """What the authorships of a name cluster say: printed forms, proven persons, any unproven."""

    names: Tally = field(default_factory=dict)
    persons: set[str] = field(default_factory=set)
    unproven: bool = False


@dataclass(slots=True)
class PersonFacts:
    """What proves a person: printed forms and stated identifiers (``scheme:value``)."""

    names: Tally = field(default_factory=dict)
    identifiers: set[str] = field(default_factory=set)


@dataclass(slots=True)
class SeriesFacts:
    """What records say of a venue series: printed names and kinds."""

    names: Tally = field(default_factory=dict)
    kinds: set[str] = field(default_factory=set)


@dataclass(slots=True)
class SoftwareFacts:
    """What records say of a repository: its addresses and the publications that link it."""

    urls: Tally = field(default_factory=dict)
    publications: set[str] = field(default_factory=set)


def most_frequent(tally: Mapping[str, int]) -> str:
    """The form seen most often; ties by smallest code points."""
    return min(tally, key=lambda form: (-tally[form], form))


def _named(tally: Mapping[str, int]) -> list[tuple[str, str]]:
    name = most_frequent(tally)
    others = sorted(form for form in tally if form != name)
    return [(NAME, literal(name)), *((iri(f"{SCHEMA}alternateName"), literal(o)) for o in others)]


def cluster_lines(cluster: str, facts: ClusterFacts) -> list[str]:
    """A name cluster, with what is known of who bears the name."""
    if len(facts.persons) > 1:
        status = "KnownAmbiguous"
    elif facts.persons and not facts.unproven:
        status = "Verified"
    else:
        status = "Unverified"
    return triples(
        iri(cluster),
        [
            (TYPE, iri(f"{KG}NameCluster")),
            *_named(facts.names),
            (iri(f"{KG}identityStatus"), iri(KG + status)),
            *((iri(f"{KG}possiblePerson"), iri(person)) for person in sorted(facts.persons)),
        ],
    )


def person_lines(person: str, facts: PersonFacts) -> list[str]:
    """A person, who exists only by the identifiers that sources state."""
    stated = [(iri(f"{SCHEMA}identifier"), literal(text)) for text in sorted(facts.identifiers)]
    published = [
        mint.resolver_iri(Identifier(*text.split(":", 1))) for text in sorted(facts.identifiers)
    ]
    same = [(iri(f"{SCHEMA}sameAs"), iri(address)) for address in published if address]
    return triples(
        iri(person), [(TYPE, iri(f"{SCHEMA}Person")), *_named(facts.names), *stated, *same]
    )


def series_name(slug: str, facts: SeriesFacts) -> str:
    """The short name of a series: the known one, else the most frequent printed one."""
    known = known_series().get(slug)
    return known.name if known else most_frequent(facts.names)


def _is_journal(slug: str, facts: SeriesFacts) -> bool:
    known = known_series().get(slug)
    if known:
        return known.kind is VenueKind.JOURNAL
    return facts.kinds == {VenueKind.JOURNAL.value}


def series_lines(base: str, slug: str, facts: SeriesFacts) -> list[str]:
    """A venue series with all its names."""
    known = known_series().get(slug)
    name = series_name(slug, facts)
    others = {*facts.names, *(known.alternate_names if known else ())} - {name}
    kind = "Periodical" if _is_journal(slug, facts) else "EventSeries"
    return triples(
        iri(mint.venue_iri(base, slug)),
        [
            (TYPE, iri(f"{KG}VenueSeries")),
            (TYPE, iri(SCHEMA + kind)),
            (NAME, literal(name)),
            *((iri(f"{SCHEMA}alternateName"), literal(other)) for other in sorted(others)),
            *((iri(f"{SCHEMA}sameAs"), iri(same)) for same in (known.same_as if known else ())),
        ],
    )


def edition_lines(base: str, slug: str, year: int, facts: SeriesFacts) -> list[str]:
    """A venue's year: an event, or a journal's annual volume."""
    series = iri(mint.venue_iri(base, slug))
    journal = _is_journal(slug, facts)
    described = [
        (TYPE, iri(f"{KG}Edition")),
        (TYPE, iri(f"{SCHEMA}{'PublicationVolume' if journal else 'Event'}")),
        (NAME, literal(f"{series_name(slug, facts)} {year}")),
        (iri(f"{KG}editionOf"), series),
        (iri(f"{SCHEMA}{'isPartOf' if journal else 'superEvent'}"), series),
        (iri(f"{KG}year"), integer(year)),
    ]
    if not journal:
        described.append((iri(f"{SCHEMA}startDate"), literal(f"{year:04d}", f"{XSD}gYear")))
    return triples(iri(mint.edition_iri(base, slug, year)), described)


def volume_lines(
    base: str, slug: str, year: int | None, printed: Mapping[str, int], facts: SeriesFacts
) -> list[str]:
    """A volume that a source names."""
    volume = most_frequent(printed)
    of = mint.venue_iri(base, slug) if year is None else mint.edition_iri(base, slug, year)
    return triples(
        iri(mint.volume_iri(base, slug, year, volume)),
        [
            (TYPE, iri(f"{SCHEMA}PublicationVolume")),
            (NAME, literal(f"{series_name(slug, facts)}, volume {volume}")),
            (iri(f"{SCHEMA}volumeNumber"), literal(volume)),
            (iri(f"{KG}proceedingsOf"), iri(of)),
        ],
    )


def software_lines(software: str, facts: SoftwareFacts) -> list[str]:
    """A repository and the publications whose code it is said to hold."""
    return triples(
        iri(software),
        [
            (TYPE, iri(f"{SCHEMA}SoftwareSourceCode")),
            (iri(f"{SCHEMA}codeRepository"), iri(most_frequent(facts.urls))),
            *(
                (iri(f"{CODEMETA}referencePublication"), iri(publication))
                for publication in sorted(facts.publications)
            ),
        ],
    )


def work_lines(work: str, name: str) -> list[str]:
    """A work of several publications."""
    return triples(iri(work), [(TYPE, iri(f"{KG}Work")), (NAME, literal(name))])


def counts_as_lines(publication: str, work: str | None) -> list[str]:
    """What a publication counts as: the work that it is a form of, else itself."""
    if work is None:
        return triples(iri(publication), [(COUNTS_AS, iri(publication))])
    example = iri(f"{SCHEMA}exampleOfWork"), iri(work)
    return triples(iri(publication), [(COUNTS_AS, iri(work)), example])


@cache
def _taxonomy() -> Mapping[str, list[tuple[str, str]]]:
    """The statements of ``ontology/arxiv.ttl`` about its concepts, by concept."""
    from pyoxigraph import RdfFormat, parse

    statements: dict[str, list[tuple[str, str]]] = {}
    for quad in parse(path=str(resource("ontology", "arxiv.ttl")), format=RdfFormat.TURTLE):
        if quad.predicate.value not in {f"{RDFS}isDefinedBy", f"{SKOS}hasTopConcept"}:
            facts = statements.setdefault(quad.subject.value, [])
            facts.append((str(quad.predicate), str(quad.object)))
    return statements


_RELATED = {
    iri(SKOS + "broader"),
    iri(SKOS + "exactMatch"),
    iri(SKOS + "inScheme"),
    iri(SKOS + "topConceptOf"),
    iri(DCTERMS + "isReplacedBy"),
    iri(OWL + "deprecated"),
}


def concept_lines(base: str, concepts: Iterable[str]) -> list[str]:
    """The concepts in use, and those of the arXiv taxonomy that they lead to, described."""
    taxonomy = _taxonomy()
    waiting, seen, lines = list(concepts), set[str](), list[str]()
    while waiting:
        concept = waiting.pop()
        if concept in seen:
            continue
        seen.add(concept)
        facts = taxonomy.get(concept)
        if facts is None:
            facts = _plain_concept(base, concept)
        lines += triples(iri(concept), facts)
        waiting += [
            value[1:-1]
            for predicate, value in facts
            if predicate in _RELATED and value[1:-1] in taxonomy
        ]
    return lines


def _plain_concept(base: str, concept: str) -> list[tuple[str, str]]:
    local = concept.removeprefix(ARXIV).removeprefix(f"{base}category/")
    code = literal(path_text(local.rpartition("/")[2]))
    return [
        (TYPE, iri(f"{SKOS}Concept")),
        (iri(f"{SKOS}notation"), code),
        (iri(f"{SKOS}prefLabel"), code),
    ]
