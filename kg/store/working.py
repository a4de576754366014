"""Queries in processes of their own, which can be stopped whatever they are doing.

The engine can be neither interrupted nor told how much memory to use. So a worker, which is
``python -P -m kg.store.query_worker``, opens the database to read only and answers one query at a
time. It is killed when a query is to stop, and another is started for the next one. It ends when
its input does, even if this process is killed.
"""

from __future__ import annotations

import os
import re
import select
import subprocess
import weakref
from collections import deque
from contextlib import suppress
from math import inf
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, cast

from kg.errors import KgError, QueryMemory, QueryTimeout, StoreError
from kg.store import query_worker as frames
from kg.store.bounds import Allowance, allowed_memory
from kg.store.child import close_streams, end, last_line, start, without_interrupts
from kg.store.results import Pieces, Solutions, Triples

if TYPE_CHECKING:
    from pyoxigraph import QueryBoolean

_MOST_IDLE = 2
_OUT_OF_MEMORY = re.compile(rb"memory allocation of|bad_alloc")
_LONGEST_WAIT = 10**6
"""Seconds; ``poll`` can wait for 24 days."""


class Workers:
    """The processes for the queries of one store, kept for further queries.

    Each query that is being answered has one of its own, so that several threads may ask, and
    whoever reads an answer may ask more.
    """

    def __init__(self) -> None:
        self._idle: list[_Worker] = []
        self._lock = Lock()

    def prepare(self, database: Path) -> None:
        """Start a process for the database in a folder unless one is waiting."""
        self._give_back(self._taken(database))

    def query(
        self, database: Path, text: str, allowance: Allowance
    ) -> Solutions | Triples | QueryBoolean:
        """Run a query on the database in a folder; rows come while they are read.

        Raises ``SyntaxError`` as the engine does, ``QueryTimeout``, ``QueryMemory``, and
        ``StoreError`` where the process fails, all of them while rows are read too.
        """
        from pyoxigraph import QueryResultsFormat, parse_query_results

        worker = self._begun(database, text.encode(), allowance)
        pieces = self._answer(worker, allowance)
        head = next(pieces)
        form, said = head[:1], head[1:]
        if form == frames.SOLUTIONS:
            return Solutions(said.decode().split("\n") if said else (), pieces)
        if form == frames.TRIPLES:
            return Triples(pieces)
        deque(pieces, maxlen=0)
        return cast("QueryBoolean", parse_query_results(said, QueryResultsFormat.JSON))

    def _begun(self, database: Path, query: bytes, allowance: Allowance) -> _Worker:
        """A process that has begun with a query.

        One that was killed while it was idle can look alive for as long as one of its threads is,
        and takes what is written to it; as it does not begin, another one is asked.
        """
        while True:
            worker = self._taken(database)
            was_idle, begun = worker.was_idle, False
            try:
                worker.send(frames.QUERY, query, allowance)
                worker.receive(allowance)
                begun = True
            except StoreError:
                if not was_idle:
                    raise
            finally:
                if not begun:
                    worker.end()
            if begun:
                return worker

    def _answer(self, worker: _Worker, allowance: Allowance) -> Pieces:
        """The head of the answer with its letter, then its rows."""
        well = False
        try:
            kind, data = worker.receive(allowance)
            data = kind + data
            while kind not in frames.LAST:
                yield data
                kind, data = worker.receive(allowance)
            well = kind in {frames.END, frames.SYNTAX}
        finally:
            if well:
                self._give_back(worker)
            else:
                worker.end()
        if kind != frames.END:
            raise worker.error(kind, data.decode())

    def _taken(self, database: Path) -> _Worker:
        while True:
            with self._lock:
                worker = self._idle.pop() if self._idle else None
            if worker is None:
                return _Worker(database)
            if worker.database == database and worker.lives():
                return worker
            worker.end()

    def _give_back(self, worker: _Worker) -> None:
        worker.was_idle = True
        with self._lock:
            kept = len(self._idle) < _MOST_IDLE
            if kept:
                self._idle.append(worker)
        if not kept:
            worker.end()


class _Worker:
    """One process, with the database that it has open."""

    def __init__(self, database: Path) -> None:
        self.database = database
        self.was_idle = False
        self._memory = allowed_memory()
        with without_interrupts():
            self._process = start(
                "kg.store.query_worker",
                str(database),
                str(self._memory),
                stderr=subprocess.PIPE,
            )
            self.end = weakref.finalize(self, _end, self._process, os.getpid())
        self._input, self._output, self._errors = (
            stream.fileno()
            for stream in (self._process.stdin, self._process.stdout, self._process.stderr)
            if stream is not None
        )
        os.set_blocking(self._input, False)
        os.set_blocking(self._errors, False)
        self._received = bytearray()

    def lives(self) -> bool:
        """Whether the process is still there."""
        return self._process.poll() is None

    def send(self, kind: bytes, data: bytes, allowance: Allowance) -> None:
        """Give a frame to the process."""
        rest = memoryview(frames.header(kind, len(data)) + data)
        while rest:
            self._wait(self._input, select.POLLOUT, allowance)
            try:
                rest = rest[os.write(self._input, rest) :]
            except BrokenPipeError:
                raise self._failure() from None

    def receive(self, allowance: Allowance) -> tuple[bytes, bytes]:
        """The next frame of the process."""
        head = self._read(frames.HEADER, allowance)
        return head[:1], self._read(int.from_bytes(head[1:], "big"), allowance)

    def _read(self, size: int, allowance: Allowance) -> bytes:
        while len(self._received) < size:
            self._wait(self._output, select.POLLIN, allowance)
            piece = os.read(self._output, frames.AT_ONCE)
            if not piece:
                raise self._failure()
            self._received += piece
        data = bytes(self._received[:size])
        del self._received[:size]
        return data

    def _wait(self, descriptor: int, event: int, allowance: Allowance) -> None:
        poller = select.poll()
        poller.register(descriptor, event)
        left = allowance.left
        # What has come too late is not looked at: it may never end.
        if not left or not poller.poll(None if left == inf else min(left, _LONGEST_WAIT) * 1000):
            raise QueryTimeout(allowance.seconds)

    def _failure(self) -> KgError:
        """Why the process has ended."""
        code = self._process.wait()
        said = b""
        with suppress(BlockingIOError):
            said = os.read(self._errors, frames.AT_ONCE)
        if _OUT_OF_MEMORY.search(said):
            return QueryMemory(self._memory)
        why = f"signal {-code}" if code < 0 else f"exit code {code}"
        last = last_line(said)
        return StoreError(
            f"the process that ran the query ended early ({why}{': ' * bool(last)}{last});"
            " nothing was changed, and further queries can be run"
        )

    def error(self, kind: bytes, text: str) -> Exception:
        """What the process says went wrong with a query."""
        if kind == frames.SYNTAX:
            return SyntaxError(text)
        if kind == frames.MEMORY:
            return QueryMemory(self._memory)
        return StoreError(f"the query failed: {text}")


def _end(process: subprocess.Popen[bytes], owner: int) -> None:
    """End a process and what leads to it; a copy of the process that started it leaves it alone."""
    if os.getpid() == owner:
        end(process)
    close_streams(process)
    process.returncode = process.returncode or 0
