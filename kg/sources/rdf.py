"""RDF in this project's own ontology: what ``kg export`` writes, in any syntax, as a source.

N-Triples, N-Quads, Turtle, TriG, JSON-LD and RDF/XML. The statements are sorted first, beyond what
memory holds in a temporary file; only JSON-LD is read as a whole, and bounded. A record has no line
in a graph, so its line is 0.

Not carried: the sources that the exported graph was made of (the export itself is the source now),
the days on which figures were observed, and of several sources' figures of one kind all but one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from kg.graph.rdf_records import rdf_records
from kg.model import Problem, Record, Source
from kg.sources.registry import Format

_ONTOLOGY = "https://w3id.org/scholarly-kg/ontology#"
# In the order of an export of N-Triples these may stand before any term of the ontology.
_DATA = re.compile(
    r"<https://w3id\.org/scholarly-kg/arxiv/"
    r"|<https://codemeta\.github\.io/terms/referencePublication> <[^>]*/paper/"
)
_SYNTAX = re.compile(
    r"\ufeff?(?:\s|#[^\n]*\n)*"
    r"(?:<\?xml|<rdf:RDF|<[a-z][a-z0-9+.-]*:[^<>\s]*>\s|@prefix|@base|PREFIX\s|BASE\s|_:\S+\s"
    r"|[{\[][\s{\[]*\"(?:@context|@graph|@id|id)\")",
    re.IGNORECASE,
)


def sniff(head: str) -> bool:
    """Whether a document is RDF that has terms or IRIs of this project."""
    return bool(_SYNTAX.match(head)) and (_ONTOLOGY in head or bool(_DATA.search(head)))


def read(stream: BinaryIO, source: Source) -> Iterator[Record | Problem]:
    """The records of an exported graph, in the order of their IRIs."""
    return rdf_records(stream, source.file_name)


FORMAT = Format(
    name="rdf",
    label="RDF of this project",
    description="an exported graph: N-Triples, N-Quads, Turtle, TriG, JSON-LD or RDF/XML",
    version="1",
    sniff=sniff,
    read=read,
)
