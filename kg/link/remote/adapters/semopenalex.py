"""SemOpenAlex: https://semopenalex.org/sparql, or its dump, in its terms of 2023 and of today.

Identifiers are texts or addresses. Authorships say only who is first, last or in the middle, and
names are those of authors, not those printed. A title is found only if it is written as it is
there, but for its case in some ways.

Source: https://semopenalex.org/ontology/.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from kg.graph.iri import resolver_iri
from kg.graph.vocab import XSD
from kg.link.remote.adapters.adapter import Adapter
from kg.link.remote.adapters.spellings import nodes, texts, titles
from kg.model import Identifier
from kg.text import identifiers

if TYPE_CHECKING:
    from kg.questions.fill import Term

ENDPOINT = "https://semopenalex.org/sparql"

_SITE = "https://semopenalex.org"
_ARXIV_DOI = "10.48550/arxiv."
_PMC = "https://www.ncbi.nlm.nih.gov/pmc/articles/"


class SemOpenAlex(Adapter):
    """Works, authors and sources of SemOpenAlex."""

    name: ClassVar[str] = "semopenalex"
    scheme: ClassVar[str] = "openalex"

    def paper_terms(self, asked: Identifier) -> Sequence[Term]:
        address = resolver_iri(asked, of_person=False)
        value = asked.value
        if asked.scheme == "openalex":
            return nodes([work_iri(value)]) if identifiers.openalex(value, "W") else []
        if asked.scheme == "mag":
            return texts([value], datatype=f"{XSD}integer")
        if asked.scheme == "doi":
            # A DOI is not percent-encoded there, unlike in an IRI of this project.
            return _addresses(address, f"https://doi.org/{value}")
        if asked.scheme == "arxiv":
            doi = f"https://doi.org/{_ARXIV_DOI}{value}"
            plain = f"http://arxiv.org/abs/{value}"
            pdf = f"https://arxiv.org/pdf/{value}"
            return _addresses(address, doi, plain, pdf)
        if asked.scheme == "pmcid":
            return _addresses(f"{_PMC}{value}", f"{_PMC}{value.removeprefix('PMC')}")
        return _addresses(address) if asked.scheme in {"pmid", "acl", "openreview"} else []

    def person_terms(self, asked: Identifier) -> Sequence[Term]:
        if asked.scheme == "openalex" and identifiers.openalex(asked.value, "A"):
            return nodes([author_iri(asked.value)])
        if asked.scheme == "orcid":
            return _addresses(resolver_iri(asked, of_person=True), asked.value)
        return []

    def title_terms(self, title: str) -> Sequence[Term]:
        return texts(titles(title))

    def name_terms(self, name: str) -> Sequence[Term]:
        return texts([name])


def work_iri(value: str) -> str:
    """The IRI of a work, by its identifier in OpenAlex."""
    return f"{_SITE}/work/{value}"


def author_iri(value: str) -> str:
    """The IRI of an author, by the identifier in OpenAlex."""
    return f"{_SITE}/author/{value}"


def agent_iri(identifier: Identifier) -> str | None:
    """The IRI under which a person is published of whom SemOpenAlex states an identifier."""
    if identifier.scheme == SemOpenAlex.scheme:
        return author_iri(identifier.value)
    return resolver_iri(identifier, of_person=True)


def _addresses(*addresses: str | None) -> list[Term]:
    """Addresses as texts: the ontology wants them typed, the data of 2023 has them plain."""
    known = [address for address in addresses if address]
    return [*texts(known), *texts(known, datatype=f"{XSD}anyURI")]
