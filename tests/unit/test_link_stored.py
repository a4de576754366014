"""Links out of a graph: as they were loaded, as statements with their description, as a file."""

from __future__ import annotations

import io
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import rdflib
from hypothesis import given

import kg
from kg.errors import UsageError
from kg.export.linkset import write_links
from kg.graph.blocks import Block
from kg.graph.rdf_records import rdf_records
from kg.graph.read_link import read_link
from kg.graph.vocab import DEFAULT_BASE, KG, OWL, SEMAPV, SSSOM, VOID
from kg.graph.write_link import write_link
from kg.link.sssom import sssom_lines
from kg.link.standing import standing
from kg.model import Judgement, LinkRecord, Problem
from tests.strategies import link_records

TIDES = LinkRecord(
    subject=f"{DEFAULT_BASE}paper/tides-1",
    predicate=f"{OWL}sameAs",
    object="http://www.wikidata.org/entity/Q900000001",
    judgement=Judgement.ACCEPT,
    justification=f"{SEMAPV}CompositeMatching",
    confidence=0.9,
    fields=("title",),
    tool="kg",
    date=date(2026, 11, 30),
)
WAVES = replace(TIDES, subject=f"{DEFAULT_BASE}paper/waves-1", judgement=Judgement.REVIEW)
AUTHOR = replace(
    TIDES,
    subject=f"{DEFAULT_BASE}paper/tides-1#author-1",
    predicate=f"{KG}verifiedAgent",
    object=f"{DEFAULT_BASE}person/local/1",
)
REFUSED = replace(
    TIDES,
    subject=f"{DEFAULT_BASE}paper/graphs-1",
    object=f"{DEFAULT_BASE}paper/graphs-2",
)


def by_hand(link: LinkRecord, judgement: Judgement, day: int) -> LinkRecord:
    return replace(
        link,
        judgement=judgement,
        justification=f"{SEMAPV}ManualMappingCuration",
        confidence=None,
        fields=(),
        tool=None,
        author="Mirela Quist",
        date=date(2026, 12, day),
    )


@pytest.fixture
def graph(tmp_path: Path) -> kg.Graph:
    """A graph with a run of links, and decisions of a person about one of them."""
    run = [TIDES, WAVES, AUTHOR, REFUSED]
    turned = replace(REFUSED, subject=REFUSED.object, object=REFUSED.subject)
    (tmp_path / "run.sssom.tsv").write_text("".join(sssom_lines(run)), "utf-8")
    decisions = [by_hand(turned, Judgement.REFUSE, 2)]
    (tmp_path / "decisions.sssom.tsv").write_text("".join(sssom_lines(decisions)), "utf-8")
    graph = kg.open_graph(tmp_path / "store")
    graph.load(tmp_path / "run.sssom.tsv", tmp_path / "decisions.sssom.tsv")
    return graph


@given(link_records())
def test_a_link_is_read_back_from_its_statements(link: LinkRecord) -> None:
    block: Block = write_link(DEFAULT_BASE, link, "0" * 64).block("0" * 64)
    assert read_link(block) == replace(link, fields=tuple(sorted(link.fields)))


@pytest.mark.parametrize("name", ["graph.trig", "graph.nq"])
def test_an_export_with_links_comes_back_with_them(
    graph: kg.Graph, tmp_path: Path, name: str
) -> None:
    graph.export(tmp_path / name, format="trig" if name.endswith("trig") else "nquads", links=True)
    again = kg.open_graph(tmp_path / "again")
    (report,) = again.load(tmp_path / name).files
    assert not report.problems
    assert sorted(map(repr, again.links())) == sorted(map(repr, graph.links()))


def test_a_mapping_that_is_no_link_is_rejected_alone() -> None:
    text = f"""
        @prefix sssom: <{SSSOM}> . @prefix owl: <{OWL}> . @prefix kg: <{KG}> .
        <{DEFAULT_BASE}graph/links/a/1> a sssom:Mapping ; sssom:subject_label "Salt Tides" .
        <{DEFAULT_BASE}graph/links/a/2> a sssom:Mapping ; owl:annotatedSource <http://a.example/> .
    """
    found = list(rdf_records(io.BytesIO(text.encode()), "graph.ttl"))
    assert [record.rejected for record in found if isinstance(record, Problem)] == [True, True]
    assert len(found) == 2


