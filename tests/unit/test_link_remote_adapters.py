"""Candidates from DBLP, SemOpenAlex and Wikidata: from files, and from a real server."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import rdflib
from pyoxigraph import Literal, NamedNode
from rdflib import Graph, URIRef
from rdflib.query import ResultRow

import kg
from kg.errors import InputError
from kg.link.remote.adapters.adapter import Adapter, template
from kg.link.remote.adapters.dblp import Dblp
from kg.link.remote.adapters.semopenalex import SemOpenAlex
from kg.link.remote.adapters.spellings import titles
from kg.link.remote.adapters.wikidata import Wikidata
from kg.link.remote.answers import Answer, NoAnswer, Reply
from kg.link.remote.batches import Batching
from kg.link.remote.cache import Cache
from kg.link.remote.candidates import Candidate, Series
from kg.link.remote.client import ASKED, Client
from kg.link.remote.endpoint import RemoteEndpoint
from kg.link.remote.local import LocalEndpoint
from kg.model import Identifier, Paper, Person
from kg.questions.fill import fill
from kg.store.http import Limits
from tests.servers import hold, oxigraph

TARGETS = Path(__file__).parents[1] / "cases" / "link_targets"
REAL = Path(__file__).parents[3] / "shared" / "data" / "external"
CASES: list[tuple[str, dict[str, Any]]] = [
    (path.parent.name, case)
    for path in sorted(TARGETS.glob("*/cases.jsonl"))
    for case in map(json.loads, path.read_text("utf-8").splitlines())
]
NAMES = [f"{target}-{case['question']}-{case['asked']}" for target, case in CASES]
QUERIES = sorted((Path(kg.__file__).parent / "link" / "remote" / "adapters").glob("*/*.rq"))
QUESTIONS = (
    *("papers_by_identifier", "papers_by_title", "people_by_identifier", "people_by_name"),
    "venues_by_name",
)
SERVED = {
    "dblp": "dblp/tides.ttl",
    "semopenalex": "semopenalex/tides.ttl",
    "main": "wikidata/main.ttl",
    "scholarly": "wikidata/scholarly.ttl",
}
Asked = str | Identifier


def adapters(client: Callable[[str], Client]) -> dict[str, Adapter]:
    """The adapters, each with a client for what is served under its name."""
    return {
        "dblp": Dblp(client("dblp")),
        "semopenalex": SemOpenAlex(client("semopenalex")),
        "wikidata": Wikidata(client("main"), client("scholarly")),
    }


@pytest.fixture(scope="module")
def local() -> dict[str, Adapter]:
    return adapters(lambda name: Client(LocalEndpoint(TARGETS / SERVED[name])))


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The addresses of SPARQL servers that hold the graphs, as their owners' do."""
    with (
        oxigraph(tmp_path_factory.mktemp("dblp")) as dblp,
        oxigraph(tmp_path_factory.mktemp("main")) as main,
        oxigraph(tmp_path_factory.mktemp("scholarly")) as scholarly,
    ):
        roots = {"dblp": dblp, "semopenalex": dblp, "main": main, "scholarly": scholarly}
        for name, root in roots.items():
            hold(root, (TARGETS / SERVED[name]).read_bytes())
        yield {name: f"{root}/query" for name, root in roots.items()}


def remote(url: str, cache: Cache | None = None, first: int = 32) -> Client:
    endpoint = RemoteEndpoint(url, limits=Limits(seconds=10, tries=1), gap=0)
    return Client(endpoint, cache, Batching(first=first))


def asked_as(question: str, text: str) -> Asked:
    """What a case asks for: an identifier as ``scheme:value``, or a text as it stands."""
    if not question.endswith("identifier"):
        return text
    scheme, _, value = text.partition(":")
    return Identifier(scheme, value)


