"""Paper Copilot lists and Papers with Code links: what their cases can't show."""

from __future__ import annotations

import contextlib
import io
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import InputError
from kg.model import Metric, Paper, Problem, Record, Source
from kg.sources import format_named
from kg.sources.author_columns import author_columns
from kg.sources.paper_copilot import place_in_name
from kg.sources.remarks import MOST

FORMATS = ("paper-copilot", "papers-with-code")


def read(
    document: object, name: str = "paper-copilot", file: str = "list"
) -> list[Record | Problem]:
    data = document if isinstance(document, bytes) else json.dumps(document).encode()
    source = Source(sha256="0" * 64, file_name=file, format=name, parser="1")
    return list(format_named(name).read(io.BytesIO(data), source))


def papers(found: list[Record | Problem]) -> list[Paper]:
    return [one for one in found if isinstance(one, Paper)]


def rejected(found: list[Record | Problem]) -> list[Problem]:
    return [one for one in found if isinstance(one, Problem) and one.rejected]


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("iclr2018.json", ("ICLR", 2018)),
        ("3dv2025.json.gz", ("3DV", 2025)),
        ("lists/CoRL-2022 (1).json", ("CoRL", 2022)),
        ("siggraphasia2020.json", ("SIGGRAPH Asia", 2020)),
        ("papers2018.json", None),
        ("myiclr2018.json", None),
        ("iclr20189.json", None),
        ("iclr.json", None),
        ("iclr2018-and-icml2018.json", None),
        ("-", None),
    ],
)
def test_venue_and_year_in_the_name_of_a_file(name: str, place: tuple[str, int] | None) -> None:
    assert place_in_name(name) == place


def test_a_renamed_list_gives_the_same_papers_where_addresses_state_the_venue() -> None:
    site = "https://openaccess.thecvf.com/content_cvpr_2016/html/Ovell_Fog_CVPR_2016_paper.html"
    stated = {"title": "Fog", "status": "Oral", "author": "Bram Ovell", "site": site}
    unstated = {"title": "Rain", "status": "Oral", "author": "Bram Ovell"}
    named, renamed, nameless = (
        papers(read([stated, unstated], file=file))
        for file in ("cvpr2016.json", "cvpr2019.json", "list.json")
    )
    assert named[0] == renamed[0] == nameless[0]
    years = [one[1].edition.year if one[1].edition else None for one in (named, renamed, nameless)]
    assert years == [2016, 2019, None]


def test_no_citations_are_a_figure_and_none_looked_up_are_not() -> None:
    counts = [papers(read([{"title": "Fog", "gs_citation": n}]))[0].metrics for n in (0, -1, None)]
    assert counts == [(Metric("citationCount", 0),), (), ()]


def test_many_lists_twice_in_a_row_give_one_remark() -> None:
    found = read([{"title": f"Fog {n}", "author": "A. Hill;A. Hill"} for n in range(100)])
    assert [one.message for one in found if isinstance(one, Problem)] == [
        "records that list their authors twice in a row: 100; read once",
        "records without venue and year: 100; name the file after them, like iclr2018.json",
    ]


def test_a_list_four_times_in_a_row_is_read_once() -> None:
    (paper,) = papers(read([{"title": "Fog", "author": ";".join(["A. Hill;B. Li"] * 4)}]))
    assert [mention.name for mention in paper.mentions] == ["A. Hill", "B. Li"]


def test_a_flood_of_remarks_is_summed_up() -> None:
    found = read([{"title": f"Fog {n}"} for n in range(100)], file="iclr2018.json")
    assert len(papers(found)) == 100
    assert len(found) == 100 + MOST + 1


def test_a_list_of_one_can_be_a_name_with_many_initials() -> None:
    for name in ("Guido C. H. E. de la Costa", "Li Wenna", "Plato", "J. R. R. Ovell"):
        found = author_columns(name, "Tide Institute", None, None)
        assert [(one.name, one.affiliations) for one in found.mentions] == [
            (name, ("Tide Institute",))
        ]
        assert found.complete
        assert not found.remarks


def test_what_unofficial_code_is_is_said() -> None:
    row = {"paper_title": "Fog", "repo_url": "https://github.com/tidal/fog"}
    rows = [
        {**row, "paper_url": f"https://paperswithcode.com/paper/{number}", "is_official": official}
        for number, official in enumerate((True, False, None))
    ]
    found = papers(read(rows, "papers-with-code"))
    assert [paper.code_links[0].official for paper in found] == [True, False, None]


def values() -> st.SearchStrategy[Any]:
    texts = st.sampled_from(
        (
            "",
            " ",
            ";",
            "Ada Hill;Bo Li",
            "Ada Hill, Bo Li, Jr.",
            ",",
            "x" * 200,
            "*",
            ";;+;",
            "\u00a0",
        )
    ) | st.text(max_size=12)
    return st.one_of(
        texts,
        texts,
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.lists(texts, max_size=2),
    )


MEMBERS = {
    "paper-copilot": (
        *(
            "title",
            "status",
            "track",
            "author",
            "author_site",
            "aff",
            "orcid",
            "dblp",
            "site",
            "oa",
        ),
        *("pdf", "doi", "arxiv", "openreview", "github", "keywords", "primary_area", "abstract"),
        *("gs_citation", "award"),
    ),
    "papers-with-code": (
        *("paper_title", "paper_url", "paper_url_abs", "paper_url_pdf", "paper_arxiv_id"),
        *("repo_url", "is_official"),
    ),
}


@pytest.mark.parametrize("name", FORMATS)
@settings(max_examples=60)
@given(data=st.data())
def test_records_of_any_values_are_read_or_rejected(name: str, data: st.DataObject) -> None:
    record = st.dictionaries(st.sampled_from(MEMBERS[name]), values(), max_size=12)
    records = data.draw(st.lists(record, max_size=4))
    found = read(records, name)
    if name == "paper-copilot":
        assert len(papers(found)) + len(rejected(found)) == len(records)
    for paper in papers(found):
        assert paper.title.strip()
        assert [one.position for one in paper.mentions] == [*range(1, len(paper.mentions) + 1)]
        assert all(one.name.strip() for one in paper.mentions)
        assert not (paper.complete and not paper.mentions)


@pytest.mark.parametrize("name", FORMATS)
@given(data=st.binary(max_size=100))
def test_any_bytes_give_records_or_the_typed_error(name: str, data: bytes) -> None:
    with contextlib.suppress(InputError):
        assert not papers(read(data, name))
