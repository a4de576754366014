"""The files in archives, read where they are: nothing is ever unpacked to a disk.

Archives in archives are not opened. A member is left out, with the reason, if it is hidden, is no
regular file, or has a name that leads out of the archive.
"""

from __future__ import annotations

import re
import tarfile
from dataclasses import dataclass

from kg.sources.places import Place

MOST_MEMBERS = 100_000
"""Members that an archive may have."""

_ZIP_MAGIC = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_ABSOLUTE = re.compile(r"[A-Za-z]:|[/\\]")
_SEPARATOR = re.compile(r"[/\\]")


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive; ``path`` is its name there.

    ``trouble`` says why it is left out, and ``lost`` that something is lost by that.
    """

    path: str
    place: Place | None = None
    trouble: str | None = None
    lost: bool = False


def is_zip(head: bytes) -> bool:
    """Whether a stream that begins so is a ZIP archive."""
    return head.startswith(_ZIP_MAGIC)


def is_tar(head: bytes) -> bool:
    """Whether a stream that begins with these 512 bytes is a tar archive."""
    if len(head) < tarfile.BLOCKSIZE or not head[148:156].strip(b" \0").isdigit():
        return False
    try:
        tarfile.TarInfo.frombuf(head[: tarfile.BLOCKSIZE], "utf-8", "surrogateescape")
    except (tarfile.HeaderError, ValueError):
        return False
    return True


def shown(path: str) -> str:
    """The path of a member as text, with what is none written as escapes."""
    try:
        data = path.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        data = path.encode("utf-8", "backslashreplace")
    return data.decode("utf-8", "backslashreplace")


def base_name(path: str) -> str:
    """The last part of the path of a member.

    >>> base_name("2024/acl/a.json")
    'a.json'
    """
    return path.rpartition("/")[2]


def reason_to_skip(path: str) -> str | None:
    """Why a member of this name is left out, if it is.

    >>> reason_to_skip("2024/a.json"), reason_to_skip("../a.json")
    (None, 'its name leads out of the archive')
    """
    parts = _SEPARATOR.split(path)
    if _ABSOLUTE.match(path) or ".." in parts:
        return "its name leads out of the archive"
    if any(part.startswith(".") and part != "." for part in parts) or "__MACOSX" in parts:
        return "is hidden"
    return None
