"""Publications of a graph as linking reads them."""

from __future__ import annotations

import hashlib
from itertools import chain
from pathlib import Path

import kg
from kg.graph.blocks import lines_of
from kg.link.publications import read_publications
from kg.model import Identifier, VenueKind
from kg.resolve import resolve

DBLP = """<?xml version="1.0"?><dblp><article key="journals/jtides/HillC20">
<author orcid="0000-0002-1825-0097">Ada Hill 0001</author><author>Bo Chen</author>
<title>Ebb and Flow of Quiet Seas.</title><pages>1-9</pages><year>2020</year>
<journal>J. Tides</journal><ee>https://doi.org/10.1000/tides.20</ee></article></dblp>
"""
PREPRINT = """
@misc{a, title={Ebb \\& Flow}, author={Hill, Ada and others}, year=2019,
  doi={10.1000/tides.20}, eprint={1901.00001}, archiveprefix={arXiv}}
@inproceedings{b, title={Slack Water}, author={Chen, Bo}, year=2021, booktitle={TIDES}}
"""


def test_a_publication_has_what_its_sources_state_and_its_work(tmp_path: Path) -> None:
    (tmp_path / "dblp.xml").write_text(DBLP, encoding="utf-8")
    (tmp_path / "preprints.bib").write_text(PREPRINT, encoding="utf-8")
    graph = kg.open_graph()
    graph.load(tmp_path / "dblp.xml", tmp_path / "preprints.bib")
    journal, preprint, alone = sorted(
        read_publications(graph.base, graph.lines()), key=lambda one: -len(one.record.title)
    )[0:3]
    alone, preprint = (preprint, alone) if alone.work else (alone, preprint)
    record = journal.record
    assert (record.title, record.year, record.pages) == ("Ebb and Flow of Quiet Seas", 2020, "1-9")
    assert (record.venue, record.venue_kind) == ("J. Tides", VenueKind.JOURNAL)
    assert record.identifiers == ("dblp:journals/jtides/HillC20", "doi:10.1000/tides.20")
    assert record.authors == ("Ada Hill", "Bo Chen")
    assert record.complete
    assert [role.iri for role in journal.roles] == [
        f"{journal.iri}#author-1",
        f"{journal.iri}#author-2",
    ]
    assert Identifier("orcid", "0000-0002-1825-0097") in journal.roles[0].mention.identifiers
    assert [role.person for role in journal.roles] == [
        f"{graph.base}person/orcid/0000-0002-1825-0097",
        None,
    ]
    assert journal.sources == (hashlib.sha256(DBLP.encode()).hexdigest(),)
    assert journal.work == preprint.work
    assert journal.work
    assert alone.work is None
    assert not preprint.record.complete


def test_the_order_of_the_statements_makes_no_difference(tmp_path: Path) -> None:
    (tmp_path / "dblp.xml").write_text(DBLP, encoding="utf-8")
    (tmp_path / "preprints.bib").write_text(PREPRINT, encoding="utf-8")
    graph = kg.open_graph()
    graph.load(tmp_path)
    store = graph.store
    segments = {sha: store.segment(entry) for sha, entry in store.entries.items()}
    anew = chain.from_iterable(map(lines_of, resolve(graph.base, segments)))
    assert read_publications(graph.base, anew) == read_publications(graph.base, graph.lines())


def test_what_is_one_work_already_is_not_linked_again(tmp_path: Path) -> None:
    (tmp_path / "dblp.xml").write_text(DBLP, encoding="utf-8")
    (tmp_path / "preprints.bib").write_text(PREPRINT, encoding="utf-8")
    graph = kg.open_graph()
    graph.load(tmp_path)
    for source in ("dblp.xml", "preprints.bib"):
        linked = graph.link("papers", to=source)
        assert (linked.run.records, linked.run.known, linked.entry) == ([], 1, None)
