"""Links as tests state them: briefly, between invented papers and people."""

from __future__ import annotations

from datetime import date

from kg.graph.iri import name_iri, publication_iri
from kg.graph.vocab import DEFAULT_BASE, POSSIBLE_PERSON, SAME_AS, SEMAPV, VERIFIED_AGENT
from kg.model import Judgement, LinkRecord, Paper

BY_HAND = f"{SEMAPV}ManualMappingCuration"
BY_PROGRAM = f"{SEMAPV}CompositeMatching"
DAY = date(2026, 11, 30)


def link(
    subject: str,
    predicate: str,
    target: str,
    judgement: Judgement = Judgement.ACCEPT,
    *,
    by_hand: bool = False,
    confidence: float | None = 0.97,
    fields: tuple[str, ...] = ("title", "author"),
    day: date = DAY,
    label: str | None = None,
) -> LinkRecord:
    """A link by a program, or a decision by a person."""
    return LinkRecord(
        subject=subject,
        predicate=predicate,
        object=target,
        judgement=judgement,
        justification=BY_HAND if by_hand else BY_PROGRAM,
        confidence=None if by_hand else confidence,
        subject_label=label,
        fields=() if by_hand else fields,
        evidence=None if by_hand else "the same title and authors",
        author="https://orcid.org/0000-0002-1825-0097" if by_hand else None,
        tool=None if by_hand else "kg link papers",
        tool_version=None if by_hand else "0.1",
        date=day,
    )


def paper_iri(paper: Paper) -> str:
    """The IRI of a paper under the default base."""
    return publication_iri(DEFAULT_BASE, paper)


def cluster_iri(name: str) -> str:
    """The IRI of a name under the default base."""
    return name_iri(DEFAULT_BASE, name)


def person(key: str) -> str:
    """The IRI of a person, ``local/ada``, under the default base."""
    return f"{DEFAULT_BASE}person/{key}"


def same(
    one: Paper,
    other: Paper,
    judgement: Judgement = Judgement.ACCEPT,
    *,
    by_hand: bool = False,
    confidence: float = 0.97,
) -> LinkRecord:
    """That two papers are one work, or not."""
    return link(
        paper_iri(one), SAME_AS, paper_iri(other), judgement, by_hand=by_hand, confidence=confidence
    )


def possible(
    name: str, whom: str, judgement: Judgement = Judgement.ACCEPT, *, by_hand: bool = False
) -> LinkRecord:
    """Who may stand behind a name."""
    return link(cluster_iri(name), POSSIBLE_PERSON, whom, judgement, by_hand=by_hand)


def verified(
    paper: Paper,
    place: int,
    whom: str,
    judgement: Judgement = Judgement.ACCEPT,
    *,
    by_hand: bool = False,
    fields: tuple[str, ...] = ("author",),
    label: str | None = None,
) -> LinkRecord:
    """Whose a place in the author list of a paper is."""
    subject = f"{paper_iri(paper)}#author-{place}"
    return link(
        subject, VERIFIED_AGENT, whom, judgement, by_hand=by_hand, fields=fields, label=label
    )
