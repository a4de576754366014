"""Deciding on links without a terminal: order, files that people edit too, who decides, pages."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.api import open_graph
from kg.errors import InputError, UsageError
from kg.graph.vocab import DEFAULT_BASE, KG, OWL, SEMAPV
from kg.link.sssom import sssom_lines
from kg.link.standing import pair_of
from kg.model import Judgement, LinkRecord
from kg.questions.width import width, wrapped
from kg.review.author import author_named
from kg.review.decisions import Decisions, read_links
from kg.review.page import Pages
from kg.review.pile import Item, make_pile
from kg.review.sides import Sides
from kg.text.display import visible
from tests.strategies import link_records

DAY = date(2026, 12, 1)
TIDES = LinkRecord(
    subject=f"{DEFAULT_BASE}paper/tides-1",
    predicate=f"{OWL}sameAs",
    object=f"{DEFAULT_BASE}paper/tides-2",
    judgement=Judgement.REVIEW,
    justification=f"{SEMAPV}CompositeMatching",
    confidence=0.5,
    tool="kg",
)
WAVES = replace(TIDES, subject=f"{DEFAULT_BASE}paper/waves-1", confidence=0.9)
AUTHORS = [
    replace(
        TIDES,
        subject=f"{DEFAULT_BASE}paper/tides-{number}#author-1",
        predicate=f"{KG}verifiedAgent",
        object=f"{DEFAULT_BASE}person/local/1",
        confidence=number / 10,
    )
    for number in (1, 7, 3)
]


def write(path: Path, records: list[LinkRecord]) -> Path:
    path.write_text("".join(sssom_lines(records)), "utf-8")
    return path


def kg(folder: Path, *arguments: str, keys: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "KG_AUTHOR": "Mirela Quist", "KG_STORE": "kg-store"}
    return subprocess.run(
        [sys.executable, "-m", "kg", *arguments],
        cwd=folder,
        input=keys,
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )


def test_the_surest_come_first_and_a_person_as_a_whole() -> None:
    pile = make_pile([TIDES, *AUTHORS, WAVES], set())
    assert [item.first for item in pile.items] == [WAVES, AUTHORS[1], TIDES]
    assert pile.items[1].records == (AUTHORS[1], AUTHORS[2], AUTHORS[0])


def test_what_is_decided_does_not_come_again_whichever_side_comes_first() -> None:
    turned = replace(TIDES, subject=TIDES.object, object=TIDES.subject)
    pile = make_pile([TIDES, WAVES], {pair_of(turned)})
    assert [item.first for item in pile.items] == [WAVES]
    assert pile.decided == 1


def test_only_what_programs_left_to_people_is_asked() -> None:
    accepted = replace(AUTHORS[0], judgement=Judgement.ACCEPT)
    pile = make_pile([accepted, replace(TIDES, judgement=Judgement.REFUSE)], set())
    assert not pile.items
    assert pile.accepted == {AUTHORS[0].object: (accepted,)}


def test_a_decision_says_who_decided_and_nothing_of_the_program(tmp_path: Path) -> None:
    decisions = Decisions(tmp_path / "d.sssom.tsv", "https://orcid.org/0000-0002-1825-0097")
    decisions.decide([replace(TIDES, subject_label="Tides")], Judgement.REFUSE, DAY)
    assert list(read_links(decisions.path)) == [
        LinkRecord(
            subject=TIDES.subject,
            predicate=TIDES.predicate,
            object=TIDES.object,
            judgement=Judgement.REFUSE,
            justification=f"{SEMAPV}ManualMappingCuration",
            subject_label="Tides",
            author="https://orcid.org/0000-0002-1825-0097",
            date=DAY,
        )
    ]


def test_a_decision_is_one_line_more_and_changes_no_other(tmp_path: Path) -> None:
    decisions = Decisions(tmp_path / "d.sssom.tsv", "Mirela Quist")
    decisions.decide([WAVES], Judgement.ACCEPT, DAY)
    before = decisions.path.read_text("utf-8").splitlines()
    decisions.decide([replace(TIDES, subject=WAVES.object)], Judgement.ACCEPT, date(2026, 12, 2))
    after = decisions.path.read_text("utf-8").splitlines()
    assert [line for line in after if line not in before] == [after[-2]]
    assert len(after) == len(before) + 1


def test_what_a_person_wrote_into_the_file_stays(tmp_path: Path) -> None:
    path = tmp_path / "d.sssom.tsv"
    by_hand = f"""#curie_map:
