"""The ledger and the graph that follows from it, put in the place of the old ones."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import chain
from threading import Lock

from kg.errors import StoreDamaged, UsageError
from kg.graph.iri import run_iri, runs_iri
from kg.graph.listing import Row
from kg.loading.collecting import no_cycles
from kg.loading.report import Progress, silent
from kg.resolve import View, link_lines
from kg.resolve.refresh import refresh
from kg.search import GraphIndex, available
from kg.store.protocol import Entry, Store
from kg.store.segment_file import SegmentFile
from kg.summaries import Listings, has_summaries, listed_works

_SHA_START = re.compile("[0-9a-f]{6,64}")
_TELL_AFTER = 50_000


SMALL = 0.02
"""What part of all segments may come and go so that the graph is changed and not made anew.

At 2 % a change takes about a third of the time; ``make bench-load`` measures both.
"""


def commit(
    store: Store, entries: Mapping[str, Entry], tell: Progress, summaries: bool | None = None
) -> None:
    """Make the given ledger what the store holds, with the graph that follows from it.

    ``summaries`` says whether to make them: unless it does, a store that is empty gets them, and
    another one if it has them.
    """
    before = store.entries
    has_them = has_summaries(store.base, store)
    if summaries is None:
        summaries = has_them or not before
    segments = {sha: store.segment(entry) for sha, entry in entries.items()}
    differing = [
        entry
        for one, other in ((before, entries), (entries, before))
        for sha, entry in one.items()
        if sha not in other or other[sha].segment != entry.segment
    ]
    of_all = sum(entry.triples for entry in before.values())
    is_small = sum(entry.triples for entry in differing) < SMALL * of_all
    if store.amendable and is_small and summaries == has_them:
        tell("changing the graph", 0, None)
        known = {
            sha: segments[sha]
            if sha in segments and entries[sha].segment == entry.segment
            else store.segment(entry)
            for sha, entry in before.items()
        }
        changes = refresh(store.base, store, known, segments)
        if changes is not None:
            with suppress(StoreDamaged):
                # Where the graph is not what the changes suppose, it is made anew instead.
                gone, come = sorted(changes.gone), sorted(changes.come)
                index = _index(store.base, listed_works(store.base, come))
                store.amend(entries.values(), gone, come, index)
                return
    with no_cycles():
        _anew(store, entries, segments, tell, summaries)


def _anew(
    store: Store,
    entries: Mapping[str, Entry],
    segments: Mapping[str, SegmentFile],
    tell: Progress,
    summaries: bool,
) -> None:
    """Resolve all segments and put the graph that follows in the place of the old one."""
    listings = Listings(store.base)
    index = _index(store.base, listings.works)
    view = View(store.base, segments)
    if index is None:
        shared = view.shared(listings.add)
    else:
        heard = index.publication

        def listen(row: Row) -> None:
            listings.add(row)
            heard(row)

        shared = view.shared(listen, index.shared)
    derived = listings.lines() if summaries and entries else ()
    told = _Told(tell, sum(entry.triples for entry in entries.values()))
    store.commit(
        entries.values(),
        told.through(shared),
        chain(derived, link_lines(store.base, segments)),
        told.through(view.documents()),
        index,
    )


def _index(base: str, works: Mapping[str, int]) -> GraphIndex | None:
    return GraphIndex(base, works) if available() else None


class _Told:
    """Tells how many lines have gone by, of about how many; they may go by in several threads."""

    def __init__(self, tell: Progress, expected: int) -> None:
        self._tell = tell
        self._expected = expected
        self._lock = Lock()
        self._done = self._told = 0

    def through(self, blocks: Iterable[bytes]) -> Iterator[bytes]:
        """The blocks as they are."""
        for block in blocks:
            number = block.count(b"\n")
            with self._lock:
                self._done += number
                if self._done - self._told > _TELL_AFTER:
                    self._tell("writing triples", self._done, max(self._expected, self._done))
                    self._told = self._done
            yield block


def unload(store: Store, source: str, progress: Progress | None = None) -> Entry:
    """Take one source out of the graph: its SHA-256, the beginning of it, or its file name."""
    with store.writing():
        entry = find_source(store, source)
        _without(store, entry, progress or silent)
    return entry


def unlink(store: Store, run: str, progress: Progress | None = None) -> Entry:
    """Take one run of links out of the graph: its id, the beginning of it, or its file name."""
    with store.writing():
        entry = _meant(
            store, runs_of(store), run.removeprefix(runs_iri(store.base)), "run of links"
        )
        _without(store, entry, progress or silent)
    return entry


def runs_of(store: Store) -> list[Entry]:
    """The sources that hold links."""
    return [e for sha, e in store.entries.items() if run_iri(store.base, sha) in store.named]


def _without(store: Store, entry: Entry, tell: Progress) -> None:
    entries = dict(store.entries)
    del entries[entry.source.sha256]
    commit(store, entries, tell)


def find_source(store: Store, text: str) -> Entry:
    """The one source that ``text`` means: a file name, an IRI, or the beginning of a SHA-256."""
    return _meant(store, list(store.entries.values()), text, "source")


def _meant(store: Store, entries: Sequence[Entry], text: str, what: str) -> Entry:
    sha = text.removeprefix(f"{store.base}source/").casefold()
    found = [entry for entry in entries if entry.source.file_name == text]
    if not found and _SHA_START.fullmatch(sha):
        found = [entry for entry in entries if entry.source.sha256.startswith(sha)]
    if len(found) == 1:
        return found[0]
    known = "\n".join(
        f"  {entry.source.sha256[:12]}  {entry.source.file_name}" for entry in found or entries
    )
    trouble = f"means more than one {what}" if found else f"is no {what} of this store"
    raise UsageError(f"{text!r} {trouble}; there are:\n{known or '  none'}")
