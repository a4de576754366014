"""The graph and its links against the SHACL shapes of ``ontology/shapes.ttl``, by pySHACL."""

from __future__ import annotations

from kg.errors import MissingExtra
from kg.info import links_in
from kg.resources import resource
from kg.store.protocol import Store


def validate(store: Store) -> list[str]:
    """What the shapes don't allow, one text a violation; empty if the graph conforms.

    Raises ``MissingExtra`` without the optional package.
    """
    try:
        import pyshacl
    except ImportError:
        raise MissingExtra("validate", "validating") from None
    import rdflib
    from rdflib.namespace import SH

    data, shapes = rdflib.Graph(), rdflib.Graph()
    data.parse(data="\n".join(store.lines()), format="ntriples")
    for run in links_in(store):
        data.parse(data="\n".join(store.lines(run)), format="ntriples")
    shapes.parse(resource("ontology", "shapes.ttl"))
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes, inference="none")
    if not isinstance(report, rdflib.Graph):
        raise TypeError("pySHACL gave no report graph")
    violations = []
    for result in report.subjects(rdflib.RDF.type, SH.ValidationResult):
        message = report.value(result, SH.resultMessage)
        path = report.value(result, SH.resultPath)
        value = report.value(result, SH.value)
        focus = report.value(result, SH.focusNode)
        about = f" ({path})" if path is not None else ""
        found = f": {value}" if value is not None else ""
        violations.append(f"<{focus}>{about}: {message}{found}")
    return sorted(violations)
