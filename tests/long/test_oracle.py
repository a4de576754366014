"""Answers over all of the paper lists equal those of plain SQL over their JSON.

``KG_DATA`` can name the folder of the lists, ``KG_ORACLE_STORE`` a store that holds them all and
nothing else.
"""

from __future__ import annotations

import os
import random
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from itertools import islice, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from filelock import FileLock

import kg
from kg.questions import Iri
from tests.oracle.tables import tables

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

pytestmark = pytest.mark.long

ROOT = Path(__file__).parents[2]
DATA = Path(os.environ.get("KG_DATA") or ROOT.parent / "shared" / "data" / "paperlists")
QUESTIONS = sorted((ROOT / "tests" / "oracle" / "questions").glob("*.sql"))
SEED = 88_001
AUTHORS = int(os.environ.get("KG_ORACLE_AUTHORS", "200"))
CATEGORIES = 12
"""Of so many categories one is asked about where that takes long."""
SHOWN = 5
EMPTY = {"related_categories"}
"""To these the answer is that there is nothing: no list names two areas of a paper."""

Arguments = dict[str, Any]


@pytest.fixture(scope="module")
def lists() -> list[Path]:
    found = sorted(DATA.glob("*/*.json.gz"))
    if not found:
        pytest.skip("the paper lists (../shared/data/paperlists, or KG_DATA) are not here")
    return found


@pytest.fixture(scope="module")
def oracle(lists: list[Path]) -> DuckDBPyConnection:
    pytest.importorskip("duckdb")
    return tables(lists)


@pytest.fixture(scope="module")
def graph(lists: list[Path], tmp_path_factory: pytest.TempPathFactory) -> kg.Graph:
    """All lists in one store, loaded once also where several processes share the tests."""
    given = os.environ.get("KG_ORACLE_STORE")
    if given:
        return kg.open_graph(given)
    common = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        common = common.parent
    with FileLock(common / "oracle-store.lock"):
        store = kg.open_graph(common / "oracle-store")
        if not store.exists:
            store.load(*lists)
    return store


class Choice:
    """Arguments from the tables, the same ones in every run."""

    def __init__(self, oracle: DuckDBPyConnection) -> None:
        self._oracle = oracle
        self._random = random.Random(SEED)  # noqa: S311
        self.authors = self._authors()
        self.pairs = [(author, self._other(author)) for author in self.authors]
        self.venues = self._column("SELECT DISTINCT venue FROM publication ORDER BY venue")
        self.years = self._column("SELECT DISTINCT year FROM publication ORDER BY year")
        self.editions = [(venue, self._year(venue)) for venue in self.venues]
        self.categories = self._column("SELECT DISTINCT category FROM about ORDER BY category")
        codes = self._column("SELECT DISTINCT code FROM code ORDER BY code")
        self.repositories = self._random.sample(codes, min(AUTHORS, len(codes)))

    def _column(self, query: str, *values: object) -> list[Any]:
        return [value for (value,) in self._oracle.execute(query, values).fetchall()]

    def _authors(self) -> list[str]:
        """Some with one paper, some with two or three, and so on up to the most prolific."""
        papers = "SELECT agent, floor(log2(count(*))) AS size FROM authorship GROUP BY agent"
        by_size = self._column(
            f"SELECT list(agent ORDER BY agent) FROM ({papers}) GROUP BY size ORDER BY size DESC"  # noqa: S608
        )
        chosen: list[str] = []
        for left, agents in zip(range(len(by_size), 0, -1), by_size, strict=True):
            wanted = (AUTHORS - len(chosen)) // left
            chosen += self._random.sample(agents, min(wanted, len(agents)))
        return chosen

    def _other(self, author: str) -> str:
        """A co-author, or a stranger where there is none."""
        others = self._column(
            "SELECT DISTINCT other.agent FROM wrote AS own JOIN wrote AS other USING (paper)"
            " WHERE own.agent = ? AND other.agent <> own.agent ORDER BY other.agent",
            author,
        )
        return str(self._random.choice(others or self.authors))

    def _year(self, venue: str) -> int:
        years = self._column(
            "SELECT DISTINCT year FROM publication WHERE venue = ? ORDER BY year", venue
        )
        return int(self._random.choice(years))

    def each(self, **values: list[Any]) -> Iterator[Arguments]:
        """One argument, with each of its values."""
        for name, of_it in values.items():
            yield from ({name: value} for value in of_it)

    def scopes(self) -> Iterator[Arguments]:
        """Every venue, and a few categories: over these, each answer takes all papers."""
        yield from self.each(venue=self.venues, category=self.categories[::CATEGORIES])


def of_author(choice: Choice) -> Iterator[Arguments]:
    return choice.each(author=choice.authors)


def of_pair(choice: Choice) -> Iterator[Arguments]:
    return ({"author": list(pair)} for pair in choice.pairs)


