"""arXiv metadata: lists of authors as people type them, abstracts and dates."""

from __future__ import annotations

import pytest

from kg.model import Evidence, PartialDate
from kg.sources.arxiv_authors import ArxivAuthors, arxiv_authors, arxiv_names
from kg.sources.arxiv_record import arxiv_paper, day_of, is_withdrawn, published_dois, unwrapped


def names(found: ArxivAuthors) -> list[str]:
    return [mention.name for mention in found.mentions]


@pytest.mark.parametrize(
    ("typed", "listed", "complete"),
    [
        ("Ilsa Thornquist", ["Ilsa Thornquist"], True),
        ("I. Thornquist, B. Ovell, and Z. Adeyo", ["I. Thornquist", "B. Ovell", "Z. Adeyo"], True),
        ("Ferdinand Andes and\n  Sandra Anders", ["Ferdinand Andes", "Sandra Anders"], True),
        ("A. Ovell & B. Li;C. Adeyo", ["A. Ovell", "B. Li", "C. Adeyo"], True),
        ("John Ovell, Jr., Li Wenna, III", ["John Ovell, Jr.", "Li Wenna, III"], True),
        ("Xue (Steve) Liu, B. Li", ["Xue (Steve) Liu", "B. Li"], True),
        ("B. Ovell, et al.", ["B. Ovell"], False),
        ("B. Ovell et al", ["B. Ovell"], False),
        ("B. Ovell and others", ["B. Ovell"], False),
        ("B. Ovell et al. (TIDE Collaboration)", ["B. Ovell"], False),
        ("TIDE Collaboration: B. Ovell", ["TIDE Collaboration", "B. Ovell"], None),
        ("B. Ovell (on behalf of the TIDE consortium)", ["B. Ovell", "TIDE consortium"], None),
        ("", [], None),
        (", and ,", [], None),
        ("((1) Tidal Institute)", [], None),
    ],
)
def test_a_typed_list_gives_its_names(typed: str, listed: list[str], complete: bool | None) -> None:
    found = arxiv_authors(typed)
    assert names(found) == listed
    assert found.complete is complete


@pytest.mark.parametrize(
    ("typed", "affiliations"),
    [
        ("A. Ovell (Vik), B. Li (Delta)", [("Vik",), ("Delta",)]),
        ("A. Ovell, B. Li (Delta), C. Adeyo", [("Delta",), ("Delta",), ()]),
        (
            "A. Ovell (1,2), B. Li (2) ((1) Vik, (2) Delta (old))",
            [("Vik", "Delta (old)"), ("Delta (old)",)],
        ),
        ("A. Ovell (1), B. Li (9) ((1) Vik)", [("Vik",), ()]),
        ("A. Ovell (Inst. of Tides, Vik and Delta)", [("Inst. of Tides, Vik and Delta",)]),
        ("A. Ovell (Vik", [("Vik",)]),
    ],
)
def test_affiliations_follow_the_names(typed: str, affiliations: list[tuple[str, ...]]) -> None:
    assert [mention.affiliations for mention in arxiv_authors(typed).mentions] == affiliations


def test_authors_that_are_not_shown_are_counted() -> None:
    found = arxiv_authors("A. Ovell, B. Li (2900 additional authors not shown)")
    assert names(found) == ["A. Ovell", "B. Li"]
    assert (found.complete, found.declared_count) == (False, 2902)


def test_a_list_taken_apart_gives_its_names() -> None:
    assert names(arxiv_names(["Ilsa  Thornquist ", "", "TIDE Collaboration"])) == [
        "Ilsa Thornquist",
        "TIDE Collaboration",
    ]


@pytest.mark.parametrize(
    ("abstract", "lines"),
    [
        ("  One\nline. ", ["One line."]),
        ("One.\n  Two\r\ntoo.\n\n  Three.", ["One.", "Two too.", "Three."]),
        ("", [""]),
    ],
)
def test_paragraphs_of_an_abstract_are_lines(abstract: str, lines: list[str]) -> None:
    assert unwrapped(abstract).split("\n") == lines


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Mon, 2 Apr 2007 19:18:42 GMT", PartialDate(2007, 4, 2)),
        ("2 Apr 2007", PartialDate(2007, 4, 2)),
        ("2021-03-05T18:00:00Z", PartialDate(2021, 3, 5)),
        ("2021-02-30", None),
        ("Mon, 2 Xyz 2007", None),
        ("soon", None),
    ],
)
def test_days_as_arxiv_writes_them(text: str, day: PartialDate | None) -> None:
    assert day_of(text) == day


def test_a_field_of_several_dois_gives_each() -> None:
    found = published_dois("10.5555/A.1, 10.5555/b.2 and more")
    assert [identifier.value for identifier in found] == ["10.5555/a.1", "10.5555/b.2"]


def test_code_of_abstract_and_comments_is_one_link() -> None:
    paper = arxiv_paper(
        arxiv_id="2101.00001",
        title="Tides",
        authors=arxiv_authors("Ilsa Thornquist"),
        abstract="The code is at https://github.com/tides/gauges.",
        comments="Code: github.com/tides/gauges",
    )
    (link,) = paper.code_links
    assert link.evidence == (Evidence.ABSTRACT, Evidence.METADATA)
    assert paper.date == PartialDate(2021, 1)


def test_a_withdrawal_is_told_from_a_paper_about_one() -> None:
    assert is_withdrawn("This paper has been withdrawn by the author", None)
    assert not is_withdrawn("12 pages", "We ask when this paper has been withdrawn.")
