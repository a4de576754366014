"""Terms as N-Triples writes them: those of the vocabulary, numbers, truth values and dates."""

from __future__ import annotations

from decimal import Decimal
from functools import cache

from kg.graph.ntriples import iri
from kg.graph.vocab import KG, PROV, RDF, SCHEMA, XSD
from kg.model import PartialDate


@cache
def schema_term(name: str) -> str:
    """A term of schema.org."""
    return iri(SCHEMA + name)


@cache
def kg_term(name: str) -> str:
    """A term of the project's own ontology."""
    return iri(KG + name)


TYPE = iri(f"{RDF}type")
NAME = schema_term("name")
DERIVED_FROM = iri(f"{PROV}wasDerivedFrom")
COUNTS_AS = kg_term("countsAs")
NAME_AS_LISTED = kg_term("nameAsListed")
ARTICLE = schema_term("ScholarlyArticle")
AUTHORSHIP = kg_term("Authorship")
EDITORSHIP = kg_term("Editorship")
RECORD_OF = kg_term("recordOf")


def integer(value: int) -> str:
    """An ``xsd:integer`` literal."""
    return f'"{value}"^^<{XSD}integer>'


def boolean(value: bool) -> str:
    """An ``xsd:boolean`` literal."""
    return f'"{"true" if value else "false"}"^^<{XSD}boolean>'


def number(value: int | Decimal) -> str:
    """An ``xsd:integer`` or ``xsd:decimal`` literal."""
    if isinstance(value, int):
        return integer(value)
    text = f"{value:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return f'"{text}"^^<{XSD}decimal>'


def partial_date(value: PartialDate) -> str:
    """A date typed by what is known of it; its year must be known."""
    if value.month is None:
        return f'"{value.year:04d}"^^<{XSD}gYear>'
    if value.day is None:
        return f'"{value.year:04d}-{value.month:02d}"^^<{XSD}gYearMonth>'
    return f'"{value.year:04d}-{value.month:02d}-{value.day:02d}"^^<{XSD}date>'
