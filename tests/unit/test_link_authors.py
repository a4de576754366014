"""Mentions of one name grouped into persons: people a user would recognise, all invented."""

from __future__ import annotations

import random
from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from kg.link.authors.grouping import group
from kg.link.authors.neighbours import FEW
from kg.link.authors.rarity import Rarity
from kg.link.authors.records import AuthorMention, Group, Known, Publication, Signature
from kg.model import Identifier
from kg.text.names import normalise_name

FIELDS = {
    "sea": ("tides", "currents", "buoys", "sediment", "salinity", "estuaries", "harbours"),
    "bees": ("hives", "pollen", "nectar", "foraging", "queens", "wax", "swarming"),
    "clocks": ("escapements", "pendulums", "springs", "chimes", "regulators", "dials", "gears"),
}


def paper(
    id_: str,
    title: str,
    *names: str,
    venue: str | None = None,
    year: int | None = 2015,
    affiliations: Sequence[str] = (),
    ids: Sequence[Identifier] = (),
) -> Publication:
    """A paper; affiliations and identifiers are those of its first author."""
    return Publication(
        id=id_,
        title=title,
        signatures=tuple(
            Signature(
                f"{id_}#author-{place}",
                name,
                normalise_name(name),
                tuple(affiliations) if place == 1 else (),
                tuple(ids) if place == 1 else (),
            )
            for place, name in enumerate(names, 1)
        ),
        venue=venue,
        year=year,
    )


def mentions(name: str, papers: Sequence[Publication]) -> list[AuthorMention]:
    return [
        AuthorMention(one, signature)
        for one in papers
        for signature in one.signatures
        if signature.name == name
    ]


def found(name: str, papers: Sequence[Publication], known: Known | None = None) -> list[set[str]]:
    """The groups of a name, each as the ids of its papers."""
    groups = group(mentions(name, papers), Rarity(papers), known or Known())
    return [of(one) for one in groups]


def of(group_: Group) -> set[str]:
    return {member.mention.publication.id for member in group_.members}


def career(
    prefix: str, name: str, field: str, partners: Sequence[str], papers: int
) -> list[Publication]:
    """Papers of one person in one field, each with two of the partners in turn."""
    words = FIELDS[field]
    return [
        paper(
            f"{prefix}{n}",
            f"{words[n % 7]} and {words[(n + 1) % 7]} of the {words[(n + 3) % 7]}",
            name,
            partners[n % len(partners)],
            partners[(n + 1) % len(partners)],
            venue=f"Journal of {field}",
            year=2010 + n,
        )
        for n in range(papers)
    ]


SEA = career("sea-", "Wei Wang", "sea", ["Odalys Ferrantine", "Birk Thorsager", "Ines Quill"], 5)
BEES = career("bees-", "Wei Wang", "bees", ["Tamsin Oakes", "Radmila Voss", "Otso Lehmus"], 5)


def test_two_people_of_a_common_name_with_other_partners_and_fields_are_two() -> None:
    assert found("Wei Wang", SEA + BEES) == [
        {one.id for one in BEES},
        {one.id for one in SEA},
    ]


def test_a_person_who_changes_field_but_keeps_a_partner_is_one() -> None:
    papers = [
        *career("sea-", "Wei Wang", "sea", ["Odalys Ferrantine", "Birk Thorsager"], 3),
        *career("clocks-", "Wei Wang", "clocks", ["Odalys Ferrantine", "Ines Quill"], 3),
    ]
    assert len(found("Wei Wang", papers)) == 1


def test_two_authors_of_one_paper_are_two_whatever_else_they_share() -> None:
    both = paper("both", "Tides and currents", "Wei Wang", "Odalys Ferrantine", "Wei Wang")
    groups = group(mentions("Wei Wang", [*SEA, both]), Rarity([*SEA, both]))
    assert len(groups) == 2
    assert {"both"} in [of(one) for one in groups]


def test_a_rare_name_is_one_person_on_grounds_that_do_not_do_for_a_common_one() -> None:
    def two(name: str) -> list[Publication]:
        return [
            paper("a", "Tides of the estuaries", name, "Odalys Ferrantine"),
            paper("b", "Pollen in estuaries", name, "Tamsin Oakes"),
        ]

    assert len(found("Wei Wang", two("Wei Wang"))) == 2
    assert len(found("Xanthippe Grimwald", two("Xanthippe Grimwald"))) == 1


def test_a_partner_of_a_common_name_says_less_than_one_of_a_rare_name() -> None:
    def two(partner: str) -> list[Publication]:
        return [
            paper("a", "Tides of the estuaries", "Wei Wang", partner),
            paper("b", "Pollen and nectar", "Wei Wang", partner, year=2016),
            *(paper(f"c{n}", f"Gears {n}", partner, f"Partner{n} Of{n}") for n in range(40)),
        ]

    def sure(papers: list[Publication]) -> float:
        (one,) = group(mentions("Wei Wang", papers), Rarity(papers))
        return min(member.confidence for member in one.members)

    assert sure(two("Yang Li")) < sure(two("Odalys Ferrantine"))


def test_one_affiliation_and_subject_make_up_for_partners() -> None:
    papers = [
        paper("a", "Salinity of estuaries", "Wei Wang", affiliations=["Harbour College, Eastness"]),
        paper("b", "Estuaries, salinity, sediment", "Wei Wang", affiliations=["Eastness Harbour"]),
        paper("c", "Queens and swarming", "Wei Wang", affiliations=["Hill School, Uppermoor"]),
    ]
    assert found("Wei Wang", papers) == [{"a", "b"}, {"c"}]


