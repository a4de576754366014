"""``kg review`` as a person sees and uses it, in a real pseudo-terminal."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

import kg
from kg.graph.vocab import DEFAULT_BASE, KG, OWL, SEMAPV
from kg.link.sssom import sssom_lines
from kg.model import Judgement, LinkRecord
from kg.review.decisions import read_links
from tests.terminals import Terminal

PAPERS = """
@inproceedings{a, title = {Tidal Graphs at Scale}, year = 2025, booktitle = {NeurIPS},
  author = {Ilsa Thornquist and Bram O'Vell}, doi = {10.1000/tides}}
@inproceedings{b, title = {Tidal Graphs at scale}, year = 2024, booktitle = {ICLR},
  author = {Ilsa Thornquist and Bram O'Vell}}
@inproceedings{c, title = {Waves of Language}, year = 2023, booktitle = {ACL},
  author = {Mirela Quist and Ilsa Thornquist}}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a store, links to decide in ``links.sssom.tsv``, and nothing decided."""
    (tmp_path / "papers.bib").write_text(PAPERS, "utf-8")
    graph = kg.open_graph(tmp_path / "kg-store")
    graph.load(tmp_path / "papers.bib")
    found = {
        (row.title, row.year): row.paper
        for row in graph.ask("author_papers", author="Ilsa Thornquist")
    }
    tides, earlier, waves = (
        found["Tidal Graphs at Scale", 2025],
        found["Tidal Graphs at scale", 2024],
        found["Waves of Language", 2023],
    )
    person = f"{DEFAULT_BASE}person/local/1"
    links = [
        link(tides, f"{OWL}sameAs", earlier, 0.9, evidence="title: 1.00 alike (+7.0)"),
        link(
            f"{DEFAULT_BASE}name/ilsa_thornquist",
            f"{KG}possiblePerson",
            "https://people.example/7",
            0.3,
            label="Ilsa \x1b[2J\x1b]0;owned\x07 Thornquist \u202e",
        ),
        link(f"{earlier}#author-1", f"{KG}verifiedAgent", person, 0.8),
        link(f"{waves}#author-2", f"{KG}verifiedAgent", person, 0.7),
    ]
    (tmp_path / "links.sssom.tsv").write_text("".join(sssom_lines(links)), "utf-8")
    return tmp_path


def link(
    subject: str,
    predicate: str,
    object: str,
    confidence: float,
    *,
    label: str = "Ilsa Thornquist",
    evidence: str | None = None,
) -> LinkRecord:
    return LinkRecord(
        subject=subject,
        predicate=predicate,
        object=object,
        judgement=Judgement.REVIEW,
        justification=f"{SEMAPV}CompositeMatching",
        confidence=confidence,
        object_label=None if predicate.endswith("sameAs") else label,
        evidence=evidence,
        tool="kg",
        date=date(2026, 11, 30),
    )


class Review(Terminal):
    """``kg review`` in a folder, begun."""

    def __init__(self, folder: Path, size: tuple[int, int] = (80, 24)) -> None:
        arguments = ("links.sssom.tsv", "--author", "Zoë Ångmark")
        super().__init__("review", *arguments, cwd=folder, size=size)
        self.await_text("any key begins")


@pytest.fixture
def review(folder: Path) -> Iterator[Review]:
    """A review that was begun; it is ended if the test does not."""
    terminal = Review(folder)
    yield terminal
    terminal.program.close(force=True)


def decided(folder: Path) -> dict[str, Judgement]:
    """Last parts of the subjects that are decided, with the judgement."""
    path = folder / "decisions.sssom.tsv"
    if not path.exists():
        return {}
    found = [one for one in read_links(path) if isinstance(one, LinkRecord)]
    assert all(one.by_hand and one.author == "Zoë Ångmark" for one in found)
    return {one.subject.rpartition("#")[2].rpartition("/")[2]: one.judgement for one in found}


def test_who_decides_and_where_to_is_shown_first(review: Review) -> None:
    assert review.lines[0] == "You decide as Zoë Ångmark (--author)."
    assert review.lines[1] == "4 links to decide, 0 decided before."
    assert "decisions.sssom.tsv" in review.lines[2]


def test_both_sides_stand_beside_each_other(review: Review) -> None:
    review.press(" ")
    assert review.lines[0].startswith("Are these two the same?")
    assert review.lines[0].endswith("1 of 3")
    rows = {line.split()[0]: line for line in review.lines if line[:1].strip()}
    assert rows["title"].count("Tidal Graphs at") == 2
    assert " = " in rows["title"]
    assert " ≠ " in rows["year"]
    assert "NeurIPS" in rows["venue"]
    assert "ICLR" in rows["venue"]
    assert rows["doi"].split() == ["doi", "10.1000/tides"]
    assert rows["evidence"].endswith("title: 1.00 alike (+7.0)")
    assert len(review.lines) == 24


def test_what_is_decided_is_written_at_once_and_does_not_come_again(
    review: Review, folder: Path
) -> None:
    review.press(" ", "a")
    assert list(decided(folder).values()) == [Judgement.ACCEPT]
    review.press("s", "r")
    review.press("q")
    assert review.end() == 0
    assert b"1 accepted, 1 refused, 2 left to decide" in review.seen
    assert b"next: kg load decisions.sssom.tsv" in review.seen
    again = Review(folder)
    assert again.lines[1] == "2 links to decide, 2 decided before."
    again.press(" ")
    assert again.lines[0].endswith("1 of 1")
    again.press("q")
    assert again.end() == 0


def test_what_is_taken_back_is_out_of_the_file(review: Review, folder: Path) -> None:
    review.press(" ", "r", "r")
    assert len(decided(folder)) == 3
    review.press("u")
    assert list(decided(folder).values()) == [Judgement.REFUSE]
    review.press("u")
    assert decided(folder) == {}
    assert review.lines[0].endswith("1 of 3")
    review.press("u")
    assert "nothing to take back" in review.text


def test_a_group_is_decided_as_a_whole_or_one_by_one(review: Review, folder: Path) -> None:
    review.press(" ", "s")
    assert review.lines[0].startswith("Are these 2 authors one person?")
    assert "Waves of Language" in review.text
    review.press("a")
    assert decided(folder) == {"author-1": Judgement.ACCEPT, "author-2": Judgement.ACCEPT}
    review.press("u", "o")
    assert review.lines[0].startswith("Is this author this person?")
    assert review.lines[0].endswith("2 of 4")
    assert review.text.count("Tidal Graphs at scale") == 1
    review.press("a")
    assert "2024 Tidal Graphs at scale" in review.text
    review.press("r")
    assert decided(folder) == {"author-1": Judgement.ACCEPT, "author-2": Judgement.REFUSE}


def test_data_can_not_command_the_terminal(review: Review) -> None:
    review.press(" ", "s", "s")
    assert "May this name be this person?" in review.lines[0]
    assert r"Ilsa \x1b[2J" in review.text
    assert b"\x1b[2J" not in review.seen
    assert b"\x1b]0" not in review.seen


def test_a_page_fits_when_the_window_is_made_narrow(review: Review) -> None:
    review.press(" ")
    review.resize(34, 12)
    assert review.lines[0].startswith("Are these two the same?")
    assert "more lines (↓)" in review.text
    assert review.lines[-1] == "a r s u q ?"
    review.press("\x1b[B", "\x1b[B", "\x1b[B", "\x1b[B", "\x1b[B")
    assert "(+7.0)" in review.text
    review.resize(120, 40)
    assert "evidence" in review.text


def test_help_tells_every_key_and_returns(review: Review) -> None:
    review.press(" ", "?")
    for key in "arsouq?":
        assert any(line.startswith(f"{key}  ") for line in review.lines)
    review.press("x")
    assert review.lines[0].endswith("1 of 3")


def test_pasted_text_decides_at_most_once(review: Review, folder: Path) -> None:
    review.press(" ")
    review.press("aaaa rrrr")
    assert len(decided(folder)) == 1


def test_a_killed_review_has_lost_nothing(review: Review, folder: Path) -> None:
    review.press(" ", "a", "r")
    os.kill(review.program.pid, signal.SIGKILL)
    assert review.end() == -signal.SIGKILL
    assert len(decided(folder)) == 3
    again = Review(folder)
    assert again.lines[1] == "1 link to decide, 3 decided before."
    again.press("q")


@pytest.mark.parametrize("ending", ["q", "\x03", "\x04", signal.SIGTERM, signal.SIGHUP])
def test_the_terminal_is_left_as_it_was(folder: Path, ending: str | signal.Signals) -> None:
    review = Review(folder)
    review.press(" ", "a")
    assert review.modes() != review.before
    if isinstance(ending, str):
        review.press(ending)
    else:
        os.kill(review.program.pid, ending)
    review.wait(lambda: review.seen.rstrip().endswith(b"kg load decisions.sssom.tsv"))
    assert review.modes() == review.before
    assert b"\x1b[?25h\x1b[?1049l" in review.seen
    codes = {"\x03": 130, signal.SIGTERM: 143, signal.SIGHUP: 129}
    assert review.end() == codes.get(ending, 0)
