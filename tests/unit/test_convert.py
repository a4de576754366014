"""``kg convert``: the resolved graph in parts, whole or not at all."""

from __future__ import annotations

import gzip
import hashlib
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import zstandard

import kg
from kg.errors import UsageError
from kg.export.parts import COMPRESSIONS, write_parts

ROOT = Path(__file__).parents[2]
SEEDS = ROOT / "seeds"


@pytest.fixture(scope="module")
def lines() -> list[str]:
    graph = kg.open_graph()
    graph.load(SEEDS)
    return list(graph.lines())


def convert(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "kg", "convert", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def unpacked(path: Path) -> str:
    data = path.read_bytes()
    if path.suffix == ".gz":
        data = gzip.decompress(data)
    elif path.suffix == ".zst":
        data = zstandard.ZstdDecompressor().decompressobj().decompress(data)
    return data.decode()


def manifest_of(folder: Path) -> dict[str, object]:
    found: dict[str, object] = json.loads((folder / "manifest.json").read_text("utf-8"))
    return found


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def parts(folder: Path, lines: Iterator[str] | list[str], size: int = 100) -> None:
    write_parts(lines, folder, base="https://example.org/", sources=[], part_triples=size)


@pytest.mark.parametrize("compression", COMPRESSIONS)
def test_the_parts_are_the_graph_that_load_makes(
    compression: str, lines: list[str], tmp_path: Path
) -> None:
    folder = tmp_path / "parts"
    run = convert(SEEDS, "-o", folder, "--part-size", 600, "--compress", compression)
    assert run.returncode == 0, run.stderr
    assert f"{len(lines):,} triples in 3 parts" in run.stderr
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    assert manifest["triples"] == len(lines)
    assert manifest["base"] == "https://w3id.org/scholarly-kg/id/"
    assert sorted(source["file_name"] for source in manifest["sources"]) == sorted(
        path.name for path in SEEDS.glob("*.txt")
    )
    text = ""
    for part in manifest["parts"]:
        path = folder / part["file"]
        said = unpacked(path)
        text += said
        assert path.name.endswith(COMPRESSIONS[compression][0])
        assert part["triples"] == said.count("\n")
        assert part["bytes"] == path.stat().st_size
        assert part["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    assert text.splitlines() == lines
    assert [part["triples"] for part in manifest["parts"]] == [600, 600, len(lines) - 1200]
    assert [path.name for path in tmp_path.iterdir()] == ["parts"]


def test_equal_graphs_give_equal_bytes(lines: list[str], tmp_path: Path) -> None:
    parts(tmp_path / "a", lines)
    parts(tmp_path / "b", iter(lines))
    assert content(tmp_path / "a") == content(tmp_path / "b")


def test_a_part_is_exactly_full(tmp_path: Path) -> None:
    parts(tmp_path / "parts", [f"<urn:{n}> <urn:p> <urn:o> ." for n in range(200)], 100)
    listed = manifest_of(tmp_path / "parts")["parts"]
    assert isinstance(listed, list)
    assert [part["triples"] for part in listed] == [100, 100]


def test_no_statements_are_a_part_too(tmp_path: Path) -> None:
    parts(tmp_path / "parts", [])
    assert manifest_of(tmp_path / "parts")["triples"] == 0
    assert unpacked(tmp_path / "parts" / "part-00001.nt.gz") == ""


def test_earlier_parts_are_replaced(lines: list[str], tmp_path: Path) -> None:
    parts(tmp_path / "parts", lines, 100)
    parts(tmp_path / "parts", lines[:5], 100)
    assert {path.name for path in (tmp_path / "parts").iterdir()} == {
        "manifest.json",
        "part-00001.nt.gz",
    }
    assert [path.name for path in tmp_path.iterdir()] == ["parts"]


@pytest.mark.parametrize("name", ["notes.txt", "part-00001.nt.gz", "manifest.json"])
def test_a_folder_with_other_things_is_refused(name: str, tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / name).write_text('{"kind": "something else", "parts": []}', "utf-8")
    before = content(folder)
    with pytest.raises(UsageError, match="holds other things"):
        parts(folder, ["<urn:s> <urn:p> <urn:o> ."])
    run = convert(SEEDS, "-o", folder)
    assert run.returncode == 2
    assert content(folder) == before


def test_a_file_among_our_parts_is_not_lost(tmp_path: Path) -> None:
    parts(tmp_path / "parts", ["<urn:s> <urn:p> <urn:o> ."])
    (tmp_path / "parts" / "notes.txt").write_text("mine", "utf-8")
    with pytest.raises(UsageError):
        parts(tmp_path / "parts", [])
    assert (tmp_path / "parts" / "notes.txt").is_file()


def test_what_breaks_off_leaves_what_was_there(lines: list[str], tmp_path: Path) -> None:
    def breaking() -> Iterator[str]:
        yield from lines[:500]
        raise OSError("the disk is gone")

    folder = tmp_path / "parts"
    with pytest.raises(OSError, match="the disk is gone"):
        parts(folder, breaking())
    assert not list(tmp_path.iterdir())
    parts(folder, lines)
    before = content(folder)
    with pytest.raises(OSError, match="the disk is gone"):
        parts(folder, breaking())
    assert content(folder) == before
    assert [path.name for path in tmp_path.iterdir()] == ["parts"]


def test_unreadable_files_are_told_and_nothing_is_written_of_nothing(tmp_path: Path) -> None:
    bad = tmp_path / "bad.txt"
    bad.write_text("no known format", "utf-8")
    run = convert(bad, "-o", tmp_path / "parts")
    assert run.returncode == 1
    assert "failed" in run.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["bad.txt"]
    run = convert(bad, SEEDS, "-o", tmp_path / "parts")
    assert run.returncode == 1
    assert (tmp_path / "parts" / "manifest.json").is_file()
