"""Answers written in the formats of ``--format``, row by row where the format allows it."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import TextIO

from kg.errors import UsageError
from kg.questions.answers import Answer, Cell
from kg.questions.networks import write_edges, write_graphml, write_nodes
from kg.questions.separated import write_csv
from kg.questions.table import DEFAULT_WIDTH, plain, presented, shortener, shown, write_table

Writer = Callable[[Answer, TextIO, int], None]


def write(answer: Answer, name: str, output: TextIO, width: int = DEFAULT_WIDTH) -> None:
    """Write an answer in the format of that name; ``width`` is for tables, in columns.

    Raises ``UsageError`` for an unknown format, and for one of networks if the answer is none.
    """
    writer = FORMATS.get(name)
    if writer is None:
        raise UsageError(f"no format is named {name!r}; there are {', '.join(FORMATS)}")
    writer(answer, output, width)


def _csv(answer: Answer, output: TextIO, _: int) -> None:
    write_csv(output, (column.name for column in answer.columns), answer)


_TSV_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def _tsv(answer: Answer, output: TextIO, _: int) -> None:
    output.write("\t".join(column.name for column in answer.columns) + "\n")
    for row in answer:
        output.write("\t".join(plain(cell).translate(_TSV_ESCAPES) for cell in row) + "\n")


def _objects(answer: Answer) -> Iterator[str]:
    keys = [json.dumps(column.name, ensure_ascii=False) for column in answer.columns]
    for row in answer:
        members = (f"{key}: {_json_value(cell)}" for key, cell in zip(keys, row, strict=True))
        yield f"{{{', '.join(members)}}}"


# Invisible characters that json leaves as they are: C1 controls and those that turn text around.
_JSON_ESCAPES = {
    code: f"\\u{code:04x}"
    for code in (0x61C, *range(0x7F, 0xA0), *range(0x200B, 0x2010), *range(0x2028, 0x202F),
                 *range(0x2060, 0x2070), 0xFEFF)
}  # fmt: skip


def _json_value(cell: Cell) -> str:
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    if isinstance(cell, float):
        # JSON has no number for NaN and the infinities.
        return repr(cell) if math.isfinite(cell) else f'"{cell}"'
    if isinstance(cell, date):
        return f'"{cell.isoformat()}"'
    return json.dumps(cell, ensure_ascii=False).translate(_JSON_ESCAPES)


def _json(answer: Answer, output: TextIO, _: int) -> None:
    separator = "[\n  "
    for text in _objects(answer):
        output.write(separator + text)
        separator = ",\n  "
    output.write("[]\n" if separator.startswith("[") else "\n]\n")


def _ndjson(answer: Answer, output: TextIO, _: int) -> None:
    for text in _objects(answer):
        output.write(text + "\n")


def _markdown(answer: Answer, output: TextIO, _: int) -> None:
    shorten = shortener(answer.base)
    order = presented(answer.columns)
    columns = [answer.columns[i] for i in order]
    output.write(f"| {' | '.join(_markdown_cell(column.name) for column in columns)} |\n")
    numbers = {"integer", "decimal"}
    rules = ("---:" if column.type in numbers else "---" for column in columns)
    output.write(f"| {' | '.join(rules)} |\n")
    for row in answer:
        cells = (_markdown_cell(shown(row[i], shorten)) for i in order)
        output.write(f"| {' | '.join(cells)} |\n")


# An underscore inside a word is no mark.
_MARKDOWN_MARK = re.compile(r"[\\`*<>\[\]|]|(?<!\w)_|_(?!\w)")


def _markdown_cell(text: str) -> str:
    return _MARKDOWN_MARK.sub(r"\\\g<0>", text)


FORMATS: Mapping[str, Writer] = {
    "table": write_table,
    "csv": _csv,
    "tsv": _tsv,
    "json": _json,
    "ndjson": _ndjson,
    "markdown": _markdown,
    "graphml": write_graphml,
    "nodes": write_nodes,
    "edges": write_edges,
}
"""Name of a format → what writes it. All but tables are written as the rows come."""
