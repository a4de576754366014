"""Publications of a graph and of a target → matched pairs, and the records of a run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from kg.graph.iri import resolver_iri
from kg.graph.vocab import OWL
from kg.link.papers import Link, link_papers
from kg.link.publications import Publication
from kg.link.remote.answers import NoAnswer
from kg.link.run import BY_FEATURES, BY_IDENTIFIER, BY_NAME, Conflict, Run, fields_of, in_words
from kg.link.score import SHARED, Decision
from kg.link.targets.target import Progress, Target
from kg.model import Identifier, Judgement

SAME_AS = f"{OWL}sameAs"


@dataclass(frozen=True, slots=True)
class Match:
    """A publication of the graph and one of the target that are one.

    ``link`` tells why; there is none where the graph has both as one publication.
    """

    ours: Publication
    theirs: Publication
    link: Link | None = None

    @property
    def confidence(self) -> float:
        """How sure it is, from 0 to 1."""
        return self.link.confidence if self.link else 1.0


@dataclass(slots=True)
class Matches:
    """What came of comparing publications.

    ``same`` and ``accepted`` are one to one; ``review`` are pairs that may be one, and
    ``conflicts`` pairs that share an identifier and nothing else. ``compared`` counts publications
    of the graph.
    """

    same: list[Match] = field(default_factory=list)
    accepted: list[Match] = field(default_factory=list)
    review: list[Match] = field(default_factory=list)
    conflicts: list[Match] = field(default_factory=list)
    unanswered: list[NoAnswer[str]] = field(default_factory=list)
    compared: int = 0


def match(
    ours: Sequence[Publication],
    target: Target,
    progress: Progress,
    limit: int | None = None,
) -> Matches:
    """Compare the publications of a graph with those of a target.

    A publication that is of the target already is not compared with others of it. With ``limit``
    only the first so many are asked for and matched; the others still tell what is rare.
    """
    graph = {one.iri: one for one in ours if target.sha256 not in one.sources}
    asked = dict(list(graph.items())[:limit])
    found = target.publications(list(asked.values()), progress)
    both = {one.iri: one for one in ours if {*one.sources} - {target.sha256}}
    matches = Matches(unanswered=found.unanswered, compared=len(asked))
    right = []
    for theirs in found.things:
        if theirs.iri in both:
            matches.same.append(Match(both[theirs.iri], theirs))
            graph.pop(theirs.iri, None)
        else:
            right.append(theirs)
    elsewhere = {one.iri: one for one in right}
    progress("comparing publications", 0, len(graph))
    for link in link_papers((one.record for one in graph.values()), (one.record for one in right)):
        if link.left not in asked:
            continue
        pair = Match(asked[link.left], elsewhere[link.right], link)
        if link.decision is Decision.ACCEPT:
            matches.accepted.append(pair)
        elif link.decision is Decision.CONFLICT:
            matches.conflicts.append(pair)
        else:
            matches.review.append(pair)
    return matches


def link_publications(
    run: Run,
    ours: Sequence[Publication],
    target: Target,
    progress: Progress,
    limit: int | None = None,
) -> None:
    """Fill a run with what publications of the graph are in the target.

    What the graph has as one work already, or states itself, is counted and not linked again.
    """
    matches = match(ours, target, progress, limit)
    in_graph = {one.iri: one for one in ours}
    run.compared = matches.compared
    run.unanswered += matches.unanswered
    run.known += len(matches.same)
    run.conflicts += map(_conflict, matches.conflicts)
    for judgement, pairs in (
        (Judgement.ACCEPT, matches.accepted),
        (Judgement.REVIEW, matches.review),
    ):
        for pair in pairs:
            if _is_known(pair, in_graph):
                run.known += 1
            else:
                _add(run, pair, judgement, target)


def _is_known(pair: Match, in_graph: Mapping[str, Publication]) -> bool:
    """Whether the graph has a pair as one work, or states the other as the same."""
    other = in_graph.get(pair.theirs.iri)
    if other is not None:
        return other.work is not None and other.work == pair.ours.work
    return pair.theirs.iri in _stated(pair.ours.record.identifiers)


def _stated(keys: Iterable[str]) -> set[str | None]:
    """The IRIs that the graph states of a publication by its identifiers."""
    return {resolver_iri(Identifier(*key.split(":", 1)), of_person=False) for key in keys}


def _add(run: Run, pair: Match, judgement: Judgement, target: Target) -> None:
    link, ours, theirs = pair.link, pair.ours.record, pair.theirs.record
    if link is None:
        return
    shared = _shared(pair) if _is_proven(link) else []
    if shared:
        justification = BY_IDENTIFIER
    else:
        justification = BY_FEATURES if theirs.authors or theirs.year else BY_NAME
    remark = "; ".join(filter(None, (link.remark, target.remark(pair.theirs.iri))))
    run.add(
        ours.id,
        SAME_AS,
        theirs.id,
        judgement,
        justification=justification,
        confidence=link.confidence,
        evidence=in_words(link.evidence, remark),
        fields=fields_of(link.evidence, shared),
        labels=(ours.title, theirs.title),
    )


def _is_proven(link: Link) -> bool:
    """Whether both bear an identifier that few others bear."""
    return any(one.feature == "identifiers" and one.points >= SHARED for one in link.evidence)


def _shared(pair: Match) -> list[str]:
    return sorted({*pair.ours.record.identifiers} & {*pair.theirs.record.identifiers})


def _conflict(pair: Match) -> Conflict:
    return Conflict(
        pair.ours.iri,
        pair.theirs.iri,
        f"both state {', '.join(_shared(pair))}, but {pair.ours.record.title!r}"
        f" is not {pair.theirs.record.title!r}",
    )
