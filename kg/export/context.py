"""The JSON-LD context ``ontology/context.jsonld``: readable names for the terms of the graph.

It is also the one order in which properties are shown, in JSON-LD and in Turtle. In the file a
property is an object (``{"@id": …}``), while prefixes, classes and named values are plain strings.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from kg.graph.vocab import RDF
from kg.resources import resource

_LOCAL_NAME = re.compile(r"[A-Za-z_][\w-]*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Property:
    """How a property is written: its key, ``@type`` coercion as an IRI or keyword, ``@set``."""

    key: str
    iri: str
    coercion: str | None = None
    is_set: bool = False


@dataclass(frozen=True, slots=True)
class Context:
    """The context, ready to write by: ``properties``, ``reverse`` ones and ``names`` go by IRI.

    ``order`` gives a property's place in the file, which is its place in what is written.
    """

    document: Mapping[str, Any]
    prefixes: Mapping[str, str]
    properties: Mapping[str, Property]
    reverse: Mapping[str, Property]
    names: Mapping[str, str]
    order: Mapping[str, int]

    def compact(self, iri: str, banned: frozenset[str] = frozenset()) -> str:
        """The name of a class or value, else prefix and local part, else the IRI.

        ``banned`` prefixes are not used.
        """
        name = self.names.get(iri)
        if name is not None:
            return name
        cut = max(iri.rfind("#"), iri.rfind("/")) + 1
        prefix = self.prefixes.get(iri[:cut])
        if prefix is None or prefix in banned or not _LOCAL_NAME.fullmatch(iri, cut):
            return iri
        return f"{prefix}:{iri[cut:]}"


@cache
def context() -> Context:
    """The context as published."""
    terms = json.loads(resource("ontology", "context.jsonld").read_text("utf-8"))["@context"]
    namespaces = {
        key: value
        for key, value in terms.items()
        if isinstance(value, str) and value.endswith(("/", "#"))
    }

    def expand(value: str) -> str:
        prefix, _, local = value.partition(":")
        return namespaces[prefix] + local if prefix in namespaces else value

    properties: dict[str, Property] = {}
    reverse: dict[str, Property] = {}
    names: dict[str, str] = {}
    for key, value in terms.items():
        if isinstance(value, dict):
            coercion = value.get("@type")
            target = reverse if "@reverse" in value else properties
            iri = expand(value.get("@reverse") or value["@id"])
            target[iri] = Property(
                key, iri, coercion and expand(coercion), value.get("@container") == "@set"
            )
        elif key not in namespaces and not value.startswith("@"):
            names[expand(value)] = key
    order = {iri: place for place, iri in enumerate([f"{RDF}type", *properties])}
    prefixes = {namespace: prefix for prefix, namespace in namespaces.items()}
    return Context(terms, prefixes, properties, reverse, names, order)
