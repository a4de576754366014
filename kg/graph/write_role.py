"""One person's part in one document: an authorship or an editorship, as N-Triples."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from kg.graph import iri as mint
from kg.graph.blocks import Statements
from kg.graph.ntriples import literal
from kg.graph.terms import COUNTS_AS, NAME_AS_LISTED, TYPE, kg_term, schema_term
from kg.graph.vocab import XSD
from kg.model import Identifier, Mention

_AGENT = kg_term("agent")
_VERIFIED = kg_term("verifiedAgent")
_POSITION = schema_term("position")
_AFFILIATION = schema_term("affiliation")
_IDENTIFIER = schema_term("identifier")
_INTEGER = f"<{XSD}integer>"


def write_role(
    said: Statements, base: str, node: str, role: str, mention: Mention, derived: Sequence[str]
) -> str:
    """Say that a printed name has a part in the document; returns the IRI that it counts for.

    ``derived`` are the facts that name the sources.
    """
    name, cluster = _name(base, mention.name)
    if not mention.identifiers and not mention.affiliations and len(derived) == 1:
        # By far the most frequent form, written without sorting.
        place = mention.position
        at = "" if place is None else f'{node} {_POSITION} "{place}"^^{_INTEGER} .\n'
        said.nodes.append(
            f"{at}{node} {TYPE} {role} .\n"
            f"{node} {derived[0]} .\n"
            f"{node} {_AGENT} <{cluster}> .\n"
            f"{node} {COUNTS_AS} <{cluster}> .\n"
            f"{node} {NAME_AS_LISTED} {name} .\n"
        )
        said.references.append(f"cluster\t{cluster}\t{name}\t")
        return cluster
    person = mint.person_iri(base, mention.identifiers) if mention.identifiers else None
    counted = person or cluster
    facts = [
        f"{TYPE} {role}",
        f"{_AGENT} <{cluster}>",
        f"{COUNTS_AS} <{counted}>",
        f"{NAME_AS_LISTED} {name}",
        *derived,
    ]
    if mention.position is not None:
        facts.append(f'{_POSITION} "{mention.position}"^^{_INTEGER}')
    if person:
        facts.append(f"{_VERIFIED} <{person}>")
        said.references.append(f"person\t{person}\tname\t{name}")
        refer_to_person(said, person, mention.identifiers)
    facts += [f"{_AFFILIATION} {literal(text)}" for text in mention.affiliations]
    facts += [f"{_IDENTIFIER} {literal(f'{i.scheme}:{i.value}')}" for i in mention.identifiers]
    said.say(node, facts)
    said.references.append(f"cluster\t{cluster}\t{name}\t{person or ''}")
    return counted


def refer_to_person(said: Statements, person: str, identifiers: Sequence[Identifier]) -> None:
    """Refer to the identifiers of a person, and note that they are of one person."""
    stated = [f"{identifier.scheme}:{identifier.value}" for identifier in identifiers]
    said.references += [f"person\t{person}\tidentifier\t{literal(text)}" for text in stated]
    proving = {f"{i.scheme}:{i.value}" for i in identifiers if i.scheme in mint.PERSON_SCHEMES}
    if len(proving) > 1:
        said.identities.append("\t".join(sorted(map(literal, proving))))


@lru_cache(maxsize=1 << 17)
def _name(base: str, name: str) -> tuple[str, str]:
    """A printed name as literal, and the IRI of its cluster."""
    return literal(name), mint.name_iri(base, name)
