"""What a question costs over the bare query of the same text.

    python -m tests.benchmarks.bench_questions

Each question runs with its example on the seeds, in memory, once through pyoxigraph alone and
once through ``kg``, in turn; the medians are compared. ``kg`` reads the arguments, looks up the
names, fills the query, and makes each row a tuple of Python values.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections import deque
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, cast

sys.path.insert(0, str(Path(__file__).parents[2]))

from pyoxigraph import RdfFormat, Store

import kg
from kg.graph.vocab import PREFIXES
from kg.questions import Answer, Question, ask, question, questions, show

SEEDS = Path(__file__).parents[2] / "seeds"
RUNS = 101
ROWS = 20_000
QUESTION_GOAL, ROW_GOAL = 0.5, 15
"""Milliseconds a question and microseconds a row, over the bare query."""


def seconds(run: Callable[[], object]) -> float:
    """How long one run takes."""
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def medians(
    bare: Callable[[], object], ours: Callable[[], object], runs: int
) -> tuple[float, float]:
    """The medians, in milliseconds, of runs that take turns."""
    pairs = [(seconds(bare), seconds(ours)) for _ in range(runs)]
    return (
        statistics.median(pair[0] for pair in pairs) * 1e3,
        statistics.median(pair[1] for pair in pairs) * 1e3,
    )


def exhaust(rows: Any) -> None:
    """Read all rows and keep none."""
    deque(rows, maxlen=0)


def solve(store: Store, query: str) -> None:
    """Run a query by the engine alone."""
    exhaust(store.query(query, prefixes=PREFIXES))


def answer(graph: kg.Graph, asked: Question) -> None:
    """Ask a question with its example."""
    exhaust(ask(graph.store, asked.name, asked.example))


def per_question() -> bool:
    """Print a line for each question; tells whether all keep to the goal."""
    graph = kg.open_graph()
    graph.load(SEEDS)
    bare_store = Store()
    bare_store.bulk_load("\n".join(graph.lines()), RdfFormat.N_TRIPLES)
    kept = True
    heading = f"median of {RUNS}"
    print(f"{heading:24}{'rows':>5}{'bare':>11}{'kg':>11}{'over bare':>12}{'goal':>11}")
    for asked in questions():
        query = show(graph.store, asked.name, asked.example)
        rows = len(list(ask(graph.store, asked.name, asked.example)))
        bare, ours = medians(partial(solve, bare_store, query), partial(answer, graph, asked), RUNS)
        goal = QUESTION_GOAL + rows * ROW_GOAL / 1e3
        kept &= ours - bare <= goal
        over = ours - bare
        print(f"{asked.name:24}{rows:5}{bare:8.3f} ms{ours:8.3f} ms{over:9.3f} ms{goal:8.3f} ms")
    return kept


def per_row() -> bool:
    """Print what making a row of co-authors costs; tells whether that keeps to the goal."""
    store = Store()
    columns = question("coauthors").columns
    row = (
        "<http://example.org/name/a_b>", '"Ada Brook"', "3", "2020", "2024",
        "<http://example.org/paper/c>", '"unverified"', "true",
    )  # fmt: skip
    names = " ".join(f"?{column.name}" for column in columns)
    values = f"({' '.join(row)}) " * ROWS
    query = f"SELECT {names} {{ VALUES ({names}) {{ {values} }} }}"
    bare, ours = medians(
        partial(solve, store, query),
        lambda: exhaust(Answer.of_query(columns, lambda: cast("Any", store.query(query)), "")),
        5,
    )
    cost = (ours - bare) * 1e3 / ROWS
    size = f"{ROWS:,} rows of {len(columns)} columns"
    print(f"\n{size}: {cost:.1f} µs a row over bare (goal {ROW_GOAL})")
    return cost <= ROW_GOAL


if __name__ == "__main__":
    kept = [per_question(), per_row()]
    print("all keep to the goal" if all(kept) else "the goal is missed")
