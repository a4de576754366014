"""What a JSON-LD processor drops without a word: nodes and references whose ``@id`` is no IRI."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from kg.model import Problem

_ABSOLUTE = re.compile(r'[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>"{}|^`\\]*|_:\S+')
_ID = "@id"


def lost_in_json_ld(document: Any) -> Iterator[Problem]:
    """A rejection for each node, and a remark for each reference, that reading would drop.

    A relative ``@id`` is none in a file, which has no address, unless its context has a ``@base``.

    >>> [problem.excerpt for problem in lost_in_json_ld({"@id": "ada", "http://a/p": "x"})]
    ['ada']
    """
    context = _Context(document.get("@context") if isinstance(document, dict) else None)
    waiting: list[tuple[Any, bool]] = [(document, True)]
    while waiting:
        value, holds_nodes = waiting.pop()
        if isinstance(value, list):
            waiting += [(item, holds_nodes) for item in reversed(value)]
        elif isinstance(value, dict):
            yield from _node(value, context)
            waiting += [(item, True) for key, item in value.items() if key != "@context"]


class _Context:
    """What the first context of a document says of identifiers."""

    def __init__(self, context: Any) -> None:
        parts = context if isinstance(context, list) else [context]
        self.terms: dict[str, Any] = {}
        for part in parts:
            if isinstance(part, dict):
                self.terms.update(part)
        self.has_base = isinstance(self.terms.get("@base"), str)
        self.id_keys = {_ID, *(key for key, value in self.terms.items() if value == _ID)}
        self.references = {
            key
            for key, value in self.terms.items()
            if isinstance(value, dict) and value.get("@type") == _ID
        }

    def drops(self, text: Any) -> bool:
        """Whether an identifier is dropped."""
        if not isinstance(text, str):
            return False
        return not (self.has_base or text.startswith("@") or _ABSOLUTE.fullmatch(text))


def _node(node: Mapping[str, Any], context: _Context) -> Iterator[Problem]:
    for key in context.id_keys & node.keys():
        if context.drops(node[key]):
            only_referred_to = len(node) == 1
            message = "an @id that is no absolute IRI, so that the node it names is lost"
            if only_referred_to:
                message = "a reference to what is no absolute IRI; left out"
            yield Problem(0, "bad-id", message, str(node[key])[:80], rejected=not only_referred_to)
    for key in context.references & node.keys():
        values = node[key] if isinstance(node[key], list) else [node[key]]
        for value in values:
            if context.drops(value):
                message = f"a reference ({key}) to what is no absolute IRI; left out"
                yield Problem(0, "bad-id", message, str(value)[:80])
