"""The snapshots in the folder of a store: which there are, which serves, how another takes over."""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path

from kg.errors import StoreDamaged
from kg.store.database import sync
from kg.store.ledger import read_manifest


def is_store(path: Path) -> bool:
    """Whether a folder is a store."""
    return (path / "segments").is_dir() and (path / "snapshots").is_dir()


def remove_snapshot(snapshot: Path) -> None:
    """Remove a snapshot; one that is removed by half bears the name of one that is made by half."""
    partial = snapshot.with_suffix(".partial")
    if snapshot != partial:
        if partial.exists():
            shutil.rmtree(partial)
        snapshot.rename(partial)
    shutil.rmtree(partial)


def number_of(folder: Path) -> int:
    """The number that a snapshot bears."""
    return int(folder.name)


def current_snapshot(path: Path) -> Path | None:
    """The snapshot that serves: the one ``current`` names, or without it the newest whole one."""
    try:
        name = (path / "current").read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return next(reversed(whole_snapshots(path)), None)
    except (OSError, UnicodeDecodeError) as error:
        raise StoreDamaged(f"{path / 'current'}: can't be read: {error}") from error
    if not name.isdigit():
        raise StoreDamaged(f"{path / 'current'}: names no snapshot: {name!r}")
    return path / "snapshots" / name


def snapshots_in(path: Path) -> list[Path]:
    """The snapshots that were finished, oldest first."""
    folder = path / "snapshots"
    if not folder.is_dir():
        return []
    return sorted((p for p in folder.iterdir() if p.name.isdigit()), key=number_of)


def whole_snapshots(path: Path) -> list[Path]:
    """The snapshots whose manifests can be read, oldest first."""
    whole = []
    for snapshot in snapshots_in(path):
        with suppress(StoreDamaged):
            read_manifest(snapshot / "manifest.json")
            whole.append(snapshot)
    return whole


def switch_to(path: Path, name: str) -> None:
    """Make ``name`` the snapshot that serves, in one step."""
    partial = path / "current.partial"
    partial.write_text(name + "\n", encoding="ascii")
    sync(partial)
    partial.replace(path / "current")
    sync(path)
