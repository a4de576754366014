"""Names that begin as a person has begun to type them, without regard to case and accents."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, cast

from kg.errors import UsageError
from kg.questions.fill import written
from kg.store.protocol import Store
from kg.text.arxiv import codes

if TYPE_CHECKING:
    from pyoxigraph import QuerySolutions

_LATIN = (range(0xC0, 0x250), range(0x1E00, 0x1F00))
_STROKES = {"d": "đð", "h": "ħ", "i": "ı", "l": "ł", "o": "ø", "t": "ŧ"}
"""Letters of their own in Unicode that people type without the stroke."""

_ACCENT = re.compile("[\u0300-\u036f]")

_NAMED: Mapping[str, str] = {
    # The few of a class are asked for by their class; of the many, first those of a name.
    "author": "?x schema:name ?name {match} FILTER EXISTS {{ ?x a kg:NameCluster }}",
    "paper": "?x schema:name ?name {match} FILTER EXISTS {{ ?x a schema:ScholarlyArticle }}",
    "venue": "?x a kg:VenueSeries ; schema:name|schema:alternateName ?name {match}",
}
KINDS = frozenset({*_NAMED, "category"})
"""What can be completed."""


def complete(store: Store, kind: str, text: str, limit: int) -> Iterator[str]:
    """At most ``limit`` names of a kind that begin with a text, each when it is found.

    With a search index they come in the order of the works that count for them; without one nothing
    is sorted, so that the first come at once. Raises ``UsageError`` for an unknown kind.
    """
    if kind not in KINDS:
        raise UsageError(f"no {kind!r} can be completed; there are {', '.join(sorted(KINDS))}")
    if kind == "category":
        beginning = text.casefold()
        return islice((code for code in codes() if code.casefold().startswith(beginning)), limit)
    from kg.search import answerable

    index = store.search
    if answerable(index, text) and text.isprintable():
        return _indexed(index, kind, text, limit)
    return _names(store, _NAMED[kind], text, limit)


def _indexed(index: Path, kind: str, text: str, limit: int) -> Iterator[str]:
    from kg.search import names

    begins = re.compile(_beginning(text), re.IGNORECASE).match
    seen: set[str] = set()
    for name in names(index, kind, text):
        if len(seen) >= limit:
            return
        if name not in seen and name.isprintable() and begins(name):
            seen.add(name)
            yield name


def _names(store: Store, pattern: str, text: str, limit: int) -> Iterator[str]:
    from pyoxigraph import Literal

    if not text.isprintable() or limit < 1:
        return
    beginning = written(Literal(_beginning(text)))
    match = f'FILTER(REGEX(?name, {beginning}, "i"))'
    query = f"SELECT DISTINCT ?name {{ {pattern.format(match=match)} }} LIMIT {limit}"
    for (name,) in cast("QuerySolutions", store.query(query)):
        # What can't be typed back is of no use.
        if name.value.isprintable():
            yield name.value


def _beginning(text: str) -> str:
    """A regular expression for what begins with a text, written with accents or without.

    >>> re.match(_beginning("jose g"), "José García", re.IGNORECASE) is not None
    True
    """
    alike = _alike()
    pieces = []
    for letter in unicodedata.normalize("NFC", re.sub(r"\s+", " ", text)):
        bare = unicodedata.normalize("NFKD", letter)[0].lower()
        if letter == " ":
            pieces.append(r"\s+")
        elif not _ACCENT.fullmatch(letter):
            own = re.escape(letter)
            pieces.append(f"(?:{alike[bare]}|{own})" if bare in alike else own)
    return "^" + "".join(pieces)


@cache
def _alike() -> Mapping[str, str]:
    """Letter of ASCII → what matches it with any accent, in one character or in several."""
    forms = {letter: [letter, *_STROKES.get(letter, "")] for letter in map(chr, range(97, 123))}
    for code in (code for part in _LATIN for code in part):
        bare = unicodedata.normalize("NFKD", chr(code).casefold())
        if bare[0] in forms and all(map(unicodedata.combining, bare[1:])):
            forms[bare[0]].append(chr(code))
    return {letter: f"[{''.join(alike)}]{_ACCENT.pattern}*" for letter, alike in forms.items()}
