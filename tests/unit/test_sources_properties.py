"""What holds for any input: a parser gives records and problems, and never anything else."""

from __future__ import annotations

import contextlib
import io
import re
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kg.errors import InputError
from kg.model import (
    Category,
    CodeLink,
    Edition,
    Evidence,
    Mention,
    Metric,
    Paper,
    PartialDate,
    Problem,
    Profile,
    Record,
    Source,
    Venue,
    VenueKind,
)
from kg.sources import format_named, formats, recognise, sniff
from kg.sources.feed_start import start_of
from kg.sources.page import tidy
from kg.text.arxiv import is_printed_form
from kg.text.links import repository_links
from kg.text.names import normalise_name
from tests.pages import (
    arrow_page,
    as_on_arrow,
    as_on_scholar_feed,
    invented_papers,
    scholar_feed_page,
)
from tests.strategies import names, texts, titles

AUTHOR = "Ilsa Thornquist"
PageOf = Callable[[str, Iterable[Paper]], str]
AsOn = Callable[[str, Paper], Paper]
SITES: dict[str, tuple[PageOf, AsOn]] = {
    "scholar-feed": (scholar_feed_page, as_on_scholar_feed),
    "arrow": (arrow_page, as_on_arrow),
}
NAMES = [format_.name for format_ in formats()]
WITHOUT_LINES = {"rdf", "dblp-rdf", "semopenalex"}
"""Formats whose records have no place: their statements stand in any order."""

FRAGMENTS = (
    *("Ilsa Thornquist", "LG", "h-index4", "7papers", "7 Papers", "Novelty52%", "Followers12", ""),
    *("68.3CLApr 16", "LGSep 10, 2024Code", "COFeb 30", "MLFeb 29", "L", "LGOct", "CL3 days ago"),
    *("Arrow Research search", "Author name cluster", "13 papers", "2 author rows", "13", "\f"),
    *("Possible papers", "Possible papers associated with this name", "  \u2022 Bram Ovell"),
    *("NeurIPS Conference 2025 Conference Paper", "JMLR Journal 2026 Journal Article", "  \u2022"),
    *("NeurIPS Conf", "NeurIPS Conference MM Conference Paper", "A Title for RAGBram Ovell et al."),
    *("Bram Ovell, Zuri Adeyo, Ilsa Thornquist et al.", "Ilsa Thornquist, , Bram", ",", "et al."),
    *("Code: https: //github. com/a/b.", "\u00a0", "<p>", "</li>", "<html>", "&amp;", "<!--", "\r"),
    *("GraphNetBram Ovell, Zuri Adeyo, Li Wenna et al.", "\\footnote{github.com/a/b}", "\u202e"),
)


def source(name: str) -> Source:
    return Source(
        sha256="0" * 64,
        file_name="page.txt",
        format=name,
        parser=name,
        received=date(2026, 11, 21),
    )


def read(name: str, page: str | bytes) -> list[Record | Problem]:
    data = page.encode() if isinstance(page, str) else page
    return list(format_named(name).read(io.BytesIO(data), source(name)))


def papers_of(name: str, page: str | bytes) -> list[Paper]:
    return [record for record in read(name, page) if isinstance(record, Paper)]


def like_pages() -> st.SearchStrategy[str]:
    """Lines of pages in any order, among them any text."""
    line = st.one_of(st.sampled_from(FRAGMENTS), texts(30))
    end = st.sampled_from(("\n", "\n\n", "\r\n", " ", ""))
    return st.builds(
        lambda lines, start: start + "".join(text + end for text, end in lines),
        st.lists(st.tuples(line, end), max_size=25),
        st.sampled_from(("", "", "<html><body>", "\ufeff")),
    )


def check_records(name: str, data: bytes) -> None:
    for record in read(name, data):
        match record:
            case Paper():
                assert record.title.strip()
                assert all(mention.name.strip() for mention in record.mentions)
                places = [mention.position for mention in record.placed]
                assert places == list(range(1, len(places) + 1))
                assert record.abstract is None or record.abstract.strip()
                assert record.line > 0 or name in WITHOUT_LINES
            case Profile():
                assert record.name.strip()
            case Problem():
                assert record.line > 0 or name in WITHOUT_LINES
                assert record.code
                assert record.message
                assert len(record.excerpt) <= 200


