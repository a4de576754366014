"""How soon ``kg`` answers: wall times of whole processes, beside those of bare Python."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

RUNS = 7
COMMANDS = {
    "python -c pass": ["-c", "pass"],
    "python -c 'import pyoxigraph'": ["-c", "import pyoxigraph"],
    "kg --help": ["-m", "kg.cli", "--help"],
    "kg demo": ["-m", "kg.cli", "demo"],
}
GOALS = {"kg --help": 0.15, "kg demo": 2.0}
"""Seconds, each a goal for the machine that the bare times beside it are from."""


def wall(arguments: list[str]) -> float:
    """Seconds that one process takes in an empty folder."""
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        subprocess.run(
            [sys.executable, *arguments], cwd=Path(folder), capture_output=True, check=True
        )
        return time.perf_counter() - start


def main() -> None:
    """Print the median of each command, and how many times bare Python it is."""
    bare = None
    print(f"{'median of ' + str(RUNS):32}{'wall':>9}{'× bare':>8}{'goal':>8}")
    for name, arguments in COMMANDS.items():
        median = statistics.median(wall(arguments) for _ in range(RUNS))
        bare = bare or median
        goal = f"{GOALS[name]:.2f} s" if name in GOALS else ""
        print(f"{name:32}{median:7.3f} s{median / bare:8.1f}{goal:>8}")


if __name__ == "__main__":
    main()
