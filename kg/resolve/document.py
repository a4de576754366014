"""One document resolved from the blocks of all sources that speak of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from kg.graph.blocks import SEVERAL, Block, Statements, lines_of
from kg.graph.describe import counts_as_lines
from kg.graph.iri import authorship_iri, person_iri
from kg.graph.ntriples import subject_of
from kg.graph.read import read_papers
from kg.graph.terms import schema_term
from kg.graph.vocab import SCHEMA
from kg.graph.write import write_paper
from kg.model import Mention, Paper
from kg.resolve.ground import Ground
from kg.resolve.links import Claims, Links
from kg.resolve.publication import Stated, resolve_records
from kg.resolve.works import link_references

_SAME_AS = schema_term("sameAs")
_FIGURE = f" <{SCHEMA}measuredProperty> "
_EDITORSHIP = b"#editorship> "
_RECORD_PART = re.compile(r"#record-(\d+)-")
_WORK = b"work-of\t"


def view_of(
    ground: Ground, document: bytes, blocks: Sequence[Block]
) -> tuple[bytes, Iterable[bytes]]:
    """One document resolved from the blocks of all sources: its statements and its references.

    The blocks are in the order of their sources.
    """
    of_paper = ground.is_paper(document)
    if ground.is_person(document):
        return b"", [text for block in blocks for text in ground.referred(block.references)]
    block = blocks[0] if of_paper else max(blocks, key=_editors)
    claims = ground.claims(document.decode()) if of_paper else None
    if of_paper and (len(blocks) > 1 or block.references == SEVERAL or claims):
        block = resolve_publication(ground.base, document.decode(), blocks, claims)
    lines, texts = ground.said(block), ground.referred(block.references)
    if not of_paper:
        return lines, texts
    publication = document.decode()
    if publication in ground.links.same_as:
        lines += _same_elsewhere(ground.links, publication, lines)
    linked = list(link_references(ground.links, publication, lines, texts))
    if not linked and _WORK not in block.references:
        lines += counts_as_lines(publication, None).encode()
    return lines, [*texts, *linked]


def simple_references(ground: Ground, document: bytes, references: bytes) -> list[bytes]:
    """What :func:`view_of` says that a document refers to.

    It is for those that one source speaks of in one record and no link touches.
    """
    texts = ground.referred(references)
    if ground.links.works and ground.is_paper(document):
        texts += link_references(ground.links, document.decode(), b"", texts)
    return texts


def simple_lines(ground: Ground, block: Block) -> bytes:
    """The statements of such a document, as :func:`view_of` gives them."""
    if ground.is_person(block.document):
        return b""
    lines = ground.said(block)
    if _WORK not in block.references and ground.is_paper(block.document):
        lines += counts_as_lines(block.document.decode(), None).encode()
    return lines


def _same_elsewhere(links: Links, publication: str, lines: bytes) -> bytes:
    """What a publication is elsewhere, where it does not say so itself."""
    same = (
        f"<{publication}> {_SAME_AS} <{one}> .\n".encode() for one in links.same_as[publication]
    )
    return b"".join(set(same).difference(lines.splitlines(keepends=True)))


def _editors(block: Block) -> int:
    """Of several records of a volume, the first of those with most editors is taken whole."""
    return block.lines.count(_EDITORSHIP)


def resolve_publication(
    base: str, publication: str, stated: Iterable[Block], claims: Claims | None = None
) -> Block:
    """One publication as one block, from the blocks of all sources that speak of it.

    ``claims`` are what links say of its authorships.
    """
    records: list[Stated] = []
    figures: dict[str, None] = {}
    for block in stated:
        lines = lines_of(block.lines)
        records += [
            Stated(block.source.decode(), ordinal, paper)
            for ordinal, paper in enumerate(read_papers(base, publication, lines), 1)
        ]
        figures.update(dict.fromkeys(_figures(lines)))
    resolved = resolve_records(base, records)
    paper, also_from, possible = _decided(base, publication, resolved.paper, claims)

    def sources_of(mention: Mention) -> Sequence[str]:
        by_links = also_from.get(authorship_iri(publication, mention), ())
        return sorted({*resolved.sources_of(mention), *by_links})

    said: Statements = write_paper(
        base,
        publication,
        paper,
        resolved.sources,
        sources_of=sources_of,
        date_source=resolved.date_source,
    )
    said.references += possible
    said.nodes += [f"{line}\n".encode() for line in figures]
    return said.block("")


def _decided(
    base: str, publication: str, paper: Paper, claims: Claims | None
) -> tuple[Paper, Mapping[str, Sequence[str]], Sequence[str]]:
    """A paper with the authors whom links prove, the sources of that, and who else is possible."""
    if claims is None:
        return paper, {}, ()
    mentions: list[Mention] = []
    sources: dict[str, Sequence[str]] = {}
    possible: list[str] = []
    for mention in paper.mentions:
        authorship = authorship_iri(publication, mention)
        decided, sources[authorship] = claims.decided(authorship, mention)
        mentions.append(decided)
        person = person_iri(base, decided.identifiers)
        possible += claims.possible(authorship, mention.name, claims.one_of(person or ""))
    return replace(paper, mentions=tuple(mentions)), sources, possible


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
