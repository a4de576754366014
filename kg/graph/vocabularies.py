"""Which terms the graph may use: those the project declares, and those it takes from others."""

from __future__ import annotations

from functools import cache

from kg.graph.vocab import CODEMETA, DCAT, DCTERMS, FOAF, KG, OWL, PROV, RDF, SCHEMA, SKOS, VOID
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
    PROV: "Entity wasDerivedFrom",
    DCTERMS: """
        conformsTo description format identifier isReplacedBy issued license modified publisher
        source subject title
    """,
    CODEMETA: "referencePublication",
    OWL: "deprecated",
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
vocabularies: schema.org, SKOS, PROV-O, DCMI Terms, CodeMeta, OWL, VoID, DCAT and FOAF."""


@cache
def declared_terms() -> frozenset[str]:
    """IRIs of all terms that data may use: those of ``ontology/kg.ttl`` and those from others.

    A term is declared when it is in the project's namespace and has a type.
    """
    from pyoxigraph import NamedNode, RdfFormat, parse

    ontology = parse(path=str(resource("ontology", "kg.ttl")), format=RdfFormat.TURTLE)
    typed = (
        quad.subject.value
        for quad in ontology
        if isinstance(quad.subject, NamedNode) and quad.predicate.value == f"{RDF}type"
    )
    return TERMS_FROM_OTHERS.union(iri for iri in typed if iri.startswith(KG))
