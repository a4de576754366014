"""A format from another package: one paper a line, title and authors parted by a tab."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from kg.model import Mention, Paper, Problem, Record, Source
from kg.sources import Format

HEAD = "# tide tables\n"


def sniff(head: str) -> bool:
    """Whether a document begins as tide tables do."""
    return head.startswith(HEAD)


def read(stream: BinaryIO, _source: Source) -> Iterator[Record | Problem]:
    """The papers, line by line."""
    for number, line in enumerate(stream, 1):
        text = line.decode().rstrip("\n")
        title, tab, authors = text.partition("\t")
        if text.startswith("#"):
            continue
        if not tab:
            yield Problem(number, "no-authors", "a line without authors", text, rejected=True)
            continue
        mentions = tuple(Mention(name, at) for at, name in enumerate(authors.split("; "), 1))
        yield Paper(title=title, mentions=mentions, complete=True, line=number)


FORMAT = Format(
    name="tide-tables",
    label="Tide tables",
    description="one paper a line, title and authors parted by a tab",
    version="1",
    sniff=sniff,
    read=read,
)
