"""Bytes → text: UTF-8 and UTF-16, and a message that helps for anything else."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from kg.errors import InputError

_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_MAGIC = {
    b"%PDF-": "a PDF file",
    b"PK\x03\x04": "a ZIP archive or an office document",
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"GIF8": "a GIF picture",
    b"\x7fELF": "a program",
    b"SQLite format 3\0": "an SQLite database",
    b"\x1f\x8b": "compressed twice",
}
CURE = "save it as UTF-8 first, for example: iconv -f {} -t UTF-8 FILE > NEW-FILE"
"""What to do with a document in another encoding, whose name is to be put in."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a document; ``cut`` says that it ends in the middle of a character."""

    text: str
    cut: bool = False


def decode(data: bytes, file: str) -> Decoded:
    """The text of a document in UTF-8, with or without byte order mark, or in UTF-16 with one.

    Raises ``InputError``, with byte, line and cure, for anything else.
    """
    if data.startswith(_UTF_16):
        decoded = _decoded(data, "UTF-16", file)
    else:
        for magic, what in _MAGIC.items():
            if data.startswith(magic):
                raise InputError(file, f"this is {what}, not text")
        if b"\0" in data:
            raise _binary(data, file)
        decoded = _decoded(data, "UTF-8", file)
    if not decoded.text or decoded.text.isspace():
        raise InputError(file, "nothing but white space in it" if data else "the file is empty")
    if "\0" in decoded.text:
        line = decoded.text.count("\n", 0, decoded.text.index("\0")) + 1
        raise InputError(file, "a NUL character, so this is no text", line)
    return decoded


def _decoded(data: bytes, encoding: str, file: str) -> Decoded:
    codec = "utf-8-sig" if encoding == "UTF-8" else "utf-16"
    try:
        return Decoded(data.decode(codec))
    except UnicodeDecodeError as error:
        # The codec that drops the byte order mark counts from behind it.
        offset = error.start + (len(data) - len(error.object))
        # A page that was cut in the middle of a character is good up to there.
        if error.reason in {"unexpected end of data", "truncated data"}:
            return Decoded(data[:offset].decode(codec), cut=True)
        line = _line_of(data, offset, encoding)
        other = "WINDOWS-1252" if encoding == "UTF-8" else encoding
        message = f"not {encoding}: byte 0x{data[offset]:02x} at offset {offset}; "
        raise InputError(file, message + CURE.format(other), line) from error


def _line_of(data: bytes, offset: int, encoding: str) -> int:
    if encoding == "UTF-16":
        return data[:offset].decode("utf-16", "replace").count("\n") + 1
    return data.count(b"\n", 0, offset) + 1


def _binary(data: bytes, file: str) -> InputError:
    """What to say of a file with NUL bytes: every second byte is one in UTF-16."""
    offset = data.index(0)
    line = data.count(b"\n", 0, offset) + 1
    head = data[:200]
    for encoding, zeros in (("UTF-16LE", head[1::2]), ("UTF-16BE", head[::2])):
        if len(zeros) > 1 and zeros.count(0) > len(zeros) * 0.7:
            message = f"this looks like {encoding} without a byte order mark; "
            return InputError(file, message + CURE.format(encoding))
    return InputError(file, f"a NUL byte at offset {offset}, so this is no text", line)