def answers(adapter: Adapter, question: str, texts: list[str]) -> list[Answer[Any, Any]]:
    asked = [asked_as(question, text) for text in texts]
    found: list[Answer[Any, Any]] = getattr(adapter, question)(asked)
    assert [answer.asked for answer in found] == asked
    return found


def told(answer: Answer[Any, tuple[Candidate[Any], ...]]) -> dict[str, Any]:
    """An answer as a case writes it."""
    if isinstance(answer, NoAnswer):
        return {"no_answer": answer.reason}
    return {"candidates": [{"iri": one.iri, **_record(one.record)} for one in answer.value]}


def _record(record: Paper | Person | Series) -> dict[str, Any]:
    identifiers = [f"{one.scheme}:{one.value}" for one in record.identifiers]
    if isinstance(record, Person):
        names = {"names": record.names, "affiliations": record.affiliations}
        return {**_listed(names), "identifiers": identifiers}
    if isinstance(record, Series):
        return {"names": [*record.names], "kind": record.kind, "identifiers": identifiers}
    authors = [
        " ".join(
            [
                f"{mention.position or '-'} {mention.name}",
                *(f"{one.scheme}:{one.value}" for one in mention.identifiers),
            ]
        )
        for mention in record.mentions
    ]
    edition = record.edition
    return {
        "title": record.title,
        "authors": authors,
        "complete": record.complete,
        "year": record.date.year if record.date else None,
        "venue": edition and edition.venue.name,
        "volume": edition and edition.volume,
        "identifiers": identifiers,
    }


def _listed(values: dict[str, tuple[str, ...]]) -> dict[str, list[str]]:
    return {name: [*value] for name, value in values.items()}


@pytest.mark.parametrize(("target", "case"), CASES, ids=NAMES)
def test_a_file_gives_the_candidates(
    target: str, case: dict[str, Any], local: dict[str, Adapter]
) -> None:
    (answer,) = answers(local[target], case["question"], [case["asked"]])
    assert {**case, **told(answer)} == case


@pytest.mark.parametrize("target", ["dblp", "semopenalex", "wikidata"])
@pytest.mark.parametrize("question", QUESTIONS)
def test_a_server_gives_the_same_candidates_in_batches(
    target: str, question: str, served: dict[str, str]
) -> None:
    cases = [case for of, case in CASES if of == target and case["question"] == question]
    assert len(cases) > 1
    adapter = adapters(lambda name: remote(served[name], first=3))[target]
    found = answers(adapter, question, [case["asked"] for case in cases])
    for case, answer in zip(cases, found, strict=True):
        assert {**case, **told(answer)} == case
        if isinstance(answer, Reply):
            assert answer.origin.endpoint in served.values()
            assert not answer.origin.cached


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_target_has_cases_with_candidates_and_with_none(question: str) -> None:
    for target in ("dblp", "semopenalex", "wikidata"):
        found = [
            case.get("candidates")
            for of, case in CASES
            if of == target and case["question"] == question
        ]
        assert any(found)
        assert [] in found


@pytest.mark.parametrize(
    "hostile",
    [
        '"} DROP ALL #',
        "\\",
        "\\u0022 } # ",
        "x\ny\r",
        "<http://a/b>",
        "' } UNION { ?asked ?iri ?x } #",
        "\ud7ff\U0001f600",
        "a" * 5000,
        " ",
        "",
    ],
)
def test_hostile_text_finds_nothing_and_breaks_nothing(
    hostile: str, local: dict[str, Adapter]
) -> None:
    for adapter in local.values():
        for question in ("papers_by_title", "people_by_name", "venues_by_name"):
            (answer,) = answers(adapter, question, [hostile])
            assert isinstance(answer, NoAnswer) or answer.value == ()
        for scheme in ("doi", "wikidata", "openalex", "dblp", "orcid", "acl", "arxiv", "isni"):
            for ask in (adapter.papers_by_identifier, adapter.people_by_identifier):
                (found,) = ask([Identifier(scheme, hostile)])
                assert isinstance(found, NoAnswer) or found.value == ()


