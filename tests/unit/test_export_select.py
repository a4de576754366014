"""Parts of the graph: an entity with its surroundings, and a graph without some properties."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import UsageError
from kg.export.select import entity_lines, property_iri, without_properties
from kg.graph.ntriples import iri, literal, parse, subject_of
from kg.graph.vocab import DEFAULT_BASE, KG, RDF, SCHEMA

FOLDER = Path(__file__).parents[1] / "cases" / "export"
PAPER = f"{DEFAULT_BASE}paper/tea-leaves-as-a-service-0123456789abcdef"
CLUSTER = f"{DEFAULT_BASE}name/kit_oasis"
LABELS = {f"{RDF}type", f"{SCHEMA}name"}


def lines_of(case: str) -> list[str]:
    return (FOLDER / f"{case}.nt").read_text("utf-8").split("\n")[:-1]


def store_of(lines: list[str]) -> pyoxigraph.Store:
    store = pyoxigraph.Store()
    store.load(
        "".join(f"{line}\n" for line in lines).encode(), format=pyoxigraph.RdfFormat.N_TRIPLES
    )
    return store


def described(lines: list[str], entity: str) -> list[str]:
    """The definition of an entity's surroundings, written plainly over all lines."""
    inside = {entity, *(name for name in names(lines) if name.startswith(f"{entity}#"))}
    chosen = [line for line in lines if names([line]) & inside]
    mentioned = names(chosen)
    named = (line for line in lines if subject_of(line) in mentioned and parse(line)[1] in LABELS)
    return sorted({*chosen, *named})


def names(lines: list[str]) -> set[str]:
    """All IRIs that are subject or object."""
    triples = [parse(line) for line in lines]
    objects = {value.value for _, _, value in triples if len(value) == 1}
    return {subject for subject, _, _ in triples} | objects


@pytest.mark.parametrize(
    "entity",
    [
        PAPER,
        f"{PAPER}#author-2",
        CLUSTER,
        f"{DEFAULT_BASE}person/orcid/0000-0001-2345-6789",
        f"{DEFAULT_BASE}venue/tealeaf",
        f"{DEFAULT_BASE}code/github.com/adabrook/leaves",
        "https://github.com/adabrook/Leaves",
    ],
)
def test_an_entity_comes_with_its_surroundings(entity: str) -> None:
    lines = lines_of("cut_list")
    assert list(entity_lines(store_of(lines), entity)) == described(lines, entity)


def test_a_source_comes_with_its_page_and_figures() -> None:
    lines = lines_of("cut_list")
    (source,) = {name for name in names(lines) if "/source/" in name and "#" not in name}
    found = list(entity_lines(store_of(lines), source))
    assert found == described(lines, source)
    assert f"{iri(f'{source}#paperCount')} {iri(f'{SCHEMA}value')} " in "\n".join(found)


def test_more_parts_than_one_query_asks_for_all_come() -> None:
    paper = f"{DEFAULT_BASE}paper/many"
    lines = [
        f"{iri(paper)} {iri(f'{KG}authorship')} {iri(f'{paper}#author-{n}')} ." for n in range(350)
    ]
    lines += [
        f"{iri(f'{paper}#author-{n}')} {iri(f'{KG}agent')} {iri(f'urn:a:{n}')} ."
        for n in range(350)
    ]
    lines += [f"{iri(f'urn:a:{n}')} {iri(f'{SCHEMA}name')} {literal(str(n))} ." for n in range(350)]
    assert list(entity_lines(store_of(lines), paper)) == sorted(lines)


@pytest.mark.parametrize("entity", ["name", "", "a b", "http://example.org/> } DROP ALL #", "_:b0"])
def test_what_is_no_iri_is_refused(entity: str) -> None:
    with pytest.raises(UsageError, match="not an IRI"):
        entity_lines(store_of([]), entity)


def test_an_entity_that_the_graph_does_not_know_is_said_to_be_unknown() -> None:
    with pytest.raises(UsageError, match="says nothing of <http://example"):
        entity_lines(store_of(lines_of("cut_list")), "http://example.org/nobody")


@given(st.text(max_size=10))
def test_text_of_any_kind_comes_through(text: str) -> None:
    line = f"{iri(CLUSTER)} {iri(f'{SCHEMA}name')} {literal(text)} ."
    assert list(entity_lines(store_of([line]), CLUSTER)) == [line]


@pytest.mark.parametrize(
    "name",
    ["abstract", "schema:abstract", "http://schema.org/abstract", "<http://schema.org/abstract>"],
)
def test_a_property_is_left_out_however_it_is_named(name: str) -> None:
    lines = lines_of("cut_list")
    left = list(without_properties(lines, [name]))
    assert set(lines) - set(left) == {
        line for line in lines if "<http://schema.org/abstract>" in line
    }
    assert len(left) == len(lines) - 1


def test_several_properties_and_types_are_left_out() -> None:
    left = list(without_properties(lines_of("cut_list"), ["kg:quote", "type", "author"]))
    predicates = {parse(line)[1] for line in left}
    assert not predicates & {f"{KG}quote", f"{RDF}type", f"{SCHEMA}author"}
    assert f"{KG}authorship" in predicates


def test_text_that_looks_like_a_property_stays() -> None:
    line = f"{iri(CLUSTER)} {iri(f'{SCHEMA}name')} {literal(f'<{SCHEMA}abstract> x')} ."
    assert list(without_properties([line], ["abstract"])) == [line]


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("abstrakt", "did you mean abstract"),
        ("schema:abstrct", "did you mean abstract"),
        ("http://schema.org/abstrct", "did you mean abstract"),
        ("kg:abstract", "did you mean abstract"),
        ("ScholarlyArticle", "no property 'ScholarlyArticle'"),
        ("", "no property ''"),
        ("qqqq", "context.jsonld"),
    ],
)
def test_a_mistyped_property_is_refused_before_anything_is_written(name: str, hint: str) -> None:
    with pytest.raises(UsageError, match=hint):
        without_properties(iter(()), [name])


def test_every_name_of_a_property_leads_to_it() -> None:
    assert property_iri("wasDerivedFrom") == property_iri("prov:wasDerivedFrom")
    assert property_iri("kg:year") == f"{KG}year"
