"""N-Quads loaded into a new database, by a process of its own where they are many.

There the engine has its memory in pages that suit it, and an interrupt or an error ends it at
once, whatever it is doing.
"""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from itertools import chain
from pathlib import Path
from queue import Full, Queue
from threading import Event, Thread
from typing import BinaryIO

from kg.errors import StoreError
from kg.store.child import end, last_line, start
from kg.store.stream import joined, load_blocks

_PIPE_BYTES = 1024 * 1024
_PIECES_AHEAD = 128
_SWITCH_INTERVAL = 0.0005
_LOOK_AGAIN = 0.05
FEW_BYTES = 4 * 2**20
"""What is no more is loaded sooner than another process starts."""


def bulk_load(
    path: Path,
    blocks: Iterable[bytes],
    beside: Iterable[bytes] = (),
    meanwhile: Callable[[], None] | None = None,
) -> int:
    """Load N-Quads, some whole lines at a time, into a new database; how many lines there were.

    ``beside`` are more of them, the most of all. If they are many they are made in a thread beside
    and fill the time in which ``blocks``, which take longer to make, leave the engine waiting.
    ``meanwhile`` is done when all are given: sorting and merging will take a while. Raises
    ``StoreError`` if the engine fails; what making the blocks and ``meanwhile`` raise goes through.
    """
    first, second = iter(blocks), iter(beside)
    # Of both what is not taken here stays to be taken.
    some, are_all = _beginning(chain(second, first))
    if are_all:
        count = _load_here(path, some)
        if meanwhile is not None:
            meanwhile()
        return count
    with _loading(path) as (process, pipe):
        feeding = _Feeding(pipe, process)
        with feeding.beside(chain(some, second)):
            feeding.write(first)
        if meanwhile is not None and feeding.arrived:
            meanwhile()
        _see_to_the_end(process, path)
    return feeding.count


def _beginning(blocks: Iterator[bytes]) -> tuple[list[bytes], bool]:
    """The first of some blocks, and whether they are all."""
    some: list[bytes] = []
    size = 0
    for block in blocks:
        some.append(block)
        size += len(block)
        if size > FEW_BYTES:
            return some, False
    return some, True


def _load_here(path: Path, blocks: Iterable[bytes]) -> int:
    from pyoxigraph import Store as Oxigraph

    try:
        database = Oxigraph(str(path))
    except OSError as error:
        raise _failure(path, str(error)) from error
    count = load_blocks(database, blocks, partial(_failure, path))
    database.flush()
    return count


class _Feeding:
    """Writes into the pipe of a process, in a thread of its own.

    ``count`` is how many lines were written, ``arrived`` whether they are all.
    """

    def __init__(self, pipe: BinaryIO, process: subprocess.Popen[bytes]) -> None:
        self.count = 0
        self.arrived = False
        self._pipe = pipe
        self._process = process
        self._ahead: Queue[bytes | None] = Queue(_PIECES_AHEAD)
        self._over = Event()

    def write(self, blocks: Iterable[bytes]) -> None:
        """Have blocks written ahead of those beside; all of them, or some if the process fails."""
        for data in joined(blocks):
            if not self._put(data):
                return

    @contextmanager
    def beside(self, blocks: Iterable[bytes]) -> Iterator[None]:
        """Write blocks too; all have been written at the end, and the pipe is closed.

        What making them raises is raised here.
        """
        failed: list[BaseException] = []

        def run() -> None:
            try:
                self._write_all(blocks)
            except BaseException as error:  # noqa: BLE001 - raised below, in the thread that called
                failed.append(error)
                self._process.kill()
            finally:
                self._over.set()

        thread = Thread(target=run, name="beside", daemon=True)
        before = sys.getswitchinterval()
        # Who has written must not wait long to go on, or the engine does.
        sys.setswitchinterval(_SWITCH_INTERVAL)
        try:
            thread.start()
            yield
            self._put(None)
            self._over.wait()
        except BaseException:
            self._process.kill()
            # Its next piece finds the pipe closed. One that an interrupt kept from starting is not
            # waited for: it finds the same, if it ever starts.
            while thread.is_alive() and not self._over.wait(_LOOK_AGAIN):
                with suppress(Full):
                    self._ahead.put_nowait(None)
            raise
        finally:
            sys.setswitchinterval(before)
        if failed:
            raise failed[0]

    def _put(self, data: bytes | None) -> bool:
        """Put a piece ahead, when there is room; false if the writing is over before."""
        while not self._over.is_set():
            with suppress(Full):
                self._ahead.put(data, timeout=_LOOK_AGAIN)
                return True
        return False

    def _write_all(self, blocks: Iterable[bytes]) -> None:
        # A process that has failed closes the pipe; what it said is raised in the end.
        with suppress(BrokenPipeError), self._pipe as pipe:
            for data in self._in_turn(blocks):
                self.count += data.count(b"\n")
                view = memoryview(data)
                while view:
                    view = view[os.write(pipe.fileno(), view) :]
            self.arrived = True

    def _in_turn(self, blocks: Iterable[bytes]) -> Iterator[bytes]:
        """Pieces put ahead as soon as they are there, and those of blocks between."""
        to_come = True
        for data in joined(blocks):
            while to_come and not self._ahead.empty():
                piece = self._ahead.get()
                if piece is None:
                    to_come = False
                else:
                    yield piece
            yield data
        while to_come and (piece := self._ahead.get()) is not None:
            yield piece


@contextmanager
def _loading(path: Path) -> Iterator[tuple[subprocess.Popen[bytes], BinaryIO]]:
    """A process and the pipe through which it is given what to load.

    It does not outlive the block.
    """
    reading, writing = os.pipe()
    with open(writing, "wb", buffering=0) as pipe:  # noqa: PTH123 - it has no path
        with suppress(AttributeError, OSError):
            fcntl.fcntl(writing, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
        try:
            process = start(
                "kg.store.bulk_worker",
                str(path),
                str(reading),
                stderr=subprocess.PIPE,
                keep=[reading],
                lavish=True,
            )
        finally:
            os.close(reading)
        try:
            yield process, pipe
        finally:
            end(process)


def _see_to_the_end(process: subprocess.Popen[bytes], path: Path) -> None:
    """Wait for the process; raises ``StoreError`` with what it says went wrong."""
    said = b"" if process.stderr is None else process.stderr.read()
    code = process.wait()
    if code:
        why = last_line(said)
        if code < 0:
            trouble = f"its process ended early (signal {-code}){': ' * bool(why)}{why}"
            why = f"{trouble}; nothing was changed; is the memory enough?"
        raise _failure(path, why)


def _failure(path: Path, why: str) -> StoreError:
    return StoreError(f"{path}: the graph could not be written: {why}")
