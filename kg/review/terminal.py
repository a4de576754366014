"""A terminal that shows one page and gives single keys, and is left as it was found."""

from __future__ import annotations

import os
import select
import signal
import sys
import termios
import tty
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

KEYS = {
    "\x1b[A": "up",
    "\x1b[B": "down",
    "\x1bOA": "up",
    "\x1bOB": "down",
    "\x1b[5~": "up",
    "\x1b[6~": "down",
    " ": "down",
    "\x04": "q",
}
"""What keys send that mean more than their letter."""

_ENTER, _LEAVE = "\x1b[?1049h\x1b[?25l", "\x1b[?25h\x1b[?1049l"
_HOME, _LINE_END, _BELOW = "\x1b[H", "\x1b[K", "\x1b[J"
_BOLD, _PLAIN = "\x1b[1m", "\x1b[m"
_ENDING = (signal.SIGTERM, signal.SIGHUP)


def is_screen() -> bool:
    """Whether there is a person at a terminal that can show pages."""
    smart = os.environ.get("TERM", "dumb") != "dumb"
    return smart and sys.stdin.isatty() and sys.stdout.isatty()


class Screen:
    """The whole terminal, to be used within :meth:`held`."""

    def __init__(self) -> None:
        self._keyboard = sys.stdin.fileno()
        self._before = termios.tcgetattr(self._keyboard)
        self._wake: int = -1

    @property
    def size(self) -> tuple[int, int]:
        """Columns and lines."""
        found = os.get_terminal_size(sys.stdout.fileno())
        return found.columns, found.lines

    @contextmanager
    def held(self) -> Iterator[Screen]:
        """Take the terminal, and give it back as it was, however this ends."""
        reading, writing = os.pipe()
        os.set_blocking(writing, False)
        self._wake = reading
        watched = (*_ENDING, signal.SIGWINCH, signal.SIGTSTP)
        handlers = {number: signal.getsignal(number) for number in watched}
        waking = signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
        try:
            for number in _ENDING:
                signal.signal(number, _end)
            signal.signal(signal.SIGWINCH, _nothing)
            signal.signal(signal.SIGTSTP, self._stop)
            self._take()
            yield self
        finally:
            self._give_back()
            for number, handler in handlers.items():
                signal.signal(number, handler)
            signal.set_wakeup_fd(waking)
            os.close(reading)
            os.close(writing)

    def show(self, lines: list[str], *, bold: frozenset[int] = frozenset()) -> None:
        """Show lines from the top, those at some places in bold; each must fit the width."""
        styled = (
            f"{_BOLD}{line}{_PLAIN}" if place in bold else line for place, line in enumerate(lines)
        )
        text = f"{_LINE_END}\r\n".join(styled)
        _write(f"{_HOME}{text}{_LINE_END}{_BELOW}")

    def key(self) -> str:
        """The next key: a letter, a name of :data:`KEYS`, or nothing if the page is to be redrawn.

        Of what comes at once, as pasted text does, only the first key counts. At the end of input
        it is ``q``.
        """
        ready, _, _ = select.select([self._keyboard, self._wake], [], [])
        if self._wake in ready:
            os.read(self._wake, 1024)
            if self._keyboard not in ready:
                return ""
        data = os.read(self._keyboard, 1024).decode("utf-8", "replace")
        if not data:
            return "q"
        for sent, name in KEYS.items():
            if data.startswith(sent):
                return name
        return "" if data[0] == "\x1b" else data[0]

    def _take(self) -> None:
        tty.setcbreak(self._keyboard)
        _write(_ENTER)

    def _give_back(self) -> None:
        termios.tcsetattr(self._keyboard, termios.TCSADRAIN, self._before)
        _write(_LEAVE)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        """Stop as any program does, with the terminal given back meanwhile."""
        self._give_back()
        signal.signal(signal.SIGTSTP, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGTSTP)
        signal.signal(signal.SIGTSTP, self._stop)
        self._take()


def _write(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


def _nothing(_number: int, _frame: FrameType | None) -> None:
    """Let the pipe tell of the signal."""


def _end(number: int, _frame: FrameType | None) -> None:
    sys.exit(128 + number)
