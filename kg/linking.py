"""A graph linked to a target: from the store to a run of links, and back into the store."""

from __future__ import annotations

import io
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

from kg import loading
from kg.errors import UsageError
from kg.export.files import replacing
from kg.graph.blocks import lines_of
from kg.graph.iri import source_iri
from kg.link.authors.explaining import explain_authors, mentions_of
from kg.link.authors.persons import group_authors
from kg.link.authors.reading import known_before, read_signed
from kg.link.authorships import link_authors
from kg.link.corpus import Corpus
from kg.link.matching import link_publications
from kg.link.papers import explain as explain_papers
from kg.link.publications import read_publications
from kg.link.remote.answers import now
from kg.link.remote.candidates import Series
from kg.link.run import Run, Side
from kg.link.score import ACCEPT, REVIEW, Decision, Evidence, confidence, total
from kg.link.series import compare_series, link_series, read_series
from kg.link.sssom import sssom_lines
from kg.link.targets.opening import GRAPHS, TIMEOUT, Asking, open_target
from kg.link.targets.records import RecordsTarget
from kg.link.targets.target import Target
from kg.loading import Progress
from kg.loading.linking import FORMAT
from kg.loading.report import silent
from kg.model import LinkRecord, Source
from kg.questions import Answer, Column, Iri
from kg.questions.answers import Cell
from kg.questions.lookup import entity
from kg.resolve import resolve
from kg.sources import format_named
from kg.store.address import is_address
from kg.store.protocol import Entry

if TYPE_CHECKING:
    from kg.api import Graph

KINDS = ("papers", "authors", "venues")
"""What can be linked."""

LINK_COLUMNS = (
    Column("decision", "text", "accept, or review by a person"),
    Column("confidence", "decimal", "from 0 to 1"),
    Column("label", "name", "what it is called in the graph"),
    Column("other_label", "text", "what it is called there"),
    Column("relation", "iri", "what the link says"),
    Column("subject", "iri", "what is linked"),
    Column("object", "iri", "to what"),
    Column("evidence", "text", "what speaks for it and against it"),
)
FEATURE_COLUMNS = (
    Column("feature", "name", "what was compared"),
    Column("found", "text", "what came of it"),
    Column("points", "decimal", "what that adds to the log-odds"),
)

_CENTS = Decimal("0.01")


class LinkOptions(TypedDict, total=False):
    """How to link.

    ``as_`` says what a target is: ``dblp``, ``semopenalex``, ``wikidata`` or ``reconciliation``;
    ``input_format`` the format of a file. ``timeout`` are the seconds that a request may take, and
    only the first ``limit`` things are asked for. In a ``dry_run`` nothing is recorded, and with
    ``partial`` the links are though some questions had no answer. The mapping file goes to
    ``output`` in any case.
    """

    as_: str | None
    input_format: str | None
    timeout: float
    limit: int | None
    dry_run: bool
    partial: bool
    output: str | os.PathLike[str] | None
    progress: Progress | None


@dataclass(frozen=True, slots=True)
class Linked:
    """A run of links, as the mapping file that it is, and its place in the ledger.

    ``entry`` is ``None`` where nothing was recorded: in a dry run, without a link, and where the
    target did not answer all that it was asked.
    """

    run: Run
    document: bytes
    base: str
    entry: Entry | None = None

    def answer(self) -> Answer:
        """The links as a table, accepted ones first, the surest first."""
        return Answer(LINK_COLUMNS, self._cells, self.base)

    def _cells(self) -> Iterator[Iterable[Cell]]:
        records = self.run.records
        for one in sorted(records, key=lambda r: (r.judgement, -(r.confidence or 0), r.subject)):
            yield (
                one.judgement.value,
                None if one.confidence is None else Decimal(str(one.confidence)),
                one.subject_label,
                one.object_label,
                Iri(one.predicate),
                Iri(one.subject),
                Iri(one.object),
                one.evidence,
            )


