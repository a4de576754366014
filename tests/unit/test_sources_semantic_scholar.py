"""Semantic Scholar papers: datasets and API say the same, and where a paper is published."""

from __future__ import annotations

import io
import json

import pytest

from kg.model import Edition, Paper, Source, Venue, VenueKind
from kg.sources.semantic_scholar import FORMAT


def read(record: object) -> list[object]:
    source = Source(sha256="0" * 64, file_name="x.json", format="s2", parser="s2")
    return list(FORMAT.read(io.BytesIO(json.dumps(record).encode()), source))


def paper(**members: object) -> Paper:
    (one,) = read({"paperId": "ab" * 20, "title": "Tides", **members})
    assert isinstance(one, Paper)
    return one


API = {
    "paperId": "ab" * 20,
    "corpusId": 17,
    "externalIds": {"DOI": "10.5555/T.1", "PubMed": 29456894, "ArXiv": None},
    "title": "Tides",
    "authors": [{"authorId": "12", "name": "Ilsa Thornquist"}],
    "venue": "Tidal Letters",
    "year": 2020,
    "publicationDate": "2020-05-04",
    "publicationTypes": ["JournalArticle"],
    "citationCount": 3,
    "s2FieldsOfStudy": [{"category": "Physics", "source": "external"}],
    "journal": {"name": "Tidal Letters", "volume": "7", "pages": "1-9"},
}


def test_datasets_and_api_say_the_same() -> None:
    lines = {name.lower(): value for name, value in API.items() if name != "paperId"}
    lines["url"] = f"https://www.semanticscholar.org/paper/{'ab' * 20}"
    assert read(API) == read(lines)


@pytest.mark.parametrize(
    ("members", "edition"),
    [
        ({"venue": "arXiv.org", "journal": {"name": "ArXiv", "volume": "abs/2101.00001"}}, None),
        (
            {"venue": "TideConf", "journal": {"name": "ArXiv", "volume": "abs/2101.00001"}},
            Edition(Venue("TideConf"), 2020),
        ),
        (
            {"venue": "TideConf", "publicationVenue": {"name": "Tides", "type": "conference"}},
            Edition(Venue("Tides", VenueKind.CONFERENCE), 2020),
        ),
        (
            {"venue": "TideConf", "publicationTypes": ["Conference", "Review"]},
            Edition(Venue("TideConf", VenueKind.CONFERENCE), 2020),
        ),
        (
            {"venue": "TideConf", "publicationTypes": ["JournalArticle", "Conference"]},
            Edition(Venue("TideConf"), 2020),
        ),
        ({"venue": "", "journal": {"name": ""}}, None),
    ],
)
def test_where_a_paper_is_published(members: dict[str, object], edition: Edition | None) -> None:
    assert paper(year=2020, **members).edition == edition


@pytest.mark.parametrize(("count", "complete"), [(1, True), (499, True), (500, None), (501, True)])
def test_as_many_authors_as_the_api_gives_may_not_be_all(count: int, complete: bool | None) -> None:
    authors = [{"authorId": str(i + 1), "name": f"Keeper {i}"} for i in range(count)]
    assert paper(authors=authors).complete is complete
