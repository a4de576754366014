"""DBLP's XML: what is told apart, what is bounded, and what holds for any document."""

from __future__ import annotations

import contextlib
import html
import io
import tracemalloc
from collections.abc import Iterator
from datetime import date
from html.entities import name2codepoint

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import InputError
from kg.model import Identifier, Mention, Paper, Person, Problem, Record, Source, Volume
from kg.sources import format_named, sniff
from kg.sources.remarks import MOST

HEAD = '<?xml version="1.0" encoding="ISO-8859-1"?>\n<!DOCTYPE dblp SYSTEM "dblp.dtd">\n<dblp>\n'

# What https://dblp.org/xml/dblp.dtd declares: three signs, and the letters of Latin 1.
SIGNS = ("reg", "micro", "times")
LETTERS = [name for name, code in sorted(name2codepoint.items()) if 192 <= code < 256]


def read(document: str | bytes) -> list[Record | Problem]:
    """What a document gives; a text is written as DBLP writes it, in ASCII."""
    if isinstance(document, str):
        document = document.encode("ascii", "xmlcharrefreplace")
    source = Source(
        sha256="0" * 64,
        file_name="dblp.xml",
        format="dblp",
        parser="dblp",
        received=date(2026, 11, 21),
    )
    return list(format_named("dblp").read(io.BytesIO(document), source))


def article(number: int, authors: str = "<author>Ilsa Thornquist</author>") -> str:
    return (
        f'<article mdate="2024-01-01" key="journals/tods/A{number}">\n{authors}\n'
        f"<title>Tide {number}.</title><year>2001</year><journal>ACM Trans. Tidal Syst.</journal>\n"
        f"<ee>https://doi.org/10.1000/tide.{number}</ee>\n</article>\n"
    )


def mentions(authors: str) -> tuple[Mention, ...]:
    [paper] = read(f"{HEAD}{article(1, authors)}</dblp>")
    assert isinstance(paper, Paper)
    return paper.mentions


def test_every_entity_of_the_dtd_is_known() -> None:
    printed = "".join(f"&{name};" for name in (*SIGNS, *LETTERS))
    [mention] = mentions(f"<author>{printed}</author>")
    assert mention.name == html.unescape(printed)
    assert len(mention.name) == len(SIGNS) + 64


def test_a_number_is_identity_and_never_name() -> None:
    found = mentions(
        "<author>Wen Liu 0042</author><author pid='12/34-2'>Wen Liu 0002</author>"
        "<author>Wen Liu</author><author>Team 7</author>"
    )
    assert [mention.name for mention in found] == ["Wen Liu", "Wen Liu", "Wen Liu", "Team 7"]
    assert [mention.identifiers for mention in found] == [
        (Identifier("dblp-name", "Wen Liu 0042"),),
        (Identifier("dblp", "12/34-2"),),
        (),
        (),
    ]


@given(st.text(st.characters(categories=["L", "Nd"]), min_size=1), st.integers(1, 9999))
def test_a_name_comes_back_without_its_number(name: str, number: int) -> None:
    unique = f"{name} {number:04d}"
    [mention] = mentions(f"<author>{unique}</author>")
    assert mention.name == name
    assert mention.identifiers == (Identifier("dblp-name", unique),)


@pytest.mark.parametrize(
    ("printed", "title"),
    [
        ("A Sea.", "A Sea"),
        ("Which Sea?", "Which Sea?"),
        ("A Sea!", "A Sea!"),
        ("Seas ...", "Seas ..."),
        ("Seas etc..", "Seas etc.."),
        ("A<sup>2</sup> is <i>a</i> &lt; b.", "A2 is a < b"),
    ],
)
def test_a_title_ends_as_it_was_printed(printed: str, title: str) -> None:
    [paper] = read(f"{HEAD}<book key='books/tp/A1'><title>{printed}</title></book></dblp>")
    assert isinstance(paper, Paper)
    assert paper.title == title


