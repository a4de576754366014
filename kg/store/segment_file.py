"""Segment files: the blocks of one source, compressed, with an index to find each document.

``zstd -dc`` prints a segment as N-Triples: documents in order of their IRIs, the lines of each
sorted. What else the file holds is in skippable frames, which such tools pass over:

    frame of blocks, its index, frame of blocks, its index, …, table, end

A frame holds the statements of some whole documents; its index has a line for each: the document,
the length of its block in bytes and its references. The table (JSON) says where the frames are and
which document is the first of each; the end is the length of the table.
"""

from __future__ import annotations

import json
import struct
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import cached_property
from operator import itemgetter
from pathlib import Path
from typing import IO, Any

import zstandard

from kg.errors import StoreDamaged
from kg.graph.blocks import Block, Wanted

FRAME_BYTES = 256 * 1024
"""Bytes of statements in a frame: what has to be unpacked to see one of its documents."""

_LEVEL = 1
_SKIPPABLE = 0x184D2A50
_HEADER = struct.Struct("<II")
_END = struct.Struct("<Q8s")
_MAGIC = b"kg-sgmt1"
_FIELD = b"\x1f"


def write_segment(
    stream: IO[bytes], blocks: Iterable[Block], identities: Iterable[str], links: int = 0
) -> int:
    """Write blocks, which come in order of their documents; the number of their statements."""
    packer = zstandard.ZstdCompressor(level=_LEVEL, write_checksum=True)
    frames: list[tuple[str, int, int]] = []
    lines: list[bytes] = []
    index: list[bytes] = []
    size = triples = position = 0

    def write_frame() -> None:
        nonlocal size, position
        if not index:
            return
        packed = packer.compress(b"".join(lines))
        listed = packer.compress(b"\n".join(index))
        first = index[0].partition(_FIELD)[0].decode()
        frames.append((first, position, len(packed)))
        position += stream.write(packed)
        position += _write_skippable(stream, listed)
        lines.clear()
        index.clear()
        size = 0

    for block in blocks:
        text = block.lines
        lines.append(text)
        index.append(b"%b\x1f%d\x1f%b" % (block.document, len(text), block.references))
        triples += text.count(b"\n")
        size += len(text)
        if size >= FRAME_BYTES:
            write_frame()
    write_frame()
    table = {"frames": frames, "identities": list(identities), "triples": triples, "links": links}
    packed = packer.compress(json.dumps(table, ensure_ascii=False).encode())
    _write_skippable(stream, packed + _END.pack(len(packed), _MAGIC))
    return triples


def _write_skippable(stream: IO[bytes], content: bytes) -> int:
    stream.write(_HEADER.pack(_SKIPPABLE, len(content)))
    stream.write(content)
    return _HEADER.size + len(content)


class SegmentFile:
    """A segment to be read: all of it in order, or the statements about one document.

    ``sha256`` is that of the source and ``content`` a file, opened anew for every frame so that
    thousands of segments can be read at once, or the bytes of one. Raises ``StoreDamaged`` for what
    is not as it was written.
    """

    def __init__(self, content: Path | bytes, sha256: str) -> None:
        self._content = content
        self._source = sha256.encode()

    @property
    def size(self) -> int:
        """Bytes as stored."""
        if isinstance(self._content, bytes):
            return len(self._content)
        return self._content.stat().st_size

    @property
    def identities(self) -> list[str]:
        """Groups of identifiers of one person, each joined by tabs."""
        found: list[str] = self._table["identities"]
        return found

    @property
    def links(self) -> int:
        """How many links the source holds."""
        return int(self._table.get("links", 0))

    def references(self) -> Iterator[tuple[bytes, bytes]]:
        """All documents in order, each with its references."""
        for _, start, length in self._table["frames"]:
            for document, _, references in self._index(start + length):
                yield document, references

    def blocks(self, wanted: Wanted | None = None) -> Iterator[Block]:
        """The blocks of all documents in order, or of those wanted, told by IRI and references."""
        for number in range(len(self._table["frames"])):
            yield from self._frame(number, wanted)

    def find(self, document: str) -> Block | None:
        """The block of one document."""
        number = self._frame_of(document)
        wanted = document.encode()
        if number < 0:
            return None
        return next((block for block in self._frame(number) if block.document == wanted), None)

    def below(self, beginning: str) -> Iterator[Block]:
        """The blocks of all documents whose IRIs begin so, in order."""
        wanted = beginning.encode()
        for number in range(max(self._frame_of(beginning), 0), len(self._table["frames"])):
            for block in self._frame(number):
                if block.document.startswith(wanted):
                    yield block
                elif block.document > wanted:
                    return

    def _frame_of(self, document: str) -> int:
        """The last frame whose first document does not come after a document."""
        return bisect_right(self._table["frames"], document, key=itemgetter(0)) - 1

    @cached_property
    def _table(self) -> dict[str, Any]:
        try:
            end = self._read(self.size - _END.size, _END.size)
            length, magic = _END.unpack(end)
            packed = self._read(self.size - _END.size - length, length)
            table: dict[str, Any] = json.loads(_unpacked(packed)) if magic == _MAGIC else {}
        except (ValueError, struct.error, zstandard.ZstdError, OSError) as error:
            raise self._damaged(error) from error
        if not table:
            raise self._damaged("it has no end mark")
        return table

    def _frame(self, number: int, wanted: Wanted | None = None) -> Iterator[Block]:
        _, start, length = self._table["frames"][number]
        lines: bytes | None = None
        at = 0
        for document, size, references in self._index(start + length):
            end = at + int(size)
            if wanted is None or wanted(document, references):
                if lines is None:
                    lines = self._unpacked(start, length)
                yield Block(document, self._source, lines[at:end], references)
            at = end

    def _index(self, start: int) -> Iterator[list[bytes]]:
        """The index that stands at a place: document, bytes of its lines, references."""
        try:
            _, length = _HEADER.unpack(self._read(start, _HEADER.size))
        except (struct.error, OSError) as error:
            raise self._damaged(error) from error
        listed = self._unpacked(start + _HEADER.size, length)
        return (line.split(_FIELD) for line in listed.split(b"\n"))

    def _unpacked(self, start: int, length: int) -> bytes:
        try:
            return _unpacked(self._read(start, length))
        except (zstandard.ZstdError, OSError) as error:
            raise self._damaged(error) from error

    def _read(self, start: int, length: int) -> bytes:
        if isinstance(self._content, bytes):
            return self._content[start : start + length]
        with self._content.open("rb") as stream:
            stream.seek(start)
            return stream.read(length)

    def _damaged(self, error: object) -> StoreDamaged:
        name = self._content if isinstance(self._content, Path) else "a segment in memory"
        return StoreDamaged(f"{name}: can't be read, it is not as it was written: {error}")


def _unpacked(data: bytes) -> bytes:
    unpacked: bytes = zstandard.ZstdDecompressor().decompress(data)
    return unpacked
