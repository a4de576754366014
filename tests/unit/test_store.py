"""The embedded store: all or nothing, and it says when it is not what it was."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import QuerySolutions

from kg.errors import StoreDamaged, StoreError, StoreLocked
from kg.graph.segment import make_segment
from kg.graph.vocab import DEFAULT_BASE
from kg.model import Mention, Paper, Source
from kg.resolve import resolve
from kg.store import embedded
from kg.store.embedded import EmbeddedStore
from kg.store.memory import MemoryStore
from kg.store.protocol import Entry, Store
from kg.store.snapshots import switch_to
from kg.store.stream import BlockReader
from tests.segments import as_block

TITLES = "SELECT ?title { ?paper a schema:ScholarlyArticle ; schema:name ?title } ORDER BY ?title"


LITTER = f"{'e' * 64}-abc123_x.partial"


def stage(store: Store, letter: str, *titles: str) -> Entry:
    source = Source(sha256=letter * 64, file_name=f"{letter}.txt", format="arrow", parser="arrow 1")
    papers = [Paper(title=title, mentions=(Mention("Mara Lindqvist", 1),)) for title in titles]
    return store.stage(make_segment(store.base, source, papers))


def commit(store: Store, *entries: Entry) -> None:
    segments = {entry.source.sha256: store.segment(entry) for entry in entries}
    store.commit(entries, resolve(store.base, segments))


def load(store: Store, letter: str, *titles: str) -> None:
    with store.writing():
        commit(store, *store.entries.values(), stage(store, letter, *titles))


def titles(store: Store) -> list[str]:
    result = store.query(TITLES)
    assert isinstance(result, QuerySolutions)
    return [row["title"].value for row in result]


def files(store: EmbeddedStore) -> list[Path]:
    return sorted(path for path in store.path.rglob("*") if path.is_file())


@pytest.fixture
def store(tmp_path: Path) -> EmbeddedStore:
    store = EmbeddedStore(tmp_path / "store")
    load(store, "a", "On Rivers")
    return store


def test_what_was_loaded_is_there_when_the_store_is_opened_again(store: EmbeddedStore) -> None:
    again = EmbeddedStore(store.path)
    assert titles(again) == ["On Rivers"]
    assert list(again.lines()) == list(store.lines())
    assert again.entries == store.entries
    assert again.triples == len(list(again.lines()))
    assert again.check() == []


def test_memory_and_disk_hold_the_same_graph(store: EmbeddedStore) -> None:
    memory = MemoryStore()
    load(memory, "a", "On Rivers")
    assert list(memory.lines()) == list(store.lines())
    assert titles(memory) == titles(store)
    assert memory.check() == []


def test_an_open_store_goes_on_with_its_snapshot_while_another_process_writes(
    store: EmbeddedStore,
) -> None:
    reader = EmbeddedStore(store.path)
    assert titles(reader) == ["On Rivers"]
    load(store, "b", "On Lakes")
    load(store, "c", "On Seas")
    load(store, "d", "On Bays")
    assert titles(reader) == ["On Rivers"]
    assert titles(store) == ["On Bays", "On Lakes", "On Rivers", "On Seas"]


def test_the_snapshot_before_is_kept_and_older_ones_are_swept(store: EmbeddedStore) -> None:
    load(store, "b", "On Lakes")
    load(store, "c", "On Seas")
    kept = sorted(path.name for path in (store.path / "snapshots").iterdir())
    assert kept == ["2", "3"]


def test_segments_that_no_kept_snapshot_needs_are_swept(store: EmbeddedStore) -> None:
    first = next(iter(store.entries.values()))
    for _ in range(2):
        with store.writing():
            commit(store, stage(store, "b", "On Lakes"))
    assert [path.name for path in (store.path / "segments").iterdir()] != []
    assert not (store.path / "segments" / first.segment).exists()


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt, OSError])
def test_a_broken_load_leaves_the_old_graph_and_no_litter(
    store: EmbeddedStore, error: type[BaseException]
) -> None:
    before, found = list(store.lines()), files(store)

    def breaking() -> Iterator[bytes]:
        yield from (f"{line}\n".encode() for line in before)
        raise error("in the middle")

    with pytest.raises(error, match="in the middle"), store.writing():
        store.commit([stage(store, "b", "On Lakes")], breaking())
    assert files(store) == found
    assert list(EmbeddedStore(store.path).lines()) == before


def test_an_interrupt_after_the_switch_leaves_the_new_graph(
    store: EmbeddedStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(store, "a", "Tides")

    def interrupted(path: Path, name: str) -> None:
        switch_to(path, name)
        raise KeyboardInterrupt

    monkeypatch.setattr(embedded, "switch_to", interrupted)
    with pytest.raises(KeyboardInterrupt):
        load(store, "b", "Currents")
    again = EmbeddedStore(store.path)
    assert titles(again) == ["Currents", "Tides"]
    assert again.check() == []


def test_a_line_that_is_no_triple_breaks_the_load_as_a_whole(store: EmbeddedStore) -> None:
    with pytest.raises(StoreError, match="could not be written"), store.writing():
        store.commit([], [b"<http://example.org/a> nonsense .\n"])
    assert titles(EmbeddedStore(store.path)) == ["On Rivers"]


def test_litter_of_a_killed_run_is_swept_by_the_next_write(store: EmbeddedStore) -> None:
    (store.path / "snapshots" / "2.partial" / "db").mkdir(parents=True)
    (store.path / "snapshots" / "2.partial" / "db" / "000001.sst").write_bytes(b"half")
    (store.path / "segments" / LITTER).write_bytes(b"half")
    (store.path / "snapshots" / "7").mkdir()
    load(store, "b", "On Lakes")
    assert sorted(path.name for path in (store.path / "snapshots").iterdir()) == ["1", "2"]
    assert not (store.path / "segments" / LITTER).exists()


def test_a_first_load_that_fails_leaves_no_store(tmp_path: Path) -> None:
    store = EmbeddedStore(tmp_path / "new")
    with pytest.raises(StoreError, match="could not be written"), store.writing():
        store.commit([stage(store, "a", "On Rivers")], [b"nonsense\n"])
    assert list(tmp_path.iterdir()) == []


def test_a_folder_with_other_things_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "snapshots" / "2024").mkdir(parents=True)
    (tmp_path / "notes.txt").write_text("keep")
    with pytest.raises(StoreError, match=r"holds other things \(notes\.txt"):
        load(EmbeddedStore(tmp_path), "a", "On Rivers")
    assert (tmp_path / "snapshots" / "2024").is_dir()
    assert not (tmp_path / "segments").exists()


def test_without_current_the_newest_whole_snapshot_serves(store: EmbeddedStore) -> None:
    load(store, "b", "On Lakes")
    (store.path / "current").unlink()
    again = EmbeddedStore(store.path)
    assert titles(again) == ["On Lakes", "On Rivers"]
    load(again, "c", "On Seas")
    assert titles(EmbeddedStore(store.path)) == ["On Lakes", "On Rivers", "On Seas"]


def test_a_store_without_any_whole_snapshot_is_not_overwritten(store: EmbeddedStore) -> None:
    (store.path / "current").unlink()
    (store.path / "snapshots" / "1" / "manifest.json").write_text("{}")
    found = files(store)
    with pytest.raises(StoreDamaged, match="none of the snapshots is whole"):
        load(EmbeddedStore(store.path), "b", "On Lakes")
    assert files(store) == found


def test_a_damaged_older_snapshot_does_not_keep_anyone_from_writing(store: EmbeddedStore) -> None:
    load(store, "b", "On Lakes")
    (store.path / "snapshots" / "1" / "manifest.json").write_text("{}")
    load(EmbeddedStore(store.path), "c", "On Seas")
    assert titles(EmbeddedStore(store.path)) == ["On Lakes", "On Rivers", "On Seas"]


def test_an_open_store_never_mixes_two_snapshots(store: EmbeddedStore) -> None:
    reader = EmbeddedStore(store.path)
    load(store, "b", "On Lakes")
    assert reader.triples == len(list(reader.lines()))
    assert titles(reader) == ["On Rivers"]
    assert reader.check() == []
    assert titles(reader) == ["On Lakes", "On Rivers"]
    with reader.writing():
        pass
    assert reader.triples == len(list(reader.lines())) == store.triples


def test_a_damaged_segment_is_repaired_by_staging_it_again(store: EmbeddedStore) -> None:
    (entry,) = store.entries.values()
    path = store.path / "segments" / entry.segment
    path.write_bytes(path.read_bytes()[:-9] + b"damaged!!")
    assert not store.holds(entry)
    with store.writing():
        commit(store, stage(store, "a", "On Rivers"))
    assert store.holds(entry)
    assert EmbeddedStore(store.path).check() == []


def test_a_second_writer_is_told_to_wait(store: EmbeddedStore) -> None:
    with store.writing(), pytest.raises(StoreLocked, match="try again"):
        load(EmbeddedStore(store.path), "b", "On Lakes")


def test_the_base_is_fixed_when_the_store_is_made(tmp_path: Path) -> None:
    own = EmbeddedStore(tmp_path, "https://example.org/id/")
    load(own, "a", "On Rivers")
    assert EmbeddedStore(tmp_path).base == "https://example.org/id/"
    with pytest.raises(StoreError, match="was made with the base"):
        EmbeddedStore(tmp_path, DEFAULT_BASE)


def test_every_damaged_byte_is_found(store: EmbeddedStore) -> None:
    load(store, "b", "On Lakes")
    snapshot = store.snapshot
    assert snapshot is not None
    kept = [store.path / "segments" / entry.segment for entry in store.entries.values()]
    for path in (*(snapshot / "db").iterdir(), *kept):
        whole = path.read_bytes()
        if not whole:
            continue
        for place in {0, len(whole) // 2, len(whole) - 1}:
            damaged = bytearray(whole)
            damaged[place] ^= 1
            path.write_bytes(damaged)
            assert any(str(path) in finding for finding in EmbeddedStore(store.path).check())
        path.write_bytes(whole)
    assert EmbeddedStore(store.path).check() == []


def test_a_file_that_is_not_of_the_snapshot_is_named(store: EmbeddedStore) -> None:
    assert store.snapshot is not None
    (store.snapshot / "db" / "999999.sst").write_bytes(b"stray")
    (finding,) = EmbeddedStore(store.path).check()
    assert "999999.sst: is not of this snapshot" in finding


@pytest.mark.parametrize("make", [MemoryStore, lambda: None])
def test_a_graph_that_holds_other_than_was_written_is_refused(
    make: Callable[[], MemoryStore | None], store: EmbeddedStore
) -> None:
    line = '<http://example.org/s> <http://example.org/p> "twice" .'
    target = make() or store
    with (
        pytest.raises(StoreDamaged, match="2 statements were written, 1 are there"),
        target.writing(),
    ):
        target.commit([], as_block([line, line]))


def test_a_damaged_manifest_or_a_missing_file_is_seen_at_opening(store: EmbeddedStore) -> None:
    snapshot = store.snapshot
    assert snapshot is not None
    manifest = snapshot / "manifest.json"
    text = manifest.read_text()
    manifest.write_text(text.replace('"triples": ', '"triples": 1'))
    with pytest.raises(StoreDamaged, match="checksum"):
        EmbeddedStore(store.path)
    manifest.write_text(text[: len(text) // 2])
    with pytest.raises(StoreDamaged, match=r"manifest\.json"):
        EmbeddedStore(store.path)
    manifest.write_text(text)
    next((snapshot / "db").glob("*.sst")).unlink()
    with pytest.raises(StoreDamaged, match="missing"):
        EmbeddedStore(store.path)


def test_a_damaged_segment_is_not_resolved_into_a_new_graph(store: EmbeddedStore) -> None:
    (entry,) = store.entries.values()
    path = store.path / "segments" / entry.segment
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(StoreDamaged, match="changed since it was written"):
        load(store, "b", "On Lakes")
    assert titles(EmbeddedStore(store.path)) == ["On Rivers"]


@given(st.lists(st.text(max_size=30).filter(lambda t: "\n" not in t)), st.integers(1, 50))
def test_the_reader_never_gives_more_than_asked(lines: list[str], size: int) -> None:
    reader = BlockReader(f"{line}\n".encode() for line in lines)
    chunks = list(iter(lambda: reader.read(size), b""))
    assert all(len(chunk) <= size for chunk in chunks)
    assert b"".join(chunks) == "".join(f"{line}\n" for line in lines).encode()
    assert reader.count == len(lines)


WRITER = """
    import sys
    from kg.store import embedded