def test_without_the_scholarly_graph_papers_have_no_answer_but_people_do(
    served: dict[str, str],
) -> None:
    away = remote("http://127.0.0.1:1/sparql")
    split = Wikidata(remote(served["main"]), away)
    (paper,) = split.papers_by_identifier([Identifier("doi", "10.1000/tides.20")])
    assert isinstance(paper, NoAnswer)
    (person,) = split.people_by_name(["Ada M. Hill"])
    assert isinstance(person, Reply)
    assert len(person.value) == 1


def test_without_the_names_on_the_main_graph_a_paper_has_no_answer(served: dict[str, str]) -> None:
    away = remote("http://127.0.0.1:1/sparql")
    known, unknown = Wikidata(away, remote(served["scholarly"])).papers_by_identifier(
        [Identifier("doi", "10.1000/tides.20"), Identifier("doi", "10.1000/none")]
    )
    assert isinstance(known, NoAnswer)
    assert "no name of http://www.wikidata.org/entity/Q90" in known.reason
    assert isinstance(unknown, Reply)
    assert unknown.value == ()


def test_a_second_run_asks_nobody(served: dict[str, str], tmp_path: Path) -> None:
    def run(*, offline: bool) -> list[Answer[Any, Any]]:
        def client(name: str) -> Client:
            endpoint = RemoteEndpoint(served[name], limits=Limits(seconds=10), gap=0)
            return Client(endpoint, Cache(tmp_path), offline=offline)

        return answers(
            adapters(client)["wikidata"],
            "papers_by_identifier",
            ["doi:10.1000/tides.20", "doi:10.1000/none"],
        )

    first, second = run(offline=False), run(offline=True)
    assert [told(answer) for answer in first] == [told(answer) for answer in second]
    assert all(isinstance(answer, Reply) and answer.origin.cached for answer in second)


def test_a_dump_may_be_packed_and_in_several_files(tmp_path: Path) -> None:
    packed = tmp_path / "scholarly.ttl.gz"
    packed.write_bytes(gzip.compress((TARGETS / SERVED["scholarly"]).read_bytes()))
    endpoint = LocalEndpoint(packed, TARGETS / SERVED["main"])
    (answer,) = Wikidata(Client(endpoint)).papers_by_title(["Ebb and Flow of Quiet Seas"])
    assert isinstance(answer, Reply)
    (paper,) = answer.value
    assert [mention.position for mention in paper.record.mentions] == [1, 2, 3]
    assert answer.origin.endpoint == "scholarly.ttl.gz, main.ttl"


def test_a_file_keeps_its_blank_nodes_and_answers_all_forms(tmp_path: Path) -> None:
    path = tmp_path / "blank.ttl"
    path.write_text('<http://a/s> <http://a/p> [ <http://a/q> "<_:x> " ] .')
    endpoint = LocalEndpoint(path)
    assert endpoint.ask('ASK { ?s <http://a/p> ?b . ?b <http://a/q> "<_:x> " FILTER(isBlank(?b)) }')
    path_query = "CONSTRUCT { ?s <http://a/r> ?o } { ?s <http://a/p>/<http://a/q> ?o }"
    (line,) = endpoint.construct(path_query)
    assert line == '<http://a/s> <http://a/r> "<_:x> " .'


def test_what_has_no_iri_is_no_candidate_and_no_reason_to_say_that_there_is_none(
    tmp_path: Path,
) -> None:
    path = tmp_path / "blank.ttl"
    path.write_text('@prefix dblp: <https://dblp.org/rdf/schema#> . [] dblp:title "Surge." .')
    (answer,) = Dblp(Client(LocalEndpoint(path))).papers_by_title(["Surge"])
    assert isinstance(answer, NoAnswer)
    assert "it has no IRI" in answer.reason


