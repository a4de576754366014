"""Files into a store: look at each, convert those that are new, commit once."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import BinaryIO

from kg.errors import InputError, RejectedRecords, UsageError
from kg.loading.committing import commit
from kg.loading.converting import Job, convert
from kg.loading.documents import Document, Options, Seen, agreed, corrected, find_documents, look_at
from kg.loading.places import say_the_same, settle_places
from kg.loading.report import FileReport, LoadReport, Progress, silent
from kg.loading.workers import available_cpus, convert_in_workers, is_portable, workers_for
from kg.model import Source
from kg.sources import format_named
from kg.store.ledger import by_source
from kg.store.memory import MemoryStore
from kg.store.protocol import Entry, Store
from kg.summaries import has_summaries


def load(
    store: Store,
    paths: Collection[str | os.PathLike[str]],
    *,
    format_name: str | None = None,
    retrieved: date | None = None,
    strict: bool = False,
    dry_run: bool = False,
    standard_input: BinaryIO | None = None,
    workers: int | None = None,
    keep: bool = False,
    summaries: bool | None = None,
    progress: Progress | None = None,
) -> LoadReport:
    """Load files, folders and archives into a store, all in one step or not at all.

    A file that can't be read does not keep the others from loading; the report says so. With
    ``strict`` a rejected record or unreadable file raises ``RejectedRecords`` when all that can be
    loaded is. With ``dry_run`` everything is read and nothing is written. ``workers`` is how many
    processes convert documents, by default one a processor where that saves time; 0 and 1 convert
    in this process. What a file held when it was loaded before goes when it holds something else
    now, unless ``keep`` says otherwise. ``summaries`` says whether the graph is to have them, by
    default if it has them already or is empty.
    """
    report = LoadReport()
    tell = progress or silent
    if format_name is not None:
        format_named(format_name)
    if isinstance(retrieved, datetime) or not isinstance(retrieved, date | None):
        raise UsageError(f"retrieved must be a day, not {retrieved!r}")
    options = Options(format_name, retrieved)
    seen = list(_look_at_all(paths, standard_input, options, tell))
    if not seen:
        raise UsageError(f"nothing to load: no file in {', '.join(map(str, paths))}")
    keeper = MemoryStore(store.base) if dry_run else store
    with keeper.writing():
        plan = _Plan(store if not dry_run else keeper, seen, options)
        entries = dict(keeper.entries)
        done = dict(_convert_all(keeper, list(plan.jobs.values()), workers, tell))
        entries.update((sha, entry) for sha, entry in done.items() if isinstance(entry, Entry))
        files = [plan.report(number, done) for number in range(len(seen))]
        held = [
            (document.place, file.source.sha256)
            for (document, _), file in zip(seen, files, strict=True)
            if document.place and file.source and file.source.sha256 in entries
        ]
        entries, gone = settle_places(by_source(entries.values()), held, keep=keep)
        report.files = [
            replace(file, instead_of=gone[document.place].source)
            if document.place in gone
            else file
            for (document, _), file in zip(seen, files, strict=True)
        ]
        changed = not say_the_same(entries, store.entries) or _lacks(store, summaries)
        if changed and not dry_run:
            commit(store, entries, tell, summaries)
        report.triples = store.triples
    if strict and report.lost:
        problems = report.rejections()
        raise RejectedRecords(
            f"rejected, which --strict does not allow; the rest is loaded:\n{problems}"
        )
    return report


def _lacks(store: Store, summaries: bool | None) -> bool:
    """Whether the graph is otherwise than asked for in this, if there is one."""
    if summaries is None or not store.entries:
        return False
    return summaries != has_summaries(store.base, store)


def _look_at_all(
    paths: Collection[str | os.PathLike[str]],
    standard_input: BinaryIO | None,
    options: Options,
    tell: Progress,
) -> Iterator[tuple[Document, Seen]]:
    """Every document with its source, some at a time: unpacking and hashing run side by side."""
    looked: list[tuple[Document, Future[Seen]]] = []
    with ThreadPoolExecutor(available_cpus()) as pool:
        for document in find_documents(paths, standard_input):
            future = pool.submit(look_at, document, options)
            if document.opened.in_archive:
                # A member of a compressed archive is at hand only while it is the last one found.
                future.exception()
            looked.append((document, future))
        for number, (document, future) in enumerate(looked):
            tell("looking at files", number, len(looked))
            yield document, future.result()
    tell("looking at files", len(looked), len(looked))


class _Plan:
    """Which documents are to be converted, and what is to be said of each."""

    def __init__(
        self, store: Store, seen: Sequence[tuple[Document, Seen]], options: Options
    ) -> None:
        self._seen = seen
        self._store = store
        self._outcomes: list[str] = []
        self.jobs: dict[str, Job] = {}
        sources: dict[str, Source] = {}
        for document, look in seen:
            if look.source is None:
                self._outcomes.append("failed" if look.lost else "skipped")
                continue
            sha = look.source.sha256
            known = store.entries.get(sha)
            first = sha not in sources
            if not first:
                sources[sha] = agreed(look.source, sources[sha], options)
            else:
                sources[sha] = (
                    corrected(look.source, known.source, options) if known else look.source
                )
            if known and sources[sha] == known.source and store.holds(known):
                self.jobs.pop(sha, None)
                self._outcomes.append("unchanged" if first else "copy")
                continue
            self.jobs[sha] = Job(document.opened, sources[sha], look.size)
            outcome = "replaced" if known else "loaded"
            self._outcomes.append(outcome if first else "copy")

    def report(self, number: int, done: dict[str, Entry | InputError]) -> FileReport:
        """What became of a document, when all are converted."""
        document, look = self._seen[number]
        name, outcome = document.opened.name, self._outcomes[number]
        if look.source is None:
            return FileReport(name, outcome, error=look.error)
        sha = look.source.sha256
        result = done.get(sha) or self._store.entries[sha]
        if isinstance(result, InputError):
            error = result.message if result.file == name else str(result)
            return FileReport(name, "failed", look.source, error=error)
        return FileReport(name, outcome, result.source, result.counts, result.problems)


@dataclass(slots=True)
class _Told:
    """Tells how much of all jobs is done."""

    tell: Progress
    of: int
    done: int = 0

    def one(self, job: Job) -> None:
        self.done += job.size
        self.tell("reading bytes", self.done, self.of)


def _convert_all(
    store: Store, jobs: list[Job], wanted: int | None, tell: Progress
) -> Iterator[tuple[str, Entry | InputError]]:
    """The entry of each job's segment, or why it has none, by SHA-256."""
    told = _Told(tell, sum(job.size for job in jobs))
    folder = store.segments
    count = workers_for(jobs, wanted) if folder else 0
    portable = [job for job in jobs if is_portable(job)] if count else []
    away = {job.source.sha256 for job in portable}
    if folder and portable:
        for job, result in convert_in_workers(store.base, folder, portable, count):
            told.one(job)
            yield job.source.sha256, result
    for job in jobs:
        if job.source.sha256 in away:
            continue
        try:
            yield job.source.sha256, convert(store.base, job, store.stage)
        except InputError as error:
            yield job.source.sha256, error
        told.one(job)
