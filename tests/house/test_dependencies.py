"""What the package imports is what it asks for."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from itertools import chain
from pathlib import Path

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def imported(path: Path) -> set[str]:
    nodes = list(ast.walk(ast.parse(path.read_text("utf-8"))))
    plain = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    from_ = {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}
    return {name.partition(".")[0] for name in plain | from_}


def test_every_package_that_is_imported_is_asked_for() -> None:
    extras = PROJECT["optional-dependencies"]
    kept = (extras[name] for name in ("pandas", "polars", "validate"))
    asked = [*PROJECT["dependencies"], *chain.from_iterable(kept)]
    names = {re.split(r"[^\w-]", requirement)[0].lower() for requirement in asked}
    found = packages_distributions()
    for path in (ROOT / "kg").rglob("*.py"):
        for package in imported(path) - sys.stdlib_module_names - {"kg", "_typeshed"}:
            assert names & {name.lower() for name in found.get(package, [package])}, path
