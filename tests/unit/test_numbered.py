"""Texts by number and numbers by text, in memory and on disk."""

from __future__ import annotations

from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.graph.numbered import Numbers, Texts


@given(st.lists(st.binary(max_size=9)), st.integers(0, 40))
def test_every_text_has_its_number_wherever_it_is_kept(texts: list[bytes], memory: int) -> None:
    kept = Texts(memory)
    assert [kept.add(text) for text in texts] == list(range(len(texts)))
    kept.done()
    assert [kept[number] for number in reversed(range(len(texts)))] == texts[::-1]


@given(st.lists(st.lists(st.text("ab\té", max_size=3), unique=True)), st.integers(1, 9))
def test_texts_come_in_order_with_all_their_numbers(given_: list[list[str]], most: int) -> None:
    expected: defaultdict[str, list[int]] = defaultdict(list)
    numbers = Numbers(most)
    for number, texts in enumerate(given_):
        numbers.add(number, texts)
        for text in texts:
            expected[text].append(number)
    found = [(text, list(some)) for text, some in numbers.sorted()]
    assert found == sorted(expected.items())


def test_a_number_that_was_not_given_has_no_text() -> None:
    kept = Texts()
    kept.add(b"one")
    with pytest.raises(IndexError):
        kept[1]
