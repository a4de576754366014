"""How fast files become a graph that can be asked, beside the bare store: ``make bench-load``.

    python tests/benchmarks/bench_load.py [--sizes 22000:3,44000:3,88001:5,1000000:1] [--only PART]

Each run is a process of its own with a folder of its own on the same disk; ours and the bare
store's take turns. The bare store loads the statements of the finished graph from a ready file,
in the order in which ours go into the store. Sizes up to that of the real lists are parts of
them; larger ones multiply them (``corpus.py``).
"""

from __future__ import annotations

import argparse
import math
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import venv
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.benchmarks.corpus import DATA, write_corpus
from tests.benchmarks.processes import ROOT, Run, fresh, run, size_of
from tests.benchmarks.rivals import TOOLS, WAYS

STEPS = Path(__file__).with_name("load_steps.py")
RIVALS = Path(__file__).with_name("rivals.py")
SIZES = "22000:3,44000:3,88001:5,1000000:1"
REAL = 88_001
PARTS = ("load", "changes", "crossing", "convert", "rivals")
GOALS = {REAL: 1.35, 1_000_000: 1.45}
"""How many times the bare store's time a load may take."""
NOISE = 0.02
"""Exponents that differ by less are the same."""
ADDITIONS = (90, 440, 880, 1_760, 3_520, 8_800)
RIVAL_PAPERS = 22_000
CONVERTER_GOAL, SECOND_PROCESS_GOAL, PEAK_GOAL = 20_000, 1.8, 2.5 * 2**30
CHANGE_GOALS = {"load again": 1.0, "add a page": 2.0, "unload it": 2.0}
"""Seconds, of the machine that the other times are from."""


@dataclass(slots=True)
class Size:
    """What was measured at one size."""

    papers: int
    ours: list[Run] = field(default_factory=list)
    bare: list[Run] = field(default_factory=list)
    verdicts: list[str] = field(default_factory=list)

    @property
    def triples(self) -> int:
        """How many the graph holds."""
        return int(self.ours[0].answer["triples"])

    def seconds(self, runs: Iterable[Run]) -> float:
        """The median time of some runs."""
        return statistics.median(run.seconds for run in runs)


def main() -> None:
    """Run the parts asked for; exits with 1 if a goal is missed."""
    options = _options()
    print(
        f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores,"
        f" load {os.getloadavg()[0]:.1f} at the start"
    )
    if not any(options.data.glob("*/*.json.gz")):
        raise SystemExit(f"no paper lists in {options.data}; KG_DATA can name their folder")
    options.scratch.mkdir(parents=True, exist_ok=True)
    bench = Bench(options.scratch, options.data)
    verdicts: list[str] = []
    if "load" in options.only:
        sizes = [bench.loads(papers, pairs) for papers, pairs in options.sizes]
        verdicts += [verdict for size in sizes for verdict in size.verdicts]
        verdicts += growth(sizes)
    if "changes" in options.only:
        verdicts += bench.changes()
    if "crossing" in options.only:
        bench.crossing()
    if "convert" in options.only:
        verdicts += bench.convert()
    if "rivals" in options.only:
        bench.rivals()
    if not options.keep:
        shutil.rmtree(options.scratch)
    print("\n" + "\n".join(verdicts or ["nothing was held against a goal"]))
    sys.exit(any(verdict.startswith("missed") for verdict in verdicts))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--sizes", type=_sizes, default=SIZES, help="papers:pairs,…")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS)
    parser.add_argument("--data", type=Path, default=DATA, help="the real lists (or KG_DATA)")
    parser.add_argument("--scratch", type=Path, help="a folder to work in; else a temporary one")
    options = parser.parse_args()
    options.keep = options.scratch is not None
    options.scratch = (options.scratch or Path(tempfile.mkdtemp(prefix="kg-bench-"))).absolute()
    options.data = options.data.absolute()
    return options


def _sizes(text: str) -> list[tuple[int, int]]:
    pairs = (part.partition(":") for part in text.split(","))
    return [(int(papers), int(runs or 1)) for papers, _, runs in pairs]


