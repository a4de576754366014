"""What the fields of a BibTeX entry say: dates, places of publication, identifiers, addresses."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from kg.model import Edition, Identifier, PartialDate, SubmissionStatus, Venue, VenueKind
from kg.sources.preprints import is_preprint_server
from kg.text import identifiers
from kg.text.dates import MONTH, is_day, month_number
from kg.text.latex import plain
from kg.text.names import collapse
from kg.text.proceedings import is_workshop, series_name

Fields = Mapping[str, str]

PROCEEDINGS = frozenset({"inproceedings", "conference"})
"""Types of entries whose ``booktitle`` is that of proceedings."""

_YEAR = re.compile(r"(?<![0-9])(?:1[4-9]|20)[0-9]{2}(?![0-9])")
_ISO = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?(?:[T/~?%].*)?", re.DOTALL)
_MONTHS = re.compile(rf"\b{MONTH}\b", re.IGNORECASE)
_NUMBERS = re.compile(r"(?<![0-9])[0-9]{1,2}(?![0-9])")
_SUBMITTED = re.compile(r"\b(?:submitted|under (?:review|submission))\b", re.IGNORECASE)
_COMMAND = re.compile(r"\\(?:url|href|path|nolinkurl)\s*\{([^{}]*)\}")
_ADDRESS = re.compile(r"https?://[^\s{}<>\"]+", re.IGNORECASE)
_ESCAPED = re.compile(r"\\([_%#&~$])|\{\\textasciitilde\s*(?:\{\})?\}|\\textasciitilde\s*(?:\{\})?")
_ARXIV_IN_TEXT = re.compile(r"(?:arxiv\s*:\s*|\babs/)(\S+?)[,.;)\]]?(?=\s|\Z)", re.IGNORECASE)
_AFTER_ADDRESS = ".,;"
_PMC = re.compile(r"pmc[0-9]+", re.IGNORECASE)

_BY_FIELD = {
    "doi": "doi",
    "arxiv": "arxiv",
    "arxivid": "arxiv",
    "pmid": "pmid",
    "pmcid": "pmcid",
    "isbn": "isbn",
    "mag": "mag",
    "openalex": "openalex",
}
_BY_HOST = {
    "doi.org/": "doi",
    "arxiv.org/": "arxiv",
    "aclanthology.org/": "acl",
    "aclweb.org/anthology": "acl",
    "openreview.net/": "openreview",
    "openalex.org/w": "openalex",
    "pubmed": "pmid",
    "/pmc/articles/": "pmcid",
    "dblp.org/rec/": "dblp",
    "semanticscholar.org/paper": "s2",
}


def date_of(fields: Fields) -> PartialDate | None:
    """The date as far as it is known; of what is no year, the printed form alone."""
    iso = _ISO.fullmatch(fields.get("date", "").strip())
    if iso:
        year, month, day = (int(part) if part else None for part in iso.groups())
        return _real(year, month, day)
    printed = fields.get("year") or fields.get("date") or ""
    years = list(dict.fromkeys(_YEAR.findall(printed)))
    if len(years) != 1:
        text = plain(printed)
        return PartialDate(as_listed=text) if text else None
    month, day = _month(fields.get("month", ""))
    stated = fields.get("day", "").strip()
    return _real(int(years[0]), month, int(stated) if stated.isdecimal() else day)


def _month(printed: str) -> tuple[int | None, int | None]:
    """Month and day that a month field holds; ``None`` where it holds several."""
    if not printed:
        return None, None
    found = {month_number(name) for name in _MONTHS.findall(printed.replace("~", " "))}
    numbers = [int(number) for number in _NUMBERS.findall(printed)]
    if not found and len(numbers) == 1:
        return numbers[0], None
    if len(found) != 1:
        return None, None
    return found.pop(), numbers[0] if len(numbers) == 1 else None


def _real(year: int | None, month: int | None, day: int | None) -> PartialDate:
    """A date without the parts that the calendar does not have."""
    if month is None or not 1 <= month <= 12:
        return PartialDate(year)
    if day is None or year is None or not is_day(year, month, day):
        return PartialDate(year, month)
    return PartialDate(year, month, day)


def cut_date(fields: Fields, date: PartialDate | None) -> str | None:
    """What an entry prints of a month or day that its date does not have."""
    iso = _ISO.fullmatch(fields.get("date", "").strip())
    if iso:
        precision = sum(part is not None for part in iso.groups())
        return fields["date"] if date and date.precision < precision else None
    if date and date.month is None and fields.get("month"):
        return plain(fields["month"])
    return plain(fields["day"]) if date and date.day is None and fields.get("day") else None


def status_of(fields: Fields) -> SubmissionStatus | None:
    """Whether an entry says in place of a year that it is only submitted."""
    stated = f"{fields.get('year', '')} {fields.get('pubstate', '')}"
    return SubmissionStatus.SUBMITTED if _SUBMITTED.search(stated) else None


def edition_of(kind: str, fields: Fields, year: int | None) -> Edition | None:
    """Where an entry says that it is published; preprint servers are no venues."""
    volume = plain(fields.get("volume", "")) or None
    journal = plain(fields.get("journal") or fields.get("journaltitle") or "")
    if journal:
        if is_preprint_server(journal):
            return None
        return Edition(Venue(journal, VenueKind.JOURNAL), year, volume)
    title = fields.get("booktitle") or (fields.get("maintitle") if kind in PROCEEDINGS else None)
    if not title or not title.strip():
        return None
    return Edition(venue_of(kind, title), year, volume)


@lru_cache(maxsize=4096)
def venue_of(kind: str, title: str) -> Venue:
    """The series of a book's title, and its kind where the type of the entry tells.

    >>> venue_of("inproceedings", "Proceedings of the 5th Workshop on Salt").name
    'Workshop on Salt'
    """
    printed = plain(title)
    if kind not in PROCEEDINGS:
        return Venue(series_name(printed))
    workshop = is_workshop(printed)
    return Venue(series_name(printed), VenueKind.WORKSHOP if workshop else VenueKind.CONFERENCE)


def addresses(fields: Fields) -> tuple[str, ...]:
    """The web addresses of an entry, as they are without LaTeX."""
    found: list[str] = []
    for name in ("url", "ee", "link", "howpublished", "note"):
        value = fields.get(name)
        if not value:
            continue
        value = _ESCAPED.sub(lambda match: match[1] or "~", _COMMAND.sub(r" \1 ", value))
        whole = collapse(value)
        if name in {"url", "ee", "link"} and " " not in whole and _ADDRESS.match(whole):
            found.append(whole)
        else:
            found += [url.rstrip(_AFTER_ADDRESS) for url in _ADDRESS.findall(value)]
    return tuple(dict.fromkeys(found))


def identifiers_of(
    key: str, fields: Fields, urls: tuple[str, ...]
) -> tuple[tuple[Identifier, ...], list[str]]:
    """The identifiers that an entry states, and the texts that should be one and are not."""
    found: dict[Identifier, None] = {}
    unreadable: list[str] = []
    for name, scheme in _BY_FIELD.items():
        if stated := fields.get(name):
            values = re.split(r"[\s,;]+(?=[0-9]{3})", plain(stated)) if name == "isbn" else [stated]
            for value in values:
                normal = identifiers.identifier(scheme, _bare(value))
                if normal:
                    found[Identifier(scheme, normal)] = None
                else:
                    unreadable.append(value)
    for identifier in _eprint(fields):
        found[identifier] = None
    for url in urls:
        folded = url.lower()
        for host, scheme in _BY_HOST.items():
            if host in folded and (value := identifiers.identifier(scheme, url)):
                found[Identifier(scheme, value)] = None
    for stated in (key if key.startswith("DBLP:") else "", fields.get("biburl", "")):
        if stated and (value := identifiers.dblp_key(_bare(stated))):
            found[Identifier("dblp", value)] = None
    return tuple(found), unreadable


def _bare(value: str) -> str:
    return collapse(_ESCAPED.sub(lambda match: match[1] or "~", value).strip("{} "))


def _eprint(fields: Fields) -> list[Identifier]:
    """The identifier of a preprint: its own field, else what stands in the place of a journal."""
    kind = (fields.get("archiveprefix") or fields.get("eprinttype") or "").strip().lower()
    eprint = _bare(fields.get("eprint", ""))
    scheme = {"pubmed": "pmid", "pmc": "pmcid", "pmcid": "pmcid"}.get(kind, "arxiv")
    value = None
    if eprint and (kind in {"", "arxiv"} or scheme != "arxiv"):
        value = identifiers.identifier(scheme, eprint)
    if value is None:
        scheme = "arxiv"
        for name in ("journal", "journaltitle", "volume", "note", "howpublished"):
            printed = _ARXIV_IN_TEXT.search(fields[name]) if name in fields else None
            value = identifiers.arxiv(printed[1]) if printed else None
            if value:
                break
    return [Identifier(scheme, value)] if value else []
