"""What a person calls a target → the target.

A name (``dblp``, ``semopenalex``, ``wikidata``) is the public endpoint; an address is another
endpoint of one of these graphs, or a Reconciliation service; anything else is a file.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from kg.errors import BadAnswer, InputError, ServerRefusal, UsageError
from kg.graph.iri import source_iri
from kg.link.remote.adapters import dblp, semopenalex, wikidata
from kg.link.remote.adapters.adapter import Adapter
from kg.link.remote.answers import now
from kg.link.remote.cache import Cache
from kg.link.remote.client import Client
from kg.link.remote.endpoint import RemoteEndpoint
from kg.link.remote.local import LocalEndpoint
from kg.link.remote.reconciliation import Reconciliation
from kg.link.run import Side
from kg.link.targets.graph import GraphTarget
from kg.link.targets.records import read_files
from kg.link.targets.service import ServiceTarget
from kg.link.targets.target import Progress, Target
from kg.sources.opening import open_documents
from kg.sources.registry import format_named, sniff
from kg.store.address import is_address
from kg.store.http import Limits

RECONCILIATION = "reconciliation"
GRAPHS: dict[str, str] = {
    "dblp": dblp.ENDPOINT,
    "semopenalex": semopenalex.ENDPOINT,
    "wikidata": wikidata.MAIN,
}
"""Name of a graph → its public endpoint."""

KINDS = (*GRAPHS, RECONCILIATION)
"""What a target may be said to be."""

TIMEOUT = 60.0
"""Seconds that one request may take with all its tries, unless it is told."""

MAX_AGE = timedelta(days=30)
"""Answers that are older are asked for again."""

_HERE = frozenset({"localhost", "127.0.0.1", "::1"})
_POLITE = 0.5
_FORMATS = {"dblp": "dblp-rdf", "semopenalex": "semopenalex"}
"""Graph → the format of its dumps, from which publications are read as records."""

_OF_WIKIDATA = b"wikidata.org/prop/"
_HEAD = 4 * 2**20


@dataclass(frozen=True, slots=True)
class Asking:
    """How targets elsewhere are asked.

    ``kind`` is one of :data:`KINDS`, if it is told; ``format`` an input format for a file.
    ``timeout`` are the seconds that one request may take with all its tries.
    """

    kind: str | None = None
    format: str | None = None
    timeout: float = TIMEOUT
    contact: str | None = None
    cache: Cache = field(default_factory=lambda: Cache(max_age=MAX_AGE))

    @property
    def limits(self) -> Limits:
        """What is borne of a server."""
        return Limits(seconds=self.timeout)


def open_target(
    base: str, text: str, asking: Asking, progress: Progress, *, of_venues: bool = False
) -> Target:
    """The target of a name, an address or a file; venues are looked for in graphs alone.

    Raises ``UsageError`` for what is none of these, ``ServerError`` for an address that can't be
    asked what it is, and ``InputError`` for a file that can't be read.
    """
    if asking.kind not in {None, *KINDS}:
        raise UsageError(f"no target is a {asking.kind!r}; there are {', '.join(KINDS)}")
    if is_address(text):
        return _at_address(text, asking)
    if text in GRAPHS and asking.kind in {None, text} and not Path(text).exists():
        return _live(text, GRAPHS[text], asking)
    path = Path(text)
    if not path.exists():
        raise UsageError(
            f"{text!r} is no target: neither a source of this store, nor a file, nor an address,"
            f" nor one of {', '.join(GRAPHS)}"
        )
    return _in_files(base, path, asking, progress, of_venues=of_venues)


def _at_address(url: str, asking: Asking) -> Target:
    if asking.kind in GRAPHS:
        return _live(asking.kind, url, asking)
    service = Reconciliation(url, asking.contact, asking.limits, asking.cache, gap=_gap(url))
    if asking.kind == RECONCILIATION:
        return ServiceTarget(service)
    try:
        _ = service.manifest
    except (BadAnswer, ServerRefusal) as error:
        raise UsageError(
            f"{service.address} is no reconciliation service ({error.message}); if it is a SPARQL"
            f" endpoint, say of what: --as {'|'.join(GRAPHS)}"
        ) from error
    return ServiceTarget(service)


def _live(kind: str, url: str, asking: Asking) -> GraphTarget:
    def client(address: str) -> Client:
        endpoint = RemoteEndpoint(address, asking.contact, asking.limits, _gap(address))
        return Client(endpoint, asking.cache)

    clients = [client(url)]
    if url == wikidata.MAIN:
        clients.append(client(wikidata.SCHOLARLY))
    address = clients[0].endpoint.address
    return GraphTarget(adapter_of(kind, clients), Side(address, now().date().isoformat()))


def _gap(url: str) -> float:
    """Seconds from one request to the next: a server on this machine is nobody else's."""
    return 0.0 if urlsplit(url).hostname in _HERE else _POLITE


def adapter_of(kind: str, clients: Sequence[Client]) -> Adapter:
    """The adapter of a graph; of Wikidata the second client asks for articles, if there is one."""
    if kind == "wikidata":
        return wikidata.Wikidata(*clients)
    return dblp.Dblp(*clients) if kind == "dblp" else semopenalex.SemOpenAlex(*clients)


def _in_files(
    base: str, path: Path, asking: Asking, progress: Progress, *, of_venues: bool
) -> Target:
    if asking.kind == RECONCILIATION:
        raise UsageError(f"a {RECONCILIATION} service has an address; {path} is a file")
    files = sorted(one for one in path.iterdir() if one.is_file()) if path.is_dir() else [path]
    if not files:
        raise UsageError(f"{path}: no file in it")
    head = _head(files[0])
    kind = asking.kind or _graph_of(head)
    if kind == "wikidata" or (kind is not None and of_venues):
        return _dump(base, kind, files)
    forced = format_named(asking.format) if asking.format else None
    return read_files(base, files, _digest(files), progress, forced)


def _graph_of(head: bytes) -> str | None:
    """The graph that a file is of, by its beginning, if it is of one."""
    if _OF_WIKIDATA in head:
        return "wikidata"
    format_ = sniff(head)
    return next((kind for kind, name in _FORMATS.items() if format_ and format_.name == name), None)


def _dump(base: str, kind: str, files: Sequence[Path]) -> GraphTarget:
    client = Client(LocalEndpoint(*files))
    return GraphTarget(adapter_of(kind, [client]), Side(source_iri(base, _digest(files))))


def _head(file: Path) -> bytes:
    """The beginning of a file, or of the first document of an archive, unpacked."""
    for document in open_documents(file):
        with document.open() as stream:
            return stream.read(_HEAD)
    raise InputError(file.name, "nothing in it")


def _digest(files: Sequence[Path]) -> str:
    """The SHA-256 of a file, or of those of several files."""
    found = []
    for file in files:
        with file.open("rb") as stream:
            found.append(hashlib.file_digest(stream, "sha256").hexdigest())
    return found[0] if len(found) == 1 else hashlib.sha256("".join(found).encode()).hexdigest()
