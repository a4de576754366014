"""Loads that are killed, interrupted, starved of disk or fed with files that change meanwhile.

Whatever happens, the graph is the old one or the new one, whole, and the next load leaves nothing
behind of what went wrong.
"""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path

import pytest

import kg
from kg.store import bulk
from tests.faults import (
    KG,
    ROOT,
    Scene,
    changes_in,
    digest,
    loading,
    make_scene,
    processes_of,
    run_load,
)
from tests.pages import arrow_page, invented_papers

pytestmark = pytest.mark.long

KILLS, AT_ONCE = 100, 5
DAMAGES = 60


SCENES: dict[str, dict[str, int]] = {
    "anew": {"new": 120},
    "workers": {"new": 960, "filling": 4_200_000},
    "in-place": {"old": 600, "new": 8, "files": 2},
}
"""Loads that make the graph anew, use other processes for it, or change the graph that is there."""


@pytest.fixture(scope="session")
def scenes(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Scene]:
    made: dict[str, Scene] = {}

    def scene(name: str) -> Scene:
        if name not in made:
            made[name] = make_scene(tmp_path_factory.mktemp("faults") / name, **SCENES[name])
        return made[name]

    return scene


Scenes = Callable[[str], Scene]


def test_the_scenes_are_what_they_are_named_after(scenes: Scenes) -> None:
    """A graph that is changed in place shares files with the one before; a large one is loaded by
    another process."""
    for name in SCENES:
        files = (scenes(name).stores["new"] / "snapshots").rglob("*.sst")
        shared = any(path.stat().st_nlink > 1 for path in files)
        assert shared == (name == "in-place")
        size = sum(
            len(line.encode()) for line in kg.open_graph(scenes(name).stores["first"]).lines()
        )
        assert (size > bulk.FEW_BYTES) == (name == "workers")


