"""Worker processes that make segments.

A worker is ``python -P -m kg.loading.worker``: it is started anew, so it shares nothing with this
process that could be lost or broken in it, and it ends when its input does, even if this process
is killed. What goes to and fro are pickles, over pipes that nobody else can write to.
"""

from __future__ import annotations

import os
import pickle
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from contextlib import suppress
from pathlib import Path
from queue import SimpleQueue

from kg.errors import InputError, StoreError
from kg.loading.converting import Job
from kg.store.child import end, start
from kg.store.protocol import Entry

_ENOUGH_FOR_TWO = 4_000_000


def available_cpus() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def workers_for(jobs: Sequence[Job], wanted: int | None) -> int:
    """How many workers to start: none where that takes longer than it saves."""
    if wanted is None:
        portable = [job for job in jobs if is_portable(job)]
        enough = sum(job.size for job in portable) >= _ENOUGH_FOR_TWO
        return min(available_cpus(), len(portable)) if enough and len(portable) > 1 else 0
    return min(wanted, len(jobs)) if wanted > 1 else 0


def is_portable(job: Job) -> bool:
    """Whether another process can open the document."""
    try:
        pickle.dumps(job.opened)
    except (TypeError, AttributeError, pickle.PicklingError):
        return False
    return True


class _Worker:
    """One worker process; converts one job at a time."""

    def __init__(self, base: str, folder: Path) -> None:
        self._process = start("kg.loading.worker", lavish=True)
        self._send((base, folder))

    def _send(self, value: object) -> None:
        stream = self._process.stdin
        if stream is not None:
            with suppress(BrokenPipeError):
                pickle.dump(value, stream)
                stream.flush()

    def convert(self, job: Job) -> Entry | InputError:
        """The entry of a job's segment, or why it has none."""
        self._send(job)
        try:
            answer = pickle.load(self._process.stdout)  # type: ignore[arg-type]  # noqa: S301 - our own process
        except (EOFError, pickle.UnpicklingError) as error:
            code = self._process.wait()
            message = f"{job.opened.name}: the process that read it ended early (exit {code});"
            raise StoreError(f"{message} nothing was changed; is the memory enough?") from error
        if isinstance(answer, Entry | InputError):
            return answer
        raise answer

    def end(self) -> None:
        """End the process, at once if it is at work."""
        end(self._process)


def convert_in_workers(
    base: str, folder: Path, jobs: Iterable[Job], count: int
) -> Iterator[tuple[Job, Entry | InputError]]:
    """Each job with its entry or error, as they are done; the largest are begun first."""
    idle: SimpleQueue[_Worker] = SimpleQueue()
    workers = [_Worker(base, folder) for _ in range(count)]
    for worker in workers:
        idle.put(worker)

    def convert(job: Job) -> Entry | InputError:
        worker = idle.get()
        try:
            return worker.convert(job)
        finally:
            idle.put(worker)

    pool = ThreadPoolExecutor(count)
    try:
        ordered = sorted(jobs, key=lambda job: job.size, reverse=True)
        doing: dict[Future[Entry | InputError], Job] = {
            pool.submit(convert, job): job for job in ordered
        }
        for done in as_completed(doing):
            yield doing[done], done.result()
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
        for worker in workers:
            worker.end()
