"""The parts that linking is made of: letters, names, titles and venues compared."""

from __future__ import annotations

from difflib import SequenceMatcher

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.link.letters import likeness, masks, plain_letters, shared
from kg.link.names import PersonName, agreement, list_agreement, person_name
from kg.link.titles import title_form
from kg.link.venues import VenueAgreement, venue_agreement, venue_form
from tests.strategies import names

SAME_PERSON = (
    *(("Hosagra V. Jagad", "HV Jagad"), ("Hosagra V. Jagad", "Jagad HV")),
    *(("Hugo Garza-Molina", "H. Garza Molina"), ("Hugo Garza-Molina", "Garza-Molina, H.")),
    *(("Wei Tan", "Tan Wei"), ("Wei Tan", "Tan, W."), ("Jin-Duk Park", "Jinduk Park")),
    *(("Mike Frankel", "Michael J. Frankel"), ("Ludo van der Voorn", "Ludo Voorn")),
    *(("Ada Brook, Jr.", "Ada Brook"), ("Wei Tan 0001", "W. Tan"), ("J. Ada Brook", "Ada Brook")),
    *(("Jürgen Möller", "Jurgen Moller"), ("Xue (Steve) Liu", "Xue Liu"), ("王小明", "王小明")),
    *(("Ada Thornquist", "Ada Thornqiust"), ("The Harbour Team", "CORPORATE Harbour Team")),
    *(("Maria Lopez Garza", "Maria Lopez"), ("AdaThornquist", "Ada Thornquist")),
    *(("Alex Lee", "Alexander Lee"), ("Y. Wang", "Yuewei Wang"), ("Yue-Wei Wang", "Yuewei Wang")),
    *(("Dan Kim", "Daniel Kim"), ("J. D. Park", "Jin-Duk Park")),
)
OTHER_PEOPLE = (
    *(("Ada Brook", "Ida Brook"), ("Wei Wang", "W. Zhang"), ("M. J. Jordan", "M. I. Jordan")),
    *(("Ada Brook", "Bo Brook"), ("Ada Brook", "Ada Stone"), ("J. Wang", "J. Yang")),
    # Whole syllables are never left away to sign a paper, nor letters of one.
    *(("Yue Wang", "Yuewei Wang"), ("Jia Li", "Jian Li"), ("Min Cho", "Minho Cho")),
)


@pytest.mark.parametrize(("one", "other"), SAME_PERSON)
def test_two_forms_of_a_name_agree(one: str, other: str) -> None:
    assert agreed(one, other) >= 0.7


@pytest.mark.parametrize(("one", "other"), OTHER_PEOPLE)
def test_names_of_two_people_do_not_agree(one: str, other: str) -> None:
    assert agreed(one, other) == 0


def test_an_initial_says_less_than_a_name() -> None:
    assert agreed("Ada Brook", "A. Brook") < agreed("Ada Brook", "Ada M. Brook") < 1
    assert 0 < agreed("Michael I. Jord", "Michael J. Jord") < agreed("A. Jord", "Ada Jord")


def agreed(one: str, other: str) -> float:
    first, second = person_name(one), person_name(other)
    assert first
    assert second
    return agreement(first, second)


@given(names(), names())
def test_agreement_is_the_same_in_either_order(one: str, other: str) -> None:
    first, second = person_name(one), person_name(other)
    if first and second:
        assert agreement(first, second) == agreement(second, first)
        assert 0 <= agreement(first, second) <= 1
        assert agreement(first, first) == 1


def test_what_has_no_letters_is_no_name() -> None:
    assert person_name("?") is None
    assert person_name("Jr.") is None


def test_lists_pair_off_each_name_once() -> None:
    one = people("Ada Brook", "Bo Lindqvist", "Wei Tan")
    found = list_agreement(one, people("W. Tan", "A. Brook", "Mina Quell", "Oda Vex"))
    assert (found.shorter, found.longer, len(found.pairs)) == (3, 4, 2)
    assert found.agreed == pytest.approx(1.7)
    assert list_agreement(people("A. Brook"), people("Ada Brook", "Alf Brook")).agreed < 1


def people(*printed: str) -> list[PersonName]:
    return [name for name in map(person_name, printed) if name]


@given(st.text(alphabet="abcd ", max_size=30), st.text(alphabet="abcd ", max_size=30))
def test_letters_in_common_are_those_of_the_longest_common_subsequence(
    one: str, other: str
) -> None:
    lengths = [[0] * (len(other) + 1) for _ in range(len(one) + 1)]
    for i, a in enumerate(one):
        for j, b in enumerate(other):
            longest = max(lengths[i][j + 1], lengths[i + 1][j])
            lengths[i + 1][j + 1] = lengths[i][j] + 1 if a == b else longest
    assert shared(masks(one), len(one), other) == lengths[-1][-1]
    assert likeness(one, other) >= SequenceMatcher(None, one, other).ratio() - 1e-9


def test_marks_and_letters_of_other_alphabets() -> None:
    assert plain_letters("Ærøskøbing ŁÓDŹ Straße") == "aeroskobing lodz strasse"
    assert plain_letters("Ω王") == "ω王"


@pytest.mark.parametrize(
    ("title", "numbers"),
    [
        ("Salt Tides, Part II", {"2"}),
        ("Salt Tides, Part One", {"1"}),
        ("Salt Tides I", {"1"}),
        ("I and the Tides", set()),
        ("The First 100 Tides of 1999", {"100", "1999"}),
        ("The 21st Harbour Workshop", {"21"}),
        ("One Tide, Two Harbours", set()),
    ],
)
def test_numbers_that_tell_titles_apart(title: str, numbers: set[str]) -> None:
    assert title_form(title).numbers == numbers


@pytest.mark.parametrize(
    ("one", "other", "said"),
    [
        ("VLDB", "Very Large Data Bases", "alike"),
        ("VLDB J.", "The VLDB Journal &mdash; The International Journal on Tides", "alike"),
        ("VLDB", "VLDB J.", "other kind"),
        ("NIPS", "Advances in Neural Information Processing Systems 30", "same"),
        ("SIGMOD Conference", "Proceedings of the ACM SIGMOD", "same"),
        ("VLDB", "SIGMOD Conference", "other"),
        ("SIGMOD Record", "ACM SIGMOD Record", "alike"),
        ("Tidal Syst. Rev.", "Tidal Systems Review", "alike"),
        ("CoRR", "ICLR", "preprint"),
        ("CoRR", "arXiv preprint arXiv:1234.5678", "same"),
        ("Salt and Sea Days", "Rock Pool Evenings", "unlike"),
        ("VLDB", "SALTDAYS", "unlike"),
        ("VLDB", "Salt and Sea Days", "unknown"),
        ("Harbour Workshop", "Journal of Tides", "other kind"),
    ],
)
def test_venues_compared(one: str, other: str, said: str) -> None:
    first, second = venue_form(one), venue_form(other)
    assert venue_agreement(first, second) is venue_agreement(second, first) is VenueAgreement(said)
