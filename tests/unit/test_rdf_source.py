"""A graph that was exported comes back as a source: the same facts, from a new source."""

from __future__ import annotations

import contextlib
import io
import re
import time
from collections.abc import Iterable
from pathlib import Path
from random import Random

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kg import open_graph
from kg.api import Graph
from kg.errors import InputError, UsageError
from kg.export import exporters, write
from kg.graph.rdf_records import rdf_records
from kg.graph.rdf_syntax import DEEPEST, syntax_of
from kg.graph.sorting import RUN_BYTES, sorted_lines
from kg.graph.vocab import DEFAULT_BASE
from kg.model import Counts, Paper, Problem, Record, Source
from kg.sources import format_named, sniff
from tests.segments import resolved_lines, segment_of
from tests.strategies import papers

SYNTAXES = [exporter.name for exporter in exporters()]
SEEDS = Path(__file__).parents[2] / "seeds"
CASES = Path(__file__).parents[1] / "cases" / "rdf"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
TRIPLE = b'<http://a/s> <http://a/p> "x" .\n'
OF_SOURCES = re.compile(
    r"<[^>]*/source/|\S+ \S*(?:wasDerivedFrom|dateInferredFrom|observationDate)> "
)
OF_ONE_SOURCE = re.compile(r"(#[a-z]+(?:Score|Count|Index))-[0-9a-f]{8}>")


def read(data: bytes, name: str = "graph.nt") -> list[Record | Problem]:
    return list(rdf_records(io.BytesIO(data), name))


def facts(lines: Iterable[str]) -> set[str]:
    """What a graph says, but for who said it and when."""
    return {OF_ONE_SOURCE.sub(r"\1>", line) for line in lines if not OF_SOURCES.match(line)}


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    graph = open_graph(tmp_path_factory.mktemp("seeds") / "graph")
    graph.load(SEEDS)
    return graph


@pytest.mark.parametrize("syntax", SYNTAXES)
def test_an_exported_graph_loads_as_the_same_graph(
    syntax: str, seeds: Graph, tmp_path: Path
) -> None:
    seeds.export(tmp_path / "export", format=syntax)
    again = open_graph(tmp_path / "again")
    [report] = again.load(tmp_path / "export").files
    assert report.outcome == "loaded"
    assert report.source is not None
    assert report.source.format == "rdf"
    assert not report.problems
    assert facts(again.lines()) == facts(seeds.lines())
    sources = {line for line in again.lines() if "ontology#Source>" in line}
    assert len(sources) == 1


def test_an_export_comes_back_under_another_base(seeds: Graph, tmp_path: Path) -> None:
    seeds.export(tmp_path / "export.ttl")
    again = open_graph(tmp_path / "again", base="https://graph.example/")
    assert again.load(tmp_path / "export.ttl").counts.rejected == 0
    moved = facts(line.replace("https://graph.example/", DEFAULT_BASE) for line in again.lines())
    assert moved == facts(seeds.lines())


@settings(max_examples=25)
@given(st.lists(papers(), min_size=1, max_size=4), st.sampled_from(SYNTAXES))
def test_any_records_come_back_from_any_syntax(found: list[Paper], syntax: str) -> None:
    lines = resolved_lines({"ab" * 32: segment_of(source("ab"), found)})
    assume(any("ScholarlyArticle>" in line for line in lines))
    export = io.BytesIO()
    try:
        write(syntax, sorted_lines(lines, memory=RUN_BYTES), export, DEFAULT_BASE)
    except UsageError:
        assume(False)
    records = read(export.getvalue())
    assert not [record for record in records if isinstance(record, Problem)]
    again = resolved_lines({"cd" * 32: segment_of(source("cd"), records)})
    assert facts(again) == facts(lines)


def source(letters: str) -> Source:
    return Source(sha256=letters * 32, file_name="x", format="x", parser="x")


