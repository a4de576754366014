"""N-Quads (https://www.w3.org/TR/n-quads/): statements of the default graph name no graph."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kg.export.registry import Exporter


def text(lines: Iterable[str], _base: str) -> Iterator[str]:
    """The lines as they are: all stand in the default graph."""
    return (f"{line}\n" for line in lines)


def named(graph: str, lines: Iterable[str], _base: str) -> Iterator[str]:
    """The lines with the graph that they stand in."""
    return (f"{line.removesuffix('.')}<{graph}> .\n" for line in lines)


EXPORTER = Exporter(
    name="nquads",
    label="N-Quads",
    media_type="application/n-quads",
    extension=".nq",
    feature="http://www.w3.org/ns/formats/N-Quads",
    text=text,
    named=named,
)
