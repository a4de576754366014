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

    ``derived`` are the facts that name the sources, each once.
    """
    name, cluster = _name(base, mention.name)
    place, counted, before, after = mention.position, cluster, "", ""
    if mention.affiliations:
        before = _said(node, _AFFILIATION, mention.affiliations)
    if mention.identifiers:
        before += _said(node, _IDENTIFIER, [f"{i.scheme}:{i.value}" for i in mention.identifiers])
        person = mint.person_iri(base, mention.identifiers)
        if person:
            counted = person
            after = f"{node} {_VERIFIED} <{person}> .\n"
            said.references.append(f"person\t{person}\tname\t{name}")
            refer_to_person(said, person, mention.identifiers)
            said.references.append(f"cluster\t{cluster}\t{name}\t{person}")
    if not after:
        said.references.append(f"cluster\t{cluster}\t{name}\t")
    if place is not None:
        before += f'{node} {_POSITION} "{place}"^^{_INTEGER} .\n'
    sources = derived[0] if len(derived) == 1 else f" .\n{node} ".join(sorted(derived))
    # In the order of the predicates, so that nothing has to be sorted: most of a graph is this.
    said.nodes.append(
        f"{before}{node} {TYPE} {role} .\n"
        f"{node} {sources} .\n"
        f"{node} {_AGENT} <{cluster}> .\n"
        f"{node} {COUNTS_AS} <{counted}> .\n"
        f"{node} {NAME_AS_LISTED} {name} .\n{after}".encode()
    )
    return counted


def _said(node: str, predicate: str, texts: Sequence[str]) -> str:
    """The statements of one property with texts as values."""
    if len(texts) == 1:
        return f"{node} {predicate} {literal(texts[0])} .\n"
    return "".join([f"{node} {predicate} {text} .\n" for text in sorted(set(map(literal, texts)))])


def refer_to_person(said: Statements, person: str, identifiers: Sequence[Identifier]) -> None:
    """Refer to the identifiers of a person, and note that they are of one person."""
    stated = dict.fromkeys(f"{identifier.scheme}:{identifier.value}" for identifier in identifiers)
    said.references += [f"person\t{person}\tidentifier\t{literal(text)}" for text in stated]
    proving = [i for i in dict.fromkeys(identifiers) if i.scheme in mint.PERSON_SCHEMES]
    if len(proving) > 1:
        proving.sort(key=lambda identifier: mint.PERSON_SCHEMES.index(identifier.scheme))
        said.identities.append("\t".join(literal(f"{i.scheme}:{i.value}") for i in proving))


@lru_cache(maxsize=1 << 17)
def _name(base: str, name: str) -> tuple[str, str]:
    """A printed name as literal, and the IRI of its cluster."""
    return literal(name), mint.name_iri(base, name)
