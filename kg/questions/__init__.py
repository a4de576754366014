"""Canned questions: the catalogue, arguments as a person types them, answers and their formats."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

from kg.questions.answers import Answer, Iri, untyped
from kg.questions.catalogue import Column, Parameter, Question, names, question, questions
from kg.questions.fill import fill
from kg.questions.formats import FORMATS, write

if TYPE_CHECKING:
    from pyoxigraph import QuerySolutions

    from kg.store.protocol import Store

__all__ = [
    "FORMATS",
    "Answer",
    "Column",
    "Iri",
    "Parameter",
    "Question",
    "ask",
    "names",
    "question",
    "questions",
    "show",
    "untyped",
    "write",
]


def ask(store: Store, name: str, arguments: Mapping[str, object]) -> Answer:
    """The answer to a question: its rows are made as they are iterated, by the same thread.

    Raises ``UnknownQuestion``, and ``UsageError`` or ``UnknownName`` for arguments that don't fit.
    """
    from kg.questions.parameters import bind
    from kg.questions.ranked import ranked

    asked = question(name)
    terms = bind(store, asked, arguments)
    query = fill(asked.sparql, terms)
    return Answer(
        asked.columns,
        lambda: cast("QuerySolutions", ranked(store, asked, terms) or store.query(query)),
        store.base,
    )


def show(store: Store, name: str, arguments: Mapping[str, object]) -> str:
    """The SPARQL 1.1 of a question with its arguments in it, which runs anywhere as it stands.

    Raises as :func:`ask` does.
    """
    from kg.questions.parameters import bind

    asked = question(name)
    return fill(asked.sparql, bind(store, asked, arguments))
