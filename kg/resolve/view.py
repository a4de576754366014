"""The resolved view: a pure function of a set of segments, document by document.

Records of one publication come together by sorting the lines of all segments; what many records
share (clusters, venues, works, …) is gathered on the way and written at the end.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

from kg.graph.describe import counts_as_lines
from kg.graph.ntriples import document_of, subject_of
from kg.graph.read import nodes, read_papers
from kg.graph.sorting import sorted_lines
from kg.graph.vocab import SCHEMA
from kg.graph.write import RECORD_OF, paper_lines
from kg.resolve.publication import Stated, resolve_records
from kg.resolve.shared import Shared

_FURTHER_RECORD = f" {RECORD_OF} "
_FIGURE = f" <{SCHEMA}measuredProperty> "
_RECORD_PART = re.compile(r"#record-(\d+)-")


def resolve(base: str, segments: Mapping[str, Iterable[str]]) -> Iterator[str]:
    """The resolved triples, each once, in no particular order.

    ``segments`` are the sorted lines of each source, by its SHA-256. The result does not depend
    on the order in which they are given.
    """
    shared = Shared(base)
    for document, stated in _documents(segments):
        if document.startswith(f"{base}paper/"):
            lines = _publication(base, document, stated)
            found = nodes(lines)
            if not shared.publication(found[document], found):
                lines += counts_as_lines(document, None)
            yield from lines
        else:
            for _, lines in stated:
                shared.source(nodes(lines))
                yield from lines
    yield from shared.lines()


def _documents(
    segments: Mapping[str, Iterable[str]],
) -> Iterator[tuple[str, list[tuple[str, list[str]]]]]:
    """Each document with what the sources say of it, in order.

    One segment is read after the other, however many there are: a sort brings their lines
    together. No line holds a tab, which is escaped in literals and not allowed in IRIs.
    """
    tagged = (f"{line}\t{source}" for source, lines in segments.items() for line in lines)
    for document, group in groupby(sorted_lines(tagged), document_of):
        stated: dict[str, list[str]] = {}
        for line in group:
            statement, _, source = line.rpartition("\t")
            stated.setdefault(source, []).append(statement)
        yield document, sorted(stated.items())


def _publication(base: str, publication: str, stated: list[tuple[str, list[str]]]) -> list[str]:
    """The resolved lines of one publication; those of a single record stand as they are."""
    (_, lines), *others = stated
    if not others and not any(_FURTHER_RECORD in line for line in lines):
        return lines
    return resolve_publication(base, publication, stated)


def resolve_publication(
    base: str, publication: str, stated: Iterable[tuple[str, list[str]]]
) -> list[str]:
    """The resolved lines of one publication from the lines of each source about it."""
    records: list[Stated] = []
    figures: dict[str, None] = {}
    for source, lines in stated:
        records += [
            Stated(source, ordinal, paper)
            for ordinal, paper in enumerate(read_papers(base, publication, lines), 1)
        ]
        figures.update(dict.fromkeys(_figures(lines)))
    resolved = resolve_records(base, records)
    lines = paper_lines(
        base,
        resolved.paper,
        resolved.sources,
        sources_of=resolved.sources_of,
        date_source=resolved.date_source,
    )
    return [*lines, *figures]


def _figures(lines: Iterable[str]) -> Iterator[str]:
    """The lines of one source's figures about a publication; its first record's come first."""
    by_figure: dict[str, list[str]] = {}
    for line in lines:
        by_figure.setdefault(subject_of(line), []).append(line)
    taken: set[str] = set()
    for subject in sorted(by_figure, key=_ordinal):
        own = by_figure[subject]
        figure = _RECORD_PART.sub("#", subject)
        if figure in taken or not any(_FIGURE in line for line in own):
            continue
        taken.add(figure)
        yield from (line.replace(f"<{subject}>", f"<{figure}>", 1) for line in own)


def _ordinal(subject: str) -> int:
    found = _RECORD_PART.search(subject)
    return int(found[1]) if found else 1
