"""The wheel and the source distribution, built, looked into, and used far from the checkout."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.long

ROOT = Path(__file__).parents[2]
DATA = ("ontology", "queries", "seeds")


def run(*command: str | Path, cwd: Path = ROOT) -> str:
    """Run a command to its end, without the checkout in sight, and give back what it prints."""
    hidden = {"PYTHONPATH", "VIRTUAL_ENV", "KG_STORE"}
    env = {name: value for name, value in os.environ.items() if name not in hidden}
    done = subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def build(source: Path, kind: str, into: Path) -> Path:
    """Build with what is installed here, so that no network is needed."""
    run(sys.executable, "-m", "build", "--no-isolation", f"--{kind}", "-o", into, source)
    (built,) = into.iterdir()
    return built


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(ROOT, "wheel", tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of commands of an environment that holds the wheel and what it asks for."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=True, symlinks=os.name != "nt")
    commands = folder / ("Scripts" if os.name == "nt" else "bin")
    run(commands / "python", "-m", "pip", "install", "--quiet", wheel)
    return commands


def test_the_wheel_carries_the_data_inside_the_package(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    assert {name.split("/")[0].split("-")[0] for name in names} == {"kg", "scholarly_kg"}
    for folder in DATA:
        files = {path.relative_to(ROOT) for path in (ROOT / folder).rglob("*") if path.is_file()}
        assert files
        assert {f"kg/{path.as_posix()}" for path in files} <= set(names)
    assert "kg/py.typed" in names


def test_the_source_distribution_builds_the_same_wheel(wheel: Path, tmp_path: Path) -> None:
    sdist = build(ROOT, "sdist", tmp_path / "sdist")
    shutil.unpack_archive(sdist, tmp_path, filter="data")
    again = build(tmp_path / sdist.name.removesuffix(".tar.gz"), "wheel", tmp_path / "wheel")
    with zipfile.ZipFile(wheel) as first, zipfile.ZipFile(again) as second:
        assert first.namelist() == second.namelist()
        assert all(first.read(name) == second.read(name) for name in first.namelist())


def test_the_demo_runs_from_another_folder(installed: Path, tmp_path: Path) -> None:
    output = run(installed / "kg", "demo", cwd=tmp_path)
    assert "Xiuqiang He" in output
    assert "NeurIPS" in output
    written = [path for path in tmp_path.rglob("*") if path.suffix in {".ttl", ".jsonld"}]
    assert {path.suffix for path in written} == {".ttl", ".jsonld"}
    for path in written:
        assert "Beyond Higher Rank" in path.read_text("utf-8")


def test_what_the_wheel_asks_for_is_enough(installed: Path, tmp_path: Path) -> None:
    seeds = ROOT / "seeds"
    run(installed / "kg", "load", seeds, cwd=tmp_path)
    assert "Xiuqiang He" in run(installed / "kg", "ask", "find_author", "Xiuqiang He", cwd=tmp_path)
    run(installed / "kg", "check", cwd=tmp_path)
    assert run(installed / "python", "-c", "import kg; print(kg.__file__)", cwd=tmp_path)
