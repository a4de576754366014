"""Lines that go through a pipe while something reads it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread

import pytest

from kg.store.stream import through_pipe


def test_all_lines_arrive_and_what_is_to_be_done_meanwhile_is_done() -> None:
    arrived: list[bytes] = []
    done: list[str] = []
    blocks = [b"a\nb\n", b"c\n"]
    count = through_pipe(
        blocks, lambda path: arrived.append(Path(path).read_bytes()), lambda: done.append("it")
    )
    assert (count, arrived, done) == (3, [b"a\nb\nc\n"], ["it"])


def test_a_reader_that_fails_is_told_of() -> None:
    def fail(_: str) -> None:
        raise ValueError("no room")

    with pytest.raises(ValueError, match="no room"):
        through_pipe([b"a\n"] * 100_000, fail)


def interrupted_blocks() -> Iterator[bytes]:
    yield b"a\n"
    raise KeyboardInterrupt


def test_an_interrupt_waits_for_the_reader_to_end() -> None:
    ended: list[bool] = []

    def load(path: str) -> None:
        Path(path).read_bytes()
        time.sleep(0.2)
        ended.append(True)

    with pytest.raises(KeyboardInterrupt):
        through_pipe(interrupted_blocks(), load)
    assert ended


def test_a_reader_does_not_begin_after_an_interrupt_of_its_start(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    begun: list[str] = []
    late: list[Callable[[], None]] = []
    files = len(list(Path("/dev/fd").iterdir()))

    def interrupted(thread: Thread) -> None:
        late.append(thread.run)
        raise KeyboardInterrupt

    monkeypatch.setattr(Thread, "start", interrupted)
    with pytest.raises(KeyboardInterrupt):
        through_pipe([b"a\n"], begun.append)
    late[0]()
    assert not begun
    assert len(list(Path("/dev/fd").iterdir())) == files
