"""The ACL Anthology: venues and identifiers of volumes, people, and all of the real collection."""

from __future__ import annotations

import gzip
import io
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import InputError
from kg.model import Paper, Person, Problem, Record, Source, VenueKind, Volume
from kg.sources import format_named, sniff
from kg.sources.acl_people import person_id
from kg.sources.acl_volumes import collection_year, venue_of, volume_id

REAL = Path(__file__).parents[3] / "shared" / "data" / "acl-anthology"


def read(name: str, data: bytes) -> list[Record | Problem]:
    source = Source(sha256="0" * 64, file_name="file", format=name, parser=name)
    return list(format_named(name).read(io.BytesIO(data), source))


def volume(collection: str, identifier: str, meta: str = "", papers: str = "") -> bytes:
    meta = meta or "<booktitle>Proceedings of the Conference on Tides</booktitle>"
    return (
        f'<collection id="{collection}"><volume id="{identifier}"><meta>{meta}</meta>{papers}'
        "</volume></collection>"
    ).encode()


@pytest.mark.parametrize(
    ("collection", "number", "paper", "expected"),
    [
        ("P18", "1", "1", "P18-1001"),
        ("W18", "6", "1", "W18-0601"),
        ("W18", "63", "10", "W18-6310"),
        ("C69", "1", "2", "C69-0102"),
        ("C68", "1", "2", "C68-1002"),
        ("D19", "1", "1", "D19-1001"),
        ("D19", "57", "2", "D19-5702"),
        ("2020.acl", "main", "12", "2020.acl-main.12"),
    ],
)
def test_papers_bear_the_identifier_of_the_anthology(
    collection: str, number: str, paper: str, expected: str
) -> None:
    document = volume(
        collection, number, papers=f'<paper id="{paper}"><title>Tides</title></paper>'
    )
    papers = [record for record in read("acl-anthology", document) if isinstance(record, Paper)]
    assert [(one.scheme, one.value) for one in papers[0].identifiers] == [("acl", expected)]
    key = volume_id(collection, number)
    assert key
    assert expected.startswith(key)


@pytest.mark.parametrize("part", ["", "x y", "1/2", "\u0661", "123456"])
def test_odd_parts_make_no_identifier(part: str) -> None:
    assert volume_id("P18", part) is None
    document = volume("P18", "1").replace(
        b"</volume>", f'<paper id="{part}"><title>Tides</title></paper></volume>'.encode()
    )
    found = read("acl-anthology", document)
    papers = [record for record in found if isinstance(record, Paper)]
    assert [paper.identifiers for paper in papers] == [()]
    assert [p.code for p in found if isinstance(p, Problem)] == ["no-identifier"]


@pytest.mark.parametrize(
    ("collection", "tags", "title", "name", "kind"),
    [
        ("P18", [], "Proceedings of the 56th Annual Meeting", "ACL", VenueKind.CONFERENCE),
        ("P18", [], "Student Research Workshop", "ACL", VenueKind.CONFERENCE),
        ("I08", [], "Proceedings of the 6th Workshop on Salt", "Workshop on Salt", "workshop"),
        ("W18", [], "Proceedings of the 6th Workshop on Salt", "Workshop on Salt", "workshop"),
        ("W18", [], "Proceedings of the Conference on Salt 2018", "Conference on Salt", None),
        ("W18", ["ws", "salt"], "Proceedings of the Workshop on Salt", "salt", "workshop"),
        ("2022.acl", ["acl"], "Proceedings", "ACL", VenueKind.CONFERENCE),
        ("2022.acl", ["ws"], "Workshop on Salt", "Workshop on Salt", "workshop"),
        ("2020.tacl", [], "Transactions, Volume 8", "TACL", VenueKind.JOURNAL),
        ("2020.salt", [], "Proceedings of the Salt Meeting", "Salt Meeting", None),
        ("2020.salt", [], "", "salt", None),
    ],
)
def test_venues_follow_tags_then_collection_then_title(
    collection: str, tags: list[str], title: str, name: str, kind: str | None
) -> None:
    found = venue_of(collection, tags, title)
    assert (found.name, found.kind) == (name, kind)


@pytest.mark.parametrize(
    ("collection", "year"), [("P79", 1979), ("C65", 1965), ("W05", 2005), ("2020.acl", 2020)]
)
def test_the_collection_tells_the_year(collection: str, year: int) -> None:
    assert collection_year(collection) == year
    records = read("acl-anthology", volume(collection, "1"))
    assert [record.edition.year for record in records if isinstance(record, Volume)] == [year]


