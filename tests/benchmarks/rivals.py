"""Other ways to bring the same statements into something that can be asked.

    python tests/benchmarks/rivals.py WAY LINES FOLDER

LINES is the finished graph as N-Quads, of which the summaries are left out. Each way gets its
statements as Python strings and so is spared the reading of files, the records, the mapping and the
resolution: its time is that of making terms and storing them alone. Each prints one JSON object.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from kg.graph.ntriples import Iri, Term, parse
from kg.graph.vocab import DEFAULT_BASE
from kg.summaries import summaries_iri

Statement = tuple[str, str, Term]
Answer = dict[str, Any]


def statements(lines: str) -> list[Statement]:
    """All statements of a file but for those of summaries."""
    summaries = f" <{summaries_iri(DEFAULT_BASE)}> .\n"
    with Path(lines).open(encoding="utf-8", newline="\n") as stream:
        return [parse(line.rstrip("\n")) for line in stream if not line.endswith(summaries)]


def rdflib_add(lines: str, _: str) -> Answer:
    """rdflib: terms, and ``add`` of each triple to a graph in memory."""
    found = statements(lines)
    started = time.perf_counter()
    from rdflib import Graph, Literal, URIRef

    graph = Graph()
    for subject, predicate, value in found:
        term = (
            URIRef(value.value)
            if isinstance(value, Iri)
            else Literal(
                value.value,
                lang=value.language,
                datatype=URIRef(value.datatype) if value.datatype else None,
            )
        )
        graph.add((URIRef(subject), URIRef(predicate), term))
    return {"seconds": time.perf_counter() - started, "quads": len(graph)}


def quad_objects(lines: str, folder: str) -> Answer:
    """pyoxigraph: ``Quad`` objects into ``bulk_extend`` of a store on disk."""
    found = statements(lines)
    started = time.perf_counter()
    from pyoxigraph import Literal, NamedNode, Quad, Store

    def term(value: Term) -> NamedNode | Literal:
        if isinstance(value, Iri):
            return NamedNode(value.value)
        if value.datatype:
            return Literal(value.value, datatype=NamedNode(value.datatype))
        return Literal(value.value, language=value.language)

    store = Store(folder)
    store.bulk_extend(Quad(NamedNode(s), NamedNode(p), term(o)) for s, p, o in found)
    return {"seconds": time.perf_counter() - started, "quads": len(store)}


WAYS: dict[str, Callable[[str, str], Answer]] = {
    "rdflib add": rdflib_add,
    "Quad objects, bulk_extend": quad_objects,
}


if __name__ == "__main__":
    print(json.dumps(WAYS[sys.argv[1]](*sys.argv[2:])))
