"""Namespaces and the terms that ``kg`` writes, one constant a term, declared in ``ontology/``."""

from __future__ import annotations

SCHEMA = "http://schema.org/"
KG = "https://w3id.org/scholarly-kg/ontology#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
XSD = "http://www.w3.org/2001/XMLSchema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
PROV = "http://www.w3.org/ns/prov#"
DCTERMS = "http://purl.org/dc/terms/"
DCAT = "http://www.w3.org/ns/dcat#"
VOID = "http://rdfs.org/ns/void#"
OWL = "http://www.w3.org/2002/07/owl#"
FOAF = "http://xmlns.com/foaf/0.1/"
CODEMETA = "https://codemeta.github.io/terms/"
SSSOM = "https://w3id.org/sssom/"
SEMAPV = "https://w3id.org/semapv/vocab/"

ARXIV = "https://w3id.org/scholarly-kg/arxiv/"
DEFAULT_BASE = "https://w3id.org/scholarly-kg/id/"

SAME_AS = f"{OWL}sameAs"
POSSIBLE_PERSON = f"{KG}possiblePerson"
VERIFIED_AGENT = f"{KG}verifiedAgent"
DECIDING = frozenset((SAME_AS, POSSIBLE_PERSON, VERIFIED_AGENT))
"""The predicates of links that have an effect on the graph."""

PREFIXES: dict[str, str] = {
    "schema": SCHEMA,
    "kg": KG,
    "rdf": RDF,
    "rdfs": RDFS,
    "xsd": XSD,
    "skos": SKOS,
    "prov": PROV,
    "dcterms": DCTERMS,
    "dcat": DCAT,
    "void": VOID,
    "owl": OWL,
    "foaf": FOAF,
    "codemeta": CODEMETA,
    "sssom": SSSOM,
    "semapv": SEMAPV,
    "arxiv": ARXIV,
}
"""Prefix → namespace, known to every query and written to every Turtle file."""

_SECTIONS = ("name", "person", "paper", "work", "venue", "category", "code", "source")


def namespaces(base: str) -> dict[str, str]:
    """Prefix → namespace: the sections of the data under a base go first, then ``PREFIXES``."""
    return {section: f"{base}{section}/" for section in _SECTIONS} | PREFIXES
