"""People of the ACL Anthology: ``name_variants.yaml``, and ``people.yaml`` that follows it.

Each entry says that some names are those of one person. An entry without identifier has, by the
Anthology's rule, the one that its preferred name makes. Entries are read one by one, so that one
that is damaged leaves the others whole.

Not carried: comments, degrees, and which other people have a similar name.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import BinaryIO

from kg.errors import InputError
from kg.model import Identifier, Person, Problem, Record, Source
from kg.sources.decoding import decode
from kg.sources.page import shortened
from kg.sources.registry import Format
from kg.text.identifiers import acl_author, orcid
from kg.text.names import collapse

_LONGEST_ENTRY = 10_000
_LONGEST_LINE = 2**16
_DEEPEST = 20
_LISTED = re.compile(r"- \s*\S")
_NAMED = re.compile(r"['\"]?[a-z0-9][a-z0-9-]*['\"]?:\s*(?:#.*)?\Z")
_NO_ENTRY = re.compile(r"\s*(?:#.*|---.*|\.\.\.|%.*)?\Z")
_NESTING = re.compile(r"[\[{&*?]|- ")
_FIRST = re.compile(
    r"\A(?:\s*(?:#.*|---)?\n)*"
    r"(?:- (?:canonical|comment|degree|id|orcid|similar|variants):\s"
    r"|['\"]?[a-z0-9][a-z0-9-]*['\"]?:\s*\n(?:[ ]+.*\n|\s*- \{first.*\n)*?[ ]+names:\s)"
)
_LETTERS = {
    "ß": "ss",
    "æ": "ae",
    "ø": "o",
    "œ": "oe",
    "ł": "l",
    "đ": "d",
    "ð": "d",
    "þ": "th",
    "ı": "i",
    "ŋ": "ng",
    "ħ": "h",
    "ə": "e",
}
"""Letters that are no Latin letter with a mark, as they are transcribed."""

_NO_LETTERS = re.compile(r"[^a-z0-9]+")


def sniff(head: str) -> bool:
    """Whether a text begins with an entry of either file."""
    return _FIRST.match(head.lstrip("\ufeff")) is not None


def read(stream: BinaryIO, source: Source) -> Iterator[Record | Problem]:
    """The people of a file; raises ``InputError`` if it is no text."""
    for line, text in _entries(stream, source.file_name):
        yield _person(text, line)


def _entries(stream: BinaryIO, file: str) -> Iterator[tuple[int, str]]:
    """The entries of a document, each with its first line."""
    held: list[str] = []
    size = start = 0
    for number, text in _lines(stream, file):
        begins = text[:1] not in {" ", "\t"} and (_LISTED.match(text) or _NAMED.match(text))
        if begins:
            if held:
                yield start, "\n".join(held)
            held, size, start = [], 0, number
        elif not held and not _NO_ENTRY.fullmatch(text):
            start = number
        elif not held:
            continue
        size += len(text)
        if size <= 2 * _LONGEST_ENTRY:
            held.append(text)
    if held:
        yield start, "\n".join(held)


def _lines(stream: BinaryIO, file: str) -> Iterator[tuple[int, str]]:
    number = 0
    empty = True
    while data := stream.readline(_LONGEST_LINE):
        number += 1
        if data.isspace():
            yield number, ""
            continue
        empty = False
        try:
            yield number, decode(data, file).text.rstrip("\r\n")
        except InputError as error:
            raise InputError(file, error.message, number) from error
    if empty:
        decode(b"", file)


def _person(text: str, line: int) -> Record | Problem:
    """The person of one entry, or why it has none."""
    import yaml

    excerpt = shortened(collapse(text[:200]))
    if len(text) > _LONGEST_ENTRY or len(_NESTING.findall(text)) > _DEEPEST * 20:
        return _rejected(line, "too-large", "an entry that is too large or too deep", excerpt)
    try:
        entry = _loaded(text)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        reason = getattr(error, "problem", None) or type(error).__name__
        return _rejected(line, "broken-yaml", f"no YAML: {reason}", excerpt)
    if isinstance(entry, list) and len(entry) == 1:
        entry = entry[0]
    elif isinstance(entry, dict) and len(entry) == 1:
        ((key, entry),) = entry.items()
        if isinstance(entry, dict):
            entry = {**entry, "id": key}
    if not isinstance(entry, dict):
        return _rejected(line, "no-person", "no entry of a person", excerpt)
    names = _names(entry)
    if not names:
        return _rejected(line, "no-name", "a person without a name", excerpt)
    identifiers = _identifiers(entry, names[0])
    if not identifiers:
        return _rejected(line, "no-identifier", "a person without an identifier", excerpt)
    return Person(identifiers=identifiers, names=names, line=line)


def _rejected(line: int, code: str, message: str, excerpt: str) -> Problem:
    return Problem(line, code, message, excerpt, rejected=True)


def _loaded(text: str) -> object:
    """What a piece of YAML says, by the quicker of the safe loaders there are."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(text)
    try:
        return loader.get_single_data()
    finally:
        loader.dispose()


def _names(entry: dict[object, object]) -> tuple[str, ...]:
    """All forms of the name, the preferred one first."""
    variants = entry.get("variants", entry.get("names"))
    listed = [entry.get("canonical"), *(variants if isinstance(variants, list) else [])]
    found = dict.fromkeys(name for name in map(_name, listed) if name)
    return tuple(found)


def _name(value: object) -> str:
    if not isinstance(value, dict):
        return collapse(value) if isinstance(value, str) else ""
    first, last = value.get("first"), value.get("last")
    if value.get("script") == "hani" and isinstance(first, str) and isinstance(last, str):
        return collapse(last + first)
    return collapse(" ".join(part for part in (first, last) if isinstance(part, str)))


def _identifiers(entry: dict[object, object], name: str) -> tuple[Identifier, ...]:
    stated = entry.get("id")
    key = acl_author(stated) if isinstance(stated, str) else None
    key = key or (person_id(name) if stated is None else None)
    number = entry.get("orcid")
    verified = orcid(number) if isinstance(number, str) else None
    return (
        *((Identifier("orcid", verified),) if verified else ()),
        *((Identifier("acl", key),) if key else ()),
    )


def person_id(name: str) -> str | None:
    """The identifier that a name makes by the Anthology's rule; ``None`` without Latin letters.

    >>> person_id("Željko Agić-Ørn"), person_id("B. A.R.")
    ('zeljko-agic-orn', 'b-a-r')
    """
    text = "".join(_LETTERS.get(c, c) for c in name.lower())
    text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii")
    return _NO_LETTERS.sub("-", text).strip("-") or None


FORMAT = Format(
    name="acl-people",
    label="ACL Anthology people",
    description="name_variants.yaml and people.yaml of the ACL Anthology: people, names and ids",
    version="1",
    sniff=sniff,
    read=read,
)
