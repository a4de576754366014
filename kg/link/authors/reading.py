"""The publications of a graph, and what is known of their authors, as grouping takes them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from kg.graph.iri import PERSON_SCHEMES, name_iri
from kg.graph.keys import path_text
from kg.graph.ntriples import iri
from kg.graph.read import Node, read_paper
from kg.graph.vocab import KG, SCHEMA
from kg.link.authors.records import Known, Publication, Signature
from kg.link.publications import NEEDED, Role, documents, roles
from kg.link.records import paper_record
from kg.link.standing import standing
from kg.model import Identifier, Judgement, LinkRecord

VERIFIED_AGENT = f"{KG}verifiedAgent"

_NEEDED = NEEDED | {
    iri(f"{SCHEMA}affiliation"),
    iri(f"{SCHEMA}keywords"),
    iri(f"{SCHEMA}about"),
}


def read_signed(base: str, lines: Iterable[str]) -> Iterator[Publication]:
    """The publications in sorted N-Triples lines of a graph, in order, one in memory at a time."""
    for node, found in documents(base, lines, _NEEDED):
        yield _publication(base, node, found)


def _publication(base: str, node: Node, found: Mapping[str, Node]) -> Publication:
    paper = read_paper(base, node, found)
    record = paper_record(node.iri, paper)
    return Publication(
        id=node.iri,
        title=record.title,
        signatures=tuple(_signature(base, role) for role in roles(node, found)),
        venue=record.venue,
        year=record.year,
        categories=tuple(category.code for category in paper.categories if category.code),
        keywords=paper.keywords,
    )


def _signature(base: str, role: Role) -> Signature:
    mention = role.mention
    identifiers = set(mention.identifiers)
    person = person_identifier(base, role.person) if role.person else None
    if person:
        # What the graph proves outranks what a source states.
        identifiers = {one for one in identifiers if one.scheme != person.scheme} | {person}
    return Signature(
        role.iri,
        mention.name,
        name_iri(base, mention.name),
        mention.affiliations,
        tuple(sorted(identifiers, key=lambda one: (one.scheme, one.value))),
    )


def person_identifier(base: str, person: str) -> Identifier | None:
    """The identifier that a person's IRI is made of, ``None`` for an IRI of another graph."""
    scheme, _, value = person.removeprefix(f"{base}person/").partition("/")
    if not person.startswith(base) or scheme not in PERSON_SCHEMES or not value:
        return None
    return Identifier(scheme, "/".join(map(path_text, value.split("/"))))


def known_before(base: str, links: Iterable[LinkRecord]) -> Known:
    """What earlier runs found and people decided of who an authorship is of.

    A group of an earlier run stays together though parts of it are still to be reviewed. Where
    several persons are said to be one authorship's, of each scheme the one counts that somebody
    decided on, then the surest.
    """
    said = [link for link in standing(links) if link.predicate == VERIFIED_AGENT]
    said.sort(key=lambda link: (not link.by_hand, -(link.confidence or 0.0), link.object))
    members: defaultdict[str, dict[str, Identifier]] = defaultdict(dict)
    refused: defaultdict[str, set[Identifier]] = defaultdict(set)
    for link in said:
        person = person_identifier(base, link.object)
        if person is None:
            continue
        if link.judgement is Judgement.REFUSE:
            refused[link.subject].add(person)
        else:
            members[link.subject].setdefault(person.scheme, person)
    return Known(
        members={one: frozenset(found.values()) for one, found in members.items()},
        refused={one: frozenset(found) for one, found in refused.items()},
    )
