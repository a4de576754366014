"""From which sources things are that many publications share."""

from __future__ import annotations

from collections.abc import Iterator

from kg.questions.answers import Answer, Cell
from kg.questions.catalogue import question
from kg.questions.fast.listed import AskPlainly, Listed
from kg.summaries.totals import SOURCE_TOTALS

ANSWERED = ("where_from",)
_STATED = (
    "{{ {0} {1} ?source }} UNION {{ ?stated kg:submittedTo {0} ; {1} ?source }}"
    " UNION {{ ?edition kg:editionOf {0} . ?stated kg:submittedTo ?edition ; {1} ?source }}"
    " UNION {{ ?stated schema:isPartOf {0} ; {1} ?source }}"
)
"""What leads to a venue and does not say that it was published there."""


def where_from(graph: Listed) -> Iterator[tuple[Cell, ...]]:
    """The sources that speak of a venue or a category; of others there is little to go through."""
    entity = graph.required("entity")
    found: set[str] = set()
    if entity.startswith("venue/"):
        places = [entity, *graph.editions(entity)]
        stated = _STATED.format(f"<{graph.iri(entity)}>", "prov:wasDerivedFrom")
        query = f"SELECT DISTINCT ?source {{ {stated} }}"
        found.update(source.value for (source,) in graph.solutions(query))
    elif entity.startswith(("arxiv:", "category/")):
        places = sorted(graph.narrower(entity))
    else:
        raise AskPlainly
    for lines in graph.totals(places, SOURCE_TOTALS):
        found.update(graph.iri(f"source/{line.partition(chr(9))[0]}") for line in lines)
    values = " ".join(f"<{source}>" for source in sorted(found))
    query = (
        "SELECT ?source ?file ?format ?retrieved ?parser ?received {"
        f" VALUES ?source {{ {values} }}"
        " OPTIONAL { ?source kg:fileName ?file } OPTIONAL { ?source kg:format ?format }"
        " OPTIONAL { ?source kg:retrievedOn ?retrieved } OPTIONAL { ?source kg:parser ?parser }"
        " OPTIONAL { ?source kg:receivedOn ?received } } ORDER BY ?file ?source"
    )
    yield from Answer.of_query(question("where_from").columns, lambda: graph.solutions(query), "")
