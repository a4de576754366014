"""Targets whose publications are all at hand: another source of the graph, or a file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from kg.errors import InputError
from kg.graph.iri import publication_iri, resolver_iri, source_iri
from kg.link.publications import Publication
from kg.link.remote.adapters import semopenalex
from kg.link.run import Side
from kg.link.targets.target import Found, Progress, Target, by_iri, publication
from kg.model import Identifier, Paper, Source
from kg.sources.opening import OpenedDocument, open_documents
from kg.sources.registry import Format, recognise, sniff

_OWN = {
    "acl-anthology": "acl",
    "arxiv": "arxiv",
    "arxiv-atom": "arxiv",
    "arxiv-oai": "arxiv",
    "dblp": "dblp",
    "dblp-rdf": "dblp",
    "openalex": "openalex",
    "semantic-scholar": "s2",
    "semopenalex": "openalex",
}
"""Format → the scheme of the identifiers that its publisher gives publications."""

_COMMON = ("doi", "arxiv", "acl", "dblp", "openalex", "wikidata", "openreview", "pmid")
"""Schemes by which a publication is known anywhere, the first that there is."""

_HEAD = 4 * 2**20
_TOLD_AFTER = 1000


class RecordsTarget(Target):
    """Publications that are compared with all of the graph's, however their titles are written."""

    def __init__(
        self,
        side: Side,
        things: Sequence[Publication],
        sha256: str | None = None,
        agent: Callable[[Identifier], str | None] | None = None,
    ) -> None:
        super().__init__(side)
        self.sha256 = sha256
        self._things = things
        self._agent = agent

    def publications(self, ours: Sequence[Publication], progress: Progress) -> Found[Publication]:
        return Found(list(self._things))

    def agent(self, identifier: Identifier) -> str | None:
        return self._agent(identifier) if self._agent else super().agent(identifier)


def read_files(
    base: str,
    files: Sequence[Path],
    sha256: str,
    progress: Progress,
    forced: Format | None = None,
) -> RecordsTarget:
    """The publications of files as a target, by the IRIs that their publisher gives.

    One without any identifier has the IRI that it would have in the graph. Of several records of
    one IRI the first stands. The format of each document is told from its beginning unless one is
    ``forced``; among several documents those of no known format are left out. Raises ``InputError``
    for what can't be read, and where there is no publication at all.
    """
    found: dict[str, Publication] = {}
    formats: set[str] = set()
    for format_, paper in _papers(files, forced):
        if len(found) % _TOLD_AFTER == 0:
            progress("reading the target", len(found), None)
        formats.add(format_)
        iri = _published_iri(paper, format_) or publication_iri(base, paper)
        found.setdefault(iri, publication(iri, paper))
    if not found:
        raise InputError(", ".join(file.name for file in files), "no publication in it")
    return RecordsTarget(
        Side(source_iri(base, sha256)),
        by_iri(found),
        sha256,
        semopenalex.agent_iri if "semopenalex" in formats else None,
    )


def _papers(files: Sequence[Path], forced: Format | None) -> Iterator[tuple[str, Paper]]:
    for file in files:
        for document in open_documents(file):
            if document.trouble and not document.lost:
                continue
            alone = len(files) == 1 and not document.in_archive
            format_ = forced or _format(document, alone=alone)
            if format_ is not None:
                yield from ((format_.name, paper) for paper in _papers_of(document, format_))


def _format(document: OpenedDocument, *, alone: bool) -> Format | None:
    with document.open() as stream:
        head = stream.read(_HEAD)
    return recognise(head, document.name) if alone else sniff(head)


def _papers_of(document: OpenedDocument, format_: Format) -> Iterator[Paper]:
    source = Source(
        sha256="", file_name=document.file_name, format=format_.name, parser=format_.version
    )
    with document.open() as stream:
        for record in format_.read(stream, source):
            if isinstance(record, Paper):
                yield record


def _published_iri(paper: Paper, format_: str) -> str | None:
    by_scheme = {one.scheme: one for one in reversed(paper.identifiers)}
    for scheme in (_OWN.get(format_), *_COMMON):
        identifier = by_scheme.get(scheme or "")
        if identifier is not None:
            if scheme == "openalex" and format_ == "semopenalex":
                return semopenalex.work_iri(identifier.value)
            return resolver_iri(identifier, of_person=False)
    return None
