"""The program of a worker process: jobs from standard input, entries to standard output."""

from __future__ import annotations

import gc
import os
import pickle
import sys
import traceback
from functools import partial

from kg.errors import InputError
from kg.loading.converting import convert
from kg.store.segments import stage_segment

_COLLECT_AFTER = 64_000_000
"""Bytes of documents after which what is left of them is collected."""


def main() -> None:
    """Convert until the input ends."""
    # Records are many, short-lived and without cycles.
    gc.disable()
    gc.freeze()
    read = 0
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    base, folder = pickle.load(sys.stdin.buffer)  # noqa: S301 - from the process that started this
    while True:
        try:
            job = pickle.load(sys.stdin.buffer)  # noqa: S301 - likewise
        except EOFError:
            return
        answer: object
        try:
            answer = convert(base, job, partial(stage_segment, folder))
        except InputError as error:
            answer = error
        except OSError as error:
            answer = error
        except Exception:  # noqa: BLE001 - handed on to the process that asked
            answer = RuntimeError(traceback.format_exc())
        read += job.size
        if read > _COLLECT_AFTER:
            gc.collect()
            read = 0
        pickle.dump(answer, answers)
        answers.flush()


if __name__ == "__main__":
    main()
