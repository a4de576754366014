"""How questions about one author, paper or venue edition slow down as the graph grows.

    python tests/benchmarks/bench_growth.py [--sizes 100000,1000000] [--scratch FOLDER]

Graphs of so many papers (``corpus.py``; the larger holds the smaller) are loaded, or taken as they
are below ``--scratch``, and asked the same questions, warm, with the same random arguments, at most
``--rows`` rows each. Beside the medians and what 95 of 100 stay below stand their ratio, the goal
for the size, and the bare engine's time for the plain query on the same store.
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
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

sys.path.insert(0, str(Path(__file__).parents[2]))

import kg
from kg.errors import BoundReached
from kg.questions import Parameter, Question, ask, ask_plainly, questions
from kg.store.bounds import Allowance
from tests.benchmarks.corpus import DATA, write_corpus

if TYPE_CHECKING:
    from pyoxigraph import QuerySolutions

    from kg.store.protocol import Store

SEED = 17
SECONDS = 60.0
GROWTH = 2.0
"""How many times as long an answer may take in the larger graph."""
REAL = 100_000
SMALL_GOAL, LARGE_GOAL, TYPING_GOAL = 50.0, 200.0, 20.0
"""Milliseconds for 95 of 100 answers: up to ``REAL`` papers, beyond, and while somebody types."""
PLAIN_TRIES = 5
"""Arguments with which plain queries are run: some take tens of seconds."""

Given = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Draw:
    """A random paper with what there is about it; IRIs, a title and a name."""

    paper: str
    title: str
    author: str
    other: str
    name: str
    venue: str
    edition: str
    year: int


def drawn(graph: kg.Graph, number: int) -> list[Draw]:
    """So many random papers, each with a random author; the same ones in every run."""
    chosen = random.Random(SEED)  # noqa: S311
    pool: list[str] = []
    query = "SELECT ?paper { ?paper kg:publishedInEdition ?edition }"
    for seen, (paper,) in enumerate(_rows(graph, query)):
        if len(pool) < 2 * number:
            pool.append(paper)
        elif (place := chosen.randrange(seen + 1)) < len(pool):
            pool[place] = paper
    draws: list[Draw] = []
    for paper in pool:
        about = list(
            _rows(
                graph,
                f"SELECT ?title ?edition ?venue ?year {{ <{paper}> schema:name ?title ;"
                " kg:publishedInEdition ?edition ; kg:publishedInSeries ?venue ; kg:year ?year }",
            )
        )
        authors = list(
            _rows(
                graph,
                f"SELECT ?author ?name {{ <{paper}> schema:author ?author ."
                " ?author schema:name ?name } ORDER BY ?author",
            )
        )
        if about and authors:
            (title, edition, venue, year), (author, name) = about[0], chosen.choice(authors)
            other = chosen.choice(authors)[0]
            draws.append(Draw(paper, title, author, other, name, venue, edition, int(year)))
    return draws[:number]


def about(asked: Question, subject: str, draw: Draw) -> Given | None:
    """The arguments by which a question is about a subject; ``None`` if it can't be."""
    given: dict[str, object] = {}
    for parameter in asked.parameters:
        value = _value(parameter, subject, draw)
        if value is not None:
            given[parameter.name] = value
        elif parameter.required:
            return None
    if "year" in given:
        given = {name: value for name, value in given.items() if not name.endswith("_year")}
    # Years alone make no subject.
    return given if given.keys() - {"year", "from_year", "to_year"} else None


