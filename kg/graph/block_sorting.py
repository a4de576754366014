"""Blocks sorted by document, as many as a disk holds, in bounded memory.

An external merge sort: runs of about ``memory`` bytes are sorted and written to a temporary file.
Blocks of one document and source keep the order in which they came.
"""

from __future__ import annotations

from collections.abc import Iterator
from heapq import merge
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from kg.graph.blocks import Block
from kg.graph.spill import Extent, Spill

RUN_BYTES = 64 * 1024 * 1024
"""Bytes of blocks sorted at a time; the process needs about three times as much."""

_BLOCKS_AT_A_TIME = 256
# What a block takes beside its texts.
_OVERHEAD = 200
_KEY = itemgetter(0, 1)


class _Chunk(NamedTuple):
    """Where the documents of some blocks are, and where the blocks."""

    documents: Extent
    blocks: Extent


class BlockSorter:
    """Takes blocks in any order and gives them back by document, then by source."""

    def __init__(self, memory: int = RUN_BYTES) -> None:
        self._memory = memory
        self._waiting: list[Block] = []
        self._size = 0
        self._runs: list[list[_Chunk]] = []
        self._spill = Spill()

    def add(self, block: Block) -> None:
        """Take one block."""
        self._waiting.append(block)
        self._size += len(block.lines) + len(block.references) + _OVERHEAD
        if self._size >= self._memory:
            self._put_away()

    def documents(self) -> int:
        """How many documents the blocks taken so far speak of."""
        self._waiting.sort(key=_KEY)
        runs = [self._names(run) for run in self._runs]
        waiting = (block.document for block in self._waiting)
        return sum(1 for _ in groupby(merge(*runs, waiting)))

    def blocks(self) -> Iterator[Block]:
        """All blocks in order; ends the taking."""
        self._waiting.sort(key=_KEY)
        if not self._runs:
            return iter(self._waiting)
        return merge(*map(self._read, self._runs), self._waiting, key=_KEY)

    def _put_away(self) -> None:
        self._waiting.sort(key=_KEY)
        run: list[_Chunk] = []
        for first in range(0, len(self._waiting), _BLOCKS_AT_A_TIME):
            some = self._waiting[first : first + _BLOCKS_AT_A_TIME]
            documents = self._spill.put([block.document for block in some])
            run.append(_Chunk(documents, self._spill.put([tuple(block) for block in some])))
        self._runs.append(run)
        self._waiting.clear()
        self._size = 0

    def _names(self, run: list[_Chunk]) -> Iterator[bytes]:
        for chunk in run:
            yield from self._spill.get(chunk.documents)

    def _read(self, run: list[_Chunk]) -> Iterator[Block]:
        for chunk in run:
            for found in self._spill.get(chunk.blocks):
                yield Block(*found)