def test_an_export_with_errors_counts_them(tmp_path: Path) -> None:
    graph = open_graph(tmp_path / "graph")
    [report] = graph.load(CASES / "odd-nquads" / "input.nq").files
    assert report.counts == Counts(read=5, loaded=1, merged=0, rejected=4)


# The beginning tells the syntax, and whether it is a graph of this project


@pytest.mark.parametrize("syntax", SYNTAXES)
def test_an_export_is_told_by_its_beginning(syntax: str, seeds: Graph) -> None:
    export = io.BytesIO()
    seeds.export(export, format=syntax)
    data = export.getvalue()
    for beginning in (data, data[: 64 * 1024], b"\xef\xbb\xbf" + data):
        found = sniff(beginning)
        assert found is not None
        assert found.name == "rdf"


@pytest.mark.parametrize(
    "text",
    [
        '<http://a/s> <http://a/p> "x" .',
        "@prefix schema: <http://schema.org/> . schema:a schema:b schema:c .",
        '[{"title": "On https://w3id.org/scholarly-kg/ontology#"}]',
        "<html><p>https://w3id.org/scholarly-kg/ontology#</p></html>",
        "https://w3id.org/scholarly-kg/ontology# is a page.",
    ],
)
def test_what_is_no_graph_of_this_project_is_told_apart(text: str) -> None:
    found = sniff(text.encode())
    assert found is None or found.name != "rdf"


@pytest.mark.parametrize(
    ("head", "syntax"),
    [
        ('<http://a/s> <http://a/p> "x"@en .\n_:b <http://a/p> _:c <http://g> . # so\n', "n-quads"),
        ("# only remarks\n\n", "n-quads"),
        ('<http://a/s> <http://a/p> "x" ;\n  <http://a/q> "y" .\n', "trig"),
        ("PREFIX a: <http://a/>\n", "trig"),
        ("<s> a <t> .", "trig"),
        (' \n{"@id": "http://a/s"}', "json-ld"),
        ("[]", "json-ld"),
        ('<?xml version="1.0"?>', "rdf-xml"),
        ("<rdf:RDF>", "rdf-xml"),
    ],
)
def test_the_syntax_of_a_document_is_told(head: str, syntax: str) -> None:
    assert syntax_of(head) == syntax


# What is damaged or hostile


@pytest.mark.parametrize(
    ("data", "line", "part"),
    [
        (b"", None, "empty"),
        (b" \n", None, "white space"),
        (TRIPLE + b"<http://a/s> <relative> <x> .\n", 2, "No scheme"),
        (TRIPLE * 3 + b"<http://a/s> <http://a/p> ", 4, "Unexpected end"),
        (TRIPLE + b'<http://a/s> <http://a/p> "\xff" .\n', 2, "UTF-8"),
        (TRIPLE + b'<http://a/s> <http://a/p> "\\ud800" .\n', 2, "unicode"),
        (b"@prefix a: <http://a/> .\na:s a:p b:o .\n", 2, "prefix b"),
        (b'{"@id": "http://a/s",\n "x": }', 2, "no JSON"),
        (b'{"@context": "https://schema.org", "name": "x"}', None, "nothing is fetched"),
        (f'<?xml version="1.0"?>\n<rdf:RDF xmlns:rdf="{RDF}">'.encode(), 2, "no well-formed XML"),
        (b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x/>', 1, "document type"),
    ],
)
def test_a_damaged_document_gives_nothing(data: bytes, line: int | None, part: str) -> None:
    with pytest.raises(InputError) as error:
        read(data)
    assert part in error.value.message
    assert error.value.line == line


def nested(kind: str, depth: int) -> bytes:
    term, node = b"<<( <http://a/s> <http://a/p> ", b'{"http://a/p": '
    xml = f'<rdf:RDF xmlns:rdf="{RDF}" xmlns:a="http://a/">'.encode()
    match kind:
        case "n-quads":
            return b"<http://a/s> <http://a/p> " + term * depth + b"<x:y>" + b" )>>" * depth + b" ."
        case "trig":
            return b"@prefix a: <http://a/> .\n" + nested("n-quads", depth)
        case "json-ld":
            return node * depth + b'"x"' + b"}" * depth
        case "hidden":
            return b'{"http://a/p": ' + nested("json-ld", depth) + b', "http://a/p": "x"}'
        case _:
            return xml + b"<a:n><a:p>" * depth + b"</a:p></a:n>" * depth + b"</rdf:RDF>"


@pytest.mark.parametrize("kind", ["n-quads", "trig", "json-ld", "hidden", "rdf-xml"])
def test_deep_nesting_is_refused(kind: str) -> None:
    assert read(nested(kind, 3))
    for depth in (2 * DEEPEST, 20_000, 400_000):
        start = time.process_time()
        if kind == "trig" and depth < 1000:
            continue
        with pytest.raises(InputError):
            read(nested(kind, depth))
        assert time.process_time() - start < 5


def test_entities_are_never_expanded() -> None:
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY e0 "tide">{levels}]><r>&e9;</r>'
    for data in (bomb.encode(), bomb.encode("utf-16")):
        with pytest.raises(InputError):
            read(data)


