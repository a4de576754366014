"""What is known here of the graph on a server: what it holds, and what is under way to it."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from kg.errors import StoreDamaged, StoreError
from kg.store.held import Held, Kept
from kg.store.ledger import FileSeal
from kg.store.protocol import Entry
from kg.store.server import Endpoints

_LAYOUT = 1
_FILE = "server.json"
_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9.]+")


@dataclass(frozen=True, slots=True)
class State:
    """What the server holds and what is under way to it.

    ``current`` is the graph that it held last, ``before`` the one before that. While ``coming`` is
    under way, ``onto`` is what it replaces there and ``done`` how many changes have arrived.
    """

    url: str
    endpoints: Endpoints | None = None
    before: Held | None = None
    current: Held | None = None
    onto: Held | None = None
    coming: Held | None = None
    done: int = 0


def default_folder(url: str) -> Path:
    """The folder for a server of which none was named: by its address, below ``$KG_STATE``.

    Without that variable it is where programs keep their state: ``$XDG_STATE_HOME/scholarly-kg``,
    else ``~/.local/state/scholarly-kg``.
    """
    given = os.environ.get("KG_STATE")
    state = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    name = _NOT_IN_NAMES.sub("-", url.partition("://")[2])[:80]
    short = hashlib.sha256(url.encode()).hexdigest()[:8]
    return (Path(given) if given else Path(state) / "scholarly-kg") / f"{name}-{short}"


def read_state(folder: Path, url: str) -> State:
    """The state in a folder; that of an empty server if there is none.

    Raises ``StoreError`` if it is of another server, ``StoreDamaged`` if it can't be read.
    """
    path = folder / _FILE
    try:
        body = json.loads(path.read_text("utf-8"))
        if body["layout"] != _LAYOUT:
            raise StoreError(f"{path}: made by another version of kg")
        endpoints = Endpoints(**body["endpoints"]) if body["endpoints"] else None
        state = State(
            body["url"],
            endpoints,
            _held(body["before"]),
            _held(body["current"]),
            _held(body["onto"]),
            _held(body["coming"]),
            int(body["done"]),
        )
    except FileNotFoundError:
        return State(url)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise StoreDamaged(f"{path}: can't be read: {error}") from error
    if state.url != url:
        raise StoreError(f"{folder} belongs to {state.url}, not to {url}: name another folder")
    return state


def _held(body: dict[str, Any] | None) -> Held | None:
    if body is None:
        return None
    named = {graph: Kept(**_sealed(kept)) for graph, kept in body.get("named", {}).items()}
    return Held(**{**_sealed(body), "named": named})


def _sealed(body: dict[str, Any]) -> dict[str, Any]:
    return {**body, "seal": FileSeal(**body["seal"])}


def write_state(folder: Path, state: State) -> None:
    """Write the state, in one step."""
    partial = folder / f"{_FILE}.partial"
    with partial.open("w", encoding="utf-8") as stream:
        json.dump({"layout": _LAYOUT, **asdict(state)}, stream, indent=1)
        stream.flush()
        os.fsync(stream.fileno())
    partial.replace(folder / _FILE)


def fingerprint(entries: Mapping[str, Entry] | Iterable[Entry]) -> str:
    """What tells one set of ledger entries from another."""
    listed = entries.values() if isinstance(entries, Mapping) else entries
    names = sorted(f"{entry.segment} {entry.checksum}" for entry in listed)
    return hashlib.sha256("\n".join(names).encode()).hexdigest()[:16]
