"""Blocks of lines as a stream of bytes, for loading a graph while it is being made."""

from __future__ import annotations

import fcntl
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from threading import Event, Lock, Thread

_BYTES_AT_ONCE = 256 * 1024
_PIPE_BYTES = 1024 * 1024


def through_pipe(
    blocks: Iterable[bytes],
    load: Callable[[str], None],
    meanwhile: Callable[[], None] | None = None,
) -> int:
    """Write N-Triples into a pipe while ``load`` reads its path; how many lines went through.

    ``load`` runs in a thread of its own, so that both work at the same time and an interrupt
    reaches this one. ``meanwhile`` is done when all blocks are written and ``load`` still has its
    work to finish. What any of them raises is raised here, that of ``load`` last.
    """
    reading, writing = os.pipe()
    with suppress(AttributeError, OSError):
        fcntl.fcntl(writing, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
    failed: list[Exception] = []
    over = Event()
    # Whether it has begun can't be told of a thread whose start was interrupted: who takes the
    # ticket first does the work, or gives it up.
    ticket = Lock()

    def run() -> None:
        if not ticket.acquire(blocking=False):
            return
        try:
            load(f"/dev/fd/{reading}")
        except Exception as error:  # noqa: BLE001 - raised below, in the thread that called
            failed.append(error)
        finally:
            os.close(reading)
            over.set()

    count = 0
    # A reader that has failed closes the pipe; what it says is raised below.
    with suppress(BrokenPipeError), open(writing, "wb", buffering=0) as stream:  # noqa: PTH123
        loading = Thread(target=run, name="bulk load")
        try:
            loading.start()
            for data in _joined(blocks):
                count += data.count(b"\n")
                _write_all(stream.fileno(), data)
            stream.close()
            if meanwhile is not None:
                meanwhile()
        except BaseException:
            stream.close()
            if ticket.acquire(blocking=False):
                os.close(reading)
            else:
                _wait_for(over)
            raise
        _wait_for(over)
    if failed:
        raise failed[0]
    return count


def _wait_for(event: Event) -> None:
    """Wait however often that is interrupted; the interrupt is raised afterwards.

    ``Thread.join`` takes a thread for ended when it is interrupted (CPython issue 90882).
    """
    interrupt: KeyboardInterrupt | None = None
    while not event.is_set():
        try:
            event.wait()
        except KeyboardInterrupt as error:
            interrupt = error
    if interrupt:
        raise interrupt


class Counted:
    """N-Quads, some whole lines at a time, counted by their named graphs as they are taken."""

    def __init__(self, blocks: Iterable[bytes]) -> None:
        self._blocks = blocks
        self._counts = Counter[bytes]()

    def __iter__(self) -> Iterator[bytes]:
        for block in self._blocks:
            self._counts.update(
                line[line.rindex(b"<") + 1 : line.rindex(b">")] for line in block.splitlines()
            )
            yield block

    @property
    def lines(self) -> int:
        """How many there were."""
        return self._counts.total()

    @property
    def graphs(self) -> dict[str, int]:
        """How many there were of each graph, by IRI."""
        return {graph.decode(): lines for graph, lines in sorted(self._counts.items())}


def _joined(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """Blocks joined to pieces of a size that is worth a system call."""
    some: list[bytes] = []
    length = 0
    for block in blocks:
        some.append(block)
        length += len(block)
        if length >= _BYTES_AT_ONCE:
            yield b"".join(some)
            some.clear()
            length = 0
    yield b"".join(some)


def _write_all(handle: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(handle, view) :]


class BlockReader:
    """The read side of a stream of N-Triples, given some whole lines at a time.

    ``read(size)`` never returns more than ``size`` bytes: pyoxigraph aborts the process when it
    gets more. ``count`` tells how many lines have gone through. An exception of the blocks'
    generator is kept in ``error``, since pyoxigraph replaces it by one of its own.
    """

    def __init__(self, blocks: Iterable[bytes]) -> None:
        self._pieces = _joined(blocks)
        self._waiting = memoryview(b"")
        self.count = 0
        self.error: BaseException | None = None

    def read(self, size: int = -1) -> bytes:
        """At most ``size`` bytes, all that is left if ``size`` is negative; empty at the end."""
        try:
            if size < 0:
                return b"".join(iter(lambda: self.read(1 << 20), b""))
            if not self._waiting:
                self._fill()
        except BaseException as error:
            self.error = error
            raise
        chunk, self._waiting = self._waiting[:size], self._waiting[size:]
        return bytes(chunk)

    def _fill(self) -> None:
        data = next(self._pieces, b"")
        self.count += data.count(b"\n")
        self._waiting = memoryview(data)
