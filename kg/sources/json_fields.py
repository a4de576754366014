"""What the members of a JSON object hold, by type.

Each getter gives ``None``, or nothing, for a member that is absent, ``null`` or empty. One that is
of another type than it should be gives the same, and its name is added to ``odd``, for a remark.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kg.model import Problem
from kg.sources.json_records import JsonObject
from kg.sources.remarks import Remarks

_LARGEST = 10**15


def text(record: JsonObject, name: str, odd: list[str]) -> str | None:
    """A text without white space around it.

    >>> text({"title": " A Title\\n"}, "title", [])
    'A Title'
    """
    value = record.get(name)
    if value is None:
        return None
    if isinstance(value, str):
        return value.strip() or None
    _note(value, name, odd)
    return None


def label(record: JsonObject, name: str, odd: list[str]) -> str | None:
    """A text, or a whole number as text: what numbers a volume or a page.

    >>> label({"volume": 12}, "volume", [])
    '12'
    """
    value = record.get(name)
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < _LARGEST:
        return str(value)
    return text(record, name, odd)


def count(record: JsonObject, name: str, odd: list[str]) -> int | None:
    """A whole number from 0, be it written as a text or with a fraction of zero.

    >>> [count({"n": value}, "n", []) for value in (7, "7", 7.0, 7.5, -1, True)]
    [7, 7, 7, None, None, None]
    """
    value = record.get(name)
    if isinstance(value, str):
        bare = value.strip()
        value = int(bare) if bare.isascii() and bare.isdigit() and len(bare) < 16 else bare or None
    elif isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < _LARGEST:
        return value
    _note(value, name, odd)
    return None


def truth(record: JsonObject, name: str, odd: list[str]) -> bool | None:
    """True or false."""
    value = record.get(name)
    if isinstance(value, bool):
        return value
    _note(value, name, odd)
    return None


def member(record: JsonObject, name: str, odd: list[str]) -> JsonObject:
    """An object, empty if there is none."""
    value = record.get(name)
    if isinstance(value, dict):
        return value
    _note(value, name, odd)
    return {}


def objects(record: JsonObject, name: str, odd: list[str]) -> list[JsonObject]:
    """The objects of an array; ``null`` in it stands for none."""
    value = record.get(name)
    if isinstance(value, list):
        found = [part for part in value if isinstance(part, dict)]
        if len(found) < len(value) and any(
            part is not None and not isinstance(part, dict) for part in value
        ):
            odd.append(name)
        return found
    _note(value, name, odd)
    return []


def texts(record: JsonObject, name: str, odd: list[str]) -> tuple[str, ...]:
    """The texts of an array, those that are not blank, without white space around them."""
    value = record.get(name)
    if isinstance(value, list):
        found = tuple(bare for part in value if isinstance(part, str) and (bare := part.strip()))
        if len(found) < len(value) and not all(isinstance(p, str | None) for p in value):
            odd.append(name)
        return found
    _note(value, name, odd)
    return ()


def _note(value: object, name: str, odd: list[str]) -> None:
    """Note a value of the wrong type, unless it stands for none."""
    blank = not value.strip() if isinstance(value, str) else value in (None, [], {})
    if not blank:
        odd.append(name)


def odd_members(odd: Sequence[str], line: int, remarks: Remarks) -> Iterator[Problem]:
    """The remarks on members of a record that are of the wrong type, and so left out."""
    for name in dict.fromkeys(odd):
        message = f"the value of {name!r} is not of the kind that belongs there; it is left out"
        yield from remarks.one(line, "odd-value", message)
