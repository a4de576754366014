"""A graph in this project's own ontology back as the records that it tells of.

What an export says of publications, volumes with editors, persons, pages and links becomes records
again; what the graph derives from them (clusters, works, series, concepts, software, counts) is
derived anew. Not carried: the sources that the exported graph was made of, since the export is now
the source, and the days on which figures were observed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import BinaryIO

from kg.graph.rdf_syntax import by_document, sorted_triples
from kg.graph.read import (
    Node,
    nodes,
    read_categories,
    read_date,
    read_identifiers,
    read_mention,
    read_metric,
    read_papers,
)
from kg.graph.read_link import link_of
from kg.graph.terms import ARTICLE, TYPE, kg_term, schema_term
from kg.graph.venues import series_slug
from kg.graph.vocab import KG, SCHEMA, SSSOM
from kg.graph.vocabularies import declared_terms
from kg.model import (
    Edition,
    Metric,
    Paper,
    PartialDate,
    Person,
    Problem,
    Profile,
    Record,
    Venue,
    VenueKind,
    Volume,
)
from kg.text.dates import is_day

MOST_LINES = 1_000_000
"""Statements that a publication, or whatever else, may have."""

_PERSON = schema_term("Person")
_PAGE = schema_term("ProfilePage")
_SERIES = kg_term("VenueSeries")
_MAPPING = f"<{SSSOM}Mapping>"
_TITLE = kg_term("titleAsListed")
_VOLUME = re.compile(r"(?P<series>.*venue/(?P<slug>[^/]+))/(?:(?P<year>[0-9]{1,4})|undated)/[^/]+")
_PAPER = re.compile(r"(?P<base>.*)paper/[^/]+")
_PUBLICATION = re.compile(r".*/paper/[^/]+-[0-9a-f]{16}")
_LISTED = re.compile(rf"> {kg_term('listedAuthorCount')} \"([0-9]+)\"")
_OF_VENUE = [f"> {kg_term(name)} <" for name in ("publishedInSeries", "submittedTo")]
_SCHEME = re.compile(r"[a-z][a-z0-9-]{0,30}")
_FLAWED = (ArithmeticError, IndexError, KeyError, TypeError, ValueError)
_BAD = "bad-record"


def rdf_records(stream: BinaryIO, file: str) -> Iterator[Record | Problem]:
    """The records of an RDF document, each as whole as the document has it.

    They come in the order of their IRIs. Raises ``InputError`` for what is no RDF, is damaged or
    would harm the reader; a record that makes no sense is rejected alone.
    """
    problems: list[Problem] = []
    triples = sorted_triples(stream, file, problems)
    reader = _Reader()
    for document, lines in by_document(triples, MOST_LINES + 1):
        yield from problems
        problems.clear()
        if len(lines) > MOST_LINES:
            message = f"more than {MOST_LINES:,} statements"
            yield _rejected(document, "too-large", message)
        else:
            yield from reader.read(document, lines)
    yield from problems
    yield from reader.volumes()
    if not reader.found:
        message = "no publication, volume, person, page or link in the terms of this ontology"
        yield Problem(0, "no-records", message, rejected=True)


def _rejected(document: str, code: str, message: str) -> Problem:
    return Problem(0, code, message, document[:80], rejected=True)


@dataclass(slots=True)
class _Reader:
    """Reads document by document; volumes wait for the names of their series."""

    found: bool = False
    _series: dict[str, tuple[tuple[str, ...], bool]] = field(default_factory=dict)
    _waiting: list[tuple[str, Mapping[str, Node]]] = field(default_factory=list)

    def read(self, document: str, lines: list[str]) -> Iterator[Record | Problem]:
        """The records that one document tells of."""
        about = f"<{document}> {TYPE} "
        if f"{about}{ARTICLE} ." in lines:
            self.found = True
            yield from _papers(document, lines)
        elif f"{about}{_PERSON} ." in lines:
            self.found = True
            yield from _whole(document, _person, nodes(lines))
        elif f"{about}{_MAPPING} ." in lines:
            self.found = True
            yield from _link(document, lines)
        elif f"{about}{_SERIES} ." in lines:
            self._remember(nodes(lines)[document])
        elif _PUBLICATION.fullmatch(document):
            self.found = True
            yield _rejected(document, _BAD, "a publication of which the end is missing")
        elif any(f"> {_TITLE} " in line for line in lines):
            self.found = True
            self._waiting.append((document, nodes(lines)))
        elif any(line.endswith(f" {TYPE} {_PAGE} .") for line in lines):
            self.found = True
            found = nodes(lines)
            for node in found.values():
                if f"{SCHEMA}mainEntity" in node.properties:
                    yield from _whole(node.iri, _profile, found)

    def _remember(self, series: Node) -> None:
        names = (*series.values(f"{SCHEMA}name"), *series.values(f"{SCHEMA}alternateName"))
        is_journal = f"{SCHEMA}Periodical" in series.values(TYPE[1:-1])
        self._series[series.iri] = names, is_journal

    def volumes(self) -> Iterator[Record | Problem]:
        """The volumes of all documents, once the series are known."""
        for document, found in self._waiting:
            yield from _whole(document, self._volume, found)

    def _volume(self, document: str, found: Mapping[str, Node]) -> Volume:
        node = found[document]
        parts = _VOLUME.fullmatch(document)
        if parts is None:
            raise ValueError("no IRI of a volume")
        year = int(parts["year"]) if parts["year"] else None
        number = node.value(f"{SCHEMA}volumeNumber")
        date = read_date(node)
        return Volume(
            edition=Edition(self._venue(parts["series"], parts["slug"]), year, number),
            title=node.value(f"{KG}titleAsListed") or "",
            editors=tuple(
                sorted(
                    (read_mention(found[editor]) for editor in node.values(f"{KG}editorship")),
                    key=lambda editor: (editor.position is None, editor.position or 0, editor.name),
                )
            ),
            publisher=node.value(f"{KG}publisherAsListed"),
            date=_valid(date) if date else None,
            identifiers=tuple(read_identifiers(node)),
            urls=tuple(node.values(f"{SCHEMA}url")),
        )

    def _venue(self, series: str, slug: str) -> Venue:
        """A name and kind that lead to the same series again."""
        names, is_journal = self._series.get(series, ((), False))
        kinds = (VenueKind.JOURNAL,) if is_journal else (None, *VenueKind)
        for kind in kinds:
            for name in (*names, slug):
                if series_slug(name, kind) == slug:
                    return Venue(name, kind)
        return Venue(names[0] if names else slug)


def _whole(
    document: str,
    read: Callable[[str, Mapping[str, Node]], Record],
    found: Mapping[str, Node],
) -> Iterator[Record | Problem]:
    """One record, or the rejection of what makes none."""
    try:
        yield read(document, found)
    except _FLAWED as error:
        yield _rejected(document, _BAD, f"no record can be made of it: {_why(error)}")


def _link(document: str, lines: list[str]) -> Iterator[Record | Problem]:
    try:
        link = link_of(document, lines)
    except _FLAWED as error:
        yield _rejected(document, _BAD, f"no link can be made of it: {_why(error)}")
        return
    if link is None:
        yield _rejected(document, _BAD, "a mapping that does not say of what")
    else:
        yield link


def _why(error: Exception) -> str:
    if isinstance(error, KeyError):
        return f"nothing is said of {error.args[0]}"[:200]
    if isinstance(error, TypeError):
        return "an identifier without its scheme"
    return str(error)[:200]


def _person(document: str, found: Mapping[str, Node]) -> Person:
    node = found[document]
    return Person(
        identifiers=tuple(read_identifiers(node)),
        names=(*node.values(f"{SCHEMA}name"), *node.values(f"{SCHEMA}alternateName")),
        affiliations=tuple(node.values(f"{SCHEMA}affiliation")),
        urls=tuple(node.values(f"{SCHEMA}url")),
    )


def _profile(page: str, found: Mapping[str, Node]) -> Profile:
    node = found[page]
    base = page.partition("source/")[0]
    figures = [n for n in found.values() if page in n.values(f"{SCHEMA}observationAbout")]
    return Profile(
        name=node.value(f"{KG}nameAsListed") or "",
        identity_note=node.value(f"{KG}identityNote"),
        categories=tuple(c for c in read_categories(base, node) if _SCHEME.fullmatch(c.scheme)),
        metrics=tuple(m for m in map(read_metric, figures) if _is_figure(m)),
    )


def _papers(document: str, lines: list[str]) -> Iterator[Record | Problem]:
    named = _PAPER.fullmatch(document)
    try:
        papers = read_papers(named["base"] if named else "", document, lines)
    except _FLAWED as error:
        yield _rejected(document, _BAD, f"no record can be made of it: {_why(error)}")
        return
    if any(_is_cut(lines, paper) for paper in papers):
        yield _rejected(document, _BAD, "a publication of which a part is missing")
        return
    for paper in papers:
        yield from _settled(document, paper)


def _is_cut(lines: list[str], paper: Paper) -> bool:
    """Whether more is hinted at than is there: authors, or the name of a venue."""
    text = "\n".join(lines)
    counted = {int(number[:9]) for number in _LISTED.findall(text)}
    if counted != {len(paper.placed)} and (counted or "#author-" in text):
        return True
    return paper.edition is None and any(term in text for term in _OF_VENUE)


def _settled(document: str, paper: Paper) -> Iterator[Record | Problem]:
    """The record with valid dates, known categories and one figure of a kind."""
    date = _valid(paper.date) if paper.date else None
    if date != paper.date:
        yield Problem(0, "bad-date", "a date that no calendar has; cut", document[:80])
    categories = paper.categories
    if not all(_SCHEME.fullmatch(category.scheme) for category in categories):
        categories = tuple(c for c in categories if _SCHEME.fullmatch(c.scheme))
        yield Problem(0, "bad-category", "a category of no known scheme; left out", document[:80])
    metrics = paper.metrics
    if metrics:
        metrics = tuple({m.name: m for m in metrics if _is_figure(m)}.values())
        if len(metrics) < len(paper.metrics):
            message = "figures that are unknown, or of which sources differ; one of a kind is kept"
            yield Problem(0, "several-figures", message, document[:80])
    yield replace(paper, date=date, categories=categories, metrics=metrics)


def _is_figure(metric: Metric) -> bool:
    return f"{KG}{metric.name}" in declared_terms()


def _valid(date: PartialDate) -> PartialDate:
    """As much of a date as the calendar has."""
    year, month, day = date.year, date.month, date.day
    if year is not None and not 1 <= year <= 9999:
        return replace(date, year=None, month=None, day=None)
    if month is not None and not 1 <= month <= 12:
        return replace(date, month=None, day=None)
    if year and month and day is not None and not is_day(year, month, day):
        return replace(date, day=None)
    return date
