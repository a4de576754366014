"""Bytes of any kind → pages: encodings, saved HTML, and what is told of the rest."""

from __future__ import annotations

import pytest

from kg.errors import InputError
from kg.sources.decoding import decode
from kg.sources.page import page_of
from kg.sources.reading import read_page

TEXT = "Zoë Ångmark\n\n王小明\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_text_is_decoded(encoding: str) -> None:
    assert decode(TEXT.encode(encoding), "page.txt").text == TEXT


@pytest.mark.parametrize(
    ("data", "line", "parts"),
    [
        (b"one\ntwo caf\xe9 x", 2, ["0xe9 at offset 11", "iconv -f WINDOWS-1252 -t UTF-8"]),
        (b"\xef\xbb\xbfone\n\ntwo \xff", 3, ["0xff at offset 12"]),
        ("a\nb".encode("utf-16") + b"\x00\xd8\x41\x00", 2, ["not UTF-16", "offset 8"]),
        ("one\ntwo".encode("utf-16-le"), None, ["UTF-16LE", "iconv -f UTF-16LE -t UTF-8"]),
        ("one\ntwo".encode("utf-16-be"), None, ["UTF-16BE", "byte order mark"]),
        (b"one\ntwo\0three", 2, ["NUL byte at offset 7"]),
        ("one\ntwo\0".encode("utf-16"), 2, ["NUL character"]),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", None, ["a PDF file, not text"]),
        (b"PK\x03\x04\x14\x00", None, ["ZIP archive or an office document"]),
        (b"", None, ["the file is empty"]),
        (b"\xef\xbb\xbf", None, ["nothing but white space"]),
        (b" \n\t\n", None, ["nothing but white space"]),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_what_is_no_text_is_told_apart(data: bytes, line: int | None, parts: list[str]) -> None:
    with pytest.raises(InputError) as error:
        decode(data, "page.txt")
    assert error.value.file == "page.txt"
    assert error.value.line == line
    assert all(part in error.value.message for part in parts), error.value.message


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_text_cut_in_a_character_is_good_up_to_there(encoding: str) -> None:
    page = read_page("one\ntwo 王".encode(encoding)[:-1], "page.txt")
    assert page.texts == ["one", "two "]
    [problem] = page.remarks
    assert problem.code == "cut-text"
    assert problem.line == 2


def test_lines_are_numbered_as_an_editor_does() -> None:
    page = page_of("one\r\ntwo\rthree\n\ffour\n \u00a0five \n")
    assert page.bare == ["one", "two", "three", "", "four", "five", ""]
    assert list(page.numbers) == [1, 2, 3, 4, 4, 5, 6]
    assert not page.ends_open
    assert page_of("one\ntwo").ends_open


@pytest.mark.parametrize(
    ("html", "lines"),
    [
        ("<p>a &amp; b &lt; c&#233;&nbsp;d</p>", ["a & b < cé\u00a0d"]),
        ("<p>one<br>two<br/>three", ["one", "two", "three"]),
        ("<ul><li>one<li><p>two</p></ul>three", ["\u2022 one", "\u2022 two", "", "three"]),
        ("<ol><li></li><li>x</li></ol>", ["\u2022", "\u2022 x"]),
        ("<div>a<span>b</span>\n  c <div>d</div>e</div>", ["ab c", "", "d", "", "e"]),
        ("<pre>one\n  two\n\nthree</pre>four", ["one", "  two", "", "three", "", "four"]),
        ("<nav>menu <nav>in</nav> menu</nav><p>x</p><footer>y</footer>", ["x"]),
        ("<script>if (a < b) '<p>no</p>'</script><style>p {}</style><p>x", ["x"]),
        ("<svg><text>no</text><svg/></svg><p>x", ["x"]),
        (
            "<p>x<!-- <p>no</p> --></p><![weird[ <p>no</p> ]]><p>y",
            ["x", "", "no", "", "]]>", "", "y"],
        ),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</table>", ["a b", "", "c"]),
    ],
)
def test_saved_html_is_read_block_by_block(html: str, lines: list[str]) -> None:
    assert read_page(f"<html><body>{html}".encode(), "page.html").texts == lines


def test_lines_of_saved_html_are_numbered_as_in_the_file() -> None:
    page = read_page(b"<html>\n<body>\n<p>\n  one\n</p>\n<p>two</p>\n", "page.html")
    assert [(n, text) for n, text in zip(page.numbers, page.texts, strict=True) if text] == [
        *((4, "one"), (6, "two")),
    ]


def test_what_does_not_end_in_saved_html_is_told() -> None:
    page = read_page(b"<html><p>one</p>\n<a title='" + b"<p>two</p>" * 1000, "page.html")
    assert page.texts == ["one"]
    [problem] = page.remarks
    assert problem.code == "broken-html"
    assert problem.line == 2


def test_saved_html_without_text_is_an_empty_page() -> None:
    assert read_page(b"<html><script>x</script></html>", "page.html").texts == [""]
