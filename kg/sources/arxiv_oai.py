"""arXiv's metadata as its OAI-PMH server gives it, in the formats ``arXiv`` and ``arXivRaw``.

``arXivOld`` is read as well, Dublin Core is not. ``arXiv`` gives each author's name in parts, and
``arXivRaw`` the list as typed, and the day of each version.

The server used to give the day of the first version as ``created`` in ``arXiv``, and now gives
that of the latest: a day after the month that the identifier states gives way to that month.

Not carried: days of further versions, submitter, licence, journal reference, report numbers,
classes of MSC and ACM, sets and the server's own dates; of the comments nothing but links to code.

Described at https://info.arxiv.org/help/oa/index.html.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from kg.errors import InputError
from kg.model import Problem, Record, Source
from kg.sources.arxiv_authors import ArxivAuthors, arxiv_authors
from kg.sources.arxiv_xml import Parts, affiliated, preprint, rejection
from kg.sources.registry import Format
from kg.sources.remarks import Remarks
from kg.sources.xml_records import XmlRecord, opening_tags, read_records, text_of

_ADDRESS = "http://www.openarchives.org/OAI/2.0/"
_OAI = f"{_ADDRESS} "
_ROOTS = ("OAI-PMH", "ListRecords", "GetRecord", "record")
_METADATA = {
    f"http://arxiv.org/OAI/{name}/ {name}": f"http://arxiv.org/OAI/{name}/ "
    for name in ("arXiv", "arXivRaw", "arXivOld")
}
_WITHOUT_RECORDS = ("Identify", "ListIdentifiers", "ListMetadataFormats", "ListSets")


def sniff(head: str) -> bool:
    """Whether a text begins with an answer of arXiv's server."""
    tags = opening_tags(head, 1)
    if not tags or tags[0].tag.rpartition(":")[2] not in _ROOTS:
        return False
    return _ADDRESS in tags[0].attributes.values() and "arxiv.org" in head.lower()


def read(stream: BinaryIO, source: Source) -> Iterator[Record | Problem]:
    """The records of an answer, in its order; raises ``InputError`` for one without any."""
    file = source.file_name
    remarks = Remarks()
    containers = [_OAI + tag for tag in _ROOTS[:-1]]
    for found in read_records(stream, file, containers=containers, namespaces=True):
        if isinstance(found, Problem):
            yield found
            continue
        element, line, _ = found
        address, _, tag = element.tag.partition(" ")
        if address != _ADDRESS:
            continue
        if tag == "record":
            yield from _record(found, remarks)
        elif tag == "error":
            code = element.get("code", "without a code")
            message = f"the server's answer is an error, {code}: {text_of(element)[:200]}"
            raise InputError(file, message, line)
        elif tag in _WITHOUT_RECORDS:
            raise InputError(file, f"an answer to {tag} has no records; ask for ListRecords", line)
        elif tag == "resumptionToken" and text_of(element):
            message = "the list goes on at the server; ask on with this token"
            yield from remarks.one(line, "partial-list", message, text_of(element))
    yield from remarks.rest()


def _record(record: XmlRecord, remarks: Remarks) -> Iterator[Record | Problem]:
    outer = Parts(record.element, _OAI)
    header = next(iter(outer.all("header")), None)
    named = Parts(header, _OAI).text("identifier") if header is not None else None
    if header is not None and header.get("status") == "deleted":
        yield rejection(record, "deleted", "arXiv has taken the record out", named)
        return
    for metadata in outer.all("metadata"):
        for stated in metadata:
            space = _METADATA.get(stated.tag)
            if space:
                yield from _preprint(record, remarks, Parts(stated, space), space, named)
                return
    message = "no metadata in a format of arXiv's own; ask with metadataPrefix=arXiv"
    yield rejection(record, "no-metadata", message, named)


def _preprint(
    record: XmlRecord, remarks: Remarks, stated: Parts, space: str, named: str | None
) -> Iterator[Record | Problem]:
    created = stated.text("created")
    return preprint(
        record,
        remarks,
        identifier=stated.text("id") or named,
        title=stated.text("title"),
        authors=_authors(stated, space),
        abstract=stated.raw("abstract"),
        categories=(stated.text("categories") or "").split(),
        comments=stated.text("comments"),
        doi=stated.text("doi"),
        day=created or _first_version(stated, space),
        may_be_later=created is not None,
    )


def _authors(record: Parts, space: str) -> ArxivAuthors:
    tag = f"{space}author"
    listed = [one for authors in record.all("authors") for one in authors if one.tag == tag]
    if not listed:
        return arxiv_authors(record.text("authors") or "")
    named = []
    order = [space + part for part in ("forenames", "keyname", "suffix")]
    affiliation = f"{space}affiliation"
    for author in listed:
        texts = {part.tag: text_of(part) for part in author}
        name = " ".join([text for part in order if (text := texts.get(part))])
        stated = Parts(author, space).texts("affiliation") if affiliation in texts else ()
        named.append((name, stated))
    return affiliated(named)


def _first_version(stated: Parts, space: str) -> str | None:
    for version in stated.all("version"):
        if version.get("version") == "v1":
            return Parts(version, space).text("date")
    return None


FORMAT = Format(
    name="arxiv-oai",
    label="arXiv OAI-PMH",
    description="XML answers of arXiv's OAI-PMH server, in its formats arXiv and arXivRaw",
    version="1",
    sniff=sniff,
    read=read,
)
