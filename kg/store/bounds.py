"""How long queries may take, and how much memory."""

from __future__ import annotations

import math
import os
from collections.abc import Callable
from pathlib import Path
from time import monotonic

from kg.errors import UsageError

GIBIBYTE = 1 << 30
MEMORY_VARIABLE = "KG_QUERY_MEMORY"
_MOST_MEMORY = 4 * GIBIBYTE
_CONTAINER = Path("/sys/fs/cgroup/memory.max")


class Allowance:
    """Seconds for an answer, from the moment it is asked for until its last row is read.

    ``None`` or 0 seconds are no bound. Raises ``UsageError`` for what is no number of seconds.
    """

    def __init__(self, seconds: float | None = None) -> None:
        if seconds is not None and not seconds >= 0:
            raise UsageError(f"a timeout is a number of seconds, 0 or more, not {seconds!r}")
        self.seconds = seconds or math.inf
        self._started = monotonic()

    @property
    def left(self) -> float:
        """Seconds that are left; 0 at the end, infinite without a bound."""
        return max(0.0, self._started + self.seconds - monotonic())

    def renewal(self) -> Callable[[], None]:
        """What brings back the seconds that are left now, however often it is called."""
        spent = monotonic() - self._started

        def renew() -> None:
            self._started = monotonic() - spent

        return renew


def check_rows(most: int | None) -> None:
    """Refuse a number of rows that is none. Raises ``UsageError``."""
    if most is not None and most < 1:
        raise UsageError(f"max_rows is a number of rows, 1 or more, not {most!r}")


def allowed_memory() -> int:
    """Bytes that one query may need: half of what the machine has, 4 GiB at most.

    ``$KG_QUERY_MEMORY`` says otherwise, in gibibytes. Raises ``UsageError`` if that is no number.
    """
    given = os.environ.get(MEMORY_VARIABLE)
    if not given:
        return min(_machine_memory() // 2, _MOST_MEMORY)
    try:
        size = float(given)
    except ValueError:
        size = math.nan
    if not 0 < size < math.inf:
        raise UsageError(f"{MEMORY_VARIABLE} must be a number of gibibytes, not {given!r}")
    return int(size * GIBIBYTE)


def _machine_memory() -> int:
    """Bytes of memory of the machine, or of the container that this runs in."""
    machine = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    try:
        return min(machine, int(_CONTAINER.read_text(encoding="ascii")))
    except (OSError, ValueError):
        return machine
