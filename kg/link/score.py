"""From features to a decision: a table of weights, their sum, and two thresholds.

The weights are log-odds (natural logarithm): what a feature says is added up, and the sum is the
confidence 1 / (1 + e^-sum) that two records are one publication, or a preprint and its
publication. They were set by reasoning, on perturbed copies of real lists and after a look at pairs
that were left for review, never fitted to labels; who doubts one can read its reason and see its
part in every link.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from kg.link.features import Features
from kg.link.titles import Part
from kg.link.venues import VenueAgreement

ACCEPT = 0.95
"""From this confidence on a pair is accepted, if it has no rival."""

REVIEW = 0.5
"""From this confidence on a pair is put before a person."""


class Decision(StrEnum):
    """What becomes of a pair."""

    ACCEPT = "accept"
    REVIEW = "review"
    NONE = "none"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One feature of a pair: what was found, and what it adds to the log-odds."""

    feature: str
    found: str
    points: float


Curve = Sequence[tuple[float, float]]
"""Points at some values of a feature, in rising order; straight lines between them."""

BASE = -4.5
"""Where a pair starts: of the pairs that share a key hardly one in a hundred is one publication."""

TITLE: Curve = (
    # Half the words differ: another paper.
    (0.5, -8.0),
    (0.7, -4.0),
    # One telling word of five differs: mostly another paper on the same subject.
    (0.8, -1.0),
    (0.85, 1.0),
    # Typing errors, a hyphen, a plural.
    (0.9, 3.5),
    (0.95, 5.5),
    (1.0, 7.0),
)
"""By the likeness of the titles; what speaks for a pair is multiplied by how much they tell."""

TITLE_PART: Mapping[Part, float] = {
    # Sources leave subtitles away.
    Part.SUBTITLE: -1.0,
    Part.CUT: -1.0,
    # Series of papers share their beginnings.
    Part.BEGINNING: -2.5,
}
"""One title is only a part of the other."""

REPLACED = -4.0
"""For a telling word that stands where the other title has another one: the same authors write of
mining itemsets here and of mining sequences there."""

ADDED = -3.0
"""For a telling word that only one has: "online" forests are not forests, but sources add words."""

NUMBERS: Mapping[str, float] = {
    # Part I and part II, 1998 and 1999.
    "differ": -7.0,
    # "Part I" is often called that only after part II came out.
    "one-sided": -1.5,
    # Sources leave subtitles away, but hardly "part II".
    "later part": -5.0,
}

NOTE = -0.5
"""One is called an abstract, demonstration … and the other not: sources leave that away too."""

AUTHORS: Curve = (
    # Nobody in common: another paper, unless a source is wrong.
    (0.0, -7.0),
    (0.25, -3.0),
    (0.5, 0.0),
    (0.75, 2.5),
    (1.0, 4.0),
)
"""By the share of the names that agree."""

RARITY, MOST_RARITY = 0.5, 1.5
"""For each agreeing name that is rare, and at most: two lists of common names agree by chance."""

AUTHOR_MISSING, MOST_MISSING = -0.5, -2.0
"""For each author of one list that is not in the other though both are complete."""

EDITION_ONE, EDITION_MORE = 0.5, 1.5
"""One author alone, or the very same several, in one venue and year: few have two papers there.

Those who have two give them titles that differ in a word, so replaced words take this back.
"""

YEARS: Sequence[float] = (1.0, -0.5, -2.0, -3.0, -3.0, -4.0)
"""By the difference of the years, the last for all larger ones."""

YEARS_PREPRINT: Sequence[float] = (0.5, 0.0, -0.5, -1.5, -2.5, -4.0)
"""The same where one is a preprint, which comes before the publication."""

VENUE: Mapping[VenueAgreement, float] = {
    VenueAgreement.SAME: 1.5,
    VenueAgreement.ALIKE: 1.0,
    VenueAgreement.UNKNOWN: 0.0,
    VenueAgreement.PREPRINT: 0.0,
    # Spellings that no rule brings together are sometimes one venue all the same.
    VenueAgreement.UNLIKE: -1.5,
    # Both are known, and are not the same.
    VenueAgreement.OTHER: -6.0,
    # A paper in a journal is another publication than the talk of the same title.
    VenueAgreement.OTHER_KIND: -5.0,
}

