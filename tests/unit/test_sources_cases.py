"""The cases in ``tests/cases/<format>/<case>``: a page, its records as JSON, and its problems."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any

import pytest

from kg.model import Paper, Problem, Record, Source
from kg.sources import format_named, formats, sniff

CASES = Path(__file__).parents[1] / "cases"
FORMATS = [format_.name for format_ in formats()]
PAGES = sorted(path for name in FORMATS for path in CASES.glob(f"{name}/*/input.*"))


def case_of(path: Path) -> str:
    return path.parent.relative_to(CASES).as_posix()


def read(path: Path) -> list[Record | Problem]:
    name = path.parent.parent.name
    source = Source(
        sha256="0" * 64,
        file_name=path.name,
        format=name,
        parser=name,
        received=date(2026, 11, 21),
    )
    with path.open("rb") as stream:
        return list(format_named(name).read(stream, source))


def as_json(value: object) -> Any:
    """A record as plain data, without what it does not say."""
    if is_dataclass(value):
        parts = {part.name: as_json(getattr(value, part.name)) for part in fields(value)}
        return {name: part for name, part in parts.items() if part not in (None, [], False)}
    if isinstance(value, tuple):
        return [as_json(part) for part in value]
    if isinstance(value, Enum | Decimal | date):
        return str(value)
    return value


def expected_form(records: Iterable[Record | Problem]) -> list[dict[str, Any]]:
    """Records as in ``expected.json``; an incomplete author list is told from an unknown one."""
    found = []
    for record in records:
        if isinstance(record, Problem):
            continue
        form = as_json(record)
        if isinstance(record, Paper):
            form["complete"] = record.complete
        found.append({type(record).__name__.lower(): form})
    return found


def problem_lines(records: Iterable[Record | Problem]) -> list[str]:
    return [
        f"{problem.line}: {'rejected' if problem.rejected else 'remark'}: {problem.code}: "
        f"{problem.message} [{problem.excerpt}]"
        for problem in records
        if isinstance(problem, Problem)
    ]


@pytest.mark.parametrize("path", PAGES, ids=case_of)
def test_a_page_gives_its_records(path: Path) -> None:
    expected = json.loads((path.parent / "expected.json").read_text("utf-8"))
    assert expected_form(read(path)) == expected


@pytest.mark.parametrize("path", PAGES, ids=case_of)
def test_a_page_gives_its_problems(path: Path) -> None:
    stated = path.parent / "problems.txt"
    expected = stated.read_text("utf-8").splitlines() if stated.exists() else []
    assert problem_lines(read(path)) == expected


@pytest.mark.parametrize("path", PAGES, ids=case_of)
def test_the_format_of_a_page_is_told(path: Path) -> None:
    found = sniff(path.read_bytes())
    assert found is not None
    assert found.name == path.parent.parent.name


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_has_cases(name: str) -> None:
    assert any(path.parent.parent.name == name for path in PAGES)


def test_every_case_has_a_page() -> None:
    folders = {path for name in FORMATS for path in CASES.glob(f"{name}/*") if path.is_dir()}
    assert folders == {path.parent for path in PAGES}
