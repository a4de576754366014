"""Who said what: every statement of every source, and which of them the graph took."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import kg
from kg.errors import UnknownName, UsageError
from kg.graph.iri import publication_iri
from kg.graph.segment import make_segment
from kg.graph.vocab import DEFAULT_BASE, KG, SCHEMA
from kg.model import (
    Category,
    CodeLink,
    Edition,
    Evidence,
    Identifier,
    Mention,
    Paper,
    PartialDate,
    Source,
    Venue,
    VenueKind,
)
from kg.questions.table import shortener
from kg.resolve import resolve
from kg.store.memory import MemoryStore
from tests.pages import arrow_page, invented_papers, scholar_feed_page

ROOT = Path(__file__).parents[2]
RIVERS = Paper(
    title="On Rivers",
    mentions=(Mention("Mara Lindqvist", 1), Mention("Ada Okoye", 2)),
    complete=True,
    edition=Edition(Venue("NeurIPS", VenueKind.CONFERENCE), 2025),
    date=PartialDate(2025),
    abstract="All about rivers.",
)
CUT = replace(
    RIVERS,
    title="On rivers",
    mentions=(Mention("Mara Lindqvist", 1), Mention("A. Okoye", 2)),
    complete=False,
    date=PartialDate(2025, 3),
    abstract="About rivers.",
    categories=(Category("arxiv", "cs.LG", "LG"),),
)
PAPER = publication_iri(DEFAULT_BASE, RIVERS)


def source(letter: str, retrieved: date | None = None, received: date | None = None) -> Source:
    return Source(
        sha256=letter * 64,
        file_name=f"{letter}.txt",
        format="arrow",
        parser="arrow 1",
        retrieved=retrieved,
        received=received,
    )


def graph_of(*said: tuple[Source, Sequence[Paper]]) -> kg.Graph:
    store = MemoryStore(DEFAULT_BASE)
    entries = [store.stage(make_segment(DEFAULT_BASE, origin, records)) for origin, records in said]
    segments = {entry.source.sha256: store.segment(entry) for entry in entries}
    store.commit(entries, resolve(DEFAULT_BASE, segments))
    return kg.Graph(store)


@pytest.fixture(scope="module")
def graph() -> kg.Graph:
    return graph_of(
        (source("a", retrieved=date(2026, 3, 4)), [CUT]),
        (source("b", received=date(2026, 5, 6)), [RIVERS]),
        (source("c"), [replace(RIVERS, title="On Seas", edition=None, abstract=None)]),
    )


def said(graph: kg.Graph, *arguments: str) -> list[tuple[Any, ...]]:
    """Value, taken and file of each row."""
    shorten = shortener(DEFAULT_BASE)
    return [(shorten(str(row.value)), row.taken, row.file) for row in graph.where_from(*arguments)]


def test_the_losing_statement_is_shown_beside_the_one_taken(graph: kg.Graph) -> None:
    assert said(graph, "On Rivers", "abstract") == [
        ("All about rivers.", True, "b.txt"),
        ("About rivers.", False, "a.txt"),
    ]
    assert said(graph, PAPER, "schema:name") == [
        ("On Rivers", True, "b.txt"),
        ("On rivers", False, "a.txt"),
    ]
    assert said(graph, PAPER, "datePublished") == [
        ("2025-03", True, "a.txt"),
        ("2025", False, "b.txt"),
    ]


def test_what_two_sources_say_alike_is_shown_of_each(graph: kg.Graph) -> None:
    assert said(graph, PAPER, "kg:publishedInSeries") == [
        ("venue:neurips", True, "a.txt"),
        ("venue:neurips", True, "b.txt"),
    ]


def test_lists_of_authors_that_differ(graph: kg.Graph) -> None:
    assert said(graph, PAPER, "author") == [
        ("name:ada_okoye", True, "b.txt"),
        ("name:mara_lindqvist", True, "a.txt"),
        ("name:mara_lindqvist", True, "b.txt"),
        ("name:a._okoye", False, "a.txt"),
    ]
    assert said(graph, PAPER, "authorListComplete") == [
        ("True", True, "b.txt"),
        ("False", False, "a.txt"),
    ]


def test_rows_say_of_what_and_when(graph: kg.Graph) -> None:
    rows = list(graph.where_from(PAPER, "abstract"))
    assert [row.as_of for row in rows] == [date(2026, 5, 6), date(2026, 3, 4)]
    assert {row.subject for row in rows} == {PAPER}
    assert {row.property for row in rows} == {f"{SCHEMA}abstract"}
    assert [row.source for row in rows] == [f"{DEFAULT_BASE}source/{c * 64}" for c in "ba"]
    assert [row.as_of for row in graph.where_from("On Seas", "year")] == [None]


def test_without_a_property_only_the_thing_itself_is_shown(graph: kg.Graph) -> None:
    rows = list(graph.where_from(PAPER))
    assert {row.subject for row in rows} == {PAPER}
    assert f"{SCHEMA}abstract" in {row.property for row in rows}
    assert not [row for row in rows if row.property.endswith("wasDerivedFrom")]


def test_with_a_property_the_parts_are_shown_too(graph: kg.Graph) -> None:
    rows = list(graph.where_from(PAPER, "nameAsListed"))
    assert [(row.subject.rpartition("#")[2], row.value, row.taken) for row in rows] == [
        ("author-1", "Mara Lindqvist", True),
        ("author-1", "Mara Lindqvist", True),
        ("author-2", "Ada Okoye", True),
        ("author-2", "A. Okoye", False),
    ]


def test_a_part_is_an_entity_too(graph: kg.Graph) -> None:
    rows = list(graph.where_from(f"{PAPER}#author-2"))
    assert {row.subject for row in rows} == {f"{PAPER}#author-2"}
    assert {row.value for row in rows if row.property == f"{KG}nameAsListed"} == {
        "Ada Okoye",
        "A. Okoye",
    }


def test_a_second_record_of_a_source_counts_as_the_first() -> None:
    graph = graph_of((source("a"), [RIVERS, CUT]))
    assert said(graph, PAPER, "abstract") == [
        ("All about rivers.", True, "a.txt"),
        ("About rivers.", False, "a.txt"),
    ]
    rows = list(graph.where_from(PAPER, "nameAsListed"))
    assert {row.subject for row in rows} == {f"{PAPER}#author-1", f"{PAPER}#author-2"}
    assert not [row for row in graph.where_from(PAPER) if "#record-" in str(row.value)]


def test_of_a_name_the_statements_that_lead_to_it_are_shown(graph: kg.Graph) -> None:
    rows = list(graph.where_from("Mara Lindqvist"))
    assert {(row.property, row.value) for row in rows} == {
        (f"{KG}agent", f"{DEFAULT_BASE}name/mara_lindqvist"),
        (f"{KG}nameAsListed", "Mara Lindqvist"),
    }
    assert {row.file for row in rows} == {"a.txt", "b.txt", "c.txt"}
    assert list(graph.where_from("name:mara_lindqvist")) == rows


def test_of_a_venue_how_it_was_printed(graph: kg.Graph) -> None:
    rows = list(graph.where_from("NeurIPS"))
    assert {(row.property.removeprefix(KG), str(row.value)) for row in rows} == {
        ("publishedInSeries", f"{DEFAULT_BASE}venue/neurips"),
        ("venueAsListed", "NeurIPS"),
        ("venueKindAsListed", "conference"),
    }


def test_of_a_repository_and_a_person() -> None:
    person = Identifier("orcid", "0000-0001-2345-6789")
    paper = replace(
        RIVERS,
        mentions=(Mention("Mara Lindqvist", 1, identifiers=(person,)),),
        code_links=(CodeLink("https://github.com/Mara/Rivers", (Evidence.ABSTRACT,), "see"),),
    )
    graph = graph_of((source("a"), [paper]))
    assert ("https://github.com/Mara/Rivers", True, "a.txt") in said(
        graph, "code:github.com/mara/rivers"
    )
    assert ("Mara Lindqvist", True, "a.txt") in said(
        graph, f"person:orcid/{person.value}", "nameAsListed"
    )


@pytest.mark.parametrize(
    "entity",
    ["On Lakes", "name:nobody", "https://example.org/nothing", f"{PAPER}#author-99", "source:a"],
)
def test_what_no_source_speaks_of_is_said_to_be_unknown(graph: kg.Graph, entity: str) -> None:
    with pytest.raises(UnknownName, match="no entity is named exactly"):
        graph.where_from(entity)


def test_a_mistyped_property_is_put_right(graph: kg.Graph) -> None:
    with pytest.raises(UsageError, match="did you mean abstract"):
        graph.where_from(PAPER, "abstrakt")


def test_the_question_of_that_name_tells_the_same_sources(tmp_path: Path) -> None:
    papers = invented_papers(6, seed=11)
    (tmp_path / "one.txt").write_text(arrow_page("Mara Lindqvist", papers[:4]), "utf-8")
    (tmp_path / "two.txt").write_text(scholar_feed_page("Ada Okoye", papers[2:]), "utf-8")
    graph = kg.open_graph()
    graph.load(tmp_path)
    query = (
        "SELECT DISTINCT ?entity { VALUES ?class { schema:ScholarlyArticle kg:Authorship"
        " kg:NameCluster kg:VenueSeries kg:Edition schema:SoftwareSourceCode }"
        " ?entity a ?class }"
    )
    entities = [row.entity for row in graph.sparql(query)]  # type: ignore[union-attr]
    assert len(entities) > 20
    for entity in entities:
        asked = {row.source for row in graph.ask("where_from", entity=entity)}
        assert {row.source for row in graph.where_from(entity)} == asked, entity


def test_the_command_writes_as_the_others_do(tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    papers = invented_papers(2, seed=7)
    page.write_text(arrow_page("Mara Lindqvist", papers), encoding="utf-8")
    kg.open_graph(tmp_path / "kg-store").load(page)

    def ran(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "kg", "where-from", *arguments],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT), "KG_STORE": ""},
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )

    table = ran(papers[0].title)
    assert table.returncode == 0, table.stderr
    assert max(map(len, table.stdout.splitlines())) <= 80
    rows = json.loads(ran(papers[0].title, "name", "--format", "json").stdout)
    assert [(row["value"], row["taken"], row["file"]) for row in rows] == [
        (papers[0].title, True, "page.txt")
    ]
    wrong = ran("No Such Paper At All")
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert "no entity is named exactly" in wrong.stderr
