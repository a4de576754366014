"""DBLP: https://sparql.dblp.org/sparql, or its dump.

DOIs are IRIs, in upper case today and as registered in older dumps; arXiv preprints bear arXiv's
DOIs. A title is found only if it is written as DBLP writes it, but for its case in some ways. Who
is only known by a name that several people bear (``AmbiguousCreator``) is no candidate.

Source: https://dblp.org/rdf/docu/.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from kg.graph.iri import resolver_iri
from kg.link.remote.adapters.adapter import Adapter
from kg.link.remote.adapters.spellings import nodes, texts, titles, with_full_stop
from kg.model import Identifier
from kg.text import identifiers

if TYPE_CHECKING:
    from kg.questions.fill import Term

ENDPOINT = "https://sparql.dblp.org/sparql"

_DOI = "https://doi.org/"
_OLD_DOI = "http://dx.doi.org/"


class Dblp(Adapter):
    """Publications, people and streams of DBLP."""

    name: ClassVar[str] = "dblp"
    scheme: ClassVar[str] = "dblp"

    def paper_terms(self, asked: Identifier) -> Sequence[Term]:
        own = resolver_iri(asked, of_person=False)
        if asked.scheme == "doi":
            return nodes(_dois(asked))
        if asked.scheme == "arxiv":
            doi = Identifier("doi", f"10.48550/arxiv.{asked.value}")
            key = asked.value.replace(".", "-").replace("/", "-")
            return nodes([*_dois(doi), f"https://dblp.org/rec/journals/corr/abs-{key}", own])
        if asked.scheme == "acl":
            dois = (Identifier("doi", f"{at}/v1/{asked.value.lower()}") for at in _ACL_DOIS)
            pages = [f"{own}/", own, f"https://www.aclweb.org/anthology/{asked.value}/"]
            return nodes([iri for doi in dois for iri in _dois(doi)] + pages)
        if asked.scheme == "dblp" and identifiers.dblp_key(asked.value):
            return nodes([own])
        return nodes([own]) if asked.scheme in {"wikidata", "openreview"} else []

    def person_terms(self, asked: Identifier) -> Sequence[Term]:
        if asked.scheme == "dblp" and not identifiers.dblp_person(asked.value):
            return []
        known = asked.scheme in {"orcid", "dblp", "wikidata"}
        return nodes([resolver_iri(asked, of_person=True)]) if known else []

    def title_terms(self, title: str) -> Sequence[Term]:
        return texts(with_full_stop(one) for one in titles(title))

    def name_terms(self, name: str) -> Sequence[Term]:
        return texts([name])


_ACL_DOIS = ("10.18653", "10.3115")


def _dois(doi: Identifier) -> list[str]:
    """The IRIs of a DOI, in lower and in upper case."""
    resolved = resolver_iri(doi, of_person=False) or ""
    upper = _DOI + resolved.removeprefix(_DOI).upper()
    return [resolved, upper, *(iri.replace(_DOI, _OLD_DOI) for iri in (resolved, upper))]
