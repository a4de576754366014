"""The arXiv category codes, and the short forms under which pages print them."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache

from kg.resources import resource

_NOTATION = re.compile(r'\bskos:notation\s+"([^"]+)"')


@cache
def codes() -> frozenset[str]:
    """All codes of the arXiv taxonomy (``cs.LG``, ``hep-th``), active and closed.

    Source: ``ontology/arxiv.ttl``, one ``skos:notation`` a line.

    >>> "stat.ML" in codes()
    True
    """
    return frozenset(_NOTATION.findall(resource("ontology", "arxiv.ttl").read_text("utf-8")))


def short_form(code: str) -> str:
    """What a page prints of a code: the part after the archive, or all of a code without one.

    >>> short_form("cs.LG"), short_form("hep-th")
    ('LG', 'hep-th')
    """
    return code.partition(".")[2] or code


@cache
def full_code(printed: str) -> str | None:
    """The code that a printed form stands for, or ``None`` where that is not certain.

    A full code stands for itself; a short form for the computer science category of that form,
    else for the category of the only archive that has it.

    >>> full_code("CL"), full_code("ML"), full_code("math.AG")
    ('cs.CL', 'stat.ML', 'math.AG')
    >>> full_code("CO") is None  # astro-ph.CO, math.CO and stat.CO
    True
    """
    if printed in codes():
        return printed
    found = _by_short_form().get(printed, ())
    if f"cs.{printed}" in found:
        return f"cs.{printed}"
    return found[0] if len(found) == 1 else None


def is_printed_form(text: str) -> bool:
    """Whether a text is a code or a short form of the taxonomy, certain or not."""
    return text in codes() or text in _by_short_form()


@cache
def _by_short_form() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for code in sorted(codes()):
        found[short_form(code)].append(code)
    return {short: tuple(full) for short, full in found.items()}