@pytest.mark.parametrize(
    ("name", "identifier"),
    [
        ("Željko Agić", "zeljko-agic"),
        ("Jörg Groß", "jorg-gross"),
        ("B. A.R.", "b-a-r"),
        ("李", None),
    ],
)
def test_a_name_makes_an_identifier(name: str, identifier: str | None) -> None:
    assert person_id(name) == identifier


@pytest.mark.parametrize(
    "document",
    [b"- " + b"[" * 9_000, b"- " + b"- " * 4_900, b"- " + b"? " * 4_900, b"- " + b"{a: " * 2_400],
)
def test_deep_yaml_does_not_hurt_its_neighbours(document: bytes) -> None:
    entry = b"- canonical: {last: Hill}\n"
    found = read("acl-people", entry + document + b"\n" + entry)
    assert [type(record) for record in found] == [Person, Problem, Person]


FRAGMENTS = st.sampled_from(
    (
        *("<volume id='1'>", "</volume>", "<meta>", "</meta>", "<paper id='1'>", "</paper>"),
        *("<title>", "</title>", "<author>", "</author>", "<first>", "</first>", "<last>"),
        *("</last>", "<booktitle>", "</booktitle>", "<year>", "</year>", "<doi>", "</doi>", "Ada"),
        *("2020", "<pages>1-2</pages>", "<tex-math>x^{", "}</tex-math>", "<url>", "</url>", "<b/>"),
    )
)


@given(st.lists(FRAGMENTS, max_size=30).map("".join))
def test_any_elements_give_records_or_problems(inner: str) -> None:
    for record in read("acl-anthology", f"<collection id='P18'>{inner}".encode()):
        assert record.line > 0


LINES = st.sampled_from(
    (
        *("- canonical: {first: Ada, last: Hill}", "  id: ada-hill", "  variants:", "ada-hill:"),
        *("  - {first: A., last: Hill}", "- ", "  names: [", "]", "#", "---", "- &a [*a]", "- 'x"),
        *("  orcid: 0000-0002-1825-0097", "- !!int x", "? a", "\t- x", "- id: 2001-01-01"),
    )
)


@given(st.lists(LINES, max_size=15).map("\n".join) | st.text(max_size=60))
def test_any_lines_give_people_or_problems(text: str) -> None:
    try:
        data = text.encode()
    except UnicodeEncodeError:
        return
    try:
        found = read("acl-people", data)
    except InputError:
        return
    for record in found:
        assert isinstance(record, Person | Problem)
        assert record.line > 0


@pytest.mark.long
def test_the_real_anthology_comes_through_whole() -> None:
    files = sorted(REAL.glob("xml/*.xml.gz"))
    if not files:
        pytest.skip("the data of the Anthology (../shared/data/acl-anthology) is not here")
    found: Counter[str] = Counter()
    expected: Counter[str] = Counter()
    identifiers: set[str] = set()
    for file in files:
        data = gzip.decompress(file.read_bytes())
        recognised = sniff(data)
        assert recognised
        assert recognised.name == "acl-anthology", file
        for record in read("acl-anthology", data):
            found[type(record).__name__] += 1
            if isinstance(record, Paper):
                found["mentions"] += len(record.mentions)
                identifiers.update(i.value for i in record.identifiers if i.scheme == "acl")
                proven = [m for m in record.mentions if m.identifiers]
                found["identified"] += len(proven)
            elif isinstance(record, Problem):
                assert not record.rejected, record
        tree = ET.fromstring(data)  # noqa: S314 - another parser than the one under test
        expected["Volume"] += len(tree.findall("volume"))
        for paper in tree.iter("paper"):
            expected["Paper"] += 1
            names = ["".join(author.itertext()).strip() for author in paper.findall("author")]
            expected["mentions"] += sum(map(bool, names))
            expected["identified"] += sum("id" in a.attrib for a in paper.findall("author"))
    del found["Problem"]
    assert found == expected
    assert len(identifiers) == expected["Paper"]


@pytest.mark.long
def test_the_real_people_come_through_whole() -> None:
    file = REAL / "yaml" / "name_variants.yaml"
    if not file.exists():
        pytest.skip("the data of the Anthology (../shared/data/acl-anthology) is not here")
    found = read("acl-people", file.read_bytes())
    assert Counter(type(record) for record in found) == {Person: 3_366}
