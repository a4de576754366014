"""What grouping knows of publications and of the names on them, and what it finds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kg.link.score import Evidence
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


Stated = Mapping[str, frozenset[Identifier]]
"""IRI of an authorship → persons, each by an identifier."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What was found or decided before, beside what sources state.

    ``members`` says whose an authorship is, ``refused`` whose it is not. A person that no
    identifier names has one of the scheme ``local``.
    """

    members: Stated = field(default_factory=dict)
    refused: Stated = field(default_factory=dict)


NOTHING = Known()


@dataclass(frozen=True, slots=True)
class Member:
    """An authorship of a group, with how sure it is that it belongs to the group's core.

    ``reasons`` say what that rests on; there are none for the core itself.
    """

    mention: AuthorMention
    confidence: float = 1.0
    reasons: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Authorships that are taken for one person's, in the order of their IRIs.

    ``proving`` are the identifiers that say who it is, those of earlier runs among them.
    """

    members: tuple[Member, ...]
    proving: frozenset[Identifier] = frozenset()

    @property
    def ids(self) -> frozenset[str]:
        """The IRIs of the authorships."""
        return frozenset(member.mention.id for member in self.members)
