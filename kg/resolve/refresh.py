"""What changes in the resolved view when few sources come or go, without resolving all anew.

Only the documents of those sources are resolved, before and after. What they share with others is
described from the references to it, those of other documents being read back from the graph.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import Protocol

from kg.graph.blocks import Block
from kg.graph.ntriples import iri
from kg.graph.terms import DERIVED_FROM
from kg.resolve.backward import Lookup, NotKept, References
from kg.resolve.people import aliases
from kg.resolve.shared import shared_lines
from kg.resolve.view import Renaming, Segment, view_of

Counts = Counter[bytes]


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
    identities = _identities(before)
    renamed = aliases(base, identities)
    if identities != _identities(after) and renamed != aliases(base, _identities(after)):
        return None
    rename = Renaming(renamed) if renamed else None
    replaced = {sha for sha in before.keys() & after.keys() if before[sha] is not after[sha]}
    differing = (before.keys() ^ after.keys()) | replaced
    documents: dict[bytes, set[str]] = {}
    for segments in (before, after):
        for sha in differing & segments.keys():
            for block in segments[sha].blocks():
                documents.setdefault(block.document, set()).add(sha)
    changes, counts = Changes(), Counter[bytes]()
    for document in sorted(documents):
        if document.startswith((f"{base}person/".encode(), f"{base}venue/".encode())):
            return None
        name = document.decode()
        stated = graph.objects(iri(name), DERIVED_FROM)
        sources = {sha.removeprefix(f"<{base}source/").removesuffix(">") for sha in stated}
        sources = (sources - differing) | documents[document]
        old, new = (
            view_of(base, document, blocks, rename) if blocks else (b"", ())
            for blocks in (_blocks(name, sources, before), _blocks(name, sources, after))
        )
        changes.exchange(old[0], new[0])
        counts.update(new[1])
        counts.subtract(old[1])
    try:
        told = References(base, graph).around({text for text, n in counts.items() if n})
    except NotKept:
        return None
    changed = Counter(told)
    changed.update(counts)
    changes.exchange(_shared(base, told, renamed), _shared(base, changed, renamed))
    return changes


def _identities(segments: Mapping[str, Segment]) -> set[str]:
    return set(chain.from_iterable(segment.identities for segment in segments.values()))


def _blocks(
    document: str, sources: Iterable[str], segments: Mapping[str, Searchable]
) -> list[Block]:
    found = (segments[sha].find(document) for sha in sorted(sources) if sha in segments)
    return [block for block in found if block is not None]


def _shared(base: str, counts: Counts, renamed: Mapping[str, str]) -> bytes:
    counted = sorted((text, times) for text, times in counts.items() if times > 0)
    return "".join(shared_lines(base, counted, renamed)).encode()
