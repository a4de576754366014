"""N-Triples, a statement a line (https://www.w3.org/TR/n-triples/): what all else is made from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kg.export.registry import Exporter


def text(lines: Iterable[str], _base: str) -> Iterator[str]:
    """The lines as they are."""
    return (f"{line}\n" for line in lines)


EXPORTER = Exporter(
    name="ntriples",
    label="N-Triples",
    media_type="application/n-triples",
    extension=".nt",
    feature="http://www.w3.org/ns/formats/N-Triples",
    text=text,
)
