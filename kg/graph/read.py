"""N-Triples lines of one document back as the records they were made from.

The order of set-like fields (keywords, categories, …) is not kept by RDF; records come back in
the order of :func:`in_order`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal

from kg.graph.keys import path_text
from kg.graph.ntriples import Literal, Term, parse
from kg.graph.vocab import ARXIV, KG, SCHEMA, XSD
from kg.graph.write import EVIDENCE_TERMS, SUBMISSION_TERMS
from kg.model import (
    Category,
    CodeLink,
    Edition,
    Evidence,
    Identifier,
    Mention,
    Metric,
    Paper,
    PartialDate,
    Venue,
    VenueKind,
)
from kg.text.names import normalise_name

_RECORD = re.compile(r"[^#]*#record-[0-9]+(?=-)")
_EVIDENCE = {term: evidence for evidence, term in EVIDENCE_TERMS.items()}
_SUBMISSION = {term: status for status, term in SUBMISSION_TERMS.items()}
_EVIDENCE_ORDER = tuple(Evidence)


class Node:
    """The statements about one subject, by predicate."""

    __slots__ = ("iri", "properties")

    def __init__(self, subject: str) -> None:
        self.iri = subject
        self.properties: dict[str, list[Term]] = {}

    def values(self, term: str) -> list[str]:
        """All values of a property, IRIs and literals alike, sorted."""
        return sorted(value.value for value in self.properties.get(term, ()))

    def value(self, term: str) -> str | None:
        """The value of a property that has at most one."""
        found = self.properties.get(term)
        return found[0].value if found else None

    def integer(self, term: str) -> int | None:
        """The value of an integer property."""
        found = self.value(term)
        return None if found is None else int(found)

    def boolean(self, term: str) -> bool | None:
        """The value of a boolean property."""
        found = self.value(term)
        return None if found is None else found == "true"


def nodes(lines: Iterable[str]) -> dict[str, Node]:
    """The subjects of some lines with their statements."""
    found: dict[str, Node] = {}
    for line in lines:
        subject, predicate, value = parse(line)
        node = found.get(subject)
        if node is None:
            node = found[subject] = Node(subject)
        node.properties.setdefault(predicate, []).append(value)
    return found


def in_order(paper: Paper) -> Paper:
    """The same record with its parts in the one order that reading it from RDF gives."""
    return replace(
        paper,
        mentions=tuple(
            replace(
                mention,
                affiliations=tuple(sorted(set(mention.affiliations))),
                identifiers=_sorted_identifiers(mention.identifiers),
            )
            for mention in sorted(paper.mentions, key=_place)
        ),
        categories=tuple(
            sorted(set(paper.categories), key=lambda c: (c.scheme, c.code or "", c.as_listed or ""))
        ),
        keywords=tuple(sorted(set(paper.keywords))),
        code_links=tuple(
            sorted(
                (
                    replace(link, evidence=tuple(e for e in _EVIDENCE_ORDER if e in link.evidence))
                    for link in paper.code_links
                ),
                key=lambda link: link.url or "",
            )
        ),
        metrics=tuple(sorted(paper.metrics, key=lambda metric: metric.name)),
        identifiers=_sorted_identifiers(paper.identifiers),
        urls=tuple(sorted(set(paper.urls))),
    )


def _place(mention: Mention) -> tuple[bool, int, str]:
    return mention.position is None, mention.position or 0, normalise_name(mention.name)


def _sorted_identifiers(identifiers: Iterable[Identifier]) -> tuple[Identifier, ...]:
    return tuple(sorted(set(identifiers), key=lambda i: (i.scheme, i.value)))


def read_papers(base: str, publication: str, lines: Iterable[str]) -> list[Paper]:
    """All records of one publication in one source, in their order there."""
    found = nodes(lines)
    roots = [publication] if publication in found else []
    roots += sorted(
        (node.iri for node in found.values() if f"{KG}recordOf" in node.properties), key=_ordinal
    )
    figures: dict[str, list[Node]] = {}
    for node in found.values():
        if f"{SCHEMA}measuredProperty" in node.properties:
            figures.setdefault(_record_of(node.iri), []).append(node)
    return [_paper(base, found[root], found, figures.get(root, ())) for root in roots]


def read_paper(base: str, node: Node, found: Mapping[str, Node]) -> Paper:
    """A publication of the resolved graph as one record, without its figures.

    ``found`` holds its authorships and links to code, as :func:`nodes` gives them.
    """
    return _paper(base, node, found, ())


def _record_of(part: str) -> str:
    """The record that a part belongs to: ``P#record-2`` of ``P#record-2-score-1a``, else ``P``."""
    record = _RECORD.match(part)
    return record[0] if record else part.partition("#")[0]


