"""The canned questions, read from ``queries/<aspect>/<question>.rq``.

A file is a SPARQL 1.1 query under a header of comment lines that start with ``#+`` and hold YAML:
title, description, parameters, columns, key, an example and, of a network, the ends. Reading is
lazy: a name costs a look into the folder, a question the reading of its one file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any

from kg.errors import UnknownQuestion
from kg.resources import resource

_HEADER = "#+"


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a question can be told.

    ``kind`` names how a typed value is read (see :mod:`kg.questions.parameters`); ``many`` says
    that several values may be given; ``default`` holds where none is.
    """

    name: str
    kind: str
    description: str
    required: bool
    default: object = None
    many: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """A column of an answer; ``type`` is one of those of :mod:`kg.questions.answers`."""

    name: str
    type: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class Network:
    """The ends of the edges that rows are; each names the columns of its IRI, name and status."""

    source: tuple[str, str, str]
    target: tuple[str, str, str]
    directed: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """A canned question; ``sparql`` is its query with the example in it, without the header.

    ``key`` names the columns whose values no two rows of an answer share; ``example`` holds
    arguments as a person types them. ``network`` is there if the rows are the edges of one.
    """

    name: str
    aspect: str
    title: str
    description: str
    parameters: tuple[Parameter, ...]
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    sparql: str
    example: Mapping[str, object] = field(hash=False)
    network: Network | None = None


def names() -> tuple[str, ...]:
    """The names of all questions, in alphabetical order."""
    return tuple(_files())


def questions() -> Iterator[Question]:
    """All questions, by aspect and name."""
    by_place = sorted(_files().items(), key=lambda item: (item[1].parent.name, item[0]))
    return (question(name) for name, _ in by_place)


@cache
def question(name: str) -> Question:
    """The question of a name. Raises ``UnknownQuestion`` with close names."""
    path = _files().get(name)
    if path is None:
        raise UnknownQuestion(name, get_close_matches(name, names(), 3))
    return read_question(path)


@cache
def _files() -> Mapping[str, Path]:
    return {path.stem: path for path in sorted(resource("queries").glob("*/*.rq"), key=_stem)}


def _stem(path: Path) -> str:
    return path.stem


def read_question(path: Path) -> Question:
    """The question in a file, whose name and folder are those of the question and its aspect."""
    header, body = _split(path.read_text("utf-8"))
    facts = _yaml(header)
    return Question(
        name=path.stem,
        aspect=path.parent.name,
        title=facts["title"],
        description=facts["description"],
        parameters=tuple(_parameter(name, said) for name, said in facts["parameters"].items()),
        columns=tuple(Column(name, **said) for name, said in facts["columns"].items()),
        key=tuple(facts["key"]),
        sparql=body,
        example=facts["example"],
        network=_network(facts["network"]) if "network" in facts else None,
    )


def _split(text: str) -> tuple[str, str]:
    lines = text.splitlines(keepends=True)
    end = next((i for i, line in enumerate(lines) if not line.startswith(_HEADER)), len(lines))
    header = "".join(line.removeprefix(_HEADER) for line in lines[:end])
    return header, "".join(lines[end:]).lstrip("\n")


def _yaml(text: str) -> Any:
    import yaml

    # The C loader, where PyYAML was built with it, is ten times as fast.
    return yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506


def _network(said: Mapping[str, Any]) -> Network:
    return Network(tuple(said["source"]), tuple(said["target"]), said.get("directed", False))


def _parameter(name: str, said: Mapping[str, Any]) -> Parameter:
    return Parameter(
        name=name,
        kind=said["kind"],
        description=said["description"],
        required=said["required"],
        default=said.get("default"),
        many=said.get("list", False),
    )
