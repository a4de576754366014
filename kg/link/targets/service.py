"""A Reconciliation service as a target: it offers things for a name, and says little of them."""

from __future__ import annotations

from collections.abc import Sequence

from kg.link.publications import Publication
from kg.link.records import PaperRecord
from kg.link.remote.answers import NoAnswer
from kg.link.remote.candidates import Candidate, Series
from kg.link.remote.reconciliation import Match, Query, Reconciliation
from kg.link.run import Side
from kg.link.targets.graph import AT_A_TIME
from kg.link.targets.target import Found, Progress, Target, by_iri, nameless
from kg.model import Person
from kg.text.prefixes import is_iri


class ServiceTarget(Target):
    """A service that is asked for titles and names.

    What it offers has a name and no more, so that hardly anything is accepted without a person's
    look.
    """

    def __init__(self, service: Reconciliation) -> None:
        super().__init__(Side(service.address))
        self._service = service
        self._remarks: dict[str, str] = {}

    def publications(self, ours: Sequence[Publication], progress: Progress) -> Found[Publication]:
        titles = [one.record.title for one in ours]
        found = self._offered(titles, "asking for titles", progress)
        offered = {
            iri: Publication(PaperRecord(id=iri, title=match.name))
            for _, iri, match in found.things
        }
        return Found(by_iri(offered), found.unanswered)

    def people(
        self, names: Sequence[str], progress: Progress
    ) -> Found[tuple[str, Candidate[Person]]]:
        found = self._offered(names, "asking for people", progress)
        return Found(
            [
                (asked, Candidate(iri, Person(identifiers=(), names=(match.name,))))
                for asked, iri, match in found.things
            ],
            found.unanswered,
        )

    def series(
        self, names: Sequence[str], progress: Progress
    ) -> Found[tuple[str, Candidate[Series]]]:
        found = self._offered(names, "asking for venues", progress)
        return Found(
            [(asked, Candidate(iri, Series((match.name,)))) for asked, iri, match in found.things],
            found.unanswered,
        )

    def remark(self, iri: str) -> str:
        return self._remarks.get(iri, "")

    def _offered(
        self, names: Sequence[str], what: str, progress: Progress
    ) -> Found[tuple[str, str, Match]]:
        """What the service offers: the name that was asked for, the IRI, and what is said."""
        found = Found[tuple[str, str, Match]]()
        queries = [Query(name) for name in dict.fromkeys(names) if name.strip()]
        for start in range(0, len(queries), AT_A_TIME):
            progress(what, start, len(queries))
            for answer in self._service.candidates(queries[start : start + AT_A_TIME]):
                if isinstance(answer, NoAnswer):
                    found.unanswered.append(NoAnswer(answer.asked.name, answer.reason))
                    continue
                for match in answer.value:
                    if match.iri is None or not is_iri(match.iri):
                        found.unanswered.append(nameless(answer.asked.name, match.iri))
                        continue
                    self._note(match.iri, match)
                    found.things.append((answer.asked.name, match.iri, match))
        return found

    def _note(self, iri: str, match: Match) -> None:
        if match.score is not None:
            sure = ", and calls it a match" if match.certain else ""
            self._remarks[iri] = f"the service gives it {match.score:g}{sure}"
