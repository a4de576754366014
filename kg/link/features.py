"""What two records have in common and what tells them apart: numbers that a person can check."""

from __future__ import annotations

import math
from dataclasses import dataclass

from kg.link.corpus import Corpus, Prepared
from kg.link.names import list_agreement
from kg.link.titles import Part, TitleLikeness, may_be_alike, title_likeness
from kg.link.venues import VenueAgreement, venue_agreement

TELLING = 3.0
"""So many rare words in common make a title that says all that a title can say."""

LEAST_TITLE = 0.5
"""Titles that are less alike than this are not worth a closer look."""


@dataclass(frozen=True, slots=True)
class Features:
    """A pair of records compared; ``None`` where one of them says nothing.

    - ``title``: the likeness of the titles, 0 to 1; ``title_tells``: how much it says, 0 for a
      title that everything is called, 1 for a distinct one; ``title_part``: one is a part of the
      other.
    - ``replaced``, ``added``: weights of words for which the other title has other words, or none.
    - ``numbers``: whether the numbers in the titles ``differ`` or are ``one-sided``; or, where one
      title is a part of the other, that it leaves the number of a ``later part`` away.
    - ``authors``: the share of the shorter list that agrees, less for names that the longer has
      more; ``authors_missing``: how many those are, if both lists are complete; ``same_authors``:
      the names of a list if all agree; ``rarity``: how rare the agreeing names are, summed up.
    - ``years``: the difference.
    - ``pages``: all are the same (2), the first (1), or they differ (-1).
    - ``shared``, ``conflicting``: identifiers in common, and schemes in which they differ.
    """

    title: float
    title_tells: float
    title_part: Part | None
    replaced: float
    added: float
    numbers: str | None
    note_differs: bool
    authors: float | None
    rarity: float
    same_authors: int
    authors_missing: int
    years: int | None
    venue: VenueAgreement
    pages: int | None
    shared: tuple[str, ...]
    shared_by_many: bool
    conflicting: tuple[str, ...]


def compare(one: Prepared, other: Prepared, corpus: Corpus) -> Features | None:
    """Compare two records, the same in either order; ``None`` if their titles are too unlike.

    Records that share an identifier are compared whatever their titles.
    """
    if one.identifiers.isdisjoint(other.identifiers):
        if not may_be_alike(one.title, other.title):
            return None
        one, other = sorted((one, other), key=lambda item: item.order)
        likeness = title_likeness(one.title, other.title)
        if likeness.value < LEAST_TITLE:
            return None
        return _features(one, other, likeness, corpus)
    return compare_all(one, other, corpus)


def compare_all(one: Prepared, other: Prepared, corpus: Corpus) -> Features:
    """Compare two records however unlike they are."""
    one, other = sorted((one, other), key=lambda item: item.order)
    return _features(one, other, title_likeness(one.title, other.title), corpus)


def _features(one: Prepared, other: Prepared, likeness: TitleLikeness, corpus: Corpus) -> Features:
    shared = one.identifiers & other.identifiers
    authors, rarity, missing = _authors(one, other, corpus)
    return Features(
        title=likeness.value,
        title_tells=_tells(one, other, likeness.telling, corpus),
        title_part=likeness.part,
        replaced=likeness.replaced,
        added=0.0 if likeness.part else likeness.added,
        numbers=_parts(one, other) if likeness.part else _numbers(one, other),
        note_differs=one.title.note != other.title.note,
        authors=authors,
        rarity=rarity,
        same_authors=len(one.names) if _same(one, other, authors) else 0,
        authors_missing=missing,
        years=_years(one, other),
        venue=_venue(one, other),
        pages=_pages(one.record.pages, other.record.pages),
        shared=tuple(sorted(shared)),
        shared_by_many=bool(shared) and all(corpus.holders[key] > 1 for key in shared),
        conflicting=() if shared else _conflicting(one.identifiers, other.identifiers),
    )


def _tells(one: Prepared, other: Prepared, telling: float, corpus: Corpus) -> float:
    """How much an agreement of the titles says, by the words in common and how often it occurs."""
    if corpus.is_generic(one.title) or corpus.is_generic(other.title):
        return 0.15
    bearers = max(corpus.titles[one.title.squashed], corpus.titles[other.title.squashed])
    of_words = min(1.0, 0.25 + 0.75 * telling / TELLING)
    return of_words / math.sqrt(1 + 0.5 * (bearers - 1))


def _numbers(one: Prepared, other: Prepared) -> str | None:
    """Whether the numbers in the titles contradict, or stand in one title alone."""
    mine, yours = one.title.numbers, other.title.numbers
    if mine == yours:
        return None
    return "differ" if mine - yours and yours - mine else "one-sided"


def _parts(one: Prepared, other: Prepared) -> str | None:
    """Whether one title alone is that of a later part: what it goes on with is no subtitle."""
    return "later part" if one.title.later != other.title.later else None


def _authors(one: Prepared, other: Prepared, corpus: Corpus) -> tuple[float | None, float, int]:
    if not one.names or not other.names:
        return None, 0.0, 0
    found = list_agreement(one.names, other.names)
    shorter, longer = sorted((one, other), key=lambda item: len(item.names))
    more = found.longer - found.shorter
    complete = one.record.complete is True and other.record.complete is True
    counted = 0.4 if complete else 0.15
    if shorter.record.complete is False:
        counted = 0.0
    if longer.record.complete is False and found.shorter < found.longer:
        counted = min(counted, 0.15)
    value = found.agreed / (found.shorter + counted * more)
    rarity = sum(corpus.rarity(name) for name in sorted(found.pairs, key=lambda name: name.key))
    return value, rarity, more if complete else 0


def _same(one: Prepared, other: Prepared, agreed: float | None) -> bool:
    """Whether the author lists are of one length and all names agree."""
    return len(one.names) == len(other.names) and (agreed or 0.0) >= _ALL_AGREE


_ALL_AGREE = 0.84
"""Lists of initials agree with those of full names as much as this."""


def _years(one: Prepared, other: Prepared) -> int | None:
    mine, yours = one.record.year, other.record.year
    return abs(mine - yours) if mine and yours else None


def _venue(one: Prepared, other: Prepared) -> VenueAgreement:
    if one.venue is None or other.venue is None:
        return VenueAgreement.UNKNOWN
    found = venue_agreement(one.venue, other.venue)
    submitted = not (one.record.published and other.record.published)
    if submitted and found not in {VenueAgreement.SAME, VenueAgreement.ALIKE}:
        return VenueAgreement.PREPRINT
    return found


def _pages(mine: str | None, yours: str | None) -> int | None:
    if not mine or not yours:
        return None
    if mine == yours:
        return 2
    first, second = mine.partition("-")[0], yours.partition("-")[0]
    if first == second:
        return 1
    # Some venues count the pages of each paper from 1.
    return None if "1" in {first, second} else -1


ONE_EACH = ("doi", "arxiv", "acl", "dblp", "pmid", "pmcid")
"""Schemes that give a publication one identifier: two different ones are two publications."""


def _conflicting(mine: frozenset[str], yours: frozenset[str]) -> tuple[str, ...]:
    """The schemes of :data:`ONE_EACH` in which both have identifiers and none is the same."""
    schemes = {key.partition(":")[0] for key in mine} & {key.partition(":")[0] for key in yours}
    return tuple(scheme for scheme in ONE_EACH if scheme in schemes)
