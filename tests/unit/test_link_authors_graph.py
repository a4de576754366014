"""Authors of a graph grouped into persons, from bibliographies to answers: ``kg link authors``."""

from __future__ import annotations

import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest

import kg
from kg.errors import UsageError
from kg.graph.vocab import KG
from kg.link.authors.reading import VERIFIED_AGENT
from kg.link.authorships import POSSIBLE_PERSON
from kg.link.sssom import sssom_lines
from kg.linking import Linked
from kg.model import Judgement, LinkRecord

SEA = "Ferrantine, Odalys and Thorsager, Birk"
BEES = "Oakes, Tamsin and Voss, Radmila"
PAPERS = (
    ("Tides and currents of estuaries", f"Wang, Wei and {SEA}", "Journal of Harbours"),
    ("Currents and buoys of estuaries", f"Wang, Wei and {SEA}", "Journal of Harbours"),
    ("Sediment in tides", f"Wang, Wei and {SEA}", "Journal of Harbours"),
    ("Pollen and nectar of hives", f"Wang, Wei and {BEES}", "Review of Apiaries"),
    ("Foraging queens of hives", f"Wang, Wei and {BEES}", "Review of Apiaries"),
    ("Swarming and wax", f"Wang, Wei and {BEES}", "Review of Apiaries"),
)
FORMS = (
    ("Regulators of pendulum clocks", "Grimwald, Xanthippe M. and Quill, Ines", "Dials"),
    ("Pendulum clocks and their springs", "Grimwald, X. and Quill, Ines", "Dials"),
    ("Chimes of pendulum clocks", "Grimwald, Xanthippe and Quill, Ines", "Dials"),
)


def bibliography(papers: tuple[tuple[str, str, str], ...], first_year: int = 2010) -> str:
    return "\n".join(
        f"@article{{p{number}, title={{{title}}}, author={{{authors}}}, journal={{{journal}}},"
        f" year={first_year + number}}}"
        for number, (title, authors, journal) in enumerate(papers)
    )


def graph(tmp_path: Path, papers: tuple[tuple[str, str, str], ...] = PAPERS) -> kg.Graph:
    path = tmp_path / "papers.bib"
    path.write_text(bibliography(papers), "utf-8")
    found = kg.open_graph(tmp_path / "store")
    found.load(path)
    return found


