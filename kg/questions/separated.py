"""Rows as CSV."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from typing import TextIO

from kg.questions.answers import Cell
from kg.questions.table import plain


def write_csv(output: TextIO, head: Iterable[str], rows: Iterable[Iterable[Cell]]) -> None:
    """Write a header and rows as they come, a line each; cells that hold breaks are quoted."""
    writer = csv.writer(_Lines(output))
    writer.writerow(head)
    writer.writerows(map(plain, row) for row in rows)


class _Lines:
    """Ends lines with a newline alone; a writer told to do that leaves carriage returns bare."""

    def __init__(self, output: TextIO) -> None:
        self._output = output

    def write(self, line: str) -> int:
        return self._output.write(line.removesuffix("\r\n") + "\n")
