"""Volumes with editors, and persons whom a source identifies, in the resolved graph."""

from __future__ import annotations

from dataclasses import replace

from kg.graph.read import nodes
from kg.graph.vocab import DEFAULT_BASE, KG, PROV, RDF, SCHEMA
from kg.model import (
    Edition,
    Identifier,
    Mention,
    Paper,
    PartialDate,
    Person,
    Profile,
    Source,
    Venue,
    VenueKind,
    Volume,
)
from kg.store.memory import MemoryStore
from kg.validation import validate
from tests.segments import as_block, resolved_lines, segment_of

ORCID = Identifier("orcid", "0000-0002-1825-0097")
DBLP = Identifier("dblp", "12/345")
MOVED = Identifier("dblp", "99/1")
VENUE = Venue("Tidal Data", VenueKind.CONFERENCE)
VOLUME = Volume(
    edition=Edition(VENUE, 2024, "2024-1"),
    title="Proceedings of Tidal Data",
    editors=(Mention("Ilsa Thornquist", 1, (), (ORCID,)), Mention("Bram O'Vell", 2)),
    publisher="Sea Press",
    date=PartialDate(2024, 5),
    identifiers=(Identifier("isbn", "9783161484100"),),
    urls=("https://example.org/tidal",),
)
PAPER = Paper(
    title="Tidal Graphs",
    mentions=(Mention("Ilsa Thornquist", 1, (), (ORCID,)), Mention("Bram O'Vell", 2, (), (DBLP,))),
    edition=Edition(VENUE, 2024, "2024-1"),
)


def graph(*sources: list[Paper | Profile | Person | Volume]) -> list[str]:
    return resolved_lines(
        {
            letter * 64: segment_of(
                Source(sha256=letter * 64, file_name=letter, format="x", parser="x 1"), records
            )
            for letter, records in zip("abcdef", sources, strict=False)
        }
    )


def person(scheme: str, value: str) -> str:
    return f"{DEFAULT_BASE}person/{scheme}/{value}"


def test_a_volume_has_its_title_editors_and_venue() -> None:
    found = nodes(graph([VOLUME, PAPER]))
    volume = found[f"{DEFAULT_BASE}venue/tidal-data/2024/2024-1"]
    assert volume.values(f"{RDF}type") == [f"{SCHEMA}PublicationVolume"]
    assert volume.values(f"{SCHEMA}name") == ["Proceedings of Tidal Data"]
    assert volume.values(f"{KG}proceedingsOf") == [f"{DEFAULT_BASE}venue/tidal-data/2024"]
    assert volume.values(f"{KG}publisherAsListed") == ["Sea Press"]
    assert volume.values(f"{SCHEMA}editor") == [
        f"{DEFAULT_BASE}name/bram_o%27vell",
        person("orcid", ORCID.value),
    ]
    editor = found[volume.values(f"{KG}editorship")[0]]
    assert editor.values(f"{KG}nameAsListed") == ["Ilsa Thornquist"]
    assert editor.values(f"{SCHEMA}position") == ["1"]


def test_the_record_with_most_editors_is_taken_and_no_volume_has_two_names() -> None:
    bare = replace(VOLUME, editors=(), title="Tidal Data Proceedings")
    found = nodes(graph([bare], [VOLUME]))
    volume = found[f"{DEFAULT_BASE}venue/tidal-data/2024/2024-1"]
    assert len(volume.values(f"{KG}editorship")) == 2
    assert len(volume.values(f"{SCHEMA}name")) == 1
    assert volume.values(f"{PROV}wasDerivedFrom") == [f"{DEFAULT_BASE}source/{'b' * 64}"]


def test_identifiers_that_a_source_ties_together_are_one_person_everywhere() -> None:
    """ORCID and DBLP here, DBLP alone there: one person, counted once."""
    both = Person(
        identifiers=(ORCID, DBLP), names=("Bram O'Vell", "B. O'Vell"), affiliations=("Sea Lab",)
    )
    alone = replace(PAPER, mentions=(Mention("Bram O'Vell", 1, (), (DBLP,)),), title="Rivers")
    found = nodes(graph([alone], [both]))
    kept = found[person("orcid", ORCID.value)]
    assert person("dblp", "12/345") not in found
    assert kept.values(f"{SCHEMA}alternateName") == ["B. O'Vell"]
    assert kept.values(f"{SCHEMA}affiliation") == ["Sea Lab"]
    assert person("dblp", "12/345") in kept.values(f"{SCHEMA}sameAs")
    cluster = found[f"{DEFAULT_BASE}name/bram_o%27vell"]
    assert cluster.values(f"{KG}identityStatus") == [f"{KG}Verified"]
    (author,) = [n for n in found.values() if f"{KG}verifiedAgent" in n.properties]
    assert author.values(f"{KG}verifiedAgent") == [kept.iri] == author.values(f"{KG}countsAs")


def test_an_identifier_that_was_replaced_leads_to_the_new_one() -> None:
    moved = Person(identifiers=(MOVED, DBLP), names=("Bram O'Vell",))
    found = nodes(graph([PAPER], [moved]))
    assert person("dblp", "12/345") not in found
    assert person("dblp", "12/345") in found[person("dblp", "99/1")].values(f"{SCHEMA}sameAs")


def test_identifiers_that_contradict_each_other_join_nobody() -> None:
    other = Identifier("orcid", "0000-0001-5109-3700")
    found = nodes(
        graph(
            [Person(identifiers=(ORCID, DBLP), names=("Bram O'Vell",))],
            [Person(identifiers=(other, DBLP), names=("Bram O'Vell",))],
        )
    )
    assert person("orcid", ORCID.value) in found
    assert person("orcid", other.value) in found


def test_what_a_losing_record_states_of_the_same_author_is_not_lost() -> None:
    cut = replace(PAPER, complete=False)
    full = replace(PAPER, complete=True, mentions=tuple(map(_without_ids, PAPER.mentions)))
    found = nodes(graph([full], [cut]))
    assert person("orcid", ORCID.value) in found


def _without_ids(mention: Mention) -> Mention:
    return replace(mention, identifiers=())


def test_the_graph_conforms_to_the_shapes() -> None:
    both = Person(identifiers=(ORCID, DBLP), names=("Bram O'Vell", "B. O'Vell"))
    store = MemoryStore(DEFAULT_BASE)
    store.commit([], as_block(graph([VOLUME, PAPER, both], [VOLUME, Profile(name="Bram")])))
    assert validate(store) == []
