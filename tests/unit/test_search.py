"""The search index: what people type, and what it finds."""

from __future__ import annotations

import json
import random
import sqlite3
import threading
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kg.errors import StoreDamaged
from kg.search import KINDS, Entry, available, change_index, find, hits, names, write_index
from tests.names import entries, invented_names, with_error

CASES = sorted((Path(__file__).parents[1] / "cases" / "search").glob("*.json"))
BASE = "http://example.org/"
WORDS_OF_QUERIES = [*"\"'*():^-+{}\x00\\", "AND", "OR", "NOT", "NEAR", "an", "li"]


def things(kind: str, weights: dict[str, int]) -> list[Entry]:
    return [Entry(kind, f"{BASE}{name}", (name,), works) for name, works in weights.items()]


@pytest.fixture(scope="module")
def bulk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of many names and titles."""
    path = tmp_path_factory.mktemp("bulk") / "search.db"
    write_index(path, entries(20_000, 5_000))
    return path


def test_this_python_can_search() -> None:
    assert available()


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_what_is_typed_finds_what_is_meant(case: Path, tmp_path: Path) -> None:
    said = json.loads(case.read_text("utf-8"))
    path = tmp_path / "search.db"
    write_index(path, things(said["kind"], said["things"]))
    for text, expected in said["found"]:
        found = [[hit.name, hit.how] for hit in find(path, said["kind"], text, 50)]
        assert found[: len(expected)] == expected, text
        if not expected:
            assert found == [], text


def test_every_name_is_found(bulk: Path) -> None:
    # Names are written some thousand at a time.
    for text in invented_names(20_000)[::500]:
        assert text in {hit.name for hit in find(bulk, "author", text)}, text
    with closing(sqlite3.connect(bulk)) as connection:
        query = "SELECT (SELECT count(*) FROM author_form), (SELECT count(*) FROM paper_form)"
        assert connection.execute(query).fetchone() == (20_000, 5_000)


def test_errors_of_one_letter_are_found_among_the_first_ten(bulk: Path) -> None:
    random_ = random.Random(3)  # noqa: S311
    sample = random_.sample([name for name in invented_names(20_000) if len(name) >= 6], 400)
    wrong = {name: with_error(name, random_) for name in sample}
    missed = {
        name: typed
        for name, typed in wrong.items()
        if name not in {hit.name for hit in find(bulk, "author", typed)}
    }
    assert len(missed) <= 0.05 * len(sample), missed


def test_titles_with_an_error_are_found(bulk: Path) -> None:
    random_ = random.Random(4)  # noqa: S311
    titles = [entry.names[0] for entry in entries(0, 5_000)]
    sample = random_.sample(titles, 100)
    found = [
        title in {hit.name for hit in find(bulk, "paper", with_error(title, random_))}
        for title in sample
    ]
    assert sum(found) >= 95


def test_scores_fall_and_nothing_comes_twice(bulk: Path) -> None:
    for text in ("a", "learning", "deep lear", "of the", "j smith", "xi an"):
        for kind in ("author", "paper"):
            found = find(bulk, kind, text, 500)
            assert found == sorted(found, key=lambda hit: -hit.score)
            assert len({hit.iri for hit in found}) == len(found)


def test_a_limit_gives_the_first(bulk: Path) -> None:
    every = list(hits(bulk, "author", "an"))
    assert len(every) > 100
    assert find(bulk, "author", "an", 7) == every[:7]
    assert find(bulk, "author", "an", 0) == []


@pytest.mark.parametrize(
    "text",
    ["", " ", "\x00", '"', "'", "*", "^", "()", "-", "???", "x" * 10_000, "a " * 5_000, "\ud800"],
)
def test_what_is_no_name_finds_nothing(bulk: Path, text: str) -> None:
    assert find(bulk, "author", text) == []
    assert list(names(bulk, "author", text)) == []


@given(
    st.text(max_size=80)
    | st.text(st.characters(codec=None, categories=("Cs", "Cc", "P", "S", "L")), max_size=30)
    | st.lists(st.sampled_from(WORDS_OF_QUERIES)).map(" ".join)
)
@example("¼:¼")
@settings(deadline=None)
def test_no_text_is_an_error(bulk: Path, text: str) -> None:
    for kind in ("author", "paper", "venue"):
        assert len(find(bulk, kind, text)) <= 10
    assert find(bulk, "river", text) == []


def test_each_thing_is_found_by_any_of_its_names(tmp_path: Path) -> None:
    path = tmp_path / "search.db"
    venue = Entry("venue", f"{BASE}v", ("Conference on Rivers", "RiverConf", "RiverConf"), 3)
    write_index(path, [venue, Entry("category", f"{BASE}c", ("cs.RV", "Rivers"), 1)])
    assert [hit.name for hit in find(path, "venue", "riverconf")] == ["RiverConf"]
    assert [hit.iri for hit in find(path, "venue", "river")] == [venue.iri]
    assert [hit.name for hit in find(path, "category", "cs.rv")] == ["cs.RV"]
    assert find(path, "author", "river") == []


WORDS = st.sampled_from(["ada", "adá", "a.", "brook", "brooke", "b", "lin", "li-n", "ün", "李"])
NAMES = st.lists(WORDS, min_size=1, max_size=3).map(" ".join)
ENTRIES = st.dictionaries(
    st.tuples(st.sampled_from(KINDS), st.integers(0, 9)),
    st.tuples(st.lists(NAMES, min_size=1, max_size=2), st.integers(0, 2)),
    max_size=12,
)


def as_entries(drawn: dict[tuple[str, int], tuple[list[str], int]]) -> dict[str, Entry]:
    return {
        f"{BASE}{kind}/{number}": Entry(kind, f"{BASE}{kind}/{number}", tuple(given_), works)
        for (kind, number), (given_, works) in drawn.items()
    }


@given(ENTRIES, ENTRIES, st.data())
@settings(deadline=None, max_examples=30)
def test_a_changed_index_answers_as_one_written_anew(
    tmp_path_factory: pytest.TempPathFactory,
    old: dict[tuple[str, int], tuple[list[str], int]],
    new: dict[tuple[str, int], tuple[list[str], int]],
    data: st.DataObject,
) -> None:
    folder = tmp_path_factory.mktemp("changed")
    before, come = as_entries(old), as_entries(new)
    gone = data.draw(st.sets(st.sampled_from(sorted(before)))) if before else set()
    write_index(folder / "changed.db", before.values())
    change_index(folder / "changed.db", gone, come.values())
    after = {iri: entry for iri, entry in before.items() if iri not in gone} | come
    write_index(folder / "anew.db", after.values())
    for kind in KINDS:
        for text in ("ada", "a b", "brok", "li", "n", "adá brook"):
            found = find(folder / "changed.db", kind, text, 99)
            assert found == find(folder / "anew.db", kind, text, 99)


def test_many_changes_at_one_place_find_room(tmp_path: Path) -> None:
    path = tmp_path / "search.db"
    write_index(path, [Entry("author", f"{BASE}{name}", (f"Ada {name}",), 1) for name in "ab"])
    for number in range(40):
        name = "a" + "b" * number + "c"
        change_index(path, [], [Entry("author", BASE + name, (f"Ada {name}",), 1)])
    found = [hit.name for hit in find(path, "author", "ada", 99)]
    assert found == sorted(found)
    assert len(found) == 42


def test_a_large_index_is_changed_in_place(bulk: Path, tmp_path: Path) -> None:
    path = tmp_path / "search.db"
    path.write_bytes(bulk.read_bytes())
    gone = find(bulk, "author", "an", 1)[0]
    come = Entry("author", f"{BASE}come", ("Quoxwell Brandywort",), 4)
    change_index(path, [gone.iri], [come])
    assert gone.iri not in {hit.iri for hit in find(path, "author", gone.name)}
    assert find(path, "author", "quoxwel brandy")[0].iri == come.iri
    assert find(path, "author", "randywor")[0].iri == come.iri
    change_index(path, [come.iri], [])
    assert find(path, "author", "quoxwell") == []
    assert find(path, "author", "randywor") == []


def test_threads_read_at_the_same_time(bulk: Path) -> None:
    expected = find(bulk, "author", "an li")
    answers: Counter[bool] = Counter()

    def ask() -> None:
        for _ in range(20):
            answers[find(bulk, "author", "an li") == expected] += 1

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == {True: 80}


def test_a_file_is_read_as_it_is_now(tmp_path: Path) -> None:
    path = tmp_path / "search.db"
    write_index(path, things("author", {"Ada Brook": 1}))
    assert find(path, "author", "ada")
    write_index(path, things("author", {"Bela Corr": 1}))
    assert find(path, "author", "ada") == []
    assert find(path, "author", "bela")


def test_a_damaged_index_is_named(tmp_path: Path) -> None:
    path = tmp_path / "search.db"
    with pytest.raises(StoreDamaged, match="can't be searched"):
        find(path, "author", "ada")
    path.write_bytes(b"no database at all" * 100)
    with pytest.raises(StoreDamaged, match="can't be searched"):
        find(path, "author", "ada")
    with pytest.raises(StoreDamaged, match="can't be searched"):
        list(names(path, "author", "ada"))
