"""RDF/XML (https://www.w3.org/TR/rdf-syntax-grammar/): an element a subject, its parts behind it.

The oldest syntax of RDF, for the tools that read no other. XML 1.0 can't hold everything that a
graph can; what it can't is an error and never left out in silence. There are no entities in the
text, so that readers may refuse them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from kg.errors import UsageError
from kg.export.documents import Node, documents
from kg.export.registry import Exporter
from kg.graph.ntriples import Literal, term
from kg.graph.vocab import PREFIXES, RDF

# The production Char of XML 1.0, turned around.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# The longest end of an IRI that is a name in every edition of XML.
_LOCAL_NAME = re.compile(r"[A-Za-z_][\w.-]*$", re.ASCII)
# The terms of RDF that are syntax (section 5.1 of the grammar), and a namespace no prefix may have.
_SYNTAX = frozenset(
    RDF + name
    for name in ("RDF", "ID", "about", "parseType", "resource", "nodeID", "datatype")
    + ("Description", "li", "aboutEach", "aboutEachPrefix", "bagID")
)
_BOUND = "http://www.w3.org/2000/xmlns/"
_OTHER = "ns"
"""The prefix, declared where it stands, of a namespace that the project has no prefix for."""


def text(lines: Iterable[str], _base: str) -> Iterator[str]:
    """The head with all prefixes, then document after document."""
    names = _Names()
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<rdf:RDF'
    for prefix, namespace in PREFIXES.items():
        yield f'\n    xmlns:{prefix}="{namespace}"'
    yield ">\n"
    for document in documents(lines):
        yield "\n"
        for subject, node in document.nodes.items():
            yield _description(subject, node, names)
    yield "\n</rdf:RDF>\n"


class _Names:
    """IRIs as attributes and as names of elements, the last ones remembered."""

    def __init__(self) -> None:
        self.attribute = lru_cache(maxsize=1024)(_attribute)
        self.element = lru_cache(maxsize=1024)(_element)


def _description(subject: str, node: Node, names: _Names) -> str:
    elements = [
        _property(subject, predicate, value, names)
        for predicate, values in node.items()
        for value in values
    ]
    about = names.attribute(subject)
    return f"<rdf:Description rdf:about={about}>\n{''.join(elements)}</rdf:Description>\n"


def _property(subject: str, predicate: str, value: str, names: _Names) -> str:
    start, end = names.element(predicate)
    if value.startswith("<"):
        element = f"  <{start} rdf:resource={names.attribute(value)}/>\n"
    else:
        content, datatype, language = _literal(value)
        if language is not None:
            start += f' xml:lang="{language}"'
        elif datatype is not None:
            start += f" rdf:datatype={names.attribute(f'<{datatype}>')}"
        element = f"  <{start}>{_escaped(content)}</{end}>\n"
    # Nearly all text is printable, which is quicker to see than that each character is allowed.
    bad = None if element[:-1].isprintable() else _FORBIDDEN.search(element)
    if bad:
        raise UsageError(
            f"RDF/XML can't hold the character U+{ord(bad[0]):04X}, which {predicate} of"
            f" {subject} has: leave that property out, or choose another format"
        )
    return element


def _literal(value: str) -> Literal:
    """A literal as written, read; the plain ones, which are most, without a look at each part."""
    if value.endswith('"') and "\\" not in value:
        return Literal(value[1:-1])
    return Literal(*term(value))


def _escaped(content: str) -> str:
    """Text between tags; a carriage return would be read as a line feed."""
    content = content.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return content.replace("\r", "&#13;")


def _attribute(token: str) -> str:
    """An IRI in quotes; of what XML escapes it can only hold the ampersand."""
    return f'"{token[1:-1].replace("&", "&amp;")}"'


def _element(predicate: str) -> tuple[str, str]:
    """What stands in the start tag of a property, and its name in the end tag."""
    name = predicate[1:-1]
    local = _LOCAL_NAME.search(name)
    namespace = name[: local.start()] if local else name
    if local is None or name in _SYNTAX or namespace == _BOUND:
        raise UsageError(
            f"RDF/XML can't hold the property {predicate}, whose end is no name of XML that may"
            " stand for a property: leave it out, or choose another format"
        )
    prefix = _PREFIX_OF.get(namespace)
    if prefix is not None:
        return (f"{prefix}:{local[0]}",) * 2
    declared = f"{_OTHER}:{local[0]} xmlns:{_OTHER}={_attribute(f'<{namespace}>')}"
    return declared, f"{_OTHER}:{local[0]}"


_PREFIX_OF = {namespace: prefix for prefix, namespace in PREFIXES.items()}

EXPORTER = Exporter(
    name="rdfxml",
    label="RDF/XML",
    media_type="application/rdf+xml",
    extension=".rdf",
    feature="http://www.w3.org/ns/formats/RDF_XML",
    text=text,
)