def of_venue(choice: Choice) -> Iterator[Arguments]:
    return choice.each(venue=choice.venues)


def of_category(choice: Choice) -> Iterator[Arguments]:
    return choice.each(category=choice.categories)


def of_all(choice: Choice) -> Iterator[Arguments]:
    yield {}
    yield from of_author(choice)
    yield from choice.scopes()


ASKED: dict[str, Callable[[Choice], Iterable[Arguments]]] = {
    "author_categories": of_author,
    "author_papers": of_author,
    "author_positions": of_author,
    "author_profile": of_author,
    "author_venues": of_author,
    "category_authors": of_category,
    "category_venues": of_category,
    "coauthors": of_author,
    "collaboration_timeline": lambda choice: (
        {"author_a": one, "author_b": other} for one, other in choice.pairs
    ),
    "common_venues": of_pair,
    "joint_papers": of_pair,
    "new_coauthors_by_year": of_author,
    "papers_per_year": of_all,
    "papers_with_code": of_all,
    "related_categories": of_category,
    "repository_papers": lambda choice: choice.each(repository=choice.repositories),
    # Each has thousands of rows with names to look up: every fifth author.
    "suggested_collaborators": lambda choice: islice(of_author(choice), None, None, 5),
    "team_size": lambda choice: ({}, *choice.scopes()),
    "top_pairs": lambda choice: (
        {"min_shared": 5},
        *({"min_shared": 2, **scope} for scope in choice.scopes()),
    ),
    "venue_authors": of_venue,
    "venue_categories": of_venue,
    "venue_coauthor_graph": of_venue,
    "venue_editions": of_venue,
    "venue_overlap": lambda choice: (
        {"venue_a": one, "venue_b": other}
        for one, other in pairwise([*choice.venues, choice.venues[0]])
    ),
    "venue_papers": lambda choice: (
        *of_venue(choice),
        *({"venue": venue, "year": year} for venue, year in choice.editions),
    ),
    "venue_ranking": lambda choice: ({}, *choice.each(year=choice.years)),
    "venue_years": lambda _: ({},),
}


@pytest.fixture(scope="module")
def choice(oracle: DuckDBPyConnection) -> Choice:
    return Choice(oracle)


@pytest.mark.parametrize("path", QUESTIONS, ids=lambda path: path.stem)
def test_answers_equal_those_of_sql(
    path: Path, graph: kg.Graph, oracle: DuckDBPyConnection, choice: Choice
) -> None:
    question = path.stem
    query = path.read_text("utf-8")
    differences: list[str] = []
    filled = 0
    for arguments in ASKED[question](choice):
        columns, expected = by_sql(oracle, query, arguments)
        answered = by_graph(graph, question, arguments, columns)
        filled += bool(expected)
        if expected != answered:
            differences.append(difference(arguments, expected, answered))
    assert not differences, f"{len(differences)} differ\n" + "\n".join(differences[:SHOWN])
    assert bool(filled) != (question in EMPTY)


def by_sql(
    oracle: DuckDBPyConnection, query: str, arguments: Arguments
) -> tuple[list[str], Counter[tuple[Any, ...]]]:
    """The columns and the rows of a query; arguments that are not given are ``NULL``."""
    wanted = {name: arguments.get(name) for name in re.findall(r"\$(\w+)", query)}
    rows = oracle.execute(query, wanted)
    columns = [column[0] for column in rows.description or ()]
    return columns, Counter(tuple(map(comparable, row)) for row in rows.fetchall())


def by_graph(
    graph: kg.Graph, question: str, arguments: Arguments, columns: list[str]
) -> Counter[tuple[Any, ...]]:
    """The same columns of the rows with which the graph answers."""

    def term(value: object) -> object:
        return graph.base + value if isinstance(value, str) else value

    asked: Arguments = {
        name: list(map(term, value)) if isinstance(value, list) else term(value)
        for name, value in arguments.items()
    }
    return Counter(
        tuple(comparable(getattr(row, column), graph.base) for column in columns)
        for row in graph.ask(question, **asked)
    )


def comparable(cell: object, base: str = "") -> object:
    """A cell as both sides write it: IRIs without the base, numbers by their value."""
    if isinstance(cell, Iri):
        return str(cell).removeprefix(base)
    if isinstance(cell, Decimal | float):
        return round(float(cell), 6)
    return cell


def difference(
    arguments: Arguments, expected: Counter[tuple[Any, ...]], answered: Counter[tuple[Any, ...]]
) -> str:
    """What only one of the two answers holds, the first rows of it."""
    lines = [f"{arguments}: {expected.total()} rows by SQL, {answered.total()} by the graph"]
    for side, rows in (("SQL", expected - answered), ("graph", answered - expected)):
        some = sorted(rows.elements(), key=repr)[:SHOWN]
        lines += [f"  only by {side} ({rows.total()} in all): {row}" for row in some]
    return "\n".join(lines)
