"""Links as a mapping file (SSSOM TSV), in its canonical form: equal links give equal bytes.

What the format has no place for stands so: a plain word in ``fields`` or for a source is an IRI of
its own, ``review`` is in an extension column, white space in texts is collapsed, a confidence has
three decimals and is never rounded up to certainty, and a version is that of a tool. An IRI that
no known prefix is short for gets a prefix made of itself.

https://mapping-commons.github.io/sssom/spec-formats-tsv/#canonical-sssomtsv-format
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from itertools import chain

import yaml

from kg.graph.vocab import DEFAULT_BASE, KG, namespaces
from kg.model import Judgement, LinkRecord
from kg.text.names import collapse
from kg.text.prefixes import (
    BUILT_IN,
    ELSEWHERE,
    FIELDS,
    TARGETS,
    WORDS,
    is_iri,
    place_of,
    prefix_of,
    word_iri,
)

NO_LICENCE = "https://w3id.org/sssom/license/unspecified"
JUDGEMENT = "judgement"

_COLUMNS = (
    *("subject_id", "subject_label", "predicate_id", "predicate_modifier", "object_id"),
    *("object_label", "mapping_justification", "author_id", "author_label", "subject_source"),
    *("object_source", "object_source_version", "mapping_tool", "mapping_tool_version"),
    *("mapping_date", "confidence", "subject_match_field", "object_match_field", "comment"),
    JUDGEMENT,
)
"""In the order of the slots of SSSOM; the extension behind them."""

_ALWAYS = {"subject_id", "predicate_id", "object_id", "mapping_justification"}
_CONDENSED = (
    *("subject_source", "object_source", "object_source_version", "mapping_tool"),
    *("mapping_tool_version", "mapping_date", "subject_match_field", "object_match_field"),
)
"""What the metadata states once if it is the same for all, in the order of its slots."""

_SEVERAL = {"subject_match_field", "object_match_field"}
_DATES = {"mapping_date"}
_NO_FOLDING = float("inf")

Row = dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class MappingSet:
    """What a mapping file says of itself; ``id`` and ``licence`` are IRIs.

    Without ``id`` it gets one that follows from its content. ``further`` holds other slots, of
    texts and lists.
    """

    id: str | None = None
    version: str | None = None
    title: str | None = None
    description: str | None = None
    licence: str = NO_LICENCE
    further: Mapping[str, object] = field(default_factory=dict)


_SLOTS = {
    "mapping_set_id": "id",
    "mapping_set_version": "version",
    "mapping_set_title": "title",
    "mapping_set_description": "description",
    "license": "licence",
}
_OF_MAPPINGS = {*_CONDENSED, "curie_map", "extension_definitions"}


def mapping_set(metadata: Mapping[str, object]) -> MappingSet:
    """What the metadata of a file says of the file itself."""
    stated = {_SLOTS[name]: str(value) for name, value in metadata.items() if name in _SLOTS}
    left = {*metadata} - {*_SLOTS, *_OF_MAPPINGS}
    return MappingSet(**stated, further={name: metadata[name] for name in sorted(left)})


def sssom_lines(
    records: Iterable[LinkRecord],
    about: MappingSet | None = None,
    *,
    base: str = DEFAULT_BASE,
    condense: bool = True,
) -> Iterator[str]:
    """The lines of a mapping file, in order whatever the order of the records.

    ``condense`` states in the metadata what is the same in all mappings; without it a mapping is
    the same line whatever stands around it, as a file under version control should have it. Of
    equal records one is written. Raises ``ValueError`` for a subject, predicate, object or
    justification that is no IRI of http or https.
    """
    about = about or MappingSet()
    found = list(dict.fromkeys(records))
    prefixes = _Prefixes(found, base)
    rows = [_row(record, prefixes) for record in found]
    shared = _condensed(rows) if condense else {}
    filled = _ALWAYS.union(*rows) - shared.keys()
    columns = [name for name in _COLUMNS if name in filled]
    in_order = sorted(tuple(row.get(name, "") for name in columns) for row in rows)
    body = ["\t".join(map(_cell, cells)) + "\n" for cells in in_order]
    identity = about.id or _content_iri(base, shared, body)
    # The prefixes of the columns are known only now that all rows are made.
    yield from _metadata(about, identity, shared, prefixes, extended=JUDGEMENT in filled)
    yield "\t".join(columns) + "\n"
    yield from body


class _Prefixes:
    """Short forms of the IRIs of records; ``used`` is what a file that has them must declare."""

    def __init__(self, records: Iterable[LinkRecord], base: str) -> None:
        self.used: dict[str, str] = {}
        known = {**ELSEWHERE, **WORDS, **namespaces(base), **BUILT_IN}
        by_length = sorted(known.items(), key=lambda item: (-len(item[1]), item))
        self._prefixes: dict[str, tuple[str, str]] = {}
        unknown = {}
        for iri in chain.from_iterable(map(_iris, records)):
            place = place_of(iri)
            if place in self._prefixes or place in unknown:
                continue
            # All known namespaces end as places do, so one that an IRI is in, its place is in.
            fitting = (known for known in by_length if place.startswith(known[1]))
            found = next(fitting, None)
            if found:
                self._prefixes[place] = found
            else:
                unknown[place] = prefix_of(place)
        taken = set(known)
        for place, name in sorted(unknown.items()):
            prefix, further = name, 1
            while prefix in taken:
                further += 1
                prefix = f"{name}_{further}"
            taken.add(prefix)
            self._prefixes[place] = prefix, place

    def short(self, iri: str) -> str:
        """The short form of an IRI."""
        prefix, namespace = self._prefixes[place_of(iri)]
        self.used[prefix] = namespace
        return f"{prefix}:{iri[len(namespace) :]}"


def _iris(record: LinkRecord) -> Iterator[str]:
    for iri in (record.subject, record.predicate, record.object, record.justification):
        if not is_iri(iri):
            raise ValueError(f"no IRI of http or https: {iri!r}")
        yield iri
    if record.author and is_iri(record.author):
        yield record.author
    for source in (record.subject_source, record.object_source):
        if source:
            yield word_iri(source, TARGETS)
    for name in record.fields:
        yield word_iri(name, FIELDS)


def _row(record: LinkRecord, prefixes: _Prefixes) -> Row:
    """The filled cells of a record."""
    author = record.author or ""
    fields = "|".join(prefixes.short(word_iri(name, FIELDS)) for name in record.fields)
    row = {
        "subject_id": prefixes.short(record.subject),
        "subject_label": collapse(record.subject_label or ""),
        "predicate_id": prefixes.short(record.predicate),
        "predicate_modifier": "Not" if record.judgement is Judgement.REFUSE else "",
        "object_id": prefixes.short(record.object),
        "object_label": collapse(record.object_label or ""),
        "mapping_justification": prefixes.short(record.justification),
        "author_id": prefixes.short(author) if is_iri(author) else "",
        "author_label": "" if is_iri(author) else collapse(author).replace("|", "\\|"),
        "subject_source": _source(record.subject_source, prefixes),
        "object_source": _source(record.object_source, prefixes),
        "object_source_version": collapse(record.object_source_version or ""),
        "mapping_tool": collapse(record.tool or ""),
        "mapping_tool_version": collapse(record.tool_version or "") if record.tool else "",
        "mapping_date": record.date.isoformat() if record.date else "",
        "confidence": "" if record.confidence is None else _decimals(record.confidence),
        "subject_match_field": fields,
        "object_match_field": fields,
        "comment": collapse(record.evidence or ""),
        JUDGEMENT: record.judgement if record.judgement is Judgement.REVIEW else "",
    }
    return {name: cell for name, cell in row.items() if cell}


def _source(stated: str | None, prefixes: _Prefixes) -> str:
    return prefixes.short(word_iri(stated, TARGETS)) if stated else ""


def _decimals(value: float) -> str:
    rounded = Decimal(repr(value)).quantize(Decimal("0.001"), ROUND_HALF_UP)
    if rounded == 1 > value:
        rounded = Decimal("0.999")
    return f"{rounded:f}".rstrip("0").rstrip(".")


def _cell(text: str) -> str:
    if '"' in text or "\t" in text or "\n" in text:
        return '"' + text.replace('"', '""') + '"'
    return text


def _condensed(rows: list[Row]) -> Row:
    """What all rows say alike, of that which the metadata may say for them."""
    shared = {}
    for name in _CONDENSED:
        values = Counter(row.get(name, "") for row in rows)
        if len(values) == 1 and (value := next(iter(values))):
            shared[name] = value
    return shared


def _content_iri(base: str, shared: Row, body: Iterable[str]) -> str:
    digest = hashlib.sha256(json.dumps(shared, sort_keys=True).encode())
    for line in body:
        digest.update(line.encode())
    return f"{base}mappings/{digest.hexdigest()[:16]}"


def _metadata(
    about: MappingSet, identity: str, shared: Row, prefixes: _Prefixes, *, extended: bool
) -> Iterator[str]:
    declared = {**prefixes.used, **({"kg": KG} if extended else {})}
    for prefix in BUILT_IN:
        declared.pop(prefix, None)
    if declared:
        yield "#curie_map:\n"
        yield from (f"#  {prefix}: {declared[prefix]}\n" for prefix in sorted(declared))
    slots: Mapping[str, str | None] = {
        "mapping_set_id": identity,
        "mapping_set_version": about.version,
        "mapping_set_title": about.title,
        "mapping_set_description": about.description,
        "license": about.licence,
        **shared,
    }
    for name, value in slots.items():
        if value and name in _SEVERAL:
            yield f"#{name}:\n"
            yield from (f"#  - {_scalar(part)}\n" for part in value.split("|"))
        elif value:
            yield f"#{name}: {value if name in _DATES else _scalar(value)}\n"
    if about.further:
        further = yaml.safe_dump(dict(about.further), width=_NO_FOLDING, allow_unicode=True)
        yield from (f"#{line}\n" for line in further.splitlines())
    if extended:
        yield "#extension_definitions:\n"
        yield f"#  - slot_name: {JUDGEMENT}\n"
        yield f"#    property: kg:{JUDGEMENT}\n"
        yield "#    type_hint: xsd:string\n"


def _scalar(text: str) -> str:
    """A text in YAML: plain where it can be, else in double quotes."""
    styles = (
        yaml.safe_dump(text, default_style=style, width=_NO_FOLDING, allow_unicode=True)
        for style in (None, '"')
    )
    plain, quoted = (style.removesuffix("\n").removesuffix("\n...") for style in styles)
    return plain if plain == text else quoted
