"""Papers with Code links: which paper has which repository, as a JSON array of pairs.

A paper has one row for each repository. Rows of one paper that follow on each other make one
record; others of it make further records, which are merged where the graph is made. Authors are
not stated. A repository that the file calls unofficial is someone else's implementation.

Not carried: ``framework``, and the flags ``mentioned_in_paper`` and ``mentioned_in_github``, which
say where the link was found.

Source: ``links-between-papers-and-code.json`` of https://github.com/paperswithcode/paperswithcode-data.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import BinaryIO

from kg.model import CodeLink, Evidence, Identifier, Paper, Problem, Record, Source
from kg.sources.json_fields import odd_members, text, truth
from kg.sources.json_objects import first_object, web_addresses
from kg.sources.json_records import JsonObject, json_records
from kg.sources.registry import Format
from kg.sources.remarks import Remarks
from kg.text import identifiers
from kg.text.names import collapse
from kg.text.repositories import repository

_BY_HOST: tuple[tuple[re.Pattern[str], str, Callable[[str], str | None]], ...] = (
    (re.compile(r"https?://(?:www\.)?arxiv\.org/"), "arxiv", identifiers.arxiv),
    (re.compile(r"https?://(?:www\.)?acl(?:anthology|web)\.org/"), "acl", identifiers.acl),
    (re.compile(r"https?://(?:dx\.)?doi\.org/"), "doi", identifiers.doi),
    (re.compile(r"https?://openreview\.net/"), "openreview", identifiers.openreview),
)
_WEB = re.compile(r"https?://[^\s/]+\.[^\s/]+/\S+", re.IGNORECASE)
_ADDRESSES = ("paper_url", "paper_url_abs", "paper_url_pdf")


def sniff(head: str) -> bool:
    """Whether a text begins with a pair of paper and repository."""
    return {"paper_url", "paper_title", "repo_url"} <= first_object(head).keys()


def read(stream: BinaryIO, source: Source) -> Iterator[Record | Problem]:
    """The papers of a document with their repositories; remarks come before their paper."""
    remarks = Remarks()
    paper: _Rows | None = None
    for found in json_records(stream, source.file_name):
        if isinstance(found, Problem):
            yield found
            continue
        line, row = found
        if paper is None or not paper.has(row):
            if paper is not None:
                yield paper.record()
            paper = _Rows(line, row)
            if not paper.title:
                message = "a row without the title of a paper"
                excerpt = str(row.get("paper_url", ""))[:80]
                yield Problem(line, "no-title", message, excerpt, rejected=True)
                paper = None
                continue
        for code, message in paper.add(row):
            yield from remarks.one(line, code, message, paper.title)
        if paper.odd:
            yield from odd_members(paper.odd, line, remarks)
            paper.odd.clear()
    if paper is not None:
        yield paper.record()
    yield from remarks.rest()


class _Rows:
    """Rows of one paper that follow on each other."""

    def __init__(self, line: int, row: JsonObject) -> None:
        self.line = line
        self.odd: list[str] = []
        self.title = collapse(text(row, "paper_title", self.odd) or "")
        self._page = row.get("paper_url")
        self._urls = [url for name in _ADDRESSES if (url := text(row, name, self.odd))]
        self._arxiv = text(row, "paper_arxiv_id", self.odd)
        self._links: dict[object, CodeLink] = {}

    def has(self, row: JsonObject) -> bool:
        """Whether a row is one of this paper."""
        return row.get("paper_url") == self._page is not None

    def add(self, row: JsonObject) -> Iterator[tuple[str, str]]:
        """Take the repository of a row; gives code and message of what is odd."""
        if not self._links and self._arxiv and identifiers.arxiv(self._arxiv) is None:
            yield "bad-identifier", f"no arXiv identifier: {self._arxiv[:80]}"
            self._arxiv = None
        stated = text(row, "repo_url", self.odd)
        official = truth(row, "is_official", self.odd)
        if stated is None:
            yield "no-repository", "a row without the address of a repository"
            return
        known = repository(stated)
        if known is None and not _WEB.fullmatch(stated):
            yield "no-repository", f"no address of a repository: {stated[:80]}"
            return
        same = (known.host, known.path) if known else stated
        if same not in self._links or official:
            url = known.url if known else stated
            self._links[same] = CodeLink(url, (Evidence.METADATA,), official=official)

    def record(self) -> Paper:
        """The paper with all its repositories."""
        found = [("arxiv", self._arxiv and identifiers.arxiv(self._arxiv))]
        found += [
            (scheme, spelling(url))
            for url in self._urls
            for host, scheme, spelling in _BY_HOST
            if host.match(url)
        ]
        return Paper(
            title=self.title,
            code_links=tuple(self._links.values()),
            identifiers=tuple(
                dict.fromkeys(Identifier(scheme, value) for scheme, value in found if value)
            ),
            urls=web_addresses(*self._urls),
            line=self.line,
        )


FORMAT = Format(
    name="papers-with-code",
    label="Papers with Code links",
    description="JSON array of pairs of a paper and a repository of its code",
    version="1",
    sniff=sniff,
    read=read,
)
