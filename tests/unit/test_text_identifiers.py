"""Identifiers in all their spellings."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kg.text.identifiers import SCHEMES, arxiv, arxiv_version, doi, identifier, openalex, orcid

SPELLINGS = Path(__file__).parents[1] / "cases" / "identifiers" / "spellings.jsonl"
CASES = [tuple(json.loads(line)) for line in SPELLINGS.read_text("utf-8").splitlines()]
PIECES = (
    *("https://", "doi.org/", "10.1000/", "arxiv.org/abs/", "1706.03762", "v2", "dblp.org/pid/"),
    *("0000-0002-1825-0097", "conf/acl/", "HillB20", "P18-1001", "W12", "Q42", "?", "#", "/", "."),
    *("%2F", "%00", " ", "_", "&lt;", "(", ")", "é", "İ", "\ud800", "\0", "0", "-", ":", "ID", "x"),
)
TEXTS = st.one_of(
    st.text(max_size=40),
    st.lists(st.sampled_from(PIECES), max_size=8).map("".join),
    st.tuples(st.sampled_from([text for _, text, _ in CASES]), st.sampled_from(PIECES)).map(
        "".join
    ),
)


@pytest.mark.parametrize(("scheme", "text", "normal"), CASES)
def test_a_spelling_gives_the_normal_form(scheme: str, text: str, normal: str | None) -> None:
    assert identifier(scheme, text) == normal


def test_every_scheme_has_spellings_that_are_one_and_some_that_are_none() -> None:
    for scheme in SCHEMES:
        normals = [normal for of, _, normal in CASES if of == scheme]
        assert None in normals
        assert any(normals)


@given(st.sampled_from(SCHEMES), TEXTS)
@example("doi", "https://doi.org/10.1000/abc%2Ehtml%252E")
@example("doi", "10.1000/İ")
def test_a_normal_form_is_its_own(scheme: str, text: str) -> None:
    normal = identifier(scheme, text)
    if normal is not None:
        assert identifier(scheme, normal) == normal
        assert normal == normal.strip()
        assert normal.isprintable()


@given(st.sampled_from(SCHEMES), TEXTS)
def test_white_space_around_makes_no_difference(scheme: str, text: str) -> None:
    assert identifier(scheme, f" {text}\n") == identifier(scheme, text)


@given(st.integers(0, 10**15 - 1), st.integers(0, 14), st.integers(1, 9))
def test_a_mistyped_digit_of_an_orcid_is_noticed(number: int, place: int, change: int) -> None:
    digits = f"{number:015d}"
    right = [c for c in "0123456789X" if orcid(digits + c)]
    assert len(right) == 1
    changed = (int(digits[place]) + change) % 10
    assert orcid(f"{digits[:place]}{changed}{digits[place + 1 :]}{right[0]}") is None


def test_the_version_of_an_arxiv_identifier() -> None:
    assert arxiv_version("https://arxiv.org/abs/hep-th/9901001v3") == 3
    assert arxiv_version("arXiv:1706.03762") is None
    assert arxiv_version("10.1000/v3") is None


def test_an_openalex_identifier_of_another_kind_is_none() -> None:
    assert openalex("https://openalex.org/A5023888391", "A") == "A5023888391"
    assert openalex("https://openalex.org/A5023888391", "W") is None


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(
    "hostile",
    [
        "10.1000/" + "(" * 2000,
        "10.1000/" + ")" * 2000,
        "doi:" * 500,
        "arxiv " * 330,
        "0" * 2000,
        "a-" * 1000,
        "conf" + "/a" * 1000,
        "https://" + "a." * 1000,
        "x" * 1_000_000,
    ],
    ids=lambda text: text[:12],
)
def test_hostile_text_is_answered_at_once(scheme: str, hostile: str) -> None:
    start = time.process_time()
    identifier(scheme, hostile)
    assert time.process_time() - start < 0.2


def test_identifiers_are_read_at_the_speed_of_a_load() -> None:
    texts = [f"10.1145/{n}.{n}" for n in range(20_000)]
    start = time.process_time()
    for text in texts:
        doi(text)
        arxiv("1706.03762")
        doi(f"https://doi.org/{text}")
    assert (time.process_time() - start) / (3 * len(texts)) < 30e-6
