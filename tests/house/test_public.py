"""What a user of the package sees, and how soon."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import kg

HEAVY = {"hypothesis", "pandas", "polars", "pyoxigraph", "pyshacl", "rdflib", "SPARQLWrapper"}


def test_all_lists_what_is_public() -> None:
    nodes = list(ast.walk(ast.parse(Path(kg.__file__).read_text("utf-8"))))
    imported = [node for node in nodes if isinstance(node, ast.ImportFrom)]
    ours = [node for node in imported if (node.module or "").startswith("kg")]
    public = {alias.asname or alias.name for node in ours for alias in node.names}
    assert sorted(kg.__all__) == sorted(public | {"__version__"})


@pytest.mark.parametrize("name", kg.__all__)
def test_public_names_are_documented(name: str) -> None:
    assert getattr(kg, name).__doc__


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["load", "--help"]])
def test_help_loads_no_heavy_library(arguments: list[str]) -> None:
    code = f"import sys; from kg.cli import main; sys.argv[1:] = {arguments}\n"
    code += "try: main()\nfinally: print(*sys.modules, file=sys.stderr)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout
    assert not HEAVY & set(run.stderr.split())
