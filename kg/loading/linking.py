"""Links into a store, a run as a source like any other; links and what they prove out of it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence

from kg.graph.iri import run_iri
from kg.graph.ntriples import iri
from kg.graph.read_link import read_link
from kg.graph.segment import make_segment
from kg.graph.terms import schema_term
from kg.graph.vocab import SAME_AS
from kg.loading.committing import commit, find_source, runs_of
from kg.loading.report import Progress, silent
from kg.model import LinkRecord, Source
from kg.resolve.links import settle
from kg.sources import format_named
from kg.store.protocol import Entry, Store

FORMAT = "sssom"


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
        parser=format_named(FORMAT).parser,
    )
    with store.writing():
        entry = store.stage(make_segment(store.base, source, records))
        commit(store, {**store.entries, source.sha256: entry}, progress or silent)
    return entry


def proven_lines(store: Store) -> list[str]:
    """``owl:sameAs`` for what links by identifiers alone prove, as sorted N-Triples lines.

    They tell what publications, venues and persons of the graph are elsewhere.
    """
    segments = {entry.source.sha256: store.segment(entry) for entry in runs_of(store)}
    return sorted(
        f"{iri(one)} {iri(SAME_AS)} {iri(other)} ."
        for one, other in settle(store.base, segments).proven
        if iri(other) in store.objects(iri(one), schema_term("sameAs"))
    )


def stored_links(store: Store, runs: Sequence[str] = ()) -> Iterator[LinkRecord]:
    """The links of sources, as each states them; without ``runs`` of all sources that have any.

    Raises ``UsageError`` for what names no source.
    """
    for entry in [find_source(store, run) for run in runs] or runs_of(store):
        run = run_iri(store.base, entry.source.sha256)
        for block in store.segment(entry).below(f"{run}/"):
            link = read_link(block)
            if link is not None:
                yield link
