"""What came of a question that was asked elsewhere.

A reply without values says that there is nothing; no answer says nothing at all. They are of two
classes, so that the second is never taken for the first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Generic, TypeVar

from kg.graph.ntriples import Term

Asked = TypeVar("Asked")
Value = TypeVar("Value")

Row = Mapping[str, Term]
Rows = tuple[Row, ...]
"""Rows of a table: variable → term; a variable without a value is not there."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where something was said: the address or file name, the time in UTC, and if it was kept here.

    Of what is put together of several replies ``retrieved`` is the earliest, and ``cached`` whether
    all of them were kept.
    """

    endpoint: str
    retrieved: datetime
    cached: bool = False


@dataclass(frozen=True, slots=True)
class Reply(Generic[Asked, Value]):
    """What was said to a question."""

    asked: Asked
    value: Value
    origin: Origin


@dataclass(frozen=True, slots=True)
class NoAnswer(Generic[Asked]):
    """A question that got no answer, and why."""

    asked: Asked
    reason: str


Answer = Reply[Asked, Value] | NoAnswer[Asked]


def now() -> datetime:
    """The time in UTC, to the second."""
    return datetime.now(UTC).replace(microsecond=0)


def together(origin: Origin, others: Iterable[Origin]) -> Origin:
    """The origin of what is put together of several replies, the first of which leads."""
    origins = [origin, *others]
    return Origin(
        origin.endpoint,
        min(one.retrieved for one in origins),
        all(one.cached for one in origins),
    )
