"""Answers as a table for a terminal, made to fit its width."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TextIO

from kg.graph.vocab import namespaces
from kg.questions.answers import Answer, Cell, Iri
from kg.questions.catalogue import Column
from kg.questions.width import cut, pad, width
from kg.text.display import visible

DEFAULT_WIDTH = 80

_GAP = "  "
_FLOORS = {"name": 30, "iri": 14}
_FLOOR = 16


def shortener(base: str) -> Callable[[str], str]:
    """What shortens IRIs by the project's prefixes, and those under ``base`` by their section.

    >>> shortener("http://example.org/")("http://example.org/venue/neurips/2025")
    'venue:neurips/2025'
    """
    known = namespaces(base)

    def shorten(iri: str) -> str:
        for prefix, namespace in known.items():
            if iri.startswith(namespace):
                return f"{prefix}:{iri[len(namespace) :]}"
        return iri

    return shorten


def lengthened(text: str, base: str) -> str | None:
    """The IRI of a short form, or ``None`` for a text that is none.

    >>> lengthened("venue:neurips/2025", "http://example.org/")
    'http://example.org/venue/neurips/2025'
    """
    prefix, colon, rest = text.partition(":")
    namespace = namespaces(base).get(prefix) if colon and rest.split() == [rest] else None
    return None if namespace is None else namespace + rest


def plain(cell: Cell) -> str:
    """A cell as text, as CSV has it: nothing for nothing, ``true`` and ``false``."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return str(cell)


def shown(cell: Cell, shorten: Callable[[str], str]) -> str:
    """A cell as a person sees it: IRIs shortened, nothing in it that a terminal would obey."""
    return visible(shorten(cell) if isinstance(cell, Iri) else plain(cell))


def presented(columns: Sequence[Column]) -> list[int]:
    """The places of columns in the order for people: names first, what they name last."""
    names = [i for i, column in enumerate(columns) if column.type == "name"]
    named = [i - 1 for i in names if i and columns[i - 1].type == "iri"]
    others = [i for i in range(len(columns)) if i not in {*names, *named}]
    return [*names, *others, *named]


def is_number(cell: Cell) -> bool:
    """Whether a cell is to stand at the right of its column."""
    return isinstance(cell, int | float | Decimal) and not isinstance(cell, bool)


@dataclass(slots=True)
class _Column:
    """A column being laid out: ``natural`` is the width it needs, ``columns`` what it gets."""

    heading: str
    type: str
    cells: list[str]
    right: bool
    natural: int
    columns: int

    @property
    def floor(self) -> int:
        """The width below which the column is not worth showing."""
        floor = _FLOORS.get(self.type, _FLOOR)
        return self.natural if self.right else min(self.natural, floor)

    def heading_lines(self) -> list[str]:
        """The heading, broken at its underscores where it is wider than the column."""
        lines: list[str] = []
        for word in self.heading.split("_"):
            longer = f"{lines[-1]}_{word}" if lines else word
            if lines and width(longer) <= self.columns:
                lines[-1] = longer
            else:
                lines.append(word)
        return lines


def write_table(answer: Answer, output: TextIO, columns: int = DEFAULT_WIDTH) -> None:
    """Write an answer in lines of at most ``columns``, headings first.

    Long cells are cut with ``…``; columns for which there is no room, and those that hold nothing
    in any row, are named at the end.
    """
    shorten = shortener(answer.base)
    order = presented(answer.columns)
    rows = [[row[i] for i in order] for row in answer]
    table = [
        _column(answer.columns[i], [row[place] for row in rows], shorten)
        for place, i in enumerate(order)
    ]
    empty = [column for column in table if rows and not any(column.cells)]
    filled = [column for column in table if column not in empty] or table
    fitting = _fit(filled, columns)
    for line in _lines(fitting, len(rows)):
        output.write(f"{line}\n")
    if not rows:
        output.write("… no rows\n")
    if len(fitting) < len(filled):
        output.write(f"… no room for {_headings(filled[len(fitting) :])}\n")
    if len(filled) < len(table):
        output.write(f"… nothing in {_headings(empty)}\n")


def _headings(columns: Sequence[_Column]) -> str:
    return ", ".join(column.heading for column in columns)


def _column(column: Column, values: Sequence[Cell], shorten: Callable[[str], str]) -> _Column:
    known = [value for value in values if value is not None]
    right = all(map(is_number, known)) if known else column.type in {"integer", "decimal"}
    heading = visible(column.name)
    cells = [shown(value, shorten).removeprefix("https://") for value in values]
    natural = max(map(width, [*heading.split("_"), *cells]))
    return _Column(heading, column.type, cells, right, natural, max(natural, width(heading)))


def _fit(table: list[_Column], limit: int) -> list[_Column]:
    """Set the width of each column; gives the columns, from the left, that there is room for."""
    if _total(table) <= limit:
        return table
    for column in table:
        column.columns = column.floor
    fitting = list(table)
    while len(fitting) > 1 and _total(fitting) > limit:
        fitting.pop()
    fitting[0].columns = min(fitting[0].columns, limit)
    for _ in range(limit - _total(fitting)):
        growing = [column for column in fitting if column.columns < column.natural]
        if growing:
            min(growing, key=_crowding).columns += 1
    return fitting


def _crowding(column: _Column) -> float:
    """Least for the column that is to grow next: names get twice the room of other text."""
    return column.columns / (2 if column.type == "name" else 1)


def _total(table: Sequence[_Column]) -> int:
    return sum(column.columns for column in table) + len(_GAP) * (len(table) - 1)


def _lines(table: Sequence[_Column], rows: int) -> list[str]:
    headings = [column.heading_lines() for column in table]
    height = max((len(lines) for lines in headings), default=0)
    lines = [
        _line(table, [([""] * (height - len(lines)) + lines)[i] for lines in headings])
        for i in range(height)
    ]
    lines.append(_GAP.join("-" * column.columns for column in table))
    lines += [_line(table, [column.cells[i] for column in table]) for i in range(rows)]
    return lines


def _line(table: Sequence[_Column], texts: Sequence[str]) -> str:
    cells = [
        pad(cut(text, column.columns), column.columns, column.right)
        for column, text in zip(table, texts, strict=True)
    ]
    return _GAP.join(cells).rstrip()
