"""The input formats: those of this folder, one module each, and those that other packages bring."""

from __future__ import annotations

import importlib
import pkgutil
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from typing import BinaryIO

from kg.errors import InputError, UsageError
from kg.model import Problem, Record, Source
from kg.sources.reading import read_head

ENTRY_POINTS = "kg.formats"
"""The entry-point group by which another package brings a format."""


@dataclass(frozen=True, slots=True)
class Format:
    """An input format, declared once by its module as ``FORMAT``.

    ``sniff`` tells from the first lines (at most 64 Ki characters, saved HTML already made
    into lines of text) whether a document has this format; ``read`` takes a document as a binary
    stream, unpacked and at its beginning, yields its records and problems, and raises
    ``InputError`` for bytes that it can't read at all. ``version`` is that of the parser and
    changes whenever it reads a document differently.
    """

    name: str
    label: str
    description: str
    version: str
    sniff: Callable[[str], bool]
    read: Callable[[BinaryIO, Source], Iterator[Record | Problem]]

    @property
    def parser(self) -> str:
        """The parser as sources name it."""
        return f"{self.name} {self.version}"


@cache
def formats() -> tuple[Format, ...]:
    """All formats by name; a built-in format wins over one of the same name from outside."""
    found = {format_.name: format_ for format_ in _from_outside()}
    found.update((format_.name, format_) for format_ in _built_in())
    return tuple(found[name] for name in sorted(found))


def _built_in() -> Iterator[Format]:
    package = importlib.import_module("kg.sources")
    for entry in pkgutil.iter_modules(package.__path__):
        module = importlib.import_module(f"{package.__name__}.{entry.name}")
        if hasattr(module, "FORMAT"):
            yield module.FORMAT


def _from_outside() -> Iterator[Format]:
    from importlib.metadata import entry_points

    for entry in entry_points(group=ENTRY_POINTS):
        try:
            found = entry.load()
        except (ImportError, AttributeError) as error:
            warnings.warn(f"the format {entry.name!r} can't be loaded: {error}", stacklevel=2)
            continue
        if isinstance(found, Format):
            yield found
        else:
            warnings.warn(f"the format {entry.name!r} is no kg.sources.Format", stacklevel=2)


def format_named(name: str) -> Format:
    """The format of that name; raises ``UsageError`` with the names there are.

    >>> format_named("arrow").label
    'Arrow Research author page'
    """
    known = {format_.name: format_ for format_ in formats()}
    if name in known:
        return known[name]
    close = get_close_matches(name, known, n=1)
    hint = f"did you mean {close[0]}? " if close else ""
    raise UsageError(f"no input format is named {name!r}; {hint}there are {', '.join(known)}")


def sniff(data: bytes) -> Format | None:
    """The only format that a document can have by its beginning, or ``None``.

    ``data`` may be the beginning alone, 64 KiB of it for plain text. A saved web page can have
    more than that before its first visible line, so give as much of it as there is.
    """
    try:
        return recognise(data, "")
    except InputError:
        return None


def recognise(data: bytes, file: str) -> Format:
    """Like :func:`sniff`, but raises ``InputError`` that says why no format can be told."""
    head = read_head(data, file)
    fitting = [format_ for format_ in formats() if format_.sniff(head)]
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        names = " and ".join(format_.name for format_ in fitting)
        raise InputError(file, f"it could be {names}; --from says which")
    known = ", ".join(format_.name for format_ in formats())
    raise InputError(file, f"no known format fits ({known}); --from forces one")