class Bench:
    """The measurements, with the folders that they work in."""

    def __init__(self, scratch: Path, data: Path) -> None:
        self.scratch = scratch
        self.data = data
        self.store = scratch / "store"
        self.lines = scratch / "lines.nt"

    def corpus(self, papers: int) -> Path:
        """A folder with so many papers."""
        if papers == REAL:
            return self.data
        folder = self.scratch / f"corpus-{papers}"
        written = write_corpus(folder, papers, self.data)
        if written != papers:
            raise SystemExit(f"{written:,} papers could be made, not {papers:,}")
        return folder

    def step(self, name: str, *arguments: str | Path) -> Run:
        """One step in a process of its own."""
        return run(STEPS, name, *arguments)

    def loads(self, papers: int, pairs: int) -> Size:
        """Load a corpus and, in turn, its finished statements by the bare store."""
        heading(f"load: {papers:,} papers, {pairs} pairs of runs in turn")
        corpus, size = self.corpus(papers), Size(papers)
        recorded = self.step("record", corpus, fresh(self.store), self.lines)
        account(recorded)
        for _ in range(pairs):
            size.ours.append(self.step("load", corpus, fresh(self.store)))
            size.bare.append(self.step("bare", self.lines, fresh(self.scratch / "bare")))
            ours, bare = size.ours[-1], size.bare[-1]
            if ours.answer["quads"] != bare.answer["quads"]:
                raise SystemExit(f"statements differ: {ours.answer} {bare.answer}")
            print(
                f"  ours {ours.seconds:8.2f} s   bare {bare.seconds:8.2f} s"
                f"   ratio {ours.seconds / bare.seconds:.2f}",
                flush=True,
            )
        self._tell(size)
        if papers <= REAL:
            self._other_order(size)
        else:
            merged = self.step("bare", self.lines, fresh(self.scratch / "bare"), "merged")
            print(f"bare, waiting until its files are merged, as ours does: {merged.seconds:.2f} s")
        return size

    def _tell(self, size: Size) -> None:
        ratios = [o.seconds / b.seconds for o, b in zip(size.ours, size.bare, strict=True)]
        ratio, goal = statistics.median(ratios), GOALS.get(size.papers)
        print(f"median ratio {ratio:.2f}, from {min(ratios):.2f} to {max(ratios):.2f}")
        if goal is not None:
            size.verdicts.append(
                verdict(ratio <= goal, f"{ratio:.2f} × bare at {size.papers:,} papers", goal)
            )
        print(
            f"{'':6}{'s':>8}{'k triples/s':>13}{'papers/s':>10}{'CPU s':>8}{'cores':>7}{'GiB':>6}"
        )
        for name, runs in (("ours", size.ours), ("bare", size.bare)):
            seconds = size.seconds(runs)
            cpu = statistics.median(run.cpu for run in runs)
            peak = max(run.peak for run in runs)
            print(
                f"{name:6}{seconds:8.2f}{size.triples / seconds / 1e3:13.0f}"
                f"{size.papers / seconds:10,.0f}{cpu:8.1f}{cpu / seconds:7.2f}{peak / 2**30:6.2f}"
            )
        peak = max(run.peak for run in size.ours)
        if size.papers >= 1_000_000:
            text = f"{peak / 2**30:.2f} GiB of memory at {size.papers:,} papers"
            size.verdicts.append(verdict(peak <= PEAK_GOAL, text, PEAK_GOAL / 2**30))
        stages(size.ours[-1])
        self._disk(size)
        self._composition(size)

    def _disk(self, size: Size) -> None:
        parts = {
            "our database": size_of(self.store / "snapshots"),
            "our segments": size_of(self.store / "segments"),
            "bare database": size_of(self.scratch / "bare"),
            "as N-Triples": self.lines.stat().st_size,
        }
        print(f"{'on disk':16}{'MB':>10}{'bytes/triple':>14}")
        for name, found in parts.items():
            print(f"{name:16}{found / 1e6:10,.1f}{found / size.triples:14.1f}")

    def _composition(self, size: Size) -> None:
        rows = self.step("composition", self.lines).answer["rows"]
        kinds: dict[str, list[tuple[str, int, int]]] = defaultdict(list)
        for kind, predicate, triples, bytes_ in rows:
            kinds[kind].append((predicate, triples, bytes_))
        papers = size.ours[0].answer["papers"]
        print(f"{'triples':32}{'all':>12}{'a paper':>9}{'bytes each':>12}")
        print(f"{'all':32}{size.triples:12,}{size.triples / papers:9.2f}")
        for kind in sorted(kinds, key=lambda kind: -sum(row[1] for row in kinds[kind])):
            some = kinds[kind]
            triples, bytes_ = sum(row[1] for row in some), sum(row[2] for row in some)
            print(f"{kind:32}{triples:12,}{triples / papers:9.2f}{bytes_ / triples:12.0f}")
            for predicate, triples, bytes_ in sorted(some, key=lambda row: -row[1]):
                if triples >= papers / 20:
                    print(
                        f"  {predicate:30}{triples:12,}{triples / papers:9.2f}"
                        f"{bytes_ / triples:12.0f}"
                    )

    def _other_order(self, size: Size) -> None:
        """What the bare store does with the same statements in the order of an export."""
        ordered = self.scratch / "sorted.nt"
        exported = self.step("export", self.store, ordered)
        runs = [self.step("bare", ordered, fresh(self.scratch / "bare")) for _ in size.bare]
        ordered.unlink()
        seconds = size.seconds(runs)
        print(
            f"bare from sorted lines: {seconds:.2f} s, {seconds / size.seconds(size.bare):.2f} ×"
            f" that in our order; the export took {exported.seconds:.2f} s"
        )

    def changes(self) -> list[str]:
        """Small changes to the graph of the real lists."""
        heading(f"changes to the graph of {REAL:,} papers")
        whole = self.step("load", self.data, fresh(self.store))
        page = min((ROOT / "seeds").glob("*.txt"))
        times: dict[str, list[float]] = defaultdict(list)
        for _ in range(3):
            again = self.step("load", self.data, self.store)
            assert set(again.answer["outcomes"]) == {"unchanged"}, again.answer
            times["load again"].append(again.seconds)
            added = self.step("load", page, self.store)
            assert added.answer["outcomes"] == {"loaded": 1}, added.answer
            times["add a page"].append(added.seconds)
            removed = self.step("unload", page.name, self.store)
            assert removed.answer["triples"] == whole.answer["triples"], removed.answer
            times["unload it"].append(removed.seconds)
        print(f"{'load anew':14}{whole.seconds:8.2f} s")
        verdicts = []
        for name, found in times.items():
            seconds = statistics.median(found)
            print(f"{name:14}{seconds:8.2f} s, from {min(found):.2f} to {max(found):.2f}")
            text = f"{seconds:.2f} s to {name}"
            verdicts.append(verdict(seconds <= CHANGE_GOALS[name], text, CHANGE_GOALS[name]))
        return verdicts

    def crossing(self) -> None:
        """From what size of an addition on it is quicker to make the graph anew."""
        heading(f"additions to the graph of {REAL:,} papers: changed in place, made anew")
        base, store = self.scratch / "base", self.store
        self.step("load", self.data, fresh(base))
        print(f"{'papers':>8}{'of all':>8}{'in place':>11}{'anew':>9}   (median of 3)")
        for papers in ADDITIONS:
            folder = self.scratch / f"addition-{papers}"
            write_corpus(folder, papers, self.data, first=1)
            times = {}
            for small in ("1", "0"):
                runs = []
                for _ in range(3):
                    shutil.copytree(base, fresh(store))
                    runs.append(self.step("load", folder, store, small).seconds)
                times[small] = statistics.median(runs)
            print(
                f"{papers:8,}{papers / REAL:8.1%}{times['1']:9.2f} s{times['0']:7.2f} s",
                flush=True,
            )

    def convert(self) -> list[str]:
        """The converter alone: files to segments that are kept nowhere."""
        heading("converter alone, files to segments; processor time, of one process")
        one, two = (
            min((self.step("convert", self.data, processes) for _ in range(3)), key=_seconds)
            for processes in ("1", "2")
        )
        papers = one.answer["papers"]
        parts = {name: one.answer[name] for name in ("decoding", "reading", "writing")}
        for name, seconds in (*parts.items(), ("all", sum(parts.values()))):
            each, rate = seconds / papers * 1e6, papers / seconds
            print(f"{name:10}{seconds:7.2f} s{each:7.1f} µs a paper{rate:10,.0f} papers/s")
        gain = one.seconds / two.seconds
        print(f"by the clock: {one.seconds:.2f} s, in two processes {two.seconds:.2f} s")
        rate = papers / parts["writing"]
        return [
            verdict(rate >= CONVERTER_GOAL, f"{rate:,.0f} records/s written", CONVERTER_GOAL),
            verdict(gain >= SECOND_PROCESS_GOAL, f"{gain:.2f} × on two", SECOND_PROCESS_GOAL),
        ]

    def rivals(self) -> None:
        """Other ways to load the same records, each spared resolving, summaries and the index."""
        heading(f"other ways, same statements: {RIVAL_PAPERS:,} papers")
        corpus, folder = self.corpus(RIVAL_PAPERS), self.scratch / "rival"
        self.step("record", corpus, fresh(self.store), self.lines)
        ours = min((self.step("load", corpus, fresh(self.store)) for _ in range(3)), key=_seconds)
        reading = self.step("convert", corpus, "1").seconds
        runs = {"lines, bulk_load": self.step("bare", self.lines, fresh(folder))}
        for way in WAYS:
            python = self.python_with(way) if way in TOOLS else Path(sys.executable)
            if python is not None:
                runs[way] = run(RIVALS, way, self.lines, fresh(folder), python=python)
        print(f"{'':28}{'storing':>10}{'with files to statements':>28}")
        print(f"{'ours, all of it':28}{'':10}{ours.seconds:26.2f} s")
        for name, found in runs.items():
            whole = found.seconds + reading
            print(
                f"{name:28}{found.seconds:8.2f} s{whole:26.2f} s{whole / ours.seconds:7.2f} × ours"
            )

    def python_with(self, package: str) -> Path | None:
        """A Python of its own with a package, or none where it can't be installed."""
        folder = self.scratch / f"python-{package}"
        venv.create(folder, with_pip=True)
        python = folder / "bin" / "python"
        command = [str(python), "-m", "pip", "install", "--quiet", package]
        if subprocess.run(command, check=False).returncode:
            print(f"{package} is not measured: it can't be installed")
            return None
        return python


