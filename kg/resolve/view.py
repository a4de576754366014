"""The resolved view: a pure function of a set of segments, document by document.

Blocks of one document come together by merging the segments; what many documents share (clusters,
venues, works, …) is referred to on the way and described at the end.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from heapq import merge
from itertools import chain, groupby
from operator import itemgetter
from typing import Protocol

from kg.graph.block_sorting import BlockSorter
from kg.graph.blocks import REFERENCE_END, SEVERAL, Block, Statements, lines_of
from kg.graph.describe import counts_as_lines
from kg.graph.iri import authorship_iri, person_iri, run_iri, runs_iri
from kg.graph.listing import Row
from kg.graph.ntriples import subject_of
from kg.graph.read import read_papers
from kg.graph.tally import Tally
from kg.graph.terms import schema_term
from kg.graph.vocab import SCHEMA
from kg.graph.write import write_paper
from kg.graph.write_listing import KIND
from kg.model import Mention, Paper
from kg.resolve.links import Claims, Linking, Links, Pair, in_order, settle
from kg.resolve.people import aliases
from kg.resolve.publication import Stated, resolve_records
from kg.resolve.shared import shared_lines
from kg.resolve.works import Listen, link_references

_SAME_AS = schema_term("sameAs")
_FIGURE = f" <{SCHEMA}measuredProperty> "
_EDITORSHIP = b"#editorship> "
_RECORD_PART = re.compile(r"#record-(\d+)-")
_KEY = itemgetter(0, 1)
_DOCUMENT = itemgetter(0)
_END = REFERENCE_END.encode()
_WORK = b"work-of\t"
_ROW = KIND.encode()
_AGENTS = 1 + Row._fields.index("agents")

MOST_OPEN = 64
"""Segments merged as they are; what is in more and smaller ones is sorted first."""


class Segment(Linking, Protocol):
    """What one source says, in order of documents."""

    @property
    def size(self) -> int: ...
    @property
    def identities(self) -> Iterable[str]: ...
    def blocks(self) -> Iterator[Block]: ...


def resolve(
    base: str,
    segments: Mapping[str, Segment],
    listen: Listen | None = None,
    hear: Callable[[str], object] | None = None,
) -> Iterator[bytes]:
    """The resolved triples, each once, in no particular order; some N-Triples lines at a time.

    The links themselves, which stand in graphs of their own, are in :func:`link_lines`.

    ``segments`` are by the SHA-256 of their sources. The result does not depend on the order in
    which they are given. ``listen`` is told each publication in order of IRIs, for its listings.
    ``hear`` gets the statements about what they share, all those about one thing together.
    """
    ground = ground_of(base, segments)
    references = Tally()
    references.add(chain.from_iterable(ground.things.values()))
    runs = runs_iri(base).encode()
    for document, group in groupby(_merged(segments), _DOCUMENT):
        if document.startswith(runs):
            continue
        lines, texts = view_of(ground, document, list(group))
        references.add(texts)
        if lines:
            yield lines
    counted = references.counted()
    for text in shared_lines(base, counted, ground.renamed, ground.links, listen):
        if text:
            if hear is not None:
                hear(text)
            yield text.encode()


def link_lines(base: str, segments: Mapping[str, Segment]) -> Iterator[bytes]:
    """The links of all segments as N-Quads, some lines at a time, each run in its own graph."""
    for sha in sorted(segments):
        if segments[sha].links:
            run = run_iri(base, sha)
            end = f" <{run}> .\n".encode()
            for block in segments[sha].below(run):
                yield block.lines.replace(b" .\n", end)


@dataclass(frozen=True, slots=True)
class Ground:
    """What has to be known of all segments before any document is resolved.

    ``renamed`` has the IRI of each person who does not stand under it, and the one that is taken.
    ``things`` are the references of links to what many documents share, by kind and IRI or slug.
    ``apart`` are the pairs that somebody refused, under the IRIs that persons stand under.
    """

    base: str
    links: Links
    renamed: Mapping[str, str]
    rename: Renaming | None
    things: Mapping[Pair, Sequence[bytes]]
    apart: frozenset[Pair]

    def claims(self, publication: str) -> Claims | None:
        """What links say of the authorships of a publication, if they do."""
        found = self.links.claims.get(publication)
        if found is None:
            return None
        return Claims(self.base, found, self.apart, lambda one: self.renamed.get(one, one))


def ground_of(base: str, segments: Mapping[str, Segment]) -> Ground:
    """The ground on which the documents of some segments are resolved."""
    links = settle(base, segments)
    identities = chain.from_iterable(segment.identities for segment in segments.values())
    renamed = aliases(base, identities, links)
    rename = Renaming(base, renamed) if renamed else None
    pairs = ((renamed.get(one, one), renamed.get(other, other)) for one, other in links.apart)
    apart = frozenset(in_order(*pair) for pair in pairs)
    things: dict[Pair, list[bytes]] = {}
    for (kind, thing), texts in links.things.items():
        for text in texts:
            reference = rename.reference(text.encode()) if rename else text.encode()
            if kind != "cluster" or in_order(*_possible(reference)) not in apart:
                things.setdefault((kind, renamed.get(thing, thing)), []).append(reference)
    return Ground(base, links, renamed, rename, things, apart)


def _possible(reference: bytes) -> Pair:
    """The name of which a reference says that a person may stand behind it, and the person."""
    _, cluster, _, person, _ = reference.decode().split("\t")
    return cluster, person


def view_of(
    ground: Ground, document: bytes, blocks: Sequence[Block]
) -> tuple[bytes, Iterable[bytes]]:
    """One document resolved from the blocks of all sources: its statements and its references.

    The blocks are in the order of their sources. Persons have no statements of their own: all is
    in the references.
    """
    base, rename = ground.base, ground.rename
    of_paper = document.startswith(f"{base}paper/".encode())
    if document.startswith(f"{base}person/".encode()):
        texts = [text for block in blocks for text in block.references.split(_END)]
        return b"", [rename.reference(text) for text in texts] if rename else texts
    block = blocks[0] if of_paper else max(blocks, key=_editors)
    claims = ground.claims(document.decode()) if of_paper else None
    if of_paper and (len(blocks) > 1 or block.references == SEVERAL or claims):
        block = resolve_publication(base, document.decode(), blocks, claims)
    lines, texts = block.lines, block.references.split(_END) if block.references else []
    if rename and b"person\t" in block.references:
        lines, texts = rename.lines(lines), [rename.reference(text) for text in texts]
    if not of_paper:
        return lines, texts
    publication = document.decode()
    if publication in ground.links.same_as:
        lines += _same_elsewhere(ground.links, publication, lines)
    linked = list(link_references(ground.links, publication, lines, texts))
    if not linked and _WORK not in block.references:
        lines += counts_as_lines(publication, None).encode()
    return lines, [*texts, *linked]


def _same_elsewhere(links: Links, publication: str, lines: bytes) -> bytes:
    """What a publication is elsewhere, where it does not say so itself."""
    same = (
        f"<{publication}> {_SAME_AS} <{one}> .\n".encode() for one in links.same_as[publication]
    )
    return b"".join(set(same).difference(lines.splitlines(keepends=True)))


def _merged(segments: Mapping[str, Segment]) -> Iterator[Block]:
    """The blocks of all segments by document and source.

    The largest segments are merged as they are stored; the many small ones are read one after the
    other and sorted, so that few blocks are in memory however many sources there are.
    """
    by_size = sorted(segments, key=lambda source: segments[source].size, reverse=True)
    streams = [segments[source].blocks() for source in by_size[:MOST_OPEN]]
    if len(by_size) > MOST_OPEN:
        sorter = BlockSorter()
        for source in by_size[MOST_OPEN:]:
            for block in segments[source].blocks():
                sorter.add(block)
        streams.append(sorter.blocks())
    return merge(*streams, key=_KEY)


def _editors(block: Block) -> int:
    """Of several records of a volume, the first of those with most editors is taken whole."""
    return block.lines.count(_EDITORSHIP)


class Renaming:
    """Puts the IRI under which a person stands for those under which not."""

    def __init__(self, base: str, renamed: Mapping[str, str]) -> None:
        self._base = base.encode()
        self._renamed = {alias.encode(): person.encode() for alias, person in renamed.items()}

    def lines(self, text: bytes) -> bytes:
        """Statements with the IRIs that are their objects exchanged, each once."""
        return b"".join(dict.fromkeys(map(self._line, text.splitlines(keepends=True))))

    def _line(self, line: bytes) -> bytes:
        before, mark, alias = line.rpartition(b" <")
        person = self._renamed.get(alias.removesuffix(b"> .\n"))
        return line if person is None else b"%b%b%b> .\n" % (before, mark, person)

    def reference(self, text: bytes) -> bytes:
        """A reference with the IRIs that are its fields exchanged."""
        fields = text.split(b"\t")
        if fields[0] == _ROW:
            fields[_AGENTS] = b"|".join(map(self._in_short, fields[_AGENTS].split(b"|")))
        return b"\t".join([self._renamed.get(part, part) for part in fields])

    def _in_short(self, agent: bytes) -> bytes:
        person = self._renamed.get(self._base + agent)
        return agent if person is None else person.removeprefix(self._base)


def resolve_publication(
    base: str, publication: str, stated: Iterable[Block], claims: Claims | None = None
) -> Block:
    """One publication as one block, from the blocks of all sources that speak of it.

    ``claims`` are what links say of its authorships.
    """
    records: list[Stated] = []
    figures: dict[str, None] = {}
    for block in stated:
        lines = lines_of(block.lines)
        records += [
            Stated(block.source.decode(), ordinal, paper)
            for ordinal, paper in enumerate(read_papers(base, publication, lines), 1)
        ]
        figures.update(dict.fromkeys(_figures(lines)))
    resolved = resolve_records(base, records)
    paper, also_from, possible = _decided(base, publication, resolved.paper, claims)

    def sources_of(mention: Mention) -> Sequence[str]:
        by_links = also_from.get(authorship_iri(publication, mention), ())
        return sorted({*resolved.sources_of(mention), *by_links})

    said: Statements = write_paper(
        base,
        publication,
        paper,
        resolved.sources,
        sources_of=sources_of,
        date_source=resolved.date_source,
    )
    said.references += possible
    said.nodes += [f"{line}\n".encode() for line in figures]
    return said.block("")


def _decided(
    base: str, publication: str, paper: Paper, claims: Claims | None
) -> tuple[Paper, Mapping[str, Sequence[str]], Sequence[str]]:
    """A paper with the authors whom links prove, the sources of that, and who else is possible."""
    if claims is None:
        return paper, {}, ()
    mentions: list[Mention] = []
    sources: dict[str, Sequence[str]] = {}
    possible: list[str] = []
    for mention in paper.mentions:
        authorship = authorship_iri(publication, mention)
        decided, sources[authorship] = claims.decided(authorship, mention)
        mentions.append(decided)
        person = person_iri(base, decided.identifiers)
        possible += claims.possible(authorship, mention.name, claims.one_of(person or ""))
    return replace(paper, mentions=tuple(mentions)), sources, possible


def _figures(lines: Iterable[str]) -> Iterator[str]:
    """The lines of one source's figures about a publication; its first record's come first."""
    by_figure: dict[str, list[str]] = {}
    for line in lines:
        by_figure.setdefault(subject_of(line), []).append(line)
    taken: set[str] = set()
    for subject in sorted(by_figure, key=_ordinal):
        own = by_figure[subject]
        figure = _RECORD_PART.sub("#", subject)
        if figure in taken or not any(_FIGURE in line for line in own):
            continue
        taken.add(figure)
        yield from (line.replace(f"<{subject}>", f"<{figure}>", 1) for line in own)


def _ordinal(subject: str) -> int:
    found = _RECORD_PART.search(subject)
    return int(found[1]) if found else 1
