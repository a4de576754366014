"""Other ways to bring the same statements into something that can be asked.

    python tests/benchmarks/rivals.py WAY LINES FOLDER

LINES is the finished graph as N-Quads, of which the summaries are left out. Each way gets its
statements as Python strings: its time is that of making terms and storing them alone. What it is
spared of reading files and mapping records is measured apart and added; resolution is not. Tools
that map tables get them as data frames, one for each property and kind of value, with a mapping of
one rule each; making these is not in their time. Each prints one JSON object.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from kg.graph.ntriples import Iri, Term, parse
from kg.graph.vocab import DEFAULT_BASE, XSD
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


Kind = tuple[str, str | None, str | None]
"""A property, and the datatype and language of its values; IRIs have ``IRI`` as datatype."""
IRI = "IRI"


def tables(lines: str) -> dict[Kind, dict[str, list[str]]]:
    """Subjects and values of all statements, as columns, by property and kind of value."""
    found: dict[Kind, dict[str, list[str]]] = {}
    for subject, predicate, value in statements(lines):
        kind = (IRI, None) if isinstance(value, Iri) else (value.datatype, value.language)
        columns = found.setdefault((predicate, *kind), {"s": [], "o": []})
        columns["s"].append(subject)
        columns["o"].append(value.value)
    return found


def maplib(lines: str, _: str) -> Answer:
    """maplib: a template for each table, its columns filled in, in memory."""
    import polars as pl

    text = pl.col("o")
    typed = {
        f"{XSD}boolean": text == "true",
        f"{XSD}date": text.str.to_date(),
        f"{XSD}decimal": text.str.to_decimal(scale=12),
        f"{XSD}integer": text.cast(pl.Int64),
    }
    frames: list[tuple[str, Any]] = []
    rules = ["@prefix t: <urn:t:> ."]
    for number, ((predicate, datatype, _language), columns) in enumerate(tables(lines).items()):
        frame = pl.DataFrame(columns)
        kind = "ottr:IRI" if datatype == IRI else f"<{datatype or f'{XSD}string'}>"
        if datatype in typed:
            frame = frame.with_columns(typed[datatype])
        rules.append(
            f"t:T{number} [ottr:IRI ?s, {kind} ?o] :: {{ ottr:Triple(?s, <{predicate}>, ?o) }} ."
        )
        frames.append((f"urn:t:T{number}", frame))
    started = time.perf_counter()
    model = import_module("maplib").Model()
    model.add_template("\n".join(rules))
    for template, frame in frames:
        model.map(template, frame)
    seconds = time.perf_counter() - started
    rows = model.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    return {"seconds": seconds, "quads": int(rows[0, 0])}


def morph_kgc(lines: str, folder: str) -> Answer:
    """morph-kgc: an RML rule for each table, into an Oxigraph store in memory."""
    import pandas as pd

    found = tables(lines)
    frames = {f"t{number}": pd.DataFrame(columns) for number, columns in enumerate(found.values())}
    Path(folder).mkdir()
    mapping = Path(folder, "mapping.ttl")
    mapping.write_text("\n".join(_rules(zip(frames, found, strict=True))))
    config = f"[CONFIGURATION]\nlogging_level: ERROR\n[data]\nmappings: {mapping}\n"
    started = time.perf_counter()
    graph = import_module("morph_kgc").materialize_oxigraph(config, frames)
    return {"seconds": time.perf_counter() - started, "quads": len(graph)}


def _rules(kinds: Iterable[tuple[str, Kind]]) -> Iterator[str]:
    """Tables by name as a mapping in RML."""
    yield "@prefix rml: <http://w3id.org/rml/> ."
    for name, (predicate, datatype, language) in kinds:
        kind = "rml:termType rml:IRI" if datatype == IRI else ""
        if datatype and datatype != IRI:
            kind = f"rml:datatype <{datatype}>"
        elif language:
            kind = f'rml:language "{language}"'
        yield f"""<#{name}> a rml:TriplesMap ;
            rml:logicalSource [ rml:source "{{{name}}}" ] ;
            rml:subjectMap [ rml:reference "s" ; rml:termType rml:IRI ] ;
            rml:predicateObjectMap [ rml:predicate <{predicate}> ;
                rml:objectMap [ rml:reference "o" ; {kind} ] ] ."""


WAYS: dict[str, Callable[[str, str], Answer]] = {
    "rdflib add": rdflib_add,
    "Quad objects, bulk_extend": quad_objects,
    "maplib": maplib,
    "morph-kgc": morph_kgc,
}
TOOLS = ("maplib", "morph-kgc")
"""Those that are tools of others, by the names of their packages.

They want other versions of what this project uses and of each other's, and so a Python each.
"""


if __name__ == "__main__":
    print(json.dumps(WAYS[sys.argv[1]](*sys.argv[2:])))
