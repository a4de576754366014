"""XML record by record: lines, entities, encodings, cuts, and documents that mean harm."""

from __future__ import annotations

import io
import tracemalloc
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import InputError
from kg.model import Problem
from kg.sources.xml_records import (
    DEEPEST,
    LARGEST_RECORD,
    XmlRecord,
    child_text,
    opening_tags,
    read_records,
    text_of,
)

TWO = b'<shelf id="s">\n <book n="1"><t>Tides</t></book>\n <book n="2"><t>Salt</t></book>\n</shelf>'
LATIN: Mapping[str, str] = {"uuml": "\u00fc", "lessthan": "<"}


def read(
    document: bytes,
    entities: Mapping[str, str] | None = None,
    *,
    namespaces: bool = False,
    step: int | None = None,
) -> list[XmlRecord | Problem]:
    stream = io.BytesIO(document) if step is None else Dripping(document, step)
    return list(
        read_records(
            stream,
            "shelf.xml",
            containers=("shelf", "board"),
            entities=entities,
            namespaces=namespaces,
        )
    )


class Dripping(io.BytesIO):
    """A stream that gives at most some bytes at a time."""

    def __init__(self, data: bytes, step: int) -> None:
        super().__init__(data)
        self.step = step

    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(self.step)


def titles(document: bytes, entities: Mapping[str, str] | None = None) -> list[str | None]:
    return [
        child_text(found.element, "t")
        for found in read(document, entities)
        if isinstance(found, XmlRecord)
    ]


def problems(document: bytes, entities: Mapping[str, str] | None = None) -> list[Problem]:
    return [found for found in read(document, entities) if isinstance(found, Problem)]


def test_records_come_with_their_line_and_what_holds_them() -> None:
    first, second = read(TWO)
    assert isinstance(first, XmlRecord)
    assert isinstance(second, XmlRecord)
    assert (first.line, second.line) == (2, 3)
    assert first.element.attrib == {"n": "1"}
    assert first.parent
    assert (first.parent.tag, first.parent.attributes, first.parent.line) == (
        "shelf",
        {"id": "s"},
        1,
    )


def test_containers_stand_in_containers() -> None:
    document = b"<shelf><board k='a'><book/></board><note/><board k='b'><book/></board></shelf>"
    found = [record for record in read(document) if isinstance(record, XmlRecord)]
    held = [(record.element.tag, record.parent and record.parent.attributes) for record in found]
    assert held == [("book", {"k": "a"}), ("note", {}), ("book", {"k": "b"})]


def test_a_root_that_is_no_container_is_a_record() -> None:
    (record,) = read(b"<book><t>Alone</t></book>")
    assert isinstance(record, XmlRecord)
    assert record.parent is None


def test_mark_up_within_text_keeps_its_order() -> None:
    (record,) = read(
        b"<shelf><t>On <i>salt</i>, <b>tides <i>and</i></b>\n  wind<!-- x -->s</t></shelf>"
    )
    assert isinstance(record, XmlRecord)
    assert text_of(record.element) == "On salt, tides and winds"


@pytest.mark.parametrize("step", [1, 2, 7, 50])
def test_the_size_of_the_pieces_makes_no_difference(step: int) -> None:
    whole = [record for record in read(TWO) if isinstance(record, XmlRecord)]
    pieces = [record for record in read(TWO, step=step) if isinstance(record, XmlRecord)]
    assert [(r.line, text_of(r.element)) for r in pieces] == [
        (r.line, text_of(r.element)) for r in whole
    ]


def test_entities_of_the_format_are_read_in_text_and_attributes() -> None:
    for start in (b'<!DOCTYPE shelf SYSTEM "shelf.dtd">', b""):
        (record,) = read(
            start + b"<shelf><b k='&uuml;'>M&uuml;ller &lessthan; &amp;</b></shelf>", LATIN
        )
        assert isinstance(record, XmlRecord)
        assert record.element.attrib == {"k": "\u00fc"}
        assert text_of(record.element) == "M\u00fcller < &"


