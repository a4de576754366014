"""What all adapters do: find things in a graph, then read what it says of them.

Which query finds what, and how identifiers are written there, the adapter of a graph says. A
candidate is the IRI of a thing and a record; whether it is the same is for others to decide.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, TypeVar

from kg.link.remote.adapters.spellings import nodes
from kg.link.remote.answers import Answer, NoAnswer, Reply, Rows, together
from kg.link.remote.candidates import (
    Candidate,
    Facts,
    Series,
    paper_of,
    person_of,
    series_of,
)
from kg.link.remote.client import Client
from kg.model import Identifier, Paper, Person

if TYPE_CHECKING:
    from kg.questions.fill import Term

Item = TypeVar("Item", bound=Hashable)
Record = TypeVar("Record")

Candidates = list[Answer[Item, tuple[Candidate[Record], ...]]]
"""An answer for each thing that was asked for, in order, each once."""

Reader = Callable[[str, Facts, str], Record | None]


class Adapter(ABC):
    """A graph to look for candidates in.

    ``name`` is also that of the folder of its queries, and ``scheme`` that of its own identifiers.
    ``facts`` tells which scheme a fact is of where its name does not.
    """

    name: ClassVar[str]
    scheme: ClassVar[str]
    facts: ClassVar[Mapping[str, str]] = {}

    def __init__(self, client: Client) -> None:
        self.client = client

    def papers_by_identifier(self, asked: Iterable[Identifier]) -> Candidates[Identifier, Paper]:
        """Publications that bear identifiers; what is stated, whatever else differs."""
        terms = {one: self.paper_terms(one) for one in asked}
        return self._candidates(self._find("papers_by_identifier", terms), "papers", paper_of)

    def papers_by_title(self, titles: Iterable[str]) -> Candidates[str, Paper]:
        """Publications by their titles, written as they may be written there."""
        terms = {title: self.title_terms(title) for title in titles}
        return self._candidates(self._find("papers_by_title", terms), "papers", paper_of)

    def people_by_identifier(self, asked: Iterable[Identifier]) -> Candidates[Identifier, Person]:
        """People who bear identifiers."""
        terms = {one: self.person_terms(one) for one in asked}
        return self._candidates(self._find("people_by_identifier", terms), "people", person_of)

    def people_by_name(self, names: Iterable[str]) -> Candidates[str, Person]:
        """People by a name; there may be many of one name."""
        terms = {name: self.name_terms(name) for name in names}
        return self._candidates(self._find("people_by_name", terms), "people", person_of)

    def venues_by_name(self, names: Iterable[str]) -> Candidates[str, Series]:
        """Journals and conference series by a name or an abbreviation."""
        terms = {name: self.name_terms(name) for name in names}
        return self._candidates(self._find("venues_by_name", terms), "venues", series_of)

    @abstractmethod
    def paper_terms(self, asked: Identifier) -> Sequence[Term]:
        """How the identifier of a publication may be written there; nothing if it never is."""

    @abstractmethod
    def person_terms(self, asked: Identifier) -> Sequence[Term]:
        """How the identifier of a person may be written there; nothing if it never is."""

    @abstractmethod
    def title_terms(self, title: str) -> Sequence[Term]:
        """How a title may be written there."""

    @abstractmethod
    def name_terms(self, name: str) -> Sequence[Term]:
        """How a name may be written there."""

    def client_for(self, query: str) -> Client:
        """Who is asked a query, of a graph that is at several places."""
        return self.client

    def _find(
        self, query: str, terms: Mapping[Item, Sequence[Term]]
    ) -> dict[Item, Answer[Item, Rows]]:
        """What a query finds; its rows have the IRIs found as ``iri``."""
        asked = {item: some for item, some in terms.items() if some}
        found = self.client_for(query).look_up(template(self.name, query), asked)
        return {item: found.get(item) or self._never_asked(item) for item in terms}

    def _never_asked(self, item: Item) -> NoAnswer[Item]:
        what = (
            f"identifiers of the scheme {item.scheme}" if isinstance(item, Identifier) else "this"
        )
        return NoAnswer(item, f"{self.name} can't be asked for {what}")

    def _said(self, query: str, iris: Iterable[str]) -> Mapping[str, Answer[str, Rows]]:
        """What a query says of things; nothing can be said of what has no IRI."""
        terms = {iri: nodes([iri]) for iri in iris}
        asked = {iri: node for iri, node in terms.items() if node}
        said = self.client_for(query).look_up(template(self.name, query), asked)
        return {iri: said.get(iri) or NoAnswer(iri, "it has no IRI") for iri in terms}

    def _candidates(
        self, found: Mapping[Item, Answer[Item, Rows]], query: str, read: Reader[Record]
    ) -> Candidates[Item, Record]:
        iris = {
            item: sorted({row["iri"].value for row in reply.value if "iri" in row})
            for item, reply in found.items()
            if isinstance(reply, Reply)
        }
        said = self._said(query, dict.fromkeys(iri for some in iris.values() for iri in some))
        return [
            answer
            if isinstance(answer, NoAnswer)
            else self._put_together(answer, [said[iri] for iri in iris[item]], read)
            for item, answer in found.items()
        ]

    def _put_together(
        self,
        reply: Reply[Item, Rows],
        said: Sequence[Answer[str, Rows]],
        read: Reader[Record],
    ) -> Answer[Item, tuple[Candidate[Record], ...]]:
        candidates = []
        origins = []
        for one in said:
            if isinstance(one, NoAnswer):
                return NoAnswer(reply.asked, f"nothing is known of {one.asked}: {one.reason}")
            origins.append(one.origin)
            record = read(one.asked, Facts(one.value, self.facts), self.scheme)
            if record is not None:
                candidates.append(Candidate(one.asked, record))
        return Reply(reply.asked, tuple(candidates), together(reply.origin, origins))


@lru_cache(maxsize=64)
def template(adapter: str, query: str) -> str:
    """A query of an adapter, without the comments at its head."""
    text = (Path(__file__).parent / adapter / f"{query}.rq").read_text("utf-8")
    return "".join(line for line in text.splitlines(keepends=True) if not line.startswith("#"))
