"""Seven questions beside other engines on the raw data: ``make bench-questions``.

    python tests/benchmarks/bench_engines.py [--store STORE] [--arguments 50] [--rows 1000]

The graph of all paper lists is asked by ``kg``, and its raw statements by Oxigraph on the disk, by
Oxigraph in memory, by maplib and by DuckDB (tables of papers and authorships), question by question
in turn, warm, with the same random arguments; values are compared. Then every question of the
catalogue about one author, venue or category with as many arguments, at most so many rows each,
beside its own plain query on the same store.
"""

from __future__ import annotations

import argparse
import math
import os
import platform
import random
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

sys.path.insert(0, str(Path(__file__).parents[2]))

import kg
from kg.errors import BoundReached
from kg.questions import Answer, ask, ask_plainly, question
from kg.store.bounds import Allowance
from kg.store.protocol import Store
from tests.benchmarks.corpus import DATA
from tests.benchmarks.engines import Duck, Engine, Maplib, Oxigraph

if TYPE_CHECKING:
    from pyoxigraph import QuerySolutions


Answering = Callable[[Any], list[Any]]
Asking = Callable[[Store, str, dict[str, Any]], Answer]

SEED = 11
SECONDS = 60
GOAL, WORST = 1.0, 3.0
P95 = 50.0
"""Milliseconds for at most ``--rows`` rows, on the machine that the goals are from."""
PLAIN_TRIES = 5
"""Arguments with which plain queries are run: some take tens of seconds."""
SCOPED = {
    "author": (
        *("coauthors", "author_papers", "author_venues", "author_positions", "author_categories"),
        *("author_profile", "coauthor_graph", "suggested_collaborators", "new_coauthors_by_year"),
    ),
    "venue": (
        *("venue_papers", "venue_authors", "venue_editions", "venue_categories"),
        *("venue_coauthor_graph", "top_pairs", "team_size", "papers_per_year"),
    ),
    "category": ("category_authors", "category_venues", "related_categories"),
    "": ("top_pairs", "team_size", "venue_ranking", "venue_years", "papers_per_year"),
}


