"""Answers to people's own queries: rows as text, a line each, some at a time, from any store.

Whoever reads one holds a part of it only, may do so in any thread, and may stop.
"""

from __future__ import annotations

import sys
from collections.abc import Generator, Iterator, Sequence
from itertools import chain
from typing import IO, TYPE_CHECKING, BinaryIO, cast

from kg.errors import AnswerCut, BoundReached
from kg.store.stream import BlockReader

if TYPE_CHECKING:
    from pyoxigraph import (
        QueryBoolean,
        QueryResultsFormat,
        QuerySolution,
        QuerySolutions,
        Triple,
        Variable,
    )

    from kg.store.protocol import QueryResult

_LONGEST_ROW = 16_000_000
"""Bytes; the engine's parsers take no line of 16 MiB."""
_AT_ONCE = 64 * 1024

Pieces = Generator[bytes, None, None]
"""A text cut anywhere; closing it tells where it is from that no more is wanted."""


class _Rows:
    """Rows to be read once; if there are more than ``most``, the end is ``AnswerCut``.

    ``count`` is how many have been read.
    """

    def __init__(self, pieces: Pieces) -> None:
        self.most = sys.maxsize
        self.count = 0
        self._pieces = pieces
        self._cut = False

    def blocks(self) -> Iterator[bytes]:
        """At most so many rows, some whole lines at a time."""
        left = self.most
        for block in self._lines():
            rows = block.count(b"\n")
            if rows > left:
                self._cut = True
                self.count = self.most
                self._pieces.close()
                yield b"".join(line + b"\n" for line in block.split(b"\n", left)[:left])
                return
            left -= rows
            self.count += rows
            yield block

    def end(self) -> None:
        """Say that what was read is not all, if so: raises ``AnswerCut``."""
        if self._cut:
            raise AnswerCut(self.most)

    def _lines(self) -> Iterator[bytes]:
        return _whole_lines(self._pieces)


class Solutions(_Rows):
    """The rows of a SELECT query, from the TSV of SPARQL; ``names`` are those of its variables."""

    def __init__(self, names: Sequence[str], pieces: Pieces) -> None:
        super().__init__(pieces)
        self._names = names
        self._first_line = "\t".join(f"?{name}" for name in names).encode() + b"\n"

    @property
    def variables(self) -> list[Variable]:
        """The variables in the order of the columns."""
        from pyoxigraph import Variable

        return [Variable(name) for name in self._names]

    def __iter__(self) -> Iterator[QuerySolution]:
        for block in self.blocks():
            # All at once, so that no parser is left for another thread to take away.
            yield from list(_solutions(self._first_line + block))
        self.end()

    def serialize(self, output: BinaryIO, format: QueryResultsFormat) -> None:
        """Write all rows as they come; a document that is cut is well-formed all the same."""
        stream = BlockReader(chain([self._first_line], self.blocks()))
        _solutions(cast("IO[bytes]", stream)).serialize(output, format)
        self.end()

    def _lines(self) -> Iterator[bytes]:
        blocks = super()._lines()
        yield next(blocks, b"").partition(b"\n")[2]
        yield from blocks


class Triples(_Rows):
    """The triples of a CONSTRUCT or DESCRIBE query, from N-Triples."""

    def __iter__(self) -> Iterator[Triple]:
        from pyoxigraph import RdfFormat, parse

        for block in self.blocks():
            yield from [quad.triple for quad in parse(block, RdfFormat.N_TRIPLES)]
        self.end()


def as_rows(result: QueryResult) -> Solutions | Triples | QueryBoolean:
    """What any store answered, in this form."""
    from pyoxigraph import QueryResultsFormat, QuerySolutions, QueryTriples, RdfFormat

    if isinstance(result, QuerySolutions):
        names = [variable.value for variable in result.variables]
        return Solutions(names, _whole(result.serialize(format=QueryResultsFormat.TSV)))
    if isinstance(result, QueryTriples):
        return Triples(_whole(result.serialize(format=RdfFormat.N_TRIPLES)))
    return result


def _whole(text: bytes | None) -> Pieces:
    for start in range(0, len(text or b""), _AT_ONCE):
        yield (text or b"")[start : start + _AT_ONCE]


def _solutions(text: bytes | IO[bytes]) -> QuerySolutions:
    from pyoxigraph import QueryResultsFormat, parse_query_results

    return cast("QuerySolutions", parse_query_results(text, QueryResultsFormat.TSV))


def _whole_lines(pieces: Pieces) -> Iterator[bytes]:
    """The same text, cut behind newlines only."""
    waiting: list[bytes] = []
    size = 0
    for piece in pieces:
        whole, newline, rest = piece.rpartition(b"\n")
        if newline:
            yield b"".join([*waiting, whole, newline])
            waiting, size = [], 0
        waiting.append(rest)
        size += len(rest)
        if size > _LONGEST_ROW:
            raise BoundReached(f"a row of the answer is longer than {_LONGEST_ROW} bytes")