@pytest.mark.parametrize("name", NAMES)
@given(text=like_pages() | st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_gives_records_or_problems(name: str, text: str) -> None:
    with contextlib.suppress(InputError):
        check_records(name, text.encode())


@pytest.mark.parametrize("name", NAMES)
@given(data=st.binary(max_size=300))
def test_any_bytes_give_records_or_the_typed_error(name: str, data: bytes) -> None:
    with contextlib.suppress(InputError):
        check_records(name, data)


@given(st.one_of(st.binary(max_size=300), like_pages().map(str.encode)))
def test_any_bytes_have_one_format_or_a_reason_for_none(data: bytes) -> None:
    found = sniff(data)
    if found is None:
        with pytest.raises(InputError):
            recognise(data, "page.txt")
    else:
        assert recognise(data, "page.txt") is found


@pytest.mark.parametrize("name", SITES)
@given(st.integers(0, 10**6))
def test_invented_pages_give_what_they_were_made_from(name: str, seed: int) -> None:
    page_of, as_on = SITES[name]
    papers = invented_papers(6, seed, AUTHOR)
    page = page_of(AUTHOR, papers)
    assert sniff(page.encode()) == format_named(name)
    profile, *records = read(name, page)
    assert isinstance(profile, Profile)
    assert profile.name == AUTHOR
    assert records == [as_on(AUTHOR, paper) for paper in papers]


@pytest.mark.parametrize("name", SITES)
@given(st.integers(0, 99), st.sampled_from(("tight", "windows", "old mac", "wide", "utf-16")))
def test_the_same_page_in_other_clothes(name: str, seed: int, clothes: str) -> None:
    page = SITES[name][0](AUTHOR, invented_papers(4, seed, AUTHOR))
    changed: dict[str, bytes] = {
        "tight": re.sub(r"\n\n+", "\n", page).encode(),
        "windows": page.replace("\n", "\r\n").encode("utf-8-sig"),
        "old mac": page.replace("\n", "\r").encode(),
        "wide": page.replace("\n", " \u00a0\n\t").encode(),
        "utf-16": page.encode("utf-16"),
    }
    assert read(name, changed[clothes]) == read(name, page)


@pytest.mark.parametrize("name", SITES)
@given(st.data())
def test_a_cut_page_gives_all_papers_before_the_cut(name: str, data: st.DataObject) -> None:
    papers = invented_papers(3, data.draw(st.integers(0, 9)), AUTHOR)
    page_of = SITES[name][0]
    page = page_of(AUTHOR, papers).encode()
    tail = [len(page_of(AUTHOR, papers[at:]).encode()) for at in range(len(papers) + 1)]
    ends = [len(page) - (length - tail[-1]) for length in tail[1:]]
    cut = data.draw(st.integers(1, len(page)))
    assume(page[:cut].strip())
    found, whole = papers_of(name, page[:cut]), papers_of(name, page)
    complete = sum(end <= cut for end in ends)
    assert found[:complete] == whole[:complete]
    for torn, original in zip(found[complete:], whole[complete:], strict=False):
        assert torn.title == original.title
        assert {mention.name for mention in torn.mentions} <= {
            *(mention.name for mention in original.mentions),
            AUTHOR,
        }
    assert len(found) <= complete + 1


def one_line(text: str) -> bool:
    return text == tidy(text) and not set(text) & set("\n\r\f") and bool(text.strip())


def abstracts() -> st.SearchStrategy[str | None]:
    """Texts that neither look like other parts of a page nor link to code."""

    def is_carried(text: str) -> bool:
        printed = text.split("\n")
        lines = [tidy(line) for line in printed]
        return (
            one_line(printed[0])
            and one_line(printed[-1])
            and not set(text) & set("\r\f\u2022")
            and not any(start_of(line) or line.endswith("et al.") for line in lines)
            and not any(line.lower() == "author name cluster" for line in lines)
            and not any(line[:1].isdigit() or is_printed_form(line) for line in lines)
            and not re.search(r"[12][0-9]{3}|Conference|Journal|Workshop|h-index", text)
            and not re.match(r"[*\u2013\u00b7\u25e6\u25aa\u2023\u25cf-]", text)
            and not repository_links(text)
        )

    return st.none() | texts(200).filter(is_carried)


@st.composite
def carried_papers(draw: st.DrawFn) -> Paper:
    """Papers with all that both page formats can say, in texts as hostile as these can carry."""
    listed = draw(st.lists(names().filter(is_carried_name), max_size=11, unique_by=normalise_name))
    others = [name for name in listed if normalise_name(name) != normalise_name(AUTHOR)]
    others.insert(draw(st.integers(0, len(others))), AUTHOR)
    year = draw(st.integers(1900, 2099))
    kind = draw(st.sampled_from(VenueKind))
    venue = draw(st.sampled_from(("NeurIPS", "Tidal Data", "Graphs & Seas", "Ω-Konferenz 7")))
    badge = draw(st.booleans())
    score = draw(st.none() | st.integers(0, 999))
    return Paper(
        title=draw(titles().filter(is_carried_title)),
        mentions=tuple(Mention(one, place) for place, one in enumerate(others, 1)),
        complete=True,
        abstract=draw(abstracts()),
        date=PartialDate(year, draw(st.integers(1, 12)), draw(st.none() | st.integers(1, 28))),
        edition=Edition(Venue(venue, kind), year),
        publication_type=draw(st.sampled_from(("Conference Paper", "Demo", "Tiny Paper (Oral)"))),
        categories=(Category(draw(st.sampled_from(("cs.LG", "stat.ML", "hep-th"))), primary=True),),
        code_links=(CodeLink(evidence=(Evidence.BADGE,)),) if badge else (),
        metrics=() if score is None else (Metric("paperScore", Decimal(score) / 10),),
    )


def is_carried_name(name: str) -> bool:
    suffix = re.fullmatch(r"(?:Jr|Sr)\.?|I{2,3}|IV|Ph\.?\s?D\.?|M\.?D\.?", name)
    others = re.search(r"\bet\s+al\b\.?\s*\Z", name, re.IGNORECASE)
    return one_line(name) and "," not in name and not suffix and not others


def is_carried_title(title: str) -> bool:
    heading = re.match(r"[\u2022*\u2013\u00b7\u25e6\u25aa\u2023\u25cf-]|h-index", title)
    return (
        one_line(title)
        and not heading
        and not start_of(title)
        and title.lower() != "author name cluster"
        and not re.search(r"(?:Conference|Journal|Workshop)", title)
    )


@pytest.mark.parametrize("name", SITES)
@settings(max_examples=50)
@given(st.lists(carried_papers(), min_size=1, max_size=4))
def test_hostile_papers_survive_a_page(name: str, papers: list[Paper]) -> None:
    page_of, as_on = SITES[name]
    profile, *records = read(name, page_of(AUTHOR, papers))
    assert isinstance(profile, Profile)
    assert records == [as_on(AUTHOR, paper) for paper in papers]
