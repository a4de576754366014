"""Answers as data frames of pandas and polars, each column of the type that its values have.

Types do not depend on whether there are rows. What no type of a frame holds exactly stays text, as
CSV has it: a column of several types, a month or year alone among dates, an integer or decimal too
long.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from kg.errors import MissingExtra
from kg.questions.table import plain

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

    from kg.questions.answers import Answer, Cell

_LARGEST = 2**63 - 1
_DIGITS = 38
_PLACES = 18
"""Digits of a decimal in polars, and those of them behind the point."""

_DECLARED = {
    "iri": "text",
    "name": "text",
    "text": "text",
    "integer": "integer",
    "decimal": "decimal",
    "boolean": "boolean",
    "date": "date",
}
_MAKE: Mapping[str, Callable[[Any], Any]] = {"text": plain, "decimal": Decimal}
_PANDAS = {
    "text": "string",
    "integer": "Int64",
    "decimal": "object",
    "float": "Float64",
    "boolean": "boolean",
    "date": "datetime64[s]",
}


def to_pandas(answer: Answer) -> pd.DataFrame:
    """The rows as a frame of pandas, with nullable types; decimals are objects, exact.

    Raises ``MissingExtra`` without pandas.
    """
    try:
        import pandas as pd
    except ImportError:
        raise MissingExtra("pandas", "an answer as a frame of pandas") from None
    return pd.DataFrame(
        {name: pd.Series(values, dtype=_PANDAS[kind]) for name, kind, values in _columns(answer)}
    )


def to_polars(answer: Answer) -> pl.DataFrame:
    """The rows as a frame of polars; decimals have 18 places.

    Raises ``MissingExtra`` without polars.
    """
    try:
        import polars as pl
    except ImportError:
        raise MissingExtra("polars", "an answer as a frame of polars") from None
    types = {
        "text": pl.String(),
        "integer": pl.Int64(),
        "decimal": pl.Decimal(_DIGITS, _PLACES),
        "float": pl.Float64(),
        "boolean": pl.Boolean(),
        "date": pl.Date(),
    }
    return pl.DataFrame(
        [pl.Series(name, values, types[kind]) for name, kind, values in _columns(answer)]
    )


def _columns(answer: Answer) -> list[tuple[str, str, Sequence[Any]]]:
    """Name, kind and values of each column."""
    rows = list(answer)
    columns: list[tuple[str, str, Sequence[Any]]] = []
    for place, column in enumerate(answer.columns):
        values = [row[place] for row in rows]
        kind = _shared({_kind(value) for value in values if value is not None}, column.type)
        make = _MAKE.get(kind)
        if make:
            values = [None if value is None else make(value) for value in values]
        columns.append((column.name, kind, values))
    return columns


def _shared(found: set[str], declared: str) -> str:
    """The kind that holds values of all these kinds exactly."""
    kind = _DECLARED.get(declared)
    if kind is None and found == {"integer", "decimal"}:
        return "decimal"
    if kind is None and len(found) == 1:
        return found.pop()
    return "text" if kind is None or found - {kind} else kind


def _kind(value: Cell) -> str:
    match value:
        case bool():
            return "boolean"
        case int():
            return "integer" if -_LARGEST <= value <= _LARGEST else "text"
        case Decimal():
            return "decimal" if _fits(value) else "text"
        case float():
            return "float"
        case date():
            return "date"
        case _:
            return "text"


def _fits(value: Decimal) -> bool:
    """Whether a decimal has at most as many digits on either side of the point as fit."""
    exponent = value.as_tuple().exponent
    return (
        isinstance(exponent, int) and exponent >= -_PLACES and value.adjusted() < _DIGITS - _PLACES
    )
