"""Cells that several questions show of a publication, from its line in a listing."""

from __future__ import annotations

from kg.graph.keys import path_text
from kg.graph.listing import BADGE, Row, decoded


def author_names(row: Row) -> str | None:
    """Names as listed, by place; “et al.” ends a list known to be cut."""
    if not row.places:
        names = row.names.split("|") if row.names else []
    else:
        listed = zip(row.positions(), row.names.split("|"), strict=True)
        names = [name for place, name in listed if place is not None]
    if not names:
        return None
    text = ", ".join(map(decoded, names))
    return f"{text} et al." if row.complete is False else text


def code(row: Row) -> str | None:
    """Repository addresses; “badge” where only a badge says that there is code."""
    if not row.code:
        return None
    return " ".join(address for address in row.code.split("|") if address != BADGE) or "badge"


def listed(row: Row) -> int:
    """How many authors the list names, those without a place not counted."""
    return sum(place is not None for place in row.positions())


def notation(category: str) -> str:
    """The code of a category, from its IRI in short."""
    return category[6:] if category.startswith("arxiv:") else path_text(category.rpartition("/")[2])