def _ordinal(root: str) -> int:
    return int(root.rpartition("-")[2])


def _paper(base: str, node: Node, found: Mapping[str, Node], figures: Iterable[Node]) -> Paper:
    status = node.value(f"{KG}submissionStatus")
    paper = Paper(
        title=node.value(f"{SCHEMA}name") or "",
        mentions=tuple(read_mention(found[a]) for a in node.values(f"{KG}authorship")),
        complete=node.boolean(f"{KG}authorListComplete"),
        declared_author_count=node.integer(f"{KG}declaredAuthorCount"),
        abstract=node.value(f"{SCHEMA}abstract"),
        date=read_date(node),
        edition=_edition(base, node),
        number=node.value(f"{SCHEMA}issueNumber"),
        pages=node.value(f"{SCHEMA}pagination"),
        publication_type=node.value(f"{KG}publicationType"),
        submission_status=_SUBMISSION[status] if status else None,
        categories=read_categories(base, node),
        keywords=tuple(node.values(f"{SCHEMA}keywords")),
        code_links=tuple(_code_link(found[link]) for link in node.values(f"{KG}codeLink")),
        metrics=tuple(map(read_metric, figures)),
        identifiers=tuple(read_identifiers(node)),
        urls=tuple(node.values(f"{SCHEMA}url")),
    )
    return in_order(paper)


def read_identifiers(node: Node) -> list[Identifier]:
    """The identifiers of a publication, a volume, a mention or a person."""
    return [
        *(Identifier("doi", value) for value in node.values(f"{KG}doi")),
        *(Identifier("arxiv", value) for value in node.values(f"{KG}arxivId")),
        *(Identifier(*text.split(":", 1)) for text in node.values(f"{SCHEMA}identifier")),
    ]


def read_mention(node: Node) -> Mention:
    """The mention that an authorship or an editorship tells of."""
    return Mention(
        node.value(f"{KG}nameAsListed") or "",
        node.integer(f"{SCHEMA}position"),
        tuple(node.values(f"{SCHEMA}affiliation")),
        tuple(read_identifiers(node)),
    )


def read_date(node: Node) -> PartialDate | None:
    """The date of a publication or a volume."""
    printed = node.value(f"{SCHEMA}datePublished")
    as_listed = node.value(f"{KG}dateAsListed")
    if printed is None and as_listed is None:
        return None
    parts = [int(part) for part in printed.split("-")] if printed else []
    year, month, day = parts + [None] * (3 - len(parts))
    inferred = f"{KG}dateInferredFrom" in node.properties
    return PartialDate(year, month, day, as_listed, inferred)


def _edition(base: str, node: Node) -> Edition | None:
    name = node.value(f"{KG}venueAsListed")
    if name is None:
        return None
    kind = node.value(f"{KG}venueKindAsListed")
    edition = node.value(f"{KG}publishedInEdition") or node.value(f"{KG}submittedTo")
    _, _, year = (edition or "").removeprefix(f"{base}venue/").partition("/")
    return Edition(
        Venue(name, VenueKind(kind) if kind else None),
        int(year) if year else None,
        node.value(f"{KG}volumeAsListed"),
    )


def read_categories(base: str, node: Node) -> tuple[Category, ...]:
    """The categories of a publication or a page."""
    primary = node.value(f"{KG}primaryCategory")
    known = [
        Category(code, None, scheme, concept == primary)
        for concept in node.values(f"{SCHEMA}about")
        for scheme, code in [_category(base, concept)]
    ]
    return (*known, *(Category(None, text) for text in node.values(f"{KG}categoryAsListed")))


def _category(base: str, concept: str) -> tuple[str, str]:
    if concept.startswith(ARXIV):
        return "arxiv", path_text(concept.removeprefix(ARXIV))
    scheme, _, code = concept.removeprefix(f"{base}category/").partition("/")
    return path_text(scheme), path_text(code)


def _code_link(node: Node) -> CodeLink:
    return CodeLink(
        node.value(f"{SCHEMA}url"),
        tuple(_EVIDENCE[term] for term in node.values(f"{KG}evidence")),
        node.value(f"{KG}quote"),
        node.boolean(f"{KG}official"),
    )


def read_metric(node: Node) -> Metric:
    """The figure that an observation reports."""
    value = node.properties[f"{SCHEMA}value"][0]
    exact = isinstance(value, Literal) and value.datatype == f"{XSD}integer"
    return Metric(
        (node.value(f"{SCHEMA}measuredProperty") or "").removeprefix(KG),
        int(value.value) if exact else Decimal(value.value),
        node.value(f"{SCHEMA}unitText"),
    )
