"""arXiv's XML: the answers of its OAI-PMH server and of its API."""

from __future__ import annotations

import contextlib
import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import InputError
from kg.model import Paper, PartialDate, Problem, Record, Source
from kg.sources import format_named, sniff

OAI = "http://www.openarchives.org/OAI/2.0/"
OAI_HEAD = f'<OAI-PMH xmlns="{OAI}"><request>http://export.arxiv.org/oai2</request>'
ATOM_HEAD = '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:arxiv="http://arxiv.org/schemas/atom">'
NAMES = ("arxiv-oai", "arxiv-atom")


def read(name: str, document: str | bytes) -> list[Record | Problem]:
    data = document.encode() if isinstance(document, str) else document
    source = Source(
        sha256="0" * 64,
        file_name="answer.xml",
        format=name,
        parser=name,
        received=date(2026, 11, 21),
    )
    return list(format_named(name).read(io.BytesIO(data), source))


def harvested(fields: str, metadata: str = "arXiv") -> list[Record | Problem]:
    inside = f'<{metadata} xmlns="http://arxiv.org/OAI/{metadata}/">{fields}</{metadata}>'
    record = f"<record><header/><metadata>{inside}</metadata></record>"
    return read("arxiv-oai", f"{OAI_HEAD}<ListRecords>{record}</ListRecords></OAI-PMH>")


def day_of(fields: str, metadata: str = "arXiv") -> PartialDate | None:
    [paper] = harvested(f"<title>A</title>{fields}", metadata)
    assert isinstance(paper, Paper)
    return paper.date


@pytest.mark.parametrize(
    ("identifier", "created", "expected"),
    [
        ("2101.00001", "2021-01-04", PartialDate(2021, 1, 4)),
        ("2101.00001", "2020-12-31", PartialDate(2020, 12, 31)),
        ("2101.00001", "2021-02-01", PartialDate(2021, 1)),
        ("1601.04794", "2026-08-30", PartialDate(2016, 1)),
        ("hep-th/9901001", "1999-01-01", PartialDate(1999, 1, 1)),
        ("hep-th/9901001", "2001-01-01", PartialDate(1999, 1)),
    ],
)
def test_the_day_of_a_later_version_is_not_that_of_the_first(
    identifier: str, created: str, expected: PartialDate
) -> None:
    assert day_of(f"<id>{identifier}</id><created>{created}</created>") == expected


def test_the_first_version_dates_a_raw_record() -> None:
    versions = "".join(
        f'<version version="v{n}"><date>Mon, {n} Jun 2020 10:00:00 GMT</date></version>'
        for n in (3, 1, 2)
    )
    assert day_of(f"<id>2005.00001</id>{versions}", "arXivRaw") == PartialDate(2020, 6, 1)


def test_two_authors_of_one_name_are_two() -> None:
    author = "<author><keyname>Ovell</keyname><affiliation>Salt</affiliation></author>"
    [paper] = harvested(f"<id>2101.00001</id><title>A</title><authors>{author * 2}</authors>")
    assert isinstance(paper, Paper)
    assert [(one.position, one.affiliations) for one in paper.mentions] == [
        (1, ("Salt",)),
        (2, ("Salt",)),
    ]


def test_an_author_without_a_name_leaves_the_list_incomplete() -> None:
    authors = "<author><keyname>Ovell</keyname></author><author><keyname/></author>"
    [paper] = harvested(f"<id>2101.00001</id><title>A</title><authors>{authors}</authors>")
    assert isinstance(paper, Paper)
    assert [one.name for one in paper.mentions] == ["Ovell"]
    assert paper.complete is False


