"""Questions to an endpoint, one by one or in batches, with answers kept on disk."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from kg.errors import BadAnswer, ServerError, ServerUnreachable
from kg.graph.ntriples import Iri, Literal, Term
from kg.link.remote.answers import Answer, NoAnswer, Origin, Reply, Row, Rows
from kg.link.remote.batches import Batching, in_batches
from kg.link.remote.cache import Cache, Kept
from kg.link.remote.endpoint import Endpoint, plain
from kg.questions.fill import fill

if TYPE_CHECKING:
    from kg.questions.fill import Term as Written

Item = TypeVar("Item")
Value = TypeVar("Value")

ASKED = "asked"
"""The variable of a template whose ``VALUES`` are what is asked for, and a column of its rows."""

CUT_AT = 10_000
"""Rows at which public servers cut answers without a word; one that long is not taken for whole."""


class Client:
    """Asks an endpoint, or says what it answered before.

    With ``offline`` nothing is asked: what is not kept has no answer.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        cache: Cache | None = None,
        batching: Batching | None = None,
        *,
        offline: bool = False,
    ) -> None:
        self.endpoint = endpoint
        self._cache = cache
        self._batching = batching or Batching()
        self._offline = offline

    def select(self, query: str) -> Reply[str, Rows]:
        """The rows of a SELECT query. Raises ``ServerError``, also for what is not kept offline."""
        return self._once(query, self.endpoint.select, _to_json, _from_json)

    def ask(self, query: str) -> Reply[str, bool]:
        """What an ASK query gives. Raises ``ServerError``."""
        return self._once(query, self.endpoint.ask, bool, bool)

    def construct(self, query: str) -> Reply[str, tuple[str, ...]]:
        """The N-Triples lines of a CONSTRUCT query. Raises ``ServerError``."""
        return self._once(query, self.endpoint.construct, list, tuple)

    def look_up(
        self, template: str, items: Mapping[Item, Sequence[Written]]
    ) -> dict[Item, Answer[Item, Rows]]:
        """What the query of a template says to each item, which is asked for by some terms.

        The template has ``VALUES ?asked { … }`` on a line of its own wherever it is needed, and
        ``?asked`` among its columns.
        """
        answers: dict[Item, Answer[Item, Rows]] = {}
        waiting = []
        for item, terms in items.items():
            kept = self._kept(fill(template, {ASKED: terms}))
            if kept is not None:
                answers[item] = Reply(item, _from_json(kept.value), self._origin(kept))
            elif self._offline:
                answers[item] = NoAnswer(item, str(self._missing()))
            else:
                waiting.append(item)

        def ask(batch: Sequence[Item]) -> dict[Item, Rows]:
            rows = self._rows_of_each(template, {item: items[item] for item in batch})
            alone = {fill(template, {ASKED: items[item]}): rows[item] for item in batch}
            self._keep({query: _to_json(value) for query, value in alone.items()})
            return rows

        for item, said in in_batches(self.endpoint.address, waiting, ask, self._batching):
            if isinstance(said, ServerError):
                answers[item] = NoAnswer(item, str(said))
            else:
                answers[item] = Reply(item, said, self._origin())
        return {item: answers[item] for item in items}

    def _rows_of_each(
        self, template: str, items: Mapping[Item, Sequence[Written]]
    ) -> dict[Item, Rows]:
        """The rows about each item of a batch. Raises ``ServerError``."""
        who: dict[Term | None, list[Item]] = defaultdict(list)
        for item, terms in items.items():
            for term in terms:
                who[plain(term)].append(item)
        rows = self.endpoint.select(
            fill(template, {ASKED: [term for terms in items.values() for term in terms]})
        )
        if len(rows) >= CUT_AT:
            raise BadAnswer(self.endpoint.address, f"{len(rows)} rows, and it may have more")
        found: dict[Item, list[Row]] = {item: [] for item in items}
        for row in rows:
            asked = row.get(ASKED)
            if asked not in who:
                raise BadAnswer(self.endpoint.address, "a row about what was not asked for")
            for item in who[asked]:
                found[item].append(row)
        return {item: tuple(found[item]) for item in items}

    def _once(
        self,
        query: str,
        ask: Callable[[str], Value],
        to_json: Callable[[Value], Any],
        from_json: Callable[[Any], Value],
    ) -> Reply[str, Value]:
        kept = self._kept(query)
        if kept is not None:
            return Reply(query, from_json(kept.value), self._origin(kept))
        if self._offline:
            raise self._missing()
        value = ask(query)
        self._keep({query: to_json(value)})
        return Reply(query, value, self._origin())

    def _kept(self, query: str) -> Kept | None:
        return self._cache.get(self.endpoint.address, query) if self._cache else None

    def _keep(self, answers: Mapping[str, Any]) -> None:
        if self._cache:
            self._cache.put(self.endpoint.address, answers, self.endpoint.as_of())

    def _origin(self, kept: Kept | None = None) -> Origin:
        address = self.endpoint.address
        if kept is None:
            return Origin(address, self.endpoint.as_of())
        return Origin(address, kept.retrieved, cached=True)

    def _missing(self) -> ServerError:
        return ServerUnreachable(self.endpoint.address, "not asked, offline; nothing is kept")


def _to_json(rows: Rows) -> list[dict[str, list[str | None]]]:
    return [{name: [*term] for name, term in row.items()} for row in rows]


def _from_json(rows: list[dict[str, list[Any]]]) -> Rows:
    return tuple(
        {name: Iri(*term) if len(term) == 1 else Literal(*term) for name, term in row.items()}
        for row in rows
    )
