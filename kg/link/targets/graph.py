"""DBLP, SemOpenAlex or Wikidata as a target, live or in a file, asked through its adapter."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from kg.link.publications import Publication
from kg.link.remote.adapters.adapter import Adapter, Candidates
from kg.link.remote.adapters.semopenalex import SemOpenAlex, agent_iri
from kg.link.remote.answers import NoAnswer, Reply
from kg.link.remote.candidates import Candidate, Series
from kg.link.run import Side
from kg.link.targets.target import Found, Progress, Target, by_iri, nameless, publication
from kg.model import Identifier, Person
from kg.text.prefixes import is_iri

AT_A_TIME = 500
"""Questions after which progress is told; the adapter parts them into requests."""

Item = TypeVar("Item", str, Identifier)
Record = TypeVar("Record")


class GraphTarget(Target):
    """A graph that is asked for what may be a thing: by its identifiers, else by its title or name.

    Where a whole round of questions has no answer, no more is asked.
    """

    def __init__(self, adapter: Adapter, side: Side) -> None:
        super().__init__(side)
        self._adapter = adapter

    def publications(self, ours: Sequence[Publication], progress: Progress) -> Found[Publication]:
        adapter = self._adapter
        stated = {one.iri: self._identifiers(one) for one in ours}
        asked = dict.fromkeys(identifier for some in stated.values() for identifier in some)
        candidates, unanswered = self._asked(
            adapter.papers_by_identifier, list(asked), "asking for identifiers", progress
        )
        answered = {identifier for identifier, _ in candidates}
        titles = dict.fromkeys(
            one.record.title
            for one in ours
            if answered.isdisjoint(stated[one.iri]) and adapter.title_terms(one.record.title)
        )
        by_title, silent = self._asked(
            adapter.papers_by_title, list(titles), "asking for titles", progress
        )
        found = {c.iri: publication(c.iri, c.record) for _, c in (*candidates, *by_title)}
        return Found(by_iri(found), [*unanswered, *silent])

    def people(
        self, names: Sequence[str], progress: Progress
    ) -> Found[tuple[str, Candidate[Person]]]:
        askable = [name for name in dict.fromkeys(names) if self._adapter.name_terms(name)]
        ask = self._adapter.people_by_name
        return Found(*self._asked(ask, askable, "asking for people", progress))

    def series(
        self, names: Sequence[str], progress: Progress
    ) -> Found[tuple[str, Candidate[Series]]]:
        askable = [name for name in dict.fromkeys(names) if self._adapter.name_terms(name)]
        ask = self._adapter.venues_by_name
        return Found(*self._asked(ask, askable, "asking for venues", progress))

    def agent(self, identifier: Identifier) -> str | None:
        if self._adapter.scheme == SemOpenAlex.scheme:
            return agent_iri(identifier)
        return super().agent(identifier)

    def _identifiers(self, one: Publication) -> list[Identifier]:
        """The identifiers of a publication that the graph can be asked for."""
        found = (Identifier(*key.split(":", 1)) for key in one.record.identifiers)
        return [identifier for identifier in found if self._adapter.paper_terms(identifier)]

    def _asked(
        self,
        ask: Callable[[Iterable[Item]], Candidates[Item, Record]],
        items: Sequence[Item],
        what: str,
        progress: Progress,
    ) -> tuple[list[tuple[Item, Candidate[Record]]], list[NoAnswer[str]]]:
        """What is found for each item, and the items without an answer."""
        found: list[tuple[Item, Candidate[Record]]] = []
        unanswered: list[NoAnswer[str]] = []
        for start in range(0, len(items), AT_A_TIME):
            progress(what, start, len(items))
            answers = ask(items[start : start + AT_A_TIME])
            for answer in answers:
                if isinstance(answer, NoAnswer):
                    unanswered.append(NoAnswer(_text(answer.asked), answer.reason))
                    continue
                for candidate in answer.value:
                    if is_iri(candidate.iri):
                        found.append((answer.asked, candidate))
                    else:
                        unanswered.append(nameless(_text(answer.asked), candidate.iri))
            if not any(isinstance(answer, Reply) for answer in answers):
                reason = unanswered[-1].reason
                rest = items[start + AT_A_TIME :]
                unanswered += [NoAnswer(_text(item), reason) for item in rest]
                break
        return found, unanswered


def _text(item: str | Identifier) -> str:
    return item if isinstance(item, str) else f"{item.scheme}:{item.value}"
