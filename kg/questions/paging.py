"""An answer page by page: so many rows after the one of a key, in the order of the answer.

The key of a row is in the columns that the question names; as text it is what they hold, separated
by commas and quoted as in CSV if there are several, IRIs in full or in the short form of tables.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from typing import Any

from kg.errors import UsageError
from kg.questions.answers import Answer, Cell, Iri
from kg.questions.table import plain, shortener


class Page(Answer):
    """At most ``limit`` rows of an answer, from the one that follows the row of a key.

    ``after`` is a key as text or a row of the same answer. When the rows have been read, ``next``
    is the key of the last one if others follow it, else ``None``. Reading raises ``UsageError`` if
    no row has the key.
    """

    def __init__(
        self,
        whole: Answer,
        key: Sequence[str],
        limit: int | None = None,
        after: str | Sequence[Cell] | None = None,
    ) -> None:
        super().__init__(whole.columns, self._part, whole.base, whole.network)
        if limit is not None and limit < 1:
            raise UsageError(f"limit must be a whole number from 1, not {limit}")
        self.next: str | None = None
        self._whole = whole
        self._columns = tuple(key)
        names = [column.name for column in whole.columns]
        self._places = [names.index(name) for name in key]
        self._limit = limit
        self._shorten = shortener(whole.base)
        self._after = after if after is None or isinstance(after, str) else self._written(after)

    def _part(self) -> Iterator[Any]:
        self.next = None
        rows = iter(self._whole)
        if self._after is not None:
            self._skip(rows, self._after)
        last: Sequence[Cell] = ()
        for number, row in enumerate(rows):
            if number == self._limit:
                self.next = self._written(last)
                return
            last = row
            yield row

    def _skip(self, rows: Iterator[Any], after: str) -> None:
        """Read all rows up to the one of a key."""
        wanted = self._fields(after)
        for row in rows:
            if all(map(self._is, (row[place] for place in self._places), wanted)):
                return
        told = ", ".join(self._columns)
        raise UsageError(f"no row of the answer has the key {after!r} ({told}) to go on after")

    def _fields(self, key: str) -> list[str]:
        """The parts of a key in text."""
        several = len(self._places) > 1
        fields = next(csv.reader([key]), []) if several else [key]
        if len(fields) != len(self._places):
            told = ", ".join(self._columns)
            raise UsageError(f"a key must hold {told}, separated by commas; {key!r} does not")
        return fields

    def _is(self, cell: Cell, text: str) -> bool:
        return text == plain(cell) or (isinstance(cell, Iri) and text == self._shorten(cell))

    def _written(self, row: Sequence[Cell]) -> str:
        """The key of a row as text."""
        cells = (row[place] for place in self._places)
        fields = [self._shorten(cell) if isinstance(cell, Iri) else plain(cell) for cell in cells]
        if len(fields) == 1:
            return fields[0]
        output = io.StringIO()
        csv.writer(output, lineterminator="").writerow(fields)
        return output.getvalue()