def link(graph: Graph, kind: str, to: str | None, options: LinkOptions) -> Linked:
    """Link papers, authors or venues of a graph to a target, and record the links as a source.

    ``to`` is another source of the graph by its name or SHA-256, or what
    :func:`kg.link.targets.opening.open_target` takes; without it authors are grouped into persons.
    Raises ``UsageError`` for a target that there is not, and ``ServerError`` for one that can't be
    asked what it is.
    """
    if kind not in KINDS:
        raise UsageError(f"{kind!r} can't be linked; there are {', '.join(KINDS)}")
    if to is None:
        _check_without_target(kind, options)
    given = options.get("output")
    # Opened first, so that a folder that there is not is told before the work and not after it.
    with nullcontext() if given is None else replacing(Path(given)) as output:
        run = _run(graph, kind, to, options)
        run.leave_out(graph.links())
        document = "".join(sssom_lines(run.records, base=graph.base)).encode()
        if output is not None:
            output.write(document)
    wanted = run.complete or options.get("partial", False)
    if not run.records or options.get("dry_run", False) or not wanted:
        return Linked(run, document, graph.base)
    towards = f"-to-{_short(to)}" if to else ""
    name = Path(given).name if given else f"{kind}{towards}-{run.day}.sssom.tsv"
    records = _as_read(document, name)
    tell = options.get("progress")
    entry = loading.record_run(graph.store, records, name, document, progress=tell)
    return Linked(run, document, graph.base, entry)


def _check_without_target(kind: str, options: LinkOptions) -> None:
    if kind != "authors":
        raise UsageError(f"{kind} are linked to a target: say to which (--to)")
    if any(options.get(name) for name in ("as_", "input_format", "limit")):
        raise UsageError("what is said of a target needs a target (--to)")


def _run(graph: Graph, kind: str, to: str | None, options: LinkOptions) -> Run:
    tell, limit = options.get("progress") or silent, options.get("limit")
    if to is None:
        run = Run(Side(graph.base), Side(graph.base), now().date())
        tell("reading the graph", 0, None)
        signed = sorted(read_signed(graph.base, _statements(graph)), key=lambda one: one.id)
        group_authors(run, signed, graph.base, tell, known_before(graph.base, graph.links()))
        return run
    target = _target(graph, kind, to, options, tell)
    run = Run(Side(graph.base), target.side, now().date())
    if kind == "venues":
        link_series(run, list(read_series(graph.base, _statements(graph))), target, tell, limit)
        return run
    tell("reading the graph", 0, None)
    ours = read_publications(graph.base, _statements(graph))
    if kind == "papers":
        link_publications(run, ours, target, tell, limit)
    else:
        link_authors(run, ours, target, graph.base, tell, limit)
    return run


def _as_read(document: bytes, name: str) -> Iterator[LinkRecord]:
    """The links as the mapping file has them, so that loading the file makes the same segment."""
    source = Source(sha256="", file_name=name, format=FORMAT, parser="")
    for record in format_named(FORMAT).read(io.BytesIO(document), source):
        if isinstance(record, LinkRecord):
            yield record


def _target(graph: Graph, kind: str, to: str, options: LinkOptions, tell: Progress) -> Target:
    try:
        entry = loading.find_source(graph.store, to)
    except UsageError as error:
        if not (is_address(to) or to in GRAPHS or Path(to).exists()):
            names = ", ".join(GRAPHS)
            raise UsageError(
                f"{error}\nor a file, the address of a SPARQL endpoint or reconciliation service,"
                f" or one of {names}"
            ) from None
        asking = Asking(
            options.get("as_"), options.get("input_format"), options.get("timeout", TIMEOUT)
        )
        return open_target(graph.base, to, asking, tell, of_venues=kind == "venues")
    sha256 = entry.source.sha256
    theirs = read_publications(graph.base, _statements(graph, entry))
    if not theirs and kind != "venues":
        raise UsageError(f"{entry.source.file_name} says nothing of publications")
    return RecordsTarget(Side(source_iri(graph.base, sha256)), theirs, sha256)


def _statements(graph: Graph, source: Entry | None = None) -> Iterator[str]:
    """The statements of a graph, or of what it would be with one source alone, in no order.

    They are resolved anew, which takes a tenth of the time of reading them from the store in order;
    a server of which no segments are here is read all the same.
    """
    store = graph.store
    entries = [source] if source else list(store.entries.values())
    if not entries:
        return store.lines()
    segments = {entry.source.sha256: store.segment(entry) for entry in entries}
    return chain.from_iterable(map(lines_of, resolve(graph.base, segments)))


def _short(to: str) -> str:
    """What a file of links to a target is called by."""
    name = to.removeprefix("https://").removeprefix("http://").rstrip("/")
    kept = "".join(c if c.isascii() and (c.isalnum() or c in "._-") else "-" for c in name)
    return kept[:40].strip("-.") or "target"


