"""The figures that the head of an author page reports: ``h-index4``, ``13 papers``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from kg.model import Metric, Problem
from kg.sources.page import Page, tidy

PAPER_COUNT = "paperCount"

_NUMBER = r"[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,15}(?:\.[0-9]{1,6})?"
_LABEL = r"[^\W\d_][^\d:,%]{0,38}?"
_LABEL_FIRST = re.compile(rf"({_LABEL})\s*:?\s*({_NUMBER})\s*(%?)")
_NUMBER_FIRST = re.compile(rf"({_NUMBER})\s*(%?)\s*({_LABEL})")
_LONGEST = 64


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its label in lower case; ``unit`` is ``percent`` or not stated."""

    label: str
    value: int | Decimal
    unit: str | None = None


def figure(text: str) -> Figure | None:
    """The figure that a line consists of, glued to its label or not, in either order.

    >>> figure("Novelty52%")
    Figure(label='novelty', value=52, unit='percent')
    >>> figure("1,024 papers").value
    1024
    """
    if len(text) > _LONGEST:
        return None
    if match := _LABEL_FIRST.fullmatch(text):
        label, number, percent = match.groups()
    elif match := _NUMBER_FIRST.fullmatch(text):
        number, percent, label = match.groups()
    else:
        return None
    return Figure(tidy(label).lower(), number_of(number), "percent" if percent else None)


def number_of(text: str) -> int | Decimal:
    """A printed number, with commas between thousands or without."""
    digits = text.replace(",", "")
    return Decimal(digits) if "." in digits else int(digits)


@dataclass(slots=True)
class Declared:
    """What the head of a page declares, each figure with the places where it stands.

    ``names`` gives the name of the metric for each label that the format knows.
    """

    page: Page
    names: Mapping[str, str]
    stated: dict[str, list[tuple[int, Metric]]] = field(default_factory=dict)

    def add(self, place: int, found: Figure) -> list[Problem]:
        """Take in a figure; the problem is one whose label is not known."""
        name = self.names.get(found.label)
        if name is None:
            message = f"the head of the page states a figure of unknown meaning, {found.label!r}"
            return [self.page.problem(place, "unknown-figure", message)]
        self.stated.setdefault(name, []).append((place, Metric(name, found.value, found.unit)))
        return []

    def metrics(self) -> tuple[Metric, ...]:
        """Each figure once, as it stands first."""
        return tuple(stated[0][1] for stated in self.stated.values())

    def remarks(self, read: int) -> Iterator[Problem]:
        """What does not fit: figures that contradict each other, or the number of papers read."""
        for name, stated in self.stated.items():
            values = list(dict.fromkeys(str(metric.value) for _, metric in stated))
            declared = " and ".join(values)
            if name == PAPER_COUNT:
                wrong = [place for place, metric in stated if metric.value != read]
                if wrong:
                    message = f"the page declares {declared} papers, but {read} were read"
                    yield self.page.problem(wrong[0], "count-mismatch", message)
            elif len(values) > 1:
                message = f"the page states both {declared}; the first is kept"
                yield self.page.problem(stated[-1][0], "contradiction", message)
