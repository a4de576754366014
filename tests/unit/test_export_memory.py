"""A graph ten times as large takes no more memory to write."""

from __future__ import annotations

import gc
import io
import tracemalloc
from collections.abc import Iterable, Iterator

import pytest

from kg.export import exporters, write
from kg.graph.ntriples import iri, literal
from kg.graph.vocab import DEFAULT_BASE, KG, RDF, SCHEMA, XSD


class Nowhere(io.RawIOBase):
    """A file that forgets what is written to it."""

    size = 0

    def write(self, data: bytes) -> int:  # type: ignore[override]
        self.size += len(data)
        return len(data)


def papers(count: int) -> Iterator[str]:
    """Sorted lines of papers with three authors each, none in memory longer than needed."""
    for number in range(count):
        paper = f"{DEFAULT_BASE}paper/tea-{number:016x}"
        for place in (1, 2, 3):
            part = iri(f"{paper}#author-{place}")
            yield f"{part} {iri(f'{SCHEMA}position')} {literal(str(place), f'{XSD}integer')} ."
            yield f"{part} {iri(f'{RDF}type')} {iri(f'{KG}Authorship')} ."
            yield f"{part} {iri(f'{KG}nameAsListed')} {literal(f'Ada {number}')} ."
        yield f"{iri(paper)} {iri(f'{SCHEMA}name')} {literal(f'Tea {number} ' * 20)} ."
        yield f"{iri(paper)} {iri(f'{RDF}type')} {iri(f'{SCHEMA}ScholarlyArticle')} ."
        for place in (1, 2, 3):
            yield f"{iri(paper)} {iri(f'{KG}authorship')} {iri(f'{paper}#author-{place}')} ."


def peak_of(name: str, lines: Iterable[str]) -> tuple[int, int]:
    """Bytes at most in use while writing, and bytes written."""
    output = Nowhere()
    gc.collect()
    tracemalloc.start()
    write(name, lines, output, DEFAULT_BASE)  # type: ignore[arg-type]
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak, output.size


@pytest.mark.long
@pytest.mark.parametrize("name", [exporter.name for exporter in exporters()])
def test_memory_does_not_grow_with_the_graph(name: str) -> None:
    peak_of(name, papers(10))
    # The smaller graph is large enough to fill the caches, whose size is bounded.
    (small, written), (large, more) = (peak_of(name, papers(count)) for count in (1000, 10_000))
    assert more > 9 * written
    assert large < 1.2 * small
