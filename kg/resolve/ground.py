"""What has to be known of all segments before any document is resolved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Protocol

from kg.graph.blocks import REFERENCE_END, Block, Wanted
from kg.graph.listing import Row
from kg.graph.write_listing import KIND
from kg.resolve.links import Claims, Linking, Links, Pair, in_order, settle
from kg.resolve.people import aliases

_END = REFERENCE_END.encode()
_PERSON = b"person\t"
_ROW = KIND.encode()
_AGENTS = 1 + Row._fields.index("agents")


class Segment(Linking, Protocol):
    """What one source says, in order of documents."""

    @property
    def identities(self) -> Iterable[str]: ...
    def references(self) -> Iterator[tuple[bytes, bytes]]: ...
    def blocks(self, wanted: Wanted | None = None) -> Iterator[Block]: ...


@dataclass(frozen=True, slots=True)
class Ground:
    """What has to be known of all segments before any document is resolved.

    ``renamed`` has the IRI of each person who does not stand under it, and the one that is taken.
    ``things`` are the references of links to what many documents share, by kind and IRI or slug.
    ``apart`` are the pairs that somebody refused, under the IRIs that persons stand under.
    """

    base: str
    links: Links
    renamed: Mapping[str, str]
    rename: Renaming | None
    things: Mapping[Pair, Sequence[bytes]]
    apart: frozenset[Pair]

    def is_paper(self, document: bytes) -> bool:
        """Whether a document is a publication."""
        return document.startswith(f"{self.base}paper/".encode())

    def is_person(self, document: bytes) -> bool:
        """Whether a document is a person, of whom all that is said is in the references."""
        return document.startswith(f"{self.base}person/".encode())

    def claims(self, publication: str) -> Claims | None:
        """What links say of the authorships of a publication, if they do."""
        found = self.links.claims.get(publication)
        if found is None:
            return None
        return Claims(self.base, found, self.apart, lambda one: self.renamed.get(one, one))

    def said(self, block: Block) -> bytes:
        """The statements of a block, of persons under the IRIs that these stand under."""
        if self.rename and _PERSON in block.references:
            return self.rename.lines(block.lines)
        return block.lines

    def referred(self, references: bytes) -> list[bytes]:
        """References as a block holds them, one by one, to persons under those IRIs."""
        texts = references.split(_END) if references else []
        if self.rename and _PERSON in references:
            return [self.rename.reference(text) for text in texts]
        return texts


def ground_of(base: str, segments: Mapping[str, Segment]) -> Ground:
    """The ground on which the documents of some segments are resolved."""
    links = settle(base, segments)
    identities = chain.from_iterable(segment.identities for segment in segments.values())
    renamed = aliases(base, identities, links)
    rename = Renaming(base, renamed) if renamed else None
    pairs = ((renamed.get(one, one), renamed.get(other, other)) for one, other in links.apart)
    apart = frozenset(in_order(*pair) for pair in pairs)
    things: dict[Pair, list[bytes]] = {}
    for (kind, thing), texts in links.things.items():
        for text in texts:
            reference = rename.reference(text.encode()) if rename else text.encode()
            if kind != "cluster" or in_order(*_possible(reference)) not in apart:
                things.setdefault((kind, renamed.get(thing, thing)), []).append(reference)
    return Ground(base, links, renamed, rename, things, apart)


def _possible(reference: bytes) -> Pair:
    """The name of which a reference says that a person may stand behind it, and the person."""
    _, cluster, _, person, _ = reference.decode().split("\t")
    return cluster, person


class Renaming:
    """Puts the IRI under which a person stands for those under which not."""

    def __init__(self, base: str, renamed: Mapping[str, str]) -> None:
        self._base = base.encode()
        self._renamed = {alias.encode(): person.encode() for alias, person in renamed.items()}

    def lines(self, text: bytes) -> bytes:
        """Statements with the IRIs that are their objects exchanged, each once."""
        return b"".join(dict.fromkeys(map(self._line, text.splitlines(keepends=True))))

    def _line(self, line: bytes) -> bytes:
        before, mark, alias = line.rpartition(b" <")
        person = self._renamed.get(alias.removesuffix(b"> .\n"))
        return line if person is None else b"%b%b%b> .\n" % (before, mark, person)

    def reference(self, text: bytes) -> bytes:
        """A reference with the IRIs that are its fields exchanged."""
        fields = text.split(b"\t")
        if fields[0] == _ROW:
            fields[_AGENTS] = b"|".join(map(self._in_short, fields[_AGENTS].split(b"|")))
        return b"\t".join([self._renamed.get(part, part) for part in fields])

    def _in_short(self, agent: bytes) -> bytes:
        person = self._renamed.get(self._base + agent)
        return agent if person is None else person.removeprefix(self._base)
