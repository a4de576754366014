"""Files and streams → bytes, unpacked where they are compressed."""

from __future__ import annotations

import bz2
import gzip
import importlib
import io
import lzma
import os
import re
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import BinaryIO

from kg.errors import InputError, MissingExtra

LARGEST = 2**30
"""Bytes that a file may hold, or unpack to."""

_CHUNK = 2**20
# Four bytes of zstd can stand for 128 KiB, so it is fed in small bites.
_ZSTD_FED = 2**12
# Text packs down to a tenth, a folder's worth of equal pages to far less; bombs reach a thousand.
_HIGHEST_RATIO = 250
_RATIO_COUNTS_FROM = 2**26

_BROKEN = (EOFError, OSError, ValueError, zlib.error, lzma.LZMAError)


def read_bytes(source: str | os.PathLike[str] | BinaryIO) -> bytes:
    """All bytes of a file or a binary stream, gzip, bzip2, xz and zstd unpacked.

    What it is compressed with is told by its first bytes, never by its name. Raises ``InputError``
    if it can't be read, is damaged or unpacks to more than is plausible, and ``MissingExtra`` for
    zstd without the optional package.
    """
    name = _name(source)
    try:
        if hasattr(source, "read"):
            data = source.read(LARGEST + 1)
        else:
            with Path(source).open("rb") as stream:
                data = stream.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(name, f"can't be read: {reason}") from error
    if len(data) > LARGEST:
        raise InputError(name, f"holds more than {LARGEST:,} bytes, too much for one document")
    for magic, unpacker in _UNPACKERS.items():
        if magic.match(data):
            return _unpacked(name, len(data), unpacker(data))
    return data


def _name(source: str | os.PathLike[str] | BinaryIO) -> str:
    if isinstance(source, str | os.PathLike):
        return os.fspath(source)
    return "standard input"


def _unpacked(name: str, packed: int, pieces: Iterator[bytes]) -> bytes:
    """All pieces as one, unless they become more than ``packed`` bytes can stand for."""
    kept: list[bytes] = []
    size = 0
    try:
        for piece in pieces:
            kept.append(piece)
            size += len(piece)
            if size > LARGEST:
                raise InputError(name, f"unpacks to more than {LARGEST:,} bytes; unpack it by hand")
            if size > max(_RATIO_COUNTS_FROM, packed * _HIGHEST_RATIO):
                message = f"unpacks to more than {_HIGHEST_RATIO} times its size; unpack it by hand"
                raise InputError(name, message)
    except _BROKEN as error:
        raise InputError(name, f"compressed, but cut or damaged: {error}") from error
    return b"".join(kept)


def _gzip(data: bytes) -> Iterator[bytes]:
    return _chunks(gzip.GzipFile(fileobj=io.BytesIO(data)))


def _bzip2(data: bytes) -> Iterator[bytes]:
    return _chunks(bz2.BZ2File(io.BytesIO(data)))


def _xz(data: bytes) -> Iterator[bytes]:
    return _chunks(lzma.LZMAFile(io.BytesIO(data)))


def _chunks(stream: io.BufferedIOBase) -> Iterator[bytes]:
    return iter(lambda: stream.read(_CHUNK), b"")


def _zstd(data: bytes) -> Iterator[bytes]:
    """Frame by frame, since the package's own file object is silent about a cut frame."""
    try:
        zstandard = importlib.import_module("zstandard")
    except ImportError as error:
        raise MissingExtra("zstd", "reading a file compressed with zstd") from error
    return _zstd_frames(data, zstandard)


def _zstd_frames(data: bytes, zstandard: ModuleType) -> Iterator[bytes]:
    at = 0
    while at < len(data):
        frame = zstandard.ZstdDecompressor().decompressobj()
        while at < len(data) and not frame.eof:
            bite = data[at : at + _ZSTD_FED]
            try:
                yield frame.decompress(bite)
            except zstandard.ZstdError as error:
                raise ValueError(str(error)) from error
            at += len(bite) - len(frame.unused_data)
        if not frame.eof:
            raise EOFError("it ends before the end-of-frame marker")


# More than the two letters that bzip2 is known by: a page may begin with somebody's name.
_UNPACKERS: dict[re.Pattern[bytes], Callable[[bytes], Iterator[bytes]]] = {
    re.compile(rb"\x1f\x8b"): _gzip,
    re.compile(rb"BZh[1-9](?:1AY&SY|\x17rE8P\x90)"): _bzip2,
    re.compile(rb"\xfd7zXZ\0"): _xz,
    re.compile(rb"\x28\xb5\x2f\xfd"): _zstd,
}
