"""Search in the questions, in names that don't fit, and in completion, with an index."""

from __future__ import annotations

import json
import sqlite3
import unicodedata
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pyoxigraph
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kg
from kg.errors import UnknownName, UsageError
from kg.graph.vocab import DEFAULT_BASE
from kg.search import KINDS, Entry, agents_in, change_index, write_index
from kg.store.embedded import SEARCH, EmbeddedStore
from kg.store.memory import MemoryStore
from tests.pages import arrow_page, invented_papers
from tests.search_entries import entries_of
from tests.segments import as_block

ROOT = Path(__file__).parents[2]
SMALL = ROOT / "tests" / "cases" / "questions" / "small.ttl"
TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"


class Indexed(MemoryStore):
    """A graph in memory with a search index in a file."""

    index: Path | None = None

    @property
    def search(self) -> Path | None:
        return self.index


def stored(lines: list[str]) -> Indexed:
    store = Indexed(DEFAULT_BASE)
    store.commit([], as_block(sorted(set(lines))))
    return store


def write(store: Indexed, path: Path) -> Indexed:
    write_index(path, entries_of(store))
    store.index = path
    return store


def small_lines() -> list[str]:
    quads = pyoxigraph.parse(path=str(SMALL), format=pyoxigraph.RdfFormat.TURTLE)
    return [f"{quad.subject} {quad.predicate} {quad.object} ." for quad in quads]


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> kg.Graph:
    """The small graph of the question cases, with an index."""
    path = tmp_path_factory.mktemp("small") / SEARCH
    return kg.Graph(write(stored(small_lines()), path))


def plain(graph: kg.Graph) -> kg.Graph:
    return kg.Graph(stored(list(graph.store.lines())))


def names(graph: kg.Graph, question: str, text: str) -> list[str]:
    column = "name" if question == "find_author" else "title"
    return [getattr(row, column) for row in graph.ask(question, text=text)]


def test_a_typing_error_is_forgiven_with_an_index_only(graph: kg.Graph) -> None:
    assert names(graph, "find_author", "ada broook") == ["Ada Brook"]
    assert names(plain(graph), "find_author", "ada broook") == []
    assert "Counting Rivers" in names(graph, "find_paper", "cuonting rivers")
    assert names(graph, "find_paper", "counting rivers")[0] == "Counting Rivers"


def test_rows_are_those_of_the_plain_question(graph: kg.Graph) -> None:
    other = plain(graph)
    for question, text in (("find_author", "a"), ("find_author", "brook"), ("find_paper", "riv")):
        ranked = list(graph.ask(question, text=text))
        assert set(other.ask(question, text=text)) <= set(ranked)
        assert len(ranked) == len(set(ranked))


def test_a_text_without_words_is_left_to_the_plain_question(graph: kg.Graph) -> None:
    for text in ("-", "???", ".", '"'):
        expected = list(plain(graph).ask("find_author", text=text))
        assert list(graph.ask("find_author", text=text)) == expected


def test_submitted_papers_are_found_only_on_request(graph: kg.Graph) -> None:
    other = plain(graph)
    for submitted in (False, True):
        expected = {row.paper for row in other.ask("find_paper", text="a", submitted=submitted)}
        found = {row.paper for row in graph.ask("find_paper", text="a", submitted=submitted)}
        assert expected <= found
        assert not (found - expected) & {
            row.paper for row in other.ask("find_paper", text="a", submitted=True)
        }


def test_entries_count_the_works(graph: kg.Graph) -> None:
    weights = {entry.iri: entry.weight for entry in entries_of(graph.store)}
    for row in plain(graph).ask("find_author", text="a"):
        assert weights[row.agent] == row.papers


def lines_of(authors: list[str], titles: list[str]) -> list[str]:
    lines = []
    for number, name in enumerate(authors):
        author = f"<{DEFAULT_BASE}name/{number}>"
        lines.append(f"{author} {TYPE} <https://w3id.org/scholarly-kg/ontology#NameCluster> .")
        lines.append(f"{author} <http://schema.org/name> {pyoxigraph.Literal(name)} .")
    for number, title in enumerate(titles):
        paper = f"<{DEFAULT_BASE}paper/{number}>"
        lines.append(f"{paper} {TYPE} <http://schema.org/ScholarlyArticle> .")
        lines.append(f"{paper} <http://schema.org/name> {pyoxigraph.Literal(title)} .")
        lines.append(f"{paper} <https://w3id.org/scholarly-kg/ontology#countsAs> {paper} .")
    return lines


LETTERS = st.text(st.sampled_from("abAB éÉüßİıŁø-.'·李ςσΣ\u0301ﬁ²"), min_size=1, max_size=8)
TEXTS = st.lists(LETTERS, min_size=1, max_size=5)


@given(TEXTS, TEXTS, LETTERS.filter(str.strip))
@settings(deadline=None, max_examples=80)
def test_what_the_plain_question_finds_the_ranked_one_finds_too(
    tmp_path_factory: pytest.TempPathFactory, authors: list[str], titles: list[str], text: str
) -> None:
    store = stored(lines_of(authors, titles))
    expected = [
        {row[0] for row in kg.Graph(store).ask(question, text=text)}
        for question in ("find_author", "find_paper")
    ]
    write(store, tmp_path_factory.mktemp("any") / SEARCH)
    for question, wanted in zip(("find_author", "find_paper"), expected, strict=True):
        found = [row[0] for row in kg.Graph(store).ask(question, text=text)]
        assert wanted <= set(found)
        assert len(found) == len(set(found))


