"""The graph of summaries: apart from the graph, left out of exports, dropped and made anew."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import kg
from kg.graph.terms import kg_term
from kg.graph.vocab import VOID
from kg.store.embedded import EmbeddedStore
from tests.pages import arrow_page, invented_papers


@pytest.fixture(params=["memory", "folder"])
def graph(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], kg.Graph]:
    """A graph of some pages, opened anew at each call if it is in a folder."""
    page = tmp_path / "page.txt"
    page.write_text(arrow_page("Mara Lindqvist", invented_papers(12, seed=5)), encoding="utf-8")
    made = kg.open_graph(None if request.param == "memory" else tmp_path / "store")
    made.load(page)
    return lambda: made if request.param == "memory" else kg.open_graph(tmp_path / "store")


def coauthors(graph: kg.Graph) -> list[object]:
    return list(graph.ask("coauthors", author="Mara Lindqvist"))


def test_summaries_are_dropped_and_made_anew(graph: Callable[[], kg.Graph]) -> None:
    before = list(graph().lines(summaries=True))
    asked, content, triples = coauthors(graph()), list(graph().lines()), graph().info().triples
    assert graph().info().summaries == len(before) > 12
    graph().drop_summaries()
    assert graph().info().summaries == 0
    assert list(graph().lines(summaries=True)) == []
    assert coauthors(graph()) == asked
    assert graph().rebuild_summaries() == len(before)
    assert list(graph().lines(summaries=True)) == before
    assert (list(graph().lines()), graph().info().triples) == (content, triples)
    assert coauthors(graph()) == asked
    assert graph().check() == []


def test_a_graph_loaded_without_summaries_stays_so_until_they_are_wanted(tmp_path: Path) -> None:
    first, second = (tmp_path / f"{name}.txt" for name in ("first", "second"))
    for number, page in enumerate((first, second)):
        papers = invented_papers(12, seed=number)
        page.write_text(arrow_page("Mara Lindqvist", papers), encoding="utf-8")
    with_them, graph = kg.open_graph(tmp_path / "with"), kg.open_graph(tmp_path / "without")
    with_them.load(first, second)
    graph.load(first, summaries=False)
    graph.load(second)
    assert graph.info().summaries == 0
    assert coauthors(graph) == coauthors(with_them)
    found = (list(one.ask("find_author", text="lindqvst")) for one in (graph, with_them))
    assert next(found) == next(found) != []
    graph.load(first, summaries=True)
    assert list(graph.lines(summaries=True)) == list(with_them.lines(summaries=True))
    assert list(graph.lines()) == list(with_them.lines())


def test_the_search_index_stays_when_summaries_go(graph: Callable[[], kg.Graph]) -> None:
    graph().drop_summaries()
    store = graph().store
    if isinstance(store, EmbeddedStore):
        assert [row.name for row in graph().ask("find_author", text="mara lindqvst")]


def test_exports_leave_summaries_out(graph: Callable[[], kg.Graph]) -> None:
    own = graph()
    derived = kg_term("listing")
    assert not any(derived in line for line in own.lines())
    assert any(derived in line for line in own.lines(summaries=True))
    with pytest.raises(kg.KgError, match="either"):
        own.lines(entity="x", summaries=True)


def test_summaries_are_counted_apart(graph: Callable[[], kg.Graph]) -> None:
    own = graph()
    counts = [line.split() for line in own.lines(void=True) if f"<{VOID}triples>" in line]
    found = {subject: int(value.split('"')[1]) for subject, _, value, _ in counts}
    assert found[f"<{own.base}dataset>"] == own.info().triples
    assert found[f"<{own.base}graph/summaries>"] == own.info().summaries
