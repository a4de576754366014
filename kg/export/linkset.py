"""Links as sets of statements (VoID linksets): those that are accepted, and a description of them.

https://www.w3.org/TR/void/#linkset
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import BinaryIO, TextIO
from urllib.parse import urlsplit

from kg.export.files import put, write
from kg.graph.ntriples import iri, literal
from kg.graph.terms import TYPE, integer
from kg.graph.vocab import DCTERMS, VOID
from kg.link.sssom import sssom_lines
from kg.link.standing import standing
from kg.model import Judgement, LinkRecord

SSSOM = "sssom"
"""The name of the format of mapping files."""

_DATASET = f"{TYPE} {iri(f'{VOID}Dataset')}"


def write_links(
    format_name: str,
    links: Iterable[LinkRecord],
    output: BinaryIO | TextIO,
    base: str,
    *,
    void: bool = False,
) -> None:
    """Write links to an open stream: as ``sssom`` all that is said, else what is accepted.

    ``void`` writes the description of what is accepted instead. Raises ``UsageError`` for an
    unknown format.
    """
    if void:
        write(format_name, linkset_lines(links, base), output, base)
    elif format_name == SSSOM:
        put(sssom_lines(links, base=base), output)
    else:
        write(format_name, link_lines(links), output, base)


def link_lines(links: Iterable[LinkRecord]) -> Iterator[str]:
    """What is accepted as sorted N-Triples lines; what a person refused is not there."""
    statements = {
        f"{iri(link.subject)} {iri(link.predicate)} {iri(link.object)} ."
        for link in accepted(links)
    }
    yield from sorted(statements)


def accepted(links: Iterable[LinkRecord]) -> Iterator[LinkRecord]:
    """Of each pair the link that counts, if it is accepted."""
    return (link for link in standing(links) if link.judgement is Judgement.ACCEPT)


def linkset_lines(links: Iterable[LinkRecord], base: str) -> Iterator[str]:
    """The description of what is accepted as sorted N-Triples lines.

    A linkset for each predicate and pair of datasets; the graph is ``<base>dataset``, and what
    stands on one host elsewhere is another dataset.
    """
    sets = Counter(
        (link.predicate, _dataset(link.subject, base), _dataset(link.object, base))
        for link in accepted(links)
    )
    lines = set()
    for (predicate, subjects, objects), count in sets.items():
        digest = hashlib.sha256(repr((predicate, subjects, objects)).encode()).hexdigest()
        linkset = f"{base}linkset/{digest[:16]}"
        lines |= {
            f"{iri(linkset)} {fact} ."
            for fact in (
                f"{TYPE} {iri(f'{VOID}Linkset')}",
                f"{iri(f'{VOID}linkPredicate')} {iri(predicate)}",
                f"{iri(f'{VOID}subjectsTarget')} {iri(subjects)}",
                f"{iri(f'{VOID}objectsTarget')} {iri(objects)}",
                f"{iri(f'{VOID}triples')} {integer(count)}",
            )
        }
        lines.add(f"{iri(f'{base}dataset')} {iri(f'{VOID}subset')} {iri(linkset)} .")
        for dataset in {f"{base}dataset", subjects, objects}:
            lines |= {f"{iri(dataset)} {fact} ." for fact in _described(dataset, base)}
    yield from sorted(lines)


def _dataset(thing: str, base: str) -> str:
    if thing.startswith(base):
        return f"{base}dataset"
    parts = urlsplit(thing)
    return f"{base}dataset#{parts.scheme}-{parts.netloc}"


def _described(dataset: str, base: str) -> tuple[str, ...]:
    """What is said of a dataset that links begin or end in."""
    elsewhere = dataset.removeprefix(f"{base}dataset").removeprefix("#")
    if not elsewhere:
        return (_DATASET,)
    scheme, _, host = elsewhere.partition("-")
    return (
        _DATASET,
        f"{iri(f'{DCTERMS}title')} {literal(host)}",
        f"{iri(f'{VOID}uriSpace')} {literal(f'{scheme}://{host}/')}",
    )
