"""Arguments as a person types them, turned into RDF terms and checked by the kind of parameter."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from kg.errors import UsageError
from kg.graph.vocab import XSD
from kg.questions import lookup
from kg.questions.catalogue import Parameter, Question
from kg.store.protocol import Store

if TYPE_CHECKING:
    from pyoxigraph import NamedNode

    from kg.questions.fill import Term

Terms = tuple["Term", ...]

_TRUE = frozenset({"true", "yes", "on", "1"})
_FALSE = frozenset({"false", "no", "off", "0"})
_LARGEST_INTEGER = 2**63 - 1
_LAST_YEAR = 9999
_DEEPEST = 2


def bind(store: Store, question: Question, arguments: Mapping[str, object]) -> dict[str, Terms]:
    """The terms for each parameter of a question; none for an optional one that is not given.

    ``arguments`` are values as typed, or of the Python type that fits; ``None`` is as not given.
    Raises ``UsageError`` for a name or value that doesn't fit, ``UnknownName`` for an author,
    venue, category or paper that the graph does not hold under exactly this name.
    """
    known = [parameter.name for parameter in question.parameters]
    for name in arguments:
        if name not in known:
            listed = ", ".join(known)
            raise UsageError(f"{question.name} has no parameter {name!r}; it has {listed}")
    return {
        parameter.name: _terms(store, parameter, arguments.get(parameter.name))
        for parameter in question.parameters
    }


def _terms(store: Store, parameter: Parameter, value: object) -> Terms:
    if value is None:
        value = parameter.default
    values = list(value) if isinstance(value, list | tuple) else [] if value is None else [value]
    if not values:
        if parameter.required:
            raise UsageError(f"{parameter.name} is missing: {parameter.description}")
        return ()
    if len(values) > 1 and not parameter.many:
        raise UsageError(f"{parameter.name} takes one value, not {len(values)}")
    read = _KINDS[parameter.kind]
    terms = [term for one in values for term in read(store, _Typed(parameter.name, one))]
    return tuple(dict.fromkeys(terms))


class _Typed:
    """A value with the name of the parameter that it is for, which errors tell."""

    def __init__(self, name: str, value: object) -> None:
        self.name = name
        self.value = value

    @property
    def text(self) -> str:
        """The value as text, white space at the ends removed."""
        text = self.value.strip() if isinstance(self.value, str) else ""
        if not text:
            raise self.error("a text with something in it")
        if any("\ud800" <= c <= "\udfff" for c in text):
            raise self.error("Unicode text")
        return text

    def error(self, expected: str) -> UsageError:
        shown = repr(self.value)
        return UsageError(f"{self.name} must be {expected}, not {shown[:80]}")


def _looked_up(find: Callable[[Store, str], NamedNode]) -> Callable[[Store, _Typed], Terms]:
    def read(store: Store, typed: _Typed) -> Terms:
        return (find(store, typed.text),)

    return read


def _words(_: Store, typed: _Typed) -> Terms:
    from pyoxigraph import Literal

    return tuple(Literal(word) for word in typed.text.split())


def _integer(_: Store, typed: _Typed) -> Terms:
    return (_integer_term(_number(typed, "a whole number", -_LARGEST_INTEGER, _LARGEST_INTEGER)),)


def _year(_: Store, typed: _Typed) -> Terms:
    return (_integer_term(_number(typed, "a year such as 2024", 1, _LAST_YEAR)),)


def _depth(_: Store, typed: _Typed) -> Terms:
    return (_integer_term(_number(typed, f"a number from 1 to {_DEEPEST}", 1, _DEEPEST)),)


def _number(typed: _Typed, expected: str, lowest: int, highest: int) -> int:
    value = typed.value
    if isinstance(value, str):
        try:
            value = int(value)
        except ValueError:
            raise typed.error(expected) from None
    if not isinstance(value, int) or isinstance(value, bool) or not lowest <= value <= highest:
        raise typed.error(expected)
    return value


def _integer_term(value: int) -> Any:
    from pyoxigraph import Literal, NamedNode

    return Literal(str(value), datatype=NamedNode(f"{XSD}integer"))


def _boolean(_: Store, typed: _Typed) -> Terms:
    from pyoxigraph import Literal

    value = typed.value
    if isinstance(value, str):
        word = value.strip().lower()
        value = True if word in _TRUE else False if word in _FALSE else None
    if not isinstance(value, bool):
        raise typed.error("true or false")
    return (Literal(value),)


_KINDS: Mapping[str, Callable[[Store, _Typed], Terms]] = {
    "author": _looked_up(lookup.author),
    "venue": _looked_up(lookup.venue),
    "category": _looked_up(lookup.category),
    "paper": _looked_up(lookup.paper),
    "repository": _looked_up(lookup.repository),
    "entity": _looked_up(lookup.entity),
    "words": _words,
    "integer": _integer,
    "year": _year,
    "depth": _depth,
    "boolean": _boolean,
}
"""Kind of parameter → how a typed value becomes terms.

``author``, ``venue``, ``category`` and ``paper`` take a name or an IRI, ``repository`` an address
or an IRI, ``entity`` the IRI of anything or one of those names; ``words`` a text, each word of
which is a term; ``depth`` how many steps a query written for so many can go.
"""
KINDS = frozenset(_KINDS)
