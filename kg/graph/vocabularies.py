"""Which terms the graph may use: those the project declares, and those it takes from others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from kg.graph.vocab import (
    CODEMETA,
    DCAT,
    DCTERMS,
    FOAF,
    KG,
    OWL,
    PROV,
    RDF,
    RDFS,
    SCHEMA,
    SKOS,
    SSSOM,
    VOID,
)
from kg.resources import resource

_TERMS_BY_VOCABULARY = {
    RDF: "type",
    SCHEMA: """
        Event EventSeries Observation Periodical Person ProfilePage PublicationVolume
        ScholarlyArticle SoftwareSourceCode
        about abstract affiliation alternateName author codeRepository datePublished editor
        exampleOfWork
        identifier isPartOf issueNumber keywords license mainEntity measuredProperty name
        observationAbout observationDate pagination position sameAs startDate superEvent unitText
        url value volumeNumber
    """,
    SKOS: """
        Concept ConceptScheme
        altLabel broader exactMatch hasTopConcept inScheme notation prefLabel topConceptOf
    """,
    PROV: "Activity Entity wasDerivedFrom wasGeneratedBy",
    DCTERMS: """
        conformsTo description format identifier isReplacedBy issued license modified publisher
        source subject title
    """,
    CODEMETA: "referencePublication",
    OWL: "annotatedProperty annotatedSource annotatedTarget deprecated sameAs",
    SSSOM: """
        Mapping MappingSet NegatedPredicate
        author_id author_label comment confidence mapping_date mapping_justification mapping_tool
        mapping_tool_version mappings object_label object_source object_source_version
        predicate_modifier subject_label subject_match_field subject_source
    """,
    VOID: """
        Dataset DatasetDescription Linkset
        class classPartition classes dataDump distinctObjects distinctSubjects documents entities
        exampleResource feature inDataset linkPredicate objectsTarget properties property
        propertyPartition rootResource sparqlEndpoint subjectsTarget subset triples
        uriLookupEndpoint uriRegexPattern uriSpace vocabulary
    """,
    DCAT: """
        Catalog DataService Dataset Distribution
        accessURL byteSize compressFormat contactPoint dataset distribution downloadURL endpointURL
        keyword landingPage mediaType servesDataset
    """,
    FOAF: "homepage page primaryTopic topic",
}

TERMS_FROM_OTHERS: frozenset[str] = frozenset(
    vocabulary + term
    for vocabulary, terms in _TERMS_BY_VOCABULARY.items()
    for term in terms.split()
)
"""IRIs of the classes and properties that the data and its description take from listed
vocabularies: schema.org, SKOS, PROV-O, DCMI Terms, CodeMeta, OWL, SSSOM, VoID, DCAT
and FOAF."""


@dataclass(frozen=True, slots=True)
class Description:
    """What the ontology says of one of the project's own terms, in English."""

    label: str
    comment: str


@cache
def declared_terms() -> frozenset[str]:
    """IRIs of all terms that data may use: those of ``ontology/kg.ttl`` and those from others.

    A term is declared when it is in the project's namespace and has a type.
    """
    return TERMS_FROM_OTHERS.union(_stated(f"{RDF}type"))


@cache
def descriptions() -> Mapping[str, Description]:
    """IRI → description of each of the project's own terms."""
    labels, comments = _stated(f"{RDFS}label"), _stated(f"{RDFS}comment")
    return {
        term: Description(labels.get(term, ""), comments.get(term, ""))
        for term in _stated(f"{RDF}type")
    }


def _stated(predicate: str) -> Mapping[str, str]:
    """What ``ontology/kg.ttl`` says of its own terms by one property."""
    from pyoxigraph import NamedNode, RdfFormat, parse

    ontology = parse(path=str(resource("ontology", "kg.ttl")), format=RdfFormat.TURTLE)
    return {
        quad.subject.value: str(getattr(quad.object, "value", ""))
        for quad in ontology
        if isinstance(quad.subject, NamedNode)
        and quad.predicate.value == predicate
        and quad.subject.value.startswith(KG)
    }
