"""Links where the target is a service, misbehaves, or is another source of the graph."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from itertools import count
from pathlib import Path

import pytest

import kg
from kg.errors import InputError, KgError, ServerError, UsageError
from kg.graph.vocab import SEMAPV
from kg.link.run import BY_IDENTIFIER, BY_NAME, Run, Side
from kg.link.sssom import sssom_lines
from kg.model import Judgement
from tests.misbehaving import ERRORS, Loopback, loopback
from tests.unit.test_link_remote_reconciliation import Service
from tests.unit.test_link_runs import ROOT, told

__all__ = ["loopback"]

OURS = ROOT / "link_runs" / "papers-dblp" / "ours.bib"
TIDES = ROOT / "link_targets" / "dblp" / "tides.ttl"
EBB = "Ebb and flow of quiet seas"
WAYS = ("403", "503", "hang", "html", "truncated-json", "redirect-elsewhere", "deep-json", "gone")
"""Some of the ways in which a server misbehaves; the layer below is tested against all."""

Kg = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(autouse=True)
def _kept_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_CACHE", str(tmp_path / "answers"))


@pytest.fixture
def service() -> Iterator[Service]:
    with Service("0.2") as server:
        server.result = lambda name: [
            {"id": "7", "name": name.upper(), "score": 99.5, "match": True},
            {"id": "8", "name": "Of Other Things", "score": 12},
        ]
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def run(tmp_path: Path) -> Kg:
    """Runs ``kg`` in a folder with a store that holds four papers."""

    def ran(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "kg", *map(str, arguments)],
            capture_output=True,
            text=True,
            encoding="utf-8",
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT.parents[1])},
            timeout=60,
            check=False,
        )

    assert ran("load", OURS).returncode == 0
    return ran


def tides() -> kg.Graph:
    graph = kg.open_graph()
    graph.load(OURS)
    return graph


def test_a_service_knows_titles_alone_so_that_papers_are_for_review(service: Service) -> None:
    linked = tides().link("papers", to=service.url, dry_run=True, limit=1)
    (one,) = linked.run.records
    assert (one.judgement, one.justification) == (Judgement.REVIEW, BY_NAME)
    assert one.object == "http://example.org/person/7"
    assert one.evidence
    assert one.evidence.endswith("the service gives it 99.5, and calls it a match")


def test_a_service_offers_people_for_review_if_they_bear_the_name(service: Service) -> None:
    graph = tides()
    linked = graph.link("authors", to=service.url, dry_run=True)
    assert told(linked, graph.base)[-1] == [
        *("review", "kg:possiblePerson", "name/wei_wang", "http://example.org/person/7", "name"),
    ]
    assert {one.judgement for one in linked.run.records} == {Judgement.REVIEW}


def test_a_service_tells_no_kind_of_venue_so_that_a_name_is_for_review(service: Service) -> None:
    service.result = lambda name: [
        {"id": name[:1], "name": name},
        {"id": "x", "name": f"{name} of Quiet Seas"},
    ]
    found = {
        one.subject_label: one.judgement
        for one in tides().link("venues", to=service.url, dry_run=True).run.records
    }
    assert found == {"Journal of Tides": Judgement.REVIEW, "TIDES": Judgement.REVIEW}


@pytest.mark.parametrize(
    "id_", ["http://example.org/a b", "http://a/<script>", "https://", "http://a/\n"]
)
def test_a_thing_whose_iri_is_none_is_no_answer(id_: str, service: Service) -> None:
    service.result = lambda name: [{"id": id_, "name": name}]
    linked = tides().link("papers", to=service.url, limit=1, partial=True)
    assert linked.run.records == []
    (one,) = linked.run.unanswered
    assert one.reason == f"there is something with the IRI {id_!r}, which is no web address"


@pytest.mark.parametrize("name", ["</td>\t\x1b[2J", "=1+1\r\n", "\u202egnp.exe", '"', "a" * 9000])
def test_hostile_names_end_in_no_file_as_anything_but_text(name: str, service: Service) -> None:
    graph = kg.open_graph()
    graph.load(OURS)
    service.result = lambda asked: [{"id": "7", "name": f"{asked} {name}", "score": 1}]
    linked = graph.link("papers", to=service.url)
    assert all(one.object == "http://example.org/person/7" for one in linked.run.records)
    assert b"\x1b" not in linked.document
    assert graph.check() == []


def test_what_had_no_answer_keeps_a_run_out_of_the_store(
    service: Service, run: Kg, tmp_path: Path
) -> None:
    service.result = lambda name: None if name == EBB else [{"id": "7", "name": name}]
    done = run("link", "papers", "--to", service.url, "-o", "links.sssom.tsv")
    assert done.returncode == 1
    assert f"no answer {EBB}: {service.url}: the answer says nothing" in done.stderr
    assert "1 question without an answer" in done.stderr
    assert "nothing was recorded" in done.stderr
    assert "owl:sameAs" in done.stdout
    assert (tmp_path / "links.sssom.tsv").is_file()
    assert "sssom" not in run("info").stdout
    partial = run("link", "papers", "--to", service.url, "--partial", "-o", "links.sssom.tsv")
    assert partial.returncode == 0
    assert "recorded as run" in partial.stderr
    assert "links.sssom.tsv" in run("info").stdout


@pytest.mark.parametrize("name", WAYS)
def test_a_misbehaving_endpoint_has_no_answers(name: str, loopback: Loopback) -> None:
    graph = tides()
    linked = graph.link("papers", to=f"{loopback.url}/{name}", as_="dblp", timeout=1, limit=1)
    assert linked.run.records == []
    assert linked.entry is None
    assert [one.asked for one in linked.run.unanswered] == ["Are Neap Tides Neat?"]
    _, reason, _ = ERRORS[name]
    assert re.search(reason, linked.run.unanswered[0].reason)


@pytest.mark.parametrize("name", WAYS)
def test_an_address_that_is_no_service_is_said_to_be_none(name: str, loopback: Loopback) -> None:
    with pytest.raises((UsageError, ServerError), match=f"{loopback.url}/{name}"):
        tides().link("papers", to=f"{loopback.url}/{name}", timeout=1)


def test_the_command_says_what_a_server_did_and_ends_with_1(run: Kg, loopback: Loopback) -> None:
    done = run("link", "venues", "--to", f"{loopback.url}/403", "--as", "wikidata")
    assert done.returncode == 1
    assert f"no answer TIDES: {loopback.url}/403: 403 Forbidden" in done.stderr
    gone = run("link", "papers", "--to", "http://127.0.0.1:1/sparql", "--as", "dblp")
    assert gone.returncode == 1
    assert "5 questions without an answer" in gone.stderr
    assert "Connection refused" in gone.stderr


def test_a_target_that_is_none_is_wrong_use_or_can_not_be_read(run: Kg, tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text("nothing of the kind", encoding="utf-8")
    for arguments, code, message in (
        (["--to", "nowhere.bib"], 2, "'nowhere.bib' is no source of this store"),
        (["--to", "http://localhost/", "--as", "orkg"], 2, "'orkg' is not one of"),
        (["--to", "page.txt"], 1, "no known format fits"),
        (["--to", "page.txt", "--from", "bibtex"], 1, "no publication in it"),
        (["--to", "page.txt", "--as", "reconciliation"], 2, "has an address"),
        (["--to", str(TIDES), "-o", "no/such/folder.tsv"], 2, "there is no folder"),
    ):
        done = run("link", "papers", *arguments)
        assert done.returncode == code, done.stderr
        assert message in done.stderr
        assert "Traceback" not in done.stderr


def test_a_limit_holds_for_what_is_at_hand_too() -> None:
    run = tides().link("papers", to=TIDES, limit=2, dry_run=True).run
    assert run.compared == 2
    assert {one.subject_label for one in run.records} == {"Are Neap Tides Neat?", EBB}


def test_venues_of_a_bibliography_are_only_names() -> None:
    with pytest.raises(UsageError, match="only names"):
        tides().link("venues", to=OURS)


def test_a_damaged_file_is_no_target(tmp_path: Path) -> None:
    (tmp_path / "cut.xml").write_bytes(b"<dblp><article key='a/b/C'><title>Tides.")
    with pytest.raises((InputError, KgError), match=r"cut\.xml"):
        tides().link("papers", to=tmp_path / "cut.xml")


def test_the_links_are_written_as_a_table_and_as_data(run: Kg) -> None:
    table = run("link", "papers", "--to", TIDES, "--dry-run")
    assert table.returncode == 0, table.stderr
    assert "3 links accepted, 0 for review" in table.stderr
    assert "dry run: nothing was changed" in table.stderr
    csv = run("link", "papers", "--to", TIDES, "--dry-run", "--format", "csv").stdout.splitlines()
    assert csv[0].startswith("decision,confidence,label,other_label,relation,subject,object")
    assert len(csv) == 4


def test_a_pair_is_explained_whatever_its_score(run: Kg) -> None:
    done = run("link", "--explain", EBB, "Slack Water")
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0].split() == ["feature", "found", "points"]
    assert any(line.startswith("authors") for line in lines)
    assert "none" in lines[-1]
    venues = run("link", "--explain", "TIDES", "Journal of Tides")
    assert "meeting and journal" in venues.stdout
    assert run("link", "--explain", EBB, EBB).returncode == 2
    assert run("link", "--explain", EBB, "Nothing Like It").returncode == 2
    assert run("link", "--explain", EBB).returncode == 2
    assert "Usage: kg link" in run("link").stdout


def test_a_pair_with_a_thing_elsewhere_is_explained_by_what_is_said_there(run: Kg) -> None:
    record = "https://dblp.org/rec/conf/tides/HillCW20"
    done = run("link", "--explain", EBB, record, "--to", TIDES)
    assert done.returncode == 0, done.stderr
    assert "1.00 alike" in done.stdout
    assert "accept" in done.stdout.splitlines()[-1]
    wrong = run("link", "--explain", EBB, "https://dblp.org/rec/conf/tides/None", "--to", TIDES)
    assert wrong.returncode == 2
    assert f"<{record}>  Ebb and Flow of Quiet Seas" in wrong.stderr


WITH_ORCID = """<?xml version="1.0"?><dblp><!-- {padding} --><inproceedings key="conf/tides/HCW20">
<author>Ada Hill</author><author orcid="0000-0002-1825-0097">B. Chen</author>
<author>Wei Wang</author><title>Ebb and Flow of Quiet Seas.</title><year>2020</year>
<booktitle>TIDES</booktitle></inproceedings></dblp>
"""

PREPRINTS = """
@misc{a, title={Ebb and Flow of Quiet Seas}, author={Hill, Ada and Chen, Bo and Wang, Wei},
  year=2019, eprint={1901.00001}, archiveprefix={arXiv}}
