"""One item as lines of text for a terminal: both sides beside each other, what agrees marked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from kg.graph.vocab import POSSIBLE_PERSON, SAME_AS, VERIFIED_AGENT
from kg.model import LinkRecord
from kg.questions.width import cut, pad, wrapped
from kg.review.pile import Item, Pile
from kg.review.sides import Facts, Sides
from kg.text.display import visible
from kg.text.names import collapse, fold

_NARROW = 60
_HEADING = 12
_QUESTIONS = {
    SAME_AS: "Are these two the same?",
    POSSIBLE_PERSON: "May this name be this person?",
    VERIFIED_AGENT: "Is this author this person?",
}
_WHOLE = {"id", "label", "from"}
"""Headings of which it says nothing that both sides agree or differ."""


@dataclass(frozen=True, slots=True)
class Pages:
    """Makes pages of items; ``decided`` gives what is accepted by now of links to a person."""

    sides: Sides
    pile: Pile
    decided: Callable[[str], tuple[LinkRecord, ...]]

    def question(self, item: Item) -> str:
        """What is asked of an item."""
        asked = _QUESTIONS.get(item.first.predicate)
        if len(item.records) > 1:
            person = "this" if "papers" in self._other_side(item) else "one"
            return f"Are these {len(item.records)} authors {person} person?"
        return asked or f"Does {self.sides.shorten(item.first.predicate)} hold between these two?"

    def lines(self, item: Item, width: int) -> list[str]:
        """What there is to see of an item, in lines of at most ``width`` columns."""
        if len(item.records) > 1:
            person = _block(self._other_side(item), width)
            return [*self._group(item, width), "", *person, *_reasons(item, width)]
        record = item.first
        left = self.sides.facts(record.subject, record.subject_label)
        right = self._other_side(item)
        if record.predicate == VERIFIED_AGENT:
            # An author of a paper and a person have little in common to stand beside each other.
            both = [*_block(left, width), "", *_block(right, width)]
            return [*both, *_reasons(item, width)]
        left, right = _aligned(left, right), _aligned(right, left)
        if record.subject_source and record.object_source:
            version = f", {record.object_source_version}" if record.object_source_version else ""
            left = {**left, "from": (_words(self.sides.shorten(record.subject_source)),)}
            right = {**right, "from": (_words(self.sides.shorten(record.object_source) + version),)}
        lines = _stacked(left, right, width) if width < _NARROW else _beside(left, right, width)
        return [*lines, *_reasons(item, width)]

    def _other_side(self, item: Item) -> Facts:
        record = item.first
        known = (*self.pile.accepted.get(record.object, ()), *self.decided(record.object))
        return self.sides.facts(record.object, record.object_label, known)

    def _group(self, item: Item, width: int) -> Iterator[str]:
        for number, record in enumerate(item.records, 1):
            said = self.sides.facts(record.subject, record.subject_label)
            named = said.get("name", ("",))[0]
            paper = self.sides.paper_line(record.subject, record.subject_label)
            sure = f"{record.confidence:.2f} " if record.confidence is not None else ""
            text = f"{sure}{named}: {paper}" if paper != named else f"{sure}{named}"
            lines = list(_hanging(f"{number:>3}", text, width, 5))
            yield lines[0]
            if len(lines) > 1:
                yield cut(" ".join([lines[1], *map(str.strip, lines[2:])]), width)


def _block(facts: Facts, width: int) -> Iterator[str]:
    for heading, said in facts.items():
        for place, text in enumerate(said):
            yield from _hanging("" if place else heading, text, width, _HEADING)


def _reasons(item: Item, width: int) -> Iterator[str]:
    """Why a program proposes an item: what it says of all of its links alike."""
    sure = sorted({one.confidence for one in item.records if one.confidence is not None})
    said = "–".join(f"{value:.2f}" for value in dict.fromkeys((*sure[:1], *sure[-1:])))
    tools = {" ".join(filter(None, (one.tool, one.tool_version))) for one in item.records}
    evidence = {one.evidence for one in item.records if one.evidence}
    yield ""
    for heading, text in (
        ("confidence", said),
        ("tool", ", ".join(sorted(tools))),
        ("evidence", evidence.pop() if len(evidence) == 1 else ""),
    ):
        yield from _hanging(heading, _words(text), width, _HEADING)


def _aligned(side: Facts, other: Facts) -> Facts:
    """The side with its name as a title where the other one has a title."""
    if "title" in other and "title" not in side and "name" in side and "name" not in other:
        return {"title" if heading == "name" else heading: said for heading, said in side.items()}
    return side


def _beside(left: Facts, right: Facts, width: int) -> Iterator[str]:
    half = (width - _HEADING - 3) // 2
    for heading in dict.fromkeys((*left, *right)):
        here, there = left.get(heading, ()), right.get(heading, ())
        mark = _mark(heading, here, there)
        cells = [[line for text in side for line in wrapped(text, half)] for side in (here, there)]
        for place, (one, other) in enumerate(zip_longest(*cells, fillvalue="")):
            name, sign = ("", " ") if place else (heading, mark)
            yield f"{pad(name, _HEADING)}{pad(one, half)} {sign} {other}".rstrip()


def _stacked(left: Facts, right: Facts, width: int) -> Iterator[str]:
    for heading in dict.fromkeys((*left, *right)):
        mark = _mark(heading, left.get(heading, ()), right.get(heading, ()))
        yield f"{heading} {mark}".rstrip()
        for sign, side in (("1", left), ("2", right)):
            for text in side.get(heading, ()):
                yield from _hanging(f" {sign}", text, width, 3)


def _mark(heading: str, one: Sequence[str], other: Sequence[str]) -> str:
    """Whether both sides say the same: ``=``, ``≠``, or nothing where one of them says nothing."""
    if heading in _WHOLE or not one or not other:
        return " "
    return "=" if set(map(fold, one)) & set(map(fold, other)) else "≠"


def _hanging(heading: str, text: str, width: int, indent: int) -> Iterator[str]:
    for place, line in enumerate(wrapped(text, max(width - indent, 2))):
        yield pad("" if place else cut(heading, indent - 1), indent) + line


def _words(text: str | None) -> str:
    return visible(collapse(text or ""))