@pytest.mark.parametrize("content", [b"", b"no RDF at all", b"<a:a> <a:b> <a:c>"])
def test_a_file_without_rdf_is_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "x.ttl"
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"x\.ttl"):
        LocalEndpoint(path)


def test_titles_are_asked_for_in_the_usual_cases() -> None:
    assert titles("ON THE USE") == ("ON THE USE", "On the use", "On the Use")
    assert titles("Self-attention for iPhone users: the basics") == (
        "Self-attention for iPhone users: the basics",
        "Self-attention for iPhone Users: The Basics",
    )
    assert titles("  Ebb  and flow ") == ("Ebb and flow", "Ebb and Flow")


def real(files: str) -> list[Path]:
    found = sorted(REAL.glob(files))
    if not found:
        pytest.skip(f"the real data (../shared/data/external/{files}) are not here")
    return found


def test_real_records_of_dblp_are_found_by_doi_and_title() -> None:
    adapter = Dblp(Client(LocalEndpoint(*real("dblp/*.ttl"))))
    (by_doi,) = answers(adapter, "papers_by_identifier", ["doi:10.1007/978-0-387-31439-6_539"])
    (by_title,) = answers(adapter, "papers_by_title", ["Surface Roughness"])
    assert told(by_doi) == told(by_title)
    (paper,) = told(by_doi)["candidates"]
    assert paper["iri"] == "https://dblp.org/rec/reference/vision/Pont14b"
    assert paper["authors"] == ["1 Sylvia C. Pont orcid:0000-0002-9834-9600 dblp:99/2633"]
    assert (paper["year"], paper["complete"]) == (2014, True)


def test_real_records_of_semopenalex_are_found_by_doi_title_and_orcid() -> None:
    adapter = SemOpenAlex(Client(LocalEndpoint(*real("semopenalex/data-sample/*.trig"))))
    (by_doi,) = answers(adapter, "papers_by_identifier", ["doi:10.4018/jswis.2009081901"])
    (by_title,) = answers(adapter, "papers_by_title", ["Linked Data - The Story So Far"])
    assert told(by_doi) == told(by_title)
    (paper,) = told(by_doi)["candidates"]
    assert paper["iri"] == "https://semopenalex.org/work/W2015191210"
    assert paper["venue"] == "International Journal on Semantic Web and Information Systems"
    assert paper["authors"][0] == "1 Christian Bizer orcid:0000-0003-2367-0237 openalex:A247353998"
    (person,) = answers(adapter, "people_by_identifier", ["orcid:0000-0003-2367-0237"])
    assert told(person)["candidates"][0]["iri"] == "https://semopenalex.org/author/A247353998"
    (venue,) = answers(adapter, "venues_by_name", ["IJSWIS"])
    assert told(venue)["candidates"][0]["identifiers"][1:] == ["issn:1552-6283", "issn:1552-6291"]


@pytest.mark.parametrize("path", QUERIES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_query_finds_the_same_with_another_engine(path: Path) -> None:
    files = sorted((TARGETS / path.parent.name).glob("*.ttl"))
    graph = Graph()
    for file in files:
        graph.parse(file)
    terms = {*graph.subjects(), *graph.objects()}
    asked: list[Any] = [NamedNode(str(one)) for one in terms if isinstance(one, URIRef)]
    for text in {str(one) for one in terms if isinstance(one, rdflib.Literal)}:
        asked += [Literal(text), Literal(text, language="en")]
    query = fill(template(path.parent.name, path.stem), {ASKED: asked})
    found = LocalEndpoint(*files).select(query)
    # Engines differ in how often a row comes that a path finds in two ways.
    ours = {frozenset((name, term.value) for name, term in row.items()) for row in found}
    theirs = {
        frozenset((str(name), str(term)) for name, term in row.asdict().items())
        for row in graph.query(query)
        if isinstance(row, ResultRow)
    }
    assert ours
    assert ours == theirs
