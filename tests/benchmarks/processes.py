"""Work measured in processes of its own: time, processor time, and the most memory held."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
_PAGE = os.sysconf("SC_PAGE_SIZE")
_LOOK_AGAIN = 0.05


@dataclass(frozen=True, slots=True)
class Run:
    """One measured run: what it answered, and the seconds that it says its work took.

    ``cpu`` and ``peak`` are those of the process and all below it; shared pages count in each.
    """

    seconds: float
    cpu: float
    peak: int
    answer: dict[str, Any]


def run(script: Path, *arguments: str | Path, python: str | Path = sys.executable) -> Run:
    """Run a script that ends by printing a JSON object with ``seconds`` in it.

    What was written before is on the disk when it starts, so that no run pays for another's.
    """
    os.sync()
    command = [str(python), str(script), *map(str, arguments)]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        watch = _Watch(process.pid)
        watch.start()
        assert process.stdout is not None
        printed = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        watch.end()
    if process.returncode:
        raise SystemExit(f"{' '.join(command)}: exit code {process.returncode}")
    answer = json.loads(printed.splitlines()[-1])
    return Run(answer["seconds"], usage.ru_utime + usage.ru_stime, watch.peak, answer)


class _Watch(threading.Thread):
    """Looks again and again how much memory a process and those below it hold."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.peak = 0
        self._pid = pid
        self._over = threading.Event()

    def run(self) -> None:
        while not self._over.wait(_LOOK_AGAIN):
            self.peak = max(self.peak, sum(map(_resident, _family(self._pid))))

    def end(self) -> None:
        """Stop looking."""
        self._over.set()
        self.join()


def _family(pid: int) -> Iterator[int]:
    """A process and all below it, where the system tells."""
    below: dict[int, list[int]] = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            # The name, in brackets, can hold anything; the parent is the second word behind it.
            parent = entry.read_text("utf-8", "replace").rpartition(")")[2].split()[1]
            below.setdefault(int(parent), []).append(int(entry.parent.name))
    waiting = [pid]
    while waiting:
        found = waiting.pop()
        yield found
        waiting += below.get(found, [])


def _resident(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1]) * _PAGE
    except OSError:
        return 0


def size_of(folder: Path) -> int:
    """Bytes of all files below a folder; a file that stands in several places counts once."""
    found = {}
    for path in folder.rglob("*"):
        if path.is_file():
            status = path.stat()
            found[status.st_ino] = status.st_size
    return sum(found.values())


def fresh(folder: Path) -> Path:
    """A folder that is not there yet, on whose removal the disk has settled."""
    if folder.exists():
        shutil.rmtree(folder)
        os.sync()
    return folder
