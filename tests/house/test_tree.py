"""The tree as it is published: nothing left undone, nothing of the machine it was written on."""

from __future__ import annotations

import ast
import hashlib
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TOP = {
    *("kg", "ontology", "queries", "seeds", "tests", "pyproject.toml", "README.md"),
    *(".ci", ".gitignore", "CHANGELOG.md", "LICENSE", "Makefile"),
}
SEEDS = {
    "000_0cc4bcd0d452a947.txt": "84816e7dff9abd7ddab77acacaa0e0b1869cb3531b26aff3d8b4dee941c1a849",
    "001_9a3319ab836ba48e.txt": "0df158f07925efb67266371f3328def57919bf792effad9b462d60bf54fee786",
}
UNDONE = re.compile(r"\b(?:TO[D]O|FIX[M]E|XX[X]|HA[C]K)\b")
MACHINE = re.compile(r"(?<![\w./:-])/(?:home|root|tmp|Users|work)/[\w.]")
REGISTRY = re.compile(r"pypi[.]org|python[h]osted|--(?:extra-)?index[-]url", re.IGNORECASE)


@pytest.fixture(scope="module")
def published() -> list[Path]:
    """Every file that git has or would take."""
    if not (ROOT / ".git").exists():
        pytest.skip("no git checkout: which files are published can't be told")
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [path for name in listed.split("\0") if name and (path := ROOT / name).is_file()]


def matches(pattern: re.Pattern[str], paths: list[Path]) -> Iterator[str]:
    for path in paths:
        for number, line in enumerate(path.read_text("utf-8", "replace").splitlines(), 1):
            if pattern.search(line):
                yield f"{path.relative_to(ROOT)}:{number}: {line.strip()[:80]}"


def test_the_top_level_holds_only_what_the_house_needs(published: list[Path]) -> None:
    assert {path.relative_to(ROOT).parts[0] for path in published} <= TOP


def test_nothing_is_left_undone(published: list[Path]) -> None:
    assert not list(matches(UNDONE, published))


def test_no_file_names_a_machine_or_a_registry(published: list[Path]) -> None:
    assert not list(matches(MACHINE, published))
    assert not list(matches(REGISTRY, published))


def test_tests_use_the_real_thing() -> None:
    for path in (ROOT / "tests").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import | ast.ImportFrom):
                assert "mock" not in ast.unparse(node), path


@pytest.mark.parametrize("name", SEEDS)
def test_seeds_are_kept_as_they_came(name: str) -> None:
    assert hashlib.sha256((ROOT / "seeds" / name).read_bytes()).hexdigest() == SEEDS[name]


def test_seeds_equal_the_originals() -> None:
    originals = ROOT.parent / "shared" / "seeds"
    if not originals.is_dir():
        pytest.skip("the originals (../shared/seeds) are not here")
    for path in originals.iterdir():
        assert (ROOT / "seeds" / path.name).read_bytes() == path.read_bytes()


def test_the_manifest_lists_every_seed() -> None:
    manifest = tomllib.loads((ROOT / "seeds" / "manifest.toml").read_text("utf-8"))
    listed = [document["file"] for document in manifest["document"]]
    assert sorted(listed) == sorted(path.name for path in (ROOT / "seeds").glob("*.txt"))