def _value(parameter: Parameter, subject: str, draw: Draw) -> object:
    match subject, parameter.kind, parameter.name:
        case "author", "author", "author_b":
            return draw.other
        case "author", "author", "author" if parameter.many:
            return [draw.author, draw.other]
        case "author", "author", "author" | "author_a":
            return draw.author
        case "author", "entity", _:
            return draw.author
        case "paper", "paper" | "entity", _:
            return draw.paper
        case "edition", "venue", "venue":
            return draw.venue
        case "edition", "year", _:
            return draw.year
        case "edition", "entity", _:
            return draw.edition
        case "name", "words", _:
            return draw.name[: max(4, len(draw.name) * 2 // 3)]
        case "title", "words", _:
            return " ".join(draw.title.split()[:3])
    return None


def subjects(asked: Question) -> Iterable[str]:
    """What a question can be about here."""
    match asked.name:
        case "find_author":
            return ("name",)
        case "find_paper":
            return ("title",)
        case _:
            return ("author", "paper", "edition")


def main() -> None:
    """Run all; exits with 1 if a goal is missed."""
    options = _options()
    print(f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores")
    with tempfile.TemporaryDirectory(prefix="kg-bench-") as temporary:
        scratch = options.scratch or Path(temporary)
        graphs = [_graph(scratch, size, options.data) for size in options.sizes]
        sys.exit(not _compare(graphs, options))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--sizes", type=_sizes, default="100000,1000000", help="two, small first")
    parser.add_argument("--scratch", type=Path, help="a folder to keep graphs in")
    parser.add_argument("--data", type=Path, default=DATA, help="the real lists (or KG_DATA)")
    parser.add_argument("--arguments", type=int, default=50)
    parser.add_argument("--rows", type=int, default=1000)
    parser.add_argument("--timeout", type=float, default=10.0, help="seconds for a plain query")
    parser.add_argument("--only", default="", help="questions whose names hold this")
    return parser.parse_args()


def _sizes(text: str) -> list[int]:
    small, large = sorted(map(int, text.split(",")))
    return [small, large]


def _graph(scratch: Path, papers: int, data: Path) -> kg.Graph:
    """The graph of so many papers, loaded if it is not there."""
    graph = kg.open_graph(scratch / f"store-{papers}")
    if not graph.exists:
        corpus = scratch / f"corpus-{papers}"
        print(f"writing and loading {papers:,} papers …", flush=True)
        write_corpus(corpus, papers, data)
        graph.load(corpus)
    return graph


def _compare(graphs: list[kg.Graph], options: argparse.Namespace) -> bool:
    """Print a line for each question; tells whether all keep to the goals."""
    draws = drawn(graphs[0], options.arguments)
    sizes = [f"{size:,}" for size in options.sizes]
    print(f"{len(draws)} arguments, ms for at most {options.rows} rows")
    heads = "".join(f"{f'{head} {size}':>15}" for size in sizes for head in ("p50", "p95"))
    bare = "".join(f"{f'bare {size}':>16}" for size in sizes)
    print(f"{'question':36}{heads}{'ratio':>7}{bare}")
    kept = True
    for asked in questions():
        if options.only not in asked.name:
            continue
        for subject in subjects(asked):
            given = [about(asked, subject, draw) for draw in draws]
            known = [one for one in given if one is not None]
            if known:
                kept &= _line(graphs, options, asked.name, subject, known)
    return kept


def _line(
    graphs: list[kg.Graph],
    options: argparse.Namespace,
    name: str,
    subject: str,
    given: list[Given],
) -> bool:
    ours = [
        sorted(_warm(graph.store, name, one, options.rows) for one in given) for graph in graphs
    ]
    bare = [
        _bare(graph.store, name, given[:PLAIN_TRIES], options.rows, options.timeout)
        for graph in graphs
    ]
    marks = []
    numbers = ""
    for size, times in zip(options.sizes, ours, strict=True):
        middle, most = statistics.median(times), times[math.ceil(len(times) * 0.95) - 1]
        numbers += f"{middle:15.2f}{most:15.2f}"
        goal = SMALL_GOAL if size <= REAL else LARGE_GOAL
        goal = TYPING_GOAL if name.startswith("find_") else goal
        if most > goal:
            marks.append(f"p95 over {goal:.0f}")
    ratio = statistics.median(ours[1]) / statistics.median(ours[0])
    if ratio > GROWTH:
        marks.append(f"grows over {GROWTH:.0f}")
    plain = "".join(f"{one:>16}" for one in bare)
    print(f"{f'{name}({subject})':36}{numbers}{ratio:7.2f}{plain}  {', '.join(marks)}", flush=True)
    return not marks


def _warm(store: Store, name: str, given: Given, rows: int) -> float:
    """Milliseconds of the second of two answers."""
    for _ in range(2):
        start = time.perf_counter()
        some = store.within(Allowance(SECONDS))
        for _ in islice(ask(some, name, given), rows):
            pass
        took = time.perf_counter() - start
    return took * 1e3


def _bare(store: Store, name: str, given: list[Given], rows: int, timeout: float) -> str:
    """The median of plain queries in milliseconds, or that it is above the timeout."""
    times = []
    for one in given:
        start = time.perf_counter()
        try:
            for _ in islice(ask_plainly(store.within(Allowance(timeout)), name, one), rows):
                pass
        except BoundReached:
            return f"> {timeout:.0f} s"
        times.append(time.perf_counter() - start)
    return f"{statistics.median(times) * 1e3:.1f}"


def _rows(graph: kg.Graph, query: str) -> Iterator[list[str]]:
    found = cast("QuerySolutions", graph.store.query(query))
    return ([cast("Any", term).value for term in row] for row in found)


if __name__ == "__main__":
    main()
