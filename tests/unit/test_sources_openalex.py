"""OpenAlex works: what their lists of authors, abstracts and dates say and do not say."""

from __future__ import annotations

import io
import json

import pytest

from kg.model import Paper, PartialDate, Problem, Source
from kg.sources.openalex import FORMAT


def read(**members: object) -> list[Paper | Problem]:
    work = {"id": "https://openalex.org/W7", "title": "Tides", **members}
    source = Source(sha256="0" * 64, file_name="x.json", format="openalex", parser="openalex")
    found = FORMAT.read(io.BytesIO(json.dumps(work).encode()), source)
    return [one for one in found if isinstance(one, Paper | Problem)]


def paper(**members: object) -> Paper:
    (one, *remarks) = read(**members)
    assert isinstance(one, Paper)
    assert not remarks
    return one


def authorship(name: str, **members: object) -> dict[str, object]:
    return {"author": {"display_name": name}, **members}


@pytest.mark.parametrize(
    ("printed", "known", "name"),
    [
        ("Thornquist, Ilsa", "Ilsa Thornquist", "Ilsa Thornquist"),
        ("Thornquist, I.", "Ilsa Thornquist", "Thornquist, I."),
        ("I. Thornquist", "Ilsa Thornquist", "I. Thornquist"),
        (None, "Ilsa  Thornquist", "Ilsa Thornquist"),
        ("Bram Ovell", None, "Bram Ovell"),
    ],
)
def test_a_name_is_as_printed_on_the_work(
    printed: str | None, known: str | None, name: str
) -> None:
    entry = {"author": {"display_name": known}, "raw_author_name": printed}
    assert [mention.name for mention in paper(authorships=[entry]).mentions] == [name]


@pytest.mark.parametrize(
    ("index", "abstract"),
    [
        ({"tides": [1, 3], "We": [0], "like": [2]}, "We tides like tides"),
        ({"We": [0], "tides": [5]}, "We tides"),
        ({"rise": [-1], "Tides": [-2]}, "Tides rise"),
        ({"one": [10**12]}, "one"),
        ({}, None),
        (None, None),
    ],
)
def test_an_abstract_is_put_together_from_its_index(index: object, abstract: str | None) -> None:
    assert paper(abstract_inverted_index=index).abstract == abstract


@pytest.mark.parametrize(
    ("day", "year", "date"),
    [
        ("2024-03-18", 2024, PartialDate(2024, 3, 18)),
        ("2024-01-01", 2024, PartialDate(2024)),
        ("2024-02-01", None, PartialDate(2024, 2, 1)),
        (None, 2024, PartialDate(2024)),
        (None, None, None),
    ],
)
def test_the_first_of_january_is_only_a_year(
    day: str | None, year: int | None, date: PartialDate | None
) -> None:
    assert paper(publication_date=day, publication_year=year).date == date


def test_a_day_of_another_year_is_left_out_with_a_remark() -> None:
    one, remark = read(publication_date="2019-03-18", publication_year=2024)
    assert isinstance(one, Paper)
    assert one.date == PartialDate(2024)
    assert isinstance(remark, Problem)
    assert remark.code == "bad-date"


@pytest.mark.parametrize(
    ("members", "complete"),
    [
        ({}, True),
        ({"is_authors_truncated": True}, False),
        ({"authors_count": 3}, False),
        ({"authors_count": 2}, True),
    ],
)
def test_a_cut_list_of_authors_is_told(members: dict[str, object], complete: bool) -> None:
    listed = [authorship("Ilsa Thornquist"), authorship("Bram Ovell")]
    assert paper(authorships=listed, **members).complete is complete


@pytest.mark.parametrize(("last", "complete"), [("middle", False), ("last", True)])
def test_a_hundred_authors_are_all_only_if_the_last_is_the_last(last: str, complete: bool) -> None:
    listed = [authorship(f"Keeper {i}", author_position="middle") for i in range(99)]
    listed.append(authorship("Keeper 99", author_position=last))
    assert paper(authorships=listed).complete is complete


def test_a_repository_is_no_venue_but_gives_the_arxiv_identifier() -> None:
    location = {
        "landing_page_url": "https://arxiv.org/abs/2401.01234v3",
        "source": {"display_name": "arXiv (Cornell University)", "type": "repository"},
    }
    one = paper(primary_location=location, publication_year=2024)
    assert one.edition is None
    assert [(found.scheme, found.value) for found in one.identifiers] == [
        ("openalex", "W7"),
        ("arxiv", "2401.01234"),
    ]
    assert one.urls == ()
