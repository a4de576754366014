"""Which variable of a query is selected without being grouped by."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kg.sparql.tokens import Token

AGGREGATES = {"COUNT", "SUM", "AVG", "MIN", "MAX", "SAMPLE", "GROUP_CONCAT"}
_CLAUSES = {"GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES"}


def ungrouped(tokens: Sequence[Token]) -> int | None:
    """The place of the first variable that a SELECT names although its rows are counted together.

    A SELECT counts rows together if it has an aggregate or a GROUP BY; outside of aggregates it can
    then name only what the GROUP BY names.
    """
    for select, token in enumerate(tokens):
        if token.word == "SELECT":
            named, grouped = _variables(tokens, select)
            left = [place for name, place in named.items() if name not in grouped]
            if left and _counts(tokens, select):
                return min(left)
    return None


def _variables(tokens: Sequence[Token], select: int) -> tuple[dict[str, int], set[str]]:
    """The variables that a SELECT names outside of aggregates, with places; those grouped by."""
    named: dict[str, int] = {}
    known: set[str] = set()
    aggregate: int | None = None
    for place, depth, clause in _own(tokens, select):
        token, before = tokens[place], tokens[place - 1]
        if token.kind == "close" and depth == aggregate:
            aggregate = None
        if clause == "SELECT" and token.word in AGGREGATES and aggregate is None:
            aggregate = depth
        elif token.kind == "variable" and (
            before.word == "AS" or (clause == "GROUP" and depth == 0)
        ):
            known.add(token.text[1:])
        elif token.kind == "variable" and clause == "SELECT" and aggregate is None:
            named.setdefault(token.text[1:], place)
    return named, known


def _counts(tokens: Sequence[Token], select: int) -> bool:
    return any(
        clause == "GROUP" or (clause == "SELECT" and tokens[place].word in AGGREGATES)
        for place, _, clause in _own(tokens, select)
    )


def _own(tokens: Sequence[Token], select: int) -> Iterator[tuple[int, int, str]]:
    """The places of a SELECT's own tokens, with depth and clause; not what its braces hold."""
    depth = braces = 0
    clause = "SELECT"
    for place in range(select + 1, len(tokens)):
        token = tokens[place]
        if token.kind == "close":
            depth -= 1
            braces -= token.text == "}"
        if depth < 0:
            return
        if token.text == "{":
            clause = ""
        elif token.word in _CLAUSES and braces == 0:
            clause = token.word
        if braces == 0:
            yield place, depth, clause
        if token.kind == "open":
            depth += 1
            braces += token.text == "{"