PAGES: Mapping[int, float] = {2: 2.0, 1: 1.5, -1: -2.0}
"""All pages, or the first, are the same, or the first are not."""

SHARED, SHARED_BY_MANY = 12.0, 4.0
"""A common identifier proves a pair, unless many records of one source bear it."""

CONFLICTING = -9.0
"""Both have an identifier of a scheme that gives each publication one, and they differ."""


def weigh(features: Features) -> tuple[Evidence, ...]:
    """What each feature adds, in the order of the table; features that say nothing are left out."""
    return tuple(part for part in _parts(features) if part.points)


def _parts(f: Features) -> list[Evidence]:
    title = on(TITLE, f.title)
    if title > 0:
        title *= f.title_tells
    part = TITLE_PART[f.title_part] if f.title_part and title > 0 else 0.0
    shared = SHARED_BY_MANY if f.shared_by_many else SHARED
    conflicting = CONFLICTING if f.conflicting else 0.0
    authors = 0.0 if f.authors is None else on(AUTHORS, f.authors)
    missing = max(AUTHOR_MISSING * f.authors_missing, MOST_MISSING)
    return [
        Evidence("prior", "", BASE),
        Evidence("identifiers", ", ".join(f.shared), shared if f.shared else 0.0),
        Evidence("other identifiers", ", ".join(f.conflicting), conflicting),
        Evidence("title", f"{f.title:.2f} alike, tells {f.title_tells:.2f}", title),
        Evidence("part of title", f.title_part or "", part),
        Evidence("words replaced", f"{f.replaced:.2f}", REPLACED * min(f.replaced, 1.0)),
        Evidence("words added", f"{f.added:.2f}", ADDED * min(f.added, 1.0)),
        Evidence("numbers in title", f.numbers or "", NUMBERS.get(f.numbers or "", 0.0)),
        Evidence("note behind title", "differs", NOTE if f.note_differs else 0.0),
        Evidence("authors", f"{f.authors or 0:.2f}", authors),
        Evidence("rare names", f"{f.rarity:.2f}", min(RARITY * f.rarity, MOST_RARITY)),
        Evidence("authors missing", str(f.authors_missing), missing),
        Evidence("one edition", f"{f.same_authors} authors", _edition_points(f)),
        Evidence("years apart", str(f.years), _year_points(f)),
        Evidence("venue", f.venue.value, VENUE[f.venue]),
        Evidence("pages", str(f.pages), 0.0 if f.pages is None else PAGES[f.pages]),
    ]


def _edition_points(features: Features) -> float:
    one_venue = features.venue in {VenueAgreement.SAME, VenueAgreement.ALIKE}
    if not features.same_authors or features.years != 0 or not one_venue:
        return 0.0
    points = EDITION_ONE if features.same_authors == 1 else EDITION_MORE
    return points * (1 - min(features.replaced, 1.0))


def _year_points(features: Features) -> float:
    if features.years is None:
        return 0.0
    table = YEARS_PREPRINT if features.venue is VenueAgreement.PREPRINT else YEARS
    return table[min(features.years, len(table) - 1)]


def on(curve: Curve, value: float) -> float:
    """The points of a curve at a value; what lies outside it has those of its end."""
    before = curve[0]
    for point in curve:
        if value <= point[0]:
            if point is before:
                return point[1]
            share = (value - before[0]) / (point[0] - before[0])
            return before[1] + share * (point[1] - before[1])
        before = point
    return before[1]


def total(evidence: Sequence[Evidence]) -> float:
    """The sum of the points: the log-odds."""
    return math.fsum(part.points for part in evidence)


def confidence(log_odds: float) -> float:
    """The probability that log-odds stand for.

    >>> confidence(0.0)
    0.5
    """
    return 1 / (1 + math.exp(-log_odds)) if log_odds > -700 else 0.0
