"""Reconciliation services of all versions: what is asked is valid, and what is said is read."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from functools import cache, partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest

import kg
from kg.errors import BadAnswer, ServerRefusal, UsageError
from kg.link.remote.answers import NoAnswer, Reply, now
from kg.link.remote.batches import Batching
from kg.link.remote.cache import Cache
from kg.link.remote.reconciliation import VERSIONS, Match, Query, Reconciliation
from kg.store.http import Limits
from tests.misbehaving import ERRORS, LIMITS, Loopback, loopback

__all__ = ["loopback"]

SPECIFICATION = Path(__file__).parents[3] / "shared" / "data" / "reconciliation"
OLD = {
    "name": "Tide People",
    "identifierSpace": "http://example.org/person/",
    "schemaSpace": "http://example.org/schema#",
    "defaultTypes": [{"id": "Person", "name": "Person"}],
}
MANIFESTS: dict[str, dict[str, Any]] = {
    "0.1": OLD,
    "0.2": {**OLD, "versions": ["0.1", "0.2"]},
    "1.0-draft": {
        "name": "Tide People",
        "versions": ["1.0-draft"],
        "view": {"url": "http://example.org/person/{id}"},
        "standardizedScore": True,
    },
}
ADA = Query("Ada Hill", "Person", 3, (("affiliation", ("Institute of Tides",)),))
BO = Query("Bo Chen", None, 3, (("field", ("tides", "waves")), ("born", ("1980",))))
CANDIDATE = {
    "id": "a 1",
    "name": "Ada Hill",
    "score": 87.5,
    "match": True,
    "description": "studies tides",
    "type": [{"id": "Person", "name": "Person"}, "Scientist"],
    "features": [{"id": "name_tfidf", "name": "Name", "value": 3.5}],
}
MATCH = Match(
    "a 1",
    "http://example.org/person/a%201",
    "Ada Hill",
    87.5,
    True,
    "studies tides",
    ("Person", "Scientist"),
    (("name_tfidf", 3.5),),
)
Said = Callable[[str], Any]


class Service(ThreadingHTTPServer):
    """A service of a version that knows one person, and remembers what it was asked."""

    daemon_threads = True

    def __init__(self, version: str) -> None:
        super().__init__(("127.0.0.1", 0), Answering)
        self.version = version
        self.manifest: Any = MANIFESTS[version]
        self.asked: list[Any] = []
        self.paths: list[str] = []
        self.agents: set[str | None] = set()
        self.result: Said = lambda name: [CANDIDATE] if name == "Ada Hill" else []
        self.whole: Callable[[Any], Any] = lambda answer: answer

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/reconcile"


class Answering(BaseHTTPRequestHandler):
    server: Service

    def do_GET(self) -> None:
        self._say(self.server.manifest)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if self.headers["Content-Type"] == "application/json":
            batch = json.loads(body)
            names = [query["conditions"][0]["propertyValue"] for query in batch["queries"]]
            results = [self.server.result(name) for name in names]
            answer: Any = {"results": [{"candidates": one} for one in results]}
        else:
            batch = json.loads(parse_qs(body)["queries"][0])
            found = {key: self.server.result(query["query"]) for key, query in batch.items()}
            answer = {key: {"result": one} for key, one in found.items() if one is not None}
        self.server.asked.append(batch)
        self._say(self.server.whole(answer))

    def _say(self, answer: Any) -> None:
        self.server.paths.append(f"{self.command} {self.path}")
        self.server.agents.add(self.headers["User-Agent"])
        self.send_response(200)
        self.send_header("Content-Type", "application/json;charset=UTF-8")
        self.end_headers()
        self.wfile.write(json.dumps(answer).encode())

    def log_message(self, format: str, *args: Any) -> None:
        """Tests are quiet."""


@pytest.fixture(params=VERSIONS)
def service(request: pytest.FixtureRequest) -> Iterator[Service]:
    with Service(request.param) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield server
        server.shutdown()


def client(server: Service, cache_: Cache | None = None, **options: Any) -> Reconciliation:
    limits = Limits(seconds=2, tries=1)
    return Reconciliation(server.url, limits=limits, cache=cache_, gap=0, **options)


def test_candidates_are_read_with_scores_and_features(service: Service) -> None:
    ada, nobody = client(service).candidates([ADA, BO])
    assert isinstance(ada, Reply)
    assert ada.value == (MATCH,)
    assert ada.origin.endpoint == service.url
    assert isinstance(nobody, Reply)
    assert nobody.value == ()
    place = "/reconcile/match" if service.version == "1.0-draft" else "/reconcile"
    assert service.paths == ["GET /reconcile", f"POST {place}"]
    assert service.agents == {f"scholarly-kg/{kg.__version__} (https://w3id.org/scholarly-kg/)"}


def test_what_is_asked_says_name_type_limit_and_properties(service: Service) -> None:
    client(service).candidates([BO])
    if service.version == "1.0-draft":
        (query,) = service.asked[0]["queries"]
        values = [condition["propertyValue"] for condition in query["conditions"]]
        assert values == ["Bo Chen", ["tides", "waves"], "1980"]
    else:
        query = service.asked[0]["q0"]
        assert query["query"] == "Bo Chen"
        assert query["properties"][0] == {"pid": "field", "v": ["tides", "waves"]}
    assert query["limit"] == 3


def test_queries_go_in_batches_and_come_back_in_order(service: Service) -> None:
    service.result = lambda name: [{"id": name, "name": name, "score": 1}]
    names = [f"Ada {number}" for number in range(7)]
    queries = [Query(name) for name in (*names, names[0])]
    answers = client(service, batching=Batching(first=2, most=4)).candidates(queries)
    assert [answer.asked.name for answer in answers] == names
    assert all(isinstance(one, Reply) and one.value[0].id == one.asked.name for one in answers)
    assert [len(batch.get("queries", batch)) for batch in service.asked] == [2, 4, 1]


def test_a_query_without_result_has_no_answer(service: Service) -> None:
    service.result = lambda name: None if name == "Bo Chen" else [CANDIDATE]
    ada, bo, cy = client(service).candidates([ADA, BO, Query("Cy Dee")])
    assert isinstance(ada, Reply)
    assert isinstance(bo, NoAnswer)
    assert isinstance(cy, Reply)


@pytest.mark.parametrize(
    "candidate",
    [
        "a 1",
        {"name": "Ada Hill", "score": 1},
        {"id": 7, "name": "Ada Hill", "score": 1},
        {"id": "a", "score": 1},
        {"id": "a", "name": "Ada Hill", "score": "high"},
        {"id": "a", "name": "Ada Hill", "score": True},
        {"id": "a", "name": "Ada Hill", "score": float("nan")},
    ],
)
def test_a_candidate_that_is_none_is_no_answer(service: Service, candidate: Any) -> None:
    service.result = lambda _: [candidate]
    (answer,) = client(service).candidates([ADA])
    assert isinstance(answer, NoAnswer)


@pytest.mark.parametrize(
    "answer",
    [[], "x", {}, {"results": []}, {"status": "error", "message": "too busy"}, {"q0": []}],
)
def test_an_answer_of_another_shape_is_no_answer(service: Service, answer: Any) -> None:
    service.whole = lambda _: answer
    (found,) = client(service).candidates([ADA])
    assert isinstance(found, NoAnswer)
    assert found.reason.startswith(service.url)


@pytest.mark.parametrize(
    "manifest",
    [[], {}, {"name": 7}, {"name": "Tides", "versions": ["9.9"]}],
)
def test_a_service_that_is_none_or_of_another_version_has_no_answers(
    service: Service, manifest: Any
) -> None:
    service.manifest = manifest
    (found,) = client(service).candidates([ADA])
    assert isinstance(found, NoAnswer)
    assert service.asked == []


def test_answers_and_manifest_are_kept(service: Service, tmp_path: Path) -> None:
    client(service, Cache(tmp_path)).candidates([ADA])
    ada, bo = client(service, Cache(tmp_path), offline=True).candidates([ADA, BO])
    assert isinstance(ada, Reply)
    assert ada.value == (MATCH,)
    assert ada.origin.cached
    assert isinstance(bo, NoAnswer)
    assert "offline" in bo.reason
    assert len(service.paths) == 2


def test_a_version_can_be_asked_for() -> None:
    with pytest.raises(UsageError, match=r"these are spoken: 0\.2"):
        Reconciliation("http://127.0.0.1:1/", version="3")
    with Service("0.2") as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        client(server, version="0.1").candidates([ADA])
        server.shutdown()
        assert server.asked[0]["q0"]["query"] == "Ada Hill"


@pytest.mark.parametrize(
    ("manifest", "identifier", "iri"),
    [
        ({"identifierSpace": "http://a/id/"}, "x y", "http://a/id/x%20y"),
        ({"identifierSpace": "http://a/doc#About"}, "x", None),
        ({"identifierSpace": "http://a/doc#About"}, "https://a/x", "https://a/x"),
        (
            {"identifierSpace": "http://a/doc#About", "view": {"url": "http://v/{{id}}.html"}},
            "x/y",
            "http://v/x%2Fy.html",
        ),
        ({"view": {"url": "http://v?q={id}"}}, "é", "http://v?q=%C3%A9"),
        ({"view": {"url": 7}, "identifierSpace": []}, "x", None),
    ],
)
def test_identifiers_become_iris_as_the_manifest_says(
    manifest: dict[str, Any], identifier: str, iri: str | None
) -> None:
    with Service("0.1") as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        server.manifest = {"name": "Tides", **manifest}
        assert client(server).manifest.iri(identifier) == iri
        server.shutdown()


@pytest.mark.parametrize("name", ERRORS)
def test_no_misbehaviour_is_taken_for_an_empty_answer(loopback: Loopback, name: str) -> None:
    place = Reconciliation(f"{loopback.url}/{name}", limits=LIMITS, gap=0)
    (answer,) = place.candidates([ADA])
    assert isinstance(answer, NoAnswer)
    assert answer.reason.startswith(f"{loopback.url}/")


@pytest.mark.parametrize("name", ERRORS)
def test_nor_is_it_when_the_manifest_was_fine(
    loopback: Loopback, name: str, tmp_path: Path
) -> None:
    url = f"{loopback.url}/{name}"
    Cache(tmp_path).put(url, {"manifest": MANIFESTS["0.2"]}, now())
    place = Reconciliation(url, limits=LIMITS, cache=Cache(tmp_path), gap=0)
    (answer,) = place.candidates([ADA])
    assert isinstance(answer, NoAnswer)
    assert answer.reason.startswith(f"{url}: ")


def test_a_manifest_that_can_not_be_had_raises(loopback: Loopback) -> None:
    with pytest.raises(ServerRefusal, match="404"):
        _ = Reconciliation(f"{loopback.url}/404", limits=LIMITS, gap=0).manifest
    with pytest.raises(BadAnswer, match="text/html"):
        _ = Reconciliation(f"{loopback.url}/html", limits=LIMITS, gap=0).manifest


def _instead(answer: Any, _: Any) -> Any:
    return answer


def examples(version: str, kind: str) -> Iterator[tuple[str, Any]]:
    folder = SPECIFICATION / version / "examples" / kind / "valid"
    if not folder.is_dir():
        pytest.skip("the specification (../shared/data/reconciliation) is not here")
    for path in sorted(folder.glob("*.json")):
        yield path.stem, json.loads(path.read_text("utf-8"))


@cache
def schema_of(version: str, kind: str) -> Any:
    """The validator of a kind of document, by the specification's own schemas."""
    jsonschema = pytest.importorskip("jsonschema")
    referencing = pytest.importorskip("referencing")
    folder = SPECIFICATION / version / "schemas"
    if not folder.is_dir():
        pytest.skip("the specification (../shared/data/reconciliation) is not here")
    draft = referencing.jsonschema.DRAFT202012
    registry = referencing.Registry()
    for path in folder.glob("*.json"):
        schema = json.loads(path.read_text("utf-8"))
        resource = referencing.Resource(schema, draft)
        registry = registry.with_resource(schema["$id"], resource)
        registry = registry.with_resource(path.name, resource)
    whole = json.loads((folder / f"{kind}.json").read_text("utf-8"))
    return jsonschema.Draft202012Validator(whole, registry=registry)


