"""Records of JSON documents: whole or damaged, in one piece or in many."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import InputError
from kg.model import Problem
from kg.sources import json_fields
from kg.sources.json_records import JsonObject, json_records
from kg.sources.remarks import MOST, Remarks

Found = list[tuple[int, JsonObject] | Problem]


def read(document: str | bytes, *within: str, piece: int = 1024) -> Found:
    data = document.encode() if isinstance(document, str) else document
    return list(json_records(io.BytesIO(data), "list.json", within=within, piece=piece))


def numbers(found: Found) -> list[object]:
    """What the records say under ``n``, with the codes of problems between them."""
    return [one.code if isinstance(one, Problem) else one[1]["n"] for one in found]


def lines(found: Found) -> list[int]:
    return [one.line if isinstance(one, Problem) else one[0] for one in found]


@pytest.mark.parametrize(
    ("document", "at"),
    [
        ('[{"n": 1}, {"n": 2}]', [1, 1]),
        ('[\n{\n"n": 1\n},\n{\n"n": 2\n}\n]\n', [2, 5]),
        ('[\r\n  {"n": 1},\r\n  {"n": 2}\r\n]', [2, 3]),
        ('{"n": 1}\n{"n": 2}\n', [1, 2]),
        ('{"n": 1}\n\n\n{"n": 2}', [1, 4]),
        ('{\n  "n": 1\n}\n{\n  "n": 2\n}\n', [1, 4]),
        ('[{"n": 1}]\n[{"n": 2}]', [1, 2]),
        ('\ufeff[{"n": 1},\n{"n": 2},\n]', [1, 2]),
    ],
)
def test_documents_of_every_shape(document: str, at: list[int]) -> None:
    found = read(document)
    assert numbers(found) == [1, 2]
    assert lines(found) == at


@pytest.mark.parametrize(
    "document",
    [
        '{"meta": {"n": 3}, "results": [{"n": 1}, {"n": 2}], "next": [{"n": 9}]}',
        '{\n"status": "ok",\n"message": {"total": 2, "results": [\n{"n": 1},\n{"n": 2}]}}\n',
        '{"results": [{"n": 1}]}\n{"results": [{"n": 2}]}\n',
    ],
)
def test_the_answer_of_a_web_api(document: str) -> None:
    assert numbers(read(document, "results", "message")) == [1, 2]


def test_a_record_with_an_array_is_no_answer() -> None:
    assert numbers(read('{"n": 1, "authors": [{"n": 2}]}', "results")) == [1]


def test_a_bad_line_does_not_hurt_its_neighbours() -> None:
    found = read('{"n": 1}\n{"n": \n{"n": 2}\n{"n": "torn\n{"n": 3}\n')
    assert numbers(found) == [1, "bad-json", 2, "bad-json", 3]
    assert lines(found) == [1, 2, 3, 4, 5]


def test_a_bad_record_of_an_array_does_not_hurt_its_neighbours() -> None:
    records = [{"n": n, "of": [{"n": -1}]} for n in range(5)]
    document = json.dumps(records, indent=2).replace('"n": 2', '"n": two')
    found = read(document)
    assert numbers(found) == [0, 1, "bad-json", 3, 4]
    assert document.splitlines()[found[2].line - 1].strip() == "{"  # type: ignore[union-attr]


def test_records_that_begin_behind_the_end_of_another() -> None:
    found = read('[{\n"n": 1\n}, {\n"n" 2\n}, {\n"n": 3\n}]')
    assert numbers(found) == [1, "bad-json", 3]


def test_the_rest_of_a_single_line_is_lost_with_a_bad_record() -> None:
    first, bad, _ = read('[{"n": 1}, {"n" 2}, {"n": 3}]')
    assert numbers([first]) == [1]
    assert isinstance(bad, Problem)
    assert bad.rejected
    assert "no record is found behind it" in bad.message


@pytest.mark.parametrize("piece", [16, 20, 33, 64, 1000])
@pytest.mark.parametrize(
    "document",
    [
        json.dumps([{"n": n, "t": "é" * n, "o": [{"p": [True, -1.5e3, None]}]} for n in range(30)]),
        json.dumps([{"n": n, "t": "\U0001f600\n" * n} for n in range(30)], indent=1),
        "".join(f'{{"n": {n}, "t": "{"x" * n}"}}\n' for n in range(30)),
    ],
)
def test_pieces_make_no_difference(document: str, piece: int) -> None:
    assert read(document, piece=piece) == read(document)
    assert numbers(read(document, piece=piece)) == list(range(30))


@given(st.data())
def test_a_cut_document_gives_the_records_before_the_cut(data: st.DataObject) -> None:
    records = [{"n": n, "t": ["aé\\", '"', {"x": -1.25e-7}, True, None]} for n in range(4)]
    as_lines = data.draw(st.booleans())
    indent = data.draw(st.sampled_from([None, 0, 2]))
    whole = json.dumps(records, indent=indent, ensure_ascii=data.draw(st.booleans()))
    if as_lines:
        whole = "\n".join(map(json.dumps, records))
    cut = data.draw(st.integers(1, len(whole.encode()) - 1))
    found = read(whole.encode()[:cut], piece=data.draw(st.sampled_from([16, 50, 1000])))
    problems = [one for one in found if isinstance(one, Problem)]
    assert [one[1] for one in found if not isinstance(one, Problem)] == records[
        : len(found) - len(problems)
    ]
    assert {problem.code for problem in problems} <= {"cut-record", "cut-document"}
    assert as_lines or len(problems) == 1


def test_what_no_text_can_hold_is_replaced() -> None:
    found = read(r'[{"n": "a\u0000b\ud800c", "of": ["\udfff", "\ud83d\ude00", "\\ud800"]}]')
    remark, record = found
    assert isinstance(remark, Problem)
    assert not remark.rejected
    assert not isinstance(record, Problem)
    assert record[1] == {"n": "a\ufffdb\ufffdc", "of": ["\ufffd", "\U0001f600", r"\ud800"]}


def test_escapes_at_the_edge_of_a_piece_are_seen() -> None:
    for size in range(40):
        found = read('[{"t": "' + "x" * size + r'\ud800"}]', piece=16)
        assert [one.code for one in found if isinstance(one, Problem)] == ["mended-text"]


def test_bytes_that_are_not_utf_8_cost_one_record() -> None:
    good = b'{"n": 1, "t": "' + b"x" * 70_000 + b'"}\n'
    found = read(good + b'{"n": 2, "t": "caf\xe9"}\n{"n": 3, "t": "caf\xc3\xa9"}\n')
    assert numbers(found) == [1, "not-utf-8", 3]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_other_encodings(encoding: str) -> None:
    document = '[{"n": "é\\u0000"},\n{"n": 2}]'.encode(encoding)
    assert numbers(read(document)) == ["mended-text", "é\ufffd", 2]


@pytest.mark.parametrize("document", [b"", b" \n", b"\x89PNG\r\n", b'{"n": "\0"}', b"\xff\xfe{"])
def test_what_is_no_text_is_an_error(document: bytes) -> None:
    with pytest.raises(InputError):
        assert numbers(read(document)) == ["no text"]


def test_values_that_are_hard_on_a_decoder() -> None:
    deep = '{"n": ' + "[" * 100_000 + "]" * 100_000 + "}"
    long = '{"n": ' + "9" * 10_000 + "}"
    odd = '{"n": NaN}\n{"n": -Infinity}\n{"n": 0, "n": 1}\n{"n": 1e999}'
    found = read(f"{deep}\n{long}\n{odd}\n", piece=10**6)
    assert numbers(found) == ["too-deep", "bad-number", None, None, 1, float("inf")]


def test_values_that_are_no_records() -> None:
    found = read('[{"n": 1}, null, 12, "text", [{"n": 2}], {"n": 3}]', piece=16)
    no = ["no-object"] * 3
    # The remark on null loses nothing; an API answers so for an identifier that it doesn't know.
    assert numbers(found) == [1, "null-record", *no, 3]
    assert [one.rejected for one in found if isinstance(one, Problem)] == [False, True, True, True]


@given(st.binary(max_size=200), st.sampled_from([16, 1000]))
def test_any_bytes_give_records_or_the_typed_error(data: bytes, piece: int) -> None:
    try:
        found = read(data, "n", piece=piece)
    except InputError:
        return
    assert lines(found) == sorted(lines(found))


def like_json() -> st.SearchStrategy[str]:
    parts = ('{"n": 1}', "{", "}", "[", "]", ",", "\n", ":", '"', '"n"', "1", "null", "\\ud800")
    return st.lists(st.sampled_from(parts), max_size=25).map("".join)


@given(like_json(), st.sampled_from([16, 17, 40]))
def test_damaged_documents_end_well(document: str, piece: int) -> None:
    try:
        assert numbers(read(document, piece=piece)) == numbers(read(document))
    except (InputError, KeyError):
        return


def plain_values() -> st.SearchStrategy[Any]:
    texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
    single = st.none() | st.booleans() | st.integers() | texts
    return single | st.lists(single, max_size=2) | st.dictionaries(texts, single, max_size=2)


@settings(max_examples=40)
@given(
    st.lists(
        st.dictionaries(st.text("ab\u00e9", max_size=3), plain_values(), max_size=3), max_size=4
    ),
    st.sampled_from([None, 1, 2]),
    st.booleans(),
)
def test_any_objects_come_back(records: list[Any], indent: int | None, escaped: bool) -> None:
    document = json.dumps(records, ensure_ascii=escaped, indent=indent)
    found = [one[1] for one in read(document, piece=32) if not isinstance(one, Problem)]
    assert found == json.loads(document.replace("\\u0000", "\ufffd"))


HOLDERS: dict[str, tuple[object, object]] = {
    "text": (" a ", "a"),
    "label": (7, "7"),
    "count": ("7", 7),
    "truth": (True, True),
    "member": ({"a": 1}, {"a": 1}),
    "objects": ([{"a": 1}, None], [{"a": 1}]),
    "texts": (["a ", "", None], ("a",)),
}


@pytest.mark.parametrize("getter", HOLDERS)
def test_members_by_type(getter: str) -> None:
    get = getattr(json_fields, getter)
    value, expected = HOLDERS[getter]
    odd: list[str] = []
    assert get({"x": value}, "x", odd) == expected
    assert not get({"x": None}, "x", odd)
    assert not get({}, "x", odd)
    assert odd == []


@pytest.mark.parametrize("getter", HOLDERS)
@given(value=st.floats() | st.integers() | st.booleans() | st.text() | st.lists(st.integers()))
def test_members_of_the_wrong_type_are_named(getter: str, value: object) -> None:
    odd: list[str] = []
    found = getattr(json_fields, getter)({"x": value}, "x", odd)
    assert odd in ([], ["x"])
    blank = value == [] or (isinstance(value, str) and not value.strip())
    assert (odd == ["x"]) == (found in (None, {}, [], ()) and not blank), getter


def test_a_flood_of_remarks_is_summed_up() -> None:
    found = read("[" + "null,\n" * 100 + '{"n": 1}]')
    remarks = [one for one in found if isinstance(one, Problem)]
    assert len(remarks) == MOST + 1
    assert remarks[-1].message.startswith("80 further remarks")
    assert remarks[-1].line == 100
    assert [*Remarks().rest()] == []
