"""arXiv's metadata as its API gives it: a feed in Atom, one preprint an entry.

The date is that of the first version (``published``). An error comes as an entry, too, and is
rejected as one.

Not carried: the day of the latest version (``updated``), journal reference, links, classes of MSC
and ACM, which stand among the categories; of the comments nothing but links to code.

Described at https://info.arxiv.org/help/api/user-manual.html.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from kg.model import Problem, Record, Source
from kg.sources.arxiv_xml import Parts, affiliated, preprint, rejection
from kg.sources.registry import Format
from kg.sources.remarks import Remarks
from kg.sources.xml_records import XmlRecord, opening_tags, read_records, text_of

_ADDRESS = "http://www.w3.org/2005/Atom"
_ATOM = f"{_ADDRESS} "
_ARXIV = "http://arxiv.org/schemas/atom "
_TOTAL = "http://a9.com/-/spec/opensearch/1.1/ totalResults"
# Classes of MSC and ACM (68T50, I.2.7) begin with a digit or have one.
_CATEGORY = re.compile(r"[A-Za-z-]+(?:\.[A-Za-z-]+)?", re.ASCII)
_SIGNS = ("http://arxiv.org/schemas/atom", "http://arxiv.org/api/", "://arxiv.org/abs/")


def sniff(head: str) -> bool:
    """Whether a text begins with a feed of arXiv's API."""
    tags = opening_tags(head, 1)
    if not tags or tags[0].tag.rpartition(":")[2] not in {"feed", "entry"}:
        return False
    return _ADDRESS in tags[0].attributes.values() and any(sign in head for sign in _SIGNS)


def read(stream: BinaryIO, source: Source) -> Iterator[Record | Problem]:
    """The preprints of a feed, in its order."""
    remarks = Remarks()
    entries, total = 0, ("", 0)
    file = source.file_name
    for found in read_records(stream, file, containers=[f"{_ATOM}feed"], namespaces=True):
        if isinstance(found, Problem):
            yield found
        elif found.element.tag == f"{_ATOM}entry":
            entries += 1
            yield from _entry(found, remarks)
        elif found.element.tag == _TOTAL:
            total = text_of(found.element), found.line
    yield from remarks.rest()
    printed, line = total
    if printed.isdecimal() and len(printed) < 10 and int(printed) > entries:
        message = f"the feed has {entries} of the {int(printed)} preprints found; ask for the rest"
        yield Problem(line, "partial-list", message)


def _entry(record: XmlRecord, remarks: Remarks) -> Iterator[Record | Problem]:
    stated, added = Parts(record.element, _ATOM), Parts(record.element, _ARXIV)
    identifier = stated.text("id") or ""
    if "/api/errors" in identifier:
        said = stated.text("summary")
        yield rejection(record, "api-error", "an error of the server instead of a preprint", said)
        return
    listed = [
        (Parts(author, _ATOM).text("name") or "", Parts(author, _ARXIV).texts("affiliation"))
        for author in stated.all("author")
    ]
    named = [*added.all("primary_category"), *stated.all("category")]
    terms = [one.get("term", "").strip() for one in named]
    yield from preprint(
        record,
        remarks,
        identifier=identifier,
        title=stated.text("title"),
        authors=affiliated(listed),
        abstract=stated.raw("summary"),
        categories=[term for term in terms if _CATEGORY.fullmatch(term)],
        comments=added.text("comment"),
        doi=added.text("doi"),
        day=stated.text("published"),
    )


FORMAT = Format(
    name="arxiv-atom",
    label="arXiv API feed",
    description="Atom feeds of arXiv's API",
    version="1",
    sniff=sniff,
    read=read,
)
