"""Answers: rows as named tuples of Python values, made from query solutions as they are read."""

from __future__ import annotations

import sys
from collections import namedtuple
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from keyword import iskeyword
from typing import TYPE_CHECKING, Any

from kg.errors import AnswerCut
from kg.graph.vocab import XSD
from kg.questions.catalogue import Column, Network

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    from pyoxigraph import QuerySolutions

    from kg.store.results import Solutions


class Iri(str):
    """An IRI in a cell: a string that formats know to shorten."""

    __slots__ = ()


Cell = Iri | str | int | Decimal | float | bool | date | None
"""A value in a row; ``None`` where there is nothing. Years and months alone are strings."""


class Answer:
    """The answer to a question: iterate it for the rows, named tuples of :data:`Cell`.

    A column whose name is a word of Python, such as ``from``, is the attribute ``from_``.
    The query runs when the iteration starts, in the thread that iterates, and again for each new
    iteration; rows are made one by one as they are read. ``network`` tells the ends of rows that
    are edges.
    """

    def __init__(
        self,
        columns: Iterable[Column],
        cells: Callable[[], Iterable[Iterable[Cell]]],
        base: str,
        network: Network | None = None,
    ) -> None:
        self.columns = tuple(columns)
        self.base = base
        self.network = network
        self._cells = cells
        self._row = _row_type(tuple(column.name for column in self.columns))
        self._begin: Callable[[], None] = lambda: None
        self._most = sys.maxsize

    def bound(self, begin: Callable[[], None], max_rows: int | None) -> None:
        """Have each iteration call ``begin`` first, and raise ``AnswerCut`` after ``max_rows``."""
        self._begin = begin
        self._most = self._most if max_rows is None else max_rows

    @classmethod
    def of_query(
        cls,
        columns: Iterable[Column],
        run: Callable[[], Iterable[Any]],
        base: str,
        network: Network | None = None,
    ) -> Answer:
        """The answer that a query gives, whose variables are the columns."""
        columns = tuple(columns)
        converters = [_CONVERTERS[column.type] for column in columns]

        def cells() -> Iterator[Iterable[Cell]]:
            for solution in run():
                yield [
                    None if term is None else convert(term)
                    for convert, term in zip(converters, solution, strict=True)
                ]

        return cls(columns, cells, base, network)

    def __iter__(self) -> Iterator[Any]:
        self._begin()
        make = self._row._make
        for number, cells in enumerate(self._cells(), 1):
            if number > self._most:
                raise AnswerCut(self._most)
            yield make(cells)

    def to_pandas(self) -> pd.DataFrame:
        """The rows as a data frame of pandas: nullable integers and booleans, exact decimals.

        A month or year alone stays text, and so does a date column that holds one. Raises
        ``MissingExtra`` without the optional package.
        """
        from kg.questions.frames import to_pandas

        return to_pandas(self)

    def to_polars(self) -> pl.DataFrame:
        """The rows as a data frame of polars, typed as for :meth:`to_pandas`."""
        from kg.questions.frames import to_polars

        return to_polars(self)


def untyped(solutions: QuerySolutions | Solutions, base: str) -> Answer:
    """The solutions of any query as an answer, to be read once; each term has its own type."""
    columns = [Column(variable.value, "any") for variable in solutions.variables]
    return Answer.of_query(columns, lambda: solutions, base)


@lru_cache(maxsize=256)
def _row_type(names: tuple[str, ...]) -> Any:
    # A variable of a person's own query can bear a name that no Python attribute can.
    attributes = [f"{name}_" if iskeyword(name) else name for name in names]
    return namedtuple("Row", attributes, rename=True)


def _lexical(term: Any) -> str:
    value: str = term.value
    return value


def _iri(term: Any) -> Iri:
    return Iri(term.value)


def _integer(term: Any) -> Cell:
    try:
        return int(term.value)
    except ValueError:
        return _lexical(term)


def _decimal(term: Any) -> Cell:
    try:
        return Decimal(term.value)
    except InvalidOperation:
        return _lexical(term)


def _float(term: Any) -> Cell:
    try:
        return float(term.value)
    except ValueError:
        return _lexical(term)


def _boolean(term: Any) -> Cell:
    return _BOOLEANS.get(term.value, _lexical(term))


def _date(term: Any) -> Cell:
    try:
        return date.fromisoformat(term.value)
    except ValueError:
        return _lexical(term)


def _any(term: Any) -> Cell:
    from pyoxigraph import Literal, NamedNode

    if isinstance(term, NamedNode):
        return Iri(term.value)
    if isinstance(term, Literal):
        return _BY_DATATYPE.get(term.datatype.value, _lexical)(term)
    return str(term)


_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}
_CONVERTERS: Mapping[str, Callable[[Any], Cell]] = {
    "iri": _iri,
    "name": _lexical,
    "text": _lexical,
    "integer": _integer,
    "decimal": _decimal,
    "boolean": _boolean,
    "date": _date,
    "any": _any,
}
"""Column type → how its terms become values; a value that its type can't hold stays a string.

``name`` is text that a row is known by, such as a title; ``any`` goes by the term itself.
"""
_BY_DATATYPE: Mapping[str, Callable[[Any], Cell]] = {
    f"{XSD}integer": _integer,
    f"{XSD}int": _integer,
    f"{XSD}long": _integer,
    f"{XSD}decimal": _decimal,
    f"{XSD}double": _float,
    f"{XSD}float": _float,
    f"{XSD}boolean": _boolean,
    f"{XSD}date": _date,
}
COLUMN_TYPES = frozenset(_CONVERTERS)
