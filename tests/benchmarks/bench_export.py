"""How fast each format is written, beside pyoxigraph's own dump of the same graph.

With a number as argument, of so many invented papers.
"""

from __future__ import annotations

import io
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from functools import partial

from pyoxigraph import DefaultGraph, RdfFormat, Store

from kg.export import exporters, write
from kg.export.void import void_lines
from kg.graph.ntriples import document_of, iri, literal, parse, split, subject_of
from kg.graph.sorting import sorted_lines, store_lines
from kg.graph.vocab import DEFAULT_BASE, KG, PREFIXES, PROV, RDF, SCHEMA, XSD

PAPERS = 8_000
ABSTRACT = "We read tea leaves, $\\alpha$ of them, and say what they told us. " * 15
BARE = {
    "ntriples": RdfFormat.N_TRIPLES,
    "nquads": RdfFormat.N_QUADS,
    "rdfxml": RdfFormat.RDF_XML,
    "trig": RdfFormat.TRIG,
    "turtle": RdfFormat.TURTLE,
    "jsonld": RdfFormat.JSON_LD,
}


def paper(number: int) -> Iterator[tuple[str, str, str]]:
    """A paper of five authors: its statements as N-Triples terms."""
    main = f"{DEFAULT_BASE}paper/reading-the-leaves-of-teapot-{number}-{number:016x}"
    source = iri(f"{DEFAULT_BASE}source/{number % 50:064x}")
    for place in range(1, 6):
        name = f"Ada {(number * 7919 + place * 104_729) % 20_011} Brook"
        agent = iri(f"{DEFAULT_BASE}name/{name.lower().replace(' ', '_')}")
        part = iri(f"{main}#author-{place}")
        yield part, f"{RDF}type", iri(f"{KG}Authorship")
        yield part, f"{SCHEMA}position", literal(str(place), f"{XSD}integer")
        yield part, f"{KG}nameAsListed", literal(name)
        yield part, f"{KG}agent", agent
        yield part, f"{KG}countsAs", agent
        yield part, f"{PROV}wasDerivedFrom", source
        yield iri(main), f"{KG}authorship", part
        yield iri(main), f"{SCHEMA}author", agent
        yield agent, f"{RDF}type", iri(f"{KG}NameCluster")
        yield agent, f"{SCHEMA}name", literal(name)
    yield iri(main), f"{RDF}type", iri(f"{SCHEMA}ScholarlyArticle")
    yield iri(main), f"{SCHEMA}name", literal(f"Reading the Leaves of Teapot {number}")
    yield iri(main), f"{SCHEMA}abstract", literal(ABSTRACT)
    yield iri(main), f"{SCHEMA}datePublished", literal("2025", f"{XSD}gYear")
    yield iri(main), f"{KG}year", literal("2025", f"{XSD}integer")
    yield iri(main), f"{KG}publishedInSeries", iri(f"{DEFAULT_BASE}venue/tealeaf")
    yield iri(main), f"{KG}listedAuthorCount", literal("5", f"{XSD}integer")
    yield iri(main), f"{KG}authorListComplete", literal("true", f"{XSD}boolean")
    yield iri(main), f"{KG}countsAs", iri(main)
    yield iri(main), f"{PROV}wasDerivedFrom", source


def report(name: str, triples: int, run: Callable[[], object]) -> None:
    """Print the rate of one run."""
    start = time.perf_counter()
    run()
    seconds = time.perf_counter() - start
    print(f"{name:32}{triples / seconds / 1000:9.0f} k triples/s{seconds:8.2f} s", flush=True)


def main(papers: int) -> None:
    """Print triples a second of each step and format."""
    made = [
        f"{subject} {iri(predicate)} {value} ."
        for number in range(papers)
        for subject, predicate, value in paper(number)
    ]
    lines = list(sorted_lines(made))
    triples = len(lines)
    store = Store()
    store.bulk_load("".join(f"{line}\n" for line in lines).encode(), RdfFormat.N_TRIPLES)
    print(f"{triples} triples of {papers} papers")

    for function in (subject_of, document_of, split, parse):
        report(function.__name__, triples, partial(exhaust, map(function, lines)))
    report("sorted_lines", len(made), lambda: exhaust(sorted_lines(made)))
    report("store_lines", triples, lambda: exhaust(store_lines(store)))
    for name in (exporter.name for exporter in exporters()):
        report(name, triples, partial(write, name, lines, io.BytesIO(), DEFAULT_BASE))
        report(f"  pyoxigraph {name}", triples, partial(dump, store, BARE[name]))
    report("void", triples, lambda: exhaust(void_lines(lines, DEFAULT_BASE)))


def exhaust(items: Iterable[object]) -> None:
    """Take all items and keep none."""
    deque(items, maxlen=0)


def dump(store: Store, syntax: RdfFormat) -> None:
    """pyoxigraph's own, in any order."""
    store.dump(io.BytesIO(), syntax, from_graph=DefaultGraph(), prefixes=PREFIXES)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else PAPERS)
