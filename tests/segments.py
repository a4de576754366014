"""Segments as tests look at them: kept as bytes, and as lines of text."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import chain
from typing import TYPE_CHECKING, cast

import pytest

from kg.graph.blocks import lines_of
from kg.graph.segment import Segment, make_segment
from kg.graph.vocab import DEFAULT_BASE
from kg.model import Problem, Record, Source
from kg.resolve import View, link_lines, resolve
from kg.resolve.refresh import refresh
from kg.store.memory import MemoryStore
from kg.store.segment_file import SegmentFile, write_segment
from kg.summaries import Listings, listings

if TYPE_CHECKING:
    from pyoxigraph import QuerySolutions


def stored(segment: Segment) -> SegmentFile:
    """A segment as a store keeps it."""
    stream = io.BytesIO()
    write_segment(stream, segment.blocks, segment.identities, segment.links)
    return SegmentFile(stream.getvalue(), segment.source.sha256)


def segment_of(source: Source, records: Iterable[Record | Problem]) -> SegmentFile:
    """The segment of some records under the default base."""
    return stored(make_segment(DEFAULT_BASE, source, records))


def store_of(segments: Mapping[str, SegmentFile]) -> MemoryStore:
    """A store in memory with the graph of some segments and its summaries."""
    store, listings = MemoryStore(DEFAULT_BASE), Listings(DEFAULT_BASE)
    view = View(DEFAULT_BASE, segments)
    named = chain(listings.lines(), link_lines(DEFAULT_BASE, segments))
    store.commit([], view.shared(listings.add), named, view.documents())
    return store


def as_block(lines: Iterable[str]) -> list[bytes]:
    """Lines of text as a store takes them."""
    return ["".join(f"{line}\n" for line in lines).encode()]


def resolved_lines(segments: Mapping[str, SegmentFile]) -> list[str]:
    """The sorted statements of the graph of some segments."""
    return sorted(line for block in resolve(DEFAULT_BASE, segments) for line in lines_of(block))


def statements(store: MemoryStore) -> list[str]:
    """All that a store holds, what stands in named graphs in the end."""
    found = cast("QuerySolutions", store.query("SELECT * { GRAPH ?g { ?s ?p ?o } }"))
    return [*store.lines(), *sorted(" ".join(map(str, row)) for row in found)]


def made_anew(sources: Mapping[str, SegmentFile]) -> list[str]:
    """All that a graph of some sources holds."""
    return statements(store_of(sources))


def refreshed(
    before: Mapping[str, SegmentFile], after: Mapping[str, SegmentFile]
) -> list[str] | None:
    """The graph of ``before`` with the changes that lead to ``after``."""
    store = store_of(before)
    changes = refresh(DEFAULT_BASE, store, before, after)
    if changes is None:
        return None
    store.amend([], sorted(changes.gone), sorted(changes.come))
    return statements(store)


@contextmanager
def literals_of_at_most(size: int) -> Iterator[None]:
    """Have summaries write literals of at most so many bytes, so that many are in parts."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(listings, "MOST_BYTES", size)
        yield
