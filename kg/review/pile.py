"""What is to be decided: the links that programs left to people, in an order and in groups."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from kg.graph.vocab import VERIFIED_AGENT
from kg.link.standing import Pair, pair_of, standing
from kg.model import Judgement, LinkRecord


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
    known = list(records)
    accepted: dict[str, list[LinkRecord]] = {}
    groups: dict[Pair, list[LinkRecord]] = {}
    left_to_people = {pair_of(one) for one in known if one.judgement is Judgement.REVIEW}
    before = left_to_people & {*decided, *(pair_of(one) for one in known if one.by_hand)}
    for record in standing(known):
        pair = pair_of(record)
        whole = record.predicate == VERIFIED_AGENT
        if whole and record.judgement is Judgement.ACCEPT:
            accepted.setdefault(record.object, []).append(record)
        elif record.judgement is Judgement.REVIEW and pair not in before:
            group = (VERIFIED_AGENT, "", record.object) if whole else pair
            groups.setdefault(group, []).append(record)
    items = [Item(tuple(sorted(group, key=_rank))) for group in groups.values()]
    in_order = sorted(items, key=lambda item: _rank(item.first))
    settled = {person: tuple(sorted(links, key=_rank)) for person, links in accepted.items()}
    return Pile(tuple(in_order), settled, len(before))


def _rank(record: LinkRecord) -> tuple[float, str, str, str]:
    return -(record.confidence or 0.0), record.subject, record.object, record.predicate
