"""A store on a SPARQL server: the resolved graph there, sources and segments in a folder here.

    <folder>/
      server.json           what the server holds, and what is under way to it
      ledger/               an embedded store without statements: sources and segments
      graphs/<hash>.nt.zst  the graphs that the server holds, and those before, as sorted lines

The resolved graph is the server's default graph. Derived statements and links stand in named graphs
below the base of the data; nothing else of the server is touched. A change is sent as the
difference to what is there. It is not one step for the server, so nothing is asked of it until all
has arrived; a load that was interrupted goes on at the next one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from copy import copy
from dataclasses import replace
from functools import cached_property, partial
from itertools import chain
from pathlib import Path
from tempfile import TemporaryFile
from typing import TYPE_CHECKING

from kg.errors import StoreDamaged, StoreError
from kg.graph.ntriples import unmistakable
from kg.graph.vocab import DEFAULT_BASE, PREFIXES
from kg.store.address import Address
from kg.store.bounds import Allowance
from kg.store.embedded import EmbeddedStore
from kg.store.held import (
    Held,
    Kept,
    amended,
    graph_lines,
    keep,
    keep_named,
    only_in,
    sorted_blocks,
)
from kg.store.ledger import seal
from kg.store.protocol import Entry, Index, SegmentLike
from kg.store.push import changes, clear, push
from kg.store.remote_state import State, default_folder, fingerprint, read_state, write_state
from kg.store.segment_file import SegmentFile
from kg.store.server import Endpoints, Server

if TYPE_CHECKING:
    from kg.store.protocol import QueryResult

_UNKNOWN = "at an unknown time"
_ANY_SOURCE = "SELECT ?source WHERE { ?source a kg:Source } LIMIT 1"


class RemoteStore:
    """The graph on the server at an address. Opening it reads the folder; queries ask the server.

    Credentials may stand in the address or in ``$KG_STORE_USER`` and ``$KG_STORE_PASSWORD``; they
    are not kept. ``endpoints`` are found out where they are not given. Without a folder that knows
    the server it can be asked, but loaded into only while its default graph is empty.
    """

    def __init__(
        self,
        address: str,
        folder: Path | None = None,
        base: str | None = None,
        endpoints: Endpoints | None = None,
    ) -> None:
        where = Address.of(address)
        self.path = folder or default_folder(where.url)
        self._graphs = self.path / "graphs"
        self._ledger = EmbeddedStore(self.path / "ledger", base)
        self._given_base = base
        self._state = read_state(self.path, where.url)
        self._server = Server(where, endpoints or self._state.endpoints)

    @property
    def address(self) -> str:
        """Where the server is, without credentials."""
        return self._server.address.url

    @cached_property
    def base(self) -> str:
        """As the ledger says; without one, as asked for or as the statements on the server show."""
        if self._ledger.made is not None or self._given_base is not None:
            return self._ledger.base
        for source in self._server.solutions(_with_prefixes(_ANY_SOURCE)):
            base, found, _ = str(source[0].value).rpartition("source/")
            return base if found else DEFAULT_BASE
        return DEFAULT_BASE

    @property
    def entries(self) -> Mapping[str, Entry]:
        return self._ledger.entries

    @property
    def triples(self) -> int:
        current = self._state.current
        return self._server.count() if current is None else current.triples

    @property
    def named(self) -> Mapping[str, int]:
        current = self._state.current
        if current is None:
            return self._server.counts_below(f"{self.base}graph/")
        return {graph: kept.triples for graph, kept in current.named.items()}

    @property
    def size(self) -> int:
        current = self._state.current
        return self._ledger.size + (sum(k.seal.size for k in current.files) if current else 0)

    @property
    def made(self) -> str | None:
        if self._ledger.made is not None or not self._server.count():
            return self._ledger.made
        return _UNKNOWN

    @property
    def is_near(self) -> bool:
        return False

    @property
    def search(self) -> Path | None:
        return None

    def within(self, allowance: Allowance) -> RemoteStore:
        bounded = copy(self)
        bounded._server = self._server.within(allowance)  # noqa: SLF001 - another of this class
        return bounded

    def query(self, text: str) -> QueryResult:
        from pyoxigraph import QueryBoolean, QuerySolutions, Store

        if self._state.coming is not None:
            raise StoreError(
                f"{self.address} holds a part of what is being loaded: wait until that"
                " is done, or if it was interrupted, load once more to finish it"
            )
        # Read here first: of what form it is, and errors with their places, as for any store.
        form = type(Store().query(text, prefixes=PREFIXES))
        written = _with_prefixes(text)
        if form is QuerySolutions:
            return self._server.solutions(written)
        if form is QueryBoolean:
            return self._server.truth(written)
        return self._server.triples(written)

    def lines(self, graph: str | None = None) -> Iterator[str]:
        current = self._state.current
        if current is None:
            known = self._downloaded(graph)
        else:
            kept = current if graph is None else current.named.get(graph)
            known = graph_lines(self._graphs, kept)
        return (line.decode()[:-1] for line in known)

    def objects(self, subject: str, predicate: str, graph: str | None = None) -> list[str]:
        pattern = unmistakable(f"{subject} {predicate} ?found")
        if graph is not None:
            pattern = f"GRAPH {graph} {{ {pattern} }}"
        return [str(row[0]) for row in self._server.solutions(f"SELECT ?found {{ {pattern} }}")]

    def subjects(self, predicate: str, value: str) -> Iterator[str]:
        pattern = unmistakable(f"?found {predicate} {value}")
        for row in self._server.solutions(f"SELECT ?found {{ {pattern} }}"):
            yield str(row[0])

    def _downloaded(self, graph: str | None = None) -> Iterator[bytes]:
        """A graph on the server as sorted lines, in the spelling of this project."""
        from pyoxigraph import RdfFormat, parse

        with TemporaryFile(prefix="kg-graph-") as file:
            self._server.download(file, graph)
            found = parse(file, RdfFormat.N_TRIPLES)
            lines = (f"{quad.subject} {quad.predicate} {quad.object} .\n" for quad in found)
            yield from sorted_blocks(line.encode() for line in lines)

    def check(self) -> list[str]:
        """Besides the folder, every statement on the server is compared."""
        findings = self._ledger.check()
        held = self._state.current
        if self._state.coming is not None:
            findings.append(f"{self.address}: a load was interrupted; load once more")
        elif held is None:
            findings += [] if self._ledger.made is None else [f"{self.path}: the graph is missing"]
        else:
            for graph, kept in (None, held), *held.named.items():
                path = self._graphs / kept.file
                if not path.is_file() or seal(path) != kept.seal:
                    findings.append(f"{path}: differs from its checksum or is missing")
                else:
                    findings += self._compared(graph, kept)
        return findings

    def _compared(self, graph: str | None, kept: Kept) -> list[str]:
        where = self.address if graph is None else f"{self.address}: {graph}"
        if self._server.endpoints.graphs is None:
            found = self._server.count(graph)
            same = found == kept.triples
            return [] if same else [f"{where}: {kept.triples} triples sent, {found} found"]
        with TemporaryFile(prefix="kg-check-") as file:
            file.writelines(self._downloaded(graph))
            findings = []
            for ours, text in ((True, "are missing"), (False, "are not from here")):
                file.seek(0)
                lines = graph_lines(self._graphs, kept)
                number = sum(1 for _ in (only_in(lines, file) if ours else only_in(file, lines)))
                if number:
                    findings.append(f"{where}: {number} triples {text}")
        return findings

    def holds(self, entry: Entry) -> bool:
        return self._ledger.holds(entry)

    @property
    def segments(self) -> Path | None:
        return self._ledger.segments

    def segment(self, entry: Entry) -> SegmentFile:
        return self._ledger.segment(entry)

    def statements(self, entry: Entry, document: str) -> list[str]:
        return self._ledger.statements(entry, document)

    def rollback(self) -> None:
        with self.writing():
            before = self._state.before
            if before is None:
                raise StoreError(f"{self.path}: no graph before this one is kept to return to")
            self._keep(replace(self._state, onto=self._state.current, coming=before, done=0))
        self._ledger.rollback()
        # What is under way is finished whenever writing begins.
        with self.writing():
            pass

    @contextmanager
    def writing(self) -> Iterator[None]:
        try:
            with self._ledger.writing():
                self._state = read_state(self.path, self.address)
                self._settle()
                yield
        finally:
            with suppress(OSError):
                self.path.rmdir()

    def stage(self, segment: SegmentLike) -> Entry:
        return self._ledger.stage(segment)

    def commit(
        self,
        entries: Iterable[Entry],
        lines: Iterable[bytes],
        named: Iterable[bytes] = (),
        more: Iterable[bytes] = (),
        index: Index | None = None,
    ) -> None:
        entries = list(entries)
        self._replace(entries, keep(self._graphs, chain(lines, more), named, fingerprint(entries)))

    @property
    def amendable(self) -> bool:
        return False

    def amend(
        self,
        entries: Iterable[Entry],
        gone: Sequence[bytes],
        come: Sequence[bytes],
        index: Index | None = None,
    ) -> None:
        entries = list(entries)
        coming = amended(self._graphs, self._state.current, gone, come, fingerprint(entries))
        self._replace(entries, coming)

    def replace_graph(self, graph: str, lines: Iterable[bytes]) -> None:
        current = self._state.current
        if current is None:
            raise StoreError(f"{self.address}: nothing was loaded from {self.path} yet")
        others = {name: kept for name, kept in current.named.items() if name != graph}
        named = {**others, **keep_named(self._graphs, lines)}
        self._replace(self.entries.values(), replace(current, named=named))

    def _replace(self, entries: Iterable[Entry], coming: Held) -> None:
        entries = list(entries)
        self._keep(replace(self._state, onto=self._state.current, coming=coming, done=0))
        self._ledger.commit(entries, ())
        self._send(coming)

    def _settle(self) -> None:
        """Finish or forget what was interrupted, and see that the server holds what it should."""
        found = self._server.count()
        state = self._state
        if state.coming is not None:
            ledger = fingerprint(self._ledger.entries)
            if ledger == state.coming.ledger:
                if not found:
                    self._keep(replace(state, onto=None, done=0))
                self._send(state.coming)
                return
            if ledger != (state.current.ledger if state.current else fingerprint(())):
                raise StoreDamaged(f"{self.path}: the ledger is of another load than the graph")
            self._keep(replace(state, onto=None, coming=None, done=0))
        expected = state.current.triples if state.current else 0
        if state.current is None and found:
            raise StoreError(
                f"{self.address}: its default graph holds {found} triples of which {self.path}"
                " knows nothing; load into an empty one, or name the folder that was used before"
            )
        if found and found != expected:
            raise StoreDamaged(
                f"{self.address}: its default graph holds {found} triples, but {expected} were"
                " loaded: something else has written to it. Empty it, and the next load fills it"
            )
        if state.current is None:
            return
        whole = self._whole(state.current)
        onto = None if found != expected else replace(state.current, named=whole)
        if onto != state.current:
            self._keep(replace(self._state, onto=onto, coming=state.current, done=0))
            self._send(state.current)

    def _whole(self, held: Held) -> Mapping[str, Kept]:
        """The named graphs of which the server holds as many statements as it should."""
        return {
            name: kept
            for name, kept in held.named.items()
            if self._server.count(name) == kept.triples
        }

    def _send(self, coming: Held) -> None:
        """Bring the server to the coming graphs, and make those the current ones."""
        onto = self._state.onto
        if not self._state.done:
            clear(self._server, onto, coming)
        push(
            self._server,
            changes(onto, coming, partial(graph_lines, self._graphs)),
            self._state.done,
            lambda done: self._keep(replace(self._state, done=done)),
        )
        found, whole = self._server.count(), self._whole(coming)
        if found != coming.triples:
            raise StoreDamaged(
                f"{self.address}: {coming.triples} triples were sent, {found} are there"
            )
        if whole != coming.named:
            self._keep(replace(self._state, onto=replace(coming, named=whole), done=0))
            raise StoreDamaged(f"{self.address}: a named graph is not as sent; load once more")
        state = self._state
        before = state.before if coming == state.current else state.current
        if coming == state.before:
            before = None
        self._keep(State(state.url, before=before, current=coming))
        kept = {one.file for held in (before, coming) if held is not None for one in held.files}
        for file in self._graphs.iterdir():
            if file.name not in kept:
                file.unlink()

    def _keep(self, state: State) -> None:
        self.path.mkdir(parents=True, exist_ok=True)
        self._state = replace(state, endpoints=self._server.endpoints)
        write_state(self.path, self._state)


def _with_prefixes(text: str) -> str:
    """A query with the project's prefixes that it could be using, on its first line."""
    used = (f"PREFIX {name}: <{iri}> " for name, iri in PREFIXES.items() if f"{name}:" in text)
    return f"{''.join(used)}{text}"
