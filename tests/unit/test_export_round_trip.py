"""Whatever is exported reads back, by libraries that are not ours, as what was in the graph."""

from __future__ import annotations

import io
import json
import logging
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyoxigraph
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from pyld import jsonld
from pyoxigraph import RdfFormat

from kg.export import exporters, write
from kg.export.context import context
from kg.graph.ntriples import Iri, iri, literal, parse
from kg.graph.sorting import sorted_lines, store_lines
from kg.graph.vocab import DEFAULT_BASE, KG, PROV, RDF, SCHEMA, XSD

# rdflib's own readers use what rdflib has deprecated.
pytestmark = [
    pytest.mark.filterwarnings("ignore:Dataset.default_context:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning"),
]

CASES = sorted((Path(__file__).parents[1] / "cases" / "export").glob("*.nt"))

Statement = tuple[str, str, str | tuple[str, str, str | None]]
"""Subject, predicate, and an IRI or a literal's text, datatype and language."""

Reader = Callable[[bytes], set[Statement]]


@pytest.fixture(scope="module", autouse=True)
def _literals_as_they_are_written() -> Iterator[None]:
    before, rdflib.NORMALIZE_LITERALS = rdflib.NORMALIZE_LITERALS, False
    remarks = logging.getLogger("rdflib.term")
    remarks.disabled = True
    yield
    remarks.disabled = False
    rdflib.NORMALIZE_LITERALS = before


def exported(name: str, lines: list[str], base: str = DEFAULT_BASE) -> bytes:
    output = io.BytesIO()
    write(name, lines, output, base)
    return output.getvalue()


def statements(lines: list[str]) -> set[Statement]:
    return {statement(*parse(line)) for line in lines}


def statement(subject: str, predicate: str, value: Any) -> Statement:
    if isinstance(value, Iri):
        return subject, predicate, value.value
    default = f"{RDF}langString" if value.language else f"{XSD}string"
    return subject, predicate, (value.value, value.datatype or default, value.language)


def by_pyoxigraph(syntax: RdfFormat) -> Reader:
    def read(data: bytes) -> set[Statement]:
        return {from_pyoxigraph(quad) for quad in pyoxigraph.parse(data, format=syntax)}

    return read


def from_pyoxigraph(quad: Any) -> Statement:
    assert isinstance(quad.graph_name, pyoxigraph.DefaultGraph)
    value = quad.object
    if isinstance(value, pyoxigraph.NamedNode):
        return quad.subject.value, quad.predicate.value, value.value
    full = value.value, value.datatype.value, value.language
    return quad.subject.value, quad.predicate.value, full


def by_rdflib(syntax: str) -> Reader:
    def read(data: bytes) -> set[Statement]:
        if syntax in {"nquads", "trig"}:
            dataset = rdflib.Dataset()
            dataset.parse(data=data, format=syntax)
            return {from_rdflib(*quad[:3]) for quad in dataset.quads()}
        return {from_rdflib(*triple) for triple in rdflib.Graph().parse(data=data, format=syntax)}

    return read


def from_rdflib(subject: Any, predicate: Any, value: Any) -> Statement:
    assert isinstance(subject, rdflib.URIRef)
    if isinstance(value, rdflib.URIRef):
        return str(subject), str(predicate), str(value)
    default = f"{RDF}langString" if value.language else f"{XSD}string"
    full = str(value), str(value.datatype or default), value.language
    return str(subject), str(predicate), full


def by_pyld(data: bytes) -> set[Statement]:
    dataset = jsonld.to_rdf(json.loads(data))
    assert dataset.keys() <= {"@default"}
    return {from_pyld(triple) for triple in dataset.get("@default", ())}


def from_pyld(triple: Any) -> Statement:
    subject, predicate, value = (triple[part] for part in ("subject", "predicate", "object"))
    assert subject["type"] == "IRI"
    if value["type"] == "IRI":
        return subject["value"], predicate["value"], value["value"]
    full = value["value"], value["datatype"], value.get("language")
    return subject["value"], predicate["value"], full


