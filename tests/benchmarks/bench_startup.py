"""How soon ``kg`` answers: wall times of whole processes, beside those of bare Python."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

RUNS = 7
KG = str(Path(sys.executable).with_name("kg"))
COMMANDS = {
    "python -c pass": [sys.executable, "-c", "pass"],
    "python -c 'import pyoxigraph'": [sys.executable, "-c", "import pyoxigraph"],
    "kg --help": [KG, "--help"],
    "kg demo": [KG, "demo"],
}
GOALS = {"kg --help": 0.15, "kg demo": 2.0}
"""Seconds, each a goal for the machine that the bare times beside it are from."""


def wall(command: list[str]) -> float:
    """Seconds that one process takes in an empty folder."""
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        subprocess.run(command, cwd=folder, capture_output=True, check=True)
        return time.perf_counter() - start


def main() -> None:
    """Print the median of each command, and how many times bare Python it is."""
    medians = {
        name: statistics.median(wall(command) for _ in range(RUNS))
        for name, command in COMMANDS.items()
    }
    print(f"{f'median of {RUNS}':30} wall, s  × bare  goal, s")
    for name, median in medians.items():
        goal = f"{GOALS[name]:9.2f}" if name in GOALS else ""
        print(f"{name:30} {median:7.3f} {median / medians['python -c pass']:7.1f}{goal}")


if __name__ == "__main__":
    main()
