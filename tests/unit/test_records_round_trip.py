"""Records go into RDF and come back as they were."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import RdfFormat, parse

from kg.graph.iri import publication_iri
from kg.graph.ntriples import document_of
from kg.graph.read import in_order, read_papers, read_source
from kg.graph.segment import make_segment
from kg.graph.vocab import DEFAULT_BASE
from kg.model import Counts, Paper, Profile, Source
from kg.resolve.view import resolve_publication
from tests.strategies import categories, metrics, names, papers, texts, web_addresses

LINES = texts().filter(bool)


def sources() -> st.SearchStrategy[Source]:
    return st.builds(
        Source,
        sha256=st.text("0123456789abcdef", min_size=64, max_size=64),
        file_name=LINES,
        format=LINES,
        parser=LINES,
        retrieved=st.none() | st.dates(),
        received=st.none() | st.dates(),
        url=st.none() | web_addresses(),
        licence=st.none() | LINES,
    )


def profiles() -> st.SearchStrategy[Profile]:
    return st.builds(
        Profile,
        name=names(),
        identity_note=st.none() | LINES,
        categories=categories().map(
            lambda found: tuple(
                sorted(
                    (replace(category, primary=False) for category in found),
                    key=lambda c: (c.code is None, c.scheme, c.code or "", c.as_listed or ""),
                )
            )
        ),
        metrics=metrics().map(lambda found: tuple(sorted(found, key=lambda m: m.name))),
    )


def lines_about(lines: tuple[str, ...], document: str) -> list[str]:
    return [line for line in lines if document_of(line) == document]


@given(papers(), sources())
def test_a_paper_survives_rdf(paper: Paper, source: Source) -> None:
    segment = make_segment(DEFAULT_BASE, source, [paper])
    assert segment.counts == Counts(1, 1, 0, 0)
    iri = publication_iri(DEFAULT_BASE, paper)
    assert read_papers(DEFAULT_BASE, iri, lines_about(segment.lines, iri)) == [in_order(paper)]


@given(profiles(), sources())
def test_a_source_and_its_page_survive_rdf(profile: Profile, source: Source) -> None:
    segment = make_segment(DEFAULT_BASE, source, [profile])
    document = f"{DEFAULT_BASE}source/{source.sha256}"
    found = read_source(DEFAULT_BASE, lines_about(segment.lines, document))
    assert found == (source, Counts(), [profile])


@given(st.lists(papers(), max_size=3), sources())
def test_a_segment_is_what_a_parser_of_rdf_reads(records: list[Paper], source: Source) -> None:
    segment = make_segment(DEFAULT_BASE, source, records)
    assert list(segment.lines) == sorted(set(segment.lines))
    text = "".join(f"{line}\n" for line in segment.lines)
    parsed = list(parse(text.encode(), RdfFormat.N_TRIPLES))
    assert sorted(f"{quad.triple} ." for quad in parsed) == sorted(segment.lines)


@given(papers(), sources())
def test_resolving_what_is_resolved_changes_nothing(paper: Paper, source: Source) -> None:
    segment = make_segment(DEFAULT_BASE, source, [paper])
    iri = publication_iri(DEFAULT_BASE, paper)
    own = lines_about(segment.lines, iri)
    once = resolve_publication(DEFAULT_BASE, iri, [(source.sha256, own)])
    assert sorted(resolve_publication(DEFAULT_BASE, iri, [(source.sha256, once)])) == sorted(once)
