"""JSON objects as records, one by one, and the first of them, which tells a document's format."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import BinaryIO

from kg.model import Identifier, PartialDate, Problem, Record
from kg.sources import json_fields
from kg.sources.json_records import JsonObject, json_records
from kg.sources.remarks import Remarks
from kg.text import identifiers
from kg.text.dates import is_day

_LONGEST_EXCERPT = 80
_ARXIV_DOI = "10.48550/arxiv."
_ISO_DAY = re.compile(r"([1-9][0-9]{3})-([0-9]{2})-([0-9]{2})(?:T.*)?", re.ASCII)
_WEB = re.compile(r"https?://[^\s/]", re.IGNORECASE)
_BY_RESOLVER = re.compile(
    r"https?://(?:(?:dx\.|www\.)?doi\.org/10\.|(?:www\.)?arxiv\.org/(?:abs|pdf)/)", re.IGNORECASE
)
# Cut off before an identifier is looked at, since without it the shorter way will do.
_RESOLVERS = {"doi": "https://doi.org/", "openalex": "https://openalex.org/"}
_SPACE = re.compile(r"[ \t\r\n\ufeff]*")
_BETWEEN = re.compile(r"[ \t\r\n]*[,:]?[ \t\r\n]*")
_DECODER = json.JSONDecoder(parse_constant=lambda _: None, parse_int=lambda digits: digits)


Remark = tuple[str, str, str]
"""Code, message and excerpt of a remark."""


class RejectedRecordError(Exception):
    """An object is no record that can be loaded: the code and the message of its problem."""

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        self.message = message
        super().__init__(message)


class Fields:
    """The members of one object, and what was odd about them or those of its inner objects.

    What each member is read as is told in :mod:`kg.sources.json_fields`; here what has the usual
    type takes the short way.
    """

    __slots__ = ("members", "odd", "remarks")

    def __init__(self, members: JsonObject, odd: list[str], remarks: list[Remark]) -> None:
        self.members = members
        self.odd = odd
        self.remarks = remarks

    def remark(self, code: str, message: str, excerpt: str = "") -> None:
        """Note something odd that loses no record."""
        self.remarks.append((code, message, excerpt[:_LONGEST_EXCERPT]))

    def text(self, name: str) -> str | None:
        """A text."""
        value = self.members.get(name)
        if value is None:
            return None
        if isinstance(value, str):
            return value.strip() or None
        return json_fields.text(self.members, name, self.odd)

    def label(self, name: str) -> str | None:
        """A text or whole number."""
        value = self.members.get(name)
        if value is None:
            return None
        if isinstance(value, str):
            return value.strip() or None
        return json_fields.label(self.members, name, self.odd)

    def count(self, name: str) -> int | None:
        """A whole number from 0 on."""
        return json_fields.count(self.members, name, self.odd)

    def year(self, name: str) -> int | None:
        """A year of four digits; 0 counts as not stated."""
        value = self.count(name)
        if value and not 1000 <= value <= 9999:
            self.odd.append(name)
            return None
        return value or None

    def date(self, name: str, year: int | None) -> PartialDate | None:
        """The day of an ISO date if it is one of the year stated besides, else the year."""
        stated = self.text(name)
        if stated:
            day = _day(stated)
            if day is not None and (year is None or year == day.year):
                return day
            message = "no day of the year that is stated besides; left out"
            self.remark("bad-date", message, stated)
        return PartialDate(year) if year else None

    def truth(self, name: str) -> bool:
        """Whether a member is true."""
        return json_fields.truth(self.members, name, self.odd) is True

    def inner(self, name: str) -> Fields:
        """An object, one without members if there is none."""
        value = self.members.get(name)
        if value is None:
            return NOTHING
        if not isinstance(value, dict):
            value = json_fields.member(self.members, name, self.odd)
        return Fields(value, self.odd, self.remarks)

    def array(self, name: str) -> list[object]:
        """An array of anything."""
        value = self.members.get(name)
        if isinstance(value, list):
            return value
        if value not in (None, "", {}):
            self.odd.append(name)
        return []

    def objects(self, name: str) -> list[Fields]:
        """The objects of an array."""
        if not self.members.get(name):
            return []
        odd, remarks = self.odd, self.remarks
        return [Fields(one, odd, remarks) for one in json_fields.objects(self.members, name, odd)]

    def texts(self, name: str) -> tuple[str, ...]:
        """The texts of an array."""
        if not self.members.get(name):
            return ()
        return json_fields.texts(self.members, name, self.odd)

    def identifiers(self, stated: Iterable[tuple[str, str | None]]) -> tuple[Identifier, ...]:
        """The identifiers that pairs of scheme and text state, each in its normal form, once.

        arXiv's own DOI also states an arXiv identifier. What is no identifier gives a remark.
        """
        found: dict[tuple[str, str], None] = {}
        for scheme, text in stated:
            if not text:
                continue
            resolver = _RESOLVERS.get(scheme)
            value = identifiers.identifier(
                scheme, text.removeprefix(resolver) if resolver else text
            )
            if value is None:
                self.remark("bad-identifier", f"this is no {scheme} identifier; left out", text)
                continue
            found[scheme, value] = None
            if scheme == "doi" and value.startswith(_ARXIV_DOI):
                arxiv = identifiers.arxiv(value)
                if arxiv:
                    found["arxiv", arxiv] = None
        return tuple([Identifier(scheme, value) for scheme, value in found])


NOTHING = Fields({}, [], [])
"""An object without members."""


def fields_of(members: JsonObject) -> Fields:
    """The members of an object that is in no other."""
    return Fields(members, [], [])


@lru_cache(maxsize=65_536)
def _day(text: str) -> PartialDate | None:
    found = _ISO_DAY.fullmatch(text)
    parts = (int(found[1]), int(found[2]), int(found[3])) if found else (0, 0, 0)
    return PartialDate(*parts) if is_day(*parts) else None


def read_objects(
    stream: BinaryIO,
    file: str,
    parse: Callable[[Fields, int], Record],
    *,
    within: Collection[str] = (),
) -> Iterator[Record | Problem]:
    """The records that ``parse`` makes of a document's objects and their lines.

    ``within`` is as for :func:`~kg.sources.json_records.json_records`. ``parse`` raises
    ``RejectedRecordError`` for an object that is no record.
    """
    remarks = Remarks()
    for found in json_records(stream, file, within=within):
        if isinstance(found, Problem):
            yield found
            continue
        line, members = found
        fields = fields_of(members)
        try:
            yield parse(fields, line)
        except RejectedRecordError as reason:
            yield Problem(line, reason.code, reason.message, _excerpt(members), rejected=True)
            continue
        if fields.odd:
            yield from json_fields.odd_members(fields.odd, line, remarks)
        for code, message, excerpt in fields.remarks:
            yield from remarks.one(line, code, message, excerpt)
    yield from remarks.rest()


def _excerpt(members: JsonObject) -> str:
    """The beginning of an object as JSON: its members that are plain values."""
    plain = {
        name: value[:_LONGEST_EXCERPT] if isinstance(value, str) else value
        for name, value in list(members.items())[:8]
        if not isinstance(value, list | dict)
    }
    return json.dumps(plain, ensure_ascii=False)[:_LONGEST_EXCERPT]


def web_addresses(*stated: str | None) -> tuple[str, ...]:
    """The web addresses among some texts, without those that only resolve a DOI or an arXiv id.

    >>> web_addresses("https://doi.org/10.5555/1", None, "https://tides.example/1")
    ('https://tides.example/1',)
    """
    urls = (url for url in stated if url and _WEB.match(url) and not _BY_RESOLVER.match(url))
    return tuple(dict.fromkeys(urls))


def first_object(head: str, within: Collection[str] = ()) -> Mapping[str, object]:
    """The members of the first record in the beginning of a document, as far as they can be read.

    A member whose value is cut off is ``None``, and integers stay texts; where the document is
    none of objects, there are no members.

    >>> first_object('[null, {"id": 7, "title": "Tidal Mem')
    {'id': '7', 'title': None}
    """
    at = _after(_SPACE, head, 0)
    while head.startswith("[", at):
        at = _after(_SPACE, head, at + 1)
        while head.startswith("null", at):
            at = _after(_BETWEEN, head, at + len("null"))
    found: dict[str, object] = {}
    if not head.startswith("{", at):
        return found
    at = _after(_SPACE, head, at + 1)
    try:
        while head.startswith('"', at):
            name, end = _DECODER.raw_decode(head, at)
            at = _after(_BETWEEN, head, end)
            if name in within and head.startswith(("[", "{"), at):
                return first_object(head[at:], within)
            found[name] = None
            found[name], end = _DECODER.raw_decode(head, at)
            at = _after(_BETWEEN, head, end)
    except (ValueError, RecursionError):
        pass  # The beginning ends within a value, or this is no JSON.
    return found


def _after(pattern: re.Pattern[str], text: str, at: int) -> int:
    found = pattern.match(text, at)
    return found.end() if found else at
