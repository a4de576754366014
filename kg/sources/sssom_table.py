"""A mapping file (SSSOM) as a table: metadata in YAML behind ``#``, a header, and rows of cells.

Spreadsheets spoil such files in ways that can be undone: cells in quotes, commas or semicolons for
tabs, empty cells at the ends of lines, Windows line ends. A quote that is never closed costs its
own row.

https://mapping-commons.github.io/sssom/spec-formats-tsv/
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from textwrap import dedent

import yaml

from kg.errors import InputError
from kg.model import Problem
from kg.sources.page import shortened

MUST = ("subject_id", "predicate_id", "object_id")
"""The columns that a table of mappings has at least."""

_DELIMITERS = "\t,;"
_MOST_LINES = 64
"""Lines that a row with quoted line breaks may have."""


@dataclass(slots=True)
class Table:
    """A mapping file: ``metadata`` as texts, lists and dicts of them, and the names of columns.

    ``line`` is that of the header; ``problems`` are remarks on what stands before the rows;
    ``delimiter`` stands between cells.
    """

    columns: list[str]
    line: int
    metadata: dict[str, object] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    _lines: list[str] = field(default_factory=list)
    delimiter: str = "\t"

    def rows(self) -> Iterator[tuple[int, dict[str, str]] | Problem]:
        """Line and filled cells of each row that has any, and what is no row."""
        at = self.line
        while at < len(self._lines):
            line = at + 1
            cells, at = _cells(self._lines, at, self.delimiter, len(self.columns))
            if cells is None:
                message = "a quotation mark that opens a cell is never closed; close or delete it"
                yield Problem(line, "open-quote", message, _excerpt(self._lines[at - 1]), True)
            elif not any(cells):
                continue
            elif cells[0].startswith("#"):
                message = "a line that begins with # is no mapping and left out"
                yield Problem(line, "comment", message, _excerpt(self._lines[line - 1]))
            elif any(cells[len(self.columns) :]):
                message = f"more cells than the {len(self.columns)} columns of the header"
                excerpt = _excerpt(self._lines[line - 1])
                yield Problem(line, "too-many-cells", message, excerpt, rejected=True)
            else:
                named = zip(self.columns, cells, strict=False)
                yield line, {name: cell for name, cell in named if name and cell}


def is_table(head: str) -> bool:
    """Whether a text begins as a table of mappings does."""
    lines = _lines(head)
    place = _header_place(lines)
    return place < len(lines) and _header(lines[place]) is not None


def read_table(text: str, file: str) -> Table:
    """The table in a text; raises ``InputError`` if its header lacks what every mapping needs."""
    lines = _lines(text)
    place = _header_place(lines)
    found = _header(lines[place]) if place < len(lines) else None
    if found is None:
        needed = ", ".join(MUST)
        raise InputError(file, f"no header with the columns {needed}", min(place + 1, len(lines)))
    delimiter, columns = found
    table = Table(columns, place + 1, _lines=lines, delimiter=delimiter)
    for name in sorted({name for name in columns if name and columns.count(name) > 1}):
        first = columns.index(name)
        columns[first + 1 :] = ["" if other == name else other for other in columns[first + 1 :]]
        message = f"two columns are named {name}; the first counts"
        table.problems.append(Problem(table.line, "same-column", message))
    _read_metadata(table, lines[:place])
    return table


def _lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _header_place(lines: list[str]) -> int:
    """The place of the first line that is neither empty nor metadata."""
    for place, line in enumerate(lines):
        if not line.lstrip('"').startswith("#") and line.strip(_DELIMITERS + ' "'):
            return place
    return len(lines)


def _header(line: str) -> tuple[str, list[str]] | None:
    """The delimiter and the names of columns, if a line is a header."""
    for delimiter in _DELIMITERS:
        cells, _ = _cells([line], 0, delimiter, len(line))
        names = [re.sub(r"[\s-]+", "_", cell.lower()) for cell in cells or ()]
        if set(MUST) <= set(names):
            return delimiter, names
    return None


def _cells(lines: list[str], at: int, delimiter: str, columns: int) -> tuple[list[str] | None, int]:
    """The cells of the row that begins at a line, and where the next one does.

    No cells if a quoted cell does not end within ``_MOST_LINES``, or seems to have other rows in
    it; the next line then begins a row.
    """
    if '"' not in lines[at]:
        return [cell.strip() for cell in lines[at].split(delimiter)], at + 1
    for end in range(at + 1, min(at + _MOST_LINES, len(lines)) + 1):
        part = [f"{line}\n" for line in lines[at:end]]
        part[-1] = part[-1][:-1]
        try:
            next(csv.reader(part, delimiter=delimiter, strict=True))
        except csv.Error as error:
            if "end of data" in str(error):
                continue
        try:
            cells = next(csv.reader(part, delimiter=delimiter))
        except csv.Error:
            break
        if end > at + 1 and (any(cells[columns:]) or any(map(_has_rows, cells))):
            break
        return [cell.strip() for cell in cells], end
    return None, at + 1


def _has_rows(cell: str) -> bool:
    return "\n" in cell and "\t" in cell


def _read_metadata(table: Table, lines: list[str]) -> None:
    written = []
    for line in lines:
        plain = line.rstrip(table.delimiter + " ")
        if plain.startswith('"#'):
            plain = next(csv.reader([plain]))[0]
        written.append(plain.removeprefix("#"))
    try:
        # Everything is text: a version 1.10 is no number, and a day is read where it is needed.
        found = yaml.load("\n".join(_dedented(written)), yaml.BaseLoader)  # noqa: S506
    except (yaml.YAMLError, RecursionError) as error:
        mark = error.problem_mark if isinstance(error, yaml.MarkedYAMLError) else None
        place = min(mark.line, len(lines) - 1) if mark else 0
        message = "the metadata is no YAML and left out; each of its lines is # and `slot: value`"
        table.problems.append(Problem(place + 1, "bad-metadata", message, _excerpt(lines[place])))
        return
    if isinstance(found, dict):
        table.metadata = {str(name): value for name, value in found.items()}
    elif found:
        message = "the metadata is no map and left out; its lines are # and `slot: value`"
        table.problems.append(Problem(1, "bad-metadata", message, _excerpt(lines[0])))


def _dedented(lines: list[str]) -> list[str]:
    return dedent("\n".join(lines)).split("\n")


def _excerpt(line: str) -> str:
    return shortened(" ".join(line.split()))