def explain(graph: Graph, one: str, other: str, to: str | None, options: LinkOptions) -> Answer:
    """What speaks for and against that two publications, authors or venues are one.

    Both are given by IRI, short form or name; the other publication is an IRI of a target if there
    is one. The last row is the sum and what would be decided of it. Raises ``UnknownName``, and
    ``UsageError`` for a pair of other things.
    """
    base = graph.base
    if to is not None:
        iri = entity(graph.store, one).value
        evidence = _explain_elsewhere(graph, iri, other, to, options)
        return Answer(FEATURE_COLUMNS, lambda: _feature_cells(evidence), base)
    iris = [entity(graph.store, text).value for text in (one, other)]
    if iris[0] == iris[1]:
        raise UsageError(f"{one!r} and {other!r} are the same: <{iris[0]}>")
    if all(iri.startswith(f"{base}venue/") for iri in iris):
        evidence = _explain_venues(graph, iris)
    elif all(_is_author(base, iri) for iri in iris):
        evidence = _explain_authors(graph, iris)
    elif all(iri.startswith(f"{base}paper/") for iri in iris):
        evidence = _explain_publications(graph, iris)
    else:
        raise UsageError("a pair of publications, of authors or of venues can be explained")
    return Answer(FEATURE_COLUMNS, lambda: _feature_cells(evidence), base)


def _explain_elsewhere(
    graph: Graph, one: str, other: str, to: str, options: LinkOptions
) -> tuple[Evidence, ...]:
    tell = options.get("progress") or silent
    ours = {found.iri: found for found in read_publications(graph.base, _statements(graph))}
    if one not in ours:
        raise UsageError(f"<{one}> is no publication; of others only pairs of venues are explained")
    found = _target(graph, "papers", to, options, tell).publications([ours[one]], tell)
    theirs = {candidate.iri: candidate.record for candidate in found.things}
    if other not in theirs:
        offered = "\n".join(f"  <{iri}>  {record.title}" for iri, record in theirs.items())
        reasons = "\n".join(f"  no answer: {missing.reason}" for missing in found.unanswered)
        raise UsageError(
            f"{to} has no {other!r} for it; it offers\n{offered or reasons or '  nothing'}"
        )
    corpus = Corpus((mine.record for mine in ours.values()), theirs.values())
    return explain_papers(ours[one].record, theirs[other], corpus)


def _explain_publications(graph: Graph, iris: Sequence[str]) -> tuple[Evidence, ...]:
    records = {one.iri: one.record for one in read_publications(graph.base, _statements(graph))}
    # What is rare is told by the whole graph, on both sides.
    corpus = Corpus(records.values(), records.values())
    return explain_papers(records[iris[0]], records[iris[1]], corpus)


def _is_author(base: str, iri: str) -> bool:
    """Whether it is a name cluster, a person or an authorship."""
    return iri.startswith((f"{base}name/", f"{base}person/")) or "#author-" in iri


def _explain_authors(graph: Graph, iris: Sequence[str]) -> tuple[Evidence, ...]:
    publications = list(read_signed(graph.base, _statements(graph)))
    known = known_before(graph.base, graph.links())
    mine, yours = (mentions_of(publications, graph.base, iri) for iri in iris)
    for iri, mentions in zip(iris, (mine, yours), strict=True):
        if not mentions:
            raise UsageError(f"<{iri}> signs no publication")
    return explain_authors(publications, mine, yours, known)


def _explain_venues(graph: Graph, iris: Sequence[str]) -> tuple[Evidence, ...]:
    known = {one.iri: one for one in read_series(graph.base, _statements(graph))}
    one, other = known[iris[0]], known[iris[1]]
    return compare_series(one, Series(other.names, other.kind, tuple(other.identifiers)))


def _feature_cells(evidence: Sequence[Evidence]) -> Iterator[Iterable[Cell]]:
    for part in evidence:
        yield part.feature, part.found or None, _points(part.points)
    sure = confidence(total(evidence))
    decision = (
        Decision.ACCEPT if sure >= ACCEPT else Decision.REVIEW if sure >= REVIEW else Decision.NONE
    )
    yield "sum", f"confidence {sure:.4f}: {decision.value}", _points(total(evidence))


def _points(points: float) -> Decimal:
    return Decimal(str(points)).quantize(_CENTS)
