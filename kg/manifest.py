"""``manifest.toml`` beside documents: what is known of each file that the file does not say.

[[document]]
file = "page.txt"
format = "arrow"            # optional: the format, instead of looking at the content
retrieved = 2026-11-01      # optional: the day it was fetched
received = 2026-11-21       # optional: the day it was handed over
url = "https://…"           # optional: where from
licence = "CC-BY-4.0"       # optional
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from kg.errors import InputError

FILE_NAME = "manifest.toml"


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one document besides its content."""

    format: str | None = None
    retrieved: date | None = None
    received: date | None = None
    url: str | None = None
    licence: str | None = None


_KINDS: Mapping[str, type] = {
    "format": str,
    "retrieved": date,
    "received": date,
    "url": str,
    "licence": str,
}


def read_manifest(folder: Path) -> Mapping[str, Facts]:
    """The facts by file name; empty where the folder has no manifest.

    Raises ``InputError`` for anything that the form above does not allow.
    """
    path = folder / FILE_NAME
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(str(path), f"can't be read: {error}") from error
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError(str(path), f"is not TOML: {error}") from error
    documents = content.pop("document", [])
    if content or not isinstance(documents, list):
        raise InputError(str(path), "may hold [[document]] tables only")
    found: dict[str, Facts] = {}
    for table in documents:
        file, facts = _facts(path, table)
        if file in found:
            raise InputError(str(path), f"names {file} twice")
        found[file] = facts
    return found


def _facts(path: Path, table: object) -> tuple[str, Facts]:
    if not isinstance(table, dict) or not isinstance(table.get("file"), str):
        raise InputError(str(path), 'every [[document]] needs file = "…"')
    file = table.pop("file")
    if Path(file).name != file:
        raise InputError(
            str(path), f"{file!r} is no file name; a manifest speaks of its own folder"
        )
    if not (path.parent / file).is_file():
        raise InputError(str(path), f"names {file}, which is not there")
    for key, value in table.items():
        if key not in _KINDS:
            allowed = ", ".join(("file", *_KINDS))
            raise InputError(str(path), f"{file}: unknown key {key!r} (there are {allowed})")
        if not isinstance(value, _KINDS[key]) or isinstance(value, datetime):
            wanted = "a day, as in 2026-11-21" if _KINDS[key] is date else "a text in quotes"
            raise InputError(str(path), f"{file}: {key} must be {wanted}, without quotes for days")
    return file, Facts(**table)
