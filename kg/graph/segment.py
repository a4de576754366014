"""Segments: the records of one source as sorted N-Triples, with the account of reading it.

A segment is a pure function of the records, the source and the base. Reading adds up: every
record read is loaded, merged into an earlier one of the same publication, or rejected.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, is_dataclass, replace

from kg.graph.iri import publication_iri, web_iri
from kg.graph.normal import normal
from kg.graph.write import paper_lines
from kg.graph.write_source import metric_lines, profile_lines, source_lines
from kg.model import CodeLink, Counts, Paper, Problem, Profile, Record, Source

_SURROGATE = re.compile("[\ud800-\udfff]")

_BAD_CHARACTERS = "bad-characters", "text that is not valid Unicode (half of a surrogate pair)"


@dataclass(frozen=True, slots=True)
class Segment:
    """What one source says: its lines sorted and distinct, its counts, and what was odd in it."""

    source: Source
    counts: Counts
    problems: tuple[Problem, ...]
    lines: tuple[str, ...]


def make_segment(base: str, source: Source, records: Iterable[Record | Problem]) -> Segment:
    """The segment of one source from what its parser yields."""
    problems: list[Problem] = []
    lines: set[str] = set()
    papers: dict[str, list[Paper]] = {}
    rejected = merged = profiles = 0
    for record in records:
        match record:
            case Problem():
                problems.append(record)
                rejected += record.rejected
            case Profile() if not _is_unicode(record):
                problems.append(Problem(record.line, *_BAD_CHARACTERS, ascii(record.name)[:80]))
            case Profile():
                profiles += 1
                lines.update(profile_lines(base, record, source, profiles))
            case Paper():
                paper, flaws = _fit(base, record)
                problems += flaws
                if paper is None:
                    rejected += 1
                    continue
                publication = publication_iri(base, paper)
                versions = papers.setdefault(publication, [])
                merged += bool(versions)
                if paper not in versions:
                    versions.append(paper)
                    lines.update(_record_lines(base, publication, paper, source, len(versions)))
    loaded = len(papers)
    counts = Counts(loaded + merged + rejected, loaded, merged, rejected)
    lines.update(source_lines(base, source, counts))
    return Segment(source, counts, tuple(problems), tuple(sorted(lines)))


def _record_lines(
    base: str, publication: str, paper: Paper, source: Source, ordinal: int
) -> list[str]:
    root = publication if ordinal == 1 else f"{publication}#record-{ordinal}"
    return [
        *paper_lines(base, paper, [source.sha256], ordinal=ordinal),
        *metric_lines(base, root, paper.metrics, source),
    ]


def _fit(base: str, paper: Paper) -> tuple[Paper | None, list[Problem]]:
    """The record as it can enter the graph, or ``None``, with what was found wrong."""
    positions = [mention.position for mention in paper.mentions if mention.position is not None]
    if not paper.title.strip():
        reason = "no-title", "a paper without a title"
    elif len(set(positions)) < len(positions) or min(positions, default=1) < 1:
        reason = "bad-positions", "two authors at one place of the author list"
    elif not all(mention.name.strip() for mention in paper.mentions):
        reason = "no-name", "an author without a name"
    elif not _is_unicode(paper):
        reason = _BAD_CHARACTERS
    else:
        safe, remarks = _with_safe_links(paper)
        settled = normal(base, safe)
        return settled, [*remarks, *_settled(safe, settled)]
    return None, [Problem(paper.line, *reason, excerpt=ascii(paper.title)[:80], rejected=True)]


def _settled(paper: Paper, settled: Paper) -> Iterator[Problem]:
    """A remark on what the normal form has changed, so that nothing goes in silence."""
    changed = [
        part.name
        for part in fields(paper)
        if part.compare and getattr(paper, part.name) != getattr(settled, part.name)
    ]
    if changed:
        reason = f"says a thing twice or contradicts itself; settled: {', '.join(changed)}"
        yield Problem(paper.line, "settled", reason, paper.title[:200])


def _is_unicode(record: Record) -> bool:
    # In a repr such a character shows as an escape, which is quicker to look for than through
    # all parts of every record.
    return "\\ud" not in repr(record) or not any(map(_SURROGATE.search, _texts(record)))


def _texts(part: object) -> Iterator[str]:
    """Every text in a record, however deep."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, tuple):
        for item in part:
            yield from _texts(item)
    elif is_dataclass(part):
        for item in fields(part):
            yield from _texts(getattr(part, item.name))


def _with_safe_links(paper: Paper) -> tuple[Paper, list[Problem]]:
    """The paper with its addresses as IRIs, and a remark on each that is no web address.

    ``javascript:`` and its like never enter the graph.
    """
    if not paper.urls and not any(link.url for link in paper.code_links):
        return paper, []
    remarks: list[Problem] = []
    links: list[CodeLink] = []
    for link in paper.code_links:
        address = web_iri(link.url) if link.url else None
        if link.url and address is None:
            remarks.append(_unsafe(paper, link.url))
        else:
            links.append(replace(link, url=address))
    urls: list[str] = []
    for url in paper.urls:
        address = web_iri(url)
        if address is None:
            remarks.append(_unsafe(paper, url))
        else:
            urls.append(address)
    return replace(paper, code_links=tuple(links), urls=tuple(urls)), remarks


def _unsafe(paper: Paper, url: str) -> Problem:
    reason = "not a web address (http or https); left out"
    return Problem(paper.line, "unsafe-link", reason, url[:200])
