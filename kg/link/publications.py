"""The publications of a graph as they take part in linking, read in one pass."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from sys import intern

from kg.graph.ntriples import document_of, iri, parse
from kg.graph.read import Node, nodes, read_mention, read_paper
from kg.graph.vocab import KG, PROV, SCHEMA
from kg.link.records import PaperRecord, paper_record
from kg.model import Mention

_AUTHORSHIP = f"{KG}authorship"
_VERIFIED = f"{KG}verifiedAgent"
_WORK = iri(f"{SCHEMA}exampleOfWork")
_NAME = f"{SCHEMA}name"
_DERIVED_FROM = f"{PROV}wasDerivedFrom"
NEEDED = frozenset(
    map(
        iri,
        (
            *(_AUTHORSHIP, _VERIFIED, _NAME, _DERIVED_FROM),
            *(f"{KG}nameAsListed", f"{SCHEMA}position", f"{SCHEMA}identifier"),
            *(f"{KG}doi", f"{KG}arxivId", f"{SCHEMA}datePublished"),
            *(f"{KG}authorListComplete", f"{SCHEMA}pagination", f"{KG}submissionStatus"),
            *(f"{KG}venueAsListed", f"{KG}venueKindAsListed", f"{KG}volumeAsListed"),
            *(f"{KG}publishedInEdition", f"{KG}submittedTo"),
        ),
    )
)


@dataclass(frozen=True, slots=True)
class Role:
    """An authorship: its IRI, what is printed and stated, and the person it is proven to be of."""

    iri: str
    mention: Mention
    person: str | None = None


@dataclass(frozen=True, slots=True)
class Publication:
    """A publication to be linked, in the graph or elsewhere; the record's id is its IRI.

    ``roles`` are its authors in order. ``work`` is what it is a form of with others, ``sources``
    the SHA-256 of those that state it, both only in the graph.
    """

    record: PaperRecord
    roles: tuple[Role, ...] = ()
    work: str | None = None
    sources: tuple[str, ...] = ()

    @property
    def iri(self) -> str:
        """Its IRI."""
        return self.record.id


def read_publications(base: str, lines: Iterable[str]) -> list[Publication]:
    """The publications in N-Triples lines of a graph, in order of their IRIs.

    Those of one publication and its parts stand together, but for what it is a form of.
    """
    works: dict[str, str] = {}
    found = [
        _publication(base, node, parts)
        for node, parts in documents(base, _works_aside(lines, works), NEEDED)
    ]
    found.sort(key=lambda one: one.iri)
    return [replace(one, work=works[one.iri]) if one.iri in works else one for one in found]


def _works_aside(lines: Iterable[str], works: dict[str, str]) -> Iterator[str]:
    """The lines, but for those that tell the works of publications."""
    for line in lines:
        if _WORK in line and line.split(" ", 2)[1] == _WORK:
            subject, _, work = parse(line)
            works[subject] = work.value
        else:
            yield line


def documents(
    base: str, lines: Iterable[str], needed: Container[str]
) -> Iterator[tuple[Node, Mapping[str, Node]]]:
    """The publications in N-Triples lines, each with the nodes of its document.

    The lines of a document stand together. Only statements are read whose predicate, as a term, is
    ``needed``.
    """
    beginning = f"<{base}paper/"
    kept = (
        line for line in lines if line.startswith(beginning) and line.split(" ", 2)[1] in needed
    )
    for document, group in groupby(kept, document_of):
        found = nodes(group)
        node = found.get(document)
        if node is not None and _NAME in node.properties:
            yield node, found


def _publication(base: str, node: Node, found: Mapping[str, Node]) -> Publication:
    return Publication(
        paper_record(node.iri, read_paper(base, node, found)),
        roles(node, found),
        sources=tuple(
            intern(source.removeprefix(f"{base}source/")) for source in node.values(_DERIVED_FROM)
        ),
    )


def roles(node: Node, found: Mapping[str, Node]) -> tuple[Role, ...]:
    """The authorships of a publication, in order."""
    parts = [_role(found[part]) for part in node.values(_AUTHORSHIP) if part in found]
    parts.sort(key=lambda role: (role.mention.position is None, role.mention.position or 0))
    return tuple(parts)


def _role(node: Node) -> Role:
    return Role(node.iri, read_mention(node), node.value(_VERIFIED))