READERS: dict[str, list[Reader]] = {
    "ntriples": [by_pyoxigraph(RdfFormat.N_TRIPLES), by_rdflib("nt")],
    "nquads": [by_pyoxigraph(RdfFormat.N_QUADS), by_rdflib("nquads")],
    "turtle": [by_pyoxigraph(RdfFormat.TURTLE), by_rdflib("turtle")],
    "trig": [by_pyoxigraph(RdfFormat.TRIG), by_rdflib("trig")],
    "jsonld": [by_pyld, by_pyoxigraph(RdfFormat.JSON_LD), by_rdflib("json-ld")],
    "rdfxml": [by_pyoxigraph(RdfFormat.RDF_XML), by_rdflib("xml")],
}


def writable(name: str, lines: list[str]) -> list[str]:
    """The lines that a format can hold: for all but RDF/XML, that is all of them."""
    return [line for line in lines if name != "rdfxml" or fits_xml(line)]


def fits_xml(line: str) -> bool:
    _, predicate, value = parse(line)
    unfit = {*map(chr, range(32)), "\ufffe", "\uffff"} - {"\t", "\n", "\r"}
    return predicate[-1] not in "#/" and not unfit & set(value.value)


def test_every_format_is_read_back() -> None:
    assert READERS.keys() == {exporter.name for exporter in exporters()}


@pytest.mark.parametrize("name", READERS)
@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_cases_read_back_equal(name: str, path: Path) -> None:
    lines = writable(name, path.read_text("utf-8").split("\n")[:-1])
    data = exported(name, lines)
    for read in READERS[name]:
        assert read(data) == statements(lines)


@pytest.mark.parametrize("name", READERS)
def test_an_empty_graph_is_a_whole_file(name: str) -> None:
    for read in READERS[name]:
        assert read(exported(name, [])) == set()


@pytest.mark.parametrize("name", READERS)
@pytest.mark.parametrize("base", ["urn:kg:", "https://example.org", "https://e.org/a;b/?q=", ""])
def test_any_base_will_do(name: str, base: str) -> None:
    subject = f"{base or 'urn:'}name/ada"
    lines = [f'{iri(subject)} {iri(f"{SCHEMA}name")} "Ada" .']
    for read in READERS[name]:
        assert read(exported(name, lines, base)) == statements(lines)


