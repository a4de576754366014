"""Paper Copilot lists: all papers and submissions of one conference and year, as a JSON array.

Venue and year stand in the file's name (``iclr2018.json``). Where a record's own addresses state
them, as those of proceedings do, these count, so that a renamed file gives the same publications;
the records of other venues get theirs from the name alone, and a renamed copy of such a file gives
other publications, or, if it has no such name, publications without an edition.

A ``status`` of Reject, Withdraw or Active makes a record a submission. The list of authors is
parted by semicolons, by commas where it has none; in the lists of ICRA and IROS it stands twice in
a row. Affiliations, ORCID and DBLP identifiers align with it. A figure of -1 citations says that
none was looked up.

Not carried: normalised affiliations (``aff_unique_norm``, ``aff_unique_index`` and what belongs to
them), ``id`` and ``pid`` (numbers of the list or of its site), ``author_site`` beside ``author``,
``award``, ``session``, ``project`` (any link of the paper's text), reviews, ratings and replies,
home pages, e-mail addresses and other profiles of authors, videos, slides, summaries (``tldr``).

Source: the lists at https://github.com/papercopilot/paperlists.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import PurePath
from typing import BinaryIO

from kg.model import (
    Category,
    CodeLink,
    Edition,
    Evidence,
    Identifier,
    Metric,
    Paper,
    PartialDate,
    Problem,
    Record,
    Source,
    SubmissionStatus,
    Venue,
    VenueKind,
)
from kg.sources.author_columns import AuthorColumns, author_columns
from kg.sources.code import abstract_links
from kg.sources.json_fields import count, odd_members, text
from kg.sources.json_objects import first_object
from kg.sources.json_records import JsonObject, json_records
from kg.sources.registry import Format
from kg.sources.remarks import Remarks
from kg.text import identifiers
from kg.text.names import collapse
from kg.text.repositories import repository

_VENUES = {
    "acmmm": "ACM MM",
    "automl": "AutoML",
    "corl": "CoRL",
    "neurips": "NeurIPS",
    "siggraphasia": "SIGGRAPH Asia",
    **{name: name.upper() for name in ("3dv", "aaai", "aacl", "acl", "acml", "ai4x", "aistats")},
    **{name: name.upper() for name in ("alt", "chil", "coling", "colm", "colt", "conll", "cpal")},
    **{name: name.upper() for name in ("cvpr", "eacl", "eccv", "emnlp", "icassp", "iccv", "iclr")},
    **{name: name.upper() for name in ("icml", "icra", "ijcai", "ijcnlp", "interspeech", "iros")},
    **{name: name.upper() for name in ("kdd", "l4dc", "log", "midl", "naacl", "nips", "rlc")},
    **{name: name.upper() for name in ("rss", "siggraph", "uai", "wacv", "www")},
}
"""How the venues are called in the names of files and in addresses → as people write them."""

_IN_FILE_NAME = re.compile(
    rf"(?<![a-z0-9])({'|'.join(_VENUES)})[ _-]?([12][0-9]{{3}})(?![0-9])", re.ASCII
)
_YEAR = r"(?P<year>[12][0-9]{3})"
_VIRTUAL = re.compile(rf"virtual/{_YEAR}/")
_STATED_BY = {
    "aclanthology.org": (re.compile(rf"{_YEAR}\.(?:findings-)?(?P<venue>[a-z]+)[.-]"), None),
    "iclr.cc": (_VIRTUAL, "iclr"),
    "icml.cc": (_VIRTUAL, "icml"),
    "neurips.cc": (_VIRTUAL, "nips"),
    "nips.cc": (_VIRTUAL, "nips"),
    "openaccess.thecvf.com": (
        re.compile(rf"content[_/](?P<venue>[a-z]+)_?{_YEAR}/", re.IGNORECASE),
        None,
    ),
    "papers.nips.cc": (re.compile(rf"paper(?:_files/paper)?/{_YEAR}/"), "nips"),
    "www.ecva.net": (re.compile(rf"papers/(?P<venue>eccv)_{_YEAR}/"), None),
    "www.ijcai.org": (re.compile(rf"proceedings/{_YEAR}/"), "ijcai"),
}
"""Hosts whose addresses state venue and year: the pattern, and the venue if it is always one."""

_NO_ABSTRACT = frozenset({"(no abstract)", "abstract", "abstract unavailable", "placeholder"})
_LONGEST_NONE = 25
_MARKDOWN_TARGET = re.compile(r"\]\((https?://[^\s)]+)\)")
_BETWEEN_ADDRESSES = re.compile(r"\s*[;,]\s*|\s+and\s+")
_MEMBERS = frozenset(
    {"aff", "aff_unique_norm", "author_site", "gs_citation", "site", "status", "track"}
)
_OF_OTHER_FORMATS = frozenset({"authors", "container-title", "paper_url", "paperId", "type"})
_ADDRESSES = ("site", "oa", "pdf")
_SCHEMES = ("doi", "arxiv", "openreview")
_TEXTS = frozenset(
    {
        *("abstract", "aff", "author", "author_site", "dblp", "github", "keywords", "orcid"),
        *("primary_area", "status", "title", "track", *_ADDRESSES, *_SCHEMES),
    }
)
_AREA = "primary-area"

Place = tuple[str, int]
"""Venue and year."""


def sniff(head: str) -> bool:
    """Whether a text begins with a record of such a list."""
    first = first_object(head)
    return bool(
        isinstance(first.get("title", ""), str | None)
        and isinstance(first.get("author", ""), str | None)
        and {"title", "author"} & first.keys()
        and (len(_MEMBERS & first.keys()) > 1 or "status" in first)
        and not _OF_OTHER_FORMATS & first.keys()
    )


def read(stream: BinaryIO, source: Source) -> Iterator[Record | Problem]:
    """The papers of a list, each with its remarks behind it."""
    return _List(source.file_name).records(stream)


class _List:
    """Reads one list."""

    def __init__(self, file_name: str) -> None:
        self.file_name = file_name
        self.place = place_in_name(file_name)
        self.remarks = Remarks()
        self.doubled: list[int] = []
        self.unplaced: list[int] = []

    def records(self, stream: BinaryIO) -> Iterator[Record | Problem]:
        """All papers, and at the end what holds for many of them."""
        for found in json_records(stream, self.file_name):
            if isinstance(found, Problem):
                yield found
            else:
                yield from self._paper(*found)
        if self.doubled:
            message = f"records that list their authors twice in a row: {len(self.doubled)}"
            yield Problem(self.doubled[0], "doubled-authors", f"{message}; read once")
        if self.unplaced:
            message = f"records without venue and year: {len(self.unplaced)}"
            cure = "name the file after them, like iclr2018.json"
            yield Problem(self.unplaced[0], "no-venue", f"{message}; {cure}")
        yield from self.remarks.rest()

    def _paper(self, line: int, record: JsonObject) -> Iterator[Record | Problem]:
        said = {name: value.strip() for name, value in record.items() if isinstance(value, str)}
        title = collapse(said.get("title", ""))
        if not title:
            message = "a record without a title"
            excerpt = said.get("author", said.get("site", ""))[:80]
            yield Problem(line, "no-title", message, excerpt, rejected=True)
            return
        remarks: list[tuple[str, str]] = []
        authors = self._authors(said, line, remarks)
        standing = _standing(said.get("status"), said.get("track"))
        urls = [said[name] for name in _ADDRESSES if said.get(name)]
        edition = self._edition(urls, line, standing.kind, remarks)
        abstract = said.get("abstract")
        if abstract and len(abstract) < _LONGEST_NONE and abstract.casefold() in _NO_ABSTRACT:
            abstract = None
        area, keywords = said.get("primary_area"), said.get("keywords")
        odd: list[str] = []
        cited = None if record.get("gs_citation") == -1 else count(record, "gs_citation", odd)
        yield Paper(
            title=title,
            mentions=authors.mentions,
            complete=authors.complete,
            abstract=abstract or None,
            date=None if standing.submission else _date(edition),
            edition=edition,
            publication_type=standing.type,
            submission_status=standing.submission,
            categories=(Category(area, None, _AREA, primary=True),) if area else (),
            keywords=_keywords(keywords) if keywords else (),
            code_links=_code_links(said.get("github"), abstract, remarks),
            metrics=() if cited is None else (Metric("citationCount", cited),),
            identifiers=_identifiers(said, urls, remarks),
            urls=tuple(urls),
            line=line,
        )
        figures = isinstance(record.get("gs_citation"), int) + isinstance(record.get("award"), int)
        if odd or len(said) + figures < len(record):
            for name in sorted(_TEXTS & (record.keys() - said.keys())):
                text(record, name, odd)
            yield from odd_members(odd, line, self.remarks)
        for code, message in remarks:
            yield from self.remarks.one(line, code, message, title)

    def _authors(
        self, said: dict[str, str], line: int, remarks: list[tuple[str, str]]
    ) -> AuthorColumns:
        listed = said.get("author") or said.get("author_site")
        if not listed:
            remarks.append(("no-authors", "no authors are listed"))
            return AuthorColumns()
        found = author_columns(listed, said.get("aff"), said.get("orcid"), said.get("dblp"))
        if found.doubled:
            self.doubled.append(line)
        remarks += found.remarks
        return found

    def _edition(
        self,
        urls: list[str],
        line: int,
        kind: VenueKind | None,
        remarks: list[tuple[str, str]],
    ) -> Edition | None:
        """The edition that the record's addresses state, or else the file's name."""
        for url in urls:
            stated = _place_in_address(url)
            if stated:
                if self.place and stated != self.place:
                    message = f"its address says {' '.join(map(str, stated))}, not the file's name"
                    remarks.append(("other-venue", message))
                return _edition(stated, kind)
        if self.place:
            return _edition(self.place, kind)
        self.unplaced.append(line)
        return None


def place_in_name(file_name: str) -> Place | None:
    """Venue and year that the name of a list states, if it states one of each.

    >>> place_in_name("nips2018.json"), place_in_name("papers2018.json")
    (('NIPS', 2018), None)
    """
    found = set(_IN_FILE_NAME.findall(PurePath(file_name).name.casefold()))
    if len(found) != 1:
        return None
    [(venue, year)] = found
    return _VENUES[venue], int(year)


def _place_in_address(url: str) -> Place | None:
    """Venue and year that the address of a paper in its proceedings states."""
    host, _, path = url.partition("://")[2].partition("/")
    pattern, venue = _STATED_BY.get(host, (None, None))
    found = pattern.match(path) if pattern else None
    if found is None:
        return None
    name = _VENUES.get(venue or found["venue"].lower())
    return (name, int(found["year"])) if name else None


@dataclass(frozen=True, slots=True)
class _Standing:
    """What status and track say of a record."""

    type: str | None
    submission: SubmissionStatus | None = None
    kind: VenueKind | None = None


@lru_cache(maxsize=1024)
def _standing(status: str | None, track: str | None) -> _Standing:
    said = (status or "").casefold()
    if "withdraw" in said:
        return _Standing(None, SubmissionStatus.WITHDRAWN)
    if "reject" in said:
        return _Standing(None, SubmissionStatus.REJECTED)
    if said in {"active", "pending", "submitted", "under review"}:
        return _Standing(None, SubmissionStatus.SUBMITTED)
    other_track = track if track and track.casefold() != "main" else None
    printed = ", ".join(filter(None, (other_track, status)))
    kind = VenueKind.WORKSHOP if "workshop" in printed.casefold() else None
    return _Standing(printed or None, kind=kind)


@lru_cache(maxsize=1024)
def _edition(place: Place, kind: VenueKind | None) -> Edition:
    return Edition(Venue(place[0], kind), place[1])


@lru_cache(maxsize=1024)
def _date(edition: Edition | None) -> PartialDate | None:
    return PartialDate(edition.year) if edition and edition.year else None


def _keywords(listed: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, map(collapse, listed.split(";")))))


def _identifiers(
    said: dict[str, str], urls: list[str], remarks: list[tuple[str, str]]
) -> tuple[Identifier, ...]:
    stated = [(scheme, said[scheme]) for scheme in _SCHEMES if scheme in said]
    for url in urls:
        if "//openreview.net/" in url:
            stated.append(("openreview", url))
        elif "//aclanthology.org/" in url:
            stated.append(("acl", url))
    found: list[Identifier] = []
    for scheme, spelling in stated:
        if spelling:
            value = identifiers.identifier(scheme, spelling)
            if value is None:
                remarks.append(("bad-identifier", f"no {scheme} identifier: {spelling[:80]}"))
            else:
                found.append(Identifier(scheme, value))
    return tuple(dict.fromkeys(found)) if len(found) > 1 else tuple(found)


def _code_links(
    stated: str | None, abstract: str | None, remarks: list[tuple[str, str]]
) -> tuple[CodeLink, ...]:
    """The repositories of the abstract, and those that a field names, which may be Markdown."""
    links = abstract_links(abstract) if abstract and "/" in abstract else ()
    if not stated:
        return links
    found = {repository(link.url or ""): link for link in links}
    targets = _MARKDOWN_TARGET.findall(stated) or _BETWEEN_ADDRESSES.split(stated)
    for target in filter(None, targets):
        named = repository(target)
        if named is None:
            message = f"no address of a repository: {target[:80]}"
            remarks.append(("no-repository", message))
            continue
        known = next((one for one in found if one and one.path == named.path), None)
        if known and known.host == named.host:
            both = (Evidence.ABSTRACT, Evidence.METADATA)
            found[known] = replace(found[known], evidence=both)
        else:
            found[named] = CodeLink(named.url, (Evidence.METADATA,))
    return tuple(found.values())


FORMAT = Format(
    name="paper-copilot",
    label="Paper Copilot list",
    description="JSON array of the papers and submissions of a conference in one year",
    version="1",
    sniff=sniff,
    read=read,
)
