"""Sources as N-Triples lines: the document itself, its profile page, and the figures it reports."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from kg.graph import iri as mint
from kg.graph.ntriples import iri, literal
from kg.graph.vocab import KG, PROV, SCHEMA, XSD
from kg.graph.write import DERIVED_FROM, NAME_AS_LISTED, TYPE, integer, number, triples
from kg.model import Counts, Metric, Profile, Source


def day(value: date) -> str:
    """An ``xsd:date`` literal."""
    return f'"{value.isoformat()}"^^<{XSD}date>'


def source_lines(base: str, source: Source, counts: Counts) -> list[str]:
    """The statements about a document: what it is, when it was had, and what came of reading it."""
    facts = [
        (TYPE, iri(f"{PROV}Entity")),
        (TYPE, iri(f"{KG}Source")),
        (iri(f"{KG}fileName"), literal(source.file_name)),
        (iri(f"{KG}format"), literal(source.format)),
        (iri(f"{KG}parser"), literal(source.parser)),
        (iri(f"{KG}recordsRead"), integer(counts.read)),
        (iri(f"{KG}recordsLoaded"), integer(counts.loaded)),
        (iri(f"{KG}recordsMerged"), integer(counts.merged)),
        (iri(f"{KG}recordsRejected"), integer(counts.rejected)),
    ]
    if source.retrieved:
        facts.append((iri(f"{KG}retrievedOn"), day(source.retrieved)))
    if source.received:
        facts.append((iri(f"{KG}receivedOn"), day(source.received)))
    address = mint.web_iri(source.url) if source.url else None
    if address:
        facts.append((iri(f"{SCHEMA}url"), iri(address)))
    if source.licence:
        facts.append((iri(f"{SCHEMA}license"), literal(source.licence)))
    return triples(iri(mint.source_iri(base, source.sha256)), facts)


def profile_lines(base: str, profile: Profile, source: Source, ordinal: int = 1) -> list[str]:
    """The statements of a profile page: about the page, never about whoever bears the name."""
    document = mint.source_iri(base, source.sha256)
    suffix = "" if ordinal == 1 else f"-{ordinal}"
    page = f"{document}#page{suffix}"
    facts = [
        (TYPE, iri(f"{SCHEMA}ProfilePage")),
        (iri(f"{SCHEMA}mainEntity"), iri(mint.name_iri(base, profile.name))),
        (NAME_AS_LISTED, literal(profile.name)),
        (DERIVED_FROM, iri(document)),
    ]
    if profile.identity_note:
        facts.append((iri(f"{KG}identityNote"), literal(profile.identity_note)))
    for category in profile.categories:
        concept = mint.category_iri(base, category)
        if concept:
            facts.append((iri(f"{SCHEMA}about"), iri(concept)))
        if category.as_listed is not None:
            facts.append((iri(f"{KG}categoryAsListed"), literal(category.as_listed)))
    lines = triples(iri(page), facts)
    for metric in profile.metrics:
        lines += _observation(base, metric, f"{document}#{metric.name}{suffix}", page, source)
    return lines


def metric_lines(base: str, root: str, metrics: tuple[Metric, ...], source: Source) -> list[str]:
    """The figures that a source reports about the publication ``root``."""
    publication = root.partition("#")[0]
    part = f"{root}#" if root == publication else f"{root}-"
    lines: list[str] = []
    for metric in metrics:
        node = f"{part}{metric.name}-{source.sha256[:8]}"
        lines += _observation(base, metric, node, publication, source)
    return lines


def _observation(base: str, metric: Metric, node: str, about: str, source: Source) -> Iterator[str]:
    document = iri(mint.source_iri(base, source.sha256))
    facts = [
        (TYPE, iri(f"{SCHEMA}Observation")),
        (iri(f"{SCHEMA}observationAbout"), iri(about)),
        (iri(f"{SCHEMA}measuredProperty"), iri(f"{KG}{metric.name}")),
        (iri(f"{SCHEMA}value"), number(metric.value)),
        (DERIVED_FROM, document),
    ]
    if metric.unit is not None:
        facts.append((iri(f"{SCHEMA}unitText"), literal(metric.unit)))
    if source.as_of:
        facts.append((iri(f"{SCHEMA}observationDate"), day(source.as_of)))
        if not source.retrieved:
            facts.append((iri(f"{KG}dateInferredFrom"), document))
    yield from triples(iri(node), facts)
