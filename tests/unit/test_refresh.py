"""A graph changed by a few sources is the graph made anew from all of them."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from kg.model import (
    Category,
    Identifier,
    Mention,
    Paper,
    PartialDate,
    Person,
    Profile,
    Source,
    Volume,
)
from kg.store.segment_file import SegmentFile
from kg.summaries.listings import MOST_BYTES
from tests.segments import literals_of_at_most, made_anew, refreshed, segment_of
from tests.strategies import near_papers, network_papers

PROFILE = Profile(name="Ilsa Thornquist")


def source(letter: str) -> Source:
    return Source(sha256=letter * 64, file_name=letter, format="x", parser="x 1")


def segments(**records: list[Paper | Profile | Person | Volume]) -> dict[str, SegmentFile]:
    return {letter * 64: segment_of(source(letter), some) for letter, some in records.items()}


@settings(max_examples=80)
@given(
    st.lists(
        st.lists(st.one_of(near_papers(), network_papers()), max_size=4), min_size=2, max_size=4
    ),
    st.integers(0, 3),
    st.sampled_from((200, MOST_BYTES)),
)
def test_a_refreshed_graph_is_the_graph_made_anew(
    sources: list[list[Paper]], at: int, size: int
) -> None:
    records: list[list[Paper | Profile]] = [[PROFILE, *some] for some in sources]
    segments_of = {
        letter * 64: segment_of(source(letter), some)
        for letter, some in zip("abcd", records, strict=False)
    }
    left_out = "abcd"[at % len(segments_of)] * 64
    without = {sha: one for sha, one in segments_of.items() if sha != left_out}
    with literals_of_at_most(size):
        assert refreshed(without, segments_of) in (None, made_anew(segments_of))
        assert refreshed(segments_of, without) in (None, made_anew(without))


PAPER = Paper(title="Tidal Graphs", mentions=(Mention("Ilsa Thornquist", 1),))


def test_usual_changes_need_no_resolving_of_all() -> None:
    other = replace(PAPER, title="Other Tides", identifiers=(Identifier("doi", "10.1/x"),))
    preprint = replace(PAPER, identifiers=(Identifier("doi", "10.1/x"),))
    before = segments(a=[PAPER, other])
    for records in ([PROFILE], [preprint], [replace(PAPER, abstract="Water.")], [other, PAPER]):
        after = {**before, **segments(b=list(records))}
        assert refreshed(before, after) == made_anew(after)
        assert refreshed(after, before) == made_anew(before)


def test_a_title_spelled_otherwise_keeps_the_work() -> None:
    doi = (Identifier("doi", "10.1/x"),)
    cut = replace(PAPER, title="Tidal graphs", identifiers=doi, complete=False)
    other = replace(PAPER, title="Other Tides", identifiers=doi)
    for records in ([cut], [cut, other]):
        before = segments(a=list(records))
        after = {**before, **segments(b=[replace(PAPER, identifiers=doi, complete=True)])}
        assert refreshed(before, after) == made_anew(after)
        assert refreshed(after, before) == made_anew(before)


def test_what_is_stated_in_two_forms_is_referred_to_once() -> None:
    arxiv = Identifier("arxiv", "2101.00001")
    both = (arxiv, Identifier("doi", "10.48550/arxiv.2101.00001"))
    twice = (Category("cs.LG", "LG"), Category("cs.LG", "cs.LG"))
    conference = replace(PAPER, title="Other Tides", identifiers=(arxiv,), categories=twice[:1])
    one = replace(PAPER, identifiers=both[:1], categories=twice[:1])
    two = replace(PAPER, identifiers=both, categories=twice)
    before = segments(a=[conference, one])
    after = {**before, **segments(b=[two])}
    assert refreshed(before, after) == made_anew(after)
    assert refreshed(after, before) == made_anew(before)


def test_what_the_graph_does_not_tell_is_resolved_anew() -> None:
    stated = (Identifier("orcid", "0000-0002-1825-0097"), Identifier("dblp", "1/2"))
    person = Person(identifiers=stated, names=("Ilsa Thornquist",))
    before = segments(a=[PAPER])
    assert refreshed(before, {**before, **segments(b=[person])}) is None


def test_pairs_are_in_one_order_however_they_come() -> None:
    """A name that another begins with: a tab sorts before a hyphen, as written it does not."""

    def papers(*years: int) -> list[Paper | Profile | Person | Volume]:
        return [
            Paper(title=f"On {name} {year}", mentions=(Mention(name, 1), Mention("Zoe Hill", 2)))
            for name in ("Ada", "Ada-Li")
            for year in years
        ]

    before, after = segments(a=papers(1, 2)), segments(a=papers(1, 2), b=papers(3))
    assert refreshed(before, after) == made_anew(after)


def test_fields_of_lines_are_told_apart_whatever_titles_hold() -> None:
    """Between fields a line has a tab, which is written as the characters that LaTeX may hold."""

    def papers(*numbers: int) -> list[Paper | Profile | Person | Volume]:
        return [
            Paper(
                title=rf"The \tau-lemma \\textbf{{of}} 100 % a|b, \no {number}",
                mentions=(Mention("Ada Hill", 1), Mention("Zoe Brook", 2)),
                date=PartialDate(2020 + number),
            )
            for number in numbers
        ]

    before, after = segments(a=papers(1)), segments(a=papers(1), b=papers(2, 3))
    found = made_anew(after)
    assert refreshed(before, after) == found
    pairs = [line for line in found if "pairTotals" in line]
    assert [r"3\nname/ada_hill\tname/zoe_brook\t2021\t2023" in line for line in pairs] == [True]
