"""Runs of links in a store: recorded, listed, exported, checked, and taken out without a trace."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pyoxigraph
import pytest
import rdflib

import kg
from kg.errors import UsageError
from kg.graph.vocab import OWL, PROV, SAME_AS, SSSOM, VERIFIED_AGENT
from kg.loading import record_run
from kg.model import LinkRecord
from tests.linking import link
from tests.pages import arrow_page, invented_papers

ROOT = Path(__file__).parents[2]
PAPERS = invented_papers(4, seed=3)
PERSON = "https://w3id.org/scholarly-kg/id/person/local/1"
ELSEWHERE = "https://dblp.org/rec/conf/tidal/1"


@pytest.fixture
def graph(tmp_path: Path) -> kg.Graph:
    page = tmp_path / "page.txt"
    page.write_text(arrow_page("Mara Lindqvist", PAPERS), encoding="utf-8")
    loaded = kg.open_graph(tmp_path / "store")
    loaded.load(page)
    return loaded


def papers(graph: kg.Graph) -> list[str]:
    found = graph.sparql("SELECT ?p { ?p a schema:ScholarlyArticle } ORDER BY ?p")
    return [str(row.p) for row in found]  # type: ignore[union-attr]


def links(graph: kg.Graph) -> list[LinkRecord]:
    one, other, *_ = papers(graph)
    return [
        link(one, SAME_AS, other),
        link(f"{one}#author-1", VERIFIED_AGENT, PERSON, by_hand=True),
        link(one, SAME_AS, ELSEWHERE, fields=("doi",)),
        link(other, SAME_AS, f"{ELSEWHERE}0"),
    ]


def everything(graph: kg.Graph) -> list[str]:
    named = (f"{run} {line}" for run in graph.store.named for line in graph.store.lines(run))
    return [*graph.lines(), *named]


def test_a_run_is_taken_out_without_a_trace(graph: kg.Graph) -> None:
    before = everything(graph)
    entry = record_run(graph.store, links(graph), "papers.sssom.tsv", b"a")
    (run,) = graph.info().links
    assert run == f"{graph.base}graph/links/{entry.source.sha256[:16]}"
    assert everything(graph) != before
    assert graph.check() == []
    assert graph.unlink("papers.sssom.tsv").source == entry.source
    assert everything(graph) == before
    assert graph.info().links == {}
    assert graph.check() == []
    graph.rollback()
    assert set(graph.info().links) == {run}
    assert graph.unlink(entry.source.sha256[:8]).source == entry.source
    record_run(graph.store, links(graph), "papers.sssom.tsv", b"a")
    assert graph.unlink(run).source == entry.source
    assert everything(graph) == before


def test_only_runs_are_unlinked(graph: kg.Graph) -> None:
    with pytest.raises(UsageError, match="no run of links"):
        graph.unlink("page.txt")
    record_run(graph.store, links(graph), "papers.sssom.tsv", b"a")
    with pytest.raises(UsageError, match="papers"):
        graph.unlink("page.txt")


def test_runs_are_counted_apart(graph: kg.Graph) -> None:
    before = graph.info()
    record_run(graph.store, links(graph), "papers.sssom.tsv", b"a")
    info = graph.info()
    (run,) = info.links
    assert info.links[run] == len(list(graph.store.lines(run))) > 40
    assert info.summaries >= before.summaries
    assert info.triples == len(list(graph.lines()))
    described = list(graph.lines(void=True))
    assert f'<{run}> <http://rdfs.org/ns/void#triples> "{info.links[run]}"' in " ".join(described)


def test_exports_leave_links_out_unless_asked(graph: kg.Graph, tmp_path: Path) -> None:
    record_run(graph.store, links(graph), "papers.sssom.tsv", b"a")
    (run,) = graph.info().links
    plain, whole, trig = (tmp_path / name for name in ("plain.nq", "whole.nq", "whole.trig"))
    graph.export(plain, format="nquads")
    assert SSSOM not in plain.read_text("utf-8")
    graph.export(whole, format="nquads", links=True)
    graph.export(trig, format="trig", links=True)
    quads = set(pyoxigraph.parse(path=str(whole), format=pyoxigraph.RdfFormat.N_QUADS))
    assert quads == set(pyoxigraph.parse(path=str(trig), format=pyoxigraph.RdfFormat.TRIG))
    of_run = [quad for quad in quads if quad.graph_name == pyoxigraph.NamedNode(run)]
    assert len(of_run) == graph.info().links[run]
    assert len(quads) == graph.info().triples + len(of_run)
    with pytest.raises(UsageError, match="nquads or trig"):
        graph.export(tmp_path / "x.ttl", format="turtle", links=True)


def test_an_export_with_links_loads_as_the_same_papers(graph: kg.Graph, tmp_path: Path) -> None:
    record_run(graph.store, [same_elsewhere(graph)], "papers.sssom.tsv", b"a")
    graph.export(tmp_path / "whole.nq", format="nquads", links=True)
    again = kg.open_graph()
    report = again.load(tmp_path / "whole.nq")
    assert report.counts.rejected == 0
    assert papers(again) == papers(graph)


def same_elsewhere(graph: kg.Graph) -> LinkRecord:
    return link(papers(graph)[0], SAME_AS, ELSEWHERE)


def test_only_what_identifiers_prove_is_the_same_in_owl(graph: kg.Graph) -> None:
    record_run(graph.store, links(graph), "papers.sssom.tsv", b"a")
    plain, more = list(graph.lines()), list(graph.lines(same_as=True))
    assert more == sorted(more)
    assert set(more) - set(plain) == {f"<{papers(graph)[0]}> <{SAME_AS}> <{ELSEWHERE}> ."}


def test_a_mapping_has_the_form_of_sssom(graph: kg.Graph) -> None:
    record_run(graph.store, links(graph), "papers.sssom.tsv", b"a")
    (run,) = graph.info().links
    found = rdflib.Graph().parse(data="\n".join(graph.store.lines(run)), format="nt")
    mappings = set(found.subjects(rdflib.RDF.type, rdflib.URIRef(f"{SSSOM}Mapping")))
    assert set(found.objects(rdflib.URIRef(run), rdflib.URIRef(f"{SSSOM}mappings"))) == mappings
    assert len(mappings) == 4
    for mapping in mappings:
        for term in ("annotatedSource", "annotatedProperty", "annotatedTarget"):
            assert len(list(found.objects(mapping, rdflib.URIRef(OWL + term)))) == 1
    activity = found.value(rdflib.URIRef(run), rdflib.URIRef(f"{PROV}wasGeneratedBy"))
    assert (activity, rdflib.RDF.type, rdflib.URIRef(f"{PROV}Activity")) in found


def test_the_commands_tell_of_runs(graph: kg.Graph, tmp_path: Path) -> None:
    record_run(graph.store, links(graph), "papers.sssom.tsv", b"a")
    (run,) = graph.info().links

    def ran(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "kg", *arguments],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT), "KG_STORE": "store"},
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=60,
            check=False,
        )

    named = run.rpartition("/")[2]
    assert (
        f"  {named}  papers.sssom.tsv: {graph.info().links[run]} statements" in ran("info").stdout
    )
    assert "sssom:Mapping" in ran("export", "--links", "--format", "trig").stdout
    done = ran("unlink", named)
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.startswith(f"unlinked papers.sssom.tsv ({named}); the graph holds ")
    assert "runs of links" not in ran("info").stdout
    refused = ran("unlink", named)
    assert (refused.returncode, "no run of links" in refused.stderr) == (2, True)
