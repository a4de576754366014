"""Graphs linked to SPARQL servers that hold data as DBLP, SemOpenAlex and Wikidata publish it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import kg
from kg.errors import UsageError
from kg.graph.vocab import KG
from kg.model import Judgement
from tests.servers import hold, oxigraph
from tests.unit.test_link_runs import ROOT, told

GRAPHS = ("dblp", "semopenalex", "wikidata")
KINDS = ("papers", "authors", "venues")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server that holds all three; their terms keep them apart."""
    with oxigraph(tmp_path_factory.mktemp("graphs")) as root:
        for name in GRAPHS:
            for file in sorted((ROOT / "link_targets" / name).glob("*.ttl")):
                hold(root, file.read_bytes())
        yield f"{root}/query"


@pytest.fixture(autouse=True)
def _kept_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_CACHE", str(tmp_path / "answers"))


def tides() -> kg.Graph:
    graph = kg.open_graph()
    graph.load(ROOT / "link_runs" / "papers-dblp" / "ours.bib")
    return graph


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", GRAPHS)
def test_a_server_gives_the_links_of_its_dump_and_names_for_review(
    name: str, kind: str, served: str
) -> None:
    case = json.loads((ROOT / "link_runs" / f"{kind}-{name}" / "case.json").read_text("utf-8"))
    graph = tides()
    linked = graph.link(kind, to=served, as_=name)
    found = told(linked, graph.base)
    assert [one for one in case["links"] if one not in found] == []
    more = [one for one in found if one not in case["links"]]
    expected = {("review", "kg:possiblePerson", "name")}
    assert {(decision, relation, fields) for decision, relation, *_, fields in more} <= expected
    assert linked.run.complete
    assert linked.run.target.source == served
    assert linked.entry is not None
    assert graph.load(ROOT / "link_runs" / "papers-dblp" / "ours.bib").of("unchanged")


def test_people_of_a_name_alone_are_for_review_each_with_how_many_share_it(served: str) -> None:
    graph = kg.open_graph()
    graph.load(ROOT / "link_runs" / "authors-of-another-name" / "ours.bib")
    linked = graph.link("authors", to=served, as_="semopenalex", dry_run=True)
    by_name = [one for one in linked.run.records if one.judgement is Judgement.REVIEW]
    assert by_name
    assert {one.predicate for one in by_name} == {f"{KG}possiblePerson"}
    assert all((one.confidence or 1) <= 0.5 for one in by_name)


def test_a_limit_asks_for_the_first_papers_alone(served: str) -> None:
    linked = tides().link("papers", to=served, as_="dblp", limit=1, dry_run=True)
    assert linked.run.compared == 1
    assert [one.subject_label for one in linked.run.records] == ["Are Neap Tides Neat?"]


def test_a_run_is_a_source_that_can_be_loaded_and_taken_back(served: str, tmp_path: Path) -> None:
    graph = tides()
    before = list(graph.lines())
    file = tmp_path / "tides.sssom.tsv"
    linked = graph.link("papers", to=served, as_="dblp", output=file)
    assert linked.entry is not None
    assert linked.entry.source.file_name == "tides.sssom.tsv"
    assert graph.load(file).of("unchanged")
    again = tides()
    again.load(file)
    assert list(again.lines()) == list(graph.lines())
    graph.unload("tides.sssom.tsv")
    assert list(graph.lines()) == before


def test_answers_are_kept_so_that_a_second_run_asks_nobody(tmp_path: Path) -> None:
    with oxigraph(tmp_path / "short") as root:
        hold(root, (ROOT / "link_targets" / "dblp" / "tides.ttl").read_bytes())
        first = tides().link("papers", to=f"{root}/query", as_="dblp", dry_run=True)
    second = tides().link("papers", to=f"{root}/query", as_="dblp", dry_run=True, timeout=2)
    assert second.document == first.document
    shutil.rmtree(tmp_path / "answers")
    third = tides().link("papers", to=f"{root}/query", as_="dblp", dry_run=True, timeout=2)
    assert not third.run.complete
    assert third.run.records == []


def test_a_graph_on_a_server_is_linked_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_STATE", str(tmp_path / "state"))
    dump = ROOT / "link_targets" / "dblp" / "tides.ttl"
    with oxigraph(tmp_path / "store") as root:
        graph = kg.open_graph(root)
        graph.load(ROOT / "link_runs" / "papers-dblp" / "ours.bib")
        assert graph.link("authors", to=dump).entry is not None
        person = f"{graph.base}person/orcid/0000-0002-1825-0097"
        answer = kg.open_graph(root).ask("author_papers", author=person)
        assert [row.title for row in answer] == ["Ebb and flow of quiet seas"]
        monkeypatch.setenv("KG_STATE", str(tmp_path / "another machine"))
        linked = kg.open_graph(root).link("papers", to=dump, dry_run=True)
        assert len(linked.run.records) == 3


def test_an_address_must_be_said_to_be_of_a_graph(served: str) -> None:
    with pytest.raises(UsageError, match=r"no reconciliation service.*--as dblp\|semopenalex"):
        tides().link("papers", to=served)
