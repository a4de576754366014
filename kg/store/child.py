"""Processes that this one starts, to work on what it gives them."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from threading import Thread

_TUNABLES = "GLIBC_TUNABLES"
_LAVISH = ":".join(
    f"glibc.malloc.{name}={value}"
    for name, value in {
        "hugetlb": 1,
        "tcache_count": 2000,
        "top_pad": 64 << 20,
        "mmap_threshold": 32 << 20,
        "trim_threshold": 1 << 30,
    }.items()
)
"""Memory in large pages and large pieces, which stay with the process.

A bulk load takes a tenth less time so. What the user sets goes before; other systems pay no heed.
Source: https://sourceware.org/glibc/manual/latest/html_node/Memory-Allocation-Tunables.html
"""


def start(
    module: str,
    *arguments: str,
    stderr: int | None = None,
    keep: Sequence[int] = (),
    lavish: bool = False,
) -> subprocess.Popen[bytes]:
    """Start a module as a program that is written to and read from.

    It is started anew, so it shares nothing with this process that could be lost or broken in it,
    and finds what this one would import. No interrupt reaches it: this process ends it. ``stderr``
    is as for ``Popen``; ``keep`` are the file descriptors that it gets as they are. ``lavish`` is
    for one that will need much memory at once.
    """
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(map(os.path.abspath, sys.path))}
    if lavish:
        environment[_TUNABLES] = ":".join(filter(None, (_LAVISH, os.environ.get(_TUNABLES))))
    with without_interrupts():
        return subprocess.Popen(  # noqa: S603 - this Python, and a module of this package
            [sys.executable, "-P", "-m", module, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment,
            stderr=stderr,
            pass_fds=keep,
        )


def end(process: subprocess.Popen[bytes]) -> None:
    """End such a process, at once whatever it is doing."""
    process.kill()
    close_streams(process)
    process.wait()


def close_streams(process: subprocess.Popen[bytes]) -> None:
    """Close what leads to a process."""
    for stream in (process.stdin, process.stdout, process.stderr):
        if stream is not None:
            with suppress(BrokenPipeError):
                stream.close()


def last_line(said: bytes) -> str:
    """The last that a process wrote, which says why it ended."""
    return said.decode("utf-8", "replace").strip().rpartition("\n")[2]


@contextmanager
def without_interrupts() -> Iterator[None]:
    """Hold interrupts back, and from what is started meanwhile for ever."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def end_with_parent() -> None:
    """In such a program: end it when the process that started it does, whatever it is doing."""
    Thread(target=_end_with_input, daemon=True).start()


def _end_with_input() -> None:
    """End this process when the other end of its input is closed."""
    poller = select.poll()
    poller.register(sys.stdin.fileno(), 0)
    poller.poll()
    os._exit(0)
