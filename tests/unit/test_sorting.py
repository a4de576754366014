"""More lines than memory holds come back in order, each once."""

from __future__ import annotations

import gc
import tempfile
import tracemalloc
from collections.abc import Iterable, Iterator
from pathlib import Path

import pyoxigraph
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.graph.sorting import sorted_lines, store_lines

LINE = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\n"), max_size=8)


@given(st.lists(LINE), st.integers(1, 200))
def test_lines_come_in_order_of_code_points_and_once(lines: list[str], memory: int) -> None:
    assert list(sorted_lines(lines, memory=memory)) == sorted(set(lines))


def test_many_runs_are_merged() -> None:
    lines = [f"{number * 7919 % 100_003:06} é😀" for number in range(100_003)]
    assert list(sorted_lines([*lines, *lines[:1000]], memory=50_000)) == sorted(lines)


def test_a_line_longer_than_memory_is_whole() -> None:
    long = "x" * 100_000
    assert list(sorted_lines([long, "a", long], memory=1000)) == ["a", long]


def test_nothing_gives_nothing() -> None:
    assert list(sorted_lines([])) == []


def test_nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    abandoned = sorted_lines((str(number) for number in range(100_000)), memory=50_000)
    next(iter(abandoned))
    del abandoned

    def broken() -> Iterator[str]:
        yield from map(str, range(100_000))
        raise OSError("gone")

    with pytest.raises(OSError, match="gone"):
        list(sorted_lines(broken(), memory=50_000))
    assert not list(tmp_path.iterdir())


def test_the_default_graph_of_a_store_comes_in_order() -> None:
    store = pyoxigraph.Store()
    node = pyoxigraph.NamedNode
    for number in range(3000):
        subject = node(f"http://example.org/{number * 7919 % 3001}")
        text = pyoxigraph.Literal(f"line\n{number} é")
        store.add(pyoxigraph.Quad(subject, node("http://example.org/p"), text))
    elsewhere = node("http://example.org/elsewhere")
    store.add(pyoxigraph.Quad(elsewhere, elsewhere, elsewhere, elsewhere))
    dumped = store.dump(format=pyoxigraph.RdfFormat.N_TRIPLES, from_graph=pyoxigraph.DefaultGraph())
    assert dumped is not None
    expected = sorted(dumped.decode().split("\n")[:-1])
    assert list(store_lines(store)) == expected
    assert list(store_lines(store, memory=20_000)) == expected
    assert len(expected) == 3000


def test_an_empty_store_has_no_lines() -> None:
    assert list(store_lines(pyoxigraph.Store())) == []


def peak_of(lines: Iterable[str]) -> int:
    gc.collect()
    tracemalloc.start()
    for _ in sorted_lines(lines, memory=200_000):
        pass
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak


@pytest.mark.long
def test_memory_does_not_grow_with_the_number_of_lines() -> None:
    small, large = (
        peak_of(f"{number * 7919 % 1_000_003:09} {'x' * 60}" for number in range(count))
        for count in (20_000, 200_000)
    )
    assert large < 1.5 * small
