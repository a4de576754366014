"""RDF of SemOpenAlex: works with their authors, in the terms of 2023 and of today.

Authorships say only who is first, last or in the middle, so that the places of four and more
authors can't all be known: those in the middle stay without a place. A name is what SemOpenAlex
calls the author, not what is printed. The first of January stands for a day that is not known. As
in OpenAlex, repositories are no venues, and concepts count from a score of 0.3 on where there are
no topics.

Not carried: citations and related works, counts by year, institutions (only affiliations as
printed), further locations, open-access status, funders, publishers, the concepts and topics
themselves.

Source: https://semopenalex.org/ontology/.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import BinaryIO

from kg.graph.rdf_nodes import SideFacts
from kg.graph.read import Node
from kg.model import (
    Category,
    Edition,
    Identifier,
    Mention,
    Metric,
    Paper,
    PartialDate,
    Problem,
    Record,
    Source,
    Venue,
    VenueKind,
)
from kg.sources.preprints import is_preprint_server
from kg.sources.rdf_reading import records_of_nodes
from kg.sources.registry import Format
from kg.sources.remarks import Remarks
from kg.text import identifiers
from kg.text.markup import plain_title

_SITE = "https://semopenalex.org/"
_OURS = "https://w3id.org/scholarly-kg/ontology#"
_TERMS = ("ontology/", "property/", "class/")
_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_DCT = "http://purl.org/dc/terms/"
_PRISM = "http://prismstandard.org/namespaces/basic/2.0/"
_FABIO = "http://purl.org/spar/fabio/"
_NAME = "http://xmlns.com/foaf/0.1/name"
_ORCID = "https://dbpedia.org/ontology/orcidId"
_DOIS = (f"{_PRISM}doi", "http://purl.org/spar/datacite/doi")
_SYNTAX = re.compile(
    r"\ufeff?(?:\s|#[^\n]*\n)*(?:<\?xml|<rdf:RDF|<https?:|@prefix|@base|PREFIX\s|_:|[{\[])",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"[0-9]{1,9}")
_KINDS = {"conference": VenueKind.CONFERENCE, "journal": VenueKind.JOURNAL}
_LOWEST_SCORE = 0.3


def sniff(head: str) -> bool:
    """Whether a document is RDF in the terms of SemOpenAlex."""
    own = any(f"{_SITE}{part}" in head for part in _TERMS)
    return own and bool(_SYNTAX.match(head)) and _OURS not in head


def read(stream: BinaryIO, source: Source) -> Iterator[Record | Problem]:
    """The works of a document, in the order of their IRIs."""
    nothing = "no work in the terms of SemOpenAlex"
    return records_of_nodes(stream, source.file_name, _Reader, nothing)


class _Reader:
    """Reads node by node: works come last, so that all they refer to is known."""

    def __init__(self, aside: SideFacts, remarks: Remarks) -> None:
        self._aside = aside
        self._remarks = remarks

    def read(self, node: Node) -> Iterator[Record | Problem]:
        """What one node tells of."""
        kinds = {name.rpartition("/")[2] for name in node.values(_TYPE) if name.startswith(_SITE)}
        if "Work" in kinds:
            yield from self._work(node)
        elif "Author" in kinds:
            self._keep("author", node, node.value(_NAME), node.value(_ORCID))
        elif not kinds.isdisjoint(("AuthorPosition", "Authorship")):
            author, place = _one(node, "hasAuthor"), _one(node, "position")
            self._keep("place", node, author, place, *_all(node, "rawAffiliation"))
        elif "ConceptScore" in kinds:
            self._keep("score", node, _one(node, "hasConcept"), _one(node, "score"))
        elif "Location" in kinds:
            page = node.value(f"{_FABIO}hasURL")
            self._keep("location", node, _one(node, "hasSource"), page, _one(node, "pdfUrl"))
        elif "Source" in kinds:
            self._keep("source", node, node.value(_NAME), _one(node, "sourceType"))

    def _keep(self, kind: str, node: Node, *parts: str | None) -> None:
        self._aside.keep(f"{kind} {node.iri}", parts)

    def _kept(self, kind: str, iri: str | None) -> list[str | None]:
        """What was kept of a node of some kind, three parts at least."""
        return [*(self._aside.of(f"{kind} {iri}") or ()), None, None, None]

    def _work(self, node: Node) -> Iterator[Record | Problem]:
        identifier = identifiers.openalex(node.iri, "W")
        title = plain_title(node.value(f"{_DCT}title") or "")
        if identifier is None or not title:
            what = "a title" if identifier else "an identifier of OpenAlex"
            message = f"a work without {what}"
            yield Problem(0, "no-title" if identifier else "no-work", message, node.iri[:80], True)
            return
        mentions, complete, odd = self._authors(node)
        if odd:
            yield from self._remarks.one(0, odd, _ODD[odd], node.iri)
        year = _count(node.value(f"{_FABIO}hasPublicationYear"))
        primary = self._kept("location", _one(node, "hasPrimaryLocation"))
        best = self._kept("location", _one(node, "hasBestOaLocation"))
        source = self._kept("source", primary[0])
        citations = _count(_one(node, "citedByCount"))
        first, last = (node.value(f"{_PRISM}{end}ingPage") for end in ("start", "end"))
        yield Paper(
            title=title,
            mentions=mentions,
            complete=complete,
            abstract=node.value(f"{_DCT}abstract"),
            date=_date(node, year),
            edition=_edition(source, year, _one(node, "hasVolume")),
            number=_one(node, "hasIssue"),
            pages=f"{first}-{last}" if first and last and first != last else first or last,
            publication_type=(_one(node, "crossrefType") or "").rpartition("/")[2] or None,
            categories=self._categories(node),
            metrics=() if citations is None else (Metric("citationCount", citations),),
            identifiers=_identifiers(node, identifier, primary[1]),
            urls=tuple(
                dict.fromkeys(
                    url for url in (primary[1], best[2]) if url and not identifiers.doi(url)
                )
            ),
        )

    def _authors(self, node: Node) -> tuple[tuple[Mention, ...], bool | None, str]:
        """The mentions, whether they are all authors, and the code of what is odd."""
        parts = _all(node, "hasAuthorship") or _all(node, "hasAuthorPosition")
        found: list[Mention] = []
        odd = ""
        for part in parts:
            author, printed, *affiliations = self._kept("place", part)
            name, orcid, *_ = self._kept("author", author)
            if not name or not name.strip():
                odd = "no-author"
                continue
            place = _place(printed, len(parts))
            stated = [("orcid", identifiers.orcid(orcid or ""))]
            stated.append(("openalex", identifiers.openalex(author or "", "A")))
            ids = tuple(Identifier(scheme, value) for scheme, value in stated if value)
            stated_affiliations = tuple(text for text in affiliations if text)
            found.append(Mention(name, place, stated_affiliations, ids))
        places = [mention.position for mention in found if mention.position]
        if len(set(places)) < len(places):
            found = [Mention(one.name, None, one.affiliations, one.identifiers) for one in found]
            odd = "no-places"
        elif len(places) < len(found):
            odd = odd or "no-places"
        found.sort(key=lambda one: (one.position is None, one.position or 0, one.name))
        return tuple(found), (not odd if found else None), odd

    def _categories(self, node: Node) -> tuple[Category, ...]:
        """The topics, of which one is primary; without them the concepts with a high score."""
        primary = _one(node, "hasPrimaryTopic")
        topics = dict.fromkeys([*([primary] if primary else []), *_all(node, "hasTopic")])
        found = []
        for topic in topics:
            code = identifiers.openalex(topic, "T")
            if code:
                found.append(Category(code, None, "openalex-topic", topic == primary))
        if found:
            return tuple(found)
        for part in _all(node, "hasConceptScore"):
            concept, score, *_ = self._kept("score", part)
            code = identifiers.openalex(concept or "", "C")
            if code and _at_least(score, _LOWEST_SCORE):
                found.append(Category(code, None, "openalex-concept"))
        return tuple(found)


_ODD = {
    "no-author": "an author of whom the document has no name; left out",
    "no-places": "authors in the middle of the list, so that their places are not known",
}


def _all(node: Node, term: str) -> list[str]:
    return next((found for part in _TERMS if (found := node.values(f"{_SITE}{part}{term}"))), [])


def _one(node: Node, term: str) -> str | None:
    return next((text for text in _all(node, term) if text.strip()), None)


def _place(printed: str | None, authors: int) -> int | None:
    """The place in a list that the words for it leave no doubt about."""
    if printed == "first":
        return 1
    if printed == "last":
        return authors
    return 2 if printed == "middle" and authors == 3 else None


def _count(text: str | None) -> int | None:
    return int(text) if text and _NUMBER.fullmatch(text) else None


def _at_least(text: str | None, bound: float) -> bool:
    try:
        return float(text or "") >= bound
    except ValueError:
        return False


def _date(node: Node, year: int | None) -> PartialDate | None:
    printed = node.value(f"{_PRISM}publicationDate") or node.value(f"{_DCT}date") or ""
    try:
        day = date.fromisoformat(printed)
    except ValueError:
        return PartialDate(year) if year and year <= 9999 else None
    if (day.month, day.day) == (1, 1):
        return PartialDate(day.year)
    return PartialDate(day.year, day.month, day.day)


def _edition(source: list[str | None], year: int | None, volume: str | None) -> Edition | None:
    name, kind = source[0], source[1] or ""
    if not name or kind == "repository" or is_preprint_server(name):
        return None
    return Edition(Venue(plain_title(name), _KINDS.get(kind)), year, volume)


def _identifiers(node: Node, openalex: str, page: str | None) -> tuple[Identifier, ...]:
    stated = [("openalex", openalex)]
    stated += [("doi", text) for term in _DOIS for text in node.values(term)]
    stated += [("mag", text) for text in _all(node, "magId")]
    stated += [("pmid", text) for text in node.values(f"{_FABIO}hasPubMedId")]
    stated += [("pmcid", text) for text in node.values(f"{_FABIO}hasPubMedCentralId")]
    if page and "arxiv.org/" in page:
        stated.append(("arxiv", page))
    values = ((scheme, identifiers.identifier(scheme, text)) for scheme, text in stated)
    return tuple(dict.fromkeys(Identifier(scheme, value) for scheme, value in values if value))


FORMAT = Format(
    name="semopenalex",
    label="SemOpenAlex RDF",
    description="works and their authors in N-Triples, Turtle, TriG or another syntax",
    version="1",
    sniff=sniff,
    read=read,
)
