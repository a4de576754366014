"""What all targets of linking do: say what they hold of some publications, names and venues."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from kg.errors import UsageError
from kg.graph.iri import resolver_iri
from kg.link.publications import Publication, Role
from kg.link.records import paper_record
from kg.link.remote.answers import NoAnswer
from kg.link.remote.candidates import Candidate, Series
from kg.link.run import Side
from kg.model import Identifier, Paper, Person

Thing = TypeVar("Thing")

Progress = Callable[[str, int, int | None], None]
"""Called with what is being done, how much is done, and of how much, if that is known."""


@dataclass(slots=True)
class Found(Generic[Thing]):
    """What a target holds, and the questions to which it gave no answer."""

    things: list[Thing] = field(default_factory=list)
    unanswered: list[NoAnswer[str]] = field(default_factory=list)


class Target(ABC):
    """Something to link a graph to.

    ``side`` names it in records. ``sha256`` is the source of the graph that it is, if it is one:
    publications of that source are not compared with themselves.
    """

    sha256: str | None = None

    def __init__(self, side: Side) -> None:
        self.side = side

    @abstractmethod
    def publications(self, ours: Sequence[Publication], progress: Progress) -> Found[Publication]:
        """Publications that may be some of the graph's; each IRI once."""

    def people(
        self, names: Sequence[str], progress: Progress
    ) -> Found[tuple[str, Candidate[Person]]]:
        """People who bear some names, by the name that was asked for; none where names say little.

        Only graphs of people can be asked for them.
        """
        return Found()

    def series(
        self, names: Sequence[str], progress: Progress
    ) -> Found[tuple[str, Candidate[Series]]]:
        """Venues that bear some names, by the name that was asked for.

        Raises ``UsageError`` where venues are only names.
        """
        raise UsageError(
            "venues there are only names; link them to dblp, semopenalex, wikidata,"
            " a dump of one of these, or a reconciliation service"
        )

    def agent(self, identifier: Identifier) -> str | None:
        """The IRI of a person of whom the target states an identifier, outside the graph."""
        return resolver_iri(identifier, of_person=True)

    def remark(self, iri: str) -> str:
        """What the target itself says of how well a thing fits, if it does."""
        return ""


def publication(iri: str, paper: Paper) -> Publication:
    """A publication elsewhere, from what is said of it there."""
    return Publication(
        paper_record(iri, paper), tuple(Role(iri, mention) for mention in paper.mentions)
    )


def by_iri(publications: Mapping[str, Publication]) -> list[Publication]:
    """Publications in the order of their IRIs, whatever order they were found in."""
    return [publications[iri] for iri in sorted(publications)]


def nameless(asked: str, iri: str | None) -> NoAnswer[str]:
    """What becomes of a question whose answer names a thing that nothing can be linked to."""
    said = "without an IRI" if iri is None else f"with the IRI {iri!r}, which is no web address"
    return NoAnswer(asked, f"there is something {said}")
