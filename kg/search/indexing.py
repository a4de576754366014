"""The index of a graph, written when the graph is made and changed when the graph is changed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from kg.graph.listing import Row, full, short, title_of
from kg.graph.ntriples import split, text_of
from kg.graph.spill import Extent, Spill
from kg.graph.terms import NAME, kg_term, schema_term
from kg.graph.vocab import ARXIV, SKOS
from kg.search.agents import Agent, change_agents, write_agents
from kg.search.index import Entry, change_index, write_index
from kg.store.protocol import Named

_STATUS = kg_term("identityStatus")
_STATUSES = {kg_term("Verified"): "verified", kg_term("KnownAmbiguous"): "known-ambiguous"}
_NAMES = (NAME, schema_term("alternateName"), f"<{SKOS}notation>", f"<{SKOS}prefLabel>")
_STATED = re.compile(rf"<([^>]*)> ({'|'.join(map(re.escape, (*_NAMES, _STATUS)))}) (.*) \.\n")
_AT_ONCE = 50_000
"""How many things are in memory before they go to a file."""

_Heard = tuple[str, str, list[str], str | None]
"""A kind, an IRI, its names, and for an author what is known of who bears them."""


class GraphIndex:
    """What writes and changes the index of a graph.

    ``works`` tells how many works count for an author or a venue, by IRI in short; a paper counts
    one. It may fill up until the index is written.
    """

    def __init__(self, base: str, works: Mapping[str, int]) -> None:
        self._base = base
        self._works = works
        self._heard: list[_Heard] = []
        self._put_away: list[Extent] = []
        self._spill = Spill()

    def publication(self, row: Row) -> None:
        """Take the title of a publication, from its line in listings."""
        self._hear("paper", full(self._base, row.publication), [title_of(row)], None)

    def shared(self, lines: str) -> None:
        """Take the names of what publications share, from all lines about a thing or several."""
        names: dict[str, list[str]] = {}
        statuses: dict[str, str] = {}
        for iri, predicate, value in _STATED.findall(lines):
            if predicate == _STATUS:
                statuses[iri] = value
            elif predicate == NAME:
                names.setdefault(iri, []).insert(0, text_of(value))
            else:
                names.setdefault(iri, []).append(text_of(value))
        for iri, some in names.items():
            kind = self._kind(iri)
            if kind:
                self._hear(kind, iri, some, _STATUSES.get(statuses.get(iri, "")))

    def _hear(self, kind: str, iri: str, names: list[str], status: str | None) -> None:
        self._heard.append((kind, iri, names, status))
        if len(self._heard) >= _AT_ONCE:
            self._put_away.append(self._spill.put(self._heard))
            self._heard = []

    def _all_heard(self) -> Iterator[_Heard]:
        yield from self._spill.get_all(self._put_away)
        yield from self._heard

    def write(self, path: Path) -> None:
        """Write the index of all that was taken; the file is not synced."""
        entries = (
            Entry(kind, iri, tuple(dict.fromkeys(names)), self._weight(kind, iri))
            for kind, iri, names, _ in self._all_heard()
        )
        write_index(path, entries)
        agents = (
            self._agent(iri, names, status)
            for kind, iri, names, status in self._all_heard()
            if kind == "author"
        )
        write_agents(path, agents)

    def change(self, path: Path, graph: Named, changed: Iterable[bytes]) -> None:
        """Change the index by the statements that went and came; the graph is as it is now."""
        subjects = {split(line.decode().rstrip("\n"))[0][1:-1] for line in changed}
        touched = {iri for iri in subjects if self._kind(iri)}
        found: dict[str, list[str]] = {
            iri: [text_of(name) for term in _NAMES for name in graph.objects(f"<{iri}>", term)]
            for iri in touched
        }
        come = [self._entry(iri, names) for iri, names in found.items() if names]
        change_index(path, touched, come)
        authors = [entry for entry in come if entry.kind == "author"]
        change_agents(
            path,
            touched,
            [
                self._agent(iri, names, _STATUSES.get(_one(graph.objects(f"<{iri}>", _STATUS))))
                for _, iri, names, _ in authors
            ],
        )

    def _agent(self, iri: str, names: Sequence[str], status: str | None) -> Agent:
        """An author as answers show it; the name comes first, other forms of it later."""
        person = iri.startswith(f"{self._base}person/")
        return Agent(iri, names[0], "person" if person else status or "unverified")

    def _entry(self, iri: str, names: Iterable[str]) -> Entry:
        kind = self._kind(iri)
        return Entry(kind, iri, tuple(dict.fromkeys(names)), self._weight(kind, iri))

    def _weight(self, kind: str, iri: str) -> int:
        return 1 if kind == "paper" else self._works.get(short(self._base, iri), 0)

    def _kind(self, iri: str) -> str:
        """What kind of thing it is; nothing for what can't be looked for."""
        if iri.startswith(ARXIV):
            return "category"
        section, _, rest = iri.removeprefix(self._base).partition("/")
        if "#" in rest:
            return ""
        if section == "venue":
            return "" if "/" in rest else "venue"
        return _SECTIONS.get(section, "")


def _one(values: Sequence[str]) -> str:
    return values[0] if values else ""


_SECTIONS = {"name": "author", "person": "author", "paper": "paper", "category": "category"}
