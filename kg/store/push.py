"""The difference between what a server holds and what it should, sent to it piece by piece.

The same difference always comes in the same order, and a piece does the same however often it
arrives, so an interrupted push goes on where it was.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby, islice
from typing import NamedTuple, Protocol

from kg.graph.ntriples import iri, split, text_of, unmistakable
from kg.graph.vocab import XSD
from kg.store.held import Held, Kept, only_in

ADD_BYTES = 8 * 1024 * 1024
REMOVE_BYTES = 1024 * 1024
"""Bytes of statements in one request; updates are parsed more slowly than N-Triples."""

_LONG_LINE = 64 * 1024
"""Bytes; what is longer is removed by its hash, as parsers of updates need long for long texts."""


class Receiver(Protocol):
    """What a server is here. Graphs are named by IRI, the default graph by nothing."""

    @property
    def takes_graphs(self) -> bool:
        """Whether it has a graph store, else all goes by updates."""
        ...

    def add(self, lines: bytes, graph: str | None = None) -> None:
        """Add N-Triples to a graph."""
        ...

    def update(self, text: str) -> None:
        """Run a SPARQL update."""
        ...


class Change(NamedTuple):
    """A line of N-Triples that comes, or goes if it is not wanted, and the graph it is in."""

    wanted: bool
    graph: str | None
    line: bytes


def changes(
    old: Held | None, new: Held, read: Callable[[Kept | None], Iterator[bytes]]
) -> Iterator[Change]:
    """What makes graphs from others; named ones that only one side has are taken for empty before.

    What is no longer said goes before anything is added: a server may hold two spellings of a
    number for one. The statement that a named graph has last goes first, and comes when all else
    has arrived, if anything differs in that graph or in the default graph.
    """
    graphs: list[tuple[str | None, Kept | None, Kept]] = [(None, old, new)]
    known = {} if old is None else old.named
    graphs += [(graph, known.get(graph), kept) for graph, kept in sorted(new.named.items())]
    all_differ = old is None or old.file != new.file
    differing = [
        (graph, before, after, {_line(kept) for kept in (before, after) if kept and kept.last})
        for graph, before, after in graphs
        if all_differ or before is None or before.file != after.file
    ]
    for graph, before, _, _ in differing:
        if before is not None and before.last:
            yield Change(False, graph, _line(before))
    for wanted in (False, True):
        for graph, before, after, last in differing:
            lines = (read(before), read(after))
            for line in only_in(*(reversed(lines) if wanted else lines)):
                if line not in last:
                    yield Change(wanted, graph, line)
    for graph, _, after, _ in differing:
        if after.last:
            yield Change(True, graph, _line(after))


def _line(kept: Kept) -> bytes:
    return f"{kept.last}\n".encode()


def clear(server: Receiver, old: Held | None, new: Held) -> None:
    """Remove the named graphs that only one side has, whatever is in them."""
    before = {} if old is None else old.named
    for graph in sorted(before.keys() ^ new.named.keys()):
        last = before[graph].last if graph in before else ""
        removal = f"DELETE DATA {{ GRAPH {iri(graph)} {{ {unmistakable(last)} }} }} ;\n"
        server.update(f"{removal if last else ''}DROP SILENT GRAPH {iri(graph)}")


def push(
    server: Receiver, differing: Iterable[Change], done: int, tell: Callable[[int], None]
) -> None:
    """Make changes on a server.

    ``done`` of them have arrived before; ``tell`` is told the number after each further piece.
    """
    for wanted, graph, piece in _pieces(islice(differing, done, None)):
        _send(server, wanted, graph, piece)
        done += len(piece)
        tell(done)


def _pieces(differing: Iterable[Change]) -> Iterator[tuple[bool, str | None, list[bytes]]]:
    """Lines in pieces of about as many bytes as a request may have, with where they go."""
    for (wanted, graph), group in groupby(differing, key=lambda change: change[:2]):
        size = ADD_BYTES if wanted else REMOVE_BYTES
        piece: list[bytes] = []
        length = 0
        for change in group:
            piece.append(change.line)
            length += len(change.line)
            if length >= size:
                yield wanted, graph, piece
                piece = []
                length = 0
        if piece:
            yield wanted, graph, piece


def _send(server: Receiver, wanted: bool, graph: str | None, lines: list[bytes]) -> None:
    if wanted and server.takes_graphs:
        server.add(b"".join(lines), graph)
        return
    long = [] if wanted else [line for line in lines if len(line) > _LONG_LINE]
    short = [line for line in lines if line not in long] if long else lines
    orders = [_by_hash(graph, line.decode()) for line in long]
    if short:
        statements = _within(graph, f"\n{unmistakable(b''.join(short).decode())}")
        orders.append(f"{'INSERT' if wanted else 'DELETE'} DATA {{ {statements} }}")
    server.update(" ;\n".join(orders))


def _within(graph: str | None, pattern: str) -> str:
    return pattern if graph is None else f"GRAPH {iri(graph)} {{ {pattern} }}"


def _by_hash(graph: str | None, line: str) -> str:
    """The removal of one statement, whose text is told by its SHA-256."""
    subject, predicate, target = split(line.removesuffix("\n"))
    digest = hashlib.sha256(text_of(target).encode()).hexdigest()
    found = _within(graph, f"{subject} {predicate} ?text")
    alike = f'SHA256(STR(?text)) = "{digest}" && DATATYPE(?text) = {iri(f"{XSD}string")}'
    return f"DELETE {{ {found} }} WHERE {{ {found} FILTER({alike}) }}"
