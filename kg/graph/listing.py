"""Listings: publications in one line each, with all that the questions ask of one.

A listing is the derived text that an author, a venue's year or a category has in the summaries
graph: a line for each of its publications, fields parted by tabs, values of a field by ``|``. IRIs
of the graph stand without what they all begin with. Inside a title or name ``%``, ``|``, tabs and
line ends are percent-encoded.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import unquote

from kg.graph.ntriples import literal, text_of
from kg.graph.vocab import ARXIV

BADGE = "-"
"""In place of the address of code where only a badge says that there is some."""

UNPLACED = "-"
"""In place of the place of an author whose place is unknown."""

SUBMITTED = "s"
"""The state of a record that is only submitted, rejected or withdrawn."""

NO_ABSTRACT, NO_IDENTIFIER, NO_VENUE, YEAR_INFERRED = "a", "i", "v", "d"
"""States that are gaps: what no record says, which the other fields would not show."""

_SPECIAL = re.compile(r"[%|]|\\.")
_CODES = {"%": "%25", "|": "%7C", "\\t": "%09", "\\n": "%0A", "\\r": "%0D"}


class Row(NamedTuple):
    """One publication in a listing, its fields as written; see the module.

    ``sources``, the SHA-256 of those that speak of it, are known only while summaries are made: no
    line holds them.
    """

    publication: str
    work: str
    year: str
    series: str
    edition: str
    volume: str
    state: str
    declared: str
    title: str
    names: str
    places: str
    agents: str
    categories: str
    labels: str
    code: str
    sources: str

    @property
    def line(self) -> str:
        """The line that a listing has."""
        return "\t".join(self[:-1])

    @property
    def written(self) -> str:
        """That line as the inside of a literal, if the fields are as N-Triples writes them."""
        return "\\t".join(self[:-1])

    @property
    def counts_as(self) -> str:
        """The work, or the publication if it is one of its own."""
        return self.work or self.publication

    @property
    def complete(self) -> bool | None:
        """Whether all authors are listed; ``None`` if that can't be known."""
        return None if "u" in self.state else "c" in self.state

    @property
    def submitted(self) -> bool:
        """Whether it is only submitted, rejected or withdrawn."""
        return SUBMITTED in self.state

    def people(self) -> list[str]:
        """What each author counts as, in the order of the names."""
        if self.agents:
            return self.agents.split("|")
        return derived_agents(self.names) if self.names else []

    def positions(self) -> Sequence[int | None]:
        """The place of each author, in the order of the names."""
        if self.places:
            places = self.places.split("|")
            return [None if place == UNPLACED else int(place) for place in places]
        return range(1, self.names.count("|") + 2) if self.names else ()


def derived_agents(names: str) -> list[str]:
    """The clusters of names, where they follow from how the names are written.

    >>> derived_agents("Ada Lovelace|Élodie Roux")
    ['name/ada_lovelace', 'name/élodie_roux']
    """
    return f"name/{names.lower().replace(' ', '_').replace('|', '|name/')}".split("|")


@lru_cache(maxsize=1 << 17)
def name_field(printed: str, agent: str) -> tuple[str, bool]:
    """A printed name as a listing has it; whether the agent (in short) follows from it."""
    text = encoded(literal(printed)[1:-1])
    return text, derived_agents(text) == [agent]


def encoded(text: str) -> str:
    """The inside of a literal as written in N-Triples, as a field of a line has it.

    >>> encoded("100 % |x|")
    '100 %25 %7Cx%7C'
    """
    if "%" in text or "|" in text or "\\" in text:
        return _SPECIAL.sub(_code, text)
    return text


def _code(match: re.Match[str]) -> str:
    return _CODES.get(match[0], match[0])


def decoded(text: str) -> str:
    """A title or name from its field."""
    return unquote(text) if "%" in text else text


def title_of(row: Row) -> str:
    """The title of a publication whose line was not read back from a graph: it is escaped twice.

    A literal read from a graph has lost the escapes of N-Triples; there :func:`decoded` is enough.
    """
    title = row.title
    return decoded(text_of(f'"{title}"') if "\\" in title else title)


def short(base: str, iri: str) -> str:
    """An IRI as a listing has it.

    >>> short("http://example.org/", "http://example.org/name/ada")
    'name/ada'
    """
    if iri.startswith(base):
        return iri[len(base) :]
    return f"arxiv:{iri[len(ARXIV) :]}" if iri.startswith(ARXIV) else iri


def full(base: str, text: str) -> str:
    """The IRI that a listing has in short."""
    if text.startswith("arxiv:"):
        return ARXIV + text[6:]
    return text if text.startswith(("http:", "https:", "urn:")) else base + text


def rows(listing: str) -> Iterable[Row]:
    """The publications of a listing."""
    return _rows(listing.split("\n"))


def rows_with_code(listing: str) -> Iterable[Row]:
    """Those publications of a listing that have code, which is the last field of a line."""
    return _rows(line for line in listing.split("\n") if not line.endswith("\t"))


def _rows(lines: Iterable[str]) -> list[Row]:
    make = Row._make
    return [make([*line.split("\t"), ""]) for line in lines]
