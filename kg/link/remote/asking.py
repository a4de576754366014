"""Questions to one place: asked if nothing is kept of them, in batches, not too often."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from kg.errors import ServerError, ServerUnreachable
from kg.link.remote.answers import Answer, NoAnswer, Origin, Reply
from kg.link.remote.batches import Batching, in_batches
from kg.link.remote.cache import Cache, Kept

Item = TypeVar("Item")


class Asking:
    """What is asked at an address, and what was answered before.

    Answers are JSON here. ``as_of`` gives the time in UTC of which a fresh one is. With ``offline``
    nothing is asked: what is not kept has no answer.
    """

    def __init__(
        self,
        address: str,
        as_of: Callable[[], datetime],
        cache: Cache | None,
        batching: Batching,
        *,
        offline: bool,
    ) -> None:
        self._address = address
        self._as_of = as_of
        self._cache = cache
        self._batching = batching
        self._offline = offline

    def once(self, question: str, ask: Callable[[], Any]) -> Reply[str, Any]:
        """The answer to a question. Raises ``ServerError``, also for what is not kept offline."""
        (kept,) = self._kept([question], str)
        if kept is not None:
            return Reply(question, kept.value, self._origin(kept))
        if self._offline:
            raise self._missing()
        value = ask()
        self._keep({question: value})
        return Reply(question, value, self._origin())

    def each(
        self,
        items: Sequence[Item],
        alone: Callable[[Item], str],
        ask: Callable[[Sequence[Item]], Mapping[Item, Any]],
    ) -> dict[Item, Answer[Item, Any]]:
        """The answer to each item; ``alone`` is the question that asks for it and nothing else.

        ``ask`` answers a batch, as :func:`in_batches` wants it.
        """
        answers: dict[Item, Answer[Item, Any]] = {}
        waiting = []
        for item, kept in zip(items, self._kept(items, alone), strict=True):
            if kept is not None:
                answers[item] = Reply(item, kept.value, self._origin(kept))
            elif self._offline:
                answers[item] = NoAnswer(item, str(self._missing()))
            else:
                waiting.append(item)

        def ask_and_keep(batch: Sequence[Item]) -> Mapping[Item, Any]:
            said = ask(batch)
            self._keep({alone(item): value for item, value in said.items()})
            return said

        for item, said in in_batches(self._address, waiting, ask_and_keep, self._batching):
            if isinstance(said, ServerError):
                answers[item] = NoAnswer(item, str(said))
            else:
                answers[item] = Reply(item, said, self._origin())
        return {item: answers[item] for item in items}

    def _kept(self, items: Sequence[Item], alone: Callable[[Item], str]) -> Sequence[Kept | None]:
        if self._cache is None:
            return [None] * len(items)
        return self._cache.get(self._address, map(alone, items))

    def _origin(self, kept: Kept | None = None) -> Origin:
        if kept is None:
            return Origin(self._address, self._as_of())
        return Origin(self._address, kept.retrieved, cached=True)

    def _keep(self, answers: Mapping[str, Any]) -> None:
        if self._cache and answers:
            self._cache.put(self._address, answers, self._as_of())

    def _missing(self) -> ServerError:
        return ServerUnreachable(self._address, "not asked, offline; nothing is kept")


class Pace:
    """Keeps at least so many seconds from the start of one request to that of the next."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._next = 0.0

    def wait(self) -> None:
        """Return when it is time for the next request."""
        time.sleep(max(0.0, self._next - time.monotonic()))
        self._next = time.monotonic() + self._seconds
