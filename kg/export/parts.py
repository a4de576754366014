"""A graph as a folder of compressed N-Triples files, for the bulk loaders of other stores.

    <folder>/
      part-00001.nt.gz …    the statements, sorted, so many a file
      manifest.json         counts and checksums of the parts, base, sources

Equal graphs give equal bytes. The folder appears when it is whole.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import shutil
import zlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from itertools import count, islice
from pathlib import Path
from typing import Any, Protocol

import zstandard

from kg.errors import UsageError
from kg.store.protocol import Entry

PART_TRIPLES = 1_000_000
"""Statements in a part, unless told otherwise."""

MANIFEST = "manifest.json"

_KIND = "scholarly-kg parts"
_LINES_AT_ONCE = 8192
_WAITING = 8
_GZIP_LEVEL = 4
_ZSTD_LEVEL = 3


class Packer(Protocol):
    """What compresses a stream, piece by piece."""

    def compress(self, data: bytes, /) -> bytes:
        """As much of the compressed stream as there is to write."""

    def flush(self) -> bytes:
        """The rest of it."""


class _Plain:
    """Compresses nothing."""

    def compress(self, data: bytes) -> bytes:
        return data

    def flush(self) -> bytes:
        return b""


def _gzip() -> Packer:
    # The header that zlib writes has neither a name nor a time in it.
    return zlib.compressobj(_GZIP_LEVEL, zlib.DEFLATED, 31)


def _zstd() -> Packer:
    packer: Packer = zstandard.ZstdCompressor(_ZSTD_LEVEL, write_checksum=True).compressobj()
    return packer


COMPRESSIONS: Mapping[str, tuple[str, Callable[[], Packer]]] = {
    "gzip": (".nt.gz", _gzip),
    "zstd": (".nt.zst", _zstd),
    "none": (".nt", _Plain),
}
"""Name of a compression → how its files end, and what makes them."""


@dataclass(frozen=True, slots=True)
class Part:
    """One file: its statements, its bytes as stored and their SHA-256."""

    file: str
    triples: int
    bytes: int
    sha256: str


def write_parts(
    lines: Iterable[str],
    folder: Path,
    *,
    base: str,
    sources: Iterable[Entry],
    part_triples: int = PART_TRIPLES,
    compression: str = "gzip",
    tell: Callable[[int], None] = lambda _: None,
) -> list[Part]:
    """Write sorted N-Triples lines as parts into a folder that is new, empty, or of such parts.

    ``tell`` is told how many lines have been taken. Raises ``UsageError`` for a folder that holds
    other things, and for an unknown compression.
    """
    if compression not in COMPRESSIONS:
        raise UsageError(f"no compression is named {compression!r}: {', '.join(COMPRESSIONS)}")
    if part_triples < 1:
        raise UsageError("a part holds at least one triple")
    with _replacing(folder) as whole, ThreadPoolExecutor(1) as worker:
        remaining = iter(lines)
        parts: list[Part] = []
        done = 0
        for number in count(1):
            of_part = islice(remaining, part_triples)
            first = list(islice(of_part, _LINES_AT_ONCE))
            if not first and parts:
                break
            part = _Writer(whole, number, compression, worker)
            while first:
                part.add(first)
                done += len(first)
                tell(done)
                first = list(islice(of_part, _LINES_AT_ONCE))
            parts.append(part.end())
        text = json.dumps(_manifest(parts, base, sources, compression), indent=1, default=str)
        (whole / MANIFEST).write_text(f"{text}\n", encoding="utf-8")
    return parts


def _manifest(
    parts: list[Part], base: str, sources: Iterable[Entry], compression: str
) -> dict[str, Any]:
    return {
        "kind": _KIND,
        "base": base,
        "triples": sum(part.triples for part in parts),
        "mediaType": "application/n-triples",
        "compression": compression,
        "parts": [asdict(part) for part in parts],
        "sources": [{**asdict(entry.source), "records": asdict(entry.counts)} for entry in sources],
    }


class _Writer:
    """One part being written, compressed beside the making of what comes next."""

    def __init__(
        self, folder: Path, number: int, compression: str, worker: ThreadPoolExecutor
    ) -> None:
        ending, packer = COMPRESSIONS[compression]
        self._path = folder / f"part-{number:05}{ending}"
        self._packer = packer()
        self._worker = worker
        self._waiting: deque[Future[None]] = deque()
        self._checksum = hashlib.sha256()
        self._triples = 0
        self._stream = self._path.open("xb")

    def add(self, lines: list[str]) -> None:
        """Take some lines; waits while too many have not been written yet."""
        self._triples += len(lines)
        self._waiting.append(self._worker.submit(self._pack, lines))
        if len(self._waiting) > _WAITING:
            self._waiting.popleft().result()

    def end(self) -> Part:
        """Finish the file and describe it."""
        for future in self._waiting:
            future.result()
        self._write(self._packer.flush())
        self._stream.flush()
        os.fsync(self._stream.fileno())
        size = self._stream.tell()
        self._stream.close()
        return Part(self._path.name, self._triples, size, self._checksum.hexdigest())

    def _pack(self, lines: list[str]) -> None:
        self._write(self._packer.compress(("\n".join(lines) + "\n").encode()))

    def _write(self, data: bytes) -> None:
        self._checksum.update(data)
        self._stream.write(data)


@contextmanager
def _replacing(folder: Path) -> Iterator[Path]:
    """A folder to fill that takes the place of another when the block ends without an exception."""
    target = folder.resolve()
    check_folder(folder)
    beside = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    old = target.with_name(f".{target.name}.{secrets.token_hex(4)}.old")
    beside.mkdir()
    try:
        yield beside
        if target.exists():
            target.rename(old)
        try:
            beside.rename(target)
        except OSError:
            old.rename(target)
            raise
        shutil.rmtree(old, ignore_errors=True)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def check_folder(folder: Path) -> None:
    """See that parts can be written there, without loss. Raises ``UsageError``."""
    target = folder.resolve()
    if not target.parent.is_dir():
        raise UsageError(f"{folder} can't be written: there is no folder {target.parent}")
    if not target.exists() or (target.is_dir() and (_is_empty(target) or _is_ours(target))):
        return
    raise UsageError(f"{folder} is there and holds other things: choose a folder that is new")


def _is_empty(folder: Path) -> bool:
    return not any(folder.iterdir())


def _is_ours(folder: Path) -> bool:
    """Whether a folder holds parts that were written by this module, and nothing else."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
        known = {MANIFEST, *(part["file"] for part in manifest["parts"])}
        ours = manifest["kind"] == _KIND
    except (OSError, ValueError, KeyError, TypeError):
        return False
    return ours and {path.name for path in folder.iterdir()} <= known
