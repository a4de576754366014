"""The rooms of the house: how large a module may be and what it may know of the others."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODULES = sorted((ROOT / "kg").rglob("*.py"))

ALLOWED: dict[str, dict[str, str]] = {
    "__init__": {
        "api": "the public API is gathered here",
        "errors": "the exceptions are part of it",
    },
    "__main__": {"cli": "python -m kg is kg"},
    "api": {
        "errors": "raises them",
        "export": "exports",
        "graph": "checks the base of IRIs",
        "info": "tells",
        "linking": "links",
        "loading": "loads and unloads",
        "model": "gives links as they are",
        "questions": "asks",
        "sparql": "queries",
        "statements": "chooses what to export",
        "store": "opens one",
        "validation": "validates",
    },
    "cli": {
        "__init__": "prints the version",
        "api": "commands are thin over the API",
        "errors": "turns them into exit codes",
        "export": "lists the exporters, and writes answers that are graphs",
        "graph": "shortens IRIs by the prefixes, and sorts",
        "info": "prints it",
        "linking": "prints what came of it",
        "loading": "prints its report",
        "model": "prints counts and problems",
        "questions": "a command for each question, and result formats",
        "review": "has people decide",
        "resources": "finds the seeds",
        "sources.formats": "lists them",
        "sparql": "runs people's own queries, and writes results as the engine gives them",
        "store.embedded": "completes names without loading all of the API",
        "store.snapshots": "tells stores from other folders",
        "store.address": "tells folders from servers",
        "store.protocol": "prints ledger entries",
        "store.results": "writes answers as they come",
        "store.server": "hands on where a server takes what",
        "store.stream": "reads lines as a stream",
        "text": "shows control characters",
    },
    "errors": {},
    "export": {
        "errors": "raises them",
        "graph": "prefixes and N-Triples lines",
        "link": "mapping files, and which links are accepted",
        "model": "links",
        "resources": "the JSON-LD context",
        "store.protocol": "reads from any store",
    },
    "graph": {
        "errors": "raises them",
        "model": "maps records to triples",
        "resources": "vocabularies in ontology/",
        "text": "normal forms decide on IRIs",
    },
    "info": {
        "graph": "tells runs of links by their IRIs",
        "store.protocol": "counts in any store",
        "summaries": "tells them apart",
    },
    "link": {
        "__init__": "records name the version",
        "errors": "raises them",
        "graph": "terms, and the IRIs of identifiers",
        "model": "candidates hold records",
        "questions.fill": "puts values into query templates",
        "sources.opening": "opens dumps",
        "sources.registry": "reads bibliographic files to link to",
        "sources.preprints": "tells preprint servers from venues",
        "resolve.links": "tells what of several judgements counts",
        "store.stream": "loads them",
        "store.address": "addresses of servers elsewhere",
        "store.http": "asks them with care",
        "store.server": "SPARQL servers among them",
        "text": "normal forms of identifiers and titles",
    },
    "linking": {
        "api": "links a graph",
        "errors": "raises them",
        "export.files": "writes a mapping file as one step",
        "graph": "names sources",
        "link": "the stages of linking, one after another",
        "loading": "finds sources, and records runs as such",
        "model": "records",
        "questions": "tables of links, and names as people type them",
        "resolve": "reads the graph, or what one source says of it",
        "sources": "reads mapping files back",
        "store.address": "tells files from servers",
        "store.protocol": "ledger entries",
    },
    "loading": {
        "errors": "raises them",
        "graph": "records to segments",
        "manifest": "what is known of a file besides its content",
        "model": "sources, counts and problems",
        "resolve": "segments to the resolved graph",
        "search": "the index of the graph's names",
        "sources": "files to records",
        "summaries": "derived statements, made while the graph is",
        "store": "into any store; a dry run into one in memory",
    },
    "manifest": {"errors": "raises them"},
    "model": {},
    "questions": {
        "errors": "raises them",
        "graph": "vocabulary, and IRIs of names",
        "resources": "queries/",
        "search": "names as people type them",
        "store.protocol": "asks any store",
        "summaries": "reads listings",
        "store.results": "reads answers as they come",
        "text": "normal forms of what is typed",
    },
    "resolve": {
        "errors": "raises them",
        "graph": "reads and writes triples",
        "model": "joins records",
        "summaries": "changes listings with the graph",
        "text": "names decide on clusters",
    },
    "resources": {},
    "review": {
        "errors": "raises them",
        "export.files": "writes decisions whole or not at all",
        "graph": "terms, and the IRIs of things",
        "link": "writes decisions, and tells what they are about",
        "model": "links and judgements",
        "questions": "asks what is known of each side, and fits texts to a terminal",
        "sources.decoding": "reads what mapping files say of themselves",
        "sources.sssom": "reads links and decisions",
        "sources.sssom_table": "the same",
        "store.protocol": "looks things up in any store",
        "text": "makes texts safe to show, tells what agrees",
    },
    "search": {
        "errors": "raises them",
        "graph": "the terms that name things",
        "store.protocol": "gathers names from any store",
    },
    "sources": {
        "errors": "raises them",
        "graph.rdf_records": "the format rdf is a graph, which only that room can read",
        "graph.rdf_nodes": "the graphs of DBLP and SemOpenAlex, node by node",
        "graph.read.Node": "what is said of such a node",
        "graph.vocab": "mappings have short forms of IRIs by the prefixes",
        "model": "yields records",
        "resources": "tables in ontology/",
        "text": "reads names, dates and links",
    },
    "sparql": {
        "errors": "raises them",
        "graph": "the prefixes, and which terms are declared",
        "store.protocol": "queries any store",
        "store.bounds": "sets them",
        "text.arxiv": "the codes of categories",
        "store.results": "hands on answers as they come",
    },
    "statements": {
        "errors": "raises them",
        "export": "those of an entity, or without some properties, or the description",
        "graph.sorting": "in order",
        "loading": "finds sources, and what links prove",
        "resolve": "resolves anew what one source says",
        "store": "those of any store",
        "summaries": "those derived",
    },
    "store": {
        "__init__": "requests name the version",
        "errors": "raises them",
        "graph": "prefixes, and the order of N-Triples lines",
        "model": "the ledger keeps sources and counts",
    },
    "summaries": {"graph": "the lines of listings, and terms"},
    "text": {"resources": "tables in ontology/"},
    "validation": {
        "errors": "raises them",
        "info": "tells where links stand",
        "resources": "the shapes in ontology/",
        "store.named": "reads links",
        "store.protocol": "validates any store",
    },
}
"""Room → what it may import of other rooms, each with the reason."""

REGISTERED = re.compile(r"^(?:(?:FORMAT|EXPORTER)\b.*=|def command\()", re.MULTILINE)
"""What the one module of an input format, an export format or a command declares."""


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def in_kg(name: str) -> bool:
    return name.partition(".")[0] == "kg"


def imports(path: Path) -> Iterator[str]:
    """Full names of the modules, or things in modules, of ``kg`` that a module imports."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names = (alias.name for alias in node.names)
            yield from (name if name != "kg" else "kg.__init__" for name in names if in_kg(name))
        elif isinstance(node, ast.ImportFrom) and in_kg(node.module or ""):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def room_of(module: str) -> str:
    return module.split(".")[1] if "." in module else "__init__"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_is_at_most_400_lines(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= 400


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_room_knows_only_what_it_may_know(path: Path) -> None:
    room = room_of(name_of(path))
    allowed = tuple(f"kg.{name}." for name in ALLOWED[room])
    known = [name for name in imports(path) if room_of(name) != room]
    assert not [name for name in known if not f"{name}.".startswith(allowed)]


def test_modules_of_one_kind_do_not_know_each_other() -> None:
    registered = [path for path in MODULES if REGISTERED.search(path.read_text("utf-8"))]
    names = {name_of(path) for path in registered}
    for path in registered:
        known = {name.rpartition(".")[0] for name in imports(path)} | set(imports(path))
        assert not known & (names - {name_of(path)}), path


def test_there_is_no_room_for_odds_and_ends() -> None:
    names = set(chain.from_iterable(path.relative_to(ROOT).parts for path in MODULES))
    assert not names & {"utils.py", "util.py", "helpers.py", "misc.py", "utils", "helpers", "misc"}


def test_every_room_has_its_row() -> None:
    assert ALLOWED.keys() == {room_of(name_of(path)) for path in MODULES}
