"""Processes that this one starts, to work on what it gives them."""

from __future__ import annotations

import os
import subprocess
import sys


def start(module: str, *arguments: str, stderr: int | None = None) -> subprocess.Popen[bytes]:
    """Start a module as a program that is written to and read from.

    It is started anew, so it shares nothing with this process that could be lost or broken in it,
    and finds what this one would import. ``stderr`` is as for ``Popen``.
    """
    return subprocess.Popen(  # noqa: S603 - this Python, and a module of this package
        [sys.executable, "-P", "-m", module, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(map(os.path.abspath, sys.path))},
        stderr=stderr,
    )