def test_a_line_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.graph.rdf_syntax._LARGEST_LINE", 2**20)
    with pytest.raises(InputError, match="a line of more than"):
        read(TRIPLE + b'<http://a/s> <http://a/p> "' + b"x" * 2**22)


def test_large_json_ld_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.graph.rdf_syntax.LARGEST_JSON_LD", 100)
    with pytest.raises(InputError, match="convert it to N-Triples"):
        read(b"[" + b" " * 200 + b"]")


def test_a_publication_that_was_cut_is_rejected_and_not_taken_for_whole() -> None:
    lines = (CASES / "ntriples" / "input.nt").read_bytes().splitlines(keepends=True)
    whole = {r.title: r for r in read(b"".join(lines)) if isinstance(r, Paper)}
    for end in range(1, len(lines)):
        records = read(b"".join(lines[:end]))
        for record in records:
            if isinstance(record, Paper):
                authors = whole[record.title].mentions
                assert record.mentions == authors
        left = [line for line in lines[:end] if b"/paper/" in line.partition(b" ")[0]]
        assert not left or any(isinstance(r, Paper) or r.rejected for r in records)  # type: ignore[union-attr]


FORMATS = ("rdf", "dblp-rdf", "semopenalex")
STARTS = st.sampled_from(
    [
        *(
            path.read_bytes()
            for name in FORMATS
            for path in (CASES.parent / name).glob("*/input.*")
        ),
        *(b"", b"@prefix a: <http://a/> .\n", b'{"@id": ', f'<rdf:RDF xmlns:rdf="{RDF}">'.encode()),
    ]
)


@settings(max_examples=250)
@given(
    st.sampled_from(FORMATS),
    STARTS,
    st.binary(max_size=60),
    st.integers(0, 10**6),
    st.integers(0, 40),
)
def test_no_bytes_raise_anything_but_an_input_error(
    name: str, start: bytes, other: bytes, place: int, gone: int
) -> None:
    at = place % (len(start) + 1)
    data = start[:at] + other + start[at + gone :]
    with contextlib.suppress(InputError):
        list(format_named(name).read(io.BytesIO(data), source("ab")))


@settings(max_examples=150)
@given(st.sampled_from(FORMATS[1:]), STARTS, st.randoms(use_true_random=False))
def test_statements_about_the_wrong_things_do_no_harm(
    name: str, start: bytes, dice: Random
) -> None:
    words = re.findall(rb"<[^<>\s]+>", start) or [b"<x:y>"]
    data = re.sub(rb"<[^<>\s]+>", lambda one: dice.choice([one[0]] * 5 + words), start)
    with contextlib.suppress(InputError):
        list(format_named(name).read(io.BytesIO(data), source("ab")))
