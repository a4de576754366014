"""Sources as N-Triples: the document itself, its profile page, and the figures it reports."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from kg.graph import iri as mint
from kg.graph.blocks import Statements
from kg.graph.ntriples import iri, literal
from kg.graph.terms import (
    DERIVED_FROM,
    NAME_AS_LISTED,
    TYPE,
    integer,
    kg_term,
    number,
    schema_term,
)
from kg.graph.vocab import KG, PROV, XSD
from kg.graph.write import record_iris
from kg.model import Counts, Metric, Profile, Source


def day(value: date) -> str:
    """An ``xsd:date`` literal."""
    return f'"{value.isoformat()}"^^<{XSD}date>'


def write_source(
    base: str, source: Source, counts: Counts, profiles: Iterable[Profile] = ()
) -> Statements:
    """The statements about a document, what came of reading it, and its profile pages."""
    said = Statements(mint.source_iri(base, source.sha256))
    said.say(iri(said.document), _source(source, counts))
    for ordinal, profile in enumerate(profiles, 1):
        _profile(said, base, profile, source, "" if ordinal == 1 else f"-{ordinal}")
    return said


def _source(source: Source, counts: Counts) -> Iterator[str]:
    yield f"{TYPE} {iri(f'{PROV}Entity')}"
    yield f"{TYPE} {kg_term('Source')}"
    yield f"{kg_term('fileName')} {literal(source.file_name)}"
    yield f"{kg_term('format')} {literal(source.format)}"
    yield f"{kg_term('parser')} {literal(source.parser)}"
    yield f"{kg_term('recordsRead')} {integer(counts.read)}"
    yield f"{kg_term('recordsLoaded')} {integer(counts.loaded)}"
    yield f"{kg_term('recordsMerged')} {integer(counts.merged)}"
    yield f"{kg_term('recordsRejected')} {integer(counts.rejected)}"
    if source.retrieved:
        yield f"{kg_term('retrievedOn')} {day(source.retrieved)}"
    if source.received:
        yield f"{kg_term('receivedOn')} {day(source.received)}"
    address = mint.web_iri(source.url) if source.url else None
    if address:
        yield f"{schema_term('url')} {iri(address)}"
    if source.licence:
        yield f"{schema_term('license')} {literal(source.licence)}"


def _profile(said: Statements, base: str, profile: Profile, source: Source, suffix: str) -> None:
    """A profile page: about the page, never about whoever bears the name."""
    document = said.document
    page = f"{document}#page{suffix}"
    cluster, name = mint.name_iri(base, profile.name), literal(profile.name)
    facts = [
        f"{TYPE} {schema_term('ProfilePage')}",
        f"{schema_term('mainEntity')} {iri(cluster)}",
        f"{NAME_AS_LISTED} {name}",
        f"{DERIVED_FROM} {iri(document)}",
    ]
    said.references.append(f"cluster\t{cluster}\t{name}")
    if profile.identity_note:
        facts.append(f"{kg_term('identityNote')} {literal(profile.identity_note)}")
    for category in profile.categories:
        concept = mint.category_iri(base, category)
        about = f"{schema_term('about')} {iri(concept)}" if concept else ""
        if about and about not in facts:
            facts.append(about)
            said.references.append(f"concept\t{concept}")
        if category.as_listed is not None:
            facts.append(f"{kg_term('categoryAsListed')} {literal(category.as_listed)}")
    said.say(iri(page), facts)
    for metric in profile.metrics:
        _observation(said, base, metric, f"{document}#{metric.name}{suffix}", page, source)


def write_figures(
    said: Statements, base: str, metrics: Iterable[Metric], source: Source, ordinal: int = 1
) -> None:
    """Add the figures that a source reports about a publication."""
    _, part = record_iris(said.document, ordinal)
    for metric in metrics:
        node = f"{part}{metric.name}-{source.sha256[:8]}"
        _observation(said, base, metric, node, said.document, source)


def _observation(
    said: Statements, base: str, metric: Metric, node: str, about: str, source: Source
) -> None:
    document = iri(mint.source_iri(base, source.sha256))
    facts = [
        f"{TYPE} {schema_term('Observation')}",
        f"{schema_term('observationAbout')} {iri(about)}",
        f"{schema_term('measuredProperty')} {iri(f'{KG}{metric.name}')}",
        f"{schema_term('value')} {number(metric.value)}",
        f"{DERIVED_FROM} {document}",
    ]
    if metric.unit is not None:
        facts.append(f"{schema_term('unitText')} {literal(metric.unit)}")
    if source.as_of:
        facts.append(f"{schema_term('observationDate')} {day(source.as_of)}")
        if not source.retrieved:
            facts.append(f"{kg_term('dateInferredFrom')} {document}")
    said.say(iri(node), facts)