def test_an_unknown_entity_is_kept_and_told_once() -> None:
    document = b"<shelf>\n<b><t>A&nosuch;B&nosuch;</t></b></shelf>"
    assert titles(document, LATIN) == titles(document) == ["A&nosuch;B&nosuch;"]
    (problem,) = problems(document)
    assert (problem.line, problem.code, problem.rejected) == (2, "unknown-entity", False)


@pytest.mark.parametrize("encoding", ["ISO-8859-1", "UTF-8", "UTF-16", "windows-1252"])
def test_the_declared_encoding_holds(encoding: str) -> None:
    document = f'<?xml version="1.0" encoding="{encoding}"?><shelf><b><t>Müller</t></b></shelf>'
    assert titles(document.encode(encoding)) == ["Müller"]


def test_namespaces_are_told_by_their_address_on_request() -> None:
    document = b"<shelf xmlns:x='http://example.org/x'><x:b y='1' x:z='2'/></shelf>"
    (record,) = read(document, namespaces=True)
    assert isinstance(record, XmlRecord)
    assert record.element.tag == "http://example.org/x b"
    assert record.element.attrib == {"y": "1", "http://example.org/x z": "2"}
    (record,) = read(document)
    assert isinstance(record, XmlRecord)
    assert record.element.tag == "x:b"


@pytest.mark.parametrize("cut", range(21, len(TWO) - 8))
def test_a_cut_document_gives_what_came_before_and_a_rejection(cut: int) -> None:
    *found, last = read(TWO[:cut])
    whole = TWO[:cut].count(b"</book>")
    assert len(found) == whole
    assert isinstance(last, Problem)
    assert (last.code, last.rejected) == ("cut-document", True)


@pytest.mark.parametrize(
    ("document", "code"),
    [
        (TWO.replace(b"Salt", b"Sa\x01lt"), "broken-xml"),
        (TWO.replace(b"Salt", b"Sa\xfclt"), "broken-xml"),
        (TWO.replace(b"Salt</t>", b"Salt</u>"), "broken-xml"),
        (TWO.replace(b"Salt", b"Salt & Sons"), "broken-xml"),
        (TWO.replace(b"Salt", b"Sa\0lt"), "broken-xml"),
    ],
)
def test_a_broken_document_gives_what_came_before_and_a_rejection(
    document: bytes, code: str
) -> None:
    assert titles(document) == ["Tides"]
    (problem,) = problems(document)
    assert (problem.line, problem.code, problem.rejected) == (3, code, True)
    assert problem.excerpt == '<book n="2">'


def test_a_second_document_in_the_file_is_told() -> None:
    assert titles(TWO + b"\n" + TWO) == ["Tides", "Salt"]
    (problem,) = problems(TWO + b"\n" + TWO)
    assert (problem.line, problem.code, problem.rejected) == (5, "second-document", True)


def test_a_comment_that_is_cut_after_the_end_is_told() -> None:
    assert titles(TWO + b"<!--") == ["Tides", "Salt"]
    assert [problem.code for problem in problems(TWO + b"<!--")] == ["broken-xml"]


@pytest.mark.parametrize(
    ("document", "message", "line"),
    [
        (b"", "the file is empty", None),
        (b"no xml at all", "no XML", 1),
        (b"\n<!-- only a comment -->", "no XML", 2),
        (b"<?xml version='1.0' encoding='klingon'?><shelf/>", "unknown encoding", 1),
        (b'<!DOCTYPE s [\n<!ENTITY a "b">]><shelf/>', "entities of its own", 2),
        (b'<!DOCTYPE s [<!ENTITY a SYSTEM "file:///x">]><s>&a;</s>', "entities of its own", 1),
        (b'<!DOCTYPE s [<!ENTITY % a SYSTEM "http://x.example/">%a;]><s/>', "of its own", 1),
        (b'<!DOCTYPE s [<!ATTLIST s a CDATA "b">]><s/>', "a default for the attribute", 1),
    ],
)
def test_what_is_no_xml_or_not_safe_is_refused(
    document: bytes, message: str, line: int | None
) -> None:
    with pytest.raises(InputError) as caught:
        read(document)
    assert message in caught.value.message
    assert caught.value.line == line


