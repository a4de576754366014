"""Questions that SPARQL 1.1 has no reasonable form for: a module each, over plain queries.

The module of a question bears its name and holds ``run(store, terms)``: it gets the terms of each
parameter and yields the cells of each row in the order of the columns. The question's file is one
step of what the procedure repeats, or a plainer answer than the procedure gives.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.questions.answers import Cell
    from kg.questions.parameters import Terms
    from kg.store.protocol import Store

    Procedure = Callable[[Store, Mapping[str, Terms]], Iterator[tuple[Cell, ...]]]


@cache
def names() -> frozenset[str]:
    """The questions that a procedure answers."""
    return frozenset(module.name for module in pkgutil.iter_modules(__path__))


def procedure(name: str) -> Procedure | None:
    """What answers a question; ``None`` where its query alone does."""
    if name not in names():
        return None
    run: Procedure = import_module(f"{__name__}.{name}").run
    return run
