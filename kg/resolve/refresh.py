"""What changes in the resolved view when few sources come or go, without resolving all anew.

Only the documents of those sources are resolved, before and after. What they share with others is
described from the references to it, those of other documents being read back from the graph.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import Protocol

from kg.graph.blocks import Block
from kg.graph.listing import Row
from kg.graph.ntriples import iri
from kg.graph.terms import DERIVED_FROM
from kg.graph.write_listing import KIND
from kg.resolve.backward import NotKept, References
from kg.resolve.document import view_of
from kg.resolve.ground import Ground, Segment, ground_of
from kg.resolve.people import aliases
from kg.resolve.shared import shared_lines
from kg.summaries import ListingChanges, Lookup

Counts = Counter[bytes]

_ROW = f"{KIND}\t".encode()
_WORKS = b"work\t", b"work-link\t"


class Searchable(Segment, Protocol):
    """A segment in which a document can be found."""

    def find(self, document: str) -> Block | None: ...


@dataclass(slots=True)
class Changes:
    """Statements that are no longer so, and those that are so now; N-Triples lines."""

    gone: set[bytes] = field(default_factory=set)
    come: set[bytes] = field(default_factory=set)

    def exchange(self, before: bytes, after: bytes) -> None:
        """Note that some lines are said in the place of others."""
        old, new = set(before.splitlines(keepends=True)), set(after.splitlines(keepends=True))
        self.gone |= old - new
        self.come |= new - old


def refresh(
    base: str,
    graph: Lookup,
    before: Mapping[str, Searchable],
    after: Mapping[str, Searchable],
) -> Changes | None:
    """The changes from the view of some segments to that of others, by source SHA-256.

    ``graph`` is the view of ``before``. ``None`` if it does not tell all that is needed: then all
    has to be resolved anew.
    """
    replaced = {sha for sha in before.keys() & after.keys() if before[sha] is not after[sha]}
    differing = (before.keys() ^ after.keys()) | replaced
    if any(some[sha].links for some in (before, after) for sha in differing & some.keys()):
        return None
    ground = ground_of(base, before)
    identities = _identities(after)
    if identities != _identities(before) and ground.renamed != aliases(
        base, identities, ground.links
    ):
        return None
    documents: dict[bytes, set[str]] = {}
    for segments in (before, after):
        for sha in differing & segments.keys():
            for block in segments[sha].blocks():
                documents.setdefault(block.document, set()).add(sha)
    changes, counts = Changes(), Counter[bytes]()
    rows: tuple[list[bytes], list[bytes]] = [], []
    # The works of what is listed anew must be known, be they changed or not.
    works: set[bytes] = set()
    for document in sorted(documents):
        if document.startswith((f"{base}person/".encode(), f"{base}venue/".encode())):
            return None
        name = document.decode()
        stated = graph.objects(iri(name), DERIVED_FROM)
        sources = {sha.removeprefix(f"<{base}source/").removesuffix(">") for sha in stated}
        sources = (sources - differing) | documents[document]
        old, new = (
            view_of(ground, document, blocks) if blocks else (b"", ())
            for blocks in (_blocks(name, sources, before), _blocks(name, sources, after))
        )
        changes.exchange(old[0], new[0])
        for references, listed, count in (
            (old[1], rows[0], counts.subtract),
            (new[1], rows[1], counts.update),
        ):
            listed += [text for text in references if text.startswith(_ROW)]
            works.update(text for text in references if text.startswith(_WORKS))
            count(text for text in references if not text.startswith(_ROW))
    try:
        told = References(ground, graph).around({text for text, n in counts.items() if n} | works)
    except NotKept:
        return None
    changed = Counter(told)
    changed.update(counts)
    listings = ListingChanges(base, graph)
    if listings.are_kept:
        kept = list(_rows_of_works(listings, told.keys() | changed.keys(), documents))
        told.update(rows[0] + kept)
        changed.update(rows[1] + kept)
    (old_lines, old_rows), (new_lines, new_rows) = (
        _shared(ground, counted) for counted in (told, changed)
    )
    changes.exchange(old_lines, new_lines)
    for gone, come in listings.between(old_rows, new_rows):
        changes.exchange(gone, come)
    return changes


def _rows_of_works(
    listings: ListingChanges, references: Iterable[bytes], known: Container[bytes]
) -> Iterator[bytes]:
    """The lines of publications that other ones share identifiers with: their works can change."""
    for text in references:
        kind, publication, *_ = text.split(b"\t")
        if kind == b"work-of" and publication not in known:
            row = listings.row(publication.decode())
            if row is not None:
                yield "\t".join((KIND, *row._replace(work=""))).encode()


def _identities(segments: Mapping[str, Segment]) -> set[str]:
    return set(chain.from_iterable(segment.identities for segment in segments.values()))


def _blocks(
    document: str, sources: Iterable[str], segments: Mapping[str, Searchable]
) -> list[Block]:
    found = (segments[sha].find(document) for sha in sorted(sources) if sha in segments)
    return [block for block in found if block is not None]


def _shared(ground: Ground, counts: Counts) -> tuple[bytes, Mapping[str, Row]]:
    """What some references say of the things that are shared, and how they list publications."""
    counted = sorted((text, times) for text, times in counts.items() if times > 0)
    rows: list[Row] = []
    lines = "".join(
        shared_lines(ground.base, counted, ground.renamed, ground.links, rows.append)
    ).encode()
    return lines, {row.publication: row for row in rows}
