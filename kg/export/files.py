"""Where an export goes: a stream that is open, or a file that is there whole or not at all."""

from __future__ import annotations

import contextlib
import io
import os
import secrets
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, TextIO, cast

from kg.errors import UsageError
from kg.export.registry import exporter_named

_PIECE = 64 * 1024


def write(format_name: str, lines: Iterable[str], output: BinaryIO | TextIO, base: str) -> None:
    """Write sorted N-Triples lines in a format to an open stream, in UTF-8.

    ``base`` is the base of the data's IRIs. A text stream that has a binary one beneath it, as
    standard output has, is written through, so that its encoding and line ends do not matter.
    Raises ``UsageError`` for an unknown format.
    """
    pieces = _gathered(exporter_named(format_name).text(lines, base))
    if isinstance(output, io.TextIOBase):
        output.flush()
        binary: BinaryIO | None = getattr(output, "buffer", None)
    else:
        binary = cast("BinaryIO", output)
    if binary is None:
        cast("TextIO", output).writelines(pieces)
        return
    for piece in pieces:
        binary.write(piece.encode())
    binary.flush()


def write_file(format_name: str, lines: Iterable[str], path: str | Path, base: str) -> None:
    """Write sorted N-Triples lines in a format to a file, replacing it only when all is written."""
    exporter_named(format_name)
    with replacing(Path(path)) as output:
        write(format_name, lines, output, base)


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """A file to write that takes the place of ``path`` when the block ends without an exception.

    Until then it stands beside it under a name of its own; what is no regular file, such as a
    pipe, is written directly. Raises ``UsageError`` if there is no folder to hold it.
    """
    target = path.resolve()
    if not target.parent.is_dir():
        raise UsageError(f"{path} can't be written: there is no folder {path.parent}")
    if target.exists() and not target.is_file():
        with target.open("wb") as output:
            yield output
        return
    beside = target.with_name(f".{secrets.token_hex(8)}.part")
    try:
        with beside.open("xb") as output:
            yield output
            output.flush()
            os.fsync(output.fileno())
        if target.exists():
            beside.chmod(target.stat().st_mode)
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)


def _gathered(pieces: Iterable[str]) -> Iterator[str]:
    """Pieces of text joined to a size worth a system call."""
    gathered: list[str] = []
    size = 0
    for piece in pieces:
        gathered.append(piece)
        size += len(piece)
        if size >= _PIECE:
            yield "".join(gathered)
            gathered.clear()
            size = 0
    yield "".join(gathered)
