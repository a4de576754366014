"""What exports look like to those who read them, and that adding a format is adding a file."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyoxigraph
import pytest

from kg.errors import UsageError
from kg.export import exporter_named, exporters, formats, write, write_file
from kg.export.context import context
from kg.graph.ntriples import literal
from kg.graph.vocab import ARXIV, DEFAULT_BASE, KG, PREFIXES, RDF, SCHEMA, XSD
from kg.resources import resource

FOLDER = Path(__file__).parents[1] / "cases" / "export"
CASES = sorted(FOLDER.glob("*.nt"))
EXPECTED = [
    (path, exporter.name)
    for exporter in exporters()
    for path in sorted(FOLDER.glob(f"*{exporter.extension}"))
    if exporter.extension != ".nt"
]
PAPER = f"{DEFAULT_BASE}paper/tea-leaves-as-a-service-0123456789abcdef"


def lines_of(case: str) -> list[str]:
    return (FOLDER / f"{case}.nt").read_text("utf-8").split("\n")[:-1]


def exported(name: str, lines: list[str]) -> str:
    output = io.StringIO()
    write(name, lines, output, DEFAULT_BASE)
    return output.getvalue()


def nodes_of(lines: list[str]) -> dict[str, Any]:
    return {node["id"]: node for node in json.loads(exported("jsonld", lines))["@graph"]}


def keys(nodes: Any) -> Iterator[str]:
    for node in nodes.values():
        for value in node.values():
            for part in value if isinstance(value, list) else [value]:
                if isinstance(part, dict):
                    yield from keys({"": part})
        yield from node


def values(*objects: str) -> list[str]:
    subject = f"<{DEFAULT_BASE}x> <{SCHEMA}value>"
    return sorted(f"{subject} {value} ." for value in objects)


def test_each_file_in_the_folder_is_a_format() -> None:
    files = {path.stem for path in Path(formats.__path__[0]).glob("[!_]*.py")}
    assert {exporter.name for exporter in exporters()} == files


def test_formats_differ_in_all_that_tells_them_apart() -> None:
    for field in ("name", "label", "media_type", "extension", "feature"):
        told = [getattr(exporter, field) for exporter in exporters()]
        assert len(set(told)) == len(told)


def test_a_mistyped_format_is_put_right() -> None:
    with pytest.raises(UsageError, match="did you mean turtle"):
        exporter_named("turtel")
    with pytest.raises(
        UsageError, match="there are jsonld, nquads, ntriples, rdfxml, trig, turtle"
    ):
        exporter_named("pdf")


@pytest.mark.parametrize(
    ("path", "name"), EXPECTED, ids=lambda value: getattr(value, "name", value)
)
def test_cases_look_as_expected(path: Path, name: str) -> None:
    # The header changes with the vocabulary, which other tests look after.
    _, _, expected = path.read_text("utf-8").partition('"@graph"' if name == "jsonld" else "\n\n")
    assert exported(name, lines_of(path.stem)).endswith(expected)
    assert expected


@pytest.mark.parametrize("case", [path.stem for path in CASES])
def test_every_process_writes_the_same_bytes(case: str) -> None:
    code = "import sys; from kg.errors import UsageError; from kg.export import exporters, write\n"
    code += "lines = open(sys.argv[1], encoding='utf-8', newline='').read().split('\\n')[:-1]\n"
    code += "for one in exporters():\n"
    code += "    try: write(one.name, lines, sys.stdout, sys.argv[2])\n"
    code += "    except UsageError as error: print(error)"
    command = [sys.executable, "-c", code, str(FOLDER / f"{case}.nt"), DEFAULT_BASE]
    written = {
        subprocess.run(
            command,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(FOLDER.parents[2])},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(written) == 1


@pytest.mark.parametrize("name", ["ntriples", "nquads"])
def test_lines_are_written_as_they_are(name: str) -> None:
    assert exported(name, lines_of("hostile_text")).split("\n")[:-1] == lines_of("hostile_text")


def test_json_holds_a_publication_with_its_parts() -> None:
    paper = nodes_of(lines_of("cut_list"))[PAPER]
    assert [one.get("position") for one in paper["authorship"]] == [*range(1, 11), None]
    assert paper["authorship"][-1]["nameAsListed"] == "Kit Oasis"
    assert paper["author"][-2:] == [
        f"{DEFAULT_BASE}person/orcid/0000-0001-2345-6789",
        f"{DEFAULT_BASE}name/kit_oasis",
    ]
    assert [link.get("evidence") for link in paper["codeLink"]] == [
        ["AbstractText", "MetadataField"],
        ["Badge"],
    ]
    assert paper["authorListComplete"] is False
    assert paper["year"] == 2025


def test_json_holds_a_page_with_its_figures_in_its_source() -> None:
    (source,) = (node for node in nodes_of(lines_of("cut_list")).values() if "page" in node)
    (page,) = source["page"]
    assert page["type"] == "ProfilePage"
    figures = {one["measuredProperty"]: one["value"] for one in page["observation"]}
    assert figures == {"authorRowCount": 2, "paperCount": 1}


def test_json_has_one_node_for_each_document() -> None:
    for case in ("cut_list", "figures_and_dates", "hostile_text"):
        assert not [name for name in nodes_of(lines_of(case)) if "#" in name]


def test_json_uses_readable_keys_throughout() -> None:
    cases = ("cut_list", "figures_and_dates", "hostile_text")
    assert not [key for case in cases for key in keys(nodes_of(lines_of(case))) if ":" in key]


def test_json_keeps_decimals_as_they_are_written() -> None:
    exact = ["68.3", "68.30", "0.1", "12345678901234567890.000000000001", "7"]
    lines = values(*(literal(text, f"{XSD}decimal") for text in exact))
    written = nodes_of(lines)[f"{DEFAULT_BASE}x"]["value"]
    assert {one["@type"] for one in written} == {"xsd:decimal"}
    assert sorted(one["@value"] for one in written) == sorted(exact)


def test_json_numbers_stay_where_every_reader_is_exact() -> None:
    lines = values(*(literal(text, f"{XSD}integer") for text in ("9" * 15, "9" * 16, "-1", "01")))
    written = nodes_of(lines)[f"{DEFAULT_BASE}x"]["value"]
    numbers = [one for one in written if isinstance(one, int)]
    assert sorted(numbers) == [-1, 10**15 - 1]


def test_turtle_abbreviates_what_every_reader_expands_to_the_same() -> None:
    text = exported(
        "turtle",
        values(
            literal("58", f"{XSD}integer"),
            literal("68.3", f"{XSD}decimal"),
            literal("true", f"{XSD}boolean"),
            literal("007", f"{XSD}integer"),
            literal("2025", f"{XSD}gYear"),
            f"<{ARXIV}cs.CL>",
            f"<{SCHEMA}a.>",
            f"<{DEFAULT_BASE}name/ada>",
            f"<{DEFAULT_BASE}name/..>",
        ),
    )
    objects = text.partition("<x> schema:value\n")[2].removesuffix(" .\n").split(" ,\n")
    assert {one.strip() for one in objects} == {
        *("58", "68.3", "true", '"007"^^xsd:integer', '"2025"^^xsd:gYear', "arxiv:cs.CL"),
        *(f"<{SCHEMA}a.>", "<name/ada>", f"<{DEFAULT_BASE}name/..>"),
    }


def test_turtle_puts_the_main_subject_before_its_parts_and_the_type_first() -> None:
    blocks = exported("turtle", lines_of("cut_list")).split("\n\n")
    (paper,) = (block for block in blocks if block.startswith("<paper/"))
    subjects = [line.split()[0] for line in paper.splitlines() if line.startswith("<")]
    assert subjects[:2] == [
        "<paper/tea-leaves-as-a-service-0123456789abcdef>",
        f"{subjects[0][:-1]}#author-1>",
    ]
    assert subjects.index(f"{subjects[0][:-1]}#author-2>") == 2
    assert all(" a " in line for line in paper.splitlines() if line.startswith("<"))


def test_xml_holds_text_of_any_look() -> None:
    text = " <b>&amp;</b> ]]> \"'\r\n\t "
    element = exported("rdfxml", values(literal(text))).partition("<schema:value>")[2]
    assert element.partition("</schema:value>")[0] == (
        " &lt;b&gt;&amp;amp;&lt;/b&gt; ]]&gt; \"'&#13;\n\t "
    )


def test_xml_declares_a_namespace_that_has_no_prefix_where_it_is_used() -> None:
    line = f"<{DEFAULT_BASE}x> <https://example.org/q?a=1&b> <https://example.org/?c&d> ."
    element = '<ns:b xmlns:ns="https://example.org/q?a=1&amp;" rdf:resource="https://example.org/?c&amp;d"/>'
    assert element in exported("rdfxml", [line])


@pytest.mark.parametrize(
    "predicate",
    [
        *("https://example.org/", "https://example.org/p#", "https://example.org/1", "urn:a:名"),
        *(f"{RDF}li", f"{RDF}Description", f"{RDF}about"),
        "http://www.w3.org/2000/xmlns/a",
    ],
)
def test_xml_refuses_a_property_that_is_no_name_there(predicate: str) -> None:
    line = f'<{DEFAULT_BASE}x> <{predicate}> "x" .'
    with pytest.raises(UsageError, match="no name of XML"):
        exported("rdfxml", [line])


@pytest.mark.parametrize("character", ["\0", "\x08", "\x1b", "\ufffe", "\uffff"])
def test_xml_refuses_a_character_that_it_can_not_hold(tmp_path: Path, character: str) -> None:
    target = tmp_path / "graph.rdf"
    target.write_text("before")
    lines = values(literal("fine"), literal(f"a{character}b"))
    with pytest.raises(UsageError, match=f"U\\+{ord(character):04X}, which <{SCHEMA}value>"):
        write_file("rdfxml", lines, target, DEFAULT_BASE)
    assert target.read_text() == "before"


def test_trig_of_one_graph_is_turtle() -> None:
    lines = lines_of("cut_list")
    assert exported("trig", lines) == exported("turtle", lines)


def test_the_context_knows_the_prefixes_of_the_graph() -> None:
    assert {prefix: namespace for namespace, prefix in context().prefixes.items()} == PREFIXES


def test_the_context_names_each_term_once() -> None:
    terms = [*context().properties, *context().names]
    assert not [term for term, times in Counter(terms).items() if times > 1]
    keys = [found.key for found in context().properties.values()]
    assert len(set(keys)) == len(keys)


def test_the_context_has_every_term_of_the_ontology() -> None:
    declared = {
        quad.subject.value
        for quad in pyoxigraph.parse(
            path=resource("ontology", "kg.ttl"), format=pyoxigraph.RdfFormat.TURTLE
        )
        if isinstance(quad.subject, pyoxigraph.NamedNode) and quad.subject.value.startswith(KG)
    }
    assert declared <= context().properties.keys() | context().names.keys()