def main() -> None:
    """Run all; exits with 1 if a bar is missed."""
    options = _options()
    print(f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores")
    with tempfile.TemporaryDirectory(prefix="kg-bench-") as scratch:
        store = options.store or Path(scratch) / "store"
        graph = kg.open_graph(store)
        if not graph.exists:
            print("loading …", flush=True)
            graph.load(options.data)
        bench = Bench(graph, options.arguments)
        kept = bench.beside_engines(Path(scratch))
        bench.whole_catalogue(options.rows)
    sys.exit(not kept)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--store", type=Path, help="a store that is there; else one is loaded")
    parser.add_argument("--data", type=Path, default=DATA, help="the real lists (or KG_DATA)")
    parser.add_argument("--arguments", type=int, default=50)
    parser.add_argument("--rows", type=int, default=1000)
    return parser.parse_args()


class Bench:
    """The questions, with the arguments that all engines get."""

    def __init__(self, graph: kg.Graph, number: int) -> None:
        self.graph = graph
        chosen = random.Random(SEED)  # noqa: S311
        papers = _column(graph, "SELECT ?x { ?x kg:publishedInSeries ?venue }")
        some = chosen.sample(papers, number)
        self.authors = [self._one(f"SELECT ?x {{ <{paper}> schema:author ?x }}") for paper in some]
        editions = [self._row(paper) for paper in chosen.sample(papers, number)]
        self.editions = [edition for edition in editions if edition]
        self.venues = [venue for venue, _ in self.editions]
        titles = [self._one(f"SELECT ?x {{ <{paper}> schema:name ?x }}") for paper in some]
        self.phrases = [" ".join(title.split()[1:3]) for title in titles if len(title.split()) > 2]
        about = _column(graph, "SELECT DISTINCT ?x { ?paper schema:about ?x }")
        self.categories = chosen.sample(about, min(number, len(about)))

    def _one(self, query: str) -> str:
        return _column(self.graph, query)[0]

    def _row(self, paper: str) -> tuple[str, int] | None:
        query = f"SELECT ?v ?y {{ <{paper}> kg:publishedInSeries ?v ; kg:year ?y }}"
        for venue, year in _rows(self.graph, query):
            return venue, year
        return None

    def beside_engines(self, scratch: Path) -> bool:
        """The seven questions; tells whether the bars are kept."""
        lines = scratch / "raw.nt"
        with lines.open("w", encoding="utf-8") as file:
            file.writelines(f"{line}\n" for line in self.graph.lines())
        engines: list[Engine] = [Oxigraph(lines, scratch / "raw"), Oxigraph(lines, None)]
        engines += [Duck(self.graph), *([Maplib(lines)] if Maplib.available() else [])]
        names = ["kg", *(engine.name for engine in engines)]
        print(f"\n{'median ms':34}" + "".join(f"{name:>16}" for name in names) + f"{'ratio':>8}")
        ratios = []
        for name, arguments, ours in self._seven():
            answers: list[Answering] = [ours, *(partial(engine.answer, name) for engine in engines)]
            _turns(name, answers, arguments[:3])
            medians, differing = _turns(name, answers, arguments)
            ratios.append(medians[0] / min(medians[1:]))
            line = f"{name:34}" + "".join(f"{one:16.2f}" for one in medians)
            others = ", ".join(
                f"{names[number + 1]} {n}" for number, n in sorted(differing.items())
            )
            note = f"  other values: {others}" if others else ""
            print(f"{line}{ratios[-1]:8.2f}{note}", flush=True)
        mean = math.exp(statistics.fmean(map(math.log, ratios)))
        kept = mean <= GOAL and max(ratios) <= WORST
        print(
            f"geometric mean {mean:.2f} (at most {GOAL}), worst {max(ratios):.2f} (at most {WORST})"
        )
        return kept

    def _seven(self) -> Iterable[tuple[str, list[Any], Callable[[Any], list[Any]]]]:
        store = self.graph.store

        def rows(name: str, most: int | None, **given: Any) -> list[Any]:
            return list(islice(ask(store, name, given), most))

        yield (
            "co-authors of an author",
            self.authors,
            lambda one: rows("coauthors", None, author=one),
        )
        yield (
            "papers of a venue and year",
            self.editions,
            lambda one: rows("venue_papers", None, venue=one[0], year=one[1]),
        )
        yield "papers per venue per year", self.authors[:10], lambda _: rows("venue_years", None)
        yield (
            "most prolific of a venue",
            self.venues,
            lambda one: rows("venue_authors", 20, venue=one),
        )
        yield "title contains", self.phrases, lambda one: rows("find_paper", 20, text=one)
        yield (
            "co-authors of co-authors",
            self.authors,
            lambda one: rows("suggested_collaborators", 20, author=one),
        )
        yield "top pairs overall", self.authors[:2], lambda _: rows("top_pairs", 20)

    def whole_catalogue(self, most: int) -> None:
        """Every question about one thing, beside its plain query."""
        print(f"\n{f'ms for at most {most} rows':34}{'p50':>10}{'p95':>10}{'plain p50':>12}")
        arguments: dict[str, list[str]] = {
            "author": self.authors,
            "venue": self.venues,
            "category": self.categories,
            "": [""] * 5,
        }
        for scope, names in SCOPED.items():
            for name in names:
                known = {parameter.name for parameter in question(name).parameters}
                given = [{scope: one} if scope in known else {} for one in arguments[scope]]
                ours = sorted(_timed(partial(self._some, ask, name, most), one)[0] for one in given)
                tries = given[: PLAIN_TRIES if scope else 1]
                plain = [
                    _timed(partial(self._some, ask_plainly, name, most), one)[0] for one in tries
                ]
                p95 = ours[math.ceil(len(ours) * 0.95) - 1] * 1e3
                numbers = f"{statistics.median(ours) * 1e3:10.2f}{p95:10.2f}"
                mark = "" if p95 <= P95 else "  over"
                bare = f"{statistics.median(plain) * 1e3:12.1f}"
                print(f"{f'{name}({scope})':34}{numbers}{bare}{mark}", flush=True)

    def _some(self, asking: Asking, name: str, most: int, given: dict[str, Any]) -> int:
        store = self.graph.store.within(Allowance(SECONDS))
        try:
            return len(list(islice(asking(store, name, given), most)))
        except BoundReached:
            return -1


def _turns(
    name: str, answers: list[Answering], arguments: Iterable[Any]
) -> tuple[list[float], Counter[int]]:
    """The medians in milliseconds of all that answer in turn; how many answers of whom differ."""
    times: list[list[float]] = [[] for _ in answers]
    differing = Counter[int]()
    for argument in arguments:
        found: list[list[Any]] = []
        for number, answer in enumerate(answers):
            took, rows = _timed(answer, argument)
            times[number].append(took)
            found.append(rows)
        differing.update(
            number
            for number, other in enumerate(found[1:])
            if not _same(name, argument, found[0], other)
        )
    return [statistics.median(some) * 1e3 for some in times], differing


def _rows(graph: kg.Graph, query: str) -> list[Any]:
    found = cast("QuerySolutions", graph.store.query(query))
    return [[_value(term) for term in row] for row in found]


def _value(term: Any) -> Any:
    return int(term.value) if term.value.isdigit() else term.value


def _column(graph: kg.Graph, query: str) -> list[str]:
    return sorted(str(row[0]) for row in _rows(graph, query))


def _timed(run: Callable[[Any], Any], argument: Any) -> tuple[float, Any]:
    start = time.perf_counter()
    found = run(argument)
    return time.perf_counter() - start, found


def _same(name: str, argument: Any, ours: list[Any], other: list[Any]) -> bool:
    """Whether an engine says the same: counts where the order of equals is free.

    Titles are ranked by words, so ours must hold all words wherever others found something.
    """
    if name == "title contains":
        words = argument.casefold().split()
        told = [row.title.casefold() for row in ours[: len(other)]]
        return len(told) == len(other) and all(word in title for title in told for word in words)
    if name == "papers of a venue and year":
        return {row.paper for row in ours} == {paper for paper, _ in other}
    if name == "papers per venue per year":
        return {(row.venue, row.year, row.papers) for row in ours if row.year} == {
            tuple(row) for row in other
        }
    column = {"co-authors of an author": "shared", "most prolific of a venue": "papers"}.get(
        name, "common_coauthors" if name == "co-authors of co-authors" else "shared"
    )
    counts = sorted((getattr(row, column) for row in ours), reverse=True)
    return counts[:20] == sorted((row[-1] for row in other), reverse=True)[:20]


if __name__ == "__main__":
    main()
