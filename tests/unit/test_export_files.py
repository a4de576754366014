"""A file is written whole or not at all, and always in UTF-8."""

from __future__ import annotations

import io
import os
import stat
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.errors import UsageError
from kg.export import exporters, write, write_file
from kg.graph.vocab import DEFAULT_BASE

LINES = ['<http://example.org/s> <http://schema.org/name> "né😀" .']
TEXT = f"{LINES[0]}\n"


def broken() -> Iterator[str]:
    yield from LINES * 10_000
    raise OSError("the disk is gone")


def test_a_file_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "graph.nt"
    path.write_text("before")
    path.chmod(0o640)
    write_file("ntriples", LINES, path, DEFAULT_BASE)
    assert path.read_bytes() == TEXT.encode()
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert [path] == list(tmp_path.iterdir())


def test_a_new_file_has_the_usual_rights(tmp_path: Path) -> None:
    usual = tmp_path / "usual"
    usual.touch()
    write_file("ntriples", LINES, str(tmp_path / "new.nt"), DEFAULT_BASE)
    assert (tmp_path / "new.nt").stat().st_mode == usual.stat().st_mode


@pytest.mark.parametrize("name", [exporter.name for exporter in exporters()])
def test_what_fails_leaves_the_old_file_and_nothing_else(tmp_path: Path, name: str) -> None:
    path = tmp_path / "graph"
    path.write_text("before")
    with pytest.raises(OSError, match="the disk is gone"):
        write_file(name, broken(), path, DEFAULT_BASE)
    assert path.read_text() == "before"
    assert [path] == list(tmp_path.iterdir())


def test_an_unknown_format_touches_no_file(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="pdf"):
        write_file("pdf", LINES, tmp_path / "graph.pdf", DEFAULT_BASE)
    assert not list(tmp_path.iterdir())


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    target, link = tmp_path / "target.nt", tmp_path / "link.nt"
    target.write_text("before")
    link.symlink_to(target)
    write_file("ntriples", LINES, link, DEFAULT_BASE)
    assert link.is_symlink()
    assert target.read_bytes() == TEXT.encode()


def test_a_pipe_is_written_to(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    got: list[bytes] = []
    reader = threading.Thread(target=lambda: got.append(pipe.read_bytes()))
    reader.start()
    write_file("ntriples", LINES, pipe, DEFAULT_BASE)
    reader.join()
    assert got == [TEXT.encode()]


def test_streams_of_bytes_and_of_text_get_the_same() -> None:
    data, text = io.BytesIO(), io.StringIO()
    write("ntriples", LINES, data, DEFAULT_BASE)
    write("ntriples", LINES, text, DEFAULT_BASE)
    assert data.getvalue().decode() == text.getvalue() == TEXT


def test_the_encoding_of_standard_output_does_not_matter() -> None:
    beneath = io.BytesIO()
    output = io.TextIOWrapper(beneath, encoding="ascii", newline="\r\n")
    output.write("before ")
    write("ntriples", LINES, output, DEFAULT_BASE)
    assert beneath.getvalue() == f"before {TEXT}".encode()
