"""The export formats, found in the folder ``formats``: a file there is a format."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache

from kg.errors import UsageError


@dataclass(frozen=True, slots=True)
class Exporter:
    """A format that a graph can be written in, declared once by its module as ``EXPORTER``.

    ``text`` makes pieces of the text from sorted N-Triples lines and the base of the data's IRIs,
    holding no more than one document in memory. ``feature`` is the IRI by which VoID and SPARQL
    service descriptions name the format (https://www.w3.org/ns/formats/). ``named`` makes what
    follows that text for a named graph, from its IRI, its lines and the base; ``None`` where the
    format holds none.
    """

    name: str
    label: str
    media_type: str
    extension: str
    feature: str
    text: Callable[[Iterable[str], str], Iterator[str]]
    named: Callable[[str, Iterable[str], str], Iterator[str]] | None = None


@cache
def exporters() -> tuple[Exporter, ...]:
    """All export formats by name."""
    from kg.export import formats

    modules = (
        importlib.import_module(f"{formats.__name__}.{module.name}")
        for module in pkgutil.iter_modules(formats.__path__)
    )
    return tuple(sorted((module.EXPORTER for module in modules), key=lambda found: found.name))


def exporter_for(file: str) -> Exporter:
    """The export format that a file's name calls for by its ending, else Turtle.

    >>> exporter_for("graph.jsonld").name, exporter_for("graph").name
    ('jsonld', 'turtle')
    """
    ending = file.rpartition(".")[2].lower()
    found = (exporter for exporter in exporters() if exporter.extension.lstrip(".") == ending)
    return next(found, exporter_named("turtle"))


def exporter_named(name: str) -> Exporter:
    """The export format of that name; raises ``UsageError`` with what comes close.

    >>> exporter_named("turtle").media_type
    'text/turtle'
    """
    known = {exporter.name: exporter for exporter in exporters()}
    if name in known:
        return known[name]
    close = get_close_matches(name, known, n=1)
    hint = f"did you mean {close[0]}?" if close else f"there are {', '.join(known)}"
    raise UsageError(f"no export format is named {name!r}; {hint}")