HOSTILE = st.sampled_from(
    ['"', "\\", '\\"', "\n\r\t", "\0\x07\x1b\x7f", "\x85\u2028\u2029", "\u202eevil\u202c"]
    + ["\ufeff", "\ufffe\uffff", "😀", "</script>", "_:b0", "@base <x> .", '{"@id": "x"}', " ."]
)
TEXT = st.text(max_size=12) | HOSTILE
SEGMENT = st.lists(
    st.sampled_from([*"aZ0-_.~:;=@!'()*+,$&/?é中", "%28", "%25", "..", "x" * 9]),
    min_size=1,
    max_size=5,
).map("".join)
DOCUMENT = st.one_of(
    st.sampled_from(["paper/tea-0123456789abcdef", "paper/pot-0123456789abcdef", "venue/tea/2025"]),
    st.tuples(st.sampled_from(["name/", "person/orcid/", "code/", "source/"]), SEGMENT).map(
        "".join
    ),
    SEGMENT.filter(lambda segment: segment[0] not in "?"),
).map(lambda path: DEFAULT_BASE + path)
PART = st.sampled_from(
    ["author-1", "author-2", "author-10", "author-x-ada", "page", "hIndex", "?/"]
)
RESOURCE = DOCUMENT | st.tuples(DOCUMENT, PART).map("#".join)
ELSEWHERE = st.sampled_from(
    ["https://doi.org/10.1/(a)%3C1::b%3E", "arxiv:2101.1", "kg:x", "name:x", "urn:isbn:1"]
    + [
        "https://例え.jp/パス?q=é#ü",
        "http://example.org",
        f"{SCHEMA}a.b",
        f"{KG}hIndex",
        f"{XSD}date",
    ]
    + sorted(context().names)
)
# Doubles, which the graph has none of, are left out: PyLD brings them into a form of its own.
NUMBER = st.one_of(
    st.integers().map(lambda value: (str(value), f"{XSD}integer")),
    st.decimals(allow_nan=False, allow_infinity=False).map(lambda d: (f"{d:f}", f"{XSD}decimal")),
    st.sampled_from(["true", "false", "1", "TRUE"]).map(lambda value: (value, f"{XSD}boolean")),
    st.from_regex(r"[+-]?[0-9]{1,3}(?:\.[0-9]{0,3})?", fullmatch=True).flatmap(
        lambda text: st.sampled_from(["integer", "decimal"]).map(lambda name: (text, XSD + name))
    ),
)
DATE = st.sampled_from(
    [("2025", "gYear"), ("2025-02", "gYearMonth"), ("2025-02-03", "date"), ("spring", "date")]
).map(lambda pair: (pair[0], XSD + pair[1]))
LITERAL = st.one_of(
    TEXT.map(literal),
    NUMBER.map(lambda pair: literal(*pair)),
    DATE.map(lambda pair: literal(*pair)),
    TEXT.map(lambda text: literal(text) + "@en-gb"),
    TEXT.map(lambda text: literal(text, "https://example.org/type")),
)
PREDICATE = st.sampled_from(
    [*context().properties, f"{KG}noSuchTerm", "https://example.org/p-", f"{SCHEMA}a."]
)
STRUCTURE = st.sampled_from(
    [f"{KG}{name}" for name in ("authorship", "codeLink", "countsAs")]
    + [f"{SCHEMA}author", f"{SCHEMA}position", f"{SCHEMA}observationAbout", f"{PROV}wasDerivedFrom"]
)
CLASS = st.sampled_from(sorted(context().names)) | ELSEWHERE


@st.composite
def graphs(draw: st.DrawFn) -> list[str]:
    """Sorted lines that use all terms of the graph, in their places and out of them."""
    resources = draw(st.lists(RESOURCE, min_size=1, max_size=6, unique=True))
    known = st.sampled_from(resources)
    triple = st.one_of(
        st.tuples(known, STRUCTURE, known.map(iri)),
        st.tuples(
            known, st.just(f"{SCHEMA}position"), st.sampled_from(["1", "2", "x"]).map(literal)
        ),
        st.tuples(known, PREDICATE, LITERAL),
        st.tuples(known, PREDICATE, (RESOURCE | ELSEWHERE).map(iri)),
        st.tuples(known, st.just(f"{RDF}type"), CLASS.map(iri)),
        st.tuples(ELSEWHERE, PREDICATE, LITERAL),
    )
    triples = draw(st.lists(triple, max_size=25))
    return sorted({f"{iri(s)} {iri(p)} {o} ." for s, p, o in triples})


@given(graphs())
def test_any_graph_reads_back_equal(lines: list[str]) -> None:
    for name, readers in READERS.items():
        held = writable(name, lines)
        data = exported(name, held)
        for read in readers:
            assert read(data) == statements(held), name


@given(graphs(), st.randoms(use_true_random=False))
def test_equal_content_gives_equal_bytes(lines: list[str], chance: random.Random) -> None:
    shuffled = [*lines, *lines[:3]]
    chance.shuffle(shuffled)
    stored = pyoxigraph.Store()
    stored.load("\n".join([*shuffled, ""]).encode(), format=RdfFormat.N_TRIPLES)
    for name in READERS:
        held = writable(name, list(sorted_lines(shuffled)))
        assert exported(name, held) == exported(name, writable(name, lines))
        kept = writable(name, list(store_lines(stored)))
        assert exported(name, kept) == exported(name, writable(name, sorted(set(by_store(stored)))))


def by_store(store: pyoxigraph.Store) -> Iterator[str]:
    return (f"{quad.subject} {quad.predicate} {quad.object} ." for quad in store)
