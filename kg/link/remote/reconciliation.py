"""Reconciliation API services: what they say of themselves, and candidates for names.

Versions 0.1 and 0.2 take batches of queries in a form; 1.0 takes them as JSON at ``/match``. A
query without a result in an answer had no answer. A service's score, where it gives one, is its own
and is kept as it is.

Source: https://reconciliation-api.github.io/specs/0.2/ and https://reconciliation-api.github.io/specs/draft/.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import Any, NoReturn
from urllib.parse import quote, urlencode
from urllib.request import Request

from kg.errors import BadAnswer, ServerError, UsageError
from kg.link.remote.answers import Answer, NoAnswer, now
from kg.link.remote.asking import Asking, Pace
from kg.link.remote.batches import Batching
from kg.link.remote.cache import Cache
from kg.store.address import Address
from kg.store.http import Limits, exchange

VERSIONS = ("0.2", "1.0-draft", "0.1")
"""The versions that are spoken, the one that is preferred first."""

_DRAFT = "1.0-draft"
_OLDEST = "0.1"
_JSON = frozenset({"application/json"})
_FORM = "application/x-www-form-urlencoded"
_BATCHING = Batching(first=10, most=50)
_ENDS_OF_PREFIX = ("/", "#", "=", ":")


@dataclass(frozen=True, slots=True)
class Query:
    """A name to find candidates for, with a type and values of properties that may tell them apart.

    Types and properties are identifiers of the service; each property has one or more values.
    """

    name: str
    type: str | None = None
    limit: int = 10
    properties: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """What a service offers for a query. ``iri`` is ``None`` where it gives no way to make one.

    ``score`` is on a scale of the service's own; ``certain`` is its own opinion. ``types`` and
    ``features`` (identifier → value) are as it names them.
    """

    id: str
    iri: str | None
    name: str
    score: float | None = None
    certain: bool = False
    description: str | None = None
    types: tuple[str, ...] = ()
    features: tuple[tuple[str, float | bool], ...] = ()


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a service says of itself.

    ``identifier_space`` and ``view`` lead from its identifiers to IRIs; ``types`` are the
    identifiers of those that it proposes. With ``standardized`` scores are from 0 to 100.
    """

    name: str
    versions: tuple[str, ...]
    identifier_space: str | None = None
    view: str | None = None
    types: tuple[str, ...] = ()
    standardized: bool = False

    def iri(self, identifier: str) -> str | None:
        """The IRI of a thing that the service knows by an identifier."""
        if identifier.startswith(("http://", "https://")):
            return identifier
        whole = quote(identifier, safe="")
        if self.identifier_space and self.identifier_space.endswith(_ENDS_OF_PREFIX):
            return f"{self.identifier_space}{whole}"
        if self.view is None:
            return None
        return self.view.replace("{{id}}", whole).replace("{id}", whole)


