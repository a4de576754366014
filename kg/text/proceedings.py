"""Titles of proceedings and issues as printed, and what they say of series, volume and pages."""

from __future__ import annotations

import re

from kg.text.dates import MONTH
from kg.text.names import collapse

_ORDINAL = (
    r"(?:[0-9]+(?:st|nd|rd|th)|(?:(?:twenty|thirty|fou?rty|fifty|sixty)[ -]?)?"
    r"(?:first|second|third|fou?rth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth"
    r"|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth"
    r"|thirtieth|fortieth|fiftieth|sixtieth))"
)
_YEAR = r"(?:19|20)[0-9]{2}"
_BEFORE = re.compile(
    rf"(?:(?:the|an?|in:?)\s+|(?:companion\s+(?:volume|publication)\s+(?:of|to)\s+)"
    rf"|(?:proceedings|proc\.?)\s*(?:(?:of|for|from)\s+(?=\S)|(?=\S)(?<=[\s.]))"
    rf"|{_YEAR}\s+|{_ORDINAL}\s+)",
    re.IGNORECASE,
)
_AFTER = re.compile(
    rf"""
    \s* (?: \( [^()]* \) | \[ [^\[\]]* \] )
    | [,:.]? \s* \b (?: volume | vol\. | part | track ) \s+ [0-9ivx]{{1,4}}
        (?: [\s:.-]+ .{{0,60}} )?
    | [,\s] \s* {MONTH} (?: \s+ [0-9]{{1,2}} )? (?: \s? [-–] \s? [0-9]{{1,2}} )?
    | \s* [,:.-] \s* (?: system \s+ | software \s+ | interactive \s+ )? demonstrations?
    | \s* [,:.-] \s* (?: student \s+ research \s+ workshop | tutorial (?: s | \s abstracts )?
        | (?: long | short | full | poster | industry | conference ) \s+ (?: papers? | track )
        | main \s+ conference | companion \s+ volume | posters )
    | [\s,'’-]+ (?: {_YEAR} | (?<=['’]) [0-9]{{2}} )
    | \s* [,;:.]
    """,
    re.IGNORECASE | re.VERBOSE,
)
_AFTER_END = re.compile(rf"(?:{_AFTER.pattern})\Z", re.IGNORECASE | re.VERBOSE)
_SHORT = r"(?=[\w/@+&.*-]*[A-Z][\w/@+&.*-]*[A-Z])[\w/@+&.*-]{2,20}"
# "…, ICTD 2020, Oslo, Norway, June 13-19, 2020" and "ICTD '20: The Second Conference on …".
_SHORT_WITH_YEAR = re.compile(
    rf",\s+({_SHORT})(?:\s+|(?=['’])|-)(?:{_YEAR}|['’][0-9]{{2}})(?=,)"
    rf"|\A({_SHORT})(?:\s+|(?=['’])|-)(?:{_YEAR}|['’][0-9]{{2}})(?:,?\s+[Vv]olume\s+[0-9]+)?:\s",
)
_ISSUE = re.compile(
    r"(?P<journal>[^,]{3,}?),?\s+(?:volume|vol\.)\s+(?P<volume>[0-9]{1,4})\b"
    r"(?:[,:]?\s+(?:number|no\.|issue)\s+(?P<number>[0-9]{1,4}(?:[-–/][0-9]{1,4})?))?",
    re.IGNORECASE,
)
_LONGEST = 1000
_PART = re.compile(r"(.*\S) \(([0-9]{1,4})\)", re.ASCII)
_DASH = re.compile(r"\s*(?:--+|[-\u2010-\u2015\u2212])\s*")


def series_name(printed: str) -> str:
    """The name of a series by the title of one of its proceedings: no ordinals, years and parts.

    Where the title says the short name beside the year, it is that.

    >>> series_name("Proceedings of the 58th Annual Meeting of the Society for Tides (Volume 2)")
    'Annual Meeting of the Society for Tides'
    >>> series_name("Fourth Workshop on Salt, SALT 2020, Oslo, June 1-3, 2020")
    'SALT'
    """
    whole = collapse(printed)
    if len(whole) > _LONGEST:
        return whole
    short = _SHORT_WITH_YEAR.search(whole)
    if short:
        return short[1] or short[2]
    name, previous = whole, ""
    while name != previous:
        previous = name
        found = _BEFORE.match(name)
        if found:
            name = name[found.end() :]
        end = _AFTER_END.search(name, 1)
        if end:
            name = name[: end.start()]
    return name if any(c.isalpha() for c in name) else whole


def numbered_part(printed: str) -> tuple[str, str | None]:
    """The name of proceedings, and the number of their part that stands behind it.

    >>> numbered_part("ECCV (12)"), numbered_part("ECCV")
    (('ECCV', '12'), ('ECCV', None))
    """
    part = _PART.fullmatch(printed) if printed.endswith(")") else None
    return (part[1], part[2]) if part else (printed, None)


def is_workshop(printed: str) -> bool:
    """Whether proceedings are those of a workshop, and not of students at a conference.

    >>> is_workshop("Proceedings of the Workshop on Salt"), is_workshop("Student Research Workshop")
    (True, False)
    """
    folded = printed.casefold()
    return "workshop" in folded and "student" not in folded


def journal_issue(printed: str) -> tuple[str, str, str | None] | None:
    """Journal, volume and number that the title of an issue names.

    >>> journal_issue("Tidal Linguistics, Volume 26, Number 1, March 2000")
    ('Tidal Linguistics', '26', '1')
    """
    found = _ISSUE.match(collapse(printed)) if len(printed) <= _LONGEST else None
    return (found["journal"], found["volume"], found["number"]) if found else None


def page_range(printed: str) -> str | None:
    """Pages with a plain hyphen between first and last, however they are printed.

    >>> page_range("1--6"), page_range("A12 – A19"), page_range(" ")
    ('1-6', 'A12-A19', None)
    """
    return _DASH.sub("-", collapse(printed)).strip("-") or None
