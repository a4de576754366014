"""What links do to the graph: which have an effect, which have none, and who has the last word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from kg.graph.segment import make_segment
from kg.graph.vocab import DEFAULT_BASE, KG, OWL, PROV, SAME_AS, SCHEMA, SKOS
from kg.model import (
    Edition,
    Identifier,
    Judgement,
    LinkRecord,
    Mention,
    Paper,
    Person,
    Record,
    Source,
    Venue,
)
from kg.resolve import link_lines
from tests.linking import cluster_iri, link, paper_iri, person, possible, same, verified
from tests.segments import resolved_lines, segment_of

ACCEPT, REVIEW, REFUSE = Judgement.ACCEPT, Judgement.REVIEW, Judgement.REFUSE
PROVEN = ("orcid",)
ORCID = Identifier("orcid", "0000-0002-1825-0097")
ADA, MARA = person("local/ada"), person("local/mara")

RIVERS = Paper(
    title="On Rivers",
    mentions=(Mention("Mara Lindqvist", 1), Mention("Ada Okoye", 2)),
    complete=True,
    edition=Edition(Venue("Tidal Data"), 2025),
)
PREPRINT = replace(RIVERS, title="On rivers, and why they bend", edition=None)
TALK = replace(RIVERS, title="Why rivers bend", edition=None)
PAPERS = (RIVERS, PREPRINT, TALK)


def source(letter: str) -> Source:
    return Source(sha256=letter * 64, file_name=f"{letter}.tsv", format="sssom", parser="sssom 1")


def graph(*sources: Sequence[Record]) -> set[str]:
    """The default graph of some sources, named a, b, … by their place."""
    segments = {
        letter * 64: segment_of(source(letter), records)
        for letter, records in zip("abcdef", sources, strict=False)
    }
    return set(resolved_lines(segments))


def with_doi(paper: Paper, value: str) -> Paper:
    return replace(paper, identifiers=(Identifier("doi", value),))


def values(lines: set[str], subject: str, predicate: str) -> set[str]:
    start = f"<{subject}> <{predicate}> "
    return {line.removeprefix(start)[:-2].strip("<>") for line in lines if line.startswith(start)}


def works(lines: set[str]) -> list[set[str]]:
    """The titles of the papers of each work that has several."""
    titles = {paper_iri(paper): paper.title for paper in PAPERS}
    found: dict[str, set[str]] = {}
    for iri, title in titles.items():
        for work in values(lines, iri, f"{SCHEMA}exampleOfWork"):
            assert values(lines, iri, f"{KG}countsAs") == {work}
            found.setdefault(work, set()).add(title)
    return list(found.values())


# Papers


def test_an_accepted_link_makes_two_papers_one_work() -> None:
    lines = graph([RIVERS, PREPRINT], [same(RIVERS, PREPRINT)])
    assert works(lines) == [{RIVERS.title, PREPRINT.title}]


@pytest.mark.parametrize("judgement", [REVIEW, REFUSE])
def test_a_link_that_is_not_accepted_changes_no_work(judgement: Judgement) -> None:
    assert works(graph([RIVERS, PREPRINT], [same(RIVERS, PREPRINT, judgement)])) == []


def test_a_link_waits_for_the_paper_that_is_not_there() -> None:
    links = [same(RIVERS, PREPRINT)]
    alone = graph([RIVERS], links)
    assert works(alone) == []
    assert values(alone, paper_iri(RIVERS), f"{KG}countsAs") == {paper_iri(RIVERS)}
    assert len(works(graph([RIVERS], links, [PREPRINT]))) == 1


@pytest.mark.parametrize(
    ("decisions", "one_work"),
    [
        ([(REFUSE, "2026-01-02")], False),
        ([(REFUSE, "2026-01-02"), (ACCEPT, "2026-01-03")], True),
        ([(ACCEPT, "2026-01-02"), (REFUSE, "2026-01-03")], False),
        ([(ACCEPT, "2026-01-02"), (REFUSE, "2026-01-02")], False),
        ([(REVIEW, "2026-01-02")], True),
    ],
)
def test_the_last_word_is_a_persons(decisions: list[tuple[Judgement, str]], one_work: bool) -> None:
    by_hand = [
        replace(same(PREPRINT, RIVERS, judgement, by_hand=True), date=date.fromisoformat(day))
        for judgement, day in decisions
    ]
    lines = graph([RIVERS, PREPRINT], [same(RIVERS, PREPRINT)], by_hand)
    assert bool(works(lines)) is one_work


def test_a_refusal_parts_what_an_identifier_joins() -> None:
    papers = [with_doi(paper, "10.1/x") for paper in PAPERS]
    assert len(works(graph(papers))[0]) == 3
    parted = graph(papers, [same(RIVERS, PREPRINT, REFUSE, by_hand=True)])
    (work,) = works(parted)
    assert len(work) == 2
    assert TALK.title in work


def test_a_refused_pair_is_not_joined_through_a_third() -> None:
    links = [same(RIVERS, PREPRINT, confidence=0.99), same(PREPRINT, TALK, confidence=0.9)]
    assert works(graph(PAPERS, links)) == [{paper.title for paper in PAPERS}]
    refused = same(RIVERS, TALK, REFUSE, by_hand=True)
    assert works(graph(PAPERS, links, [refused])) == [{RIVERS.title, PREPRINT.title}]
    firm = same(PREPRINT, TALK, by_hand=True)
    assert works(graph(PAPERS, links, [refused, firm])) == [{PREPRINT.title, TALK.title}]


def test_two_dois_of_publishers_keep_a_program_from_joining() -> None:
    papers = [with_doi(RIVERS, "10.1/x"), with_doi(PREPRINT, "10.1/y")]
    assert works(graph(papers, [same(RIVERS, PREPRINT)])) == []
    assert len(works(graph(papers, [same(RIVERS, PREPRINT, by_hand=True)]))) == 1
    papers[1] = with_doi(PREPRINT, "10.48550/arxiv.2101.00001")
    assert len(works(graph(papers, [same(RIVERS, PREPRINT)]))) == 1


def test_an_identifier_of_any_member_counts_against_a_join() -> None:
    arxiv = Identifier("arxiv", "2101.00001")
    rivers = replace(RIVERS, identifiers=(arxiv, Identifier("doi", "10.1/x")))
    preprint = replace(PREPRINT, identifiers=(arxiv,))
    talk = with_doi(TALK, "10.1/y")
    lines = graph([rivers, preprint, talk], [same(PREPRINT, TALK)])
    assert works(lines) == [{RIVERS.title, PREPRINT.title}]


def test_a_paper_is_the_same_as_its_record_elsewhere() -> None:
    record, known = "https://dblp.org/rec/conf/tidal/Okoye25", "https://doi.org/10.1/x"
    links = [link(paper_iri(RIVERS), SAME_AS, one) for one in (record, known)]
    turned = [link(record, SAME_AS, paper_iri(RIVERS))]
    lines = graph([with_doi(RIVERS, "10.1/x")], links, turned)
    assert values(lines, paper_iri(RIVERS), f"{SCHEMA}sameAs") == {record, known}


# Venues and persons


def test_a_venue_is_the_same_as_its_entry_elsewhere() -> None:
    venue, entry = f"{DEFAULT_BASE}venue/tidal-data", "http://www.wikidata.org/entity/Q1"
    links = [link(venue, SAME_AS, entry), link(f"{DEFAULT_BASE}venue/none", SAME_AS, entry)]
    lines = graph([RIVERS], links)
    assert values(lines, venue, f"{SCHEMA}sameAs") == {entry}
    assert not [line for line in lines if "venue/none" in line]


def test_a_person_is_the_same_as_their_entry_elsewhere() -> None:
    entry = "http://www.wikidata.org/entity/Q2"
    paper = replace(RIVERS, mentions=(Mention("Ada Okoye", 1, (), (ORCID,)),))
    ada = person("orcid/0000-0002-1825-0097")
    links = [link(ada, SAME_AS, entry), link(MARA, SAME_AS, entry)]
    lines = graph([paper], links)
    assert entry in values(lines, ada, f"{SCHEMA}sameAs")
    assert not [line for line in lines if MARA in line]


def test_persons_that_are_one_stand_under_one_name() -> None:
    orcid, dblp = (ORCID,), (Identifier("dblp", "1/2"),)
    papers = [
        replace(RIVERS, mentions=(Mention("Ada Okoye", 1, (), orcid),)),
        replace(TALK, mentions=(Mention("A. Okoye", 1, (), dblp),)),
    ]
    one, other = person("orcid/0000-0002-1825-0097"), person("dblp/1/2")
    joined = graph(papers, [link(other, SAME_AS, one)])
    assert values(joined, paper_iri(papers[1]), f"{SCHEMA}author") == {one}
    refused = [link(one, SAME_AS, other, REFUSE, by_hand=True)]
    parted = graph(papers, [link(other, SAME_AS, one)], refused)
    assert values(parted, paper_iri(papers[1]), f"{SCHEMA}author") == {other}
    stated = Person(identifiers=orcid + dblp, names=("Ada Okoye",))
    assert values(graph(papers, [stated]), paper_iri(papers[1]), f"{SCHEMA}author") == {one}
    lines = graph(papers, [stated], refused)
    assert values(lines, paper_iri(papers[1]), f"{SCHEMA}author") == {other}


# Names


def test_who_may_stand_behind_a_name_is_said_and_no_more() -> None:
    before = graph([RIVERS])
    after = graph([RIVERS], [possible("Ada Okoye", ADA)])
    cluster = cluster_iri("Ada Okoye")
    said = {line for line in after - before if f"{DEFAULT_BASE}source/" not in line.split(" ")[0]}
    assert said == {f"<{cluster}> <{KG}possiblePerson> <{ADA}> ."}
    assert before <= after


def test_a_refused_person_does_not_stand_behind_a_name() -> None:
    refused = [possible("Ada Okoye", ADA, REFUSE, by_hand=True)]
    links = [possible("Ada Okoye", ADA), verified(RIVERS, 2, ADA)]
    lines = graph([RIVERS], links, refused)
    assert not [line for line in lines if ADA in line]


def test_a_program_alone_verifies_nobody() -> None:
    lines = graph([RIVERS], [verified(RIVERS, 2, ADA)])
    cluster = cluster_iri("Ada Okoye")
    assert values(lines, cluster, f"{KG}possiblePerson") == {ADA}
    assert values(lines, cluster, f"{KG}identityStatus") == {f"{KG}Unverified"}
    assert values(lines, f"{paper_iri(RIVERS)}#author-2", f"{KG}countsAs") == {cluster}


@pytest.mark.parametrize(
    "said",
    [
        verified(RIVERS, 2, ADA, by_hand=True),
        verified(RIVERS, 2, ADA, fields=PROVEN),
        verified(RIVERS, 2, ADA, fields=PROVEN, label="ada okoye"),
    ],
)
def test_a_verified_authorship_counts_for_the_person(said: LinkRecord) -> None:
    lines = graph([RIVERS], [said])
    authorship, cluster = f"{paper_iri(RIVERS)}#author-2", cluster_iri("Ada Okoye")
    for term in ("verifiedAgent", "countsAs"):
        assert values(lines, authorship, f"{KG}{term}") == {ADA}
    assert values(lines, authorship, f"{KG}agent") == {cluster}
    assert values(lines, authorship, f"{PROV}wasDerivedFrom") == {
        f"{DEFAULT_BASE}source/{letter * 64}" for letter in "ab"
    }
    authors = {cluster_iri("Mara Lindqvist"), ADA}
    assert values(lines, paper_iri(RIVERS), f"{SCHEMA}author") == authors
    assert values(lines, ADA, f"{SCHEMA}name") == {'"Ada Okoye"'}
    assert values(lines, cluster, f"{KG}identityStatus") == {f"{KG}Verified"}


@pytest.mark.parametrize(
    "said",
    [
        [verified(RIVERS, 2, ADA, REVIEW, by_hand=True)],
        [verified(RIVERS, 2, ADA, fields=PROVEN, label="Mara Lindqvist")],
        [verified(RIVERS, 2, ADA, fields=PROVEN), verified(RIVERS, 2, MARA, fields=PROVEN)],
        [verified(RIVERS, 2, ADA, by_hand=True), verified(RIVERS, 2, MARA, by_hand=True)],
        [verified(RIVERS, 2, ADA, fields=PROVEN), verified(RIVERS, 2, ADA, REFUSE, by_hand=True)],
        [verified(RIVERS, 9, ADA, by_hand=True)],
    ],
)
def test_what_is_open_refused_or_at_odds_verifies_nobody(said: list[LinkRecord]) -> None:
    lines = graph([RIVERS], said)
    assert not [line for line in lines if f"<{KG}verifiedAgent>" in line]


def test_by_hand_a_person_takes_the_place_of_what_a_source_states() -> None:
    stated = replace(RIVERS, mentions=(Mention("Ada Okoye", 1, (), (ORCID,)),))
    authorship, own = f"{paper_iri(stated)}#author-1", person("orcid/0000-0002-1825-0097")
    for said, agent in (
        (verified(stated, 1, ADA, fields=PROVEN), own),
        (verified(stated, 1, ADA, by_hand=True), ADA),
        (verified(stated, 1, own, REFUSE, by_hand=True), cluster_iri("Ada Okoye")),
    ):
        assert values(graph([stated], [said]), authorship, f"{KG}countsAs") == {agent}


def test_a_person_elsewhere_is_the_one_whom_their_identifier_names() -> None:
    lines = graph(
        [RIVERS], [verified(RIVERS, 2, "https://orcid.org/0000-0002-1825-0097", by_hand=True)]
    )
    own = person("orcid/0000-0002-1825-0097")
    assert own in values(lines, paper_iri(RIVERS), f"{SCHEMA}author")


def test_a_refusal_is_of_the_person_under_whichever_name() -> None:
    orcid = person("orcid/0000-0002-1825-0097")
    one = link(ADA, SAME_AS, orcid, by_hand=True)
    refused = possible("Ada Okoye", ADA, REFUSE, by_hand=True)
    lines = graph(
        [RIVERS], [one, possible("Ada Okoye", orcid), verified(RIVERS, 2, orcid)], [refused]
    )
    assert not [line for line in lines if f"<{KG}possiblePerson>" in line]


def test_a_decision_for_what_is_stated_anyhow_keeps_what_is_stated() -> None:
    both = (ORCID, Identifier("dblp", "1/2"))
    stated = replace(RIVERS, mentions=(Mention("Ada Okoye", 1, (), both),))
    lines = graph([stated], [verified(stated, 1, person("dblp/1/2"), by_hand=True)])
    own = person("orcid/0000-0002-1825-0097")
    assert values(lines, f"{paper_iri(stated)}#author-1", f"{KG}countsAs") == {own}
    assert len(values(lines, own, f"{SCHEMA}identifier")) == 2


# Links themselves


def test_a_link_stands_in_the_graph_of_its_run_with_its_evidence() -> None:
    segment = segment_of(source("b"), [same(RIVERS, PREPRINT, REFUSE)])
    quads = b"".join(link_lines(DEFAULT_BASE, {"b" * 64: segment})).decode().splitlines()
    run = f"{DEFAULT_BASE}graph/links/{'b' * 16}"
    assert all(line.endswith(f" <{run}> .") for line in quads)
    predicates = {line.split(" ")[1].strip("<>").rpartition("/")[2] for line in quads}
    for term in ("confidence", "mapping_justification", "comment", "mapping_tool_version"):
        assert term in predicates
    assert sum(f"<{OWL}annotatedSource> <{paper_iri(RIVERS)}>" in line for line in quads) == 1
    assert sum("sssom/NegatedPredicate" in line for line in quads) == 1
    assert sum(f"<{KG}judgement> <{KG}Refused>" in line for line in quads) == 1
    assert sum(f"<{PROV}Activity>" in line for line in quads) == 1


def test_a_link_that_says_nothing_new_is_merged() -> None:
    one = same(RIVERS, PREPRINT)
    made = make_segment(
        DEFAULT_BASE, source("b"), [one, replace(one, line=9), replace(one, confidence=0.5)]
    )
    assert (made.counts.read, made.counts.loaded, made.counts.merged) == (3, 2, 1)


@pytest.mark.parametrize(
    ("bad", "code", "cure"),
    [
        (link("doi:10.1/x", SAME_AS, paper_iri(RIVERS)), "no-iri", "in full"),
        (link(paper_iri(RIVERS), SAME_AS, "javascript:alert(1)"), "no-iri", "in full"),
        (link(paper_iri(RIVERS), SAME_AS, "https://e.org/a b"), "no-iri", "in full"),
        (same(RIVERS, RIVERS), "to-itself", "leave it out"),
        (same(RIVERS, PREPRINT, confidence=1.1), "bad-confidence", "from 0 to 1"),
        (same(RIVERS, PREPRINT, confidence=float("nan")), "bad-confidence", "from 0 to 1"),
    ],
)
def test_a_bad_link_is_rejected_with_line_and_cure(bad: LinkRecord, code: str, cure: str) -> None:
    made = make_segment(DEFAULT_BASE, source("b"), [replace(bad, line=7), same(RIVERS, TALK)])
    (problem,) = made.problems
    assert (problem.line, problem.code, problem.rejected) == (7, code, True)
    assert cure in problem.message
    assert (made.counts.loaded, made.counts.rejected) == (1, 1)


def test_a_link_of_another_kind_is_kept_and_remarked_on() -> None:
    made = make_segment(
        DEFAULT_BASE, source("b"), [link(paper_iri(RIVERS), f"{SKOS}related", paper_iri(TALK))]
    )
    assert [problem.code for problem in made.problems] == ["no-effect"]
    assert made.counts.loaded == 1
