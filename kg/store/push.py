"""The difference between two graphs, sent to a server piece by piece.

The same difference always comes in the same order, and a piece does the same however often it
arrives, so an interrupted push goes on where it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain, groupby, islice
from operator import itemgetter
from typing import Protocol

from kg.graph.ntriples import unmistakable

ADD_BYTES = 8 * 1024 * 1024
REMOVE_BYTES = 1024 * 1024
"""Bytes of statements in one request; updates are parsed more slowly than N-Triples."""


class Receiver(Protocol):
    """What a server is here."""

    @property
    def takes_graphs(self) -> bool:
        """Whether it has a graph store, else all goes by updates."""
        ...

    def add(self, lines: bytes) -> None:
        """Add N-Triples to the default graph."""
        ...

    def update(self, text: str) -> None:
        """Run a SPARQL update."""
        ...


def only_in(lines: Iterable[bytes], others: Iterable[bytes]) -> Iterator[bytes]:
    """The lines of a sorted stream that another does not have.

    >>> list(only_in([b"a", b"b", b"d"], [b"b", b"c"]))
    [b'a', b'd']
    """
    remaining = iter(others)
    other = next(remaining, None)
    for line in lines:
        while other is not None and other < line:
            other = next(remaining, None)
        if line != other:
            yield line


def push(
    server: Receiver,
    gone: Iterable[bytes],
    come: Iterable[bytes],
    done: int,
    tell: Callable[[int], None],
) -> None:
    """Take sorted N-Triples lines from the default graph of a server, and add others.

    What is no longer said goes before anything is added: a server may hold two spellings of a
    number for one. ``done`` lines have arrived before; ``tell`` is told the number after each
    further piece.
    """
    removals = ((False, line) for line in gone)
    additions = ((True, line) for line in come)
    for wanted, piece in _pieces(islice(chain(removals, additions), done, None)):
        _send(server, wanted, b"".join(piece))
        done += len(piece)
        tell(done)


def _pieces(lines: Iterable[tuple[bool, bytes]]) -> Iterator[tuple[bool, list[bytes]]]:
    """Lines in pieces of about as many bytes as a request may have, and whether to add them."""
    for wanted, group in groupby(lines, key=itemgetter(0)):
        size = ADD_BYTES if wanted else REMOVE_BYTES
        piece: list[bytes] = []
        length = 0
        for _, line in group:
            piece.append(line)
            length += len(line)
            if length >= size:
                yield wanted, piece
                piece = []
                length = 0
        if piece:
            yield wanted, piece


def _send(server: Receiver, wanted: bool, lines: bytes) -> None:
    if wanted and server.takes_graphs:
        server.add(lines)
    else:
        verb = "INSERT" if wanted else "DELETE"
        server.update(f"{verb} DATA {{\n{unmistakable(lines.decode())}}}")
