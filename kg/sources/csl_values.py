"""The values of CSL-JSON: names and dates, and texts that may hold mark-up.

Source: https://docs.citationstyles.org/en/stable/specification.html and the schema of its data.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from kg.model import Identifier, Mention, PartialDate
from kg.sources.json_objects import Fields, fields_of
from kg.text import identifiers
from kg.text.dates import MONTH, is_day, month_number
from kg.text.markup import plain_title
from kg.text.names import collapse

_USUAL = frozenset({"affiliation", "family", "given", "sequence", "ORCID"})
_QUOTE = '"'
_OTHERS = frozenset({"others", "et al", "et alii", "and others"})
_FALSE = (None, False, 0, "", "0", "false", "no")
_EDTF = re.compile(
    r"(?P<year>[0-9]{4})(?:[-/](?P<month>[0-9]{2})(?:[-/](?P<day>[0-9]{2}))?)?"
    r"(?:T\S*)?(?P<doubt>[?~%])?(?:(?:/|\.\.).*)?",
    re.ASCII,
)
_WORDS = (
    re.compile(rf"(?P<month>{MONTH})\.?(?: (?P<day>[0-9]{{1,2}}))?,? (?P<year>[0-9]{{4}})"),
    re.compile(rf"(?:(?P<day>[0-9]{{1,2}})\.? )?(?P<month>{MONTH})\.?,? (?P<year>[0-9]{{4}})"),
    re.compile(rf"(?P<year>[0-9]{{4}}) (?P<month>{MONTH})\.?(?: (?P<day>[0-9]{{1,2}}))?"),
)
_YEAR = re.compile(r"(?<![0-9])(?:1[0-9]{3}|20[0-9]{2})(?![0-9])")
_LONGEST_DATE = 200


def text_of(item: Fields, name: str) -> str | None:
    """A text in one line without mark-up; of an array of texts the first."""
    value = item.members.get(name)
    if value is None:
        return None
    if not isinstance(value, str):
        value = next(iter(item.texts(name)), "") if isinstance(value, list) else item.label(name)
    return plain_title(value or "") or None


def mentions(names: Iterable[Fields]) -> tuple[tuple[Mention, ...], bool]:
    """The mentions of a name variable, and whether it says that there are more names."""
    found: list[Mention] = []
    cut = False
    for name in names:
        printed = name_of(name)
        if printed.casefold().rstrip(".") in _OTHERS:
            cut = True
        elif printed:
            affiliations = _affiliations(name) if "affiliation" in name.members else ()
            found.append(Mention(printed, len(found) + 1, affiliations, _orcid(name)))
        else:
            cut = True
            name.remark("empty-name", "a name without any text")
    return tuple(found), cut


def name_of(name: Fields) -> str:
    """A name as it is printed in a list: given name first, unless its order is fixed.

    >>> name_of(fields_of({"given": "Bram", "non-dropping-particle": "van", "family": "Ovell"}))
    'Bram van Ovell'
    >>> name_of(fields_of({"family": "Li", "given": "Wenna", "static-ordering": True}))
    'Li Wenna'
    """
    if name.members.keys() <= _USUAL:  # The short way; all others are read below.
        given, family = text_of(name, "given"), text_of(name, "family")
        return f"{given} {family.strip(_QUOTE)}" if given and family else given or family or ""
    literal = text_of(name, "literal") or text_of(name, "name")
    if literal:
        return literal
    family = (text_of(name, "family") or "").strip(_QUOTE)
    given = text_of(name, "given") or ""
    family = f"{text_of(name, 'non-dropping-particle') or ''} {family}"
    dropping, suffix = text_of(name, "dropping-particle"), text_of(name, "suffix")
    parts = [given, dropping or "", family]
    if name.members.get("static-ordering") not in _FALSE:
        parts = [dropping or "", family, given]
    printed = collapse(" ".join(parts)).replace("\u2019 ", "\u2019").replace("' ", "'")
    comma = "," if name.members.get("comma-suffix") not in _FALSE else ""
    return f"{printed}{comma} {suffix}" if suffix and printed else printed


def _orcid(name: Fields) -> tuple[Identifier, ...]:
    stated = name.text("ORCID")
    orcid = identifiers.orcid(stated) if stated else None
    return (Identifier("orcid", orcid),) if orcid else ()


def _affiliations(name: Fields) -> tuple[str, ...]:
    """The affiliations that Crossref states with a name."""
    found: list[str | None] = []
    for value in name.array("affiliation"):
        stated = value.get("name") if isinstance(value, dict) else value
        found.append(plain_title(stated) if isinstance(stated, str) else None)
    return tuple(dict.fromkeys(text for text in found if text))


def date_of(item: Fields, name: str) -> PartialDate | None:
    """A date as far as it can be read; of a range the first day."""
    value = item.members.get(name)
    if isinstance(value, str):
        return _from_text(item, value)
    date = item.inner(name)
    for parts in date.array("date-parts"):
        if isinstance(parts, list) and parts and isinstance(parts[0], int | float | str):
            doubtful = date.members.get("circa") not in _FALSE
            return _from_parts(item, parts, doubtful=doubtful)
        break
    for form in ("edtf", "raw", "literal"):
        if stated := date.text(form):
            return _from_text(item, stated)
    return None


def _from_parts(item: Fields, parts: list[object], *, doubtful: bool) -> PartialDate | None:
    """The date of numbers; what the calendar does not have is left out."""
    numbers = fields_of(dict(zip(("year", "month", "day"), parts, strict=False)))
    year, month, day = numbers.count("year"), numbers.count("month"), numbers.count("day")
    if not year or year > 9999:
        item.remark("bad-date", "no year of the calendar; the date is left out", str(parts)[:80])
        return None
    real_month = month if month and 1 <= month <= 12 else None
    real_day = day if day and real_month and is_day(year, real_month, day) else None
    is_season = month is not None and 13 <= month <= 24
    if numbers.odd or (month != real_month and not is_season) or day != real_day:
        item.remark("bad-date", "no day of the calendar; kept as far as it is one", str(parts)[:80])
    return _dated(year, real_month, real_day, doubtful=doubtful)


def _from_text(item: Fields, text: str) -> PartialDate | None:
    """The date that a text is or holds, else the text as printed."""
    printed = plain_title(text)[:_LONGEST_DATE]
    if found := _EDTF.fullmatch(printed):
        numbers: list[object] = [found[part] for part in ("year", "month", "day") if found[part]]
        return _from_parts(item, numbers, doubtful=found["doubt"] is not None)
    for pattern in _WORDS:
        if found := pattern.fullmatch(printed):
            month = month_number(found["month"])
            numbers = [found["year"], month, *([found["day"]] if found["day"] else [])]
            return _from_parts(item, numbers, doubtful=False)
    years = set(_YEAR.findall(printed))
    if len(years) == 1:
        return _dated(int(years.pop()), None, None, doubtful="?" in printed or "ca" in printed)
    return PartialDate(as_listed=printed) if printed else None


def _dated(year: int, month: int | None, day: int | None, *, doubtful: bool) -> PartialDate:
    parts = (f"{year:04d}", *(f"{part:02d}" for part in (month, day) if part))
    return PartialDate(year, month, day, as_listed=f"circa {'-'.join(parts)}" if doubtful else None)