def test_a_run_comes_out_as_it_went_in(graph: kg.Graph) -> None:
    assert set(graph.links("run.sssom.tsv")) == {TIDES, WAVES, AUTHOR, REFUSED}
    assert len(list(graph.links())) == 5
    with pytest.raises(UsageError, match="no source"):
        list(graph.links("other.sssom.tsv"))


def written(name: str, graph: kg.Graph, *runs: str, void: bool = False) -> bytes:
    output = io.BytesIO()
    write_links(name, graph.links(*runs), output, graph.base, void=void)
    return output.getvalue()


def test_a_run_is_written_as_the_file_that_it_was_loaded_from(
    graph: kg.Graph, tmp_path: Path
) -> None:
    run = written("sssom", graph, "run.sssom.tsv")
    assert run == (tmp_path / "run.sssom.tsv").read_bytes()


def test_what_is_accepted_is_written_and_what_a_person_refused_is_not(graph: kg.Graph) -> None:
    assert written("ntriples", graph).decode().splitlines() == sorted(
        f"<{link.subject}> <{link.predicate}> <{link.object}> ." for link in (TIDES, AUTHOR)
    )
    assert len(written("ntriples", graph, "run.sssom.tsv").splitlines()) == 3


def test_the_description_counts_what_is_accepted(graph: kg.Graph) -> None:
    found = rdflib.Graph().parse(data=written("turtle", graph, void=True), format="turtle")
    sets = {
        (str(found.value(one, rdflib.URIRef(f"{VOID}linkPredicate")))): one
        for one in found.subjects(rdflib.RDF.type, rdflib.URIRef(f"{VOID}Linkset"))
    }
    assert sets.keys() == {f"{OWL}sameAs", f"{KG}verifiedAgent"}
    ours = rdflib.URIRef(f"{DEFAULT_BASE}dataset")
    for one in sets.values():
        assert found.value(one, rdflib.URIRef(f"{VOID}triples")) == rdflib.Literal(1)
        assert found.value(one, rdflib.URIRef(f"{VOID}subjectsTarget")) == ours
        assert (ours, rdflib.URIRef(f"{VOID}subset"), one) in found
    theirs = found.value(sets[f"{OWL}sameAs"], rdflib.URIRef(f"{VOID}objectsTarget"))
    assert found.value(theirs, rdflib.URIRef(f"{VOID}uriSpace")) == rdflib.Literal(
        "http://www.wikidata.org/"
    )


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("links.sssom.tsv", "#curie_map:"),
        ("links.nt", f"<{DEFAULT_BASE}paper/tides-1"),
        ("links.ttl", "@base "),
    ],
)
def test_the_command_writes_what_the_name_of_the_file_calls_for(
    graph: kg.Graph, tmp_path: Path, name: str, begins: str
) -> None:
    assert len(list(graph.links())) == 5
    command = [sys.executable, "-m", "kg", "links", "--store", "store", "-o", name]
    subprocess.run(command, cwd=tmp_path, check=True)
    assert (tmp_path / name).read_text("utf-8").startswith(begins)
    (tmp_path / name).unlink()
    done = subprocess.run([*command, "--format", "pdf"], cwd=tmp_path, check=False)
    assert done.returncode == 2
    assert not (tmp_path / name).exists()


@pytest.mark.parametrize(
    ("said", "counts"),
    [
        ([WAVES, TIDES, by_hand(TIDES, Judgement.REFUSE, 1)], [Judgement.REVIEW, Judgement.REFUSE]),
        (
            [by_hand(TIDES, Judgement.ACCEPT, 2), by_hand(TIDES, Judgement.REFUSE, 1)],
            [Judgement.ACCEPT],
        ),
        (
            [by_hand(TIDES, Judgement.ACCEPT, 1), by_hand(TIDES, Judgement.REFUSE, 1)],
            [Judgement.REFUSE],
        ),
        ([replace(TIDES, judgement=Judgement.REVIEW), TIDES], [Judgement.ACCEPT]),
        ([TIDES, by_hand(TIDES, Judgement.REVIEW, 3)], [Judgement.ACCEPT]),
    ],
)
def test_people_outrank_programs_and_the_latest_others(
    said: list[LinkRecord], counts: list[Judgement]
) -> None:
    for order in (said, said[::-1]):
        assert sorted(link.judgement for link in standing(order)) == sorted(counts)
