"""The program of a process that answers queries: queries on standard input, answers on the output.

What goes to and fro are frames: a letter, the length in four bytes, and that many bytes. Each query
is one frame. What comes back is a frame that says that the query was taken, then the answer: a head
that tells its form, pieces of its rows, and an end; or an error at any place.
"""

from __future__ import annotations

import os
import resource
import sys
from typing import IO, TYPE_CHECKING, BinaryIO, cast

from kg.graph.vocab import PREFIXES
from kg.store.child import end_with_parent

if TYPE_CHECKING:
    from pyoxigraph import Store

TAKEN = b"k"
SOLUTIONS, BOOLEAN, TRIPLES = b"s", b"b", b"t"
"""Heads: the variables, one a line; true or false as JSON; nothing. The rows of solutions follow in
the TSV of SPARQL with its first line, triples as N-Triples: both have a line a row."""
PIECE, END = b"p", b"e"
SYNTAX, MEMORY, FAILURE = b"y", b"m", b"f"
"""Errors: with the query, which leaves the process as it was; for want of memory; any other."""
LAST = frozenset({END, SYNTAX, MEMORY, FAILURE})
QUERY = b"q"
HEADER = 5
AT_ONCE = 64 * 1024


def header(kind: bytes, size: int) -> bytes:
    """What stands before the bytes of a frame."""
    return kind + size.to_bytes(HEADER - 1, "big")


class _Pieces:
    """A stream to write rows to, which go out as frames."""

    def __init__(self, output: BinaryIO) -> None:
        self._output = output

    def write(self, data: bytes) -> int:
        for start in range(0, len(data), AT_ONCE):
            send(self._output, PIECE, data[start : start + AT_ONCE])
        return len(data)

    def flush(self) -> None:
        """Every frame has gone out when it was written."""


def send(output: BinaryIO, kind: bytes, data: bytes = b"") -> None:
    """Write a frame."""
    output.write(header(kind, len(data)) + data)
    output.flush()


def _answer(store: Store, query: str, output: BinaryIO) -> None:
    from pyoxigraph import QueryBoolean, QueryResultsFormat, QuerySolutions, RdfFormat

    pieces = cast("IO[bytes]", _Pieces(output))
    result = store.query(query, prefixes=PREFIXES)
    if isinstance(result, QueryBoolean):
        send(output, BOOLEAN, result.serialize(format=QueryResultsFormat.JSON) or b"")
    elif isinstance(result, QuerySolutions):
        send(output, SOLUTIONS, "\n".join(name.value for name in result.variables).encode())
        result.serialize(pieces, QueryResultsFormat.TSV)
    else:
        send(output, TRIPLES)
        result.serialize(pieces, RdfFormat.N_TRIPLES)
    send(output, END)


def main(path: str, memory: int) -> None:
    """Answer queries on the database at a path, with so many bytes of memory."""
    from pyoxigraph import Store

    end_with_parent()
    output = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _, most = resource.getrlimit(resource.RLIMIT_DATA)
    if most == resource.RLIM_INFINITY or memory < most:
        resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    queries = sys.stdin.buffer
    store: Store | None = None
    while head := queries.read(HEADER):
        query = queries.read(int.from_bytes(head[1:], "big")).decode()
        send(output, TAKEN)
        try:
            store = store or Store.read_only(path)
            _answer(store, query, output)
        except SyntaxError as error:
            send(output, SYNTAX, str(error).encode())
        except MemoryError:
            send(output, MEMORY)
        except Exception as error:  # noqa: BLE001 - handed on to the process that asked
            send(output, FAILURE, f"{type(error).__name__}: {error}".encode())


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
