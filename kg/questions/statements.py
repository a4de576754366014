"""Who said what: the statements of each source, those included that the graph did not take.

A source's own statements stand in its segment, document by document. What many documents share, a
name or a venue, is no document of its own: what is said of it are the statements that lead there.
Links that were accepted are statements of the source of their run.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from kg.errors import UnknownName
from kg.graph.iri import run_iri, source_iri
from kg.graph.ntriples import Iri, iri, split, term
from kg.graph.vocab import KG, PROV, SAME_AS, SCHEMA, XSD
from kg.questions.answers import Answer
from kg.questions.catalogue import Column
from kg.questions.fast.listed import batches
from kg.questions.lookup import documented
from kg.store.protocol import Entry, Store

if TYPE_CHECKING:
    from pyoxigraph import QuerySolutions

COLUMNS = (
    Column("property", "iri", "what is said"),
    Column("value", "any", "the value"),
    Column("taken", "boolean", "whether the graph says so too"),
    Column("file", "text", "the file name of the source that says so"),
    Column("as_of", "date", "when the source was retrieved, else received; empty if unknown"),
    Column("subject", "iri", "of what it is said: the thing itself or a part of it"),
    Column("source", "iri", "the source that says so"),
)

_FROM = iri(f"{PROV}wasDerivedFrom")
_DERIVED = frozenset({iri(f"{SCHEMA}author"), iri(f"{KG}countsAs")})
"""What follows from other statements of the same source."""
_NAME = (iri(f"{KG}nameAsListed"),)
_VENUE = tuple(iri(f"{KG}{name}AsListed") for name in ("venue", "venueKind", "volume"))
_PRINTED = {
    **dict.fromkeys((iri(f"{KG}agent"), iri(f"{KG}verifiedAgent")), _NAME),
    iri(f"{SCHEMA}mainEntity"): _NAME,
    **{iri(f"{KG}{name}"): _VENUE for name in ("publishedInSeries", "publishedInEdition")},
    **dict.fromkeys((iri(f"{KG}submittedTo"), iri(f"{SCHEMA}isPartOf")), _VENUE),
    iri(f"{KG}code"): (iri(f"{SCHEMA}url"),),
}
"""What names a thing → what says of the same subject how the thing was printed."""
_SAME = iri(SAME_AS)
_EXAMPLE = iri(f"{SCHEMA}exampleOfWork")
_OF_WORKS = (f"{SCHEMA}exampleOfWork", f"{KG}countsAs")
_LINKS = """\
SELECT DISTINCT ?run ?subject ?predicate ?target WHERE {{
  GRAPH ?run {{
    VALUES ?thing {{ {things} }}
    ?mapping (owl:annotatedSource|owl:annotatedTarget) ?thing ; kg:judgement kg:Accepted ;
             owl:annotatedSource ?subject ; owl:annotatedProperty ?predicate ;
             owl:annotatedTarget ?target .
  }}
}}
"""
_RECORD_OF = iri(f"{KG}recordOf")
_RECORD = re.compile(r"#record-[0-9]+(?:-|(?=>))")
_DIGITS = re.compile(r"([0-9]+)")


@dataclass(frozen=True, slots=True)
class _Statement:
    """A statement in N-Triples terms, with the entry of the source that makes it."""

    subject: str
    predicate: str
    target: str
    entry: Entry


def who_said(store: Store, entity: str, predicate: str | None = None) -> Answer:
    """What the sources say of an entity, a row a statement and source.

    ``entity`` is an IRI, a short form of one, or a name; ``predicate`` an IRI. Of a document, such
    as a publication, its own statements are given, or with ``predicate`` those of its parts too;
    of a part its own; of a work the links between its publications. Raises ``UnknownName`` if
    nothing is said.
    """
    named = iri(documented(store, entity).value)
    document, _, part = named[1:-1].partition("#")
    said = list(_of_document(store, document))
    if said:
        found = [one for one in said if part == "" or one.subject == named]
        if predicate is None:
            found = [one for one in found if one.subject == named and one.predicate != _FROM]
    else:
        found = list(_leading_to(store, named))
    found += _linked(store, named, parts=bool(said) and predicate is not None and not part)
    if not found:
        raise UnknownName("entity", entity)
    # By what a link says of two publications both are one work.
    asked = {predicate and iri(predicate), *([_SAME] if predicate in _OF_WORKS else ())}
    wanted = [one for one in found if predicate is None or one.predicate in asked]
    rows = list(_rows(store, wanted))
    return Answer.of_query(COLUMNS, lambda: cast("QuerySolutions", rows), store.base)


def _of_document(store: Store, document: str) -> Iterator[_Statement]:
    """All that the sources of a document say of it; further records of it count as the first."""
    for entry in _entries(store, document):
        for line in store.statements(entry, document):
            subject, predicate, target = split(line)
            if predicate != _RECORD_OF:
                yield _Statement(_first(subject), predicate, _first(target), entry)


def _first(token: str) -> str:
    """A part of a further record under the name that the same part of the first record has."""
    if not token.startswith("<") or "#record-" not in token:
        return token
    named = _RECORD.sub("#", token, count=1)
    return named.replace("#>", ">")


def _entries(store: Store, document: str) -> Iterator[Entry]:
    source = source_iri(store.base, "")
    named = {target[1:-1] for target in store.objects(iri(document), _FROM)} | {document}
    for sha256 in sorted(name.removeprefix(source) for name in named if name.startswith(source)):
        if sha256 in store.entries:
            yield store.entries[sha256]


def _leading_to(store: Store, named: str) -> Iterator[_Statement]:
    """The statements that name a thing, and those of their subjects that say how it is printed."""
    query = f"SELECT DISTINCT ?subject {{ ?subject ?property {named} }}"
    subjects = (row[0].value for row in cast("QuerySolutions", store.query(query)))
    for document in sorted({subject.partition("#")[0] for subject in subjects}):
        said = list(_of_document(store, document))
        naming = [one for one in said if one.target == named and one.predicate not in _DERIVED]
        printed = {
            (one.subject, predicate, one.entry.segment)
            for one in naming
            for predicate in _PRINTED.get(one.predicate, ())
        }
        yield from naming
        yield from (
            one for one in said if (one.subject, one.predicate, one.entry.segment) in printed
        )


def _linked(store: Store, named: str, *, parts: bool) -> Iterator[_Statement]:
    """What accepted links say of a thing and of its ``parts``, or of the publications of a work."""
    if store.base + "work/" in named:
        things = [*store.subjects(_EXAMPLE, named)]
    elif parts:
        things = [named, *store.objects(named, iri(f"{KG}authorship"))]
    else:
        things = [named]
    runs = {run_iri(store.base, sha256): entry for sha256, entry in store.entries.items()}
    for some in batches(things):
        query = _LINKS.format(things=" ".join(some))
        for run, subject, predicate, target in cast("QuerySolutions", store.query(query)):
            entry = runs.get(run.value)
            if entry is not None:
                yield _as_stated(store, str(subject), str(predicate), str(target), entry)


def _as_stated(store: Store, subject: str, predicate: str, target: str, entry: Entry) -> _Statement:
    """A link in the form in which it has its effect."""
    if predicate != _SAME:
        return _Statement(subject, predicate, target, entry)
    ours = f"<{store.base}"
    if subject.startswith(ours) and target.startswith(ours):
        return _Statement(subject, _SAME, target, entry)
    one, other = (subject, target) if subject.startswith(ours) else (target, subject)
    return _Statement(one, iri(f"{SCHEMA}sameAs"), other, entry)


def _rows(store: Store, said: list[_Statement]) -> Iterator[tuple[Any, ...]]:
    from pyoxigraph import Literal, NamedNode

    @cache
    def taken(subject: str, predicate: str) -> frozenset[str]:
        if predicate == _SAME:
            works = store.objects(subject, _EXAMPLE)
            return frozenset(one for work in works for one in store.subjects(_EXAMPLE, work))
        return frozenset(store.objects(subject, predicate))

    def day(value: date | None) -> Literal | None:
        datatype = NamedNode(f"{XSD}date")
        return Literal(value.isoformat(), datatype=datatype) if value else None

    ranked = sorted(
        dict.fromkeys((one, one.target in taken(one.subject, one.predicate)) for one in said),
        key=lambda pair: _rank(*pair),
    )
    for one, stands in ranked:
        source = one.entry.source
        yield (
            NamedNode(one.predicate[1:-1]),
            _term(one.target),
            Literal(stands),
            Literal(source.file_name),
            day(source.retrieved or source.received),
            NamedNode(one.subject[1:-1]),
            NamedNode(source_iri(store.base, source.sha256)),
        )


def _rank(one: _Statement, stands: bool) -> tuple[Any, ...]:
    """Part by part, property by property, what the graph took first."""
    document, _, part = one.subject[1:-1].partition("#")
    pieces = _DIGITS.split(part)
    natural = [(len(piece) * (place % 2), piece) for place, piece in enumerate(pieces)]
    return document, natural, one.predicate, not stands, one.target, one.entry.source.sha256


def _term(token: str) -> Any:
    from pyoxigraph import Literal, NamedNode

    found = term(token)
    if isinstance(found, Iri):
        return NamedNode(found.value)
    datatype = NamedNode(found.datatype) if found.datatype else None
    return Literal(found.value, datatype=datatype, language=found.language)