from kg.store.embedded import EmbeddedStore
    from pathlib import Path
    from tests.unit.test_store import load
    store = EmbeddedStore(Path(sys.argv[1]))
    print("ready", flush=True)
    for letter in "bcdef":
        load(store, letter, *(f"On {letter} {number}" for number in range(300)))
"""


@pytest.mark.long
@pytest.mark.parametrize("milliseconds", range(5, 1000, 50))
def test_a_killed_writer_leaves_a_whole_graph(store: EmbeddedStore, milliseconds: int) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(WRITER), str(store.path)],
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    )
    assert process.stdout is not None
    process.stdout.readline()
    try:
        process.wait(milliseconds / 1000)
    except subprocess.TimeoutExpired:
        os.kill(process.pid, signal.SIGKILL)
    process.wait()
    process.stdout.close()
    again = EmbeddedStore(store.path)
    assert again.check() == []
    assert (len(titles(again)) - 1) % 300 == 0
    load(again, "0", "On Seas")
    assert "On Seas" in titles(again)
    assert not list(store.path.rglob("*.partial"))


def test_a_store_opened_before_a_rollback_does_not_lose_what_came_after(tmp_path: Path) -> None:
    first = EmbeddedStore(tmp_path / "store")
    load(first, "a", "On Rivers")
    load(first, "b", "On Lakes")
    other = EmbeddedStore(first.path)
    first.rollback()
    load(first, "c", "On Seas")
    load(other, "d", "On Bays")
    assert titles(EmbeddedStore(first.path)) == ["On Bays", "On Rivers", "On Seas"]


def test_two_that_found_no_store_can_both_load(tmp_path: Path) -> None:
    first, second = EmbeddedStore(tmp_path / "store"), EmbeddedStore(tmp_path / "store")
    load(first, "a", "On Rivers")
    load(second, "b", "On Lakes")
    assert titles(EmbeddedStore(first.path)) == ["On Lakes", "On Rivers"]


def test_the_snapshot_before_is_checked_too(store: EmbeddedStore) -> None:
    load(store, "b", "On Lakes")
    path = next((store.path / "snapshots" / "1" / "db").glob("*.log"))
    path.write_bytes(path.read_bytes() + b"x")
    (finding,) = store.check()
    assert str(path) in finding
