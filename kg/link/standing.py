"""What stands of all that is said of two things: people outrank programs, the latest others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from kg.graph.vocab import SAME_AS
from kg.model import Judgement, LinkRecord
from kg.resolve.links import judged

Pair = tuple[str, str, str]
"""What a link is about: predicate and both ends, in one order where the order says nothing."""


def pair_of(link: LinkRecord) -> Pair:
    """The pair that a link is about."""
    ends = link.subject, link.object
    if link.predicate == SAME_AS:
        ends = min(ends), max(ends)
    return link.predicate, *ends


def standing(links: Iterable[LinkRecord]) -> Iterator[LinkRecord]:
    """Of each pair the link that counts, in order; where nothing is decided, one to review.

    Of several that say the same it is the one with most confidence.
    """
    said: defaultdict[Pair, list[LinkRecord]] = defaultdict(list)
    for link in links:
        said[pair_of(link)].append(link)
    for _, some in sorted(said.items()):
        _, deciding = judged(some, _day)
        open_ = [link for link in some if link.judgement is Judgement.REVIEW]
        yield max(deciding or open_ or some, key=_confidence)


def _confidence(link: LinkRecord) -> tuple[float, str]:
    return link.confidence or 0.0, repr(link)


def _day(link: LinkRecord) -> str:
    return link.date.isoformat() if link.date else ""
