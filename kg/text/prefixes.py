"""IRIs and their compact forms (CURIEs) by a table of prefixes, as mapping files (SSSOM) have them.

https://www.w3.org/TR/curie/
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import quote, unquote

BUILT_IN = {
    "linkml": "https://w3id.org/linkml/",
    "orcid": "https://orcid.org/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "semapv": "https://w3id.org/semapv/vocab/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "sssom": "https://w3id.org/sssom/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
"""Prefixes that no SSSOM file need declare, nor may declare otherwise."""

ELSEWHERE = {
    "acl": "https://aclanthology.org/",
    "dblp": "https://dblp.org/",
    "doi": "https://doi.org/",
    "isni": "https://isni.org/isni/",
    "openalex": "https://openalex.org/",
    "s2": "https://www.semanticscholar.org/",
    "semopenalex": "https://semopenalex.org/",
    "wd": "http://www.wikidata.org/entity/",
}
"""Prefixes of the graphs that papers, venues and people are linked to."""

FIELDS = "https://w3id.org/scholarly-kg/field/"
TARGETS = "https://w3id.org/scholarly-kg/target/"
WORDS = {"field": FIELDS, "target": TARGETS}
"""Where plain words stand for what was compared, and for sources that have no IRI."""

_IRI = re.compile(r"https?://[^\s\x00-\x20\x7f-\x9f<>\"{}|\\^`]+")
_CURIE = re.compile(r"([A-Za-z_][\w.-]*):(\S*)")
_NO_PREFIX = re.compile(r"[^A-Za-z0-9.-]+")


def is_iri(text: str) -> bool:
    """Whether a text is an IRI of http or https with nothing else in it."""
    return bool(_IRI.fullmatch(text))


def expanded(text: str, prefixes: Mapping[str, str]) -> str | None:
    """The IRI that a text is or is short for, or ``None``; ``<…>`` around it is taken off.

    Prefixes are known in any case where only one of them can be meant.

    >>> expanded("WD:Q42", ELSEWHERE), expanded("nowhere:Q42", ELSEWHERE)
    ('http://www.wikidata.org/entity/Q42', None)
    """
    if text.startswith("<") and text.endswith(">"):
        text = text[1:-1]
    if is_iri(text):
        return text
    compact = _CURIE.fullmatch(text)
    if compact is None:
        return None
    namespace = prefixes.get(compact[1])
    if namespace is None:
        alike = {iri for name, iri in prefixes.items() if name.lower() == compact[1].lower()}
        namespace = alike.pop() if len(alike) == 1 else None
    iri = None if namespace is None else namespace + compact[2]
    return iri if iri and is_iri(iri) else None


def place_of(iri: str) -> str:
    """What of an IRI a prefix can stand for: all up to the last separator that something follows.

    >>> place_of("http://example.org/people/ada"), place_of("http://example.org/")
    ('http://example.org/people/', 'http://')
    """
    return iri[: max(iri.rfind(mark, 0, -1) for mark in "/#=") + 1]


def prefix_of(place: str) -> str:
    """A prefix for a place that has none, made of itself.

    >>> prefix_of("http://example.org/people/")
    'example.org_people'
    """
    scheme, _, rest = place.partition("://")
    name = _NO_PREFIX.sub("_", rest).strip("_.-") or scheme
    return name if name[:1].isalpha() else f"n{name}"


def word_iri(text: str, namespace: str) -> str:
    """An IRI as it is, and a plain word as an IRI of ``namespace``; :func:`word` has it back."""
    return text if is_iri(text) else namespace + quote(text, safe="")


def word(iri: str, namespace: str) -> str:
    """What :func:`word_iri` was given.

    >>> word(word_iri("rare names", FIELDS), FIELDS)
    'rare names'
    """
    return unquote(iri.removeprefix(namespace)) if iri.startswith(namespace) else iri