@pytest.mark.parametrize("batch", range(KILLS // AT_ONCE))
def test_a_killed_load_leaves_the_old_graph_or_the_new_one(
    scenes: Scenes, tmp_path: Path, batch: int
) -> None:
    """Killed at a random time, or right after a random change to the store's folder."""
    scene = scenes(("anew", "in-place", "workers", "anew", "in-place")[batch % 5])
    rng = random.Random(batch)  # noqa: S311 - faults are no secret
    for number in range(AT_ONCE):
        before = "empty" if number == 0 else "old"
        store = scene.store(before, tmp_path / f"store-{number}")
        tmp = tmp_path / f"tmp-{number}"
        tmp.mkdir()
        with loading(scene.sources, store, tmp=tmp) as process:
            if number % 2:
                time.sleep(rng.uniform(0, 1.05 * scene.seconds))
            else:
                wait_for_changes(store, process, rng.randint(1, scene.changes))
                time.sleep(rng.choice((0, rng.uniform(0, 0.01))))
            with suppress(ProcessLookupError):
                (os.killpg if rng.random() < 0.5 else os.kill)(process.pid, signal.SIGKILL)
        assert_all_end(process.pid)
        assert list(tmp.iterdir()) == []
        scene.assert_survived(store, {before, "first" if before == "empty" else "new"})
        if number == AT_ONCE - 1:
            code, said = run_load(scene.sources, store)
            assert code == 0, said
            assert scene.state(store) == "new"
        shutil.rmtree(store)


def wait_for_changes(store: Path, process: subprocess.Popen[bytes], number: int) -> None:
    """Wait until so many files or folders are made or renamed, or the process has ended."""
    for _ in islice(changes_in(store, process), number):
        pass


def assert_all_end(session: int) -> None:
    """No worker outlives the process that it works for."""
    deadline = time.monotonic() + 10
    while processes_of(session):
        assert time.monotonic() < deadline, "processes that nobody waits for go on working"
        time.sleep(0.02)


@pytest.mark.parametrize("moment", [0.0, 0.3, 0.6, 0.95])
@pytest.mark.parametrize("everybody", [True, False], ids=["terminal", "process"])
def test_an_interrupted_load_says_so_and_leaves_a_whole_graph(
    scenes: Scenes, tmp_path: Path, moment: float, everybody: bool
) -> None:
    scene = scenes("workers")
    store = scene.store("old", tmp_path / "store")
    with loading(scene.sources, store) as process:
        wait_for_changes(store, process, 1 + int(moment * (scene.changes - 1)))
        (os.killpg if everybody else os.kill)(process.pid, signal.SIGINT)
        _, said = process.communicate(timeout=60)
    assert "Traceback" not in said.decode()
    late = moment > 0.5
    if process.returncode == 0 and late:
        scene.assert_survived(store, {"new"})
    else:
        assert process.returncode == 130, said
        assert b"interrupted; nothing half-done was kept" in said
        # What is interrupted while it tidies up has already put the new graph in place.
        scene.assert_survived(store, {"old", "new"} if late else {"old"})
    assert_all_end(process.pid)


def test_a_load_that_loses_a_worker_fails_and_keeps_the_old_graph(
    scenes: Scenes, tmp_path: Path
) -> None:
    """The system kills what takes too much memory, be it a worker alone."""
    scene = scenes("workers")
    for delay in (0.0, 0.1, 0.3):
        store = scene.store("old", tmp_path / f"store-{delay}")
        with loading(scene.sources, store) as process:
            while process.poll() is None:
                workers = [pid for pid in processes_of(process.pid) if pid != process.pid]
                if workers:
                    time.sleep(delay)
                    with suppress(ProcessLookupError):
                        os.kill(workers[-1], signal.SIGKILL)
                    break
                time.sleep(0.002)
            else:
                pytest.fail("the files were read without workers")
            _, said = process.communicate(timeout=60)
        assert b"Traceback" not in said
        if process.returncode == 0:
            scene.assert_survived(store, {"new"})
        else:
            assert process.returncode == 1, said
            scene.assert_survived(store, {"old"})
        assert_all_end(process.pid)


class SmallDisk:
    """A file system in memory whose room can be set."""

    def __init__(self, place: Path) -> None:
        self.place = place

    def used(self) -> tuple[int, int]:
        """Bytes and files."""
        status = os.statvfs(self.place)
        return (
            (status.f_blocks - status.f_bfree) * status.f_frsize,
            status.f_files - status.f_ffree,
        )

    @contextmanager
    def limited(self, size: int = 2**30, files: int = 10**6) -> Iterator[None]:
        """Let it hold so many bytes and files for a while."""
        self._remount(size, files)
        try:
            yield
        finally:
            self._remount(2**30, 10**6)

    def _remount(self, size: int, files: int) -> None:
        options = f"remount,size={size},nr_inodes={files}"
        subprocess.run(["mount", "-o", options, self.place], check=True, capture_output=True)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    place = tmp_path / "disk"
    place.mkdir()
    mount: list[str | Path] = [
        "mount",
        "-t",
        "tmpfs",
        "-o",
        "size=1g,nr_inodes=1000000",
        "tmpfs",
        place,
    ]
    if (
        sys.platform != "linux"
        or subprocess.run(mount, check=False, capture_output=True).returncode
    ):
        pytest.skip("only a user who may mount file systems can make a small one")
    try:
        yield SmallDisk(place)
    finally:
        subprocess.run(["umount", "--lazy", place], check=True)


@pytest.mark.parametrize("name", ["anew", "in-place"])
def test_a_full_disk_keeps_the_old_graph(scenes: Scenes, disk: SmallDisk, name: str) -> None:
    """Six fills: the disk runs full early, late, and at stages between."""
    scene = scenes(name)
    tmp = disk.place / "tmp"
    tmp.mkdir()
    store = scene.store("old", disk.place / "store")
    before, _ = disk.used()
    shutil.copytree(store, disk.place / "measured")
    most = 0
    with loading(scene.sources, disk.place / "measured", tmp=tmp) as process:
        start, _ = disk.used()
        while process.poll() is None:
            most = max(most, disk.used()[0] - start)
            time.sleep(0.001)
    shutil.rmtree(disk.place / "measured")
    for part in (0.02, 0.15, 0.35, 0.55, 0.75, 0.9):
        with disk.limited(size=before + int(part * most) // 4096 * 4096):
            code, said = run_load(scene.sources, store, tmp=tmp)
        assert_clear_failure(code, said)
        scene.assert_survived(store, {"old"})
        assert list(tmp.iterdir()) == []


@pytest.mark.parametrize("name", ["anew", "in-place"])
def test_files_that_cannot_be_made_keep_the_old_graph(
    scenes: Scenes, disk: SmallDisk, name: str
) -> None:
    """A disk that has room for ever more files or folders, until the load succeeds."""
    scene = scenes(name)
    tmp = disk.place / "tmp"
    tmp.mkdir()
    store = scene.store("old", disk.place / "store")
    for more in range(0, 200, 3):
        _, files = disk.used()
        with disk.limited(files=files + more):
            code, said = run_load(scene.sources, store, tmp=tmp)
        if code == 0:
            break
        assert_clear_failure(code, said)
        scene.assert_survived(store, {"old"})
    assert more > 8
    assert scene.state(store) == "new"


def assert_clear_failure(code: int, said: str) -> None:
    """The exit code of failure, and one message that names the reason."""
    assert code == 1, said
    assert "Traceback" not in said
    reasons = ("No space left", "too large", "the search index could not be written: d")
    assert any(reason in said for reason in reasons)


LIMITED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]),) * 2)
del sys.argv[1]
from kg.cli import main
main()
"""


@pytest.mark.parametrize("part", [0.0005, 0.01, 0.1, 0.3, 0.6, 0.9])
def test_a_file_that_cannot_grow_keeps_the_old_graph(
    scenes: Scenes, tmp_path: Path, part: float
) -> None:
    scene = scenes("anew")
    store = scene.store("old", tmp_path / "store")
    largest = max(path.stat().st_size for path in scene.stores["new"].rglob("*") if path.is_file())
    command = (sys.executable, "-c", LIMITED, str(int(part * largest)))
    code, said = run_load(scene.sources, store, command)
    assert_clear_failure(code, said)
    scene.assert_survived(store, {"old"})


@pytest.mark.parametrize("batch", range(6))
def test_every_damaged_byte_is_found(scenes: Scenes, tmp_path: Path, batch: int) -> None:
    """One bit of a random byte of a random file of the snapshots and segments."""
    scene = scenes("in-place" if batch % 2 else "anew")
    rng = random.Random(batch)  # noqa: S311 - faults are no secret
    store = scene.store("new", tmp_path / "store")
    files = sorted(
        path
        for folder in ("snapshots", "segments")
        for path in (store / folder).rglob("*")
        if path.is_file() and path.stat().st_size
    )
    for _ in range(DAMAGES // 6):
        path = rng.choice(files)
        data = path.read_bytes()
        at = rng.randrange(len(data))
        path.write_bytes(data[:at] + bytes([data[at] ^ 1 << rng.randrange(8)]) + data[at + 1 :])
        code, said = check(store)
        assert code == 1, f"byte {at} of {path} is another, and {said!r}"
        assert path.relative_to(store).as_posix() in said
        path.write_bytes(data)
    assert check(store)[0] == 0


def check(store: Path) -> tuple[int, str]:
    """``kg check``: the exit code and what it says."""
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [*KG, "check", "--store", store],
        cwd=store.parent,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stderr


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="no file that fails on reading")
def test_a_file_that_fails_on_reading_does_not_hurt_its_neighbours(
    scenes: Scenes, tmp_path: Path
) -> None:
    scene = scenes("anew")
    folder = Path(shutil.copytree(scene.sources, tmp_path / "sources"))
    (folder / "page-2b.txt").symlink_to("/proc/self/mem")
    os.mkfifo(folder / "page-3b.txt")
    (folder / "page-4b.txt.gz").write_bytes(b"\x1f\x8b\x08\x00 cut short")
    store = scene.store("old", tmp_path / "store")
    code, said = run_load(folder, store)
    assert code == 1
    assert scene.state(store) == "new"
    for name in ("page-2b.txt", "page-3b.txt", "page-4b.txt.gz"):
        assert name in said


Change = Callable[[Path, bytes, threading.Event], None]


def grow(path: Path, content: bytes, over: threading.Event) -> None:
    """Write a file bit by bit."""
    with path.open("ab", buffering=0) as stream:
        at = stream.tell()
        while not over.wait(0.001) and at < len(content):
            at += stream.write(content[at : at + 2048])


def swap(path: Path, content: bytes, over: threading.Event) -> None:
    """Put the whole and the half of a file into its place by turns."""
    turn = 0
    while not over.wait(0.0005):
        turn += 1
        new = path.with_name(".new")
        new.write_bytes(content if turn % 2 else content[: len(content) // 2])
        new.replace(path)


@pytest.mark.parametrize("change", [grow, swap])
def test_a_file_that_changes_while_it_is_read_is_one_content_or_none(
    tmp_path: Path, change: Change
) -> None:
    """The source names the content that its statements are from: all that was there at once."""
    content = arrow_page("Ilsa Thornquist", invented_papers(150, seed=8)).encode()
    contents = prefixes(content)
    for turn in range(3):
        page, store = tmp_path / f"{turn}" / "page.txt", tmp_path / f"{turn}" / "store"
        page.parent.mkdir()
        page.write_bytes(content[: len(content) // 4])
        over = threading.Event()
        changing = threading.Thread(target=change, args=(page, content, over))
        changing.start()
        try:
            code, said = run_load(page, store)
        finally:
            over.set()
            changing.join()
        graph = kg.open_graph(store)
        if code != 0:
            assert "changed" in said
            assert not graph.exists
            continue
        (sha,) = graph.store.entries
        page.write_bytes(content[: contents[sha]])
        alone = kg.open_graph()
        alone.load(page)
        assert digest(graph) == digest(alone)


def prefixes(content: bytes) -> dict[str, int]:
    """The length of each beginning of a content by its SHA-256."""
    sha = hashlib.sha256()
    found = {}
    for length, byte in enumerate(memoryview(content), 1):
        sha.update(bytes((byte,)))
        found[sha.hexdigest()] = length
    return found
