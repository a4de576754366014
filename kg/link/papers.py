"""Publications of two sources → links, each with its evidence.

Records that share an identifier, or a key of :mod:`kg.link.blocking`, are compared
(:mod:`kg.link.features`), weighed (:mod:`kg.link.score`) and assigned one to one
(:mod:`kg.link.assign`). The result depends neither on the order of the records nor on which source
is called left. Memory grows with the number of records: about 5 KB for each.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kg.link.assign import Pair, assign
from kg.link.blocking import BlockingReport, candidates
from kg.link.corpus import Corpus, Prepared
from kg.link.features import LEAST_TITLE, Features, compare, compare_all
from kg.link.records import PaperRecord
from kg.link.score import ACCEPT, REVIEW, Decision, Evidence, confidence, total, weigh

LEAST_AUTHORS = 0.25
"""Author lists that agree less than this are those of different papers."""


@dataclass(frozen=True, slots=True)
class Link:
    """Two records that are, or may be, one publication.

    ``tier`` is 0 where they share an identifier, else 1. ``remark`` says why a pair that scores
    high enough is not accepted, and what is wrong in a conflict.
    """

    left: str
    right: str
    decision: Decision
    confidence: float
    evidence: tuple[Evidence, ...]
    tier: int = 1
    remark: str = ""


def link_papers(
    left: Iterable[PaperRecord],
    right: Iterable[PaperRecord],
    report: BlockingReport | None = None,
) -> Iterator[Link]:
    """Links between two sources: conflicts first, then accepted and reviewed pairs, best first.

    Accepted pairs are one to one. Pairs for review may share records with each other, never with
    an accepted pair. A conflict is an identifier that two records share though neither title nor
    authors agree: one of the sources is wrong, and nothing is linked.
    """
    corpus = Corpus(left, right)
    found: list[_Scored] = []
    for place, partners in candidates(corpus, report or BlockingReport()):
        one = corpus.left[place]
        for partner in partners:
            scored = _scored(one, corpus.right[partner], corpus)
            if scored is None:
                continue
            if _contradicts(scored.features):
                yield scored.link(Decision.CONFLICT, "a common identifier, and nothing else")
            elif scored.worth_a_look:
                found.append(scored)
    yield from _decided(found)


def explain(one: PaperRecord, other: PaperRecord, corpus: Corpus) -> tuple[Evidence, ...]:
    """What speaks for and against a pair, whatever the score; ``corpus`` tells what is rare."""
    return weigh(compare_all(corpus.prepared(one), corpus.prepared(other), corpus))


@dataclass(frozen=True, slots=True)
class _Scored:
    """A pair of records with what speaks for it."""

    left: str
    right: str
    features: Features
    log_odds: float

    @property
    def confidence(self) -> float:
        return confidence(self.log_odds)

    @property
    def worth_a_look(self) -> bool:
        """Whether a pair may be a link; a common identifier that few bear always is."""
        proven = bool(self.features.shared) and not self.features.shared_by_many
        return proven or self.confidence >= REVIEW

    def link(self, decision: Decision, remark: str = "") -> Link:
        tier = 0 if self.features.shared else 1
        points = weigh(self.features)
        return Link(self.left, self.right, decision, self.confidence, points, tier, remark)


def _scored(one: Prepared, other: Prepared, corpus: Corpus) -> _Scored | None:
    features = compare(one, other, corpus)
    if features is None:
        return None
    return _Scored(one.record.id, other.record.id, features, total(weigh(features)))


def _contradicts(features: Features) -> bool:
    """Whether two records share an identifier of theirs alone, and are two papers all the same."""
    return (
        bool(features.shared)
        and not features.shared_by_many
        and features.title < LEAST_TITLE
        and (features.authors or 0.0) < LEAST_AUTHORS
    )


def _decided(found: list[_Scored]) -> Iterator[Link]:
    by_ids = {(scored.left, scored.right): scored for scored in found}
    remarks: dict[tuple[str, str], str] = {}
    left_linked: set[str] = set()
    right_linked: set[str] = set()
    for pair, rival in assign(Pair(one.left, one.right, one.log_odds) for one in found):
        scored = by_ids[pair.left, pair.right]
        if scored.confidence < ACCEPT:
            break
        if rival:
            other = rival.right if rival.left == pair.left else rival.left
            remarks[pair.left, pair.right] = f"{other} fits as well"
            continue
        left_linked.add(pair.left)
        right_linked.add(pair.right)
        yield scored.link(Decision.ACCEPT)
    open_pairs = [
        one for one in found if one.left not in left_linked and one.right not in right_linked
    ]
    for scored in sorted(open_pairs, key=lambda one: Pair(one.left, one.right, one.log_odds).order):
        remark = remarks.get((scored.left, scored.right), "")
        yield scored.link(Decision.REVIEW, remark)
