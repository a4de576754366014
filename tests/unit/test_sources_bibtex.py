"""BibTeX: what entries say, whatever stands beside them and however it is written."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import InputError
from kg.model import Paper, Problem, Record, Source, Volume
from kg.sources import format_named, sniff
from kg.sources.bibtex_names import names
from kg.sources.bibtex_syntax import LONGEST_ENTRY
from kg.text.names import collapse


def read(document: str | bytes, step: int | None = None) -> list[Record | Problem]:
    source = Source(sha256="0" * 64, file_name="file.bib", format="bibtex", parser="bibtex")
    data = document.encode() if isinstance(document, str) else document
    stream = io.BytesIO(data) if step is None else Dripping(data, step)
    return list(format_named("bibtex").read(stream, source))


class Dripping(io.BytesIO):
    """A stream that gives at most some bytes at a time, after a first piece."""

    def __init__(self, data: bytes, step: int) -> None:
        super().__init__(data)
        self.step = step

    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(self.step if self.tell() else max(self.step, 100))


def titles(records: list[Record | Problem]) -> list[str]:
    return [record.title for record in records if isinstance(record, Paper | Volume)]


def codes(records: list[Record | Problem]) -> list[str]:
    return [record.code for record in records if isinstance(record, Problem)]


def entry(title: str, key: str = "k") -> str:
    return f"@article{{{key}, title = {{{title}}}, author = {{Ada Hill}}, year = 2001}}\n"


BROKEN = (
    "@article{x, title = {Unclosed, author = {Ada Hill}\n",
    '@article{x, title = "Unclosed\n',
    "@article{x, title = {A} # , author = }\n",
    "@article{x, {}}\n",
    "@article{}\n",
    "@article\n",
    "@\n",
    "@string{a = {b}\n",
    "@comment{ {\n",
    "me@example.org (in brackets) and {braces}\n",
    "}}}\n",
    "\\\n",
    "@article(x, title = {A})\n",
)


@pytest.mark.parametrize("broken", BROKEN)
def test_what_is_broken_does_not_hurt_its_neighbours(broken: str) -> None:
    found = titles(read(entry("First", "a") + broken + entry("Second", "b")))
    assert found[0] == "First"
    assert found[-1] == "Second"


@given(st.lists(st.sampled_from(BROKEN), max_size=4), st.integers(1, 50))
def test_the_size_of_the_pieces_makes_no_difference(broken: list[str], step: int) -> None:
    document = "".join(entry(f"Number {at}", str(at)) + text for at, text in enumerate(broken))
    document += entry("Last", "last")
    assert read(document, step) == read(document)
    assert [r.line for r in read(document, step)] == [r.line for r in read(document)]


@given(st.text(st.characters(exclude_characters="\\{}$~`'\"-@#%", exclude_categories=["Cs", "Cc"])))
def test_plain_titles_come_through(title: str) -> None:
    found = read(entry(title))
    assert titles(found) == ([collapse(title)] if title.strip() else [])


@given(
    st.lists(
        st.text(st.characters(categories=["Lu", "Ll"]), min_size=2, max_size=8).filter(
            lambda word: word.lower() not in {"and", "others"}
        ),
        min_size=2,
        max_size=4,
    )
)
def test_a_name_reads_the_same_in_either_order(words: list[str]) -> None:
    *first, last = words
    printed = " ".join(words)
    assert names(printed).names == (printed,)
    assert names(f"{last}, {' '.join(first)}").names == (printed,)
    assert names(f"{{{printed}}} and others") == names(f"{printed} and others")


@given(
    st.lists(
        st.sampled_from(
            (
                *("@article{k,", "@string{a=", "@comment{", "@misc(k,", "title = ", "author = "),
                *("{", "}", '"', ",", "#", "=", "\n", " ", "a", "1", "\\", "{x}", '"y"', ")", "%"),
                *("crossref = {k}", "month = jan", "and", "year = {in press}", "date = {2020-13}"),
            )
        ),
        max_size=40,
    ).map("".join)
    | st.text(max_size=60)
)
def test_any_text_gives_records_or_problems(text: str) -> None:
    try:
        found = read(text)
    except (InputError, UnicodeEncodeError):
        return
    for record in found:
        assert record.line > 0
        if isinstance(record, Paper):
            assert record.title
            assert all(mention.name.strip() for mention in record.mentions)


@pytest.mark.parametrize(
    "document",
    [
        "@article{k, title = {" + "{" * 100_000,
        "\n@article{k,\n title = {" * 2_000,
        "@article{k," + "," * 100_000 + "}",
        "@article{k, title = " + "a#" * 20_000 + "}",
        "@article{k," + "a=b," * 20_000 + "}",
        "@article{k, title = {" + "{" * 20_000 + "}" * 20_000 + "}}",
        "@article{k, title = {x}, author = {" + " and " * 20_000 + "}}",
        "".join(f"@string{{a{n + 1} = a{n} # a{n}}}\n" for n in range(60))
        + "@article{k, title = a60 # a60}",
        '@string{a0 = "xx"}'
        + "".join(f"@string{{a{n + 1} = a{n} # a{n}}}\n" for n in range(60))
        + "@article{k, title = a60 # a19 # a18, author = {Ada Hill}}",
    ],
    ids=["open", "starts", "commas", "joins", "fields", "deep", "ands", "unknown", "bomb"],
)
def test_what_means_harm_ends_soon(document: str) -> None:
    found = read(document + "\n" + entry("Last", "last"))
    assert titles(found)[-1] == "Last"
    assert all(len(title) <= LONGEST_ENTRY for title in titles(found))


def test_windows_encodings_are_refused_with_line_and_cure() -> None:
    late = b"x" * 70_000 + b"\n" + entry("Caf\u00e9").encode("cp1252")
    for document, line in ((b"\n" + entry("Caf\u00e9").encode("cp1252"), 2), (late, 2)):
        with pytest.raises(InputError) as caught:
            read(document)
        assert caught.value.line == line
        assert "iconv -f WINDOWS-1252" in caught.value.message


def test_an_entry_waits_for_its_volume_and_only_for_that() -> None:
    child = "@inproceedings{c, crossref = {v}, title = {Child}, author = {Ada Hill}}\n"
    parent = "@proceedings{v, title = {Proceedings of the Salt Meeting}, year = 2001}\n"
    first, second = (read(child + parent + entry("Other")), read(parent + child + entry("Other")))
    assert titles(first) == titles(second) == ["Proceedings of the Salt Meeting", "Child", "Other"]
    assert codes(first) == codes(second) == []
    (volume,) = (record for record in first if isinstance(record, Volume))
    papers = [record for record in first if isinstance(record, Paper)]
    assert papers[0].edition == volume.edition


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("% a comment\n\n@Article{k,\n  title =", True),
        ("@string{a = {b}}", True),
        ("some words\n@misc(k, year = 2001)", True),
        ("@comment{x}", False),
        ("write to me@example.org {now}, please = x", False),
        ("<p>\n@article{k, title = {x}}", False),
        ('{"text": "\n@article{k, title = {x}}"}', False),
    ],
)
def test_the_format_is_told_by_an_entry(head: str, expected: bool) -> None:
    assert format_named("bibtex").sniff(head) is expected


def test_a_bibliography_is_recognised() -> None:
    found = sniff(entry("Tides").encode())
    assert found
    assert found.name == "bibtex"