def _seconds(measured: Run) -> float:
    return measured.seconds


def account(measured: Run) -> None:
    """Print what became of the records, which has to add up."""
    found = measured.answer
    assert found["read"] == found["papers"] + found["merged"] + found["rejected"], found
    print(
        f"{found['read']:,} records read = {found['papers']:,} loaded + {found['merged']:,} merged"
        f" + {found['rejected']:,} rejected; files {found['outcomes']}"
    )


def stages(measured: Run) -> None:
    """Print when each stage of a load began and ended."""
    print("stages of the last run, in seconds since its start")
    for name, (first, last) in measured.answer["stages"].items():
        print(f"  {name:28}{first:8.2f} –{last:8.2f}")
    print(f"  {'done':28}{'':8}  {measured.seconds:8.2f}")


def growth(sizes: Sequence[Size]) -> list[str]:
    """How the times grow with the triples: exponents between the sizes."""
    if len(sizes) < 2:
        return []
    heading("growth: time ~ triples to the power of")
    for smaller, larger in pairwise(sizes):
        ours, bare = _exponents(smaller, larger)
        print(
            f"{smaller.papers:>9,} → {larger.papers:>9,} papers  ours {ours:.2f}  bare {bare:.2f}"
        )
    ours, bare = _exponents(sizes[0], sizes[-1])
    print(f"over all                      ours {ours:.2f}  bare {bare:.2f}")
    return [verdict(ours <= bare + NOISE, f"grows with exponent {ours:.2f}", round(bare, 2))]


def _exponents(smaller: Size, larger: Size) -> tuple[float, float]:
    more = math.log(larger.triples / smaller.triples)
    return (
        math.log(larger.seconds(larger.ours) / smaller.seconds(smaller.ours)) / more,
        math.log(larger.seconds(larger.bare) / smaller.seconds(smaller.bare)) / more,
    )


def verdict(kept: bool, text: str, goal: float) -> str:
    """One line on one goal."""
    return f"{'kept  ' if kept else 'missed'} {text} (goal {goal:,})"


def heading(text: str) -> None:
    """A heading of a part."""
    print(f"\n== {text}", flush=True)


if __name__ == "__main__":
    main()