@inproceedings{b, title={Are Neap Tides Neat?}, author={Chen, Bo}, year=2021, booktitle={TIDES}}
"""


def test_another_source_is_compared_with_all_others_and_not_with_itself(tmp_path: Path) -> None:
    preprints = tmp_path / "preprints.bib"
    preprints.write_text(PREPRINTS, encoding="utf-8")
    graph = tides()
    graph.load(preprints)
    linked = graph.link("papers", to="preprints.bib", dry_run=True)
    (one,) = linked.run.records
    assert linked.run.known == 1
    assert (one.subject_label, one.object_label) == (EBB, "Ebb and Flow of Quiet Seas")
    (source,) = (sha for sha, entry in graph.store.entries.items() if entry.counts.read == 2)
    assert linked.run.target.source == f"{graph.base}source/{source}"
    (other,) = graph.link("papers", to=OURS.name, dry_run=True).run.records
    assert (other.subject, other.object) == (one.object, one.subject)


def test_authors_follow_from_another_source_of_the_same_paper(tmp_path: Path) -> None:
    """The graph has the names of the source with the smaller hash, which does not know them."""
    ours = hashlib.sha256(OURS.read_bytes()).hexdigest()
    for padding in count():
        known = WITH_ORCID.format(padding=padding)
        if hashlib.sha256(known.encode()).hexdigest() > ours:
            break
    (tmp_path / "known.xml").write_text(known, encoding="utf-8")
    graph = tides()
    graph.load(tmp_path / "known.xml")
    linked = graph.link("authors", to="known.xml", dry_run=True)
    assert told(linked, graph.base) == [
        [
            *("accept", "kg:verifiedAgent", "paper/ebb-and-flow-of-quiet-seas#author-2"),
            *("person/orcid/0000-0002-1825-0097", "orcid"),
        ]
    ]
    assert linked.run.records[0].justification == BY_IDENTIFIER


def test_a_preprint_and_its_paper_are_one_work_once_they_are_linked(tmp_path: Path) -> None:
    (tmp_path / "preprints.bib").write_text(PREPRINTS, encoding="utf-8")
    graph = tides()
    graph.load(tmp_path / "preprints.bib")
    before = list(graph.lines())

    def shared() -> list[int]:
        return [row.shared for row in graph.ask("coauthors", author="Ada Hill")]

    assert shared() == [2, 2]
    linked = graph.link("papers", to="preprints.bib")
    assert linked.entry is not None
    assert shared() == [1, 1]
    for source in ("preprints.bib", OURS.name):
        again = graph.link("papers", to=source)
        assert (again.run.records, again.run.known) == ([], 2)
    graph.unlink(linked.entry.source.sha256)
    assert list(graph.lines()) == before


def test_authors_that_a_target_names_are_these_people_in_all_answers() -> None:
    graph = tides()
    linked = graph.link("authors", to=TIDES)
    person = f"{graph.base}person/orcid/0000-0002-1825-0097"
    assert [row.title for row in graph.ask("author_papers", author=person)] == [EBB]
    assert [row.identity_status for row in graph.ask("coauthors", author=person)]
    bo = f"{graph.base}person/dblp/c/BoChen"
    assert {row.title for row in graph.ask("author_papers", author=bo)} == {
        EBB,
        "Are Neap Tides Neat?",
    }
    assert f"<{person}> <http://schema.org/sameAs> <https://dblp.org/pid/143/1234-1> ." in list(
        graph.lines()
    )
    assert linked.entry is not None
    assert graph.check() == []


@pytest.mark.parametrize("kind", ["papers", "authors", "venues"])
def test_what_was_recorded_is_not_proposed_again(kind: str) -> None:
    graph = tides()
    first = graph.link(kind, to=TIDES)
    assert first.run.records
    again = graph.link(kind, to=TIDES)
    assert (again.run.records, again.entry) == ([], None)
    assert again.run.known >= len(first.run.records)


def test_what_somebody_refused_is_not_proposed_again_by_any_target(tmp_path: Path) -> None:
    graph = tides()
    (slack,) = (
        one
        for one in graph.link("papers", to=TIDES, dry_run=True).run.records
        if one.subject_label == "Slack Water"
    )
    decision = replace(
        slack,
        judgement=Judgement.REFUSE,
        justification=f"{SEMAPV}ManualMappingCuration",
        author="Mara Lindqvist",
    )
    file = tmp_path / "decisions.sssom.tsv"
    file.write_text("".join(sssom_lines([decision])), encoding="utf-8")
    graph.load(file)
    found = graph.link("papers", to=TIDES).run.records
    assert sorted(one.subject_label or "" for one in found) == ["Are Neap Tides Neat?", EBB]


def test_what_was_left_for_review_is_taken_when_it_is_sure(service: Service) -> None:
    service.result = lambda name: [{"id": "HillCW20", "name": name}] if name == EBB else []
    graph = tides()
    (one,) = graph.link("papers", to=service.url).run.records
    run = Run(Side(graph.base), Side(service.url), date(2026, 11, 30))
    run.records = [replace(one, judgement=Judgement.ACCEPT)]
    run.leave_out(graph.links())
    assert (len(run.records), run.known) == (1, 0)
    run.records = [one]
    run.leave_out(graph.links())
    assert (run.records, run.known) == ([], 1)
