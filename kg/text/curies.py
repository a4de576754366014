"""Identifiers that say themselves what they are: addresses and compact ones (CURIEs).

A CURIE of an identifier is its scheme, a colon and its normal form: ``doi:10.1000/x``. Bare values
are of no scheme here: a number may be a paper's in PubMed and another's somewhere else.

https://www.w3.org/TR/curie/
"""

from __future__ import annotations

import re

from kg.text.identifiers import SCHEMES, identifier

_HOSTS: dict[str, tuple[str, ...]] = {
    "doi.org": ("doi",),
    "doi.acm.org": ("doi",),
    "arxiv.org": ("arxiv",),
    "orcid.org": ("orcid",),
    "isni.org": ("isni",),
    "issn.org": ("issn",),
    "dblp.org": ("dblp",),
    "dblp.uni-trier.de": ("dblp",),
    "dblp.dagstuhl.de": ("dblp",),
    "aclanthology.org": ("acl",),
    "aclanthology.info": ("acl",),
    "aclweb.org": ("acl",),
    "openalex.org": ("openalex",),
    "semopenalex.org": ("openalex",),
    "wikidata.org": ("wikidata",),
    "semanticscholar.org": ("s2", "corpus"),
    "openreview.net": ("openreview",),
    "pubmed.ncbi.nlm.nih.gov": ("pmid",),
    "pmc.ncbi.nlm.nih.gov": ("pmcid",),
    "ncbi.nlm.nih.gov": ("pmid", "pmcid"),
}
"""Host, or the end of one → the schemes of which it has identifiers."""

_PREFIXES = {scheme: scheme for scheme in SCHEMES} | {
    "corpusid": "corpus",
    "pmc": "pmcid",
    "pubmed": "pmid",
    "wd": "wikidata",
}
_ADDRESS = re.compile(r"\s*https?://([^/\s?#@:]+)/", re.IGNORECASE)
_CURIE = re.compile(r"\s*([a-z0-9-]+)\s*:\s*(?=[^\s/])(.+)", re.IGNORECASE | re.ASCII | re.DOTALL)
_LONGEST = 2048


def scheme_and_value(text: str) -> tuple[str, str] | None:
    """The scheme and the normal form of an identifier given by its address or as a CURIE.

    >>> scheme_and_value("https://doi.org/10.1000/ABC"), scheme_and_value("wd:Q42")
    (('doi', '10.1000/abc'), ('wikidata', 'Q42'))
    >>> scheme_and_value("31978945") is None
    True
    """
    if len(text) > _LONGEST:
        return None
    address = _ADDRESS.match(text)
    if address:
        host = address[1].lower()
        for known, schemes in _HOSTS.items():
            if host == known or host.endswith(f".{known}"):
                return _first(schemes, text)
        return None
    compact = _CURIE.fullmatch(text)
    scheme = _PREFIXES.get(compact[1].lower()) if compact else None
    return _first((scheme,), compact[2]) if compact and scheme else None


def curie(scheme: str, value: str) -> str:
    """An identifier in its normal form as one text; :func:`scheme_and_value` has it back.

    >>> curie("arxiv", "1706.03762")
    'arxiv:1706.03762'
    """
    return f"{scheme}:{value}"


def _first(schemes: tuple[str, ...], text: str) -> tuple[str, str] | None:
    found = ((scheme, identifier(scheme, text)) for scheme in schemes)
    return next(((scheme, value) for scheme, value in found if value), None)
