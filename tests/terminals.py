"""A terminal for tests: a program in a real pseudo-terminal, and what a person sees of it."""

from __future__ import annotations

import os
import sys
import termios
import time
from collections.abc import Callable
from pathlib import Path

import pexpect
import pyte

_LONGEST = 20.0


class Terminal:
    """``kg`` in a terminal of a size; :attr:`seen` is all that it has sent."""

    def __init__(self, *arguments: str, cwd: Path, size: tuple[int, int] = (80, 24)) -> None:
        columns, rows = size
        environment = {**os.environ, "TERM": "xterm", "COLUMNS": "7", "NO_COLOR": "1"}
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self.seen = b""
        self.program = pexpect.spawn(
            sys.executable,
            ["-m", "kg", *arguments],
            cwd=str(cwd),
            env=environment,
            dimensions=(rows, columns),
            echo=True,
            timeout=_LONGEST,
        )
        self.before = self.modes()

    def modes(self) -> list[object]:
        """How the terminal treats what is typed and shown."""
        return list(termios.tcgetattr(self.program.child_fd))[:4]

    def press(self, *keys: str) -> None:
        """Press keys, each when what the one before has changed is shown."""
        for key in keys:
            self.program.send(key)
            self.take(_LONGEST)
            self.settle()

    def resize(self, columns: int, rows: int) -> None:
        """Give the terminal another size."""
        self._screen.resize(rows, columns)
        self.program.setwinsize(rows, columns)
        self.take(_LONGEST)
        self.settle()

    def settle(self) -> None:
        """Take in what the program sends until it sends nothing for a moment."""
        while self.take(0.05):
            pass

    def take(self, seconds: float) -> bool:
        """Take in what the program sends next, if it sends anything within so many seconds."""
        try:
            data = self.program.read_nonblocking(65536, seconds)
        except (pexpect.TIMEOUT, pexpect.EOF):
            return False
        self.seen += data
        self._stream.feed(data)
        return True

    def await_text(self, text: str) -> None:
        """Wait until a text is on the screen."""
        self.wait(lambda: text in self.text)

    def wait(self, done: Callable[[], bool]) -> None:
        """Wait until something is so."""
        until = time.monotonic() + _LONGEST
        while not done():
            assert time.monotonic() < until, self.text
            self.settle()

    @property
    def lines(self) -> list[str]:
        """What is on the screen."""
        return [line.rstrip() for line in self._screen.display]

    @property
    def text(self) -> str:
        """What is on the screen as one text."""
        return "\n".join(self.lines)

    def end(self) -> int:
        """Wait for the program's end; its exit code, or the signal that ended it, negative."""
        self.settle()
        self.program.expect(pexpect.EOF)
        self.seen += self.program.before or b""
        self.program.close()
        status = self.program.exitstatus
        return int(status) if status is not None else -int(self.program.signalstatus)