def people(linked: Linked) -> dict[str, set[str]]:
    """Person → first words of the titles of the papers that are linked to them."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for link in linked.run.records:
        assert link.predicate == VERIFIED_AGENT
        found[link.object].add(link.subject.rpartition("/paper/")[2].split("-")[0])
    return dict(found)


def possible(papers: kg.Graph) -> list[str]:
    """The persons that the graph says a name may be."""
    statements = (line.split() for line in papers.lines())
    return [said[2][1:-1] for said in statements if said[1] == f"<{POSSIBLE_PERSON}>"]


def test_people_of_one_name_become_possible_persons_of_it(tmp_path: Path) -> None:
    papers = graph(tmp_path)
    linked = papers.link("authors")
    assert sorted(people(linked).values(), key=sorted) == [
        {"currents", "sediment", "tides"},
        {"foraging", "pollen", "swarming"},
    ]
    assert all(f"{papers.base}person/local/" in person for person in people(linked))
    # Nothing proves it, so that the papers still count for the name.
    name = f"{papers.base}name/wei_wang"
    (row,) = papers.ask("find_author", text="Wei Wang")
    assert name in map(str, row)
    assert set(possible(papers)) == set(people(linked))
    assert linked.entry is not None
    papers.unlink(linked.entry.source.sha256[:16])
    assert possible(papers) == []


def test_a_link_says_what_it_rests_on(tmp_path: Path) -> None:
    linked = graph(tmp_path).link("authors", dry_run=True)
    joined = [one for one in linked.run.records if one.evidence and "joins" in one.evidence]
    assert joined
    for one in joined:
        assert one.evidence is not None
        assert "coauthors: " in one.evidence
        assert "papers taken together" in one.evidence
        assert {"authors", "title"} <= set(one.fields)
        assert one.confidence is not None
        assert 0.5 < one.confidence < 1.0


def test_forms_of_a_name_are_joined_on_more_than_the_name(tmp_path: Path) -> None:
    apart = ("Of wax and wicks", "Grimwald, X. and Someoneelse, Una", "Candles")
    linked = graph(tmp_path, (*FORMS, apart)).link("authors", dry_run=True)
    assert list(people(linked).values()) == [{"chimes", "pendulum", "regulators"}]
    assert {one.object_label for one in linked.run.records} == {"Xanthippe M. Grimwald"}


def test_an_initial_never_joins_two_first_names(tmp_path: Path) -> None:
    papers = (
        ("Regulators of pendulum clocks", "Grimwald, Xanthippe and Quill, Ines", "Dials"),
        ("Pendulum clocks and their springs", "Grimwald, X. and Quill, Ines", "Dials"),
        ("Chimes of pendulum clocks", "Grimwald, Xerxes and Quill, Ines", "Dials"),
    )
    linked = graph(tmp_path, papers).link("authors", dry_run=True)
    assert not any({"chimes", "regulators"} <= titles for titles in people(linked).values())


def test_running_again_says_nothing_new_and_new_papers_join_old_persons(tmp_path: Path) -> None:
    papers = graph(tmp_path)
    before = people(papers.link("authors"))
    again = papers.link("authors")
    assert again.run.records == []
    assert again.run.known == 6
    more = tmp_path / "more.bib"
    new = ("Buoys in harbours", f"Wang, Wei and {SEA}", "Journal of Harbours")
    more.write_text(bibliography((new,), 2009), "utf-8")
    papers.load(more)
    (person,) = people(papers.link("authors")).items()
    assert person[0] in before
    assert "tides" in before[person[0]]
    assert person[1] == {"buoys"}


def by_hand(link: LinkRecord, judgement: Judgement) -> LinkRecord:
    return LinkRecord(
        subject=link.subject,
        predicate=link.predicate,
        object=link.object,
        judgement=judgement,
        justification="https://w3id.org/semapv/vocab/ManualMappingCuration",
        author="Una Marsh",
    )


def test_decisions_by_hand_are_kept_to(tmp_path: Path) -> None:
    papers = graph(tmp_path)
    links = papers.link("authors").run.records
    sea = next(one for one in links if "/tides" in one.subject)
    bees = next(one for one in links if "/pollen" in one.subject)
    decisions = tmp_path / "decisions.sssom.tsv"
    said = [by_hand(sea, Judgement.REFUSE), by_hand(bees, Judgement.ACCEPT)]
    decisions.write_text("".join(sssom_lines(said, base=papers.base)), "utf-8")
    papers.load(decisions)
    assert (sea.subject, sea.object) not in {
        (one.subject, one.object) for one in papers.link("authors").run.records
    }
    rows = papers.ask("author_papers", author=bees.object)
    (row,) = rows
    assert "Pollen and nectar of hives" in row


def test_an_identifier_names_the_person_of_the_group(tmp_path: Path) -> None:
    source = tmp_path / "list.json"
    source.write_text(
        '[{"title": "Tides of estuaries", "author": "Wei Wang;Odalys Ferrantine",'
        ' "orcid": "0000-0002-1825-0097;", "status": "Poster", "track": "main", "id": "a"},'
        ' {"title": "Estuaries and tides", "author": "Wei Wang;Odalys Ferrantine",'
        ' "status": "Poster", "track": "main", "id": "b"}]',
        "utf-8",
    )
    papers = kg.open_graph()
    papers.load(source, format="paper-copilot")
    linked = papers.link("authors", dry_run=True)
    assert people(linked) == {f"{papers.base}person/orcid/0000-0002-1825-0097": {"estuaries"}}


def test_the_sources_order_and_files_say_nothing(tmp_path: Path) -> None:
    one = graph(tmp_path)
    other = kg.open_graph()
    for number in reversed(range(len(PAPERS))):
        path = tmp_path / f"{number}.bib"
        path.write_text(bibliography((PAPERS[number],), 2010 + number), "utf-8")
        other.load(path)
    assert one.link("authors", dry_run=True).document == (
        other.link("authors", dry_run=True).document
    )


def test_papers_and_venues_need_a_target(tmp_path: Path) -> None:
    papers = graph(tmp_path)
    with pytest.raises(UsageError, match="papers are linked to a target"):
        papers.link("papers")
    with pytest.raises(UsageError, match="needs a target"):
        papers.link("authors", limit=3)


def test_the_command_line_groups_authors(tmp_path: Path) -> None:
    graph(tmp_path)
    done = subprocess.run(
        [sys.executable, "-m", "kg", "link", "authors", "--dry-run", "--store", tmp_path / "store"],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0
    assert "6 links accepted" in done.stderr
    assert "Wei Wang" in done.stdout


def explained(papers: kg.Graph, one: str, other: str) -> dict[str, float]:
    """Feature → points."""
    return {row.feature: float(row.points) for row in papers.explain(one, other)}


def test_two_authorships_of_a_name_are_explained(tmp_path: Path) -> None:
    papers = graph(tmp_path)
    signed = [
        one[1:-1] for one in papers.store.subjects(f"<{KG}agent>", f"<{papers.base}name/wei_wang>")
    ]
    tides = [one for one in signed if "tides-and" in one or "currents-and" in one]
    bees = next(one for one in signed if "pollen" in one)
    assert explained(papers, *tides)["coauthors"] > 0
    assert explained(papers, *tides)["sum"] > 0 > explained(papers, tides[0], bees)["sum"]


def test_forms_of_a_name_are_explained_and_other_names_say_why_not(tmp_path: Path) -> None:
    papers = graph(tmp_path, FORMS)
    assert explained(papers, "X. Grimwald", "Xanthippe Grimwald")["sum"] > 0
    on_one_paper = explained(papers, "Ines Quill", "X. Grimwald")
    assert on_one_paper["forms of the name"] == on_one_paper["kept apart"] == -20
    with pytest.raises(UsageError, match="a pair of publications, of authors or of venues"):
        papers.explain("X. Grimwald", "Chimes of pendulum clocks")
