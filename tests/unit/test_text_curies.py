"""Identifiers as addresses and CURIEs, there and back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.graph.iri import resolver_iri
from kg.model import Identifier
from kg.text.curies import curie, scheme_and_value

CASES = Path(__file__).parents[1] / "cases" / "identifiers"
WRITTEN = list(
    map(json.loads, (CASES / "addresses-and-curies.jsonl").read_text("utf-8").splitlines())
)
KNOWN = sorted(
    {
        (scheme, normal)
        for line in (CASES / "spellings.jsonl").read_text("utf-8").splitlines()
        for scheme, _, normal in [json.loads(line)]
        if normal
    }
)


@pytest.mark.parametrize(("text", "scheme", "value"), WRITTEN)
def test_what_says_its_scheme_is_read(text: str, scheme: str | None, value: str | None) -> None:
    assert scheme_and_value(text) == ((scheme, value) if scheme else None)


@pytest.mark.parametrize(("scheme", "value"), KNOWN)
def test_an_identifier_comes_back_from_its_curie_and_its_address(scheme: str, value: str) -> None:
    assert scheme_and_value(curie(scheme, value)) == (scheme, value)
    stated = Identifier(scheme, value)
    iris = [resolver_iri(stated, of_person=of_person) for of_person in (False, True)]
    found = [scheme_and_value(iri) for iri in iris if iri]
    # The addresses of people in the ACL Anthology are not minted.
    assert not found or (scheme, value) in found or (scheme == "acl" and value.islower())


@given(st.text(max_size=60))
def test_any_text_is_read_without_harm(text: str) -> None:
    found = scheme_and_value(text)
    if found:
        assert scheme_and_value(curie(*found)) == found