class Reconciliation:
    """A service at an address, which belongs to somebody else.

    ``version`` is the first of :data:`VERSIONS` that it speaks, if none is asked for; the rest is
    as for :class:`~kg.link.remote.endpoint.RemoteEndpoint` and its client.
    """

    def __init__(
        self,
        url: str,
        contact: str | None = None,
        limits: Limits | None = None,
        cache: Cache | None = None,
        batching: Batching | None = None,
        *,
        version: str | None = None,
        offline: bool = False,
        gap: float = 0.5,
    ) -> None:
        if version is not None and version not in VERSIONS:
            raise UsageError(f"no version {version!r}; these are spoken: {', '.join(VERSIONS)}")
        self._place = Address.elsewhere(url, contact)
        self._limits = limits
        self._version = version
        self._pace = Pace(gap)
        self._asking = Asking(self.address, now, cache, batching or _BATCHING, offline=offline)

    @property
    def address(self) -> str:
        """The address, without credentials."""
        return self._place.url

    @cached_property
    def manifest(self) -> Manifest:
        """What the service says of itself. Raises ``ServerError``."""
        return _manifest(self.address, self._asking.once("manifest", self._asked_manifest).value)

    def candidates(self, queries: Iterable[Query]) -> list[Answer[Query, tuple[Match, ...]]]:
        """What the service offers for each query, in order, each once."""
        items = list(dict.fromkeys(queries))
        try:
            version = self._version or _spoken(self.address, self.manifest)
        except ServerError as error:
            return [NoAnswer(query, str(error)) for query in items]
        answers = self._asking.each(items, partial(_key, version), partial(self._results, version))
        return [
            answer
            if isinstance(answer, NoAnswer)
            else replace(answer, value=tuple(self._match(one) for one in answer.value))
            for answer in answers.values()
        ]

    def _asked_manifest(self) -> dict[str, Any]:
        said = self._asked()
        _manifest(self.address, said)
        return said

    def _results(self, version: str, batch: Sequence[Query]) -> dict[Query, list[Any]]:
        """What is said to each query of a batch, without those that nothing is said to."""
        if version == _DRAFT:
            body = json.dumps({"queries": [_in_draft(query) for query in batch]})
            said = self._asked(body, "application/json", "/match")
            results = said.get("results")
            if not isinstance(results, list) or len(results) != len(batch):
                self._bad("results for other queries than were asked")
            pairs = zip(batch, (_part(one, "candidates") for one in results), strict=True)
            return {query: self._checked(result) for query, result in pairs if result is not None}
        queries = {f"q{at}": _in_form(query) for at, query in enumerate(batch)}
        said = self._asked(urlencode({"queries": json.dumps(queries)}), _FORM)
        if isinstance(said.get("status"), str) and "q0" not in said:
            self._bad(f"an error: {said.get('message') or said['status']}")
        results = {query: _part(said.get(f"q{at}"), "result") for at, query in enumerate(batch)}
        return {
            query: self._checked(result) for query, result in results.items() if result is not None
        }

    def _match(self, one: Mapping[str, Any]) -> Match:
        """A candidate of a result that was checked."""
        score, description = one.get("score"), one.get("description")
        return Match(
            one["id"],
            self.manifest.iri(one["id"]),
            one["name"],
            None if score is None else float(score),
            one.get("match") is True,
            description if isinstance(description, str) else None,
            _types(one.get("type")),
            tuple(
                (feature["id"], feature["value"])
                for feature in _list(one.get("features"))
                if isinstance(feature, dict)
                and isinstance(feature.get("id"), str)
                and isinstance(feature.get("value"), bool | int | float)
            ),
        )

    def _checked(self, result: list[Any]) -> list[Any]:
        """A result in which all are candidates."""
        for one in result:
            if not isinstance(one, dict):
                self._bad("a candidate that is none")
            if not isinstance(one.get("id"), str) or not isinstance(one.get("name"), str):
                self._bad("a candidate without identifier or name")
            score = one.get("score")
            if score is not None and (
                isinstance(score, bool) or not isinstance(score, int | float)
            ):
                self._bad("a score that is no number")
        return result

    def _asked(self, body: str | None = None, kind: str = "", path: str = "") -> dict[str, Any]:
        """The JSON object that the service answers with."""
        self._pace.wait()
        url = f"{self.address.rstrip('/')}{path}" if path else self.address
        method = "GET" if body is None else "POST"
        request = Request(url, None if body is None else body.encode(), method=method)  # noqa: S310
        request.add_header("User-Agent", self._place.agent)
        request.add_header("Accept", "application/json")
        if body is not None:
            request.add_header("Content-Type", kind)
        if self._place.authorization:
            request.add_header("Authorization", self._place.authorization)
        data = exchange(request, _JSON, self._limits, None, self._place.denied)
        try:
            said = json.loads(data, parse_constant=_no_number)
        except (ValueError, RecursionError) as error:
            self._bad(f"no JSON that can be read: {error}")
        if not isinstance(said, dict):
            self._bad("the answer is no JSON object")
        return said

    def _bad(self, what: str) -> NoReturn:
        raise BadAnswer(self.address, what)


def _manifest(address: str, said: Mapping[str, Any]) -> Manifest:
    if not isinstance(said.get("name"), str):
        raise BadAnswer(address, "the manifest has no name; is this a reconciliation service?")
    versions = tuple(one for one in _list(said.get("versions")) if isinstance(one, str))
    view, space = said.get("view"), said.get("identifierSpace")
    template = view.get("url") if isinstance(view, dict) else None
    return Manifest(
        said["name"],
        versions or (_OLDEST,),
        space if isinstance(space, str) else None,
        template if isinstance(template, str) and "id" in template else None,
        _types(said.get("defaultTypes")),
        said.get("standardizedScore") is True,
    )


def _spoken(address: str, manifest: Manifest) -> str:
    for version in VERSIONS:
        if version in manifest.versions:
            return version
    theirs = ", ".join(manifest.versions)
    raise BadAnswer(address, f"it speaks {theirs}, and none of {', '.join(VERSIONS)}")


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is no number")


def _in_form(query: Query) -> dict[str, Any]:
    """A query of the versions 0.1 and 0.2."""
    said: dict[str, Any] = {"query": query.name, "limit": query.limit}
    if query.type is not None:
        said["type"] = query.type
    if query.properties:
        said["properties"] = [
            {"pid": name, "v": values[0] if len(values) == 1 else list(values)}
            for name, values in query.properties
        ]
    return said


def _in_draft(query: Query) -> dict[str, Any]:
    """A query of version 1.0."""
    named = {"matchType": "name", "propertyValue": query.name}
    others = [
        {
            "matchType": "property",
            "propertyId": name,
            "propertyValue": values[0] if len(values) == 1 else list(values),
        }
        for name, values in query.properties
    ]
    said: dict[str, Any] = {"conditions": [named, *others], "limit": query.limit}
    if query.type is not None:
        said["type"] = query.type
    return said


def _key(version: str, query: Query) -> str:
    """A query as what is kept of it is found by."""
    said = _in_draft(query) if version == _DRAFT else _in_form(query)
    return f"{version} {json.dumps(said, ensure_ascii=False, sort_keys=True)}"


def _part(one: Any, name: str) -> list[Any] | None:
    found = one.get(name) if isinstance(one, dict) else None
    return found if isinstance(found, list) else None


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _types(value: Any) -> tuple[str, ...]:
    """The identifiers of types, each of which may be its identifier alone."""
    found = (one.get("id") if isinstance(one, dict) else one for one in _list(value))
    return tuple(one for one in found if isinstance(one, str))
