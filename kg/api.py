"""The public face: a graph that is loaded, asked, queried and exported."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TextIO, Unpack

from kg.errors import QueryWarning, UsageError
from kg.graph.iri import web_iri
from kg.graph.vocab import DEFAULT_BASE
from kg.store.address import is_address
from kg.store.protocol import Entry, Store

if TYPE_CHECKING:
    from kg import loading
    from kg.info import Info
    from kg.linking import Linked, LinkOptions
    from kg.model import LinkRecord
    from kg.questions import Answer
    from kg.questions.answers import Cell
    from kg.store.results import Triples
    from kg.store.server import Endpoints


def open_graph(
    path: str | os.PathLike[str] | None = None,
    *,
    base: str | None = None,
    endpoints: Endpoints | None = None,
) -> Graph:
    """Open the graph in a store folder or on a SPARQL server, or a new one in memory.

    ``path`` is a folder or the address of a server (``http://localhost:3030/ds``), whose
    ``endpoints`` are found out where they are not given. A folder without a store becomes one at
    the first load; ``base`` is the IRI under which all data IRIs stand, fixed from then on.
    Raises ``StoreDamaged`` if the store is not as it was written, ``StoreError`` if it was made
    with another base.

    >>> graph = open_graph()
    >>> graph.load("seeds").triples > 1000
    True
    >>> for row in graph.ask("coauthors", author="Xiuqiang He", min_shared=3):
    ...     print(row.name, row.shared, row.first_year, row.last_year, row.is_lower_bound)
    Dugang Liu 3 2023 2025 True
    Jieming Zhu 3 2020 2021 True
    Xing Tang 3 2023 2025 True
    """
    from kg.store.memory import MemoryStore

    if base is not None:
        _check_base(base)
    if path is None:
        return Graph(MemoryStore(base or DEFAULT_BASE))
    if is_address(path):
        from kg.store.remote import RemoteStore

        return Graph(RemoteStore(str(path), base=base, endpoints=endpoints))
    from kg.store.embedded import EmbeddedStore

    return Graph(EmbeddedStore(Path(path), base))


def _check_base(base: str) -> None:
    if web_iri(base) != base or not base.endswith("/") or set("?#") & set(base):
        raise UsageError(f"base {base!r} must be a web address that ends with a slash")


class Graph:
    """A knowledge graph: the resolved view of all sources loaded into its store."""

    def __init__(self, store: Store) -> None:
        self.store = store

    @property
    def exists(self) -> bool:
        """Whether anything was ever loaded."""
        return self.store.made is not None

    @property
    def base(self) -> str:
        """The IRI under which all data IRIs stand."""
        return self.store.base

    def load(
        self,
        *paths: str | os.PathLike[str],
        format: str | None = None,
        retrieved: date | None = None,
        strict: bool = False,
        dry_run: bool = False,
        standard_input: BinaryIO | None = None,
        workers: int | None = None,
        keep: bool = False,
        summaries: bool | None = None,
        progress: loading.Progress | None = None,
    ) -> loading.LoadReport:
        """Load files, folders and archives, all in one step; the report says what became of each.

        ``workers`` is how many processes convert files, by default one a processor where that
        saves time. A file that has changed since it was loaded is loaded in place of what it held,
        or beside that with ``keep``. ``summaries`` says whether the graph is to have them, by
        default if it has them already or is empty. Raises ``RejectedRecords`` with ``strict`` if a
        record or file is rejected, ``StoreLocked`` while another process is writing.
        """
        from kg import loading

        return loading.load(
            self.store,
            paths,
            format_name=format,
            retrieved=retrieved,
            strict=strict,
            dry_run=dry_run,
            standard_input=standard_input,
            workers=workers,
            keep=keep,
            summaries=summaries,
            progress=progress,
        )

    def unload(self, source: str, *, progress: loading.Progress | None = None) -> Entry:
        """Take a source out, named by its SHA-256, the beginning of it, or its file name."""
        from kg import loading

        return loading.unload(self.store, source, progress)

    def unlink(self, run: str, *, progress: loading.Progress | None = None) -> Entry:
        """Take a run of links out, named by its id, the beginning of it, or its file name."""
        from kg import loading

        return loading.unlink(self.store, run, progress)

    def rollback(self) -> loading.Returned:
        """Return to the graph before the last change; tells which sources that takes and brings.

        One such graph is kept. Raises ``StoreError`` if there is none.
        """
        from kg import loading

        return loading.rollback(self.store)

    def link(
        self, kind: str, *, to: str | Path | None = None, **options: Unpack[LinkOptions]
    ) -> Linked:
        """Link ``papers``, ``authors`` or ``venues``, and record the links as a run.

        ``to`` is a source of this graph, a file, ``dblp``, ``semopenalex``, ``wikidata`` or an
        address; authors without it are grouped into persons. Without all answers nothing is kept.
        """
        from kg import linking

        return linking.link(self, kind, None if to is None else str(to), options)

    def explain(
        self, one: str, other: str, *, to: str | Path | None = None, **options: Unpack[LinkOptions]
    ) -> Answer:
        """What speaks for two papers, authors or venues being one, the other of a target or not."""
        from kg.linking import explain

        return explain(self, one, other, None if to is None else str(to), options)

    def rebuild_summaries(self) -> int:
        """Make the summaries anew, by which questions are answered at once; how many they are."""
        from kg import loading

        return loading.rebuild_summaries(self.store)

    def drop_summaries(self) -> None:
        """Take the summaries out, until :meth:`rebuild_summaries`: plain queries answer then."""
        from kg import loading

        loading.drop_summaries(self.store)

    def ask(
        self,
        question: str,
        *,
        limit: int | None = None,
        after: str | Sequence[Cell] | None = None,
        timeout: float | None = None,
        max_rows: int | None = None,
        **arguments: object,
    ) -> Answer:
        """The answer to a canned question: rows are named tuples with proper types.

        ``limit`` gives that many rows, ``after`` those that follow a row of an earlier answer,
        which can be named by its key too. With ``timeout``, in seconds (0 for any number), it runs
        as :meth:`sparql` does, and each iteration of the answer may take that long. Raises
        ``UnknownQuestion``, ``UnknownName`` for a name that the graph does not hold exactly (with
        close ones), ``UsageError`` for an argument of the wrong kind, and as rows are read
        ``BoundReached``.

        >>> graph = open_graph()
        >>> report = graph.load("seeds")
        >>> first = list(graph.ask("coauthors", author="Xiuqiang He", limit=2))
        >>> for row in graph.ask("coauthors", author="Xiuqiang He", limit=2, after=first[-1]):
        ...     print(row.name)
        Xing Tang
        Hong Zhu
        """
        from kg.questions import ask
        from kg.store.bounds import Allowance, check_rows

        check_rows(max_rows)
        allowance = Allowance(timeout)
        store = self.store if timeout is None else self.store.within(allowance)
        answer = ask(store, question, arguments, limit=limit, after=after)
        answer.bound(allowance.renewal(), max_rows)
        return answer

    def show(self, question: str, **arguments: object) -> str:
        """The SPARQL of a canned question with its arguments filled in, runnable anywhere."""
        from kg.questions import show

        return show(self.store, question, arguments)

    def complete(self, kind: str, text: str, *, limit: int = 10) -> list[str]:
        """Names that begin with a text, as a person types it: case and accents don't matter.

        ``kind`` is ``author``, ``venue``, ``paper`` or ``category``. Of more than ``limit`` names
        any are given. Raises ``UsageError`` for another kind.

        >>> graph = open_graph()
        >>> report = graph.load("seeds")
        >>> graph.complete("author", "xiuq")
        ['Xiuqiang He']
        """
        from kg.questions.completion import complete

        return sorted(complete(self.store, kind, text, limit))

    def where_from(self, entity: str, property: str | None = None) -> Answer:
        """What each source says of an entity: property, value, whether the graph took it, source.

        ``entity`` is an IRI, a short form of one (``paper:…``) or a name; ``property`` is named as
        for :meth:`export`. Raises ``UnknownName`` if no source says anything of it, ``UsageError``
        for a property that the graph does not know.

        >>> graph = open_graph()
        >>> report = graph.load("seeds")
        >>> for row in graph.where_from("venue:ijcai/2017", "venueAsListed"):
        ...     print(row.value, row.taken, row.file, row.as_of)
        IJCAI True 001_9a3319ab836ba48e.txt 2026-11-21
        """
        from kg.questions.statements import who_said

        if property is None:
            return who_said(self.store, entity)
        from kg.export.select import property_iri

        return who_said(self.store, entity, property_iri(property))

    def sparql(
        self, query: str, *, timeout: float | None = None, max_rows: int | None = None
    ) -> Answer | bool | Triples:
        """Run a SPARQL query; the project's prefixes are known.

        SELECT gives rows as :meth:`ask` does, to be read once; ASK a truth value; CONSTRUCT and
        DESCRIBE triples of pyoxigraph, to be read once. On a graph in a folder the query runs in a
        process of its own, with bounded memory, for at most ``timeout`` seconds from here to the
        last row that is read; on a graph in memory it can't be stopped. Raises ``QueryError`` with
        line and column for a query that can't be run; ``QueryTimeout`` and ``QueryMemory``; and
        after ``max_rows`` rows, where there are more, ``AnswerCut``. Warns with ``QueryWarning`` of
        terms that nothing in the graph uses.

        >>> graph = open_graph()
        >>> graph.sparql("ASK { ?paper a schema:ScholarlyArticle }")
        False
        """
        from kg.questions import untyped
        from kg.sparql import check_query, run_query
        from kg.sparql.unknown import unknown_terms
        from kg.store.results import Solutions, Triples

        check_query(query)
        # Looked up first: a store need not answer while an earlier answer is still being read.
        terms = unknown_terms(self.store, query)
        result = run_query(self.store, query, timeout=timeout, max_rows=max_rows)
        for term in terms:
            warnings.warn(str(term), QueryWarning, stacklevel=2)
        if isinstance(result, Solutions):
            return untyped(result, self.base)
        return result if isinstance(result, Triples) else bool(result)

    def terms(self, text: str = "") -> Answer:
        """The classes and properties in use, how often, an example and what the ontology says.

        With ``text`` only those that have it in their name, label or comment.

        >>> graph = open_graph()
        >>> report = graph.load("seeds")
        >>> for row in graph.terms("list complete"):
        ...     print(row.name, row.kind, row.uses)
        kg:authorListComplete property 16
        """
        from kg.questions.terms import terms

        return terms(self.store, text)

    def lines(
        self,
        *,
        entity: str | None = None,
        source: str | None = None,
        without: Iterable[str] = (),
        void: bool = False,
        summaries: bool = False,
        same_as: bool = False,
    ) -> Iterator[str]:
        """Statements as sorted N-Triples lines: all, or those about one entity or of one source.

        ``source`` gives what the graph would be with that source alone, ``void`` the description
        of the graph instead of its content, ``summaries`` the derived statements of the summaries
        graph instead; ``same_as`` adds ``owl:sameAs`` to what identifiers prove a thing to be
        elsewhere.
        """
        from kg.statements import statements

        return statements(
            self.store,
            entity=entity,
            source=source,
            without=tuple(without),
            void=void,
            summaries=summaries,
            same_as=same_as,
        )

    def export(
        self,
        output: str | os.PathLike[str] | BinaryIO | TextIO,
        *,
        format: str = "turtle",
        entity: str | None = None,
        source: str | None = None,
        without: Iterable[str] = (),
        void: bool = False,
        summaries: bool = False,
        same_as: bool = False,
        links: bool = False,
    ) -> None:
        """Write the graph, or a part of it as for :meth:`lines`, to a file or an open stream.

        ``links`` adds the links themselves, each run in its named graph, which N-Quads and TriG can
        hold. Raises ``UsageError`` for another format.
        """
        from kg.export import write, write_file
        from kg.info import links_in

        lines = self.lines(
            entity=entity,
            source=source,
            without=without,
            void=void,
            summaries=summaries,
            same_as=same_as,
        )
        runs = links_in(self.store) if links else ()
        named = ((run, self.store.lines(run)) for run in runs) if links else None
        if isinstance(output, str | os.PathLike):
            write_file(format, lines, Path(output), self.base, named)
        else:
            write(format, lines, output, self.base, named)

    def links(self, *runs: str) -> Iterator[LinkRecord]:
        """The links of runs, named as for :meth:`unload`, or of all: proposed or decided."""
        from kg import loading

        return loading.stored_links(self.store, runs)

    def info(self) -> Info:
        """Counts per class, sources, triples, size and date."""
        from kg.info import gather

        return gather(self.store)

    def check(self) -> list[str]:
        """What differs from how the store was written, byte by byte; empty if it is whole."""
        return self.store.check()

    def validate(self) -> list[str]:
        """What the SHACL shapes don't allow, one text a violation; empty if all conforms.

        Raises ``MissingExtra`` without the optional package.
        """
        from kg.validation import validate

        return validate(self.store)
