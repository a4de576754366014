"""The program of a process that loads a stream of N-Quads into a new database.

    python -P -m kg.store.bulk_worker DATABASE DESCRIPTOR

The descriptor is the reading end of a pipe. What goes wrong is said on standard error, and the
process ends with 1.
"""

from __future__ import annotations

import os
import sys

from kg.store.child import end_with_parent

_NICE = 10


def main(path: str, descriptor: str) -> None:
    """Load what comes through the pipe; the database is on the disk when this returns."""
    from pyoxigraph import RdfFormat, Store

    end_with_parent()
    # Those who make the statements go first: if they are late, the engine waits for them in the
    # end while a processor is idle.
    os.nice(_NICE)
    database = Store(path)
    database.bulk_load(path=f"/dev/fd/{descriptor}", format=RdfFormat.N_QUADS)
    # Of a large load this waits until its files are merged. They are 61 for a million papers, and
    # queries that look into each of them take 5 to 40 times as long.
    database.flush()


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except (OSError, SyntaxError, ValueError) as error:
        sys.exit(str(error))