def orcid(number: int) -> Identifier:
    return Identifier("orcid", f"0000-0000-0000-{number:04}")


def test_one_identifier_joins_and_two_of_a_kind_part() -> None:
    papers = [
        paper("a", "Tides", "Wei Wang", "Odalys Ferrantine", ids=[orcid(1)]),
        paper("b", "Tides again", "Wei Wang", "Odalys Ferrantine", ids=[orcid(2)]),
        paper("c", "Queens and swarming", "Wei Wang", "Tamsin Oakes", year=1999, ids=[orcid(1)]),
    ]
    assert found("Wei Wang", papers) == [{"a", "c"}, {"b"}]


def test_what_joins_never_puts_two_identifiers_of_a_kind_together_through_others() -> None:
    papers = [
        paper("a", "Tides", "Wei Wang", "Odalys Ferrantine", "Birk Thorsager", ids=[orcid(1)]),
        paper("b", "Tides of old", "Wei Wang", "Odalys Ferrantine", "Birk Thorsager"),
        paper("c", "New tides", "Wei Wang", "Odalys Ferrantine", "Birk Thorsager", ids=[orcid(2)]),
    ]
    groups = found("Wei Wang", papers)
    assert not any({"a", "c"} <= one for one in groups)
    assert any("b" in one and len(one) == 2 for one in groups)


def test_identifiers_that_programs_guess_are_only_a_hint() -> None:
    same = Identifier("openalex", "A1")
    papers = [
        paper("a", "Tides", "Wei Wang", "Odalys Ferrantine", year=1960, ids=[same]),
        paper("b", "Queens and swarming", "Wei Wang", "Tamsin Oakes", year=2020, ids=[same]),
    ]
    assert len(found("Wei Wang", papers)) == 2


def test_who_was_refused_stays_out_and_who_was_accepted_stays_in() -> None:
    person = frozenset({Identifier("local", "sailor")})
    accepted = {f"{one.id}#author-1": person for one in SEA[:2]}
    refused = Known(members=accepted, refused={"sea-4#author-1": person})
    groups = found("Wei Wang", SEA, refused)
    assert {"sea-0", "sea-1"} <= groups[0]
    assert not any({"sea-0", "sea-4"} <= one for one in groups)
    by_hand = Known(members=accepted | {"bees-0#author-1": person})
    assert {"sea-0", "sea-1", "bees-0"} <= found("Wei Wang", [*SEA, *BEES], by_hand)[0]


def test_a_group_keeps_together_and_apart_when_papers_come() -> None:
    def person(name: str) -> frozenset[Identifier]:
        return frozenset({Identifier("local", name)})

    known = Known(
        members={f"{one.id}#author-1": person("sailor") for one in SEA}
        | {f"{one.id}#author-1": person("keeper") for one in BEES}
    )
    between = [
        paper("new-1", "Tides and pollen", "Wei Wang", "Odalys Ferrantine", "Tamsin Oakes"),
        paper("new-2", "Hives of wax", "Wei Wang", "Radmila Voss", "Otso Lehmus"),
    ]
    papers = [*SEA, *BEES, *between]
    groups = group(mentions("Wei Wang", papers), Rarity(papers), known)
    assert [one.proving for one in groups if len(one.members) > 1] in (
        [person("keeper"), person("sailor")],
        [person("sailor"), person("keeper")],
    )
    kept = {next(iter(one.proving)).value: of(one) for one in groups if one.proving}
    assert {one.id for one in SEA} <= kept["sailor"]
    assert {"new-2", *(one.id for one in BEES)} <= kept["keeper"]


@settings(max_examples=25, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_order_of_the_mentions_says_nothing(chance: random.Random) -> None:
    papers = [*SEA, *BEES, *career("clocks-", "Wei Wang", "clocks", ["Yang Li", "Ines Quill"], 4)]
    shuffled = chance.sample(papers, len(papers))
    assert group(mentions("Wei Wang", papers), Rarity(papers)) == group(
        mentions("Wei Wang", shuffled), Rarity(shuffled)
    )


def test_the_core_is_sure_and_who_joins_says_why() -> None:
    (one,) = group(mentions("Wei Wang", SEA), Rarity(SEA))
    assert any(member.confidence == 1.0 and not member.reasons for member in one.members)
    joined = [member for member in one.members if member.reasons]
    assert joined
    for member in joined:
        assert 0.5 < member.confidence < 1.0
        assert "coauthors" in {reason.feature for reason in member.reasons}


def test_a_name_with_many_papers_is_grouped_by_what_few_of_them_share() -> None:
    people = 2 * FEW // 3

    def lifework(number: int) -> list[Publication]:
        letter = chr(ord("a") + number % 26) + chr(ord("a") + number // 26)
        partners = f"Ann{letter} Quill{letter}", f"Bo{letter} Hazel{letter}"
        title = " ".join(f"{letter}{letter}{word}" for word in FIELDS["bees"])
        return [paper(f"p{number:03}-{n}", title, "Wei Wang", *partners) for n in range(3)]

    papers = [one for number in range(people) for one in lifework(number)]
    groups = found("Wei Wang", papers)
    assert len(papers) > FEW
    assert len(groups) == people
    assert all(len({id_.split("-")[0] for id_ in one}) == 1 for one in groups)


def test_names_that_can_not_be_read_are_grouped_too() -> None:
    papers = [paper("a", "Tides", "?", "Birk Thorsager"), paper("b", "Bees", "?")]
    assert sum(map(len, found("?", papers))) == 2
    assert group([], Rarity([])) == []
