"""Blocks: all that one source says of one document, ready to be sorted, kept and merged.

A document is a subject IRI without its fragment: a publication with its parts, a volume, a page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

REFERENCE_END = "\x1e"
SEVERAL = b"several"
"""References of a block that holds several records of its document: they have to be resolved."""


class Block(NamedTuple):
    """The statements of one source about one document, in UTF-8.

    ``lines`` are sorted N-Triples, each ended by a newline. ``references`` say what the document
    says of things that many share (see :mod:`kg.graph.describe`), joined by ``REFERENCE_END``.
    """

    document: bytes
    source: bytes
    lines: bytes
    references: bytes


Wanted = Callable[[bytes, bytes], bool]
"""Whether the block of a document is meant, told by its IRI and its references."""


@dataclass(slots=True)
class Statements:
    """The statements about one document while they are being written.

    ``nodes`` holds the lines of one subject each, in UTF-8. ``identities`` are groups of
    identifiers that name one person, joined by tabs.
    """

    document: str
    nodes: list[bytes] = field(default_factory=list)
    references: list[str] = field(default_factory=list)
    identities: list[str] = field(default_factory=list)

    def say(self, subject: str, facts: Iterable[str]) -> None:
        """Add the statements of one subject; a fact is predicate and object as written."""
        lines = f" .\n{subject} ".join(sorted(set(facts)))
        self.nodes.append(f"{subject} {lines} .\n".encode())

    def block(self, source: str) -> Block:
        """All of it as one block of a source."""
        nodes = self.nodes
        nodes.sort()
        lines = b"".join(nodes)
        if len({node[: node.index(b">")] for node in nodes}) < len(nodes):
            # Two parts that bear one name: what both say is said once.
            lines = b"".join(sorted(set(lines.splitlines(keepends=True))))
        references = REFERENCE_END.join(self.references)
        return Block(self.document.encode(), source.encode(), lines, references.encode())


def lines_of(block: bytes) -> list[str]:
    """The lines of a block as text, without newlines."""
    return block.decode().split("\n")[:-1]