@pytest.mark.parametrize(
    ("address", "identifiers"),
    [
        ("https://doi.org/10.1000/TIDE.1", [("doi", "10.1000/tide.1")]),
        ("http://doi.acm.org/10.1000/tide.1", [("doi", "10.1000/tide.1")]),
        ("https://doi.ieeecomputersociety.org/10.1109/T.1", [("doi", "10.1109/t.1")]),
        (
            "https://doi.org/10.1002/(SICI)1(2)3:4%3C5::6%3E7",
            [("doi", "10.1002/(sici)1(2)3:4<5::6>7")],
        ),
        (
            "https://doi.org/10.48550/arXiv.2101.00001",
            [("doi", "10.48550/arxiv.2101.00001"), ("arxiv", "2101.00001")],
        ),
        ("http://arxiv.org/abs/cs/0102003", [("arxiv", "cs/0102003")]),
        ("https://www.aclweb.org/anthology/P18-1001/", [("acl", "P18-1001")]),
        ("https://openreview.net/forum?id=rJzIBfZAb", [("openreview", "rJzIBfZAb")]),
        ("https://doi.org/nothing", []),
        ("https://example.org/10.1000/tide.1", []),
    ],
)
def test_the_identifiers_in_an_address(address: str, identifiers: list[tuple[str, str]]) -> None:
    ee = address.replace("&", "&amp;")
    [paper] = read(f"{HEAD}<book key='books/tp/A1'><title>A</title><ee>{ee}</ee></book></dblp>")
    assert isinstance(paper, Paper)
    assert [(one.scheme, one.value) for one in paper.identifiers[1:]] == identifiers
    resolved = {"doi", "arxiv", "wikidata"} & {scheme for scheme, _ in identifiers}
    assert paper.urls == (() if resolved else (address,))


def test_a_paper_and_its_proceedings_name_the_same_volume() -> None:
    paper, volume = read(
        f"{HEAD}<inproceedings key='conf/t/A'><title>A</title><booktitle>TIDES (3)</booktitle>"
        "<year>2020</year><crossref>conf/t/2020-3</crossref></inproceedings>"
        "<proceedings key='conf/t/2020-3'><title>P</title><booktitle>TIDES (3)</booktitle>"
        "<year>2020</year></proceedings></dblp>"
    )
    assert isinstance(paper, Paper)
    assert isinstance(volume, Volume)
    assert paper.edition == volume.edition


def test_a_former_key_of_a_person_is_said_to_be_the_same() -> None:
    [person] = read(
        f"{HEAD}<www key='homepages/1/2'><crossref>homepages/3/4-1</crossref></www></dblp>"
    )
    assert isinstance(person, Person)
    assert person.identifiers == (Identifier("dblp", "3/4-1"), Identifier("dblp", "1/2"))


def test_remarks_of_one_kind_end() -> None:
    records = "".join(article(n, "<author orcid='0'>Ilsa Thornquist</author>") for n in range(99))
    problems = [one for one in read(f"{HEAD}{records}</dblp>") if isinstance(one, Problem)]
    assert len(problems) == MOST + 1
    assert {problem.code for problem in problems} == {"bad-orcid"}


@pytest.mark.parametrize(
    "head",
    [
        '<?xml version="1.0"?><!DOCTYPE dblp [<!ENTITY a "b">]><dblp>',
        '<?xml version="1.0"?><!DOCTYPE dblp [<!ENTITY a SYSTEM "file:///etc/passwd">]><dblp>',
    ],
)
def test_a_document_declares_no_entities(head: str) -> None:
    with pytest.raises(InputError, match="declares"):
        read(f"{head}<article key='journals/t/A'><title>&a;</title></article></dblp>")


class Endless(io.RawIOBase):
    """A dump made while it is read."""

    def __init__(self, records: int) -> None:
        self._parts = self._made(records)
        self._rest = b""

    def _made(self, records: int) -> Iterator[bytes]:
        yield HEAD.encode()
        for number in range(records):
            yield article(number, f"<author>Person {number}</author>").encode()
        yield b"</dblp>"

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]
        part = self._rest or next(self._parts, b"")
        size = min(len(part), len(buffer))
        buffer[:size], self._rest = part[:size], part[size:]
        return size


def peak_memory(records: int) -> int:
    """Bytes that reading a dump of so many records takes at most."""
    source = Source(sha256="0" * 64, file_name="dblp.xml", format="dblp", parser="dblp")
    dump = io.BufferedReader(Endless(records))
    tracemalloc.start()
    count = sum(isinstance(record, Paper) for record in format_named("dblp").read(dump, source))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == records
    return peak


