"""What speaks for and against two authors being one person, whatever would be decided of them."""

from __future__ import annotations

from collections.abc import Sequence

from kg.graph.iri import person_iri
from kg.link.authors.grouping import share_of
from kg.link.authors.profile import may_join
from kg.link.authors.rarity import Rarity
from kg.link.authors.records import NOTHING, AuthorMention, Group, Known, Member, Publication
from kg.link.authors.scale import Scale
from kg.link.authors.variants import profile_of, reasons_of
from kg.link.score import Evidence

NEVER = -20.0
"""For what is kept apart whatever else speaks for it."""


def mentions_of(publications: Sequence[Publication], base: str, iri: str) -> list[AuthorMention]:
    """The mentions that an IRI stands for: of an authorship, a name cluster or a person."""
    return [
        AuthorMention(publication, signature)
        for publication in publications
        for signature in publication.signatures
        if iri in {signature.id, signature.cluster}
        or (signature.identifiers and person_iri(base, signature.identifiers) == iri)
    ]


def explain_authors(
    publications: Sequence[Publication],
    one: Sequence[AuthorMention],
    other: Sequence[AuthorMention],
    known: Known = NOTHING,
) -> tuple[Evidence, ...]:
    """Two groups of mentions compared as grouping compares them, by name or as forms of one."""
    rarity = Rarity(publications)
    mine, yours = (
        profile_of(Group(tuple(map(Member, mentions))), rarity, known) for mentions in (one, other)
    )
    if mine.clusters == yours.clusters:
        reasons = Scale(share_of([*one, *other], rarity), rarity).reasons(mine, yours)
    else:
        reasons = reasons_of(mine, yours, rarity)
    if may_join(mine, yours):
        return reasons
    why = "one paper names both, their identifiers differ, or somebody refused it"
    return (*reasons, Evidence("kept apart", why, NEVER))
