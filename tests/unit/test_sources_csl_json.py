"""CSL-JSON: names and dates in the forms that the specification has."""

from __future__ import annotations

import io
import json

import pytest

from kg.model import Paper, PartialDate, Source, VenueKind, Volume
from kg.sources.csl_json import FORMAT


def read(**members: object) -> list[object]:
    item = {"id": "k", "type": "article-journal", "title": "Tides", **members}
    source = Source(sha256="0" * 64, file_name="x.json", format="csl-json", parser="csl-json")
    return list(FORMAT.read(io.BytesIO(json.dumps([item]).encode()), source))


def paper(**members: object) -> Paper:
    one, *_ = read(**members)
    assert isinstance(one, Paper)
    return one


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        ({"family": "Ovell", "given": "Bram"}, "Bram Ovell"),
        ({"given": "Madhu"}, "Madhu"),
        ({"family": "Humboldt", "given": "A.", "dropping-particle": "von"}, "A. von Humboldt"),
        ({"family": "Ovell", "given": "B.", "non-dropping-particle": "van"}, "B. van Ovell"),
        ({"family": "Alembert", "given": "J.", "dropping-particle": "d'"}, "J. d'Alembert"),
        ({"family": "Li", "given": "Wenna", "static-ordering": 1}, "Li Wenna"),
        ({"family": "Ovell", "given": "B.", "suffix": "III"}, "B. Ovell III"),
        ({"family": "Ovell", "given": "B.", "suffix": "Jr.", "comma-suffix": 1}, "B. Ovell, Jr."),
        ({"family": '"van Ovell"', "given": "B."}, "B. van Ovell"),
        ({"literal": "Tidal <b>Group</b>"}, "Tidal Group"),
        ({"name": "Gauge Consortium", "sequence": "first"}, "Gauge Consortium"),
    ],
)
def test_names_are_printed_in_order(name: dict[str, object], printed: str) -> None:
    found = paper(author=[name])
    assert [mention.name for mention in found.mentions] == [printed]
    assert found.complete


@pytest.mark.parametrize("others", [{"literal": "et al."}, {"family": "others"}])
def test_a_name_that_stands_for_others_is_none(others: dict[str, object]) -> None:
    found = paper(author=[{"family": "Ovell"}, others])
    assert [mention.name for mention in found.mentions] == ["Ovell"]
    assert found.complete is False


@pytest.mark.parametrize(
    ("issued", "date"),
    [
        ({"date-parts": [[2020, 5, 3]]}, PartialDate(2020, 5, 3)),
        ({"date-parts": [["2020", "5"]]}, PartialDate(2020, 5)),
        ({"date-parts": [[2020, 5], [2021, 1]]}, PartialDate(2020, 5)),
        ({"date-parts": [[2020, 14]]}, PartialDate(2020)),
        ({"date-parts": [[2020, 2, 30]]}, PartialDate(2020, 2)),
        ({"date-parts": [[2020]], "circa": True}, PartialDate(2020, as_listed="circa 2020")),
        ({"date-parts": [[None]]}, None),
        ({"date-parts": [[-50]]}, None),
        ({"raw": "2020-05-03"}, PartialDate(2020, 5, 3)),
        ({"raw": "May 2020"}, PartialDate(2020, 5)),
        ({"raw": "3. May 2020"}, PartialDate(2020, 5, 3)),
        ({"raw": "2020 May 3"}, PartialDate(2020, 5, 3)),
        ({"raw": "Spring 2020"}, PartialDate(2020)),
        ({"raw": "2019 or 2020"}, PartialDate(as_listed="2019 or 2020")),
        ({"literal": "in press"}, PartialDate(as_listed="in press")),
        ({"edtf": "1984?"}, PartialDate(1984, as_listed="circa 1984")),
        ("2020-05/2021-01", PartialDate(2020, 5)),
        ({}, None),
        (7, None),
    ],
)
def test_dates_in_all_their_forms(issued: object, date: PartialDate | None) -> None:
    assert paper(issued=issued).date == date


@pytest.mark.parametrize(
    ("type_", "name", "kind"),
    [
        ("article-journal", "Tidal Letters", VenueKind.JOURNAL),
        ("paper-conference", "Conference on Tides", VenueKind.CONFERENCE),
        ("paper-conference", "Workshop on Tides", VenueKind.WORKSHOP),
        ("chapter", "A Handbook of Tides", None),
    ],
)
def test_the_type_says_what_kind_of_venue_it_is(
    type_: str, name: str, kind: VenueKind | None
) -> None:
    found = paper(**{"type": type_, "container-title": name})
    assert found.edition is not None
    assert (found.edition.venue.name, found.edition.venue.kind) == (name, kind)


@pytest.mark.parametrize("type_", ["webpage", "thesis", "software", "post"])
def test_what_is_not_published_in_a_venue_has_none(type_: str) -> None:
    assert paper(**{"type": type_, "container-title": "Tides Online"}).edition is None


def test_an_isbn_is_that_of_the_book_and_not_of_its_chapters() -> None:
    isbn = {"ISBN": "978-3-16-148410-0"}
    assert [one.scheme for one in paper(type="book", **isbn).identifiers] == ["isbn"]
    assert paper(type="chapter", **isbn).identifiers == ()


def test_a_numbered_book_of_editors_is_a_volume() -> None:
    series: dict[str, object] = {"collection-title": "Tidal Notes", "collection-number": 7}
    editors = [{"family": "Ovell", "given": "Bram"}]
    (volume,) = read(type="book", editor=editors, publisher="Tidal Press", **series)
    assert isinstance(volume, Volume)
    assert volume.edition.volume == "7"
    assert [mention.name for mention in volume.editors] == ["Bram Ovell"]
    assert isinstance(paper(type="book", author=editors, **series), Paper)


@pytest.mark.parametrize(
    ("members", "arxiv"),
    [
        ({"number": "arXiv:2101.00001"}, "2101.00001"),
        ({"note": "arXiv:2101.00001v2 [cs.LG]\nread again"}, "2101.00001"),
        ({"URL": "https://arxiv.org/abs/2101.00001"}, "2101.00001"),
        ({"DOI": "10.48550/arXiv.2101.00001"}, "2101.00001"),
        ({"archive": "arXiv", "archive_location": "2101.00001"}, "2101.00001"),
        ({"note": "see also the preprint"}, None),
    ],
)
def test_arxiv_identifiers_stand_in_several_places(
    members: dict[str, object], arxiv: str | None
) -> None:
    found = [
        one.value for one in paper(type="article", **members).identifiers if one.scheme == "arxiv"
    ]
    assert found == ([arxiv] if arxiv else [])
