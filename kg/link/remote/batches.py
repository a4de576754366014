"""Many questions in few requests, to a server that may fail at any of them.

A batch that fails is asked again in halves, down to single questions. What fails alone has no
answer; where it is the server that fails, nothing that is left has one, and no more is asked.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from kg.errors import BadAnswer, NoWholeAnswer, ServerError, ServerRefusal, ServerUnreachable

Item = TypeVar("Item")
Said = TypeVar("Said")

_OF_THE_SERVER = frozenset({401, 403, 404, 405, 406, 407, 410, 415, 501})
"""HTTP errors that smaller batches can't help."""


@dataclass(frozen=True, slots=True)
class Batching:
    """How large batches are: at first and at most, and what makes them smaller.

    They double while an answer takes less than ``quick`` seconds and halve where it takes more than
    four times that. After ``patience`` single questions in a row without an answer the server is
    given up.
    """

    first: int = 32
    most: int = 128
    quick: float = 4.0
    patience: int = 5


def in_batches(
    address: str,
    items: Sequence[Item],
    ask: Callable[[Sequence[Item]], Mapping[Item, Said]],
    batching: Batching,
) -> Iterator[tuple[Item, Said | ServerError]]:
    """Each item once, with what the server at an address said to it, or the error it ended in.

    ``ask`` answers a batch or raises ``ServerError``; an item that is not in its answer was not
    answered, and is asked again alone.
    """
    waiting = deque(items)
    size, unanswered = batching.first, 0
    while waiting:
        batch = [waiting.popleft() for _ in range(min(size, len(waiting)))]
        started = time.monotonic()
        error: ServerError
        try:
            said = ask(batch)
        except ServerError as failure:
            error, said = failure, {}
            size = max(1, len(batch) // 2)
        else:
            error = BadAnswer(address, "the answer says nothing of what was asked")
            size = _next_size(size, batch, time.monotonic() - started, batching)
        yield from said.items()
        missing = [item for item in batch if item not in said]
        if not missing:
            unanswered = 0
        elif _is_of_the_server(error):
            waiting.extendleft(reversed(missing))
            break
        elif len(batch) > 1:
            waiting.extendleft(reversed(missing))
            size = min(size, max(1, len(missing) // 2))
        else:
            yield missing[0], error
            unanswered += 1
            if unanswered == batching.patience:
                reason = f"given up after {unanswered} questions without an answer; the last: "
                error = ServerUnreachable(address, reason + error.message)
                break
    for item in waiting:
        yield item, error


def _next_size(size: int, batch: Sequence[object], seconds: float, batching: Batching) -> int:
    if seconds > 4 * batching.quick:
        return max(1, len(batch) // 2)
    return min(2 * size, batching.most) if seconds < batching.quick else size


def _is_of_the_server(error: ServerError) -> bool:
    """Whether another question would fare no better."""
    if isinstance(error, ServerRefusal):
        return error.status in _OF_THE_SERVER or error.after > 0
    return isinstance(error, ServerUnreachable) and not isinstance(error, NoWholeAnswer)
