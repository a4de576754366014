"""A small graph that is being loaded while things go wrong, and what must be true afterwards."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import kg
from kg.model import Paper
from tests.pages import arrow_page, invented_papers

ROOT = Path(__file__).parents[1]
KG = (sys.executable, "-m", "kg")
_IN_DATABASE = re.compile(r"(snapshots/\d+/db)/.*")


def digest(graph: kg.Graph) -> str:
    """One text that tells graphs apart by what they hold."""
    sha = hashlib.sha256()
    for line in graph.lines():
        sha.update(f"{line}\n".encode())
    return sha.hexdigest()


def paper_list(papers: Sequence[Paper], filling: int) -> str:
    """Papers as a Paper Copilot list, with so many characters that say nothing."""
    records = [
        {
            "title": paper.title,
            "status": "Poster",
            "abstract": paper.abstract,
            "author": ";".join(mention.name for mention in paper.mentions),
            "filling": "tea " * (filling // 4 // len(papers)),
        }
        for paper in papers
    ]
    return json.dumps(records, indent=0, ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class Scene:
    """A store with an old graph, files that make a new one of it, and what is known of both.

    The graph is ``empty`` before anything is loaded, ``old`` with the old page, ``first`` with the
    new files alone, and ``new`` with all.

    ``seconds`` is how long the load takes, ``changes`` how many files and folders it makes or
    renames, as seen from outside. ``tidy`` holds the files of the store in each state.
    """

    old_page: Path
    sources: Path
    stores: dict[str, Path]
    digests: dict[str, str]
    tidy: dict[str, set[str]]
    seconds: float
    changes: int

    def store(self, state: str, place: Path) -> Path:
        """A copy of the store in some state; nothing at all for ``empty``."""
        if state == "empty":
            return place
        return Path(shutil.copytree(self.stores[state], place))

    def state(self, store: Path) -> str:
        """Which of the known graphs it is now, found whole by the full check."""
        graph = kg.open_graph(store)
        assert graph.check() == []
        found = digest(graph)
        states = [state for state, known in self.digests.items() if known == found]
        assert states, f"{graph.info().triples} triples of neither graph"
        return states[0]

    def assert_survived(self, store: Path, allowed: Iterable[str]) -> str:
        """The graph is one of those allowed, and the next load works and leaves no litter."""
        state = self.state(store)
        assert state in allowed, state
        kg.open_graph(store).load(self.old_page)
        after = {"empty": "old", "first": "new"}.get(state, state)
        if after != state:
            assert self.state(store) == after
        found, tidy = files_of(store), self.tidy[after]
        assert found == tidy, f"left over: {found - tidy}, missing: {tidy - found}"
        return state


def make_scene(place: Path, *, old: int = 60, new: int, files: int = 6, filling: int = 0) -> Scene:
    """Load ``old`` papers and then ``new`` ones from some ``files``, and watch how that goes.

    With some million characters of ``filling`` the files are large enough for workers.
    """
    place.mkdir(parents=True)
    invented = invented_papers(old + new, seed=5)
    old_page, sources = place / "old.txt", place / "sources"
    old_page.write_text(arrow_page("Ilsa Thornquist", invented[:old]), "utf-8")
    sources.mkdir()
    each = new // files
    for number in range(files):
        start = old + number * each
        some = invented[start - each // 3 : start + each]
        if number % 2:
            text = arrow_page(f"Odo Frell {number}", some)
            (sources / f"page-{number}.txt").write_text(text, "utf-8")
        else:
            text = paper_list(some, filling // files * 2)
            (sources / f"iclr203{number}.json").write_text(text, "utf-8")

    old_store, new_store, first = (place / f"{state}-store" for state in ("old", "new", "first"))
    kg.open_graph(old_store).load(old_page)
    shutil.copytree(old_store, new_store)
    started = time.monotonic()
    with loading(sources, new_store) as process:
        changes = sum(1 for _ in changes_in(new_store, process))
    seconds = time.monotonic() - started
    assert len(kg.open_graph(new_store).store.entries) == 1 + len(list(sources.iterdir()))
    kg.open_graph(first).load(sources)
    stores = {"old": old_store, "new": new_store, "first": first}
    digests = {state: digest(kg.open_graph(store)) for state, store in stores.items()}
    return Scene(
        old_page,
        sources,
        stores,
        {"empty": digest(kg.open_graph()), **digests},
        {state: files_of(store) for state, store in stores.items()},
        seconds,
        changes,
    )


def files_of(store: Path) -> set[str]:
    """What lies in a store: each file, but of a database and of the snapshots' numbers no more
    than how many there are."""
    found, snapshots = set(), sorted((store / "snapshots").iterdir(), key=lambda p: p.name)
    ranks = {path.name: str(rank) for rank, path in enumerate(snapshots)}
    for path in store.rglob("*"):
        parts = list(path.relative_to(store).parts)
        if parts[0] == "snapshots" and len(parts) > 1:
            parts[1] = ranks[parts[1]]
        found.add(_IN_DATABASE.sub(r"\1", "/".join(parts)))
    return found - {"lock"}


@contextmanager
def loading(
    source: Path, store: Path, command: tuple[str, ...] = KG, tmp: Path | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """``kg load`` as a process in a session of its own; waits for it at the end."""
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    if tmp is not None:
        environment["TMPDIR"] = str(tmp)
    with subprocess.Popen(
        [*command, "load", source, "--store", store],
        start_new_session=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env=environment,
        cwd=store.parent,
    ) as process:
        try:
            yield process
        finally:
            with suppress(ProcessLookupError):
                if process.poll() is None and sys.exc_info()[0] is not None:
                    os.killpg(process.pid, signal.SIGKILL)


def run_load(
    source: Path, store: Path, command: tuple[str, ...] = KG, tmp: Path | None = None
) -> tuple[int, str]:
    """``kg load`` to its end: the exit code and what it says."""
    with loading(source, store, command, tmp) as process:
        _, said = process.communicate(timeout=120)
    return process.returncode, said.decode()


def changes_in(store: Path, process: subprocess.Popen[bytes]) -> Iterator[None]:
    """Something for each file or folder made or renamed in a store, until the process ends."""
    seen: set[tuple[str, int]] = set()
    first = True
    while first or process.poll() is None:
        with suppress(OSError):
            for path in store.rglob("*"):
                with suppress(OSError):
                    key = str(path), path.stat().st_ino
                    if key not in seen:
                        seen.add(key)
                        if not first:
                            yield
        first = False
        time.sleep(0.0005)


def processes_of(session: int) -> list[int]:
    """The processes of a session that still run."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            state, _, _, owner = entry.read_text("utf-8", "replace").rpartition(")")[2].split()[:4]
            if int(owner) == session and state not in "ZX":
                found.append(int(entry.parent.name))
    return found
