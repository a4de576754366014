"""The resolved view: a pure function of a set of segments.

What many documents share (clusters, venues, works, …) is described first, from the references of
all documents to it; the documents follow, most of them as their one source has them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import chain, groupby
from operator import itemgetter

from kg.graph.block_sorting import BlockSorter
from kg.graph.blocks import SEVERAL
from kg.graph.iri import run_iri, runs_iri
from kg.graph.repeated import Repeated
from kg.graph.tally import Tally
from kg.resolve.document import simple_lines, simple_references, view_of
from kg.resolve.ground import Segment, ground_of
from kg.resolve.shared import shared_lines
from kg.resolve.works import Listen

_DOCUMENT = itemgetter(0)


class View:
    """The resolved view of segments, which are by the SHA-256 of their sources.

    It does not depend on the order in which they are given. Its two parts are got one after the
    other. The links themselves, which stand in graphs of their own, are in :func:`link_lines`.
    """

    def __init__(self, base: str, segments: Mapping[str, Segment]) -> None:
        self._base = base
        self._segments = {source: segments[source] for source in sorted(segments)}
        self._ground = ground_of(base, segments)
        self._runs = runs_iri(base).encode()
        links = self._ground.links
        touched = chain(links.claims, links.same_as, links.partners)
        self._touched = {publication.encode() for publication in touched}
        self._repeated = Repeated()
        if len(segments) > 1:
            for segment in segments.values():
                self._repeated.add(map(_DOCUMENT, segment.references()))

    def shared(
        self, listen: Listen | None = None, hear: Callable[[str], object] | None = None
    ) -> Iterator[bytes]:
        """What documents share, and the few documents that are not simple, some lines at a time.

        ``listen`` is told each publication in order of IRIs, for its listings. ``hear`` gets the
        statements about what is shared, all those about one thing together.
        """
        ground, references = self._ground, Tally()
        references.add(chain.from_iterable(ground.things.values()))
        sorter = BlockSorter()
        for segment in self._segments.values():
            simple = True
            for document, texts in segment.references():
                if self._is_simple(document, texts):
                    references.add(simple_references(ground, document, texts))
                else:
                    simple = False
            if not simple:
                for block in segment.blocks(self._is_intricate):
                    sorter.add(block)
        for document, blocks in groupby(sorter.blocks(), _DOCUMENT):
            lines, some = view_of(ground, document, list(blocks))
            references.add(some)
            if lines:
                yield lines
        counted = references.counted()
        for text in shared_lines(self._base, counted, ground.renamed, ground.links, listen):
            if text:
                if hear is not None:
                    hear(text)
                yield text.encode()

    def documents(self) -> Iterator[bytes]:
        """The statements of all other documents, some lines at a time."""
        for segment in self._segments.values():
            for block in segment.blocks(self._is_simple):
                lines = simple_lines(self._ground, block)
                if lines:
                    yield lines

    def _is_simple(self, document: bytes, references: bytes) -> bool:
        """Whether one source speaks of a document in one record and no link touches it.

        Of some it is not seen that they are.
        """
        return (
            document not in self._repeated
            and references != SEVERAL
            and document not in self._touched
            and not document.startswith(self._runs)
        )

    def _is_intricate(self, document: bytes, references: bytes) -> bool:
        return not (self._is_simple(document, references) or document.startswith(self._runs))


def resolve(base: str, segments: Mapping[str, Segment]) -> Iterator[bytes]:
    """The resolved triples, each once, in no particular order; some N-Triples lines at a time."""
    view = View(base, segments)
    return chain(view.shared(), view.documents())


def link_lines(base: str, segments: Mapping[str, Segment]) -> Iterator[bytes]:
    """The links of all segments as N-Quads, some lines at a time, each run in its own graph."""
    for sha in sorted(segments):
        if segments[sha].links:
            run = run_iri(base, sha)
            end = f" <{run}> .\n".encode()
            for block in segments[sha].below(run):
                yield block.lines.replace(b" .\n", end)