@pytest.mark.parametrize(
    ("inside", "said"),
    [
        ('<error code="noRecordsMatch">None match.</error>', "noRecordsMatch: None match."),
        ("<error>x</error>", "without a code"),
        ("<ListIdentifiers><header/></ListIdentifiers>", "ListIdentifiers"),
        ("<Identify><repositoryName>arXiv</repositoryName></Identify>", "ListRecords"),
    ],
)
def test_an_answer_without_records_says_so(inside: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        read("arxiv-oai", f"{OAI_HEAD}{inside}</OAI-PMH>")


def test_an_empty_token_ends_a_whole_list() -> None:
    document = f"{OAI_HEAD}<ListRecords><resumptionToken/></ListRecords></OAI-PMH>"
    assert read("arxiv-oai", document) == []


@pytest.mark.parametrize(("total", "remarks"), [("1", 0), ("2", 1), ("x", 0), ("9" * 99, 0)])
def test_a_feed_says_whether_it_is_all(total: str, remarks: int) -> None:
    count = (
        f"<t:totalResults xmlns:t='http://a9.com/-/spec/opensearch/1.1/'>{total}</t:totalResults>"
    )
    entry = "<entry><id>http://arxiv.org/abs/2101.00001v1</id><title>A</title></entry>"
    found = read("arxiv-atom", f"{ATOM_HEAD}{count}{entry}</feed>")
    assert len([one for one in found if isinstance(one, Problem)]) == remarks


@pytest.mark.parametrize(
    ("document", "name"),
    [
        (OAI_HEAD, "arxiv-oai"),
        (f'<o:record xmlns:o="{OAI}"><o:identifier>oai:arXiv.org:2101.00001', "arxiv-oai"),
        (f'<OAI-PMH xmlns="{OAI}"><request>https://repository.example.org/oai', None),
        ('<OAI-PMH xmlns="http://example.org/"><request>http://export.arxiv.org/oai2', None),
        (ATOM_HEAD, "arxiv-atom"),
        ('<feed xmlns="http://www.w3.org/2005/Atom"><id>http://arxiv.org/api/x</id>', "arxiv-atom"),
        ('<feed xmlns="http://www.w3.org/2005/Atom"><title>News of the sea</title>', None),
        ("<feed><id>http://arxiv.org/api/x</id>", None),
    ],
)
def test_the_root_and_the_server_tell_the_format(document: str, name: str | None) -> None:
    found = sniff(document.encode())
    assert (found.name if found else None) == name


TAGS = (
    *("record", "header", "metadata", "arXiv", "arXivRaw", "id", "title", "authors", "author"),
    *("keyname", "version", "date", "created", "resumptionToken", "entry", "published", "summary"),
    *("name", "category", "arxiv:doi", "arxiv:primary_category", "arxiv:affiliation"),
)
TEXTS = ("2101.00001", "http://arxiv.org/abs/2101.00001v2", "2021-01-04", "Ovell", "cs.LG", "", " ")
ATTRIBUTES = (
    *("", "term='cs.LG'", "term=''", "version='v1'", "status='deleted'"),
    *(f"xmlns='http://arxiv.org/OAI/{name}/'" for name in ("arXiv", "arXivRaw")),
)


def elements() -> st.SearchStrategy[str]:
    """Well-formed elements, whatever stands in whatever."""
    return st.recursive(
        st.sampled_from(TEXTS),
        lambda inner: st.builds(
            lambda tag, attribute, parts: f"<{tag} {attribute}>{''.join(parts)}</{tag}>",
            st.sampled_from(TAGS),
            st.sampled_from(ATTRIBUTES),
            st.lists(inner, max_size=4),
        ),
        max_leaves=25,
    )


def check(name: str, document: str | bytes) -> None:
    for record in read(name, document):
        assert record.line > 0
        assert isinstance(record, Paper | Problem)
        if isinstance(record, Paper):
            assert record.title.strip()
            assert record.identifiers[0].scheme == "arxiv"
            places = [mention.position for mention in record.mentions]
            assert places == list(range(1, len(places) + 1))


@given(st.lists(elements(), max_size=4).map("".join))
def test_any_elements_give_records_or_problems(inside: str) -> None:
    space = 'xmlns:arxiv="http://arxiv.org/schemas/atom"'
    check("arxiv-oai", f'<ListRecords xmlns="{OAI}" {space}>{inside}</ListRecords>')
    check("arxiv-atom", f"{ATOM_HEAD}{inside}</feed>")


@pytest.mark.parametrize("name", NAMES)
@given(data=st.binary(max_size=200))
def test_any_bytes_give_records_or_the_typed_error(name: str, data: bytes) -> None:
    with contextlib.suppress(InputError):
        check(name, data)
    with contextlib.suppress(InputError):
        check(name, b"<feed>" + data)
