"""A run of linking: the records that come of it, and the account of what was compared."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

import kg
from kg.graph.vocab import SEMAPV
from kg.link.remote.answers import NoAnswer
from kg.link.score import Evidence
from kg.model import Judgement, LinkRecord

TOOL = "https://w3id.org/scholarly-kg/"
"""What proposes the links, as an IRI."""

BY_IDENTIFIER = f"{SEMAPV}MappingChaining"
"""Of all words of the vocabulary the one that fits: both bear one identifier, and the link is the
chain of the two statements that say so."""

BY_FEATURES = f"{SEMAPV}CompositeMatching"
"""Several features are compared and weighed together."""

BY_NAME = f"{SEMAPV}LexicalMatching"
"""Only a name or a title is compared."""

_FIELDS = {
    "title": "title",
    "name": "name",
    "short name": "name",
    "authors": "authors",
    "years apart": "year",
    "venue": "venue",
    "pages": "pages",
    "kind": "kind",
}
"""Feature → what was compared, in a word."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two things that can't both be as stated, so that nothing is linked.

    ``subject`` and ``object`` are IRIs or identifiers.
    """

    subject: str
    object: str
    reason: str


@dataclass(frozen=True, slots=True)
class Side:
    """Where one side of a run is from: an IRI, and which state of it."""

    source: str
    version: str | None = None


@dataclass(slots=True)
class Run:
    """What came of linking a graph to a target.

    ``compared`` counts the things of the graph for which a partner was looked for, ``known`` the
    links that say nothing new. What is ``unanswered`` says nothing of a link.
    """

    graph: Side
    target: Side
    day: date
    records: list[LinkRecord] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    unanswered: list[NoAnswer[str]] = field(default_factory=list)
    compared: int = 0
    known: int = 0

    def of(self, judgement: Judgement) -> list[LinkRecord]:
        """The records of one judgement."""
        return [record for record in self.records if record.judgement is judgement]

    def leave_out(self, recorded: Iterable[LinkRecord]) -> None:
        """Leave out what earlier records say already; what people decided is not asked again.

        A link that was left for review and is sure now stays.
        """
        settled: dict[tuple[str, frozenset[str]], bool] = {}
        for one in recorded:
            firm = one.by_hand or one.judgement is not Judgement.REVIEW
            settled[_what(one)] = settled.get(_what(one), False) or firm
        new = [
            one
            for one in self.records
            if _what(one) not in settled
            or (one.judgement is Judgement.ACCEPT and not settled[_what(one)])
        ]
        self.known += len(self.records) - len(new)
        self.records = new

    @property
    def complete(self) -> bool:
        """Whether the target answered all that it was asked."""
        return not self.unanswered

    def add(
        self,
        subject: str,
        predicate: str,
        object: str,
        judgement: Judgement,
        *,
        justification: str,
        confidence: float,
        evidence: str,
        fields: Iterable[str] = (),
        labels: tuple[str | None, str | None] = (None, None),
    ) -> None:
        """Add a record; confidence has three places, as in files, and is not rounded up to 1."""
        self.records.append(
            LinkRecord(
                subject=subject,
                predicate=predicate,
                object=object,
                judgement=judgement,
                justification=justification,
                confidence=min(round(confidence, 3), 0.999) if confidence < 1 else 1.0,
                subject_label=labels[0],
                object_label=labels[1],
                fields=tuple(fields),
                evidence=evidence,
                tool=TOOL,
                tool_version=kg.__version__,
                date=self.day,
                subject_source=self.graph.source,
                object_source=self.target.source,
                object_source_version=self.target.version,
            )
        )


def _what(record: LinkRecord) -> tuple[str, frozenset[str]]:
    """What a record is of, whichever side it begins with."""
    return record.predicate, frozenset((record.subject, record.object))


def in_words(evidence: Sequence[Evidence], remark: str = "") -> str:
    """What speaks for and against a link, each with what it adds to the log-odds.

    >>> in_words([Evidence("title", "1.00 alike", 7.0)], "cut")
    'title: 1.00 alike (+7.0); cut'
    """
    parts = [
        f"{part.feature}: {part.found} ({part.points:+.1f})"
        if part.found
        else f"{part.feature} ({part.points:+.1f})"
        for part in evidence
    ]
    return "; ".join([*parts, remark] if remark else parts)


def fields_of(evidence: Iterable[Evidence], shared: Iterable[str] = ()) -> tuple[str, ...]:
    """What was compared, in words, each once; of a link by identifiers only their schemes.

    ``shared`` are identifiers in common, as CURIEs. A link whose fields are schemes alone is
    proven: whatever else agrees is not what it rests on.
    """
    schemes = dict.fromkeys(curie.partition(":")[0] for curie in shared)
    found = (_FIELDS.get(part.feature) for part in evidence)
    return tuple(schemes) or tuple(dict.fromkeys(one for one in found if one))