def test_the_memory_that_a_dump_takes_does_not_grow_with_it() -> None:
    peak_memory(10)
    assert peak_memory(2400) < 1.5 * peak_memory(800)


@given(st.integers(0, 2000))
def test_a_cut_dump_gives_the_records_before_the_cut(at: int) -> None:
    whole = [article(number) for number in range(6)]
    document = f"{HEAD}{''.join(whole)}</dblp>"
    cut = document[: min(at, len(document) - len("</dblp>"))]
    ends = [len(HEAD) + len("".join(whole[: n + 1]).rstrip()) for n in range(6)]
    try:
        *records, problem = read(cut)
    except InputError:
        assert len(cut) < len(HEAD)
        return
    assert isinstance(problem, Problem)
    assert problem.rejected
    assert len(records) == sum(end <= len(cut) for end in ends)


TAGS = ("dblp", "dblpperson", "person", "r", "article", "proceedings", "book", "www", "author")
FIELDS = ("title", "year", "month", "ee", "crossref", "url", "note", "isbn", "volume", "journal")
ATTRIBUTES = (
    *("key='homepages/1/2'", "key='conf/a/B'", "key='journals/corr/abs-1'", "pid='1/2'", "pid=''"),
    *("orcid='0000-0002-1825-0097'", "orcid='x'", "publtype='disambiguation'", "type='uname'"),
)
TEXTS = ("2001", "abs/2101.00001", "Wen Liu 0042", "0001", "CoRR", "May", "https://doi.org/10.1/a")


def fragments() -> st.SearchStrategy[str]:
    tag = st.sampled_from((*TAGS, *FIELDS))
    start = st.builds("<{} {}>".format, tag, st.sampled_from(("", *ATTRIBUTES)))
    return st.one_of(
        start,
        st.builds("</{}>".format, tag),
        st.sampled_from(TEXTS),
        st.sampled_from(("&uuml;", "&none;", "&lt;", "]]>", "<!--", "-->", "<!DOCTYPE a>", "\0")),
        st.text(max_size=5),
    )


def elements() -> st.SearchStrategy[str]:
    """Well-formed elements, whatever stands in whatever."""
    text = st.sampled_from((*TEXTS, "", " ", "&ouml;", "\u0085", "x" * 99))
    return st.recursive(
        text,
        lambda inner: st.builds(
            lambda tag, attribute, parts: f"<{tag} {attribute}>{''.join(parts)}</{tag}>",
            st.sampled_from((*TAGS, *FIELDS)),
            st.sampled_from(("", *ATTRIBUTES)),
            st.lists(inner, max_size=4),
        ),
        max_leaves=20,
    )


def check(document: str | bytes) -> None:
    for record in read(document):
        assert record.line > 0
        match record:
            case Paper() | Volume():
                assert record.title.strip()
                people = record.mentions if isinstance(record, Paper) else record.editors
                assert [one.position for one in people] == list(range(1, len(people) + 1))
                assert all(one.name.strip() for one in people)
            case Person():
                assert record.identifiers
            case Problem():
                assert record.code
                assert len(record.excerpt) <= 200


@given(st.lists(fragments(), max_size=20).map("".join))
def test_any_fragments_give_records_or_the_typed_error(text: str) -> None:
    with contextlib.suppress(InputError):
        check(f"<dblp>{text}".encode("utf-8", "surrogatepass"))


@given(st.lists(elements(), max_size=4).map("".join))
def test_any_elements_give_records_or_problems(text: str) -> None:
    check(f"{HEAD}{text}</dblp>")


@given(st.binary(max_size=200))
def test_any_bytes_give_records_or_the_typed_error(data: bytes) -> None:
    with contextlib.suppress(InputError):
        check(data)


@pytest.mark.parametrize(
    ("document", "name"),
    [
        (HEAD, "dblp"),
        ("<dblpperson name='Bram Ovell' pid='1/2' n='1'>", "dblp"),
        ("<!-- <feed> --><dblp><article", "dblp"),
        ("<dblps><article key='a'>", None),
        ("<publications><dblp/></publications>", None),
        ("The element <dblp> is the root.", None),
    ],
)
def test_the_root_tells_the_format(document: str, name: str | None) -> None:
    found = sniff(document.encode())
    assert (found.name if found else None) == name
