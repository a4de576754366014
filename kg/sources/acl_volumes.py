"""Identifiers, volumes and venues of the ACL Anthology.

Identifiers of papers are made of those of collection, volume and paper by the Anthology's rules:
``2020.acl-main.1``, and ``P18-1001`` for collections before 2020, in which workshops have two
digits for the volume and two for the paper, other volumes one and three.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from kg.model import Edition, PartialDate, Venue, VenueKind
from kg.text.dates import MONTH, is_day, month_number
from kg.text.proceedings import is_workshop, journal_issue, series_name

_COLLECTION = re.compile(r"(?:([0-9]{4})\.([a-z0-9_]+)|([A-Z])([0-9]{2}))")
_PART = re.compile(r"[a-z0-9]+")
_FIRST_OF_THE_CENTURY = 60
"""Years of two digits below this one are those of the 21st century."""

_WORKSHOPS = "ws"
_CONFERENCE, _JOURNAL = VenueKind.CONFERENCE, VenueKind.JOURNAL

VENUES: dict[str, Venue] = {
    "aacl": Venue("AACL", _CONFERENCE),
    "acl": Venue("ACL", _CONFERENCE),
    "anlp": Venue("ANLP", _CONFERENCE),
    "cl": Venue("Computational Linguistics", _JOURNAL),
    "coling": Venue("COLING", _CONFERENCE),
    "conll": Venue("CoNLL", _CONFERENCE),
    "eacl": Venue("EACL", _CONFERENCE),
    "eamt": Venue("EAMT", _CONFERENCE),
    "emnlp": Venue("EMNLP", _CONFERENCE),
    "findings": Venue("Findings of ACL"),
    "hlt": Venue("HLT", _CONFERENCE),
    "ijclclp": Venue(
        "International Journal of Computational Linguistics & Chinese Language Processing",
        _JOURNAL,
    ),
    "ijcnlp": Venue("IJCNLP", _CONFERENCE),
    "inlg": Venue("INLG", _CONFERENCE),
    "jeptalnrecital": Venue("JEP/TALN/RECITAL", _CONFERENCE),
    "lilt": Venue("Linguistic Issues in Language Technology", _JOURNAL),
    "lrec": Venue("LREC", _CONFERENCE),
    "muc": Venue("MUC", _CONFERENCE),
    "naacl": Venue("NAACL", _CONFERENCE),
    "paclic": Venue("PACLIC", _CONFERENCE),
    "ranlp": Venue("RANLP", _CONFERENCE),
    "rocling": Venue("ROCLING", _CONFERENCE),
    "sigdial": Venue("SIGDIAL", _CONFERENCE),
    "starsem": Venue("*SEM", _CONFERENCE),
    "tacl": Venue("TACL", _JOURNAL),
    "tinlap": Venue("TINLAP", _CONFERENCE),
    "tipster": Venue("TIPSTER", _CONFERENCE),
    "wmt": Venue("WMT", _CONFERENCE),
}
"""Venues by the Anthology's identifier: the name people use, and the kind where it is one."""

LETTERS = {
    "A": "anlp",
    "C": "coling",
    "D": "emnlp",
    "E": "eacl",
    "F": "jeptalnrecital",
    "H": "hlt",
    "I": "ijcnlp",
    "J": "cl",
    "K": "conll",
    "L": "lrec",
    "M": "muc",
    "N": "naacl",
    "O": "rocling",
    "P": "acl",
    "Q": "tacl",
    "R": "ranlp",
    "T": "tinlap",
    "X": "tipster",
    "Y": "paclic",
}
"""The venue of each letter that a collection before 2020 begins with; others have many venues."""

# The journal that ROCLING's society publishes has the conference's letter.
_JOURNAL_LETTERS = "JOQ"


@dataclass(frozen=True, slots=True)
class VolumeFacts:
    """What the papers of a volume have in common.

    ``key`` is the volume's identifier, ``number`` that of the journal's issue; ``whole`` is the
    title of all issues of a journal's volume.

    >>> VolumeFacts("P18-1", Edition(Venue("ACL"))).paper_id("42")
    'P18-1042'
    >>> VolumeFacts("W18-03", Edition(Venue("WS"))).paper_id("7")
    'W18-0307'
    """

    key: str | None
    edition: Edition
    date: PartialDate | None = None
    number: str | None = None
    kind: str | None = None
    whole: str | None = None

    def paper_id(self, number: str) -> str | None:
        """The identifier of a paper of the volume by its number."""
        key = self.key
        if key is None or not _PART.fullmatch(number):
            return None
        if key[0].isdecimal():
            return f"{key}.{number}"
        if not number.isdecimal() or len(number) > 4:
            return None
        # Six characters are C69-69 and W18-03, five P18-1.
        return f"{key}{number:>02}" if len(key) > 5 else f"{key}{number:>03}"


