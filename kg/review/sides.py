"""What is known of each side of a link: from the graph where it is there, else from its label."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import chain, islice
from typing import Any

from kg.errors import UnknownName
from kg.graph.ntriples import iri as term
from kg.graph.ntriples import text_of
from kg.graph.terms import NAME, NAME_AS_LISTED, kg_term, schema_term
from kg.model import LinkRecord
from kg.questions import ask
from kg.questions.table import shortener
from kg.store.protocol import Store
from kg.text.display import visible
from kg.text.names import collapse

MOST_PAPERS = 12
"""Papers of a person or a name that are shown."""

Facts = dict[str, tuple[str, ...]]
"""Heading → what is said, in the order to show it; safe on a terminal."""

_IDENTIFIERS = {"doi": kg_term("doi"), "arXiv": kg_term("arxivId")}


class Sides:
    """Looks up what links are between; without a store there are only labels."""

    def __init__(self, store: Store | None, base: str) -> None:
        self._store = store
        self._base = base
        self.shorten = shortener(base)
        self.facts = cache(self._facts)
        self.paper_line = cache(self._paper_line)

    def _facts(self, iri: str, label: str | None, links: tuple[LinkRecord, ...] = ()) -> Facts:
        """What is known of a thing; ``links`` are accepted ones from authorships to it."""
        found = dict(self._known(iri))
        if label and label not in chain.from_iterable(found.values()):
            found["label" if found else "name"] = (label,)
        if links:
            lines = (self.paper_line(link.subject, link.subject_label) for link in links)
            papers = dict.fromkeys((*found.get("papers", ()), *islice(lines, MOST_PAPERS)))
            found["papers"] = tuple(papers)
        found["id"] = (self.shorten(iri),)
        return {heading: tuple(map(_safe, said)) for heading, said in found.items() if said}

    def _known(self, iri: str) -> Iterator[tuple[str, tuple[str, ...]]]:
        if self._store is None or not iri.startswith(self._base):
            return
        section = iri.removeprefix(self._base).partition("/")[0]
        try:
            if section in {"paper", "work"}:
                yield from self._paper(iri)
            elif section in {"person", "name"}:
                yield from self._agent(iri)
            elif section == "venue":
                yield from self._venue(iri)
        except UnknownName:
            return

    def _paper(self, iri: str) -> Iterator[tuple[str, tuple[str, ...]]]:
        document = iri.partition("#")[0]
        (paper,) = self._ask("paper_profile", paper=document)
        authors = list(self._ask("paper_authors", paper=document))
        names = ", ".join(author.name_as_listed for author in authors)
        if any(author.list_complete is False for author in authors):
            names += " et al."
        if document != iri:
            yield "name", self._texts(iri, NAME_AS_LISTED)
            yield "affiliation", self._texts(iri, schema_term("affiliation"))
        yield "title", (paper.title,)
        yield "authors", (names,)
        yield "venue", self._texts(paper.venue, NAME) if paper.venue else ()
        yield "year", (str(paper.year),) if paper.year else ()
        for heading, predicate in _IDENTIFIERS.items():
            yield heading, self._texts(document, predicate)

    def _agent(self, iri: str) -> Iterator[tuple[str, tuple[str, ...]]]:
        papers = list(islice(self._ask("author_papers", author=iri), MOST_PAPERS + 1))
        names = self._texts(iri, NAME)
        yield "name", names
        others = (name for name in self._texts(iri, schema_term("alternateName")))
        yield "also", tuple(name for name in others if name not in names)
        yield "same as", self._iris(iri, schema_term("sameAs"))
        lines = [_line(paper.year, paper.title, paper.authors) for paper in papers[:MOST_PAPERS]]
        yield "papers", (*lines, *(["… and more"] if len(papers) > MOST_PAPERS else []))

    def _venue(self, iri: str) -> Iterator[tuple[str, tuple[str, ...]]]:
        years = [row.year for row in self._ask("venue_editions", venue=iri) if row.year]
        yield "name", self._texts(iri, NAME)
        yield "also", self._texts(iri, schema_term("alternateName"))
        yield "years", (f"{min(years)}–{max(years)}",) if years else ()
        yield "same as", self._iris(iri, schema_term("sameAs"))

    def _paper_line(self, authorship: str, label: str | None = None) -> str:
        """The paper of an authorship in one line."""
        facts = self.facts(authorship, label)
        if "title" in facts:
            year = facts.get("year", ("",))[0]
            return _line(year, facts["title"][0], facts.get("authors", ("",))[0])
        return _safe(label or self.shorten(authorship))

    def _ask(self, question: str, **arguments: str) -> Iterable[Any]:
        return ask(self._store, question, arguments) if self._store else ()

    def _texts(self, subject: str, predicate: str) -> tuple[str, ...]:
        return tuple(sorted(filter(None, map(text_of, self._objects(subject, predicate)))))

    def _iris(self, subject: str, predicate: str) -> tuple[str, ...]:
        found = (token for token in self._objects(subject, predicate) if token.startswith("<"))
        return tuple(sorted(self.shorten(token[1:-1]) for token in found))

    def _objects(self, subject: str, predicate: str) -> list[str]:
        return self._store.objects(term(subject), predicate) if self._store else []


def _line(year: object, title: str, authors: str | None) -> str:
    return _safe(f"{year or '    '} {title}" + (f" – {authors}" if authors else ""))


def _safe(text: str) -> str:
    return visible(collapse(text))
