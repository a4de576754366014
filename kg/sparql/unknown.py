"""Terms in a query that nothing declares and no statement has: misspelt, or of other graphs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from typing import TYPE_CHECKING, Literal

from kg.graph.ntriples import unmistakable
from kg.graph.vocab import ARXIV, KG, PREFIXES, SCHEMA, XSD
from kg.graph.vocabularies import declared_terms
from kg.sparql.tokens import Token, line_and_column, pointed_at, tokens
from kg.text.arxiv import codes

if TYPE_CHECKING:
    from kg.store.protocol import Store

_Kind = Literal["term", "namespace"]

_MOST = 10
_CLOSE = 0.8
_ESCAPE = re.compile(r"\\(.)")
_OTHER_WORDS = {
    "title": f"{SCHEMA}name",
    "headline": f"{SCHEMA}name",
    "label": f"{SCHEMA}name",
    "creator": f"{SCHEMA}author",
    "authoredby": f"{SCHEMA}author",
    "article": f"{SCHEMA}ScholarlyArticle",
    "publication": f"{SCHEMA}ScholarlyArticle",
    "paper": f"{SCHEMA}ScholarlyArticle",
    "yearofpublication": f"{KG}year",
    "venue": f"{KG}publishedInSeries",
    "publishedin": f"{KG}publishedInSeries",
    "category": f"{SCHEMA}about",
}
"""What other vocabularies call things, in lower case."""


@dataclass(frozen=True, slots=True)
class UnknownTerm:
    """A term as it is written in a query, with its place, from 1; ``suggestion`` comes close."""

    kind: _Kind
    term: str
    line: int
    column: int
    suggestion: str | None
    excerpt: str

    def __str__(self) -> str:
        hint = (
            f"did you mean {self.suggestion}?"
            if self.suggestion
            else "`kg terms` lists what it uses"
        )
        return (
            f"line {self.line}, column {self.column}: unknown {self.kind} {self.term}:"
            f" nothing in the graph uses it; {hint}{self.excerpt}"
        )


def unknown_terms(store: Store, text: str) -> list[UnknownTerm]:
    """The terms of a query, in the project's namespaces, that are neither declared nor in the data.

    The query is one that :func:`kg.sparql.check_query` lets through. Terms of other namespaces are
    not looked at, nor are datatypes, functions and what a CONSTRUCT makes; of the terms that are
    not declared, the first ten are looked up in the graph.
    """
    found: list[UnknownTerm] = []
    names = dict(PREFIXES)
    seen: set[str] = set()
    looked_up = 0
    for token, kind in _used(text, names):
        whole = _whole(token, names)
        namespace = _namespace(whole)
        if whole in seen or namespace is None or namespace == XSD:
            continue
        seen.add(whole)
        meant: str | None = namespace + whole[_cut(whole) :]
        if meant == whole:
            if kind == "namespace" or whole in _known():
                continue
            looked_up += 1
            if looked_up > _MOST or _is_used(store, whole):
                continue
            meant = _close(whole)
        elif token.kind == "prefixed":
            # Its namespace is another spelling, which was told where the prefix is declared.
            continue
        line, column = line_and_column(text, token.start)
        shown = _short(meant, names) if meant else None
        excerpt = pointed_at(text, line, column)
        found.append(UnknownTerm(kind, token.text, line, column, shown, excerpt))
    return found


def _used(text: str, names: dict[str, str]) -> Iterator[tuple[Token, _Kind]]:
    """The namespaces that a query declares and the terms that it uses.

    ``names`` is filled with the prefixes that the query declares.
    """
    read = list(tokens(text))
    template = _template(read)
    for place, token in enumerate(read):
        before = read[place - 1] if place else token
        following = read[place + 1].text if place + 1 < len(read) else ""
        if token.kind == "iri" and before.kind == "prefixed" and read[place - 2].word == "PREFIX":
            names[before.text[:-1]] = token.text[1:-1]
            yield token, "namespace"
        elif token.kind not in {"iri", "prefixed"} or place in template or before.text == "^^":
            continue
        elif before.word not in {"PREFIX", "BASE"} and following != "(":
            yield token, "term"


def _template(read: list[Token]) -> range:
    """The places of what a CONSTRUCT makes."""
    for place, token in enumerate(read):
        if token.word == "CONSTRUCT" and place + 1 < len(read) and read[place + 1].text == "{":
            end = next((i for i in range(place, len(read)) if read[i].text == "}"), len(read))
            return range(place + 1, end)
    return range(0)


def _whole(token: Token, names: Mapping[str, str]) -> str:
    if token.kind == "iri":
        return token.text[1:-1]
    prefix, _, local = token.text.partition(":")
    return names.get(prefix, f"{prefix}:") + _ESCAPE.sub(r"\1", local)


def _cut(iri: str) -> int:
    """Where the name within a namespace begins."""
    return max(iri.rfind("#"), iri.rfind("/")) + 1


def _namespace(iri: str) -> str | None:
    """The namespace of the project that an IRI is in, or would be if that were spelt as here."""
    written = iri[: _cut(iri)]
    return written if written in PREFIXES.values() else _by_spelling().get(_spelling(written))


@cache
def _by_spelling() -> Mapping[str, str]:
    return {_spelling(namespace): namespace for namespace in PREFIXES.values()}


def _spelling(namespace: str) -> str:
    """What people mix up left out: the scheme, ``www``, and how a namespace ends."""
    return re.sub(r"^https?://(?:www\.)?", "", namespace).rstrip("/#").lower()


@cache
def _known() -> frozenset[str]:
    return declared_terms().union(f"{ARXIV}{code}" for code in codes())


def _is_used(store: Store, iri: str) -> bool:
    from pyoxigraph import NamedNode

    try:
        term = unmistakable(str(NamedNode(iri)))
    except ValueError:
        # No IRI, so the query can't be read either, and its error tells.
        return True
    patterns = f"{{ ?a {term} ?b }} UNION {{ ?c ?d {term} }} UNION {{ {term} ?e ?f }}"
    return bool(store.query(f"ASK {{ {patterns} }}"))


def _close(iri: str) -> str | None:
    """The known term that was probably meant: of the same name, or of one that is spelt alike."""
    namespace, name = iri[: _cut(iri)], iri[_cut(iri) :]
    order = list(PREFIXES.values())

    def distance(term: str) -> tuple[bool, bool, int, str]:
        cut = _cut(term)
        other_kind = term[cut : cut + 1].isupper() != name[:1].isupper()
        return other_kind, term[:cut] != namespace, order.index(term[:cut]), term

    names: dict[str, str] = {}
    for term in sorted(_known(), key=distance):
        names.setdefault(term[_cut(term) :].lower(), term)
    own = {lower: term for lower, term in names.items() if term.startswith(namespace)}
    name = name.lower()
    for found in (own.get(name), _OTHER_WORDS.get(name), names.get(name)):
        if found:
            return found
    for among in (own, names):
        close = get_close_matches(name, among, 1, _CLOSE)
        if close:
            return among[close[0]]
    return None


def _short(iri: str, names: Mapping[str, str]) -> str:
    """A term as a query with these prefixes would write it."""
    for prefix, namespace in names.items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return f"<{iri}>"
