"""Files that hold something else than when they were loaded."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

import kg
from tests.pages import arrow_page, invented_papers

PAPERS = invented_papers(4, seed=1)


def page(count: int, name: str = "Mara Lindqvist") -> str:
    return arrow_page(name, PAPERS[:count])


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "pages" / "lindqvist.txt"
    path.parent.mkdir()
    path.write_text(page(2), encoding="utf-8")
    return path


def only(path: Path) -> list[str]:
    """The graph of what a file holds now."""
    graph = kg.open_graph()
    graph.load(path)
    return list(graph.lines())


@pytest.mark.parametrize("folder", [True, False])
def test_a_changed_file_replaces_what_it_held(file: Path, tmp_path: Path, folder: bool) -> None:
    store = tmp_path / "store"
    kg.open_graph(store).load(file)
    file.write_text(page(3), encoding="utf-8")
    report = kg.open_graph(store).load(file.parent if folder else file)
    (changed,) = report.files
    assert (changed.outcome, changed.counts.read) == ("loaded", 3)
    assert changed.instead_of is not None
    graph = kg.open_graph(store)
    assert list(graph.lines()) == only(file)
    graph.rollback()
    assert len(list(graph.ask("author_papers", author="Mara Lindqvist"))) == 2


def test_it_can_be_kept_beside(file: Path, tmp_path: Path) -> None:
    graph = kg.open_graph(tmp_path / "store")
    graph.load(file)
    file.write_text(page(3, name="Odo Frell"), encoding="utf-8")
    (report,) = graph.load(file, keep=True).files
    assert report.instead_of is None
    assert len(graph.store.entries) == 2


def test_another_file_of_that_name_replaces_nothing(file: Path, tmp_path: Path) -> None:
    graph = kg.open_graph(tmp_path / "store")
    graph.load(file)
    other = tmp_path / "elsewhere" / file.name
    other.parent.mkdir()
    other.write_text(page(3), encoding="utf-8")
    graph.load(other)
    assert len(graph.store.entries) == 2


def test_what_another_file_still_holds_stays(file: Path, tmp_path: Path) -> None:
    copy = file.with_name("copy.txt")
    copy.write_bytes(file.read_bytes())
    graph = kg.open_graph(tmp_path / "store")
    graph.load(file.parent)
    file.write_text(page(3), encoding="utf-8")
    graph.load(file)
    assert len(graph.store.entries) == 2
    copy.write_text(page(4), encoding="utf-8")
    graph.load(copy)
    assert len(graph.store.entries) == 2


def test_a_file_that_can_no_longer_be_read_keeps_what_it_held(file: Path, tmp_path: Path) -> None:
    graph = kg.open_graph(tmp_path / "store")
    graph.load(file)
    before = list(graph.lines())
    file.write_bytes(b"\x00\x01 no page at all")
    (report,) = graph.load(file).files
    assert report.outcome == "failed"
    assert list(graph.lines()) == before


def test_a_member_of_an_archive_replaces_what_it_was(tmp_path: Path) -> None:
    archive = tmp_path / "pages.zip"
    for count in (2, 3):
        with zipfile.ZipFile(archive, "w") as packed:
            packed.writestr("a/lindqvist.txt", page(count))
            packed.writestr("b/frell.txt", page(1, name="Odo Frell"))
        graph = kg.open_graph(tmp_path / "store")
        graph.load(archive)
        assert len(graph.store.entries) == 2
    assert list(graph.lines()) == only(archive)
