"""Canonical N-Triples lines say what pyoxigraph says, character for character."""

from __future__ import annotations

import pyoxigraph
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.graph.ntriples import (
    Iri,
    Literal,
    document_of,
    iri,
    literal,
    parse,
    split,
    subject_of,
    term,
)
from kg.graph.vocab import XSD

SUBJECT, PREDICATE = "http://example.org/s", "http://example.org/p"
NOT_PLAIN = st.sampled_from([f"{XSD}integer", f"{XSD}date", "http://example.org/type"])


def written_by_pyoxigraph(value: pyoxigraph.Literal) -> str:
    quad = pyoxigraph.Quad(pyoxigraph.NamedNode(SUBJECT), pyoxigraph.NamedNode(PREDICATE), value)
    text = pyoxigraph.serialize([quad], format=pyoxigraph.RdfFormat.N_TRIPLES)
    assert text is not None
    return text.decode().removesuffix("\n")


def line(value: str) -> str:
    return f"{iri(SUBJECT)} {iri(PREDICATE)} {value} ."


def test_every_character_is_escaped_as_pyoxigraph_does() -> None:
    # A letter between them keeps neighbours from being read together.
    everything = "a".join(chr(c) for c in range(0x11_0000) if not 0xD800 <= c <= 0xDFFF)
    assert line(literal(everything)) == written_by_pyoxigraph(pyoxigraph.Literal(everything))
    assert term(literal(everything)) == Literal(everything)


@given(st.text())
def test_any_text_comes_back_from_pyoxigraph(text: str) -> None:
    (quad,) = pyoxigraph.parse(line(literal(text)).encode(), format=pyoxigraph.RdfFormat.N_TRIPLES)
    assert quad.object == pyoxigraph.Literal(text)
    assert written_by_pyoxigraph(pyoxigraph.Literal(text)) == line(literal(text))
    assert parse(line(literal(text))) == (SUBJECT, PREDICATE, Literal(text))


@given(st.text(), NOT_PLAIN)
def test_any_typed_text_comes_back(text: str, datatype: str) -> None:
    ours = line(literal(text, datatype))
    theirs = pyoxigraph.Literal(text, datatype=pyoxigraph.NamedNode(datatype))
    assert ours == written_by_pyoxigraph(theirs)
    assert parse(ours)[2] == Literal(text, datatype)
    assert split(ours)[2] == literal(text, datatype)


def test_a_string_needs_no_datatype() -> None:
    assert literal("tea", f"{XSD}string") == literal("tea") == '"tea"'


def test_objects_are_told_apart() -> None:
    assert parse(line("<http://example.org/o>"))[2] == Iri("http://example.org/o")
    assert parse(line('"<http://example.org/o>"'))[2] == Literal("<http://example.org/o>")
    assert parse(line('"thé"@fr-be'))[2] == Literal("thé", None, "fr-be")
    assert parse(line(r'"\"@en\""'))[2] == Literal('"@en"')


def test_escapes_that_others_write_are_read() -> None:
    assert term(r'"\u0041\U0001F600\'\b"') == Literal("A\U0001f600'\b")


@pytest.mark.parametrize(
    "broken",
    [
        "",
        "_:b0 <http://example.org/p> <http://example.org/o> .",
        '<http://example.org/s> <http://example.org/p> "no end .',
        "<http://example.org/s> <http://example.org/p> <http://example.org/o>",
        "<http://example.org/s>  <http://example.org/p> <http://example.org/o> .",
        '<http://example.org/s> <http://example.org/p> "two\nlines" .',
    ],
)
def test_what_is_no_canonical_line_is_refused(broken: str) -> None:
    with pytest.raises(ValueError, match="not a canonical N-Triples line"):
        parse(broken)


def test_what_is_no_term_is_refused() -> None:
    with pytest.raises(ValueError, match="neither an IRI nor a literal"):
        term("_:b0")


def test_a_part_belongs_to_its_document() -> None:
    part = "<http://example.org/é#a/b> <http://example.org/p> <http://example.org/o#x> ."
    assert subject_of(part) == "http://example.org/é#a/b"
    assert document_of(part) == "http://example.org/é"
