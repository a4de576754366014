"""The manifest of a snapshot: its sources, counts and files, as JSON."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from kg.errors import StoreDamaged
from kg.model import Counts, Problem, Source
from kg.store.protocol import Entry

LAYOUT = 4
"""Version of the folder layout; a store of another version has to be made anew."""


@dataclass(frozen=True, slots=True)
class FileSeal:
    """Size in bytes and SHA-256 of a file that must not change."""

    size: int
    checksum: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """All that a snapshot claims of itself.

    ``made`` is the moment in UTC, to the second; ``named`` counts the statements in each
    named graph, ``triples`` the others.
    """

    base: str
    made: str
    triples: int
    named: Mapping[str, int]
    entries: Mapping[str, Entry]
    files: Mapping[str, FileSeal]


def seal(path: Path) -> FileSeal:
    """The seal of a file as it is."""
    with path.open("rb") as stream:
        return FileSeal(path.stat().st_size, hashlib.file_digest(stream, "sha256").hexdigest())


def write_manifest(manifest: Manifest, path: Path) -> None:
    """Write a manifest with its own checksum inside."""
    body = {
        "layout": LAYOUT,
        "base": manifest.base,
        "made": manifest.made,
        "triples": manifest.triples,
        "named": dict(manifest.named),
        "sources": [asdict(entry) for entry in manifest.entries.values()],
        "files": {name: asdict(file) for name, file in sorted(manifest.files.items())},
    }
    path.write_text(_with_checksum(body), encoding="utf-8")


def _with_checksum(body: dict[str, Any]) -> str:
    text = json.dumps(body, default=_date, ensure_ascii=False, indent=1)
    return json.dumps({"checksum": hashlib.sha256(text.encode()).hexdigest()}) + "\n" + text + "\n"


def _date(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"can't write a {type(value).__name__} to a manifest")


def read_manifest(path: Path) -> Manifest:
    """Read a manifest. Raises ``StoreDamaged`` when it is not as it was written."""
    try:
        head, _, text = path.read_text(encoding="utf-8").partition("\n")
        body = json.loads(text)
        stated = json.loads(head)["checksum"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StoreDamaged(f"{path}: can't be read as a manifest: {error}") from error
    if hashlib.sha256(text.removesuffix("\n").encode()).hexdigest() != stated:
        raise StoreDamaged(f"{path}: differs from its own checksum")
    if body["layout"] != LAYOUT:
        raise StoreDamaged(
            f"{path}: layout {body['layout']}, this kg reads {LAYOUT}:"
            " load the sources anew into another folder"
        )
    try:
        return Manifest(
            body["base"],
            body["made"],
            body["triples"],
            body["named"],
            by_source(_entry(item) for item in body["sources"]),
            {name: FileSeal(**file) for name, file in body["files"].items()},
        )
    except (ValueError, KeyError, TypeError) as error:
        raise StoreDamaged(f"{path}: can't be read as a manifest: {error}") from error


def _entry(item: dict[str, Any]) -> Entry:
    source = dict(item["source"])
    for day in ("retrieved", "received"):
        source[day] = date.fromisoformat(source[day]) if source[day] else None
    return Entry(
        Source(**source),
        Counts(**item["counts"]),
        tuple(Problem(**problem) for problem in item["problems"]),
        item["triples"],
        item["segment"],
        item["size"],
        item["checksum"],
        tuple(item.get("places", ())),
    )


def by_source(entries: Iterable[Entry]) -> dict[str, Entry]:
    """The entries by SHA-256, in its order, so that equal sets give equal manifests."""
    return {e.source.sha256: e for e in sorted(entries, key=lambda e: e.source.sha256)}


def now() -> str:
    """This moment in UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")
