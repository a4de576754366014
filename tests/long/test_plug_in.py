"""A package of somebody else brings a format: installed, listed, told, and read."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.long

ROOT = Path(__file__).parents[2]
PLUG_IN = ROOT / "tests" / "cases" / "plug-in"


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that the package is installed into, by what is here and without the network."""
    built, folder = tmp_path_factory.mktemp("built"), tmp_path_factory.mktemp("installed")
    run("build", "--no-isolation", "--wheel", "-o", built, PLUG_IN)
    (wheel,) = built.iterdir()
    run("pip", "install", "--quiet", "--no-index", "--no-deps", "--target", folder, wheel)
    return folder


def run(*command: str | Path, installed: Path | None = None) -> str:
    """Run a module of Python to its end, with the plug-in in sight, and give what it prints."""
    paths = [str(path) for path in (ROOT, installed) if path]
    env = os.environ | {"PYTHONPATH": os.pathsep.join(paths)}
    done = subprocess.run(
        [sys.executable, "-m", *command], env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout + done.stderr


def test_the_format_is_listed(installed: Path) -> None:
    assert "tide-tables" in run("kg", "formats", installed=installed)
    assert "tide-tables" not in run("kg", "formats")


def test_a_document_is_told_and_read(installed: Path, tmp_path: Path) -> None:
    store = tmp_path / "graph"
    told = run("kg", "load", "--store", store, PLUG_IN / "papers.txt", installed=installed)
    assert "3 records read = 2 loaded + 0 merged + 1 rejected" in told
    assert "a line without authors" in told
    assert "Bo Chen" in run("kg", "ask", "coauthors", "--store", store, "Ada Hill")
