"""Terms that nothing uses are pointed at, with the term that was probably meant."""

from __future__ import annotations

import subprocess
import sys
import warnings
from pathlib import Path

import pytest

import kg
from kg.errors import QueryWarning
from kg.questions import question, questions
from kg.sparql.unknown import UnknownTerm, unknown_terms
from kg.store.memory import MemoryStore
from kg.store.protocol import Store
from kg.store.remote import RemoteStore
from tests.segments import as_block
from tests.servers import oxigraph

PAPER = "<http://example.org/paper>"
LINES = [
    f'{PAPER} <http://schema.org/name> "Twins" .',
    f"{PAPER} <http://schema.org/citation> {PAPER} .",
    f"{PAPER} <http://schema.org/about> <http://www.w3.org/2004/02/skos/core#Oddity> .",
]


@pytest.fixture(scope="module")
def store() -> Store:
    made = MemoryStore()
    made.commit([], as_block(LINES))
    return made


def told(store: Store, pattern: str) -> list[tuple[str, str | None]]:
    """The unknown terms of a pattern, each with the term suggested."""
    return [(one.term, one.suggestion) for one in unknown_terms(store, f"SELECT * {{ {pattern} }}")]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("schema:authour", "schema:author"),
        ("schema:Name", "schema:name"),
        ("kg:verifedAgent", "kg:verifiedAgent"),
        ("kg:name", "schema:name"),
        ("schema:year", "kg:year"),
        ("schema:title", "schema:name"),
        ("dcterms:creator", "schema:author"),
        ("rdfs:label", "schema:name"),
        ("<http://schema.org/authour>", "schema:author"),
        ("<https://schema.org/name>", "schema:name"),
        ("kg:doix\\-y", None),
    ],
)
def test_a_misspelt_property_has_its_suggestion(store: Store, written: str, meant: str) -> None:
    assert told(store, f"?paper {written} ?value") == [(written, meant)]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("schema:ScholarlyArtical", "schema:ScholarlyArticle"),
        ("kg:nameCluster", "kg:NameCluster"),
        ("kg:Authorships", "kg:Authorship"),
        ("schema:Paper", "schema:ScholarlyArticle"),
    ],
)
def test_a_misspelt_class_has_its_suggestion(store: Store, written: str, meant: str) -> None:
    assert told(store, f"?thing a {written}") == [(written, meant)]


def test_a_misspelt_value_has_its_suggestion(store: Store) -> None:
    assert told(store, "?paper schema:about arxiv:cs.LGG") == [("arxiv:cs.LGG", "arxiv:cs.LG")]
    pattern = "?a kg:identityStatus ?status FILTER(?status = kg:Verifyed)"
    assert told(store, pattern) == [("kg:Verifyed", "kg:Verified")]


@pytest.mark.parametrize(
    "pattern",
    [
        "?paper schema:author ?declared ; kg:year ?too ; a schema:ScholarlyArticle",
        "?paper schema:citation ?in_the_data",
        "?paper schema:about skos:Oddity",
        "?paper <http://example.org/shelf> ?of_others",
        'FILTER(xsd:integer("3") = 3 && "3"^^xsd:integer = 3)',
        "?paper schema:about arxiv:cs.AI",
        "?paper schema:name ?name # schema:authour",
        '?paper schema:name "schema:authour"',
    ],
)
def test_what_is_known_or_none_of_ours_is_not_told(store: Store, pattern: str) -> None:
    assert told(store, pattern) == []


def test_the_namespace_of_schema_org_that_others_use_is_told_once(store: Store) -> None:
    query = "PREFIX schema: <https://schema.org/>\nSELECT * { ?p schema:name ?n ; schema:url ?u }"
    (only,) = unknown_terms(store, query)
    assert (only.kind, only.line, only.column) == ("namespace", 1, 16)
    assert "did you mean <http://schema.org/>?" in str(only)


def test_the_suggestion_is_written_with_the_prefixes_of_the_query(store: Store) -> None:
    query = "PREFIX s: <http://schema.org/>\nSELECT * {\n  ?p s:authour ?a ; s:authour ?b }"
    assert unknown_terms(store, query) == [
        UnknownTerm(
            "term",
            "s:authour",
            3,
            6,
            "schema:author",
            "\n    ?p s:authour ?a ; s:authour ?b }\n       ^",
        )
    ]


def test_what_a_construct_makes_may_have_any_terms(store: Store) -> None:
    query = "CONSTRUCT { ?p foaf:nick ?n . ?p foaf:made ?p } WHERE { ?p foaf:nick ?n }"
    (only,) = unknown_terms(store, query)
    assert only.column == query.rindex("foaf:nick") + 1


@pytest.mark.parametrize("name", [asked.name for asked in questions()])
def test_no_canned_question_has_an_unknown_term(store: Store, name: str) -> None:
    assert unknown_terms(store, question(name).sparql) == []


def test_in_python_it_is_a_warning_and_the_query_runs() -> None:
    graph = kg.open_graph()
    with pytest.warns(QueryWarning, match="schema:authour.*did you mean schema:author"):
        assert graph.sparql("ASK { ?p schema:authour ?a }") is False
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert graph.sparql("ASK { ?p schema:author ?a }") is False


def test_a_server_is_asked_for_what_it_holds(tmp_path: Path) -> None:
    with oxigraph(tmp_path) as address:
        remote = RemoteStore(address, tmp_path / "state")
        with remote.writing():
            remote.commit([], as_block(LINES))
        assert told(remote, "?p schema:citation ?c ; schema:authour ?a") == [
            ("schema:authour", "schema:author")
        ]


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("seeds") / "store"
    kg.open_graph(folder).load(Path(__file__).parents[2] / "seeds")
    return str(folder)


def shell(store: str, query: str, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "kg", "sparql", query, "--store", store, *options]
    return subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", timeout=60, check=False
    )


EMPTY = "that is probably why the answer is empty"


@pytest.mark.parametrize(
    ("query", "formats"),
    [
        ("SELECT ?a { ?p schema:authour ?a }", ["table", "csv", "tsv", "json", "xml"]),
        ("ASK { ?p schema:authour ?a }", ["table", "json", "xml"]),
        ("CONSTRUCT WHERE { ?p schema:authour ?a }", ["turtle", "ntriples", "jsonld"]),
    ],
)
def test_an_empty_answer_comes_with_its_probable_reason(
    seeds: str, query: str, formats: list[str]
) -> None:
    for name in formats:
        done = shell(seeds, query, "--format", name)
        assert done.returncode == 0
        assert "kg: warning: line 1, column " in done.stderr
        assert "unknown term schema:authour" in done.stderr
        assert EMPTY in done.stderr, name


@pytest.mark.parametrize("name", ["table", "csv", "tsv", "json", "xml"])
def test_an_answer_that_is_not_empty_has_the_warning_alone(seeds: str, name: str) -> None:
    query = "SELECT ?a { ?p schema:author ?a OPTIONAL { ?p schema:authour ?b } } LIMIT 1"
    done = shell(seeds, query, "--format", name)
    assert "unknown term schema:authour" in done.stderr
    assert EMPTY not in done.stderr


def test_a_query_without_unknown_terms_says_nothing_besides_its_answer(seeds: str) -> None:
    assert shell(seeds, "SELECT ?a { ?p schema:author ?a } LIMIT 1").stderr == ""
