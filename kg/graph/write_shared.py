"""Records of things that many publications share, as N-Triples: volumes with editors, persons."""

from __future__ import annotations

from kg.graph import iri as mint
from kg.graph.blocks import Statements
from kg.graph.ntriples import iri, literal
from kg.graph.terms import (
    DERIVED_FROM,
    EDITORSHIP,
    NAME_AS_LISTED,
    integer,
    kg_term,
    partial_date,
    schema_term,
)
from kg.graph.venues import series_slug
from kg.graph.write import identifier_facts, volume_reference
from kg.graph.write_role import refer_to_person, write_role
from kg.model import Person, Volume


def write_volume(base: str, record: Volume, sha256: str) -> Statements:
    """What one source says of a volume; its venue and name are gathered from all that refer to it.

    The record's edition must name a volume.
    """
    edition = record.edition
    slug = series_slug(edition.venue.name, edition.venue.kind)
    volume = edition.volume or ""
    address = mint.volume_iri(base, slug, edition.year, volume)
    said = Statements(address)
    kind = edition.venue.kind or ""
    said.references.append(f"venue\t{slug}\t{literal(edition.venue.name)}\t{kind}")
    if edition.year is not None:
        said.references.append(f"venue-edition\t{slug}\t{edition.year}")
    said.references.append(volume_reference(slug, edition.year, volume, address, record.title))
    derived = f"{DERIVED_FROM} {iri(mint.source_iri(base, sha256))}"
    facts = [derived, f"{kg_term('titleAsListed')} {literal(record.title)}"]
    if record.publisher is not None:
        facts.append(f"{kg_term('publisherAsListed')} {literal(record.publisher)}")
    if record.date is not None and record.date.year is not None:
        facts.append(f"{schema_term('datePublished')} {partial_date(record.date)}")
        facts.append(f"{kg_term('year')} {integer(record.date.year)}")
    facts += [f"{schema_term('url')} {iri(url)}" for url in record.urls]
    facts += identifier_facts(record.identifiers)
    for editor in record.editors:
        place = editor.position or f"x-{mint.name_key(editor.name)}"
        node = f"<{address}#editor-{place}>"
        counted = write_role(said, base, node, EDITORSHIP, editor, [derived])
        facts.append(f"{kg_term('editorship')} {node}")
        facts.append(f"{schema_term('editor')} {iri(counted)}")
    said.say(iri(address), facts)
    return said


def write_person(base: str, record: Person, sha256: str) -> Statements:
    """What one source says of a person whom it identifies."""
    person = mint.person_iri(base, record.identifiers)
    if person is None:
        raise ValueError("a person needs an identifier of a scheme that proves who it is")
    said = Statements(person)
    stated = [literal(f"{i.scheme}:{i.value}") for i in record.identifiers]
    told = {
        "affiliation": [literal(text) for text in record.affiliations],
        "url": [iri(url) for url in record.urls],
    }
    derived = iri(mint.source_iri(base, sha256))
    said.say(
        iri(person),
        [
            f"{DERIVED_FROM} {derived}",
            *(f"{NAME_AS_LISTED} {literal(name)}" for name in record.names),
            *(f"{schema_term('identifier')} {text}" for text in stated),
            *(f"{schema_term(term)} {value}" for term, values in told.items() for value in values),
        ],
    )
    refer_to_person(said, person, record.identifiers)
    said.references.append(f"person\t{person}\tsource\t{derived}")
    for term, values in {"name": map(literal, record.names), **told}.items():
        said.references += [f"person\t{person}\t{term}\t{value}" for value in values]
    return said
