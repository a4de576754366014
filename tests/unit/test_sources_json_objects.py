"""The formats whose records are JSON objects: told by the first, and proof against any value."""

from __future__ import annotations

import contextlib
import copy
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import InputError
from kg.model import Paper, Problem, Record, Source, Volume
from kg.sources import format_named
from kg.sources.json_objects import first_object
from kg.sources.json_records import json_records

CASES = Path(__file__).parents[1] / "cases"
WITHIN = ("results", "data", "message", "items")
NAMES = ("arxiv", "csl-json", "openalex", "semantic-scholar")


def read(name: str, data: bytes) -> list[Record | Problem]:
    source = Source(sha256="0" * 64, file_name="x.json", format=name, parser=name)
    return list(format_named(name).read(io.BytesIO(data), source))


def objects(name: str) -> Iterator[dict[str, object]]:
    for path in sorted(CASES.glob(f"{name}/*/input.*")):
        with path.open("rb") as stream:
            for found in json_records(stream, path.name, within=WITHIN):
                if not isinstance(found, Problem):
                    yield found[1]


OBJECTS = {name: list(objects(name)) for name in NAMES}


def values() -> st.SearchStrategy[object]:
    """Any JSON value, among them texts that are nearly something."""
    texts = st.sampled_from(
        ("", " ", "<i></i>", "&#0;", "et al.", "others", "2020-13-45", "-1", "9" * 5000, "\u202e")
    )
    numbers = st.integers(-5, 10**30) | st.floats(allow_nan=False, allow_infinity=False)
    simple = st.none() | st.booleans() | numbers | texts | st.text(max_size=9)
    return st.recursive(
        simple,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
        max_leaves=6,
    )


@st.composite
def damaged(draw: st.DrawFn, name: str) -> dict[str, Any]:
    """A record of the cases with some of its values, at any depth, replaced by others."""
    record = copy.deepcopy(draw(st.sampled_from(OBJECTS[name])))
    for _ in range(draw(st.integers(1, 3))):
        inside: Any = record
        for _ in range(draw(st.integers(0, 3))):
            keys = sorted(inside) if isinstance(inside, dict) else range(len(inside))
            inner = [key for key in keys if isinstance(inside[key], dict | list) and inside[key]]
            if inner:
                inside = inside[draw(st.sampled_from(inner))]
        keys = sorted(inside) if isinstance(inside, dict) else range(len(inside))
        inside[draw(st.sampled_from(list(keys)))] = draw(values())
    return record


def check(record: Record | Problem) -> None:
    match record:
        case Paper():
            assert record.title.strip()
            assert all(mention.name.strip() for mention in record.mentions)
            places = [mention.position for mention in record.mentions]
            assert places == list(range(1, len(places) + 1))
            assert record.abstract is None or record.abstract.strip()
            assert all(url.startswith(("http://", "https://")) for url in record.urls)
            assert record.mentions or not record.complete
        case Volume():
            assert record.edition.volume
        case Problem():
            assert record.line > 0
            assert record.message
            assert len(record.excerpt) <= 200


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=60)
@given(st.data())
def test_any_value_in_a_record_gives_a_record_or_a_problem(name: str, data: st.DataObject) -> None:
    record = data.draw(damaged(name))
    found = read(name, json.dumps(record).encode() + b"\n")
    for one in found:
        check(one)
    rejected = [one for one in found if isinstance(one, Problem) and one.rejected]
    assert len(rejected) + sum(not isinstance(one, Problem) for one in found) == 1


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=40)
@given(st.data())
def test_any_json_gives_records_or_problems(name: str, data: st.DataObject) -> None:
    document = json.dumps(data.draw(values())).encode()
    with contextlib.suppress(InputError):
        for one in read(name, document):
            check(one)


@pytest.mark.parametrize("name", NAMES)
def test_deep_nesting_is_a_problem_of_one_record(name: str) -> None:
    good = json.dumps(OBJECTS[name][0]).encode()
    deep = b'{"title": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    *_, last = read(name, deep + b"\n" + good + b"\n")
    assert isinstance(last, Paper)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("indent", [None, 2])
def test_a_format_is_told_from_a_beginning_that_ends_anywhere_behind_its_first_members(
    name: str, indent: int | None
) -> None:
    for record in OBJECTS[name]:
        whole = json.dumps([record], indent=indent)
        if not format_named(name).sniff(whole):
            continue
        others = [other for other in NAMES if format_named(other).sniff(whole)]
        assert others == [name]
    first = json.dumps(OBJECTS[name][0] | {"zzz": "x" * 200_000}, indent=indent)
    assert format_named(name).sniff(first[: 64 * 1024])


@pytest.mark.parametrize(
    ("head", "members"),
    [
        ('[{"a": 1, "b": "x', {"a": "1", "b": None}),
        ('{"a": {"b": [1, 2', {"a": None}),
        ('\ufeff [ null, {"a": true}', {"a": True}),
        ('{"meta": {"count": 2}, "results": [{"id": "W1"}, {"id', {"id": "W1"}),
        ('{"message": {"total": 1, "items": [{"DOI": "x"}]}}', {"DOI": "x"}),
        ("[1, 2]", {}),
        ("no JSON", {}),
        ('{"a": ' + "[" * 70_000, {"a": None}),
    ],
)
def test_the_first_object_is_read_as_far_as_it_goes(head: str, members: dict[str, object]) -> None:
    assert first_object(head, WITHIN) == members
