"""Links settled: what of all that is recorded of two things has an effect on the graph.

A decision by hand outranks every program; of several the latest counts, and of those of one day a
refusal. Links that are to be reviewed have no effect, nor has a link to what the graph does not
hold. Which publications and persons become one is decided where all of them are known
(:mod:`kg.resolve.works`, :mod:`kg.resolve.people`): here is what speaks for it and against it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from operator import attrgetter
from typing import NamedTuple, Protocol, TypeVar

from kg.graph.blocks import Block
from kg.graph.iri import (
    PERSON_SCHEMES,
    name_iri,
    name_key,
    person_identifier,
    person_iri,
    runs_iri,
)
from kg.graph.ntriples import iri, text_of
from kg.graph.vocab import POSSIBLE_PERSON, SAME_AS, VERIFIED_AGENT
from kg.model import Judgement, Mention

Pair = tuple[str, str]


class Linked(NamedTuple):
    """Two things that a link says are one; the strongest of all that say so."""

    one: str
    other: str
    by_hand: bool
    confidence: float

    @property
    def strength(self) -> tuple[bool, float, Pair]:
        """Sorts the link first that is to be believed first."""
        return not self.by_hand, -self.confidence, (self.one, self.other)


class Claim(NamedTuple):
    """What links say of an authorship and a person.

    ``names`` are the keys of the names to which the authorship must belong, if any are given;
    ``sources`` the SHA-256 of those that say so.
    """

    person: str
    accepted: bool
    by_hand: bool
    proven: bool
    names: frozenset[str]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Links:
    """What all links together say, things by their IRIs.

    ``works`` and ``persons`` are pairs said to be one, the strongest first; ``apart`` are pairs
    that somebody refused, in order. ``partners`` are the publications that others are linked to,
    ``same_as`` what a publication is elsewhere, ``claims`` those of the authorships of a
    publication, by authorship. ``things`` are references to what many documents share, by kind and
    IRI or slug. ``proven`` are things of the graph and what identifiers prove them to be elsewhere.
    """

    works: Sequence[Linked] = ()
    persons: Sequence[Linked] = ()
    apart: frozenset[Pair] = frozenset()
    partners: Mapping[str, Sequence[str]] = field(default_factory=dict)
    same_as: Mapping[str, Sequence[str]] = field(default_factory=dict)
    claims: Mapping[str, Mapping[str, Sequence[Claim]]] = field(default_factory=dict)
    things: Mapping[Pair, Sequence[str]] = field(default_factory=dict)
    proven: Sequence[Pair] = ()


def in_order(one: str, other: str) -> Pair:
    """Two things as one pair, whichever comes first."""
    return (one, other) if one < other else (other, one)


class _Said(NamedTuple):
    """One link, as the reference of its mapping says it."""

    judgement: str
    by_hand: bool
    proven: bool
    confidence: float
    day: str
    name: str
    source: str


class Judged(Protocol):
    """Something that judges a pair."""

    @property
    def judgement(self) -> str: ...
    @property
    def by_hand(self) -> bool: ...


One = TypeVar("One", bound=Judged)
_DAY = attrgetter("day")


class Linking(Protocol):
    """A segment that may hold links."""

    @property
    def links(self) -> int: ...
    def below(self, beginning: str) -> Iterator[Block]: ...


def settle(base: str, segments: Mapping[str, Linking]) -> Links:
    """What the links of all segments, by source SHA-256, say together."""
    said: defaultdict[tuple[str, str, str], list[_Said]] = defaultdict(list)
    for sha in sorted(segments):
        if segments[sha].links:
            for block in segments[sha].below(runs_iri(base)):
                if block.references:
                    key, one = _read(block.references.decode(), sha)
                    said[_pair(base, *key)].append(one)
    return _Settling(base).settled(said)


def _read(reference: str, sha: str) -> tuple[tuple[str, str, str], _Said]:
    fields = reference.split("\t")
    _, judgement, by_hand, proven, confidence, day, predicate, subject, target, label = fields
    name = name_key(text_of(label)) if label else ""
    said = _Said(judgement, bool(by_hand), bool(proven), float(confidence or 0), day, name, sha)
    return (predicate, subject, target), said


def _pair(base: str, predicate: str, subject: str, target: str) -> tuple[str, str, str]:
    """Predicate, subject and object so that whoever says the same says it of the same pair."""
    if predicate == VERIFIED_AGENT and not target.startswith(base):
        identifier = person_identifier(base, target)
        person = person_iri(base, [identifier]) if identifier else None
        return predicate, subject, person or target
    if predicate != SAME_AS:
        return predicate, subject, target
    ours = subject.startswith(base)
    if ours == target.startswith(base):
        return (predicate, *in_order(subject, target))
    return (predicate, subject, target) if ours else (predicate, target, subject)


def judged(said: Sequence[One], day: Callable[[One], str]) -> tuple[Judgement, list[One]]:
    """What is decided of a pair, and those who decided it; ``day`` tells when, in order."""
    firm = [one for one in said if one.judgement != Judgement.REVIEW]
    by_hand = [one for one in firm if one.by_hand]
    if by_hand:
        latest = max(map(day, by_hand))
        last = [one for one in by_hand if day(one) == latest]
        refusing = [one for one in last if one.judgement == Judgement.REFUSE]
        return (Judgement.REFUSE, refusing) if refusing else (Judgement.ACCEPT, last)
    accepting = [one for one in firm if one.judgement == Judgement.ACCEPT]
    return (Judgement.ACCEPT, accepting) if accepting else (Judgement.REVIEW, [])


class _Settling:
    """Takes what is decided of each pair to where it has its effect."""

    def __init__(self, base: str) -> None:
        self._base = base
        self._works: list[Linked] = []
        self._persons: list[Linked] = []
        self._apart: set[Pair] = set()
        self._same_as: defaultdict[str, list[str]] = defaultdict(list)
        self._claims: defaultdict[str, defaultdict[str, list[Claim]]] = defaultdict(
            lambda: defaultdict(list)
        )
        self._proven: list[Pair] = []
        self._things: defaultdict[Pair, list[str]] = defaultdict(list)

    def settled(self, said: Mapping[tuple[str, str, str], list[_Said]]) -> Links:
        """All of it, in an order that does not depend on that of the links."""
        for (predicate, subject, target), some in sorted(said.items()):
            judgement, deciding = judged(some, _DAY)
            accepted = judgement is Judgement.ACCEPT
            if judgement is Judgement.REVIEW:
                continue
            if not accepted:
                self._apart.add(in_order(subject, target))
            if predicate == VERIFIED_AGENT:
                self._claim(subject, target, accepted, deciding)
            elif accepted and predicate == POSSIBLE_PERSON:
                if self._kind(subject) == "name":
                    reference = possible_reference(subject, target)
                    self._things["cluster", subject].append(reference)
            elif accepted and predicate == SAME_AS:
                self._same(subject, target, deciding)
        partners: defaultdict[str, list[str]] = defaultdict(list)
        for link in self._works:
            partners[link.one].append(link.other)
            partners[link.other].append(link.one)
        return Links(
            sorted(self._works, key=lambda link: link.strength),
            sorted(self._persons, key=lambda link: link.strength),
            frozenset(self._apart),
            partners,
            self._same_as,
            self._claims,
            self._things,
            self._proven,
        )

    def _kind(self, thing: str) -> str:
        """The first part of an IRI of the graph, such as ``paper`` or ``person``; else nothing."""
        return thing.removeprefix(self._base).partition("/")[0] if self._ours(thing) else ""

    def _ours(self, thing: str) -> bool:
        return thing.startswith(self._base)

    def _claim(
        self, authorship: str, person: str, accepted: bool, deciding: Sequence[_Said]
    ) -> None:
        document, _, part = authorship.partition("#")
        if self._kind(document) != "paper" or not part.startswith("author-"):
            return
        claim = Claim(
            person,
            accepted,
            any(one.by_hand for one in deciding),
            any(one.proven for one in deciding),
            frozenset(one.name for one in deciding if one.name),
            tuple(sorted({one.source for one in deciding})),
        )
        self._claims[document][authorship].append(claim)

    def _same(self, one: str, other: str, deciding: Sequence[_Said]) -> None:
        by_hand = any(said.by_hand for said in deciding)
        link = Linked(one, other, by_hand, max(said.confidence for said in deciding))
        if any(said.proven for said in deciding) and self._ours(one) and not self._ours(other):
            self._proven.append((one, other))
        match self._kind(one), self._kind(other):
            case ("paper", "paper") if "#" not in one + other:
                self._works.append(link)
            case ("person", "person"):
                self._persons.append(link)
            case ("venue", "venue"):
                self._venue(one, other)
                self._venue(other, one)
            case ("venue", ""):
                self._venue(one, other)
            case ("paper", "") if "#" not in one:
                self._same_as[one].append(other)
            case ("person", ""):
                self._things["person", one].append(f"person\t{one}\tlinked\t{iri(other)}")

    def _venue(self, venue: str, other: str) -> None:
        slug = venue.removeprefix(f"{self._base}venue/")
        if "/" not in slug:
            self._things["venue", slug].append(f"venue\t{slug}\t\t\t{other}")


def possible_reference(cluster: str, person: str) -> str:
    """The reference that says who may stand behind a name."""
    return f"cluster\t{cluster}\t\t{person}\tpossible"


@dataclass(frozen=True, slots=True)
class Claims:
    """What links say of the authorships of one publication.

    ``one_of`` gives the IRI under which a person stands; ``apart`` are names and persons, under
    those IRIs, that somebody refused.
    """

    base: str
    claims: Mapping[str, Sequence[Claim]]
    apart: Collection[Pair]
    one_of: Callable[[str], str]

    def decided(self, authorship: str, mention: Mention) -> tuple[Mention, Sequence[str]]:
        """A mention with the identifiers that it has by decision, and the sources of that.

        By hand a person takes the place of whatever the mention's own identifiers prove. Else only
        what rests on identifiers proves a person, and only for a mention that proves none.
        """
        fitting = self._fitting(authorship, mention.name)
        if not fitting:
            return mention, ()
        refused = {self.one_of(claim.person) for claim in fitting if not claim.accepted}
        own = tuple(
            one
            for one in mention.identifiers
            if self.one_of(person_iri(self.base, [one]) or "") not in refused
        )
        proof = person_iri(self.base, own)
        chosen = self._chosen([claim for claim in fitting if claim.accepted], proof)
        identifier = person_identifier(self.base, chosen.person) if chosen else None
        if chosen is None or identifier is None:
            return replace(mention, identifiers=own), ()
        if self.one_of(proof or "") != self.one_of(chosen.person):
            own = (identifier, *(one for one in own if one.scheme not in PERSON_SCHEMES))
        return replace(mention, identifiers=own), chosen.sources

    def _chosen(self, claims: Sequence[Claim], proof: str | None) -> Claim | None:
        by_hand = [claim for claim in claims if claim.by_hand]
        wanted = by_hand or ([claim for claim in claims if claim.proven] if not proof else [])
        if len({self.one_of(claim.person) for claim in wanted}) != 1:
            return None
        return wanted[0]

    def _fitting(self, authorship: str, name: str) -> list[Claim]:
        key = name_key(name)
        return [
            claim
            for claim in self.claims.get(authorship, ())
            if (not claim.names or key in claim.names)
            and (claim.by_hand or not self._refused(name, claim.person))
        ]

    def _refused(self, name: str, person: str) -> bool:
        """Whether somebody refused that a person may stand behind a name."""
        return in_order(name_iri(self.base, name), self.one_of(person)) in self.apart

    def possible(self, authorship: str, name: str, person: str | None) -> Iterator[str]:
        """The references that say who else may stand behind a name.

        ``person`` is the one whom the authorship is proven to be of, if it is.
        """
        cluster = name_iri(self.base, name)
        for claim in self._fitting(authorship, name):
            found = self.one_of(claim.person)
            if claim.accepted and found != person and not self._refused(name, found):
                yield possible_reference(cluster, found)
