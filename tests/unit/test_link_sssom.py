"""Mapping files as they are written: canonical, valid by an independent reader, and read back."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import sssom_pydantic
from hypothesis import given
from hypothesis import strategies as st

from kg.graph.vocab import DEFAULT_BASE, OWL, SEMAPV
from kg.link.sssom import MappingSet, sssom_lines
from kg.model import Judgement, LinkRecord, Problem, Record, Source
from kg.sources import sniff
from kg.sources.sssom import read
from tests.strategies import link_records

CASES = Path(__file__).parents[1] / "cases" / "sssom"
TIDES = LinkRecord(
    subject=f"{DEFAULT_BASE}paper/tidal-graphs-0123456789abcdef",
    predicate=f"{OWL}sameAs",
    object="http://www.wikidata.org/entity/Q900000001",
    judgement=Judgement.ACCEPT,
    justification=f"{SEMAPV}CompositeMatching",
    confidence=0.9,
    tool="kg",
    date=date(2026, 11, 30),
)


def read_back(text: str) -> list[Record | Problem]:
    source = Source(sha256="0" * 64, file_name="x.sssom.tsv", format="sssom", parser="sssom")
    return list(read(io.BytesIO(text.encode()), source))


def written(records: Iterable[LinkRecord], about: MappingSet | None = None) -> str:
    return "".join(sssom_lines(records, about))


@given(st.lists(link_records(), max_size=6), st.booleans(), st.randoms())
def test_what_is_written_is_read_back(
    records: list[LinkRecord], condense: bool, random: object
) -> None:
    text = "".join(sssom_lines(records, condense=condense))
    found = read_back(text)
    assert {*found} == {*records}
    assert len(found) == len({*records})
    shuffled = sorted(records, key=lambda _: random.random())  # type: ignore[attr-defined]
    assert "".join(sssom_lines(shuffled, condense=condense)) == text


@given(st.lists(link_records(), min_size=1, max_size=4))
def test_an_independent_reader_finds_the_same_mappings(records: list[LinkRecord]) -> None:
    text = written(records)
    mappings, converter, about, errors = sssom_pydantic.read(io.StringIO(text), return_errors=True)
    assert not errors
    assert about.license is not None
    assert {
        (
            converter.expand_reference(mapping.subject),
            converter.expand_reference(mapping.predicate),
            converter.expand_reference(mapping.object),
            mapping.predicate_modifier == "Not",
            mapping.confidence,
            mapping.mapping_date,
        )
        for mapping in mappings
    } == {
        (
            record.subject,
            record.predicate,
            record.object,
            record.judgement is Judgement.REFUSE,
            record.confidence,
            record.date,
        )
        for record in records
    }


def test_a_run_is_written_as_it_was_read() -> None:
    text = (CASES / "run" / "input.tsv").read_text("utf-8")
    records = [record for record in read_back(text) if isinstance(record, LinkRecord)]
    about = MappingSet(
        id="https://w3id.org/scholarly-kg/id/mappings/00c0ffee00c0ffee",
        title="Papers: tides, and who wrote of them",
    )
    assert written(records, about) == text


def test_what_is_written_is_known_as_a_mapping_file() -> None:
    found = sniff(written([]).encode())
    assert found is not None
    assert found.name == "sssom"


def test_a_file_names_itself_by_its_content() -> None:
    other = replace(TIDES, confidence=0.8)
    assert written([TIDES]) == written([TIDES, TIDES])
    (one,) = [line for line in written([TIDES]).splitlines() if "mapping_set_id" in line]
    assert one not in written([other])


def test_a_line_stays_the_same_beside_others_where_that_is_asked_for() -> None:
    other = replace(TIDES, object="https://tides.example/7", date=date(2026, 12, 1), tool=None)
    alone = set(sssom_lines([TIDES], MappingSet(id="https://x.example/d"), condense=False))
    both = set(sssom_lines([TIDES, other], MappingSet(id="https://x.example/d"), condense=False))
    assert alone - both == set()


def test_metadata_that_yaml_would_misread_is_quoted() -> None:
    about = MappingSet(title="yes", description="tides: #1\n'quoted' \x85 1e3", version="1.10")
    odd = replace(TIDES, tool="2026-11-30", tool_version="0x1F", object_source_version=":,;")
    text = written([odd], about)
    _, _, found = sssom_pydantic.read(io.StringIO(text))
    assert (found.title, found.version) == ("yes", "1.10")
    assert found.description == "tides: #1\n'quoted' \x85 1e3"
    (record,) = read_back(text)
    assert isinstance(record, LinkRecord)
    assert (record.tool, record.tool_version) == ("2026-11-30", "0x1F")
    assert record.object_source_version == ":,;"


def test_confidence_is_not_rounded_up_to_certainty() -> None:
    found = [read_back(written([replace(TIDES, confidence=c)]))[0] for c in (0.9999, 0.9875, 1.0)]
    assert [getattr(record, "confidence", None) for record in found] == [0.999, 0.988, 1.0]


def test_what_is_no_iri_is_refused() -> None:
    with pytest.raises(ValueError, match="no IRI"):
        written([replace(TIDES, object="javascript:alert(1)")])
