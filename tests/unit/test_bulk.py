"""Statements loaded into a database, here or by another process."""

from __future__ import annotations

import os
import secrets
import signal
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from pyoxigraph import Store

from kg.errors import StoreError
from kg.store.bulk import bulk_load

GRAPH = "http://example.org/graph"


def lines(number: int, first: int = 0, graph: str = "") -> list[bytes]:
    """So many statements, in blocks of some lines; 50,000 are too many to be loaded here."""
    end = f" <{graph}> .\n" if graph else " .\n"
    told = "told at length " * 8
    statements = [
        f'<http://example.org/{one}> <http://example.org/says> "{told}{one}"{end}'.encode()
        for one in range(first, first + number)
    ]
    return [b"".join(statements[at : at + 100]) for at in range(0, number, 100)]


def descriptors() -> set[str]:
    """The files that this process has open, by number and what they are."""
    return {f"{one.name} {one.readlink()}" for one in Path("/dev/fd").iterdir() if one.exists()}


def children() -> set[str]:
    """The processes that this one has started and not waited for."""
    found = set()
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text("utf-8", "replace").rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == os.getpid():
            found.add(path.parent.name)
    return found


@pytest.mark.parametrize("number", [3, 50_000])
def test_all_arrives_and_what_is_to_be_done_meanwhile_is_done(tmp_path: Path, number: int) -> None:
    done: list[str] = []
    some, others = lines(2, graph=GRAPH), lines(number)
    assert bulk_load(tmp_path, some, others, lambda: done.append("it")) == number + 2
    assert done == ["it"]
    assert len(Store.read_only(str(tmp_path))) == number + 2


@pytest.mark.parametrize("number", [3, 50_000])
def test_what_is_no_statement_is_told(tmp_path: Path, number: int) -> None:
    before = descriptors() | children()
    with pytest.raises(StoreError, match=r"could not be written: .*line"):
        bulk_load(tmp_path, [*lines(number), b"no statement\n"])
    assert descriptors() | children() <= before


@pytest.mark.parametrize("number", [3, 50_000])
@pytest.mark.parametrize("kind", [KeyboardInterrupt, ValueError])
def test_what_goes_wrong_with_the_statements_ends_the_load(
    tmp_path: Path, number: int, kind: type[BaseException]
) -> None:
    before = descriptors() | children()

    def broken_off() -> Iterator[bytes]:
        yield from lines(number)
        raise kind

    for some, others in ((broken_off(), lines(number)), (lines(number), broken_off())):
        with pytest.raises(kind):
            bulk_load(tmp_path / secrets.token_hex(4), some, others)
        assert descriptors() | children() <= before


def test_an_interrupt_of_what_is_done_meanwhile_ends_the_load(tmp_path: Path) -> None:
    before = descriptors() | children()

    def interrupted() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        bulk_load(tmp_path, lines(9), lines(50_000), interrupted)
    assert descriptors() | children() <= before


def test_a_process_that_is_killed_is_told_of(tmp_path: Path) -> None:
    before = children()
    done: list[str] = []

    def killing() -> Iterable[bytes]:
        yield from lines(50_000)
        for process in children() - before:
            os.kill(int(process), signal.SIGKILL)
            time.sleep(0.1)
        yield from lines(50_000, first=50_000)

    for some, others in ((killing(), lines(50_000)), (lines(9), killing())):
        with pytest.raises(
            StoreError, match=r"ended early \(signal 9\); nothing was changed; is the memory"
        ):
            bulk_load(tmp_path / secrets.token_hex(4), some, others, lambda: done.append("it"))
    assert not done
