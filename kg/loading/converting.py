"""One document → its segment, in whichever process."""

from __future__ import annotations

import io
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from typing import BinaryIO

from kg.errors import InputError, KgError
from kg.graph.segment import Segment, make_segment
from kg.loading.documents import CheckedStream
from kg.model import Source
from kg.sources import format_named
from kg.sources.opening import OpenedDocument
from kg.store.protocol import Entry

_BUFFER = 2**18


@dataclass(frozen=True, slots=True)
class Job:
    """A document to be made into a segment; ``size`` is in bytes unpacked."""

    opened: OpenedDocument
    source: Source
    size: int


def _segment(base: str, job: Job, document: BinaryIO) -> Segment:
    """The segment of a document; a reader that fails costs this document and not the others."""
    name = job.source.format
    try:
        return make_segment(base, job.source, format_named(name).read(document, job.source))
    except (KgError, OSError, MemoryError):
        raise
    except Exception as error:
        message = f"the reader of {name} failed, which is an error of its own: {error!r}"
        raise InputError(job.opened.name, message) from error


def convert(base: str, job: Job, stage: Callable[[Segment], Entry]) -> Entry:
    """Read a document and stage its segment.

    Raises ``InputError`` if it can't be read or is not what it was when its hash was taken.
    """
    with job.opened.open() as stream:
        checked = CheckedStream(stream, job.source.sha256)
        with closing(io.BufferedReader(checked, _BUFFER)) as document:
            segment = _segment(base, job, document)
            checked.check(job.opened.name)
            return stage(segment)
