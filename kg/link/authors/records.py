"""What grouping knows of publications and of the names on them, and what it finds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kg.graph.iri import PERSON_SCHEMES
from kg.model import Identifier


@dataclass(frozen=True, slots=True)
class Signature:
    """A printed name at its place on one publication; ``id`` is the IRI of the authorship.

    ``cluster`` says which signatures bear one name: the IRI of the name cluster.
    """

    id: str
    name: str
    cluster: str
    affiliations: tuple[str, ...] = ()
    identifiers: tuple[Identifier, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """A publication as it takes part in grouping: who signed it, and what it is about."""

    id: str
    title: str
    signatures: tuple[Signature, ...]
    venue: str | None = None
    year: int | None = None
    categories: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AuthorMention:
    """One signature with its publication."""

    publication: Publication
    signature: Signature

    @property
    def id(self) -> str:
        """The IRI of the authorship."""
        return self.signature.id

    @property
    def proving(self) -> frozenset[Identifier]:
        """The identifiers that prove who it is: people, or those who know them, keep these."""
        return frozenset(i for i in self.signature.identifiers if i.scheme in PERSON_SCHEMES)


Pair = frozenset[str]
"""Two authorships."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is settled before grouping.

    ``persons`` are groups of an earlier run, IRI of the person → authorships: they stay together,
    apart from each other, and keep their IRI. ``same`` and ``different`` are pairs of authorships
    about which somebody decided.
    """

    persons: Mapping[str, frozenset[str]] = field(default_factory=dict)
    same: frozenset[Pair] = frozenset()
    different: frozenset[Pair] = frozenset()


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that speaks for or against two groups being one person's, in log-odds."""

    feature: str
    found: str
    points: float


@dataclass(frozen=True, slots=True)
class Member:
    """An authorship of a group, with how sure it is that it belongs to the group's core.

    ``reasons`` say what that rests on; there are none for the core itself.
    """

    mention: AuthorMention
    confidence: float = 1.0
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Authorships that are taken for one person's, in the order of their IRIs.

    ``person`` is the IRI that the group has from an earlier run.
    """

    members: tuple[Member, ...]
    person: str | None = None

    @property
    def identifiers(self) -> frozenset[Identifier]:
        """What proves who the person is."""
        return frozenset().union(*(member.mention.proving for member in self.members))

    @property
    def ids(self) -> frozenset[str]:
        """The IRIs of the authorships."""
        return frozenset(member.mention.id for member in self.members)
