"""Run all benchmarks, one after another, each in a process of its own: ``make bench``.

With words as arguments, only those whose file names hold one of them. Those in ``LONG`` take so
long that they have to be named (``make bench-load``).
"""

from __future__ import annotations

import platform
import subprocess
import sys
from pathlib import Path

LONG = {"bench_engines", "bench_growth", "bench_linking", "bench_load"}


def main(words: list[str]) -> int:
    """Run them; the exit code is that of the worst."""
    print(f"Python {platform.python_version()}, {platform.system()} {platform.machine()}")
    worst = 0
    for path in sorted(Path(__file__).parent.glob("bench_*.py")):
        if any(word in path.stem for word in words) if words else path.stem not in LONG:
            print(f"\n== {path.stem.removeprefix('bench_')}", flush=True)
            worst = max(worst, abs(subprocess.run([sys.executable, path], check=False).returncode))
    return worst


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
