"""Every question file is as the catalogue, the runner and other SPARQL engines need it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import pyoxigraph
import pytest
import rdflib.plugins.sparql
import yaml

import kg
from kg.graph.vocab import PREFIXES
from kg.questions import Question, names, procedures, question, questions, show
from kg.questions.answers import COLUMN_TYPES
from kg.questions.catalogue import read_question
from kg.questions.parameters import KINDS

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "queries").rglob("*.rq"))
QUESTIONS = list(questions())
ASPECTS = {"authors", "categories", "collaboration", "papers", "sources", "venues"}
STATUS_OF = {
    **dict.fromkeys(("agent", "author", "candidate", "coauthor"), "identity_status"),
    "author_a": "status_a",
    "author_b": "status_b",
    "source": "source_status",
    "target": "target_status",
    "from": "from_status",
    "to": "to_status",
}
"""Column that names an author → the column that says who that is."""
HEADER_KEYS = {"title", "description", "parameters", "columns", "key", "example"}
OPTIONAL_HEADER_KEYS = {"network"}
PARAMETER_KEYS = {"kind", "required", "default", "list", "description"}
OPTIONS = {"after", "format", "limit", "max_rows", "show", "store", "timeout"}
"""What every question can be told, so that none has a parameter of that name."""

VALUES_LINE = re.compile(r"^ *VALUES \?(\w+) \{ (.+) \}$", re.MULTILINE)

TOKEN = re.compile(
    r"""(?P<skip>\s+|\#[^\n]*|<[^<>\s]*>|"(?:[^"\\\n]|\\.)*")
      | (?P<open>\{) | (?P<close>\}) | \?(?P<variable>\w+) | (?P<word>[\w:.-]+) | .""",
    re.VERBOSE,
)


@dataclass(eq=False)
class Group:
    """A group of a query: the variables that it names, those of ``VALUES`` lines, its parts.

    ``kind`` is the word before its brace. A sub-select is a group that names what stands between
    ``SELECT`` and ``WHERE``, with one part.
    """

    parent: Group | None
    kind: str
    names: set[str] = field(default_factory=set)
    binds: set[str] = field(default_factory=set)
    parts: list[Group] = field(default_factory=list)

    def all(self) -> Iterator[Group]:
        yield self
        for part in self.parts:
            yield from part.all()

    @property
    def uses(self) -> set[str]:
        """The variables in triples and filters of the group itself, or handed on by it."""
        handed_on = self.parent.names if self.parent and self.kind == "WHERE" else set[str]()
        tested = [part.uses for part in self.parts if part.kind == "EXISTS"]
        return self.names.union(handed_on, *tested)

    @property
    def bound(self) -> set[str]:
        """The variables of ``VALUES`` lines in the group and those that its sub-selects hand on."""
        where = [part for part in self.parts if part.kind == "WHERE"]
        if where:
            return where[0].bound & self.names
        return self.binds.union(*(part.bound for part in self.parts if part.is_select))

    @property
    def known(self) -> set[str]:
        """The variables of ``VALUES`` lines that are bound where the group is evaluated."""
        if self.parent is None or self.is_select or self.kind == "WHERE":
            return self.bound
        return self.bound | self.parent.known

    @property
    def is_select(self) -> bool:
        return any(part.kind == "WHERE" for part in self.parts)


def groups(sparql: str) -> Group:
    """The groups of a query, the whole of it being the outermost."""
    group = Group(None, "")
    before = ["", ""]
    for match in TOKEN.finditer(sparql):
        if match["skip"]:
            continue
        if match["open"]:
            group.parts.append(Group(group, kind=before[1]))
            group = group.parts[-1]
        elif match["close"]:
            assert group.parent is not None
            group = group.parent
        elif match["variable"]:
            (group.binds if before[1] == "VALUES" else group.names).add(match["variable"])
        before = [before[1], match[0]]
    return group


def misplaced(asked: Question) -> list[str]:
    """What is wrong with the places of the ``VALUES`` lines."""
    parameters = {parameter.name for parameter in asked.parameters}
    columns = {column.name for column in asked.columns}
    whole = groups(asked.sparql)
    found = []
    parts = [part for where in whole.parts for part in where.parts if not part.is_select]
    outermost = {whole, *whole.parts, *parts}
    for group in whole.all():
        # Outermost, a column may bear the name of a parameter that only a sub-select knows.
        unbound = (group.names & parameters) - group.known
        unbound -= columns if group in outermost else set()
        found += [f"?{name} is used where no VALUES line binds it" for name in sorted(unbound)]
        idle = (group.binds & parameters) - group.uses
        found += [f"VALUES ?{name} is in a group that does not use it" for name in sorted(idle)]
    return found


def header(path: Path) -> dict[str, Any]:
    lines = path.read_text("utf-8").splitlines()
    text = "\n".join(line[2:] for line in lines if line.startswith("#+"))
    return cast("dict[str, Any]", yaml.safe_load(text))


def by_stem(path: Path) -> str:
    return path.stem


def by_name(asked: Question) -> str:
    return asked.name


@pytest.mark.parametrize("path", FILES, ids=by_stem)
def test_every_query_file_is_a_question_in_the_folder_of_its_aspect(path: Path) -> None:
    assert path.parent.parent == ROOT / "queries"
    assert path.parent.name in ASPECTS
    assert question(path.stem) == read_question(path)


def test_names_are_unique_and_all_files_are_known() -> None:
    assert sorted(path.stem for path in FILES) == sorted(names())
    assert len(set(names())) == len(FILES)


@pytest.mark.parametrize("path", FILES, ids=by_stem)
def test_header_is_complete_and_typed(path: Path) -> None:
    said = header(path)
    assert said.keys() - OPTIONAL_HEADER_KEYS == HEADER_KEYS
    assert said["title"] == said["title"].strip().rstrip(".")
    assert said["description"].endswith(".")
    for name, facts in said["parameters"].items():
        assert facts.keys() <= PARAMETER_KEYS, name
        assert facts["kind"] in KINDS, name
        assert isinstance(facts["required"], bool), name
        assert not (facts["required"] and "default" in facts), name
        assert facts["description"], name
    for name, facts in said["columns"].items():
        assert facts.keys() == {"type", "description"}, name
        assert facts["type"] in COLUMN_TYPES, name
        assert facts["description"], name
    assert not said["parameters"].keys() & OPTIONS
    assert said["key"]
    assert set(said["key"]) <= said["columns"].keys()
    required = {name for name, facts in said["parameters"].items() if facts["required"]}
    assert required <= said["example"].keys() <= said["parameters"].keys()
    assert said["example"]


@pytest.mark.parametrize("asked", [asked for asked in QUESTIONS if asked.network], ids=by_name)
def test_the_ends_of_a_network_are_columns(asked: Question) -> None:
    assert asked.network
    types = {column.name: column.type for column in asked.columns}
    for end in (asked.network.source, asked.network.target):
        assert [types.pop(name) for name in end] == ["iri", "name", "text"]
        assert STATUS_OF[end[0]] == end[2]
    # What is left are attributes of an edge, beside those of nodes.
    assert not types.keys() & {"id", "label", "identity_status", "source", "target"}


def test_questions_whose_rows_link_two_authors_are_networks() -> None:
    both = [{"source", "target"}, {"author_a", "author_b"}, {"from", "to"}]
    linking = {a.name for a in QUESTIONS if any(e <= {c.name for c in a.columns} for e in both)}
    assert linking == {asked.name for asked in QUESTIONS if asked.network}


@pytest.mark.parametrize("asked", QUESTIONS, ids=by_name)
def test_both_engines_read_the_query_and_give_the_columns(asked: Question) -> None:
    columns = [column.name for column in asked.columns]
    solutions = pyoxigraph.Store().query(asked.sparql)
    assert isinstance(solutions, pyoxigraph.QuerySolutions)
    assert [variable.value for variable in solutions.variables] == columns
    prepared = rdflib.plugins.sparql.prepareQuery(asked.sparql)
    assert [str(variable) for variable in prepared.algebra.PV] == columns


@pytest.mark.parametrize("asked", QUESTIONS, ids=by_name)
def test_parameters_are_values_lines_in_the_groups_that_use_them(asked: Question) -> None:
    lines = VALUES_LINE.findall(asked.sparql)
    assert len(lines) == asked.sparql.count("VALUES")
    assert {name for name, _ in lines} == {parameter.name for parameter in asked.parameters}
    assert misplaced(asked) == []


@pytest.mark.parametrize("asked", QUESTIONS, ids=by_name)
def test_optional_parameters_can_be_absent(asked: Question) -> None:
    for parameter in asked.parameters:
        bound = f"BOUND(?{parameter.name})" in asked.sparql
        assert bound == (not parameter.required and parameter.default is None), parameter.name


@pytest.mark.parametrize("asked", QUESTIONS, ids=by_name)
def test_query_is_plain_and_ordered(asked: Question) -> None:
    words = {match["word"] for match in TOKEN.finditer(asked.sparql)}
    # Only links stand in graphs of their own.
    allowed = {"GRAPH"} if "owl:annotatedSource" in words else set()
    assert not words & {"LIMIT", "OFFSET", "SERVICE", "GRAPH", "FROM"} - allowed
    assert "*" not in re.findall(r"SELECT (?:DISTINCT )?(\S+)", asked.sparql)
    assert re.search(r"^ORDER BY ", asked.sparql, re.MULTILINE)


@pytest.mark.parametrize("asked", QUESTIONS, ids=by_name)
def test_prefixes_are_those_of_the_project_and_all_used(asked: Question) -> None:
    declared = dict(re.findall(r"^PREFIX (\w+): <(\S+)>$", asked.sparql, re.MULTILINE))
    assert declared.items() <= PREFIXES.items()
    used = {word.partition(":")[0] for word in re.findall(r"(?<![\w<:])[a-z]+:\w+", asked.sparql)}
    assert used - {"https", "http"} == declared.keys()


@pytest.mark.parametrize("asked", QUESTIONS, ids=by_name)
def test_groups_of_nothing_give_nothing_in_every_engine(asked: Question) -> None:
    # rdflib answers GROUP BY over no solutions with a row of nothing, which HAVING takes away.
    grouped = asked.sparql.count("GROUP BY")
    assert len(re.findall(r"GROUP BY [?\w ]+ HAVING \(COUNT\(\*\) > 0\)", asked.sparql)) == grouped


@pytest.mark.parametrize("asked", QUESTIONS, ids=by_name)
def test_rows_that_name_an_author_say_who_that_is(asked: Question) -> None:
    columns = {column.name for column in asked.columns}
    # Without a network a source is a document, and a target what something is elsewhere.
    agents = columns if asked.network else columns - {"source", "target"}
    assert {STATUS_OF[name] for name in agents & STATUS_OF.keys()} <= columns


@pytest.fixture(scope="module")
def seeds() -> kg.Graph:
    graph = kg.open_graph()
    graph.load(ROOT / "seeds")
    return graph


@pytest.mark.parametrize("asked", QUESTIONS, ids=by_name)
def test_the_file_as_it_stands_is_the_example_on_the_seeds(
    seeds: kg.Graph, asked: Question
) -> None:
    filled = show(seeds.store, asked.name, asked.example)
    assert [*terms(asked.sparql)] == [*terms(filled)]
    assert VALUES_LINE.sub("", asked.sparql) == VALUES_LINE.sub("", filled)


def terms(sparql: str) -> Iterator[list[object]]:
    for name, values in VALUES_LINE.findall(sparql):
        rows = pyoxigraph.Store().query(f"SELECT ?{name} {{ VALUES ?{name} {{ {values} }} }}")
        yield [row[0] for row in cast("Any", rows)]


PLACED = """
SELECT ?year ?paper WHERE {
  { SELECT ?paper WHERE {
      VALUES ?author { "Ada Brook" }
      ?paper schema:author ?author .
      VALUES ?venue { UNDEF }
      FILTER(!BOUND(?venue) || EXISTS { ?paper kg:publishedInSeries ?venue })
    } }
  OPTIONAL { ?paper kg:year ?year }
}
"""
BROKEN = {
    "outside": PLACED.replace('      VALUES ?author { "Ada Brook" }\n', "").replace(
        "  OPTIONAL", '  VALUES ?author { "Ada Brook" }\n  OPTIONAL'
    ),
    "too far in": PLACED.replace(
        'VALUES ?author { "Ada Brook" }\n', 'OPTIONAL {\n VALUES ?author { "Ada Brook" }\n }\n'
    ),
    "too far out": PLACED.replace(
        "      ?paper schema:author ?author .\n", "      { ?paper schema:author ?author }\n"
    ),
    "missing": PLACED.replace("      VALUES ?venue { UNDEF }\n", ""),
}


def placed(sparql: str) -> Question:
    author, venue = question("author_papers").parameters[:2]
    return Question("q", "papers", "", "", (author, venue), (), (), sparql, {})


def test_a_procedure_answers_a_question_of_its_name() -> None:
    assert procedures.names() <= set(names())


def test_the_lint_lets_a_good_query_pass() -> None:
    assert misplaced(placed(PLACED)) == []


@pytest.mark.parametrize("case", BROKEN)
def test_the_lint_finds_misplaced_values(case: str) -> None:
    assert BROKEN[case] != PLACED
    assert misplaced(placed(BROKEN[case]))
