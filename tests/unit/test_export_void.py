"""The description of a graph counts what a SPARQL engine counts."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pyoxigraph
import pytest
import rdflib
from pyoxigraph import RdfFormat

from kg.export import exporters, write
from kg.export.void import void_lines
from kg.graph.sorting import store_lines
from kg.graph.vocab import DCAT, DCTERMS, DEFAULT_BASE, KG, PROV, SCHEMA, VOID

# rdflib's own readers use what rdflib has deprecated.
pytestmark = [
    pytest.mark.filterwarnings("ignore:Dataset.default_context:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning"),
]

CASES = sorted((Path(__file__).parents[1] / "cases" / "export").glob("*.nt"))
# N-Quads and TriG that name no graph are N-Triples and Turtle, which fit into a plain graph.
_SYNTAX = {
    "ntriples": "nt",
    "nquads": "nt",
    "trig": "turtle",
    "jsonld": "json-ld",
    "rdfxml": "xml",
}
DATASET = rdflib.URIRef(f"{DEFAULT_BASE}dataset")


def lines_of(path: Path) -> list[str]:
    return path.read_text("utf-8").split("\n")[:-1]


def description(lines: list[str], name: str = "turtle") -> rdflib.Graph:
    output = io.BytesIO()
    write(name, void_lines(lines, DEFAULT_BASE), output, DEFAULT_BASE)
    return rdflib.Graph().parse(data=output.getvalue(), format=_SYNTAX.get(name, name))


def number(graph: rdflib.Graph, subject: rdflib.term.Node, term: str) -> int:
    (value,) = graph.objects(subject, rdflib.URIRef(VOID + term))
    return int(str(value))


def loaded(path: Path) -> pyoxigraph.Store:
    store = pyoxigraph.Store()
    store.load(path=path, format=RdfFormat.N_TRIPLES)
    return store


def counted(store: pyoxigraph.Store, query: str) -> dict[str, int]:
    """Numbers by IRI; a query for one number alone gives it under the empty text."""
    rows = store.query(query)
    assert isinstance(rows, pyoxigraph.QuerySolutions)
    return {"".join(one.value for one in row[:-1]): int(row[-1].value) for row in map(tuple, rows)}


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_totals_are_those_of_the_engine(path: Path) -> None:
    store = loaded(path)
    graph = description(list(store_lines(store)))
    for term, query in {
        "triples": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
        "distinctSubjects": "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o }",
        "distinctObjects": "SELECT (COUNT(DISTINCT ?o) AS ?n) { ?s ?p ?o }",
        "properties": "SELECT (COUNT(DISTINCT ?p) AS ?n) { ?s ?p ?o }",
        "classes": "SELECT (COUNT(DISTINCT ?c) AS ?n) { ?s a ?c }",
    }.items():
        assert number(graph, DATASET, term) == counted(store, query)[""], term


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
@pytest.mark.parametrize(
    ("partition", "key", "count", "query"),
    [
        ("classPartition", "class", "entities", "?c (COUNT(DISTINCT ?s) AS ?n) { ?s a ?c }"),
        ("propertyPartition", "property", "triples", "?p (COUNT(*) AS ?n) { ?s ?p ?o }"),
    ],
)
def test_partitions_are_those_of_the_engine(
    path: Path, partition: str, key: str, count: str, query: str
) -> None:
    store = loaded(path)
    graph = description(list(store_lines(store)))
    told = {
        str(graph.value(part, rdflib.URIRef(VOID + key))): number(graph, part, count)
        for part in graph.objects(DATASET, rdflib.URIRef(VOID + partition))
    }
    assert told == counted(store, f"SELECT {query} GROUP BY {query[:2]}")
    assert told


def test_it_names_sources_vocabularies_and_formats() -> None:
    (path,) = (path for path in CASES if path.stem == "cut_list")
    graph = description(lines_of(path))
    sources = {str(one) for one in graph.objects(DATASET, rdflib.URIRef(f"{DCTERMS}source"))}
    assert len(sources) == 1
    assert all(one.startswith(f"{DEFAULT_BASE}source/") for one in sources)
    told = {str(one) for one in graph.objects(DATASET, rdflib.URIRef(f"{VOID}vocabulary"))}
    assert {KG, SCHEMA, PROV} <= told
    distributions = graph.objects(DATASET, rdflib.URIRef(f"{DCAT}distribution"))
    media = {
        str(graph.value(one, rdflib.URIRef(f"{DCAT}mediaType"))).partition("media-types/")[2]
        for one in distributions
    }
    assert media == {exporter.media_type for exporter in exporters()}
    (space,) = graph.objects(DATASET, rdflib.URIRef(f"{VOID}uriSpace"))
    assert str(space) == DEFAULT_BASE


@pytest.mark.parametrize("name", [exporter.name for exporter in exporters()])
def test_it_is_written_in_every_format(name: str) -> None:
    lines = lines_of(CASES[0])
    expected = set(void_lines(lines, DEFAULT_BASE))
    graph = description(lines, name)
    assert len(graph) == len(expected)
    assert not [one for one in graph.all_nodes() if isinstance(one, rdflib.BNode)]


def test_json_holds_the_dataset_with_its_partitions() -> None:
    output = io.BytesIO()
    write("jsonld", void_lines(lines_of(CASES[0]), DEFAULT_BASE), output, DEFAULT_BASE)
    (dataset,) = json.loads(output.getvalue())["@graph"]
    entities = {
        one["void:class"]["id"]: one["void:entities"] for one in dataset["void:classPartition"]
    }
    assert entities[f"{SCHEMA}ScholarlyArticle"] == 1
    assert entities[f"{KG}Authorship"] == 11


def test_an_empty_graph_is_described_as_empty() -> None:
    graph = description([])
    assert number(graph, DATASET, "triples") == number(graph, DATASET, "distinctObjects") == 0