def test_requests_are_valid_by_the_schemas(service: Service) -> None:
    schema = schema_of(service.version, "reconciliation-query-batch")
    client(service).candidates([ADA, BO, Query("Cy Dee"), Query("")])
    client(service).candidates([Query('"}]', "x", 1, (("p", ("", "v")),))])
    for batch in service.asked:
        schema.validate(batch)
    assert not schema.is_valid({"queries": [{"query": 1}], "q0": {"limit": 1}})


def test_what_the_test_service_says_is_valid_by_the_schemas(service: Service) -> None:
    schema_of(service.version, "manifest").validate(service.manifest)
    result = [CANDIDATE]
    answer: dict[str, Any] = {"results": [{"candidates": result}]}
    if service.version != "1.0-draft":
        answer = {"q0": {"result": result}}
    schema_of(service.version, "reconciliation-result-batch").validate(answer)


def test_the_manifests_of_the_specification_are_read(service: Service) -> None:
    for _, manifest in examples(service.version, "manifest"):
        service.manifest = manifest
        found = client(service).manifest
        assert found.name == manifest["name"]
        assert service.version in found.versions
        view = manifest.get("view")
        assert found.iri("x") is not None or not view


def test_the_results_of_the_specification_are_read(service: Service) -> None:
    for _, batch in examples(service.version, "reconciliation-result-batch"):
        results = batch.get("results") or list(batch.values())
        queries = [Query(str(number)) for number in range(len(results))]
        renamed = {f"q{at}": result for at, result in enumerate(results)}
        answer = batch if service.version == "1.0-draft" else renamed
        service.whole = partial(_instead, answer)
        found = client(service).candidates(queries)
        for one, result in zip(found, results, strict=True):
            assert isinstance(one, Reply)
            wanted = result.get("candidates") or result.get("result") or []
            assert [match.id for match in one.value] == [candidate["id"] for candidate in wanted]
            assert [match.score for match in one.value] == [one.get("score") for one in wanted]
