"""Which format a document has: told by its structure, never by words that occur in it."""

from __future__ import annotations

import time
from importlib.metadata import EntryPoint, EntryPoints
from pathlib import Path

import pytest

from kg.errors import InputError, UsageError
from kg.sources import Format, format_named, formats, recognise, registry, sniff
from tests.pages import arrow_page, invented_papers, scholar_feed_page

PAPERS = invented_papers(3, author="Ilsa Thornquist")
FEED = scholar_feed_page("Ilsa Thornquist", PAPERS)
ARROW = arrow_page("Ilsa Thornquist", PAPERS)

ABOUT = {
    "a paper about Arrow Research": (
        "Arrow Research search\n\nIlsa Thornquist\n\nAbstract\n\nWe study the pages of Arrow "
        "Research, which say 'Author name cluster' above a name. NeurIPS Conference 2025 "
        "Conference Paper is a line of theirs.\n"
    ),
    "a text that quotes a page": (
        "The pages look like this.\n\nAuthor name cluster\n\nIlsa Thornquist\n\n13 papers\n"
    ),
    "a readme with a page in it": f"# kg\n\nReads pages:\n\n```\n{FEED}```\n\n```\n{ARROW}```\n",
    "a plain readme with a page in it": f"kg\n\nIt reads pages like this one:\n\n{ARROW}",
    "JSON": '[{"title": "68.3CLApr 16", "venue": "NeurIPS Conference 2025 Conference Paper"}]',
    "CSV": "name,papers\nIlsa Thornquist,7papers\nh-index4,LGSep 10, 2024\n",
    "prose": "Tides are hard to forecast.\n\nWe learn the drift from the gauges around it.\n",
    "a list of bullets": "Shopping\n\nBread and milk\n\n\u2022 rye\n\u2022 oat\n",
    "a diary": "Diary\n\nUK March 2020\n\nA quiet week\n\nRain, wind, fog\n",
    "XML": "<?xml version='1.0'?>\n<collection><paper>LGSep 10, 2024</paper></collection>",
    "another web page": "<html><body><h1>Ilsa Thornquist</h1><p>7 papers</p></body></html>",
    "a single line": "x" * 100_000,
    "nothing": "",
}


@pytest.mark.parametrize("text", ABOUT.values(), ids=ABOUT)
def test_what_is_no_page_has_no_format(text: str) -> None:
    assert sniff(text.encode()) is None


@pytest.mark.parametrize(("page", "name"), [(FEED, "scholar-feed"), (ARROW, "arrow")])
def test_a_page_about_the_other_site_keeps_its_format(page: str, name: str) -> None:
    title = PAPERS[0].title
    for other in ("Arrow Research search", "Author name cluster", "h-index4", "LGSep 10 is a date"):
        found = sniff(page.replace(title, other).encode())
        assert found is not None
        assert found.name == name


@pytest.mark.parametrize(("page", "name"), [(FEED, "scholar-feed"), (ARROW, "arrow")])
def test_a_page_is_known_by_its_head_alone(page: str, name: str) -> None:
    for data in (page.encode()[:400], page.encode("utf-16"), b"\xef\xbb\xbf" + page.encode()):
        found = sniff(data)
        assert found is not None
        assert found.name == name
    empty = {"scholar-feed": scholar_feed_page("Ilsa Thornquist", [])}
    empty["arrow"] = arrow_page("Ilsa Thornquist", [])
    assert sniff(empty[name].encode()) == format_named(name)


def test_a_menu_above_the_head_of_a_saved_page_does_no_harm() -> None:
    menu = "Home\nAbout Us\nSign in\n"
    assert sniff((menu + FEED).encode()) == format_named("scholar-feed")
    assert sniff((menu + ARROW).encode()) == format_named("arrow")


def test_scripts_longer_than_the_head_are_skipped_in_saved_pages() -> None:
    script = f"<script>{'var x = 1;' * 20_000}</script>"
    body = "".join(f"<p>{line}</p>" for line in FEED.splitlines())
    page = f"<!doctype html><html><head>{script}</head><body>{body}</body></html>"
    assert sniff(page.encode()) == format_named("scholar-feed")


@pytest.mark.parametrize(
    "data",
    [
        *(b"x" * 1_000_000, b" " * 1_000_000, b"a, " * 333_333, b"LG" * 500_000),
        *(b"<html>" + b"<" * 1_000_000, b"<html><!--" + b"-" * 1_000_000),
        *(b"<!--" * 250_000, b"9" * 1_000_000, b"A Conference " * 80_000),
        *(b"\xe2\x80\xa2" * 333_333, b"\n" * 1_000_000, b"<html>" + b"<![a" * 250_000),
    ],
    ids=lambda data: repr(data[:12]),
)
def test_a_megabyte_without_a_line_break_is_quick(data: bytes) -> None:
    start = time.perf_counter()
    assert sniff(data) is None
    assert time.perf_counter() - start < 2


def test_recognise_says_why_there_is_no_format() -> None:
    with pytest.raises(InputError, match="no known format fits") as error:
        recognise(b"prose", "notes.txt")
    assert error.value.file == "notes.txt"
    assert all(format_.name in error.value.message for format_ in formats())
    with pytest.raises(InputError, match="empty"):
        recognise(b"", "notes.txt")
    with pytest.raises(InputError, match="a PDF file"):
        recognise(b"%PDF-1.7 \0", "notes.pdf")


def test_formats_are_named_and_described() -> None:
    names = [format_.name for format_ in formats()]
    assert names == sorted(names)
    assert {"arrow", "bibtex", "scholar-feed"} <= set(names)
    for format_ in formats():
        assert format_named(format_.name) is format_
        assert format_.label
        assert format_.description
        assert format_.version


def test_an_unknown_name_is_answered_with_the_known_ones() -> None:
    with pytest.raises(UsageError, match=r"did you mean arrow\? there are .*arrow, .*scholar-feed"):
        format_named("arow")


def test_a_format_from_another_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "outside_format.py").write_text(
        "from kg.sources import Format\n"
        "FORMAT = Format('everything', 'Everything', 'all there is', '1',"
        " lambda head: True, lambda data, source: iter(()))\n"
        "NOT = 'a format'\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    group = registry.ENTRY_POINTS
    found = EntryPoints(
        [
            EntryPoint("everything", "outside_format:FORMAT", group),
            EntryPoint("broken", "no_such_module:FORMAT", group),
            EntryPoint("wrong", "outside_format:NOT", group),
        ]
    )
    monkeypatch.setattr("importlib.metadata.entry_points", lambda group: found)
    formats.cache_clear()
    try:
        with pytest.warns(UserWarning, match="'(?:broken|wrong)'") as warned:
            names = [format_.name for format_ in formats()]
        assert len(warned) == 2
        assert "everything" in names
        assert len(names) == len(set(names))
        assert isinstance(format_named("everything"), Format)
        assert sniff(b"prose") == format_named("everything")
        assert sniff(FEED.encode()) is None
        with pytest.raises(InputError, match="everything and scholar-feed; --from says which"):
            recognise(FEED.encode(), "page.txt")
    finally:
        formats.cache_clear()
