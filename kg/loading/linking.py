"""A run of links into a store, as a source like any other."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from kg.graph.segment import make_segment
from kg.loading.committing import commit
from kg.loading.report import Progress, silent
from kg.model import LinkRecord, Source
from kg.store.protocol import Entry, Store

FORMAT = "sssom"
PARSER = "sssom 1"


def record_run(
    store: Store,
    records: Iterable[LinkRecord],
    file_name: str,
    document: bytes,
    *,
    progress: Progress | None = None,
) -> Entry:
    """Make links a source of the graph; its ledger entry.

    ``document`` is the SSSOM TSV of ``records``, which a later load of that file finds known: its
    SHA-256 names the source, and the beginning of that the run. Raises ``StoreLocked`` while
    another process is writing.
    """
    source = Source(
        sha256=hashlib.sha256(document).hexdigest(),
        file_name=file_name,
        format=FORMAT,
        parser=PARSER,
    )
    with store.writing():
        entry = store.stage(make_segment(store.base, source, records))
        commit(store, {**store.entries, source.sha256: entry}, progress or silent)
    return entry
