"""What is to be decided: the links that programs left to people, in an order and in groups."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from kg.graph.vocab import KG, OWL
from kg.model import Judgement, LinkRecord

SAME_AS = f"{OWL}sameAs"
VERIFIED_AGENT = f"{KG}verifiedAgent"

Pair = tuple[str, str, str]
"""What a decision is about: predicate and both ends, in one order where the order says nothing."""


def pair_of(record: LinkRecord) -> Pair:
    """The pair that a record is about."""
    ends = record.subject, record.object
    if record.predicate == SAME_AS:
        ends = min(ends), max(ends)
    return record.predicate, *ends


@dataclass(frozen=True, slots=True)
class Item:
    """Links that are decided together: one, or all from authorships to one person."""

    records: tuple[LinkRecord, ...]

    @property
    def first(self) -> LinkRecord:
        """The link that stands for all: the one that a program trusts most."""
        return self.records[0]

    def opened(self) -> list[Item]:
        """The links one by one."""
        return [Item((record,)) for record in self.records]


@dataclass(frozen=True, slots=True)
class Pile:
    """Items to decide, surest first, and the accepted links to each person.

    ``decided`` is how many pairs of the pile had been decided before.
    """

    items: tuple[Item, ...]
    accepted: Mapping[str, tuple[LinkRecord, ...]]
    decided: int


def make_pile(records: Iterable[LinkRecord], decided: Collection[Pair]) -> Pile:
    """The pile of records, without pairs that are decided; a person's authorships are one item."""
    proposed: dict[Pair, LinkRecord] = {}
    accepted: dict[str, list[LinkRecord]] = {}
    before = set()
    for record in records:
        if record.predicate == VERIFIED_AGENT and record.judgement is Judgement.ACCEPT:
            accepted.setdefault(record.object, []).append(record)
        if record.judgement is not Judgement.REVIEW:
            continue
        pair = pair_of(record)
        if pair in decided:
            before.add(pair)
        elif pair not in proposed or _rank(record) < _rank(proposed[pair]):
            proposed[pair] = record
    groups: dict[tuple[str, ...], list[LinkRecord]] = {}
    for pair, record in proposed.items():
        whole = record.predicate == VERIFIED_AGENT
        groups.setdefault((record.object,) if whole else pair, []).append(record)
    items = [Item(tuple(sorted(group, key=_rank))) for group in groups.values()]
    in_order = sorted(items, key=lambda item: _rank(item.first))
    known = {person: tuple(sorted(links, key=_rank)) for person, links in accepted.items()}
    return Pile(tuple(in_order), known, len(before))


def _rank(record: LinkRecord) -> tuple[float, str, str, str]:
    return -(record.confidence or 0.0), record.subject, record.object, record.predicate
