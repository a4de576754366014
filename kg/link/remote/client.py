"""Queries to an endpoint, one by one or in batches, with answers kept on disk."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from kg.errors import BadAnswer
from kg.graph.ntriples import Iri, Literal, Term
from kg.link.remote.answers import Answer, NoAnswer, Reply, Row, Rows
from kg.link.remote.asking import Asking
from kg.link.remote.batches import Batching
from kg.link.remote.cache import Cache
from kg.link.remote.endpoint import Endpoint, plain
from kg.questions.fill import fill

if TYPE_CHECKING:
    from kg.questions.fill import Term as Written

Item = TypeVar("Item")

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
        self._asking = Asking(
            endpoint.address, endpoint.as_of, cache, batching or Batching(), offline=offline
        )

    def select(self, query: str) -> Reply[str, Rows]:
        """The rows of a SELECT query. Raises ``ServerError``, also for what is not kept offline."""
        reply = self._asking.once(query, lambda: _to_json(self.endpoint.select(query)))
        return replace(reply, value=_from_json(reply.value))

    def ask(self, query: str) -> Reply[str, bool]:
        """What an ASK query gives. Raises ``ServerError``."""
        return self._asking.once(query, lambda: self.endpoint.ask(query))

    def construct(self, query: str) -> Reply[str, tuple[str, ...]]:
        """The N-Triples lines of a CONSTRUCT query. Raises ``ServerError``."""
        reply = self._asking.once(query, lambda: list(self.endpoint.construct(query)))
        return replace(reply, value=tuple(reply.value))

    def look_up(
        self, template: str, items: Mapping[Item, Sequence[Written]]
    ) -> dict[Item, Answer[Item, Rows]]:
        """What the query of a template says to each item, which is asked for by some terms.

        The template has ``VALUES ?asked { … }`` on a line of its own wherever it is needed, and
        ``?asked`` among its columns.
        """

        def alone(item: Item) -> str:
            return fill(template, {ASKED: items[item]})

        def ask(batch: Sequence[Item]) -> dict[Item, Any]:
            return self._rows_of_each(template, {item: items[item] for item in batch})

        answers = self._asking.each(list(items), alone, ask)
        return {
            item: answer
            if isinstance(answer, NoAnswer)
            else replace(answer, value=_from_json(answer.value))
            for item, answer in answers.items()
        }

    def _rows_of_each(
        self, template: str, items: Mapping[Item, Sequence[Written]]
    ) -> dict[Item, Any]:
        """The rows about each item of a batch, as JSON. Raises ``ServerError``."""
        who: dict[Term | None, list[Item]] = defaultdict(list)
        for item, terms in items.items():
            for term in terms:
                who[plain(term)].append(item)
        rows = self.endpoint.select(
            fill(template, {ASKED: [term for terms in items.values() for term in terms]})
        )
        if len(rows) >= CUT_AT:
            raise BadAnswer(self.endpoint.address, f"{len(rows)} rows, and there may be more")
        found: dict[Item, list[Row]] = {item: [] for item in items}
        for row in rows:
            asked = row.get(ASKED)
            if asked not in who:
                raise BadAnswer(self.endpoint.address, "a row about what was not asked for")
            for item in who[asked]:
                found[item].append(row)
        return {item: _to_json(some) for item, some in found.items()}


def _to_json(rows: Sequence[Row]) -> list[dict[str, list[str | None]]]:
    return [{name: [*term] for name, term in row.items()} for row in rows]


def _from_json(rows: list[dict[str, list[Any]]]) -> Rows:
    return tuple(
        {name: Iri(*term) if len(term) == 1 else Literal(*term) for name, term in row.items()}
        for row in rows
    )
