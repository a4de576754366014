"""Bytes of any kind → pages: encodings, compression, saved HTML, and what is told of the rest."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard

from kg.errors import InputError, MissingExtra
from kg.sources import opening
from kg.sources.decoding import decode
from kg.sources.opening import read_bytes
from kg.sources.page import page_of
from kg.sources.reading import read_page

TEXT = "Zoë Ångmark\n\n王小明\n"

PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "bzip2": bz2.compress,
    "xz": lzma.compress,
}


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


@pytest.mark.parametrize("packer", PACKERS)
def test_compressed_files_are_unpacked(packer: str, tmp_path: Path) -> None:
    pack = PACKERS[packer]
    path = tmp_path / "page.txt"
    path.write_bytes(pack(TEXT.encode()) + pack(b"more"))
    assert read_bytes(path) == TEXT.encode() + b"more"
    assert read_bytes(str(path)) == TEXT.encode() + b"more"
    assert read_bytes(io.BytesIO(path.read_bytes())) == TEXT.encode() + b"more"


@pytest.mark.parametrize("packer", PACKERS)
def test_damaged_compression_is_told(packer: str) -> None:
    packed = PACKERS[packer](TEXT.encode() * 1000)
    with pytest.raises(InputError, match="standard input: compressed, but cut or damaged"):
        read_bytes(io.BytesIO(packed[:-10]))


@pytest.mark.parametrize("packer", PACKERS)
def test_a_bomb_is_defused(packer: str) -> None:
    bomb = PACKERS[packer](bytes(100_000_000))
    with pytest.raises(InputError, match="unpacks to more than 250 times its size"):
        read_bytes(io.BytesIO(bomb))


def test_no_file_unpacks_without_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "LARGEST", 10_000)
    with pytest.raises(InputError, match="unpacks to more than 10,000 bytes"):
        read_bytes(io.BytesIO(gzip.compress(b"tides" * 3000)))


def test_zstd_needs_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "zstandard", None)
    with pytest.raises(MissingExtra, match=r"scholarly-kg\[zstd\]"):
        read_bytes(io.BytesIO(b"\x28\xb5\x2f\xfd\x00\x00\x01\x00\x00"))


def test_zstd_is_unpacked() -> None:
    packed = zstandard.compress(TEXT.encode() * 1000)
    assert read_bytes(io.BytesIO(packed + packed)) == TEXT.encode() * 2000
    for damaged in (packed[:-5], packed[:9] + b"\xff\xff\xff" + packed[12:], packed + b"junk"):
        with pytest.raises(InputError, match="cut or damaged"):
            read_bytes(io.BytesIO(damaged))
    with pytest.raises(InputError, match="250 times"):
        read_bytes(io.BytesIO(zstandard.compress(bytes(100_000_000))))


def test_a_name_that_looks_like_a_magic_number_is_text() -> None:
    assert read_bytes(io.BytesIO(b"BZhang Wei\n")) == b"BZhang Wei\n"


def test_a_file_that_can_not_be_read_says_why(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="can't be read: No such file") as error:
        read_bytes(tmp_path / "none.txt")
    assert error.value.file == str(tmp_path / "none.txt")
    with pytest.raises(InputError, match="can't be read: Is a directory"):
        read_bytes(tmp_path)


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
