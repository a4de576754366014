"""The records: what one source says, before anything is resolved.

A parser yields records (:data:`Record`) and :class:`Problem` reports; the rest are their parts. All
are frozen, hashable and know nothing of RDF or files. What a source does not say is ``None`` or
empty, never a guess; what had to be inferred is marked so.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum


class VenueKind(StrEnum):
    """What a source calls a venue."""

    CONFERENCE = "conference"
    JOURNAL = "journal"
    WORKSHOP = "workshop"


class Evidence(StrEnum):
    """How a source shows that a paper has code."""

    BADGE = "badge"
    ABSTRACT = "abstract"
    METADATA = "metadata"


class SubmissionStatus(StrEnum):
    """Why a record is a submission and not a publication."""

    SUBMITTED = "submitted"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Identifier:
    """An identifier in its normal form, without resolver: ``doi`` ``10.1000/x``."""

    scheme: str
    value: str


@dataclass(frozen=True, slots=True)
class Mention:
    """A printed name on one paper.

    ``position`` counts from 1 and is ``None`` when the place in the author list is unknown.
    ``identifiers`` are author identifiers that the source itself states.
    """

    name: str
    position: int | None = None
    affiliations: tuple[str, ...] = ()
    identifiers: tuple[Identifier, ...] = ()


@dataclass(frozen=True, slots=True)
class Venue:
    """A venue series as printed (``NeurIPS``), with its kind if the source states one."""

    name: str
    kind: VenueKind | None = None


@dataclass(frozen=True, slots=True)
class Edition:
    """A venue's year; ``volume`` only where the source names one."""

    venue: Venue
    year: int | None = None
    volume: str | None = None


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date known to the year, the month or the day.

    ``as_listed`` is the printed form where it says less than the date (``Apr 16``); ``inferred``
    says that the year is not printed but follows from the day the document was retrieved or
    received. With ``year`` ``None`` only the printed form is known.
    """

    year: int | None = None
    month: int | None = None
    day: int | None = None
    as_listed: str | None = None
    inferred: bool = False

    @property
    def precision(self) -> int:
        """How much is known: 0 nothing, 1 the year, 2 the month, 3 the day."""
        return sum(part is not None for part in (self.year, self.month, self.day))


@dataclass(frozen=True, slots=True)
class Category:
    """A subject category: its full code where that is certain (``cs.CL``), else as printed."""

    code: str | None = None
    as_listed: str | None = None
    scheme: str = "arxiv"
    primary: bool = False


@dataclass(frozen=True, slots=True)
class CodeLink:
    """Code of a paper: a repository with its evidence, or, without ``url``, a badge alone."""

    url: str | None = None
    evidence: tuple[Evidence, ...] = ()
    quote: str | None = None
    official: bool | None = None


BADGE = CodeLink(evidence=(Evidence.BADGE,))
"""A code badge alone: code is known to exist, its place is not."""


def join_badge(links: tuple[CodeLink, ...]) -> tuple[CodeLink, ...]:
    """The links with a badge joined to the repository if there is exactly one.

    With several repositories a badge can mean any of them, so it stands alone: code is known to
    exist, its place is not.
    """
    badges = [link for link in links if link.url is None]
    repositories = [link for link in links if link.url is not None]
    if not badges or len(repositories) != 1:
        return links
    (link,) = repositories
    evidence = tuple(e for e in Evidence if e is Evidence.BADGE or e in link.evidence)
    return (replace(link, evidence=evidence),)


@dataclass(frozen=True, slots=True)
class Metric:
    """A figure that a source reports; ``name`` is the local name of its property (``hIndex``)."""

    name: str
    value: int | Decimal
    unit: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What one source says of one publication.

    ``complete`` says whether ``mentions`` are all authors: ``None`` when that can't be known.
    ``line`` is where the record starts in its document, from 1; it takes no part in comparison.
    """

    title: str
    mentions: tuple[Mention, ...] = ()
    complete: bool | None = None
    declared_author_count: int | None = None
    abstract: str | None = None
    date: PartialDate | None = None
    edition: Edition | None = None
    number: str | None = None
    pages: str | None = None
    publication_type: str | None = None
    submission_status: SubmissionStatus | None = None
    categories: tuple[Category, ...] = ()
    keywords: tuple[str, ...] = ()
    code_links: tuple[CodeLink, ...] = ()
    metrics: tuple[Metric, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    urls: tuple[str, ...] = ()
    line: int = field(default=0, compare=False)

    @property
    def placed(self) -> tuple[Mention, ...]:
        """The mentions whose place in the author list is known."""
        return tuple(mention for mention in self.mentions if mention.position is not None)

    @property
    def unplaced(self) -> tuple[Mention, ...]:
        """The mentions whose place in the author list is unknown."""
        return tuple(mention for mention in self.mentions if mention.position is None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """The page itself: whose name it bears, its disclaimer and the figures it reports."""

    name: str
    identity_note: str | None = None
    categories: tuple[Category, ...] = ()
    metrics: tuple[Metric, ...] = ()
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Volume:
    """What one source says of a volume of proceedings or of a journal: its title and editors.

    ``edition`` names the volume.
    """

    edition: Edition
    title: str
    editors: tuple[Mention, ...] = ()
    publisher: str | None = None
    date: PartialDate | None = None
    identifiers: tuple[Identifier, ...] = ()
    urls: tuple[str, ...] = ()
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """What one source says of a person whom it identifies; the preferred name comes first."""

    identifiers: tuple[Identifier, ...]
    names: tuple[str, ...] = ()
    affiliations: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()
    line: int = field(default=0, compare=False)


class Judgement(StrEnum):
    """What was decided of a link; only what is accepted has an effect on the graph."""

    ACCEPT = "accept"
    REVIEW = "review"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkRecord:
    """That one thing is, is perhaps or is not another: a mapping of SSSOM, by program or by hand.

    ``subject``, ``predicate``, ``object`` and ``justification`` (of the vocabulary ``semapv:``) are
    IRIs. The predicate is ``owl:sameAs`` between publications, venues or persons,
    ``kg:possiblePerson`` from a name cluster to a person, ``kg:verifiedAgent`` from an authorship
    to a person. ``confidence`` is from 0 to 1; ``evidence`` says in words what it rests on, and
    ``fields`` names what was compared, identifiers by their schemes (``orcid``): a link that rests
    on nothing else is proven. ``author`` is who decided, for decisions by hand; ``tool`` is what
    proposed the link, with its version. The ``subject_label`` of an authorship is the name that
    stands there: under another name the link has no effect. ``subject_source``, ``object_source``
    and ``object_source_version`` say where the two are from.
    """

    subject: str
    predicate: str
    object: str
    judgement: Judgement
    justification: str
    confidence: float | None = None
    subject_label: str | None = None
    object_label: str | None = None
    fields: tuple[str, ...] = ()
    evidence: str | None = None
    author: str | None = None
    tool: str | None = None
    tool_version: str | None = None
    date: date | None = None
    subject_source: str | None = None
    object_source: str | None = None
    object_source_version: str | None = None
    line: int = field(default=0, compare=False)

    @property
    def by_hand(self) -> bool:
        """Whether a person decided, which outranks every program."""
        return self.justification.rpartition("/")[2] == "ManualMappingCuration"


Record = Paper | Profile | Volume | Person | LinkRecord


@dataclass(frozen=True, slots=True)
class Problem:
    """Something a parser could not read, or read and found odd.

    ``rejected`` tells a lost record from a remark on what was loaded. ``code`` is a stable word
    for the kind (``no-title``), ``excerpt`` the text in question, cut to a readable length.
    """

    line: int
    code: str
    message: str
    excerpt: str = ""
    rejected: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A document: identified by the SHA-256 of its bytes, never by its place on a disk."""

    sha256: str
    file_name: str
    format: str
    parser: str
    retrieved: date | None = None
    received: date | None = None
    url: str | None = None
    licence: str | None = None

    @property
    def as_of(self) -> date | None:
        """The latest day on which the document can have been made, if known."""
        return self.retrieved or self.received


@dataclass(frozen=True, slots=True)
class Counts:
    """Records of one source: ``read`` = ``loaded`` + ``merged`` + ``rejected``."""

    read: int = 0
    loaded: int = 0
    merged: int = 0
    rejected: int = 0
