"""Which publications are one work: those that share an identifier, and those that links say so of.

References to works come in the order of their kinds: who bears which key, what keys a publication
bears, which of the publications that are linked are there, then all that need to be told their
work, then the lines of listings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from kg.graph import describe
from kg.graph.iri import work_iri
from kg.graph.listing import Row, short
from kg.graph.ntriples import text_of
from kg.graph.terms import NAME
from kg.resolve.joining import Groups, group
from kg.resolve.links import Linked, Links, in_order
from kg.text.works import contradict

Listen = Callable[[Row], object]
"""What is told of each publication, in the line that listings have of it."""


def link_references(
    links: Links, publication: str, lines: bytes, references: Sequence[bytes]
) -> Iterator[bytes]:
    """What a publication refers to besides, so that links between works can be heeded.

    ``lines`` and ``references`` are what it says and refers to anyhow.
    """
    if not links.works:
        return
    keys = [text.split(b"\t")[1] for text in references if text.startswith(b"work\t")]
    named = publication.encode()
    yield from (b"work-key\t%b\t%b" % (named, key) for key in keys)
    if publication in links.partners:
        yield b"work-link\t%b" % named
        if not keys:
            before = f"<{publication}> {NAME} ".encode()
            said = next(one for one in lines.splitlines() if one.startswith(before))
            title = said.removeprefix(before).removesuffix(b" .")
            yield b"work-of\t%b\t%b" % (named, title)


class Works:
    """Publications by the works that they are forms of."""

    def __init__(self, base: str, links: Links, listen: Listen | None) -> None:
        self._base = base
        self._links = links
        self._listen = listen
        self._shared: list[tuple[str, str]] = []
        self._count = 0
        self._keys: dict[str, set[str]] = {}
        self._there: set[str] = set()
        self._by_identifier: Mapping[str, str] | None = None
        self._linked: set[str] = set()
        self._first_of: Mapping[str, str] | None = None
        self._names: dict[str, str] = {}

    def take(self, kind: str, subject: str, references: list[list[str]]) -> str:
        """Take in some references of one kind; what follows from them is said."""
        if kind == "work":
            self._key([publication for _, _, publication in references])
        elif kind == "work-key":
            self._bears(subject, [key for _, _, key in references])
        elif kind == "work-link":
            self._there.add(subject)
        elif kind == "work-of":
            return self._publication(subject, min(title for _, _, title in references))
        elif self._listen is not None:
            for _, *fields in references:
                self._listen(self._with_work(Row._make(fields)))
        return ""

    def _key(self, publications: list[str]) -> None:
        self._count += 1
        if len(publications) > 1:
            self._shared += [(publication, f"{self._count}") for publication in publications]

    def _grouped(self) -> Mapping[str, str]:
        """The groups by identifiers, all keys being known; which of them links concern."""
        if self._by_identifier is None:
            self._by_identifier = group(self._shared)
            touched = self._links.partners.keys() | {
                one for pair in self._links.apart for one in pair
            }
            firsts = self._by_identifier
            self._linked = {firsts.get(one, one) for one in touched}
        return self._by_identifier

    def _bears(self, publication: str, keys: list[str]) -> None:
        """Keep the keys of the publications that a link can bring together with others."""
        if self._grouped().get(publication, publication) in self._linked:
            self._keys[publication] = {text_of(key) for key in keys}

    def _settled(self) -> Mapping[str, str]:
        firsts = self._grouped()
        if not self._linked:
            return firsts
        groups: dict[str, list[str]] = {}
        for publication, first in firsts.items():
            if first in self._linked:
                groups.setdefault(first, []).append(publication)
        joined = Groups(groups.values())
        joined.part(self._shared, self._links.apart)
        there = (one for one in self._links.works if {one.one, one.other} <= self._there)
        joined.join(there, self._forbids)
        untouched = {one: first for one, first in firsts.items() if first not in self._linked}
        return {**untouched, **joined.first_of()}

    def _forbids(self, link: Linked, one: str, other: str) -> bool:
        if in_order(one, other) in self._links.apart:
            return True
        keys = (self._keys.get(publication, set()) for publication in (one, other))
        return not link.by_hand and contradict(*keys)

    def _publication(self, publication: str, name: str) -> str:
        if self._first_of is None:
            self._first_of = self._settled()
        first = self._first_of.get(publication)
        if first == publication:
            self._names[publication] = name
        work = work_iri(self._base, first) if first else None
        return describe.counts_as_lines(publication, work)

    def _with_work(self, row: Row) -> Row:
        first = (self._first_of or {}).get(self._base + row.publication)
        return row._replace(work=short(self._base, work_iri(self._base, first))) if first else row

    def lines(self) -> Iterator[str]:
        """The works of several publications."""
        for publication, name in self._names.items():
            yield describe.work_lines(work_iri(self._base, publication), name)
