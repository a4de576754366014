"""RDF of DBLP: its dump (``dblp.nt``), and the RDF of single records, people and volumes.

What is said of a publication and its signatures is the same as in DBLP's XML, and is read alike:
the numbers of homonyms are identity and no part of the name, the full stop behind a title is DBLP's
own, editorships are volumes, the articles of CoRR preprints on arXiv. Who several people may be
(``AmbiguousCreator``) is no person. RDF without signatures does not tell the places of authors, and
their names only if the people are in the document too.

Not carried: streams and pages of DBLP, relations between versions, theses' schools, series and the
number in them, chapters, co-creators; of the identifiers stated twice the blank nodes.

Source: https://dblp.org/rdf/schema, https://dblp.org/faq/1474562.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from kg.graph.rdf_nodes import SideFacts
from kg.graph.read import Node
from kg.model import (
    Edition,
    Identifier,
    Mention,
    Paper,
    PartialDate,
    Person,
    Problem,
    Record,
    Source,
    SubmissionStatus,
    Venue,
    VenueKind,
    Volume,
)
from kg.sources.dblp_people import printed_name
from kg.sources.preprints import is_preprint_server
from kg.sources.rdf_reading import records_of_nodes
from kg.sources.registry import Format
from kg.sources.remarks import Remarks
from kg.text import identifiers
from kg.text.dates import MONTH, month_number
from kg.text.proceedings import numbered_part

_SCHEMA = "https://dblp.org/rdf/schema#"
_OURS = "https://w3id.org/scholarly-kg/ontology#"
_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_SYNTAX = re.compile(
    r"\ufeff?(?:\s|#[^\n]*\n)*(?:<\?xml|<rdf:RDF|<https?:|@prefix|@base|PREFIX\s|_:|[{\[])",
    re.IGNORECASE,
)
_RECORD = "/rec/"
_MONTH_NUMBER = re.compile(r"(?:--)?(0[1-9]|1[0-2])(?:--)?")
_MONTH = re.compile(rf"{MONTH}\.?")
_YEAR = re.compile(r"[12][0-9]{3}")
_ORDINAL = re.compile(r"[1-9][0-9]{0,5}")
_PREPRINT = "abs/"


def sniff(head: str) -> bool:
    """Whether a document is RDF in the terms of DBLP."""
    return bool(_SYNTAX.match(head)) and _SCHEMA in head and _OURS not in head


def read(stream: BinaryIO, source: Source) -> Iterator[Record | Problem]:
    """The publications, volumes and persons, in the order of their IRIs."""
    nothing = "no publication or person in the terms of DBLP"
    return records_of_nodes(stream, source.file_name, _Reader, nothing)


class _Reader:
    """Reads node by node; signatures and people stand before the publications they belong to."""

    def __init__(self, aside: SideFacts, remarks: Remarks) -> None:
        self._aside = aside
        self._remarks = remarks

    def read(self, node: Node) -> Iterator[Record | Problem]:
        """What one node tells of."""
        types = {name.removeprefix(_SCHEMA) for name in node.values(_TYPE)}
        if not types.isdisjoint(("AuthorSignature", "EditorSignature", "Signature")):
            self._aside.keep(
                f"signature {node.iri}",
                [
                    _one(node, "signatureDblpName"),
                    _one(node, "signatureOrdinal"),
                    _one(node, "signatureOrcid"),
                    _one(node, "signatureCreator"),
                    "EditorSignature" in types,
                ],
            )
        elif not types.isdisjoint(("Publication", "Editorship")):
            yield from self._publication(node, types)
        elif not types.isdisjoint(("Person", "Creator", "AmbiguousCreator", "Group")):
            yield from self._person(node, types)

    def _person(self, node: Node, types: set[str]) -> Iterator[Record | Problem]:
        names = [name for term in _NAMES for name in _all(node, term)]
        sure = types.isdisjoint(("AmbiguousCreator", "Group"))
        self._aside.keep(f"person {node.iri}", [names[0] if names else None, sure])
        pid = identifiers.dblp_person(node.iri)
        if not sure or not names:
            return
        if pid is None:
            yield _rejected(node, "bad-pid", "the address of a person is none of DBLP")
            return
        stated = [Identifier("dblp", pid)]
        stated += [Identifier("dblp-name", name) for name in names if printed_name(name) != name]
        for scheme in ("orcid", "wikidata"):
            values = (identifiers.identifier(scheme, text) for text in _all(node, scheme))
            stated += [Identifier(scheme, value) for value in values if value]
        affiliations = [text for term in _AFFILIATIONS for text in _all(node, term)]
        pages = [url for term in _PAGES for url in _all(node, term)]
        yield Person(
            identifiers=tuple(dict.fromkeys(stated)),
            names=tuple(dict.fromkeys(map(printed_name, names))),
            affiliations=tuple(dict.fromkeys(affiliations)),
            urls=tuple(dict.fromkeys(pages)),
        )

    def _publication(self, node: Node, types: set[str]) -> Iterator[Record | Problem]:
        title = _title(_one(node, "title") or "")
        if not title:
            yield _rejected(node, "no-title", "a record without a title")
            return
        key = identifiers.dblp_key(node.iri)
        date = _date(_one(node, "yearOfPublication"), _one(node, "monthOfPublication"))
        year = date.year if date else None
        stated, urls = _identifiers(node, key)
        people, editors, odd = self._mentions(node)
        if odd:
            yield from self._remarks.one(0, odd, _ODD[odd], node.iri)
        if "Editorship" in types:
            printed = _one(node, "publishedIn") or _series(key) or title
            edition = Edition(Venue(printed), year, (key or title).rpartition("/")[2])
            yield Volume(
                edition=edition,
                title=title,
                editors=editors,
                publisher=next((text for text in _all(node, "publishedBy")), None),
                date=date,
                identifiers=stated,
                urls=urls,
            )
            return
        declared = _one(node, "numberOfCreators")
        count = int(declared) if declared and declared.isascii() and declared.isdigit() else None
        journal = _one(node, "publishedInJournal")
        volume = _one(node, "publishedInJournalVolume")
        edition_, preprint = _edition(node, journal, volume, year, key)
        if preprint:
            stated = (*stated, Identifier("arxiv", preprint))
        yield Paper(
            title=title,
            mentions=people,
            complete=_is_complete(people, count, odd),
            declared_author_count=count if count and count != len(people) else None,
            date=date,
            edition=edition_,
            number=_one(node, "publishedInJournalVolumeIssue"),
            pages=_one(node, "pagination"),
            publication_type=_type(node),
            submission_status=SubmissionStatus.WITHDRAWN if "Withdrawn" in types else None,
            identifiers=tuple(dict.fromkeys(stated)),
            urls=urls,
        )

    def _mentions(self, node: Node) -> tuple[tuple[Mention, ...], tuple[Mention, ...], str]:
        """Authors and editors in their order, and the code of what is odd about them."""
        people: tuple[dict[int, Mention], dict[int, Mention]] = ({}, {})
        odd = ""
        for signature in _all(node, "hasSignature"):
            known = self._aside.of(f"signature {signature}") or [None] * 5
            name, ordinal, orcid, creator, edits = known
            place = int(ordinal) if ordinal and _ORDINAL.fullmatch(ordinal) else 0
            listed = people[bool(edits)]
            if not name or not place or place in listed:
                odd = "bad-signature"
            else:
                stated = self._stated(name, orcid, creator)
                listed[place] = Mention(printed_name(name), place, (), stated)
        if not any(people):
            for listed, term in zip(people, ("authoredBy", "editedBy"), strict=True):
                for creator in _all(node, term):
                    name, _ = self._aside.of(f"person {creator}") or (None, None)
                    odd = "no-signature"
                    if name:
                        stated = self._stated(name, None, creator)
                        listed[len(listed)] = Mention(printed_name(name), None, (), stated)
        authors, editors = (tuple(listed[at] for at in sorted(listed)) for listed in people)
        return authors, editors, odd

    def _stated(self, name: str, orcid: str | None, creator: str | None) -> tuple[Identifier, ...]:
        """What a signature states of who bears a name."""
        found = []
        value = identifiers.orcid(orcid) if orcid else None
        if value:
            found.append(Identifier("orcid", value))
        _, sure = self._aside.of(f"person {creator}") or (None, True)
        pid = identifiers.dblp_person(creator) if creator else None
        if pid and sure:
            found.append(Identifier("dblp", pid))
        elif not pid and printed_name(name) != name:
            found.append(Identifier("dblp-name", name))
        return tuple(found)


_ODD = {
    "bad-signature": "a signature without name or place, or two at one place; left out",
    "no-signature": "authors without signatures, so that their places are not known",
}
_NAMES = ("primaryCreatorName", "creatorName", "otherCreatorName", "primaryFullCreatorName")
_AFFILIATIONS = ("primaryAffiliation", "affiliation", "otherAffiliation")
_PAGES = ("primaryHomepage", "homepage", "otherHomepage", "webpage")


def _all(node: Node, term: str) -> list[str]:
    return node.values(_SCHEMA + term)


def _one(node: Node, term: str) -> str | None:
    return next((text for text in _all(node, term) if text.strip()), None)


def _rejected(node: Node, code: str, message: str) -> Problem:
    return Problem(0, code, message, node.iri[:80], rejected=True)


def _title(title: str) -> str:
    """The title without the full stop that DBLP sets behind it."""
    return title[:-1].rstrip() if title.endswith(".") and not title.endswith("..") else title


def _date(year: str | None, month: str | None) -> PartialDate | None:
    if not year or not _YEAR.fullmatch(year):
        return None
    number = _MONTH_NUMBER.fullmatch(month or "")
    if number:
        return PartialDate(int(year), int(number[1]))
    return PartialDate(
        int(year), month_number(month) if month and _MONTH.fullmatch(month) else None
    )


def _series(key: str | None) -> str | None:
    parts = (key or "").split("/")
    return parts[1] if len(parts) > 2 else None


def _edition(
    node: Node, journal: str | None, volume: str | None, year: int | None, key: str | None
) -> tuple[Edition | None, str | None]:
    """Where it is published, or the arXiv identifier of a preprint."""
    if journal and is_preprint_server(journal):
        return None, identifiers.arxiv(volume.removeprefix(_PREPRINT)) if volume else None
    if journal:
        return Edition(Venue(journal, VenueKind.JOURNAL), year, volume), None
    printed = _one(node, "publishedInBook") or _one(node, "publishedIn")
    part_of = _one(node, "publishedAsPartOf")
    own = identifiers.dblp_key(part_of) if part_of else None
    if printed is None and own:
        printed = _series(key)
    if printed is None:
        return None, None
    name, number = numbered_part(printed)
    return Edition(Venue(name), year, own.rpartition("/")[2] if own else number), None


def _is_complete(people: Iterable[Mention], count: int | None, odd: str) -> bool | None:
    found = len(list(people))
    if not found:
        return None
    return not odd and (count is None or count == found)


def _type(node: Node) -> str | None:
    """The type of a BibTeX entry, which DBLP's records have."""
    stated = _one(node, "bibtexType")
    return re.split("[#/]", stated)[-1].lower() if stated else None


def _identifiers(node: Node, key: str | None) -> tuple[tuple[Identifier, ...], tuple[str, ...]]:
    """The identifiers of a publication, and the addresses of its copies on the web."""
    stated = [Identifier("dblp", key)] if key else []
    for scheme in ("doi", "isbn", "wikidata"):
        values = (identifiers.identifier(scheme, text) for text in _all(node, scheme))
        stated += [Identifier(scheme, value) for value in values if value]
    urls = []
    for page in (*_all(node, "primaryDocumentPage"), *_all(node, "documentPage")):
        preprint = identifiers.arxiv(page) if "arxiv.org/" in page else None
        doi = identifiers.doi(page) if "doi.org/" in page else None
        if doi:
            stated.append(Identifier("doi", doi))
        elif preprint:
            stated.append(Identifier("arxiv", preprint))
        else:
            urls.append(page)
    return tuple(dict.fromkeys(stated)), tuple(dict.fromkeys(urls))


FORMAT = Format(
    name="dblp-rdf",
    label="DBLP RDF",
    description="the dump as N-Triples, or the RDF of single records in any syntax",
    version="1",
    sniff=sniff,
    read=read,
)
