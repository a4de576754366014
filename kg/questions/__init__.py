"""Canned questions: the catalogue, arguments as a person types them, answers and their formats."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from kg.questions.answers import Answer, Cell, Iri, untyped
from kg.questions.catalogue import Column, Network, Parameter, Question, names, question, questions
from kg.questions.fill import fill
from kg.questions.formats import FORMATS, write
from kg.questions.paging import Page

if TYPE_CHECKING:
    from pyoxigraph import QuerySolutions

    from kg.questions.parameters import Terms
    from kg.store.protocol import Store

__all__ = [
    "FORMATS",
    "Answer",
    "Column",
    "Iri",
    "Network",
    "Page",
    "Parameter",
    "Question",
    "ask",
    "ask_plainly",
    "names",
    "question",
    "questions",
    "show",
    "untyped",
    "write",
]


def ask(
    store: Store,
    name: str,
    arguments: Mapping[str, object],
    *,
    limit: int | None = None,
    after: str | Sequence[Cell] | None = None,
) -> Answer:
    """The answer to a question: its rows are made as they are iterated, by the same thread.

    With ``limit`` or ``after`` a :class:`Page` of it. Raises ``UnknownQuestion``, and
    ``UsageError`` or ``UnknownName`` for arguments that don't fit.
    """
    from kg.questions.fast import answered

    asked = question(name)
    terms = _bound(store, asked, arguments)
    cells = answered(store, name, terms)

    def plain() -> Answer:
        return _plain(store, asked, terms, in_order_of_rank=True)

    if cells is None:
        answer = plain()
    else:
        either = partial(_either, cells, plain)
        answer = Answer(asked.columns, either, store.base, asked.network)
    if limit is None and after is None:
        return answer
    return Page(answer, asked.key, limit, after)


def _either(
    fast: Callable[[], Iterator[Sequence[Cell]]], plain: Callable[[], Iterable[Sequence[Cell]]]
) -> Iterator[Sequence[Cell]]:
    """The rows of the one way to answer, or if that leaves it to the other, of that."""
    from kg.questions.fast.listed import AskPlainly

    rows = fast()
    try:
        first = next(rows, None)
    except AskPlainly:
        yield from plain()
        return
    if first is not None:
        yield first
        yield from rows


def ask_plainly(store: Store, name: str, arguments: Mapping[str, object]) -> Answer:
    """The answer by plain queries, which define it, even where it could be had faster."""
    asked = question(name)
    return _plain(store, asked, _bound(store, asked, arguments))


def show(store: Store, name: str, arguments: Mapping[str, object]) -> str:
    """The SPARQL 1.1 of a question with its arguments in it, which runs anywhere as it stands.

    Raises as :func:`ask` does.
    """
    asked = question(name)
    return fill(asked.sparql, _bound(store, asked, arguments))


def _bound(store: Store, asked: Question, arguments: Mapping[str, object]) -> Mapping[str, Terms]:
    from kg.questions.parameters import bind

    return bind(store, asked, arguments)


def _plain(
    store: Store, asked: Question, terms: Mapping[str, Terms], *, in_order_of_rank: bool = False
) -> Answer:
    from kg.questions.procedures import procedure

    answering = procedure(asked.name)
    if answering is not None:
        return Answer(asked.columns, lambda: answering(store, terms), store.base, asked.network)
    query = fill(asked.sparql, terms)

    def run() -> Iterable[Any]:
        found = None
        if in_order_of_rank:
            from kg.questions.ranked import ranked

            found = ranked(store, asked, terms)
        return cast("QuerySolutions", store.query(query)) if found is None else found

    return Answer.of_query(asked.columns, run, store.base, asked.network)
