"""The index of a graph, written when the graph is made and changed when the graph is changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from kg.graph.ntriples import split, text_of
from kg.graph.terms import NAME, kg_term, schema_term
from kg.graph.vocab import ARXIV, SKOS
from kg.search.agents import Agent, change_agents, write_agents
from kg.search.index import Entry, change_index, write_index
from kg.store.protocol import Named

_STATUS = kg_term("identityStatus")
_STATUSES = {kg_term("Verified"): "verified", kg_term("KnownAmbiguous"): "known-ambiguous"}
_NAMES = (NAME, schema_term("alternateName"), f"<{SKOS}notation>", f"<{SKOS}prefLabel>")


class GraphIndex:
    """What writes and changes the index of a graph.

    ``works`` tells how many works count for an author, a venue or a category, by IRI; a paper
    counts one.
    """

    def __init__(self, base: str, works: Mapping[str, int]) -> None:
        self._base = base
        self._works = works

    def write(self, path: Path, graph: Named) -> None:
        """Write the index of a graph; the file is not synced."""
        names: defaultdict[str, list[str]] = defaultdict(list)
        for predicate in _NAMES:
            for iri, text in graph.texts(predicate):
                if self._kind(iri):
                    names[iri].append(text)
        statuses = {
            iri[1:-1]: text
            for status, text in _STATUSES.items()
            for iri in graph.subjects(_STATUS, status)
        }
        agents = [
            self._agent(iri, some, statuses.get(iri))
            for iri, some in names.items()
            if self._kind(iri) == "author"
        ]
        write_index(path, (self._entry(iri, names.pop(iri)) for iri in list(names)))
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
        works = 1 if kind == "paper" else self._works.get(iri, 0)
        return Entry(kind, iri, tuple(dict.fromkeys(names)), works)

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