def volume_id(collection: str, volume: str) -> str | None:
    """The identifier of a volume; ``None`` if the parts make none.

    >>> volume_id("2020.acl", "main"), volume_id("P18", "1"), volume_id("W18", "3")
    ('2020.acl-main', 'P18-1', 'W18-03')
    """
    found = _COLLECTION.fullmatch(collection)
    if found is None or not _PART.fullmatch(volume):
        return None
    if found[1]:
        return f"{collection}-{volume}"
    if not volume.isdecimal() or len(volume) > 2:
        return None
    number = int(volume)
    long = found[3] == "W" or collection == "C69" or (collection == "D19" and number >= 5)
    return f"{collection}-{number:02d}" if long else f"{collection}-{number}"


def collection_year(collection: str) -> int | None:
    """The year that a collection's identifier names.

    >>> collection_year("2020.acl"), collection_year("P79"), collection_year("W05")
    (2020, 1979, 2005)
    """
    found = _COLLECTION.fullmatch(collection)
    if found is None:
        return None
    year = int(found[1] or found[4])
    return year if found[1] else year + (2000 if year < _FIRST_OF_THE_CENTURY else 1900)


def venue_of(collection: str, tags: list[str], title: str, *, journal: bool = False) -> Venue:
    """The venue of a volume: the first that it names, else by its collection, else by its title.

    >>> venue_of("P18", [], "Proceedings of the 56th Annual Meeting")
    Venue(name='ACL', kind=<VenueKind.CONFERENCE: 'conference'>)
    >>> venue_of("W18", [], "Proceedings of the Third Workshop on Tides").name
    'Workshop on Tides'
    """
    workshop = VenueKind.WORKSHOP if is_workshop(title) else None
    named = next((tag for tag in tags if tag != _WORKSHOPS), None)
    if named is not None:
        return VENUES.get(named) or Venue(named, _JOURNAL if journal else workshop)
    found = _COLLECTION.fullmatch(collection)
    letter = found[3] if found else None
    name = LETTERS.get(letter, "") if letter else found[2] if found else ""
    known = VENUES.get(name) if not tags else None
    # Workshops have been filed under the letter of the conference that they were at.
    if known and not (workshop and letter and letter in "ACDEILNPR"):
        return known
    return Venue(series_name(title) if title else name or _WORKSHOPS.upper(), workshop)


def volume_facts(
    collection: str,
    volume: str,
    title: str,
    *,
    tags: list[str],
    journal: tuple[str | None, str | None, str | None],
    kind: str | None,
    year: int | None,
    month: str | None,
) -> VolumeFacts:
    """The facts of a volume; ``journal`` are title, volume and issue where it states them."""
    key = volume_id(collection, volume)
    year = year or collection_year(collection)
    date = _date(year, month)
    name, number_of_volume, issue = journal
    venue = venue_of(collection, tags, title, journal=kind == "journal")
    named = journal_issue(title)
    if named and not number_of_volume and _may_be_journal(collection, tags, venue):
        printed, number_of_volume, issue_printed = named
        name, issue = name or printed, issue or issue_printed
    if name or number_of_volume or venue.kind is _JOURNAL:
        if venue.kind is not _JOURNAL or venue not in VENUES.values():
            venue = Venue(name or venue.name, _JOURNAL)
        whole = f"{name or venue.name}, Volume {number_of_volume}" if number_of_volume else None
        edition = Edition(venue, year, number_of_volume or key)
        return VolumeFacts(key, edition, date, issue, kind, whole)
    return VolumeFacts(key, Edition(venue, year, key or volume), date, None, kind)


def _may_be_journal(collection: str, tags: list[str], venue: Venue) -> bool:
    return venue.kind is _JOURNAL or (not tags and collection[:1] in _JOURNAL_LETTERS)


_MONTHS = re.compile(rf"\b{MONTH}\b", re.IGNORECASE)
_DAYS = re.compile(r"\b([0-9]{1,2})(?:st|nd|rd|th)?\b")


def _date(year: int | None, month: str | None) -> PartialDate | None:
    """The date of a volume; of several days or months, what they have in common."""
    if year is None:
        return None
    months = {month_number(name) for name in _MONTHS.findall(month or "")}
    days = [int(day) for day in _DAYS.findall(month or "")]
    if not months and len(days) == 1 and 1 <= days[0] <= 12:
        return PartialDate(year, days[0])
    if len(months) != 1:
        return PartialDate(year)
    number = months.pop()
    single = len(days) == 1 and is_day(year, number, days[0])
    return PartialDate(year, number, days[0] if single else None)
