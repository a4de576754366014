"""What a person may type for a parameter, and what is said when it doesn't fit."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import pyoxigraph
import pytest

from kg.errors import UnknownName, UnknownQuestion, UsageError
from kg.graph.vocab import DEFAULT_BASE
from kg.questions import ask, question, show
from kg.questions.parameters import bind
from kg.store.memory import MemoryStore
from tests.segments import as_block

FOLDER = Path(__file__).parents[1] / "cases" / "questions"
PERSON = f"{DEFAULT_BASE}person/orcid/0000-0001-0000-0009"


def store_of(*left_out: str) -> MemoryStore:
    """The small graph without the lines that hold certain words."""
    quads = pyoxigraph.parse(path=str(FOLDER / "small.ttl"), format=pyoxigraph.RdfFormat.TURTLE)
    lines = (f"{quad.subject} {quad.predicate} {quad.object} ." for quad in quads)
    made = MemoryStore(DEFAULT_BASE)
    made.commit([], as_block(x for x in lines if not any(word in x for word in left_out)))
    return made


@pytest.fixture(scope="module")
def store() -> MemoryStore:
    return store_of()


def bound(store: MemoryStore, name: str, **arguments: object) -> dict[str, list[str]]:
    """The terms for each parameter that got any, as text."""
    found = bind(store, question(name), arguments)
    return {name: [term.value for term in terms] for name, terms in found.items() if terms}


def author(store: MemoryStore, typed: str) -> str:
    return bound(store, "author_venues", author=typed)["author"][0].removeprefix(DEFAULT_BASE)


@pytest.mark.parametrize(
    ("typed", "agent"),
    [
        ("Ada Brook", "name/ada_brook"),
        ("  ada \u00a0 BROOK ", "name/ada_brook"),
        ("ＡＤＡ Brook", "name/ada_brook"),
        ("李 明", "name/李_明"),
        (f"{DEFAULT_BASE}name/ada_brook", "name/ada_brook"),
        (f"<{DEFAULT_BASE}name/ada_brook>", "name/ada_brook"),
        ("Dee Okafor", "person/orcid/0000-0001-0000-0009"),
        ("Wei Lin", "name/wei_lin"),
        ("wei lin 0001", "person/dblp/00/0001"),
        ("Gus Poe", "name/gus_poe"),
    ],
)
def test_an_author_is_an_exact_name_or_an_iri(store: MemoryStore, typed: str, agent: str) -> None:
    assert author(store, typed) == agent


@pytest.mark.parametrize("typed", ["Ada Brok", "Brook", "Brook Ada", "Ada", "Adda Brook"])
def test_an_author_is_never_guessed(store: MemoryStore, typed: str) -> None:
    with pytest.raises(UnknownName, match=f"no author is named exactly '{typed}'") as raised:
        author(store, typed)
    assert raised.value.candidates[0] == ("Ada Brook", f"{DEFAULT_BASE}name/ada_brook")


def test_a_name_like_no_other_has_no_candidates(store: MemoryStore) -> None:
    with pytest.raises(UnknownName) as raised:
        author(store, "Zzyzx Qqq")
    assert raised.value.candidates == ()


def test_a_name_of_two_proven_people_is_not_one_author() -> None:
    with pytest.raises(UsageError, match="2 things are named exactly 'Wei Lin'") as raised:
        author(store_of("twins"), "Wei Lin")
    assert "person/dblp/00/0001>" in str(raised.value)
    assert "person/orcid/0000-0002-0000-0008>" in str(raised.value)


def test_candidates_can_be_looked_at_safely() -> None:
    store = store_of()
    name = pyoxigraph.Literal("Ada Brook\x1b[2J\u202e")
    cluster = f"<{DEFAULT_BASE}name/x>"
    schema, kg = "http://schema.org/", "https://w3id.org/scholarly-kg/ontology#"
    a = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
    described = [f"{cluster} <{schema}name> {name} .", f"{cluster} {a} <{kg}NameCluster> ."]
    store.commit([], as_block(described))
    with pytest.raises(UnknownName) as raised:
        author(store, "Ada Brook")
    assert raised.value.candidates[0][0] == "Ada Brook\\x1b[2J\\u202e"


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("author_venues", f"{DEFAULT_BASE}name/nobody"),
        ("author_venues", f"{DEFAULT_BASE}venue/riverconf"),
        ("venue_authors", f"{DEFAULT_BASE}name/ada_brook"),
        ("paper_authors", f"{DEFAULT_BASE}work/maps-of-rain-0000000000000003"),
        ("where_from", "https://example.org/elsewhere"),
    ],
)
def test_an_iri_must_be_of_a_thing_of_its_kind(store: MemoryStore, name: str, typed: str) -> None:
    parameter = question(name).parameters[0].name
    with pytest.raises(UnknownName, match=typed):
        bound(store, name, **{parameter: typed})


def test_an_iri_must_be_one(store: MemoryStore) -> None:
    with pytest.raises(UsageError, match="is not an IRI"):
        author(store, "<http://example.org/} UNION {>")


@pytest.mark.parametrize(
    "typed", ["RiverConf", "riverconf", "RIVERCONF", "Conference on Rivers", "conference ON rivers"]
)
def test_a_venue_has_many_spellings(store: MemoryStore, typed: str) -> None:
    assert bound(store, "venue_authors", venue=typed) == {
        "venue": [f"{DEFAULT_BASE}venue/riverconf"]
    }


def test_an_unknown_venue_has_candidates(store: MemoryStore) -> None:
    with pytest.raises(UnknownName) as raised:
        bound(store, "venue_authors", venue="RiverCon")
    assert raised.value.candidates == (("RiverConf", f"{DEFAULT_BASE}venue/riverconf"),)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("cs.LG", "cs.LG"),
        ("CS.lg", "cs.LG"),
        ("machine learning", "cs.LG"),
        ("hep-th", "hep-th"),
        ("https://w3id.org/scholarly-kg/arxiv/stat.ME", "stat.ME"),
        ("https://w3id.org/scholarly-kg/arxiv/math.AG", "math.AG"),
    ],
)
def test_a_category_is_a_code_a_label_or_an_iri(store: MemoryStore, typed: str, code: str) -> None:
    found = bound(store, "papers_per_year", category=typed)["category"]
    assert found == [f"https://w3id.org/scholarly-kg/arxiv/{code}"]


def test_a_short_form_is_no_category(store: MemoryStore) -> None:
    with pytest.raises(UnknownName, match="no category is named exactly 'LG'") as raised:
        bound(store, "papers_per_year", category="LG")
    assert raised.value.candidates == (("cs.LG", "https://w3id.org/scholarly-kg/arxiv/cs.LG"),)


def test_a_title_of_two_papers_is_not_one_paper(store: MemoryStore) -> None:
    with pytest.raises(UsageError, match="2 things are named exactly 'Maps of Rain'") as raised:
        bound(store, "paper_authors", paper="Maps of Rain")
    assert "maps-of-rain-0000000000000003>" in str(raised.value)
    assert "maps-of-rain-0000000000000004>" in str(raised.value)


def test_an_unknown_title_has_candidates(store: MemoryStore) -> None:
    with pytest.raises(UnknownName) as raised:
        bound(store, "paper_authors", paper="Counting the Rivers")
    assert [name for name, _ in raised.value.candidates] == [
        "Counting Rivers",
        "Counting Rivers Again",
    ]


def test_an_entity_must_be_named_by_one_thing(store: MemoryStore) -> None:
    found = bound(store, "where_from", entity="Lin on Tides")
    assert found == {"entity": [f"{DEFAULT_BASE}paper/lin-on-tides-0000000000000008"]}
    with pytest.raises(UnknownName, match="no entity") as raised:
        bound(store, "where_from", entity="Lin on Tidess")
    assert raised.value.candidates[0][0] == "Lin on Tides"


@pytest.mark.parametrize(
    ("name", "arguments", "message"),
    [
        ("coauthors", {}, "author is missing: whose co-authors"),
        ("coauthors", {"author": None}, "author is missing"),
        ("joint_papers", {"author": []}, "author is missing"),
        ("coauthors", {"author": " "}, "author must be a text with something in it, not ' '"),
        ("coauthors", {"author": 7}, "author must be a text with something in it, not 7"),
        ("coauthors", {"author": ["Ada Brook", "Bo Lind"]}, "author takes one value, not 2"),
        ("coauthors", {"author": "Ada Brook", "min": 2}, "no parameter 'min'; it has author, min_"),
        ("coauthors", {"author": "Ada Brook", "min_shared": "two"}, "whole number, not 'two'"),
        ("coauthors", {"author": "Ada Brook", "min_shared": 2.5}, "whole number, not 2.5"),
        ("coauthors", {"author": "Ada Brook", "min_shared": True}, "whole number, not True"),
        ("coauthors", {"author": "Ada Brook", "min_shared": "9" * 5000}, "must be a whole number"),
        ("coauthors", {"author": "Ada Brook", "min_shared": 2**63}, "must be a whole number"),
        ("coauthors", {"author": "Ada Brook", "from_year": "20th"}, "from_year must be a year"),
        ("coauthors", {"author": "Ada Brook", "from_year": 0}, "from_year must be a year"),
        ("coauthors", {"author": "Ada Brook", "with_code": "maybe"}, "true or false, not 'maybe'"),
        ("coauthors", {"author": "Ada Brook", "with_code": 2}, "true or false, not 2"),
        ("find_author", {"text": "\ud800"}, "text must be Unicode text, not "),
        ("coauthors", {"author": "\ud800"}, "author must be Unicode text"),
    ],
)
def test_arguments_that_do_not_fit_are_said_plainly(
    store: MemoryStore, name: str, arguments: dict[str, object], message: str
) -> None:
    with pytest.raises(UsageError, match=message):
        bound(store, name, **arguments)


def test_absent_arguments_take_their_default_or_nothing(store: MemoryStore) -> None:
    found = bound(store, "coauthors", author="Ada Brook", category=None)
    assert found == {
        "author": [f"{DEFAULT_BASE}name/ada_brook"],
        "min_shared": ["1"],
        "submitted": ["false"],
    }


def test_many_values_are_taken_once_each(store: MemoryStore) -> None:
    found = bound(store, "joint_papers", author=["Ada Brook", "ada brook", "Bo Lind"])
    assert found["author"] == [f"{DEFAULT_BASE}name/ada_brook", f"{DEFAULT_BASE}name/bo_lind"]
    assert bound(store, "find_paper", text=" rain  maps rain ")["text"] == ["rain", "maps"]


def test_an_unknown_question_has_candidates(store: MemoryStore) -> None:
    with pytest.raises(UnknownQuestion, match="did you mean coauthors") as raised:
        ask(store, "coauthor", {})
    assert raised.value.candidates[0] == "coauthors"


def test_show_gives_what_is_run(store: MemoryStore) -> None:
    query = show(store, "author_venues", {"author": "Dee Okafor"})
    assert f"VALUES ?author {{ <{PERSON}> }}" in query
    assert "#+" not in query
    rows = cast("pyoxigraph.QuerySolutions", store.query(query))
    assert [int(row["papers"].value) for row in rows] == [1]


@pytest.mark.parametrize(
    "typed",
    [
        "https://github.com/AdaBrook/Rivers",
        "http://www.github.com/adabrook/rivers.git",
        "<https://github.com/AdaBrook/Rivers/tree/main>",
        " github.com/AdaBrook/Rivers ",
        f"{DEFAULT_BASE}code/github.com/adabrook/rivers",
    ],
)
def test_a_repository_is_an_address_or_an_iri(store: MemoryStore, typed: str) -> None:
    assert bound(store, "repository_papers", repository=typed)["repository"] == [
        f"{DEFAULT_BASE}code/github.com/adabrook/rivers"
    ]


@pytest.mark.parametrize("typed", ["Rivers", "github.com/AdaBrok/Rivers", "AdaBrook/River"])
def test_a_repository_is_never_guessed(store: MemoryStore, typed: str) -> None:
    with pytest.raises(UnknownName, match="no repository is named exactly") as raised:
        bound(store, "repository_papers", repository=typed)
    assert raised.value.candidates[0] == (
        "AdaBrook/Rivers",
        f"{DEFAULT_BASE}code/github.com/adabrook/rivers",
    )


@pytest.mark.parametrize("typed", ["https://[x", "github.com/a/b\x00", "ftp://example.org/x", ":"])
def test_what_is_no_address_is_no_repository(store: MemoryStore, typed: str) -> None:
    with pytest.raises(UsageError):
        bound(store, "repository_papers", repository=typed)


@pytest.mark.parametrize("typed", [0, 3, "three", True, 1.5])
def test_a_graph_goes_no_deeper_than_its_query(store: MemoryStore, typed: object) -> None:
    with pytest.raises(UsageError, match="depth must be a number from 1 to 2"):
        bound(store, "coauthor_graph", author="Ada Brook", depth=typed)


@pytest.mark.parametrize(
    ("name", "typed", "iri"),
    [
        ("author_venues", "name:ada_brook", "name/ada_brook"),
        ("author_venues", "person:orcid/0000-0001-0000-0009", "person/orcid/0000-0001-0000-0009"),
        ("venue_authors", "venue:riverconf", "venue/riverconf"),
        ("paper_authors", "paper:twins-0000000000000006", "paper/twins-0000000000000006"),
        ("repository_papers", "code:gitlab.com/fan/rain", "code/gitlab.com/fan/rain"),
        ("where_from", "source:a1", "source/a1"),
    ],
)
def test_a_short_form_as_tables_have_it_is_an_iri(
    store: MemoryStore, name: str, typed: str, iri: str
) -> None:
    parameter = question(name).parameters[0].name
    assert bound(store, name, **{parameter: typed})[parameter] == [f"{DEFAULT_BASE}{iri}"]


@pytest.mark.parametrize("typed", ["name:nobody", "name:", "Rain: a map", "venue:riverconf"])
def test_a_short_form_must_be_of_a_thing_of_its_kind(store: MemoryStore, typed: str) -> None:
    with pytest.raises(UnknownName, match="no author is named exactly"):
        bound(store, "author_venues", author=typed)
