"""The statements about things that many documents share: clusters, persons, venues, code, works.

No record owns them. Documents refer to them, each reference a text whose fields are parted by tabs,
literals and addresses in the form that N-Triples gives them:

    cluster        IRI, name[, person or nothing]     without the last field: a page bears the name
    cluster        IRI, nothing, person, possible     a link says who may stand behind the name
    person         IRI, what (name, identifier, affiliation, url, source, linked), value
    concept        IRI
    software       IRI, what (url, publication), value
    venue          slug, name, kind or nothing
    venue          slug, nothing, nothing, IRI        a link says what the series is elsewhere
    venue-edition  slug, year
    venue-volume   slug, year or nothing, IRI, volume, title or nothing
    work           key, publication
    work-key       publication, key                   only where there are links between works
    work-link      publication                        it is linked to another
    work-of        publication, title
    work-row       the fields of :class:`kg.graph.listing.Row`

All references of a graph, counted, say what is to be said of these things.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

from kg.graph import iri as mint
from kg.graph.keys import path_text
from kg.graph.ntriples import iri, literal, text_of
from kg.graph.terms import COUNTS_AS, DERIVED_FROM, NAME, TYPE, integer, kg_term, schema_term
from kg.graph.venues import known_series
from kg.graph.vocab import ARXIV, CODEMETA, DCTERMS, OWL, RDFS, SKOS, XSD
from kg.model import Identifier, VenueKind
from kg.resources import resource

Tally = dict[str, int]
"""How often each form was seen; a form is a literal as N-Triples writes it."""

_ALTERNATE_NAME = schema_term("alternateName")
_SAME_AS = schema_term("sameAs")
_STATUS = kg_term("identityStatus")
_UNVERIFIED = kg_term("Unverified")
_CLUSTER = kg_term("NameCluster")


@dataclass(slots=True)
class ClusterFacts:
    """What the mentions of a name cluster say: printed forms, proven persons, any unproven.

    ``possible`` are persons that links say may stand behind the name.
    """

    names: Tally = field(default_factory=dict)
    persons: set[str] = field(default_factory=set)
    possible: set[str] = field(default_factory=set)
    unproven: bool = False


@dataclass(slots=True)
class PersonFacts:
    """What proves a person: printed forms, identifiers, and what sources say of the person."""

    names: Tally = field(default_factory=dict)
    said: dict[str, set[str]] = field(default_factory=dict)


@dataclass(slots=True)
class SeriesFacts:
    """What is said of a venue series: printed names, kinds, and by links what it is elsewhere."""

    names: Tally = field(default_factory=dict)
    kinds: set[str] = field(default_factory=set)
    same_as: set[str] = field(default_factory=set)


def triples(subject: str, facts: Iterable[str]) -> str:
    """The lines that say ``facts``, each a predicate and an object, of one subject."""
    return "".join([f"{subject} {fact} .\n" for fact in facts])


def count(tally: Tally, form: str, times: int) -> None:
    """Count a form that was seen some more times."""
    tally[form] = tally.get(form, 0) + times


def most_frequent(tally: Mapping[str, int]) -> str:
    """The form seen most often; ties by smallest code points."""
    return min(tally, key=lambda form: (-tally[form], form[1:-1]))


def _named(tally: Mapping[str, int]) -> list[str]:
    name = most_frequent(tally)
    return [f"{NAME} {name}", *(f"{_ALTERNATE_NAME} {form}" for form in tally if form != name)]


def cluster_lines(cluster: str, facts: ClusterFacts) -> str:
    """A name cluster, with what is known of who bears the name."""
    if not facts.persons and not facts.possible and len(facts.names) == 1:
        # By far the most frequent form, written at once.
        (name,) = facts.names
        return (
            f"<{cluster}> {TYPE} {_CLUSTER} .\n<{cluster}> {NAME} {name} .\n"
            f"<{cluster}> {_STATUS} {_UNVERIFIED} .\n"
        )
    if len(facts.persons) > 1:
        status = kg_term("KnownAmbiguous")
    elif facts.persons and not facts.unproven:
        status = kg_term("Verified")
    else:
        status = _UNVERIFIED
    said = [f"{TYPE} {_CLUSTER}", *_named(facts.names), f"{_STATUS} {status}"]
    said += [f"{kg_term('possiblePerson')} <{person}>" for person in facts.persons | facts.possible]
    return triples(iri(cluster), said)


def person_lines(person: str, aliases: Iterable[str], facts: PersonFacts) -> str:
    """A person, who exists only by what sources state; nothing, where only links speak of one.

    ``aliases`` are the IRIs that the person's other identifiers would give.
    """
    stated = sorted(facts.said.get("identifier", ()))
    published = [mint.resolver_iri(identifier_of(text), of_person=True) for text in stated]
    same = {iri(address) for address in (*published, *aliases) if address}
    same |= facts.said.pop("linked", set())
    if not facts.names and not facts.said:
        return ""
    said = [f"{TYPE} {schema_term('Person')}", *(_named(facts.names) if facts.names else ())]
    for what, values in facts.said.items():
        predicate = DERIVED_FROM if what == "source" else schema_term(what)
        said += [f"{predicate} {value}" for value in values]
    said += [f"{_SAME_AS} {address}" for address in same - {iri(person)}]
    return triples(iri(person), said)


def identifier_of(written: str) -> Identifier:
    """The identifier that a literal ``"scheme:value"`` states."""
    return Identifier(*text_of(written).split(":", 1))


def series_name(slug: str, facts: SeriesFacts) -> str:
    """The short name of a series: the known one, else the most frequent printed one."""
    known = known_series().get(slug)
    return known.name if known else text_of(most_frequent(facts.names))


def _is_journal(slug: str, facts: SeriesFacts) -> bool:
    known = known_series().get(slug)
    if known:
        return known.kind is VenueKind.JOURNAL
    return facts.kinds == {VenueKind.JOURNAL.value}


def series_lines(base: str, slug: str, facts: SeriesFacts) -> str:
    """A venue series with all its names."""
    known = known_series().get(slug)
    name = literal(series_name(slug, facts))
    others = {*facts.names, *(map(literal, known.alternate_names) if known else ())} - {name}
    same_as = facts.same_as.union(known.same_as if known else ())
    kind = "Periodical" if _is_journal(slug, facts) else "EventSeries"
    return triples(
        iri(mint.venue_iri(base, slug)),
        [
            f"{TYPE} {kg_term('VenueSeries')}",
            f"{TYPE} {schema_term(kind)}",
            f"{NAME} {name}",
            *(f"{_ALTERNATE_NAME} {other}" for other in others),
            *(f"{_SAME_AS} {iri(same)}" for same in same_as),
        ],
    )


def edition_lines(base: str, slug: str, year: int, facts: SeriesFacts) -> str:
    """A venue's year: an event, or a journal's annual volume."""
    series = iri(mint.venue_iri(base, slug))
    journal = _is_journal(slug, facts)
    said = [
        f"{TYPE} {kg_term('Edition')}",
        f"{TYPE} {schema_term('PublicationVolume' if journal else 'Event')}",
        f"{NAME} {literal(f'{series_name(slug, facts)} {year}')}",
        f"{kg_term('editionOf')} {series}",
        f"{schema_term('isPartOf' if journal else 'superEvent')} {series}",
        f"{kg_term('year')} {integer(year)}",
    ]
    if not journal:
        said.append(f"{schema_term('startDate')} {literal(f'{year:04d}', f'{XSD}gYear')}")
    return triples(iri(mint.edition_iri(base, slug, year)), said)


def volume_lines(
    base: str,
    volume: tuple[str, int | None, str],
    printed: Mapping[str, int],
    titles: Mapping[str, int],
    facts: SeriesFacts,
) -> str:
    """A volume that a source names: its series' slug, its year and its own IRI.

    Its name is the title that sources state, else made of the series' name and the volume.
    """
    slug, year, address = volume
    number = most_frequent(printed)
    of = mint.venue_iri(base, slug) if year is None else mint.edition_iri(base, slug, year)
    made = literal(f"{series_name(slug, facts)}, volume {text_of(number)}")
    return triples(
        iri(address),
        [
            f"{TYPE} {schema_term('PublicationVolume')}",
            f"{NAME} {most_frequent(titles) if titles else made}",
            f"{schema_term('volumeNumber')} {number}",
            f"{kg_term('proceedingsOf')} {iri(of)}",
        ],
    )


def software_lines(software: str, urls: Tally, publications: Iterable[str]) -> str:
    """A repository and the publications whose code it is said to hold."""
    address = min(urls, key=lambda url: (-urls[url], url))
    said = [
        f"{TYPE} {schema_term('SoftwareSourceCode')}",
        f"{schema_term('codeRepository')} {iri(address)}",
    ]
    said += [f"{iri(f'{CODEMETA}referencePublication')} {iri(p)}" for p in publications]
    return triples(iri(software), said)


def work_lines(work: str, name: str) -> str:
    """A work of several publications; its name as N-Triples writes it."""
    return triples(iri(work), [f"{TYPE} {kg_term('Work')}", f"{NAME} {name}"])


def counts_as_lines(publication: str, work: str | None) -> str:
    """What a publication counts as: the work that it is a form of, else itself."""
    if work is None:
        return f"<{publication}> {COUNTS_AS} <{publication}> .\n"
    example = f"{schema_term('exampleOfWork')} {iri(work)}"
    return triples(iri(publication), [f"{COUNTS_AS} {iri(work)}", example])


@cache
def _taxonomy() -> Mapping[str, list[str]]:
    """The statements of ``ontology/arxiv.ttl`` about its concepts, by concept."""
    from pyoxigraph import RdfFormat, parse

    statements: dict[str, list[str]] = {}
    for quad in parse(path=str(resource("ontology", "arxiv.ttl")), format=RdfFormat.TURTLE):
        if quad.predicate.value not in {f"{RDFS}isDefinedBy", f"{SKOS}hasTopConcept"}:
            facts = statements.setdefault(quad.subject.value, [])
            facts.append(f"{quad.predicate} {quad.object}")
    return statements


_RELATED = {
    iri(SKOS + "broader"),
    iri(SKOS + "exactMatch"),
    iri(SKOS + "inScheme"),
    iri(SKOS + "topConceptOf"),
    iri(DCTERMS + "isReplacedBy"),
    iri(OWL + "deprecated"),
}


def concept_lines(base: str, concepts: Iterable[str]) -> Iterator[str]:
    """The concepts in use, and those of the arXiv taxonomy that they lead to, described."""
    taxonomy = _taxonomy()
    waiting, seen = list(concepts), set[str]()
    while waiting:
        concept = waiting.pop()
        if concept in seen:
            continue
        seen.add(concept)
        facts = taxonomy.get(concept)
        if facts is None:
            facts = _plain_concept(base, concept)
        yield triples(iri(concept), facts)
        waiting += [
            value[1:-1]
            for predicate, _, value in (fact.partition(" ") for fact in facts)
            if predicate in _RELATED and value[1:-1] in taxonomy
        ]


def _plain_concept(base: str, concept: str) -> list[str]:
    local = concept.removeprefix(ARXIV).removeprefix(f"{base}category/")
    code = literal(path_text(local.rpartition("/")[2]))
    notation, label = iri(f"{SKOS}notation"), iri(f"{SKOS}prefLabel")
    return [f"{TYPE} {iri(f'{SKOS}Concept')}", f"{notation} {code}", f"{label} {code}"]
