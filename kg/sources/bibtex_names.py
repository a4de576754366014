"""Lists of names as BibTeX has them: parted by ``and``, each with its family name first or last."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kg.sources.author_lists import without_and_others
from kg.text.latex import plain
from kg.text.names import collapse

_AND = re.compile(r"\s+and(?=\s)|\A\s*and(?=\s)|\s+and\s*\Z", re.IGNORECASE)
_COMMA = re.compile(",")
_SEMICOLON = re.compile(";")
_INITIALS = re.compile(r"(?:[^\W\d_]\.?[ -]?){1,3}")
_OTHERS = re.compile(r"others|et\.?\s*al\b\.?|\.\.\.|…", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class NameList:
    """The names of a list in order; ``cut`` if it says that there are more.

    ``gaps`` counts names that were left empty. ``odd`` is the code of what is not as it should be:
    ``comma-list`` if commas or semicolons part the names, ``unclear-names`` if it can't be told
    which of them do, so that there are no names.
    """

    names: tuple[str, ...]
    cut: bool = False
    gaps: int = 0
    odd: str | None = None


def names(printed: str) -> NameList:
    """The names of an author or editor field.

    >>> names("Hill, Ada and {Institute of Tides and Salt} and others")
    NameList(names=('Ada Hill', 'Institute of Tides and Salt'), cut=True, gaps=0, odd=None)
    >>> names("Ada Hill, Bram Ovell, Li Wenna, Zuri Adeyo").odd
    'comma-list'
    """
    parts = _parted(printed, _AND)
    if len(parts) == 1 and (";" in printed or printed.count(",") > 2):
        pieces = _parted(printed, _SEMICOLON)
        if len(pieces) > 1:
            return _list(pieces, "comma-list")
        pieces = _parted(printed, _COMMA)
        if len(pieces) > 3:
            return _comma_list(pieces)
    return _list(parts, None)


def _list(parts: list[str], odd: str | None) -> NameList:
    found: list[str] = []
    cut, gaps = False, 0
    for at, part in enumerate(parts):
        last = at == len(parts) - 1
        text, others = without_and_others(part) if last else (part, False)
        name = _name(text)
        if _OTHERS.fullmatch(name):
            name, others = "", True
        cut = cut or others
        if name:
            found.append(name)
        elif not others:
            gaps += 1
    return NameList(tuple(found), cut, gaps, odd)


def _comma_list(pieces: list[str]) -> NameList:
    """Names that commas part, which BibTeX itself takes for one name."""
    text, cut = without_and_others(",".join(pieces))
    parts = [part for piece in _parted(text, _COMMA) if (part := plain(piece))]
    initials = [bool(_INITIALS.fullmatch(part)) and part.isupper() for part in parts]
    if len(parts) % 2 == 0 and all(initials[1::2]) and not any(initials[::2]):
        found = [f"{first} {last}" for last, first in zip(parts[::2], parts[1::2], strict=True)]
        return NameList(tuple(found), cut, odd="comma-list")
    if all(" " in part for part in parts):
        return NameList(tuple(parts), cut, odd="comma-list")
    return NameList((), odd="unclear-names")


def _name(printed: str) -> str:
    """A name as people print it: ``von Last, Jr, First`` becomes ``First von Last Jr``.

    >>> _name("van der Berg, Jr., Ilsa"), _name("{World Tide Society}"), _name("Ilsa van Berg")
    ('Ilsa van der Berg Jr.', 'World Tide Society', 'Ilsa van Berg')
    """
    if "," not in printed:
        return plain(printed)
    parts = [plain(part) for part in _parted(printed, _COMMA)]
    if len(parts) == 2:
        last, first = parts
        return collapse(f"{first} {last}")
    if len(parts) == 3:
        last, suffix, first = parts
        return collapse(f"{first} {last} {suffix}")
    return ", ".join(part for part in parts if part)


def _parted(text: str, separator: re.Pattern[str]) -> list[str]:
    """A text parted where a separator stands outside braces."""
    if "{" not in text:
        return separator.split(text)
    parts: list[str] = []
    start, depth, at = 0, 0, 0
    for found in separator.finditer(text):
        between = text[at : found.start()]
        depth = max(depth + between.count("{") - between.count("}"), 0)
        at = found.start()
        if depth == 0:
            parts.append(text[start : found.start()])
            start = found.end()
    return [*parts, text[start:]]
