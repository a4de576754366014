"""The resolved view: one publication from records that overlap and disagree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from kg.graph import repeated
from kg.graph.iri import publication_iri
from kg.graph.ntriples import document_of
from kg.graph.read import in_order, nodes, read_papers
from kg.graph.segment import make_segment
from kg.graph.vocab import DEFAULT_BASE, KG, PROV, RDF, SCHEMA
from kg.model import (
    Category,
    CodeLink,
    Edition,
    Evidence,
    Identifier,
    Mention,
    Metric,
    Paper,
    PartialDate,
    Profile,
    Source,
    SubmissionStatus,
    Venue,
    VenueKind,
)
from tests.segments import resolved_lines, segment_of

NEURIPS = Edition(Venue("NeurIPS", VenueKind.CONFERENCE), 2025)
RIVERS = Paper(
    title="On Rivers",
    mentions=(Mention("Mara Lindqvist", 1), Mention("Ada Okoye", 2)),
    complete=True,
    edition=NEURIPS,
    date=PartialDate(2025),
)
REPOSITORY = CodeLink("https://github.com/mara/rivers", (Evidence.ABSTRACT,), "see github")


def source(letter: str) -> Source:
    return Source(sha256=letter * 64, file_name=f"{letter}.txt", format="arrow", parser="arrow 1")


def resolved(*sources: Sequence[Paper | Profile]) -> list[str]:
    """The graph of some sources, named a, b, … by their place."""
    segments = {
        letter * 64: segment_of(source(letter), records)
        for letter, records in zip("abcdef", sources, strict=False)
    }
    return resolved_lines(segments)


def publication(lines: Sequence[str], paper: Paper = RIVERS) -> Paper:
    iri = publication_iri(DEFAULT_BASE, paper)
    own = [line for line in lines if document_of(line) == iri]
    (found,) = read_papers(DEFAULT_BASE, iri, own)
    return found


def facts(lines: Sequence[str], subject: str) -> Mapping[str, list[str]]:
    node = nodes(lines)[subject]
    return {predicate: node.values(predicate) for predicate in node.properties}


def cut(*names: str, unplaced: Sequence[str] = (), complete: bool | None = False) -> Paper:
    mentions = [Mention(name, place) for place, name in enumerate(names, 1)]
    mentions += [Mention(name) for name in unplaced]
    return replace(RIVERS, mentions=tuple(mentions), complete=complete)


def test_a_complete_list_wins_over_a_cut_one_whole() -> None:
    one = publication(resolved([cut("Mara Lindqvist", unplaced=["Ada Okoye"])], [RIVERS]))
    assert one.mentions == RIVERS.mentions
    assert one.complete is True


def test_an_author_missing_from_a_cut_list_joins_without_a_place() -> None:
    eight = [f"Author {letter}" for letter in "ABCDEFGH"]
    unknown = cut("Mara Lindqvist", *eight[:7], complete=None)
    other = cut("Mara Lindqvist", *eight[:7], unplaced=["Ada Okoye"])
    one = publication(resolved([unknown], [other]))
    assert [m.name for m in one.placed] == ["Mara Lindqvist", *eight[:7]]
    assert [m.name for m in one.unplaced] == ["Ada Okoye"]
    assert one.complete is False, "a page that names one more shows that the list is cut"


def test_a_shorter_cut_list_does_not_make_a_longer_unknown_one_cut() -> None:
    eight = ["Mara Lindqvist", *(f"Author {letter}" for letter in "ABCDEFG")]
    unknown, short = cut(*eight, complete=None), cut(*eight[:3])
    assert publication(resolved([unknown], [short])).complete is None


def test_a_kind_that_only_one_record_states_is_kept() -> None:
    letters = Edition(Venue("River Letters"), 2020)
    plain = replace(RIVERS, edition=letters)
    stated = replace(
        cut("Mara Lindqvist"),
        edition=replace(letters, venue=Venue("River Letters", VenueKind.JOURNAL)),
    )
    kinds = facts(resolved([plain], [stated]), f"{DEFAULT_BASE}venue/river-letters")
    assert f"{SCHEMA}Periodical" in kinds[f"{RDF}type"]


def test_the_smallest_source_hash_decides_between_equals() -> None:
    first, second = replace(RIVERS, title="On rivers!"), replace(RIVERS, title="ON RIVERS")
    assert publication(resolved([first], [second])).title == "On rivers!"
    assert publication(resolved([second], [first])).title == "ON RIVERS"


def test_a_printed_date_of_the_venues_year_is_believed_and_the_finer_one() -> None:
    preprint = replace(RIVERS, date=PartialDate(2024, 10, 11))
    month = replace(RIVERS, date=PartialDate(2025, 12))
    guessed = replace(RIVERS, date=PartialDate(2025, 12, 3, "Dec 3", inferred=True))
    assert publication(resolved([preprint], [RIVERS])).date == PartialDate(2025)
    assert publication(resolved([RIVERS], [month])).date == PartialDate(2025, 12)
    assert publication(resolved([guessed], [month])).date == PartialDate(2025, 12)
    unknown = replace(RIVERS, date=PartialDate(as_listed="Dec 3"))
    assert publication(resolved([unknown], [guessed])).date == guessed.date


def test_each_field_holds_one_value_and_sets_are_joined() -> None:
    one = replace(RIVERS, abstract="Water.", keywords=("rivers",), categories=(Category("cs.LG"),))
    other = replace(
        RIVERS, abstract="Other water.", keywords=("lakes",), categories=(Category("cs.CL"),)
    )
    found = publication(resolved([one], [other]))
    assert found.abstract == "Water."
    assert found.keywords == ("lakes", "rivers")
    assert [category.code for category in found.categories] == ["cs.CL", "cs.LG"]


def test_every_statement_says_which_sources_make_it() -> None:
    lines = resolved([cut("Mara Lindqvist", unplaced=["Ada Okoye"])], [RIVERS])
    iri = publication_iri(DEFAULT_BASE, RIVERS)
    derived = f"{PROV}wasDerivedFrom"
    both = [f"{DEFAULT_BASE}source/{letter * 64}" for letter in "ab"]
    assert facts(lines, iri)[derived] == both
    assert facts(lines, f"{iri}#author-1")[derived] == both
    assert facts(lines, f"{iri}#author-2")[derived] == both[1:]


def test_code_links_of_one_repository_are_one_with_all_evidence() -> None:
    shouted = CodeLink("https://github.com/MARA/Rivers", (Evidence.METADATA,), official=True)
    badge = CodeLink(None, (Evidence.BADGE,))
    found = publication(
        resolved(
            [replace(RIVERS, code_links=(REPOSITORY,))],
            [replace(RIVERS, code_links=(shouted,))],
            [replace(RIVERS, code_links=(badge,))],
        )
    )
    (link,) = found.code_links
    assert link.url == REPOSITORY.url
    assert link.evidence == (Evidence.BADGE, Evidence.ABSTRACT, Evidence.METADATA)
    assert link.quote == "see github"
    assert link.official is True


def test_a_badge_stands_alone_beside_two_repositories() -> None:
    other = CodeLink("https://github.com/mara/lakes", (Evidence.ABSTRACT,))
    badge = CodeLink(None, (Evidence.BADGE,))
    found = publication(
        resolved(
            [replace(RIVERS, code_links=(REPOSITORY, other))],
            [replace(RIVERS, code_links=(badge,))],
        )
    )
    assert [link.url for link in found.code_links] == [None, other.url, REPOSITORY.url]


def test_figures_of_every_source_are_kept_apart() -> None:
    lines = resolved(
        [replace(RIVERS, metrics=(Metric("paperScore", 60),))],
        [replace(RIVERS, metrics=(Metric("paperScore", 70),))],
    )
    assert sorted(m.value for m in publication(lines).metrics) == [60, 70]


def test_a_second_record_in_one_source_is_merged_and_both_are_kept_in_the_segment() -> None:
    again = replace(RIVERS, abstract="Water.", metrics=(Metric("paperScore", 60),), complete=None)
    segment = make_segment(DEFAULT_BASE, source("a"), [RIVERS, RIVERS, again])
    assert (segment.counts.read, segment.counts.loaded, segment.counts.merged) == (3, 1, 2)
    iri = publication_iri(DEFAULT_BASE, RIVERS)
    own = [line for line in segment.lines if document_of(line) == iri]
    assert read_papers(DEFAULT_BASE, iri, own) == [in_order(RIVERS), in_order(again)]
    found = publication(resolved([RIVERS, RIVERS, again]))
    assert found.abstract == "Water."
    assert found.complete is True
    assert [metric.value for metric in found.metrics] == [60]
    assert not any("record-2" in line or "recordOf" in line for line in resolved([RIVERS, again]))


def test_a_publication_outranks_a_rejected_submission() -> None:
    rejected = replace(RIVERS, submission_status=SubmissionStatus.REJECTED)
    alone = facts(resolved([rejected]), publication_iri(DEFAULT_BASE, RIVERS))
    assert alone[f"{KG}submittedTo"] == [f"{DEFAULT_BASE}venue/neurips/2025"]
    assert f"{KG}publishedInSeries" not in alone
    both = facts(resolved([rejected], [RIVERS]), publication_iri(DEFAULT_BASE, RIVERS))
    assert f"{KG}submittedTo" not in both
    assert both[f"{KG}publishedInEdition"] == [f"{DEFAULT_BASE}venue/neurips/2025"]


def test_publications_are_one_work_only_by_a_shared_identifier() -> None:
    preprint = replace(
        RIVERS, edition=None, identifiers=(Identifier("doi", "10.48550/arxiv.2501.00001"),)
    )
    printed = replace(
        RIVERS,
        identifiers=(Identifier("arxiv", "2501.00001"), Identifier("doi", "10.1000/rivers")),
    )
    other = replace(RIVERS, title="On Lakes")
    lines = resolved([preprint, other], [printed])
    counts_as = {
        paper: facts(lines, publication_iri(DEFAULT_BASE, paper))[f"{KG}countsAs"]
        for paper in (preprint, printed, other)
    }
    (work,) = counts_as[preprint]
    assert work.startswith(f"{DEFAULT_BASE}work/")
    assert counts_as[printed] == [work]
    assert counts_as[other] == [publication_iri(DEFAULT_BASE, other)]
    assert facts(lines, work)[f"{SCHEMA}name"] == ["On Rivers"]
    apart = resolved([replace(preprint, identifiers=())], [printed])
    assert not any("/work/" in line for line in apart)


@pytest.mark.parametrize(
    ("identified", "status"),
    [
        ([None, None], "Unverified"),
        (["0000-0001-0000-0001", None], "Unverified"),
        (["0000-0001-0000-0001", "0000-0001-0000-0001"], "Verified"),
        (["0000-0001-0000-0001", "0000-0001-0000-0002"], "KnownAmbiguous"),
    ],
)
def test_a_name_is_verified_only_if_all_who_bear_it_are_one(
    identified: list[str | None], status: str
) -> None:
    papers = [
        Paper(
            title=f"Paper {number}",
            mentions=(Mention("Wei Tan", 1, (), (Identifier("orcid", orcid),) if orcid else ()),),
        )
        for number, orcid in enumerate(identified)
    ]
    lines = resolved(papers)
    cluster = facts(lines, f"{DEFAULT_BASE}name/wei_tan")
    assert cluster[f"{KG}identityStatus"] == [KG + status]
    persons = {f"{DEFAULT_BASE}person/orcid/{orcid}" for orcid in identified if orcid}
    assert set(cluster.get(f"{KG}possiblePerson", [])) == persons
    for paper, orcid in zip(papers, identified, strict=True):
        counted = facts(lines, f"{publication_iri(DEFAULT_BASE, paper)}#author-1")[f"{KG}countsAs"]
        assert counted == [
            f"{DEFAULT_BASE}person/orcid/{orcid}" if orcid else f"{DEFAULT_BASE}name/wei_tan"
        ]


def test_a_cluster_bears_the_most_frequent_form_of_its_name() -> None:
    papers = [
        Paper(title=f"Paper {number}", mentions=(Mention(name, 1),))
        for number, name in enumerate(["wei tan", "Wei Tan", "Wei Tan", "WEI TAN"])
    ]
    cluster = facts(resolved(papers), f"{DEFAULT_BASE}name/wei_tan")
    assert cluster[f"{SCHEMA}name"] == ["Wei Tan"]
    assert cluster[f"{SCHEMA}alternateName"] == ["WEI TAN", "wei tan"]


def test_volumes_exist_only_where_a_source_names_one() -> None:
    plain = facts(resolved([RIVERS]), publication_iri(DEFAULT_BASE, RIVERS))
    assert f"{SCHEMA}isPartOf" not in plain
    named = replace(RIVERS, edition=replace(NEURIPS, volume="38"))
    lines = resolved([named])
    volume = f"{DEFAULT_BASE}venue/neurips/2025/38"
    own = facts(lines, publication_iri(DEFAULT_BASE, RIVERS))
    assert own[f"{SCHEMA}isPartOf"] == [volume]
    assert facts(lines, volume)[f"{KG}proceedingsOf"] == [f"{DEFAULT_BASE}venue/neurips/2025"]


def test_the_categories_in_use_are_described_up_to_their_group() -> None:
    lines = resolved([replace(RIVERS, categories=(Category("cs.LG"),))])
    described = nodes(lines)
    concept = "https://w3id.org/scholarly-kg/arxiv/cs.LG"
    label = "http://www.w3.org/2004/02/skos/core#prefLabel"
    assert described[concept].values(label) == ["Machine Learning"]
    broader = "http://www.w3.org/2004/02/skos/core#broader"
    above = [concept]
    while parents := described[above[-1]].values(broader):
        above += parents
    assert len(above) == 3


def test_documents_that_are_taken_for_repeated_are_resolved_as_well(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lakes = replace(RIVERS, title="On Lakes", code_links=(REPOSITORY,))
    sources = [RIVERS, lakes], [RIVERS], [replace(RIVERS, title="On Seas")]
    expected = resolved(*sources)
    monkeypatch.setattr(repeated, "_SLOTS", 0)
    assert resolved(*sources) == expected