def test_an_unknown_name_has_ranked_candidates(graph: kg.Graph) -> None:
    with pytest.raises(UnknownName) as error:
        graph.ask("coauthors", author="A. Brook")
    assert error.value.candidates[0][0].casefold() == "ada brook"
    with pytest.raises(UnknownName) as error:
        graph.ask("venue_authors", venue="RivrConf")
    assert error.value.candidates[0][0] == "RiverConf"
    with pytest.raises(UnknownName) as error:
        graph.ask("paper_authors", paper="Countng Rivers")
    assert error.value.candidates[0][0] == "Counting Rivers"
    with pytest.raises(UnknownName) as error:
        graph.ask("coauthors", author="zzzzzz")
    assert error.value.candidates == ()


def test_a_name_in_other_case_and_spelling_is_exact_as_without_an_index(graph: kg.Graph) -> None:
    other = plain(graph)
    for question, argument in (
        ("venue_authors", {"venue": "conference ON rivers"}),
        ("paper_authors", {"paper": "counting  rivers!"}),
        ("coauthors", {"author": "ADA brook"}),
    ):
        assert outcome(graph, question, argument) == outcome(other, question, argument)


def outcome(graph: kg.Graph, question: str, argument: dict[str, Any]) -> object:
    try:
        return list(graph.ask(question, **argument))
    except UsageError as error:
        return str(error)


def test_completion_gives_the_most_prolific_first(tmp_path: Path) -> None:
    store = stored(lines_of(["Ada Aster", "Ada Brook", "Adam Corr", "Bo Ada"], []))
    assert sorted(kg.Graph(store).complete("author", "ada")) == [
        "Ada Aster",
        "Ada Brook",
        "Adam Corr",
    ]
    write(store, tmp_path / SEARCH)
    entry = Entry("author", f"{DEFAULT_BASE}name/2", ("Adam Corr",), 7)
    change_index(tmp_path / SEARCH, [], [entry])
    assert kg.Graph(store).complete("author", "ada", limit=1) == ["Adam Corr"]
    assert kg.Graph(store).complete("author", "ada", limit=9) == [
        "Ada Aster",
        "Ada Brook",
        "Adam Corr",
    ]


@given(st.text(st.characters(exclude_categories=("C", "Zl", "Zp")), min_size=1), st.integers(1, 9))
@settings(deadline=None, max_examples=60)
def test_any_name_is_completed_from_its_beginning(
    tmp_path_factory: pytest.TempPathFactory, name: str, length: int
) -> None:
    name = unicodedata.normalize("NFC", name)
    store = write(stored(lines_of([name], [])), tmp_path_factory.mktemp("one") / SEARCH)
    found = kg.Graph(store).complete("author", name[:length])
    assert found == ([name] if name.isprintable() else [])


@pytest.fixture
def loaded(tmp_path: Path) -> Callable[[], EmbeddedStore]:
    """A store in a folder, opened anew at each call."""
    page = tmp_path / "page.txt"
    page.write_text(arrow_page("Mara Lindqvist", invented_papers(3, seed=5)), encoding="utf-8")
    kg.open_graph(tmp_path / "store").load(page)
    return lambda: EmbeddedStore(tmp_path / "store")


def test_the_index_in_the_snapshot_of_a_store_is_used(loaded: Callable[[], EmbeddedStore]) -> None:
    snapshot = loaded().snapshot
    assert snapshot
    assert loaded().search == snapshot / SEARCH
    assert names(kg.Graph(loaded()), "find_author", "mara lindqvst") == ["Mara Lindqvist"]
    assert kg.Graph(loaded()).complete("author", "mara") == ["Mara Lindqvist"]


def forms(index: Path) -> list[tuple[object, ...]]:
    """What an index holds, without the numbers that say where."""
    with closing(sqlite3.connect(index)) as connection:
        return [
            (kind, *row)
            for kind in KINDS
            for row in connection.execute(f"SELECT iri, name, weight FROM {kind}_form")  # noqa: S608
        ]


def test_an_index_changes_with_the_graph(tmp_path: Path) -> None:
    papers = invented_papers(60, seed=3)
    store = tmp_path / "store"
    for number, some in enumerate((papers[:55], papers[50:56])):
        page = tmp_path / f"page-{number}.txt"
        page.write_text(arrow_page(f"Odo Frell {number}", some), encoding="utf-8")
        kg.open_graph(store).load(page)
    kg.open_graph(store).unload("page-1.txt")
    now = EmbeddedStore(store)
    assert now.search is not None
    write_index(tmp_path / SEARCH, entries_of(now))
    assert sorted(forms(now.search)) == sorted(forms(tmp_path / SEARCH))


def test_an_index_written_with_a_graph_holds_what_the_graph_names(tmp_path: Path) -> None:
    titles = ('"Weirs" and \\sluices', "50 % | of\tit", "Plain water")
    authors = {"author": "Ada Brook;Øle Quist", "orcid": "0000-0002-1825-0097;"}
    papers = [
        {"id": title, "title": title, "track": "main", "status": "Poster", **authors}
        for title in titles
    ]
    lists = tmp_path / "rivers2021.json"
    lists.write_text(json.dumps(papers), encoding="utf-8")
    kg.open_graph(tmp_path / "store").load(lists)
    store = EmbeddedStore(tmp_path / "store")
    assert store.search is not None
    write_index(tmp_path / SEARCH, entries_of(store))
    assert forms(store.search) == forms(tmp_path / SEARCH)
    (person,) = agents_in(store.search, [f"{store.base}person/orcid/0000-0002-1825-0097"])
    (cluster,) = agents_in(store.search, [f"{store.base}name/ada_brook"])
    assert (person.name, person.status, cluster.status) == ("Ada Brook", "person", "verified")
