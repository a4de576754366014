"""Records go into RDF and come back as they were."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import RdfFormat, parse

from kg.graph.blocks import REFERENCE_END, Block, lines_of
from kg.graph.iri import publication_iri
from kg.graph.normal import normal
from kg.graph.ntriples import document_of
from kg.graph.read import in_order, nodes, read_categories, read_metric, read_papers
from kg.graph.segment import make_segment, write_record
from kg.graph.vocab import DEFAULT_BASE, KG, SCHEMA
from kg.model import Counts, Paper, Profile, Source
from kg.resolve.document import resolve_publication
from tests.segments import resolved_lines, segment_of
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


def read_source(base: str, lines: Iterable[str]) -> tuple[Source, Counts, list[Profile]]:
    """A document with its counts and its profile pages, from the lines about it."""
    found = nodes(lines)
    document = next(node for iri, node in found.items() if "#" not in iri)
    retrieved, received = (document.value(f"{KG}{term}On") for term in ("retrieved", "received"))
    source = Source(
        sha256=document.iri.removeprefix(f"{base}source/"),
        file_name=document.value(f"{KG}fileName") or "",
        format=document.value(f"{KG}format") or "",
        parser=document.value(f"{KG}parser") or "",
        retrieved=date.fromisoformat(retrieved) if retrieved else None,
        received=date.fromisoformat(received) if received else None,
        url=document.value(f"{SCHEMA}url"),
        licence=document.value(f"{SCHEMA}license"),
    )
    counts = Counts(
        *(
            document.integer(f"{KG}records{what}") or 0
            for what in ("Read", "Loaded", "Merged", "Rejected")
        )
    )
    profiles = [
        Profile(
            name=node.value(f"{KG}nameAsListed") or "",
            identity_note=node.value(f"{KG}identityNote"),
            categories=read_categories(base, node),
            metrics=tuple(
                sorted(
                    (
                        read_metric(other)
                        for other in found.values()
                        if other.value(f"{SCHEMA}observationAbout") == iri
                    ),
                    key=lambda metric: metric.name,
                )
            ),
        )
        for iri, node in sorted(found.items())
        if f"{SCHEMA}mainEntity" in node.properties
    ]
    return source, counts, profiles


def lines_about(lines: Iterable[str], document: str) -> list[str]:
    return [line for line in lines if document_of(line) == document]


@given(papers(), sources())
def test_any_record_comes_back_from_rdf_as_it_was(paper: Paper, source: Source) -> None:
    iri = publication_iri(DEFAULT_BASE, paper)
    said = write_record(DEFAULT_BASE, iri, paper, source)
    lines = lines_of(said.block(source.sha256).lines)
    assert read_papers(DEFAULT_BASE, iri, lines) == [in_order(paper)]


@given(papers(), sources())
def test_a_paper_survives_a_segment(paper: Paper, source: Source) -> None:
    segment = make_segment(DEFAULT_BASE, source, [paper])
    assert segment.counts == Counts(1, 1, 0, 0)
    iri = publication_iri(DEFAULT_BASE, paper)
    expected = in_order(normal(DEFAULT_BASE, paper))
    assert read_papers(DEFAULT_BASE, iri, lines_about(segment.lines, iri)) == [expected]


@given(papers())
def test_the_normal_form_keeps_what_does_not_contradict_itself(paper: Paper) -> None:
    once = normal(DEFAULT_BASE, paper)
    assert normal(DEFAULT_BASE, once) == once
    assert once.placed == paper.placed
    assert {m.name for m in once.unplaced} <= {m.name for m in paper.unplaced}
    assert {link.url for link in once.code_links if link.url} <= {
        link.url for link in paper.code_links
    }


@given(profiles(), sources())
def test_a_source_and_its_page_survive_rdf(profile: Profile, source: Source) -> None:
    segment = make_segment(DEFAULT_BASE, source, [profile])
    document = f"{DEFAULT_BASE}source/{source.sha256}"
    found = read_source(DEFAULT_BASE, lines_about(segment.lines, document))
    assert found == (source, Counts(), [profile])


@given(st.lists(papers(), max_size=3), sources())
def test_a_segment_is_what_a_parser_of_rdf_reads(records: list[Paper], source: Source) -> None:
    segment = make_segment(DEFAULT_BASE, source, records)
    lines = list(segment.lines)
    assert lines == sorted(set(lines), key=lambda line: (document_of(line), line))
    text = "".join(f"{line}\n" for line in lines)
    parsed = list(parse(text.encode(), RdfFormat.N_TRIPLES))
    assert sorted(f"{quad.triple} ." for quad in parsed) == sorted(lines)


@given(papers(), sources())
def test_a_record_alone_resolves_to_what_its_segment_says(paper: Paper, source: Source) -> None:
    iri = publication_iri(DEFAULT_BASE, paper)
    own = segment_of(source, [paper]).find(iri)
    assert own is not None
    block = Block(own.document, source.sha256.encode(), own.lines, own.references)
    again = resolve_publication(DEFAULT_BASE, iri, [block])
    assert again.lines == own.lines
    end = REFERENCE_END.encode()
    assert sorted(again.references.split(end)) == sorted(own.references.split(end))


@given(papers())
def test_two_sources_that_say_the_same_change_only_where_it_is_from(paper: Paper) -> None:
    paper = replace(paper, metrics=())
    segments = {
        letter * 64: segment_of(
            Source(sha256=letter * 64, file_name=letter, format="x", parser="x 1"), [paper]
        )
        for letter in "ab"
    }
    iri = publication_iri(DEFAULT_BASE, paper)

    def about(sources: str) -> list[str]:
        stated = {letter * 64: segments[letter * 64] for letter in sources}
        lines = lines_about(resolved_lines(stated), iri)
        return [line for line in lines if "#wasDerivedFrom>" not in line]

    assert about("ab") == about("a")
