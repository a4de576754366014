"""A description of the graph in VoID (https://www.w3.org/TR/void/) and DCAT, with exact counts."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from kg.export.context import context
from kg.export.registry import Exporter, exporters
from kg.graph.ntriples import iri, literal, split
from kg.graph.sorting import sorted_lines
from kg.graph.vocab import DCAT, DCTERMS, KG, RDF, VOID, XSD

_TYPE = iri(f"{RDF}type")
_SOURCE = iri(f"{KG}Source")
_MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
_NO_SLUG = re.compile(r"[^A-Za-z0-9]+")

Fact = tuple[str, str, str]


def void_lines(
    lines: Iterable[str],
    base: str,
    *,
    title: str = "Scholarly knowledge graph",
    named: Mapping[str, int] | None = None,
) -> Iterator[str]:
    """The description of a graph as sorted N-Triples lines, from its own sorted lines.

    The dataset is ``<base>dataset``, its partitions and distributions are parts of that. All counts
    are exact; distinct objects are counted by an external sort, so memory does not grow with the
    graph, only with the number of its classes, properties and sources. ``named`` is how many
    statements stand in each named graph; they are counted apart.
    """
    census = _Census()
    distinct_objects = sum(1 for _ in sorted_lines(census.objects(lines)))
    dataset = f"{base}dataset"
    facts = [
        *_dataset(dataset, base, title),
        *_counts(dataset, census, distinct_objects),
        *_partitions(dataset, census),
        *(fact for exporter in exporters() for fact in _distribution(dataset, exporter)),
        *((dataset, f"{DCTERMS}source", source) for source in census.sources),
        *(fact for graph, size in (named or {}).items() for fact in _part(dataset, graph, size)),
    ]
    yield from sorted(
        {f"{iri(subject)} {iri(predicate)} {value} ." for subject, predicate, value in facts}
    )


class _Census:
    """What is counted in one pass."""

    def __init__(self) -> None:
        self.triples = 0
        self.subjects = 0
        self.properties: Counter[str] = Counter()
        self.classes: Counter[str] = Counter()
        self.sources: list[str] = []

    def objects(self, lines: Iterable[str]) -> Iterator[str]:
        """The object of each line, everything else being counted on the way."""
        current = ""
        for line in lines:
            subject, predicate, target = split(line)
            self.triples += 1
            self.properties[predicate] += 1
            if subject != current:
                self.subjects += 1
                current = subject
            if predicate == _TYPE:
                self.classes[target] += 1
                if target == _SOURCE:
                    self.sources.append(subject)
            yield target


def _dataset(dataset: str, base: str, title: str) -> Iterator[Fact]:
    yield dataset, f"{RDF}type", iri(f"{VOID}Dataset")
    yield dataset, f"{RDF}type", iri(f"{DCAT}Dataset")
    yield dataset, f"{DCTERMS}title", literal(title)
    yield dataset, f"{VOID}uriSpace", literal(base)


def _part(dataset: str, graph: str, statements: int) -> Iterator[Fact]:
    derived = graph.endswith("/summaries")
    title = "Summaries, derived from the graph" if derived else "Links, with their evidence"
    yield dataset, f"{VOID}subset", iri(graph)
    yield graph, f"{RDF}type", iri(f"{VOID}Dataset")
    yield graph, f"{DCTERMS}title", literal(title)
    yield graph, f"{VOID}triples", _integer(statements)


def _counts(dataset: str, census: _Census, distinct_objects: int) -> Iterator[Fact]:
    yield dataset, f"{VOID}triples", _integer(census.triples)
    yield dataset, f"{VOID}distinctSubjects", _integer(census.subjects)
    yield dataset, f"{VOID}distinctObjects", _integer(distinct_objects)
    yield dataset, f"{VOID}properties", _integer(len(census.properties))
    yield dataset, f"{VOID}classes", _integer(len(census.classes))
    for term in {*census.properties, *census.classes}:
        name = term[1:-1]
        yield dataset, f"{VOID}vocabulary", iri(name[: max(name.rfind("#"), name.rfind("/")) + 1])


def _partitions(dataset: str, census: _Census) -> Iterator[Fact]:
    for term, entities in census.classes.items():
        part = f"{dataset}#class-{_slug(term)}"
        yield dataset, f"{VOID}classPartition", iri(part)
        yield part, f"{VOID}class", term
        yield part, f"{VOID}entities", _integer(entities)
    for term, triples in census.properties.items():
        part = f"{dataset}#property-{_slug(term)}"
        yield dataset, f"{VOID}propertyPartition", iri(part)
        yield part, f"{VOID}property", term
        yield part, f"{VOID}triples", _integer(triples)


def _distribution(dataset: str, exporter: Exporter) -> Iterator[Fact]:
    part = f"{dataset}#{exporter.name}"
    yield dataset, f"{VOID}feature", iri(exporter.feature)
    yield dataset, f"{DCAT}distribution", iri(part)
    yield part, f"{RDF}type", iri(f"{DCAT}Distribution")
    yield part, f"{DCTERMS}title", literal(exporter.label)
    yield part, f"{DCAT}mediaType", iri(_MEDIA_TYPES + exporter.media_type)


def _slug(term: str) -> str:
    """``kg-authorship`` for a term under a known prefix, else the beginning of its IRI's hash."""
    name = term[1:-1]
    cut = max(name.rfind("#"), name.rfind("/")) + 1
    prefix = context().prefixes.get(name[:cut])
    if prefix and not _NO_SLUG.search(name, cut):
        return f"{prefix}-{name[cut:]}"
    return hashlib.sha256(name.encode()).hexdigest()[:16]


def _integer(number: int) -> str:
    return literal(str(number), f"{XSD}integer")
