"""Questions answered from listings: the rows of the plain query, in its order, many times faster.

The plain query stays the definition; a question is answered from listings only where the graph
says that they are complete, and both answers are proven equal by tests.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING

from kg.store.protocol import Store
from kg.summaries import is_listed

if TYPE_CHECKING:
    from kg.questions.answers import Cell
    from kg.questions.fast.listed import Listed
    from kg.questions.parameters import Terms

    Procedure = Callable[[Listed], Iterator[tuple[Cell, ...]]]


@cache
def procedures() -> Mapping[str, Procedure]:
    """Question → what answers it from listings."""
    from kg.questions.fast import (
        authors,
        categories,
        collaboration,
        graphs,
        identity,
        papers,
        sources,
        venues,
    )

    rooms = (authors, categories, collaboration, graphs, identity, papers, sources, venues)
    return {name: getattr(room, name) for room in rooms for name in room.ANSWERED}


def answered(
    store: Store, name: str, terms: Mapping[str, Terms]
) -> Callable[[], Iterator[tuple[Cell, ...]]] | None:
    """What makes the rows of an answer from listings; ``None`` if that can't be done.

    Where the plain query does it with less, the first row raises ``AskPlainly``.
    """
    from kg.questions.fast.listed import Listed

    procedure = procedures().get(name)
    if procedure is None or not is_listed(store.base, store):
        return None
    return lambda: procedure(Listed(store, terms))
