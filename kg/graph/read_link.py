"""A mapping in SSSOM's RDF form → the link that it states; :mod:`kg.graph.write_link` writes it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from kg.graph.blocks import Block, lines_of
from kg.graph.ntriples import parse
from kg.graph.vocab import KG, OWL, SSSOM
from kg.graph.write_link import JUDGEMENT_TERMS
from kg.model import LinkRecord

_JUDGEMENTS = {term[1:-1]: judgement for judgement, term in JUDGEMENT_TERMS.items()}


def read_link(block: Block) -> LinkRecord | None:
    """The link of a mapping's block; ``None`` for the block of a run, which is no link."""
    return link_of(block.document.decode(), lines_of(block.lines))


def link_of(subject: str, lines: Iterable[str]) -> LinkRecord | None:
    """The link that some lines state as the mapping ``subject``; ``None`` if they state none.

    Fields come in the order of code points: statements have none. Raises ``KeyError`` or
    ``ValueError`` for a mapping that lacks what makes a link, or says what makes no sense.
    """
    said: dict[str, list[str]] = {}
    for line in lines:
        about, predicate, found = parse(line)
        if about == subject:
            said.setdefault(predicate, []).append(found.value)
    if f"{OWL}annotatedSource" not in said:
        return None
    texts = {name.removeprefix(SSSOM): values for name, values in said.items()}
    confidence, day = _one(texts, "confidence"), _one(texts, "mapping_date")
    return LinkRecord(
        subject=said[f"{OWL}annotatedSource"][0],
        predicate=said[f"{OWL}annotatedProperty"][0],
        object=said[f"{OWL}annotatedTarget"][0],
        judgement=_JUDGEMENTS[said[f"{KG}judgement"][0]],
        justification=texts["mapping_justification"][0],
        confidence=None if confidence is None else float(confidence),
        subject_label=_one(texts, "subject_label"),
        object_label=_one(texts, "object_label"),
        fields=tuple(sorted(texts.get("subject_match_field", ()))),
        evidence=_one(texts, "comment"),
        author=_one(texts, "author_id") or _one(texts, "author_label"),
        tool=_one(texts, "mapping_tool"),
        tool_version=_one(texts, "mapping_tool_version"),
        date=date.fromisoformat(day) if day else None,
        subject_source=_one(texts, "subject_source"),
        object_source=_one(texts, "object_source"),
        object_source_version=_one(texts, "object_source_version"),
    )


def _one(texts: Mapping[str, Iterable[str]], name: str) -> str | None:
    return next(iter(texts.get(name, ())), None)
