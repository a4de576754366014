"""Authors in one text, parted by semicolons or commas, and columns that align with them.

Such lists come out of programs that scrape web pages, so what stands between two separators is not
always a name: footnote marks, two names joined by "and", an institution, a whole sentence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from kg.model import Identifier, Mention
from kg.sources.author_lists import SUFFIX
from kg.text import identifiers
from kg.text.names import collapse

_INSTITUTION = (
    r"\b(?:(?:Academy|Center|Centre|College|Corporation|Inc|Research|School)\b"
    r"|Institut|Laborator|Technolog|Universit)"
)
_NEEDS_A_LOOK = re.compile("[*\u2020\u2021\u00a7\u00b6#0-9()\\[\\]@<>|/&\u2022]")
_WORDS = ("and ", "niversit", "nstitut", "esearch", "Cent", "aborator", "College")
_MARK = re.compile("[*\u2020\u2021\u00a7\u00b6#]+|\\([^\\w()]*\\)|\\[[0-9]*\\]")
_GLUED_NUMBER = re.compile(r"\A[0-9]{1,2}(?=[^\W\d])|(?<=[^\W\d])[0-9]{1,2}\Z")
_JOINED = re.compile(r"(\S+ .*\S) (?:and|&) (\S+ .*\S)")
_NO_NAME = re.compile(rf"[@<>|/\u2022]|[a-z]{{4,}}\. [A-Z]|\s[a-z]{{4,}}\.\Z|{_INSTITUTION}")
_LONGEST_NAME = 100
_MOST_WORDS = 9
_MOST_FULL_WORDS = 7
_SEVERAL_NAMES = 6


@dataclass(slots=True)
class AuthorColumns:
    """The mentions of one record; ``complete`` is ``None`` where not all could be read.

    ``doubled`` says that the list stood there twice, and ``remarks`` holds code and message of what
    was odd.
    """

    mentions: tuple[Mention, ...] = ()
    complete: bool | None = None
    doubled: bool = False
    remarks: tuple[tuple[str, str], ...] = ()

    def remark(self, code: str, message: str) -> None:
        """Note something odd."""
        self.remarks += ((code, message),)


def author_columns(
    listed: str, affiliations: str | None, orcids: str | None, dblp: str | None
) -> AuthorColumns:
    """The authors of a list, with what the columns beside it say of each.

    Semicolons part the list if it has any, else commas. A list whose second half repeats the first
    is that half, and so on. A column with another number of parts than the list says of nobody
    anything.

    >>> found = author_columns("Ada Hill; Bo Li;Ada Hill; Bo Li", "Tide Lab+Salt Inc.;", None, None)
    >>> [(one.name, one.affiliations) for one in found.mentions], found.doubled
    ([('Ada Hill', ('Tide Lab', 'Salt Inc.')), ('Bo Li', ())], True)
    """
    found = AuthorColumns()
    by_comma = ";" not in listed
    separator = "," if by_comma else ";"
    stated = listed.count(separator) + 1
    middle = len(listed) // 2
    while listed[middle : middle + 1] == ";" and listed[:middle] == listed[middle + 1 :]:
        listed = listed[:middle]
        middle = len(listed) // 2
    parts = listed.split(separator)
    half, odd = divmod(len(parts), 2)
    while not odd and parts[0].strip() == parts[half].strip():
        bare = [part.strip() for part in parts]
        if bare[:half] != bare[half:]:
            break
        del parts[half:]
        half, odd = divmod(len(parts), 2)
    found.doubled = len(parts) < stated
    if "  " in listed or not listed.isprintable():
        parts = [collapse(part) for part in parts]
    else:
        parts = [part.strip() for part in parts]
    cells = _column("aff", affiliations, len(parts), stated, found) if affiliations else ()
    of_each = [_affiliations(cell) for cell in cells] or [()] * len(parts)
    stated_ids: Sequence[tuple[Identifier, ...]] = [()] * len(parts)
    if orcids or dblp:
        stated_ids = _identifiers(orcids or "", dblp or "", len(parts), stated, found)
    if by_comma or _needs_a_look(listed) or "" in parts:
        read = _looked_at(parts, found, by_comma=by_comma)
        found.mentions = tuple(
            Mention(name, place)
            if at is None
            else Mention(name, place, of_each[at], stated_ids[at])
            for place, (name, at) in enumerate(read, 1)
        )
    else:
        found.mentions = tuple(map(Mention, parts, range(1, stated + 1), of_each, stated_ids))
        found.complete = True
    return found


def _needs_a_look(text: str) -> bool:
    """Whether a list or a part of it may hold more than names: a quick look, so that few do."""
    return _NEEDS_A_LOOK.search(text) is not None or any(map(text.__contains__, _WORDS))


def _column(name: str, text: str, authors: int, stated: int, found: AuthorColumns) -> Sequence[str]:
    """The parts of a column, one for each author, or none if they can't be aligned."""
    parts = text.split(";")
    if len(parts) == authors:
        return parts
    if len(parts) <= stated and parts == parts[:authors] * (len(parts) // authors):
        return parts[:authors]
    if text.strip("; "):
        message = f"{name!r} has {len(parts)} parts for {authors} authors; left out"
        found.remark("unaligned-column", message)
    return ()


@lru_cache(maxsize=65_536)
def _affiliations(cell: str) -> tuple[str, ...]:
    """The affiliations in one part of a column; a plus sign parts them."""
    if "+" in cell:
        return tuple(dict.fromkeys(filter(None, map(collapse, cell.split("+")))))
    whole = collapse(cell)
    return (whole,) if whole else ()


def _identifiers(
    orcids: str, dblp: str, authors: int, stated: int, found: AuthorColumns
) -> list[tuple[Identifier, ...]]:
    """The identifiers of each author."""
    of_each: list[tuple[Identifier, ...]] = [()] * authors
    for scheme, text, read in (
        ("orcid", orcids, identifiers.orcid),
        ("dblp", dblp, identifiers.dblp_person),
    ):
        for at, cell in enumerate(_column(scheme, text, authors, stated, found) if text else ()):
            bare = cell.strip()
            value = read(bare) if bare else None
            if value:
                of_each[at] = (*of_each[at], Identifier(scheme, value))
            elif bare:
                found.remark("bad-identifier", f"no {scheme} identifier of a person: {bare[:80]}")
    return of_each


def _looked_at(
    parts: list[str], found: AuthorColumns, *, by_comma: bool
) -> list[tuple[str, int | None]]:
    """The names among some parts, with the part that each was if it was all of it."""
    read: list[tuple[str, int | None]] = []
    lost: list[str] = []
    for at, part in enumerate(parts):
        name = _without_marks(part) if _needs_a_look(part) else part
        if _is_no_name(name):
            lost += [part] if name else []
            continue
        if by_comma and read and SUFFIX.fullmatch(name):
            read[-1] = (f"{read[-1][0]}, {name}", read[-1][1])
        elif joined := _JOINED.fullmatch(name):
            found.remark("joined-names", f"{name!r} read as two names")
            read += [(joined[1], None), (joined[2], None)]
        else:
            read.append((name, at))
        if name != part:
            found.remark("mended-name", f"{part!r} read as {name!r}")
    if len(parts) == 1 and _full_words(parts[0]) >= _SEVERAL_NAMES:
        found.remark("unparted-authors", "several names without anything between them")
        return []
    if lost:
        message = f"these are no names, left out: {'; '.join(lost)[:200]}"
        if by_comma:  # Which of the other parts are names can't be told.
            read = []
            message += "; and with them the list"
        found.remark("no-name", message)
    elif read:
        found.complete = True
    return read


def _without_marks(part: str) -> str:
    """A name without the footnote marks that a page sets around it.

    >>> _without_marks("*Ada Hill(\u2020)"), _without_marks("and Bo (Bob) Li2")
    ('Ada Hill', 'Bo (Bob) Li')
    """
    name = _GLUED_NUMBER.sub("", _MARK.sub("", part).strip())
    if name.count(")") > name.count("("):
        name = name.removesuffix(")")
    return collapse(name.removeprefix("and "))


def _is_no_name(text: str) -> bool:
    return (
        len(text) > _LONGEST_NAME
        or text.count(" ") >= _MOST_WORDS
        or text.count("{") != text.count("}")
        or _full_words(text) > _MOST_FULL_WORDS
        or not any(map(str.isalpha, text))
        or _NO_NAME.search(text) is not None
    )


def _full_words(text: str) -> int:
    """How many words there are besides initials and particles."""
    return sum(len(word) > 1 and word[0].isupper() and word[-1] != "." for word in text.split())
