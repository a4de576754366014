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
from kg.export.registry import Exporter, exporter_named, exporters

_PIECE = 64 * 1024


Named = Iterable[tuple[str, Iterable[str]]]
"""Named graphs: the IRI of each, and its sorted N-Triples lines."""


def write(
    format_name: str,
    lines: Iterable[str],
    output: BinaryIO | TextIO,
    base: str,
    named: Named | None = None,
) -> None:
    """Write sorted N-Triples lines in a format to an open stream, in UTF-8.

    ``base`` is the base of the data's IRIs, ``named`` are graphs that follow. A text stream that
    has a binary one beneath it, as standard output has, is written through, so that its encoding
    and line ends do not matter. Raises ``UsageError`` for an unknown format, or one that can't hold
    named graphs.
    """
    exporter = _exporter(format_name, named)
    put(_text(exporter, lines, base, named), output)


def put(pieces: Iterable[str], output: BinaryIO | TextIO) -> None:
    """Write pieces of text to an open stream, as :func:`write` does."""
    pieces = _gathered(pieces)
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


def write_file(
    format_name: str,
    lines: Iterable[str],
    path: str | Path,
    base: str,
    named: Named | None = None,
) -> None:
    """Write sorted N-Triples lines in a format to a file, replacing it only when all is written."""
    _exporter(format_name, named)
    with replacing(Path(path)) as output:
        write(format_name, lines, output, base, named)


def _exporter(format_name: str, named: Named | None) -> Exporter:
    exporter = exporter_named(format_name)
    if named is not None and exporter.named is None:
        able = " or ".join(one.name for one in exporters() if one.named)
        raise UsageError(f"{exporter.label} can't hold named graphs; --format {able} can")
    return exporter


def _text(
    exporter: Exporter, lines: Iterable[str], base: str, named: Named | None
) -> Iterator[str]:
    yield from exporter.text(lines, base)
    if exporter.named is not None:
        for graph, statements in named or ():
            yield from exporter.named(graph, statements, base)


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
