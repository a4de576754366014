"""Segments: the records of one source as blocks in order, with the account of reading it.

A segment is a pure function of the records, the source and the base. Reading adds up: every
record read is loaded, merged into an earlier one of the same publication, or rejected. Records go
through one by one and blocks are sorted on disk, so a source may be larger than the memory.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from heapq import merge
from itertools import chain, groupby
from operator import itemgetter

from kg.graph.block_sorting import RUN_BYTES, BlockSorter
from kg.graph.blocks import REFERENCE_END, SEVERAL, Block, Statements, lines_of
from kg.graph.fitness import Unfit, fit_link, fit_paper, fit_person, fit_volume
from kg.graph.iri import publication_iri
from kg.graph.read import read_papers
from kg.graph.write import write_paper
from kg.graph.write_link import Run, write_link
from kg.graph.write_shared import write_person, write_volume
from kg.graph.write_source import write_figures, write_source
from kg.model import (
    Counts,
    LinkRecord,
    Paper,
    Person,
    Problem,
    Profile,
    Record,
    Source,
    Volume,
)

_DOCUMENT = itemgetter(0)
_BAD_CHARACTERS = "bad-characters", "text that is not valid Unicode (half of a surrogate pair)"


@dataclass(frozen=True, slots=True)
class Segment:
    """What one source says: its blocks, one a document and in order, to be gone through once.

    ``identities`` are groups of identifiers of one person, each joined by tabs; ``links`` is how
    many links were taken.
    """

    source: Source
    counts: Counts
    problems: tuple[Problem, ...]
    identities: tuple[str, ...]
    links: int
    blocks: Iterator[Block]

    @property
    def lines(self) -> Iterator[str]:
        """The statements of all blocks."""
        return chain.from_iterable(lines_of(block.lines) for block in self.blocks)


def make_segment(
    base: str, source: Source, records: Iterable[Record | Problem], *, memory: int = RUN_BYTES
) -> Segment:
    """The segment of one source from what its parser yields.

    ``memory`` is how many bytes of blocks are sorted at a time.
    """
    maker = _Maker(base, source, BlockSorter(memory))
    for record in records:
        maker.take(record)
    return maker.segment()


class _Maker:
    """Takes records and keeps account of them."""

    def __init__(self, base: str, source: Source, sorter: BlockSorter) -> None:
        self._base = base
        self._source = source
        self._sorter = sorter
        self._problems: list[Problem] = []
        self._identities: set[str] = set()
        self._profiles: list[Profile] = []
        self._volumes: dict[str, Volume] = {}
        self._run = Run()
        self._rejected = 0
        self._taken = 0

    def take(self, record: Record | Problem) -> None:
        """Turn one record into a block, or reject it."""
        if isinstance(record, Problem):
            self._problem(record)
            return
        try:
            if isinstance(record, Profile):
                self._profile(record)
            else:
                self._add(record)
        except Unfit as error:
            self._problem(error.problem)
        except UnicodeEncodeError:
            name = record.title if isinstance(record, Paper | Volume) else ""
            counts = not isinstance(record, Profile)
            self._problem(Problem(record.line, *_BAD_CHARACTERS, ascii(name)[:80], counts))

    def _problem(self, problem: Problem) -> None:
        self._problems.append(problem)
        self._rejected += problem.rejected

    def _profile(self, profile: Profile) -> None:
        alone = write_source(self._base, self._source, Counts(), [profile])
        alone.block(self._source.sha256)
        self._profiles.append(profile)

    def _add(self, record: Paper | Volume | Person | LinkRecord) -> None:
        sha = self._source.sha256
        remarks: Sequence[Problem]
        if isinstance(record, Paper):
            paper, remarks = fit_paper(self._base, record)
            said = write_record(self._base, publication_iri(self._base, paper), paper, self._source)
        elif isinstance(record, Volume):
            volume, remarks = fit_volume(record)
            said = write_volume(self._base, volume, sha)
            remarks = [*remarks, *self._other_volume(said.document, volume)]
        elif isinstance(record, LinkRecord):
            link, remarks = fit_link(record)
            said = write_link(self._base, link, sha)
            self._run.add(link)
        else:
            person, remarks = fit_person(record)
            said = write_person(self._base, person, sha)
        self._sorter.add(said.block(sha))
        self._identities.update(said.identities)
        self._problems += remarks
        self._taken += 1

    def _other_volume(self, document: str, volume: Volume) -> Iterator[Problem]:
        """A remark on a volume that was there before and said to be otherwise."""
        if self._volumes.setdefault(document, volume) != volume:
            message = "the same volume was described before, in other words; those are taken"
            yield Problem(volume.line, "volume-twice", message, volume.title[:80])

    def segment(self) -> Segment:
        """All that was taken, in order."""
        loaded = self._sorter.documents()
        counts = Counts(self._taken + self._rejected, loaded, self._taken - loaded, self._rejected)
        own = [write_source(self._base, self._source, counts, self._profiles)]
        if self._run.links:
            own.insert(0, self._run.write(self._base, self._source))
        return Segment(
            self._source,
            counts,
            tuple(self._problems),
            tuple(sorted(self._identities)),
            self._run.links,
            self._blocks([said.block(self._source.sha256) for said in own]),
        )

    def _blocks(self, own: Iterable[Block]) -> Iterator[Block]:
        blocks = merge(self._sorter.blocks(), own, key=_DOCUMENT)
        for _, group in groupby(blocks, _DOCUMENT):
            first, *others = group
            yield self._joined([first, *others]) if others else first

    def _joined(self, blocks: list[Block]) -> Block:
        """Several records of one document in one source as one block."""
        document, sha = blocks[0].document.decode(), self._source.sha256
        if document.startswith(f"{self._base}paper/"):
            records = [
                record
                for block in blocks
                for record in read_papers(self._base, document, lines_of(block.lines))
            ]
            papers = list(dict.fromkeys(records))
            if len(papers) == 1:
                return blocks[0]
            said = Statements(document)
            for ordinal, paper in enumerate(papers, 1):
                one = write_record(self._base, document, paper, self._source, ordinal)
                said.nodes += one.nodes
            return said.block(sha)._replace(references=SEVERAL)
        if document.startswith(f"{self._base}person/"):
            said = Statements(document)
            lines = {line for block in blocks for line in block.lines.splitlines(keepends=True)}
            said.nodes += lines
            texts = (block.references.decode().split(REFERENCE_END) for block in blocks)
            said.references += dict.fromkeys(chain.from_iterable(texts))
            return said.block(sha)
        return blocks[0]


def write_record(
    base: str, publication: str, paper: Paper, source: Source, ordinal: int = 1
) -> Statements:
    """All that one source says of a publication in one record, its figures included."""
    said = write_paper(base, publication, paper, [source.sha256], ordinal=ordinal)
    if paper.metrics:
        write_figures(said, base, paper.metrics, source, ordinal)
    return said
