"""The path between two authors is the first of the shortest ones, whatever the graph."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.graph.vocab import DEFAULT_BASE, KG, SCHEMA
from kg.questions import ask
from kg.store.memory import MemoryStore
from tests.segments import as_block

Teams = list[set[int]]
PEOPLE = 9
TEAMS = st.lists(st.sets(st.integers(0, PEOPLE - 1), min_size=1, max_size=3), max_size=14)


def author(number: int) -> str:
    return f"{DEFAULT_BASE}name/author_{number}"


def graph(teams: Teams) -> MemoryStore:
    """A paper for each team, and a name for everybody."""
    lines = []
    for number in range(PEOPLE):
        lines.append(f"<{author(number)}> a <{KG}NameCluster> .")
        lines.append(f'<{author(number)}> <{SCHEMA}name> "Author {number}" .')
    for place, team in enumerate(teams):
        paper = f"<{DEFAULT_BASE}paper/{place:02}>"
        lines.append(f'{paper} <{SCHEMA}name> "Paper {place}" .')
        lines += [f"{paper} <{SCHEMA}author> <{author(number)}> ." for number in team]
    store = MemoryStore(DEFAULT_BASE)
    rdf_type = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
    store.commit([], as_block(line.replace(" a ", f" {rdf_type} ") for line in lines))
    return store


def shortest_paths(teams: Teams, start: int, end: int, longest: int) -> list[list[int]]:
    """All paths of the least number of steps, found by trying all of them."""
    paths = [[start]]
    for _ in range(longest + 1):
        found = [path for path in paths if path[-1] == end]
        if found:
            return found
        paths = [
            [*path, other]
            for path in paths
            for other in sorted(set().union(*(team for team in teams if path[-1] in team)))
            if other not in path
        ]
    return []


def paper_of(teams: Teams, step: Iterable[int]) -> int:
    return min(place for place, team in enumerate(teams) if set(step) <= team)


def asked(store: MemoryStore, start: int, end: int, **more: object) -> list[Mapping[str, object]]:
    arguments = {"author_a": author(start), "author_b": author(end), **more}
    return [row._asdict() for row in ask(store, "collaboration_path", arguments)]


@settings(max_examples=60)
@given(TEAMS, st.integers(0, PEOPLE - 1), st.integers(0, PEOPLE - 1), st.integers(0, 7))
def test_the_path_is_the_first_of_the_shortest(
    teams: Teams, start: int, end: int, longest: int
) -> None:
    rows = asked(graph(teams), start, end, max_length=longest)
    paths = shortest_paths(teams, start, end, longest)
    steps = list(zip(min(paths), min(paths)[1:], strict=False)) if paths else []
    assert [row["step"] for row in rows] == list(range(1, len(steps) + 1))
    assert [(row["from_"], row["to"]) for row in rows] == [(author(a), author(b)) for a, b in steps]
    assert [row["title"] for row in rows] == [f"Paper {paper_of(teams, step)}" for step in steps]


@pytest.mark.parametrize("teams", [[set(range(PEOPLE))], [{n, n + 1} for n in range(PEOPLE - 1)]])
def test_there_and_back_are_equally_long(teams: Teams) -> None:
    there, back = (asked(graph(teams), *ends, max_length=8) for ends in ((0, 8), (8, 0)))
    assert len(there) == len(back) > 0
