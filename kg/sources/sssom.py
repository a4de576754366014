"""Mappings (SSSOM): links that a program found, and decisions about them that people made.

TSV with its metadata in front, or what a spreadsheet made of it. What a machine leaves to people
has ``review`` in the column whose extension is defined as ``kg:judgement``; ``Not`` as the modifier
of the predicate refuses a link; every other mapping is accepted. Of several authors the first is
kept; who reviewed a mapping is taken for its author if no author is named.

https://mapping-commons.github.io/sssom/
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import BinaryIO

from kg.graph.vocab import DEFAULT_BASE, KG, SEMAPV, namespaces
from kg.model import Judgement, LinkRecord, Problem, Record, Source
from kg.sources.decoding import decode
from kg.sources.page import shortened
from kg.sources.registry import Format
from kg.sources.remarks import Remarks
from kg.sources.sssom_table import MUST, Table, is_table, read_table
from kg.text.names import collapse
from kg.text.prefixes import BUILT_IN, ELSEWHERE, FIELDS, TARGETS, WORDS, expanded, word

JUDGEMENT = "judgement"
"""The name of the extension column, and of its property in the ontology."""

_JUSTIFICATIONS = {
    *("BackgroundKnowledgeBasedMatching", "CompositeMatching", "InstanceBasedMatching"),
    *("LexicalMatching", "LexicalSimilarityThresholdMatching", "LogicalReasoning"),
    *("ManualMappingCuration", "MappingChaining", "MappingInversion", "MappingReview"),
    *("SemanticSimilarityThresholdMatching", "StructuralMatching", "UnspecifiedMatching"),
}
_LABELS = {"subject_label", "object_label"}
_PROPAGATED = {
    *("mapping_date", "mapping_tool", "mapping_tool_id", "mapping_tool_version"),
    *("subject_source", "object_source", "object_source_version"),
    *("subject_match_field", "object_match_field"),
}
"""Slots that metadata may state for all mappings."""

_KEPT = {
    *(*MUST, "predicate_modifier", "mapping_justification", "confidence", "comment", "other"),
    *("author_id", "author_label", "reviewer_id", "reviewer_label", "match_string"),
    *(*_LABELS, *_PROPAGATED),
}
_PIPE = re.compile(r"(?<!\\)\|")
_CONFIDENCE = re.compile(r"(?:0(?:[.,][0-9]+)?|1(?:[.,]0+)?)(?:[eE][-+]?[0-9]+)?")


class _Unfit(Exception):
    """A row is no mapping: code and message of its problem."""

    def __init__(self, code: str, message: str, excerpt: str = "") -> None:
        self.code = code
        self.message = message
        self.excerpt = excerpt
        super().__init__(message)


def sniff(head: str) -> bool:
    """Whether a text begins as a table of mappings does."""
    return is_table(head)


def read(stream: BinaryIO, source: Source) -> Iterator[Record | Problem]:
    """The mappings of a document; remarks on a mapping come before it.

    Raises ``InputError`` for what is no table of mappings.
    """
    table = read_table(decode(stream.read(), source.file_name).text, source.file_name)
    reader = _Reader(table)
    yield from table.problems
    yield from reader.remarks_on_set()
    for found in table.rows():
        if isinstance(found, Problem):
            yield found
            continue
        line, cells = found
        try:
            record = reader.record(line, cells)
        except _Unfit as unfit:
            excerpt = shortened(unfit.excerpt)
            yield Problem(line, unfit.code, unfit.message, excerpt, rejected=True)
            continue
        yield from reader.remarks_on_row()
        yield record
    yield from reader.remarks.rest()


class _Reader:
    """Makes records of rows, by what the metadata says of all of them."""

    def __init__(self, table: Table) -> None:
        self.remarks = Remarks()
        self._table = table
        self._found: list[Problem] = []
        self._line = table.line
        declared = table.metadata.get("curie_map")
        self._declared = declared if isinstance(declared, dict) else {}
        defaults = namespaces(DEFAULT_BASE) | ELSEWHERE | WORDS
        prefixes = {**defaults, **self._declared, **BUILT_IN}
        self._prefixes = prefixes
        # Predicates, fields and sources are few, and each mapping has them.
        self._expanded = lru_cache(4096)(lambda text: expanded(text, prefixes))
        self._extension = self._extension_column()
        self._shared = self._propagated()
        self._decided: dict[tuple[str, str, str], tuple[int, Judgement]] = {}

    def remarks_on_set(self) -> Iterator[Problem]:
        """What is odd in the metadata and the header."""
        for prefix, namespace in BUILT_IN.items():
            stated = self._declared.get(prefix, namespace)
            if stated != namespace:
                message = f"the prefix {prefix} can't be declared otherwise than as {namespace}"
                yield Problem(1, "bad-prefix", message, shortened(str(stated)))
        known = _KEPT | {self._extension, ""}
        left_out = [name for name in self._table.columns if name not in known]
        if left_out:
            message = "columns that the graph has no place for, and that are left out"
            excerpt = shortened(", ".join(left_out))
            yield Problem(self._table.line, "unknown-column", message, excerpt)

    def remarks_on_row(self) -> Iterator[Problem]:
        """What was odd in the row read last, to be asked for once."""
        yield from self._found
        self._found.clear()

    def record(self, line: int, row: Mapping[str, str]) -> LinkRecord:
        """The mapping of a row; raises ``_Unfit`` if it is none."""
        self._line = line
        self._found.clear()
        cells = {**self._shared, **row}
        record = LinkRecord(
            subject=self._iri(cells, "subject_id"),
            predicate=self._iri(cells, "predicate_id"),
            object=self._iri(cells, "object_id"),
            judgement=self._judgement(cells),
            justification=self._justification(cells),
            confidence=self._confidence(cells.get("confidence")),
            subject_label=_text(cells, "subject_label"),
            object_label=_text(cells, "object_label"),
            fields=self._fields(cells),
            evidence=_evidence(cells),
            author=self._author(cells),
            tool=_text(cells, "mapping_tool") or _text(cells, "mapping_tool_id"),
            tool_version=_text(cells, "mapping_tool_version"),
            date=self._date(cells.get("mapping_date")),
            subject_source=self._source(cells, "subject_source"),
            object_source=self._source(cells, "object_source"),
            object_source_version=_text(cells, "object_source_version"),
            line=line,
        )
        self._check_decision(record)
        return record

    def _extension_column(self) -> str:
        """The column for judgements: the one defined so, else the one named so."""
        defined = self._table.metadata.get("extension_definitions")
        for definition in defined if isinstance(defined, list) else [defined]:
            if isinstance(definition, dict):
                property_ = self._expanded(str(definition.get("property", "")))
                if property_ == KG + JUDGEMENT:
                    return str(definition.get("slot_name", JUDGEMENT)).lower()
        return JUDGEMENT

    def _propagated(self) -> dict[str, str]:
        """Slots of the metadata that hold for all mappings: those that no mapping fills itself."""
        shared = {}
        for name in _PROPAGATED & self._table.metadata.keys():
            stated = self._table.metadata[name]
            values = stated if isinstance(stated, list) else [stated]
            shared[name] = "|".join(str(value) for value in values if value)
        filled: set[str] = set()
        if shared.keys() & set(self._table.columns):
            for row in self._table.rows():
                filled |= set() if isinstance(row, Problem) else row[1].keys()
        return {name: value for name, value in shared.items() if name not in filled}

    def _remark(self, code: str, message: str, excerpt: str = "") -> None:
        self._found += self.remarks.one(self._line, code, message, excerpt)

    def _iri(self, cells: Mapping[str, str], name: str) -> str:
        text = cells.get(name)
        if text is None:
            raise _Unfit("no-value", f"no {name}", " ".join(cells.values()))
        iri = self._expanded(text)
        if iri is None:
            prefix, colon, _ = text.partition(":")
            cure = "write it in full, as https://example.org/x"
            if colon and prefix not in self._prefixes:
                cure += f", or declare its prefix {prefix!r} in #curie_map"
            raise _Unfit("bad-iri", f"the {name} is no IRI: {cure}", text)
        return iri

    def _justification(self, cells: Mapping[str, str]) -> str:
        if "mapping_justification" not in cells:
            message = "no mapping_justification; what a person decided has "
            raise _Unfit("no-value", message + "semapv:ManualMappingCuration", cells["subject_id"])
        justification = self._iri(cells, "mapping_justification")
        if justification.removeprefix(SEMAPV) not in _JUSTIFICATIONS:
            message = "an unknown justification; what a person decided has "
            message += "semapv:ManualMappingCuration"
            raise _Unfit("unknown-justification", message, cells["mapping_justification"])
        return justification

    def _judgement(self, cells: Mapping[str, str]) -> Judgement:
        modifier = cells.get("predicate_modifier", "")
        stated = cells.get(self._extension, "").lower()
        if modifier.lower() not in {"", "not"}:
            message = "the predicate_modifier of a refused link is Not, else there is none"
            raise _Unfit("bad-modifier", message, modifier)
        if stated not in {"", *Judgement}:
            message = f"the {self._extension} is none of {', '.join(Judgement)}"
            raise _Unfit("bad-judgement", message, stated)
        judgement = Judgement(stated) if stated else Judgement.ACCEPT
        if modifier and stated and judgement is not Judgement.REFUSE:
            message = f"both Not and {stated}; delete one of them"
            raise _Unfit("bad-judgement", message, cells["subject_id"])
        return Judgement.REFUSE if modifier else judgement

    def _confidence(self, text: str | None) -> float | None:
        if text is None:
            return None
        if _CONFIDENCE.fullmatch(text) and (value := float(text.replace(",", "."))) <= 1:
            return value
        self._remark("bad-confidence", "no confidence, which is from 0 to 1; left out", text)
        return None

    def _date(self, text: str | None) -> date | None:
        if text is None:
            return None
        try:
            return date.fromisoformat(text)
        except ValueError:
            self._remark("bad-date", "no day, which is written 2026-11-21; left out", text)
            return None

    def _fields(self, cells: Mapping[str, str]) -> tuple[str, ...]:
        stated = [*_values(cells, "subject_match_field"), *_values(cells, "object_match_field")]
        iris = ((self._expanded(text) or text) for text in stated)
        return tuple(dict.fromkeys(word(iri, FIELDS) for iri in iris))

    def _source(self, cells: Mapping[str, str], name: str) -> str | None:
        text = _text(cells, name)
        return text and word(self._expanded(text) or text, TARGETS)

    def _author(self, cells: Mapping[str, str]) -> str | None:
        for kind in ("author", "reviewer"):
            ids, labels = _values(cells, f"{kind}_id"), _values(cells, f"{kind}_label")
            if len(ids) > 1 or (len(labels) > 1 and not ids):
                message = "several people decided; the first is kept"
                self._remark("several-authors", message, ", ".join(ids or labels))
            if ids:
                return self._expanded(ids[0]) or ids[0]
            if labels:
                return labels[0]
        return None

    def _check_decision(self, record: LinkRecord) -> None:
        if not record.by_hand:
            return
        pair = (record.subject, record.predicate, record.object)
        line, earlier = self._decided.setdefault(pair, (record.line, record.judgement))
        if earlier is not record.judgement:
            message = f"line {line} decides otherwise on this pair; the later day counts, or Not"
            self._remark("contradiction", message, f"{record.subject} {record.object}")


def _values(cells: Mapping[str, str], name: str) -> list[str]:
    if name not in cells:
        return []
    parts = (collapse(part.replace("\\|", "|")) for part in _PIPE.split(cells[name]))
    return [part for part in parts if part]


def _text(cells: Mapping[str, str], name: str) -> str | None:
    return collapse(cells.get(name, "")) or None


def _evidence(cells: Mapping[str, str]) -> str | None:
    stated = (_text(cells, name) for name in ("comment", "match_string", "other"))
    return "; ".join(text for text in stated if text) or None


FORMAT = Format(
    name="sssom",
    label="SSSOM mappings",
    description="links and decisions about links: TSV with metadata, or CSV of a spreadsheet",
    version="1",
    sniff=sniff,
    read=read,
)