def test_a_document_type_without_entities_is_harmless() -> None:
    start = b'<!DOCTYPE shelf SYSTEM "file:///nowhere/shelf.dtd" [<!ELEMENT shelf ANY>]>'
    assert titles(start + TWO) == ["Tides", "Salt"]


def test_a_record_that_is_too_deep_does_not_hurt_its_neighbours() -> None:
    deep = b"<a>" * (DEEPEST * 20) + b"</a>" * (DEEPEST * 20)
    document = b"<shelf><b><t>One</t></b>\n" + deep + b"<b><t>Two</t></b></shelf>"
    assert titles(document) == ["One", "Two"]
    (problem,) = problems(document)
    assert (problem.line, problem.code, problem.rejected) == (2, "too-deep", True)


def test_a_record_that_is_too_large_does_not_hurt_its_neighbours() -> None:
    large = (b"<c>" + b"x" * 1000 + b"</c>") * (LARGEST_RECORD // 1000 + 100)
    document = b"<shelf><b><t>One</t></b>\n<b>" + large + b"</b><b><t>Two</t></b></shelf>"
    assert titles(document) == ["One", "Two"]
    (problem,) = problems(document)
    assert (problem.line, problem.code, problem.rejected) == (2, "too-large", True)


@pytest.mark.parametrize(
    "document",
    [
        b"<shelf><!--" + b"x" * (LARGEST_RECORD + 2**18),
        b"<shelf><b c='" + b"x" * (LARGEST_RECORD + 2**18),
        b"<shelf>" * (DEEPEST + 1),
        b"<shelf>" + b"<b>" * 20_000,
        b"<shelf>" + b"".join(b"<b%d/>" % number for number in range(60_000)),
    ],
    ids=["endless comment", "endless tag", "deep containers", "endless depth", "many names"],
)
def test_a_document_without_bounds_is_refused(document: bytes) -> None:
    with pytest.raises(InputError):
        read(document)


def test_a_long_document_takes_no_more_memory_than_a_short_one() -> None:
    class Long(io.BytesIO):
        rest = 20

        def read(self, size: int | None = -1, /) -> bytes:
            self.rest -= 1
            if self.rest == 19:
                return b"<shelf>"
            return b"<b><t>Tides</t></b>" * 1_000 if self.rest > 0 else b""

    tracemalloc.start()
    try:
        count = sum(1 for _ in read_records(Long(), "long.xml", containers=["shelf"]))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert count == 18 * 1_000 + 1
    assert peak < 3 * 2**20


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("<?xml version='1.0' encoding='ISO-8859-1'?>\n<a><b c='ü'><d", ["a", "b"]),
        ("\ufeff\n <a/>", ["a"]),
        ("<!DOCTYPE a SYSTEM 'a.dtd'><a>&uuml;<b/></c>", ["a", "b"]),
        ('<!DOCTYPE a [<!ENTITY b "c">]><a>', []),
        ("@article{a, title={<b>}}", []),
        ("", []),
    ],
)
def test_the_first_tags_of_a_text(head: str, expected: list[str]) -> None:
    assert [tag.tag for tag in opening_tags(head)] == expected


FRAGMENTS = st.sampled_from(
    (
        *(
            b"<shelf>",
            b"</shelf>",
            b"<b>",
            b"</b>",
            b"<t k='v'>",
            b"</t>",
            b"&amp;",
            b"&x;",
            b"&#0;",
        ),
        *(
            b"<!--",
            b"-->",
            b"<![CDATA[",
            b"]]>",
            b"<?xml version='1.0'?>",
            b"<?x y?>",
            b"text",
            b"\n",
        ),
        *(
            b"<!DOCTYPE s>",
            b"<!DOCTYPE s [",
            b"]>",
            b'<!ENTITY x "y">',
            b"\xff\xfe",
            b"\0",
            b"\xef\xbb\xbf",
        ),
    )
)


@given(st.lists(FRAGMENTS, max_size=20).map(b"".join) | st.binary(max_size=80))
def test_any_bytes_give_records_and_problems_or_the_typed_error(document: bytes) -> None:
    opening_tags(document.decode("utf-8", "replace"))
    try:
        found = read(document, LATIN)
    except InputError:
        return
    for one in found:
        assert one.line > 0