#  paper: {DEFAULT_BASE}paper/
#mapping_set_id: https://graph.example/ours
#mapping_set_title: Ours
#license: https://creativecommons.org/publicdomain/zero/1.0/
#creator_label:
#  - Mirela Quist
#  - Bram O'Vell
#publication_date: "2026-11-01"
subject_id\tpredicate_id\tobject_id\tmapping_justification\tcomment
paper:a-1\towl:sameAs\tpaper:a-2\tsemapv:ManualMappingCuration\tsame text, see the PDF
"""
    path.write_text(by_hand, "utf-8")
    decisions = Decisions(path, "Mirela Quist")
    decisions.decide([TIDES], Judgement.ACCEPT, DAY)
    text = path.read_text("utf-8")
    assert "same text, see the PDF" in text
    for line in by_hand.splitlines()[2:5]:
        assert line in text
    assert "#- Mirela Quist\n#- Bram O'Vell" in text
    decisions.put({pair_of(TIDES): None})
    (kept,) = read_links(path)
    assert isinstance(kept, LinkRecord)
    assert kept.evidence == "same text, see the PDF"


def test_what_another_person_writes_meanwhile_is_kept(tmp_path: Path) -> None:
    mine = Decisions(tmp_path / "d.sssom.tsv", "Mirela Quist")
    mine.decide([TIDES], Judgement.ACCEPT, DAY)
    Decisions(tmp_path / "d.sssom.tsv", "Bram O'Vell").decide([WAVES], Judgement.REFUSE, DAY)
    mine.decide(AUTHORS, Judgement.ACCEPT, DAY)
    assert len([*read_links(mine.path)]) == 5


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (
            "paper:b-1\towl:sameAs\tnowhere:b\tsemapv:ManualMappingCuration\t\n",
            "declare its prefix",
        ),
        ("#paper:b-1\towl:sameAs\tpaper:b-2\tsemapv:ManualMappingCuration\t\n", "begins with #"),
        ("paper:a-2\towl:sameAs\tpaper:a-1\tsemapv:ManualMappingCuration\t\n", "a second line"),
    ],
)
def test_a_file_of_which_something_would_be_lost_is_left_alone(
    tmp_path: Path, line: str, message: str
) -> None:
    path = tmp_path / "d.sssom.tsv"
    head = "subject_id\tpredicate_id\tobject_id\tmapping_justification\tcomment\n"
    text = f"{head}paper:a-1\towl:sameAs\tpaper:a-2\tsemapv:ManualMappingCuration\tx\n{line}"
    path.write_text(text, "utf-8")
    with pytest.raises(InputError, match=message):
        Decisions(path, "Mirela Quist")
    assert path.read_text("utf-8") == text


def test_who_decides_is_stated_or_known_from_the_environment_or_from_git(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "gitconfig"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.delenv("KG_AUTHOR", raising=False)
    with pytest.raises(UsageError, match="say who decides"):
        author_named(None)
    (tmp_path / "gitconfig").write_text("[user]\n  name = Bram O'Vell\n")
    assert author_named(None) == ("Bram O'Vell", "git config user.name")
    monkeypatch.setenv("KG_AUTHOR", "orcid:0000-0002-1825-0097")
    iri = "https://orcid.org/0000-0002-1825-0097"
    assert author_named(None) == (iri, "$KG_AUTHOR")
    assert author_named(" Mirela  Quist ") == ("Mirela Quist", "--author")
    with pytest.raises(UsageError, match="check digit"):
        author_named("0000-0002-1825-0098")


def test_without_a_terminal_keys_are_read_from_lines(tmp_path: Path) -> None:
    write(tmp_path / "links.sssom.tsv", [TIDES, WAVES, *AUTHORS])
    done = kg(tmp_path, "review", "links.sssom.tsv", keys="?\naccept\no\n\nr\nskip\nx\nundo\ns\n")
    assert done.returncode == 0
    assert "You decide as Mirela Quist ($KG_AUTHOR)." in done.stdout
    assert "1 of 3: Are these two the same?" in done.stdout
    assert "'x' means nothing here" in done.stdout
    assert done.stderr.splitlines() == [
        "1 accepted, 1 refused, 3 left to decide",
        "next: kg load decisions.sssom.tsv",
    ]
    assert len([*read_links(tmp_path / "decisions.sssom.tsv")]) == 2


def test_the_links_of_a_graph_are_decided_and_decisions_loaded_into_it_count(
    tmp_path: Path,
) -> None:
    write(tmp_path / "links.sssom.tsv", [TIDES, WAVES])
    assert kg(tmp_path, "load", "links.sssom.tsv", keys="").returncode == 0
    done = kg(tmp_path, "review", keys="r\n")
    assert "2 links to decide, 0 decided before." in done.stdout
    assert kg(tmp_path, "load", "decisions.sssom.tsv", keys="").returncode == 0
    (tmp_path / "decisions.sssom.tsv").unlink()
    done = kg(tmp_path, "review", "links.sssom.tsv", keys="a\n")
    assert "1 link to decide, 1 decided before." in done.stdout
    assert kg(tmp_path, "load", "decisions.sssom.tsv", keys="").returncode == 0
    done = kg(tmp_path, "review", keys="")
    assert "1 link to decide, 1 decided before." in done.stdout


def test_two_records_that_a_person_joins_are_one_work(tmp_path: Path) -> None:
    for name, title in (("a", "Tidal Graphs at Scale"), ("b", "Tidal Graphs on a Large Scale")):
        text = f"@misc{{{name}, title={{{title}}}, author={{Ilsa Thornquist}}, year=2025}}\n"
        (tmp_path / f"{name}.bib").write_text(text, "utf-8")
    assert kg(tmp_path, "load", "a.bib", "b.bib", keys="").returncode == 0
    graph = open_graph(tmp_path / "kg-store")
    papers = [row.paper for row in graph.ask("author_papers", author="Ilsa Thornquist")]
    write(tmp_path / "links.sssom.tsv", [replace(TIDES, subject=papers[0], object=papers[1])])
    assert kg(tmp_path, "load", "links.sssom.tsv", keys="").returncode == 0

    def works() -> int:
        graph = open_graph(tmp_path / "kg-store")
        rows = [row for paper in papers for row in graph.ask("paper_profile", paper=paper)]
        return len({row.work for row in rows})

    assert works() == 2
    assert "Tidal Graphs on a Large Scale" in kg(tmp_path, "review", keys="a\n").stdout
    assert kg(tmp_path, "load", "decisions.sssom.tsv", keys="").returncode == 0
    assert works() == 1
    path = tmp_path / "decisions.sssom.tsv"
    text = path.read_text("utf-8").replace("\towl:sameAs\t", "\towl:sameAs\tNot\t")
    path.write_text(text.replace("\tpredicate_id\t", "\tpredicate_id\tpredicate_modifier\t"))
    assert kg(tmp_path, "load", "decisions.sssom.tsv", keys="").returncode == 0
    assert works() == 2


def test_without_a_graph_a_file_must_be_named(tmp_path: Path) -> None:
    done = kg(tmp_path, "review", keys="")
    assert done.returncode == 2
    assert "name a mapping file" in done.stderr


def test_with_nothing_to_decide_it_says_so(tmp_path: Path) -> None:
    write(tmp_path / "links.sssom.tsv", [replace(TIDES, judgement=Judgement.ACCEPT)])
    done = kg(tmp_path, "review", "links.sssom.tsv", keys="")
    assert done.returncode == 0
    assert "nothing to decide" in done.stderr
    assert not (tmp_path / "decisions.sssom.tsv").exists()


@given(st.lists(link_records(), min_size=1, max_size=3), st.integers(20, 120))
def test_no_line_of_a_page_is_wider_than_the_terminal(
    records: list[LinkRecord], columns: int
) -> None:
    pages = Pages(Sides(None, DEFAULT_BASE), make_pile(records, set()), lambda _: ())
    for item in (*(Item((record,)) for record in records), Item(tuple(records))):
        for line in pages.lines(item, columns):
            assert width(line) <= columns
            assert line == visible(line)


@given(st.text(st.characters(exclude_categories=["C", "M", "Z"]), max_size=40), st.integers(2, 9))
def test_wrapped_text_is_whole(text: str, columns: int) -> None:
    lines = wrapped(text, columns)
    assert "".join(lines) == text
    assert all(width(line) <= columns for line in lines)
