"""Segments in a folder: each a file written once, never changed, named for source and content."""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path

from kg.errors import StoreDamaged
from kg.model import Source
from kg.store.ledger import FileSeal, seal
from kg.store.protocol import Entry, SegmentLike
from kg.store.segment_file import SegmentFile, write_segment

SEGMENT = re.compile(r"[0-9a-f]{64}-[0-9a-f]{16}\.nt\.zst|[0-9a-f]{64}-[a-z0-9_]+\.partial")
"""The names of segments, and of those that are being written."""


def segment_name(source: Source, checksum: str) -> str:
    """The file name of a segment: SHA-256 of its source, and the beginning of its own."""
    return f"{source.sha256}-{checksum[:16]}.nt.zst"


def stage_segment(folder: Path, segment: SegmentLike) -> Entry:
    """Write a segment into a folder, wholly or not at all; its ledger entry."""
    source = segment.source
    handle, name = tempfile.mkstemp(".partial", f"{source.sha256}-", folder)
    partial = Path(name)
    try:
        with open(handle, "w+b") as stream:  # noqa: PTH123 - a file that is open already
            triples = write_segment(stream, segment.blocks, segment.identities, segment.links)
            stream.flush()
            os.fsync(stream.fileno())
        sealed = seal(partial)
        partial.chmod(0o644)
        final = folder / segment_name(source, sealed.checksum)
        partial.replace(final)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
    return Entry(
        source,
        segment.counts,
        segment.problems,
        triples,
        final.name,
        sealed.size,
        sealed.checksum,
    )


def holds_segment(folder: Path, entry: Entry) -> bool:
    """Whether the segment of an entry is in the folder as it was written."""
    path = folder / entry.segment
    return path.is_file() and seal(path) == FileSeal(entry.size, entry.checksum)


def open_segment(folder: Path, entry: Entry) -> SegmentFile:
    """The segment of an entry; raises ``StoreDamaged`` if it is not as it was written."""
    if not holds_segment(folder, entry):
        raise StoreDamaged(
            f"{folder / entry.segment}: missing or changed since it was written;"
            f" load {entry.source.file_name} again to repair it"
        )
    return SegmentFile(folder / entry.segment, entry.source.sha256)
