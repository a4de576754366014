"""IRIs are functions of content: equal for what is one thing, different for what is not."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import NamedNode

from kg.graph.iri import code_iri, name_iri, person_iri, publication_iri, web_iri
from kg.graph.keys import path_key, path_text
from kg.graph.venues import known_series, series_slug
from kg.model import Edition, Identifier, Mention, Paper, Venue, VenueKind
from kg.text.names import collapse, normalise_name
from kg.text.titles import normalise_title

BASE = "https://example.org/id/"
TEXT = st.text(min_size=1).map(collapse).filter(bool)


def paper(title: str, *names: str, **fields: object) -> Paper:
    mentions = tuple(Mention(name, place) for place, name in enumerate(names, 1))
    return replace(Paper(title=title, mentions=mentions), **fields)  # type: ignore[arg-type]


@given(TEXT, TEXT)
def test_different_keys_never_share_a_path_segment(one: str, other: str) -> None:
    assert (path_key(one) == path_key(other)) == (one == other)


@given(TEXT)
def test_a_path_segment_gives_its_text_back_and_is_a_valid_iri(text: str) -> None:
    key = path_key(text)
    assert path_text(key) == text
    assert NamedNode(BASE + key).value == BASE + key
    assert not set(key) & set("/?#")
    assert key not in {".", ".."}


@given(st.text())
def test_normal_forms_are_stable(text: str) -> None:
    assert normalise_name(normalise_name(text)) == normalise_name(text)
    assert normalise_title(normalise_title(text)) == normalise_title(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Mara Lindqvist", "mara  LINDQVIST"),
        ("Ａｄａ Okoye", "ada okoye"),
        ("Straße Weiß", "STRASSE WEISS"),
    ],
)
def test_case_width_and_space_do_not_make_another_name(one: str, other: str) -> None:
    assert name_iri(BASE, one) == name_iri(BASE, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Jin-Ho Bak", "Jin Ho Bak"),
        ("Tomás Rey", "Tomas Rey"),
        ("M. Lindqvist", "Mara Lindqvist"),
        ("Mara Lindqvist", "Mara_Lindqvist"),
        ("Mara Lindqvist", "Mara%20Lindqvist"),
    ],
)
def test_hyphen_accent_initial_and_signs_make_another_name(one: str, other: str) -> None:
    assert name_iri(BASE, one) != name_iri(BASE, other)


def test_names_keep_their_letters_in_iris() -> None:
    assert name_iri(BASE, "李 雷") == f"{BASE}name/李_雷"
    assert name_iri(BASE, "Xu (Sam) Tal") == f"{BASE}name/xu_%28sam%29_tal"
    assert "\u202e" not in name_iri(BASE, "Evil\u202eName")


def test_a_publication_is_known_again_by_title_first_name_venue_and_year() -> None:
    venue = Edition(Venue("NeurIPS", VenueKind.CONFERENCE), 2025)
    one = paper("On Rivers: A Study", "Mara Lindqvist", "Ada Okoye", edition=venue)
    spelled = Edition(Venue("NIPS", VenueKind.CONFERENCE), 2025)
    assert publication_iri(BASE, one) == publication_iri(
        BASE, paper("On rivers — a study.", "mara lindqvist", edition=spelled)
    )
    for other in (
        paper("On Rivers: A Study", "Mara Lindqvist"),
        paper("On Rivers: A Study", "Ada Okoye", edition=venue),
        paper("On Rivers: A Study", "Mara Lindqvist", edition=replace(venue, year=2024)),
        paper("On Lakes: A Study", "Mara Lindqvist", edition=venue),
    ):
        assert publication_iri(BASE, one) != publication_iri(BASE, other)
    assert publication_iri(BASE, one).startswith(f"{BASE}paper/on-rivers-a-study-")


def test_generic_titles_and_papers_without_authors_need_volume_number_and_pages() -> None:
    for one in (paper("Preface", "Mara Lindqvist"), paper("Advertisement"), paper("On Rivers")):
        pages = [publication_iri(BASE, replace(one, pages=page)) for page in "12"]
        assert pages[0] != pages[1]
    with_author = [paper("On Rivers", "Mara Lindqvist", pages=pages) for pages in ("1", "2")]
    assert len({publication_iri(BASE, one) for one in with_author}) == 1


@given(TEXT, TEXT)
def test_no_publication_iri_is_the_beginning_of_another(one: str, other: str) -> None:
    first, second = publication_iri(BASE, paper(one)), publication_iri(BASE, paper(other))
    assert first == second or not second.startswith(first)


def test_a_workshop_at_a_conference_is_not_the_conference() -> None:
    assert series_slug("NeurIPS") == series_slug("nips", VenueKind.CONFERENCE) == "neurips"
    assert series_slug("NeurIPS", VenueKind.WORKSHOP) == "neurips-workshop"
    assert series_slug("ASRU", VenueKind.WORKSHOP) == series_slug("ASRU") == "asru"
    assert series_slug("JMLR", VenueKind.JOURNAL) == "jmlr"
    assert series_slug("Annals of Rivers", VenueKind.JOURNAL) == "annals-of-rivers"
    assert known_series()["jmlr"].kind is VenueKind.JOURNAL


def test_long_unknown_venue_names_stay_apart() -> None:
    long = "Proceedings of the International Symposium on the Study of Rivers and Lakes of the "
    assert series_slug(long + "North") != series_slug(long + "South")


def test_a_person_is_named_by_the_strongest_identifier() -> None:
    orcid, dblp = Identifier("orcid", "0000-0002-1825-0097"), Identifier("dblp", "12/3456")
    assert person_iri(BASE, (dblp, orcid)) == f"{BASE}person/orcid/0000-0002-1825-0097"
    assert person_iri(BASE, (dblp,)) == f"{BASE}person/dblp/12/3456"
    assert person_iri(BASE, (Identifier("email", "a@example.org"),)) is None


def test_a_repository_is_one_whatever_its_case_where_the_host_ignores_it() -> None:
    assert code_iri(BASE, "https://github.com/Mara/Rivers") == f"{BASE}code/github.com/mara/rivers"
    assert code_iri(BASE, "https://github.com/mara/rivers") == f"{BASE}code/github.com/mara/rivers"


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "file:///etc/passwd", "http://", "mara", "http://[x", ""]
)
def test_only_web_addresses_become_iris(url: str) -> None:
    assert web_iri(url) is None


@pytest.mark.parametrize(
    ("url", "iri"),
    [
        ("https://example.org/a b<c>?q=é#x", "https://example.org/a%20b%3Cc%3E?q=%C3%A9#x"),
        ("https://example.org/é?q#x", "https://example.org/é?q#x"),
        ("https://example.org/a[1]", "https://example.org/a%5B1%5D"),
        ("https://example.org/100%zz%20", "https://example.org/100%25zz%20"),
        ("https://example.org/a#b#c", "https://example.org/a#b%23c"),
        ("https://example.org/\u202ex", "https://example.org/%E2%80%AEx"),
        ("https://example.org:port/", None),
    ],
)
def test_a_web_address_is_made_a_valid_iri(url: str, iri: str | None) -> None:
    assert web_iri(url) == iri


@given(st.text())
def test_whatever_follows_a_host_becomes_a_valid_iri(rest: str) -> None:
    iri = web_iri(f"https://example.org/{rest}")
    assert iri is None or NamedNode(iri).value == iri
