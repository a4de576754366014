"""The two real pages: what they say, all of it, and nothing that they don't."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

import kg
from kg.graph.ntriples import Iri, Literal, parse
from kg.graph.vocab import KG, RDF, SCHEMA
from kg.graph.vocabularies import declared_terms
from kg.model import Counts
from kg.questions import Answer
from kg.resources import resource

CODE = {
    "https://anonymous.4open.science/r/OptFeature-Anonymous",
    "https://github.com/Leopold1423/toplora-neurips25",
    "https://github.com/chenchongthu/GHCF",
    "https://github.com/cindy-hong/BiteEEG",
    "https://github.com/jordan7186/GAtt",
    "https://github.com/ziqiangcui/SRA-CL",
}


@pytest.fixture(scope="module")
def graph() -> kg.Graph:
    graph = kg.open_graph()
    graph.load(resource("seeds"))
    return graph


def column(graph: kg.Graph, query: str) -> list[str]:
    result = graph.sparql(query)
    assert isinstance(result, Answer)
    return [str(row[0]) for row in result]


def test_every_record_is_loaded(graph: kg.Graph) -> None:
    assert {e.source.file_name[:3]: e.counts for e in graph.store.entries.values()} == {
        "000": Counts(7, 7, 0, 0),
        "001": Counts(13, 13, 0, 0),
    }
    assert not [p for entry in graph.store.entries.values() for p in entry.problems]


def test_the_manifest_gives_the_day_of_receipt_and_no_other(graph: kg.Graph) -> None:
    for entry in graph.store.entries.values():
        assert (entry.source.received, entry.source.retrieved) == (date(2026, 11, 21), None)


def test_the_graph_conforms_to_its_shapes(graph: kg.Graph) -> None:
    assert graph.validate() == []


def test_every_term_is_declared_and_there_are_no_blank_nodes(graph: kg.Graph) -> None:
    declared = declared_terms()
    for line in graph.lines():
        assert "_:" not in line.split(' "')[0]
        _, predicate, value = parse(line)
        assert predicate in declared, predicate
        if predicate == f"{RDF}type":
            assert value.value in declared, value


def test_reported_figures_are_dated_and_sourced(graph: kg.Graph) -> None:
    rows = list(graph.ask("author_profile", author="Siqing Li"))
    assert {row.metric: row.value for row in rows} == {
        "hIndex": 4,
        "paperCount": 7,
        "citationCount": 58,
        "noveltyScore": 52,
        "aiScore": 49,
    }
    assert {row.as_of for row in rows} == {date(2026, 11, 21)}
    assert {row.papers for row in rows} == {7}
    rows = list(graph.ask("author_profile", author="Xiuqiang He"))
    assert {row.metric: row.value for row in rows} == {"paperCount": 13, "authorRowCount": 1}
    scores = column(
        graph,
        "SELECT ?value { ?o schema:measuredProperty kg:paperScore ; schema:value ?value ;"
        " schema:observationDate ?day ; kg:dateInferredFrom ?source ;"
        " prov:wasDerivedFrom ?source }",
    )
    assert [Decimal(score) for score in scores] == [Decimal("68.3")]


def test_a_date_without_a_year_is_inferred_and_says_so(graph: kg.Graph) -> None:
    assert column(
        graph,
        'SELECT ?date { ?p kg:dateAsListed "Apr 16" ; schema:datePublished ?date ;'
        " kg:dateInferredFrom ?source }",
    ) == ["2026-04-16"]
    assert len(column(graph, "SELECT ?p { ?p kg:dateAsListed ?d }")) == 1


def test_broken_links_are_repaired_and_quoted_as_printed(graph: kg.Graph) -> None:
    assert set(column(graph, "SELECT ?url { ?code schema:codeRepository ?url }")) == CODE
    quotes = column(graph, "SELECT ?quote { ?link kg:quote ?quote }")
    assert any("https: //github. com/Leopold1423/toplora-neurips25." in q for q in quotes)
    badges = column(graph, "SELECT ?url { ?link kg:evidence kg:Badge ; schema:url ?url }")
    assert len(badges) == 2


def test_cut_lists_say_so_and_unknown_ones_say_nothing(graph: kg.Graph) -> None:
    def titles(condition: str) -> set[str]:
        query = (
            f"SELECT ?title {{ ?p a schema:ScholarlyArticle ; schema:name ?title . {condition} }}"
        )
        return set(column(graph, query))

    known = "?p kg:authorListComplete"
    assert len(titles(f"{known} false")) == 8
    assert len(titles(f"{known} true")) == 8
    assert len(titles(f"FILTER NOT EXISTS {{ {known} ?any }}")) == 4
    unplaced = "?p kg:authorship ?a FILTER NOT EXISTS { ?a schema:position ?place }"
    assert titles(unplaced) == {
        "Semantic Retrieval Augmented Contrastive Learning for Sequential Recommendation"
    }


def test_a_name_is_not_a_person(graph: kg.Graph) -> None:
    assert column(graph, "SELECT ?p { ?p a schema:Person }") == []
    statuses = set(column(graph, "SELECT ?s { ?c a kg:NameCluster ; kg:identityStatus ?s }"))
    assert statuses == {f"{KG}Unverified"}
    notes = column(graph, "SELECT ?note { ?page kg:identityNote ?note }")
    assert len(notes) == 1
    assert "not a full identity disambiguation profile" in notes[0]


def test_no_volume_is_made_up(graph: kg.Graph) -> None:
    assert column(graph, "SELECT ?v { ?v a schema:PublicationVolume }") == []
    editions = column(graph, "SELECT ?e { ?e a kg:Edition }")
    assert f"{graph.base}venue/neurips/2025" in editions
    assert len(editions) == 9


def test_literals_have_the_types_that_the_ontology_says(graph: kg.Graph) -> None:
    types: dict[str, set[str | None]] = {}
    for line in graph.lines():
        _, predicate, value = parse(line)
        if isinstance(value, Literal):
            types.setdefault(predicate, set()).add((value.datatype or "#string").rpartition("#")[2])
        assert isinstance(value, Iri | Literal)
    assert types[f"{SCHEMA}datePublished"] == {"date", "gYear"}
    assert types[f"{KG}year"] == types[f"{SCHEMA}position"] == {"integer"}
    assert types[f"{SCHEMA}value"] == {"integer", "decimal"}
    assert types[f"{KG}authorListComplete"] == {"boolean"}
