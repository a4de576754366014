"""How fast author pages are parsed: MB and papers a second of CPU time on one core, by format."""

from __future__ import annotations

import io
import sys
import time
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from kg.model import Paper, Problem, Source
from kg.sources import format_named
from tests.pages import arrow_page, invented_papers, scholar_feed_page

AUTHOR = "Ilsa Thornquist"
MEGABYTES = 20
RUNS = 5
GOAL = 20
PAGES: dict[str, Callable[[str, Iterable[Paper]], str]] = {
    "scholar-feed": scholar_feed_page,
    "arrow": arrow_page,
}


def page_of(name: str) -> bytes:
    """A page of about ``MEGABYTES`` in one of the formats."""
    some = invented_papers(500, author=AUTHOR)
    count = MEGABYTES * 1_000_000 * len(some) // len(PAGES[name](AUTHOR, some).encode())
    return PAGES[name](AUTHOR, invented_papers(count, author=AUTHOR)).encode()


def main() -> None:
    """Print the best of some runs for each format: other work on the machine only slows them."""
    print(f"{'best of ' + str(RUNS):16}{'MB':>6}{'papers':>9}{'MB/s':>8}{'papers/s':>11}")
    for name in PAGES:
        data = page_of(name)
        source = Source(
            sha256="0" * 64,
            file_name="page.txt",
            format=name,
            parser=name,
            received=date(2026, 11, 21),
        )
        times, papers = [], 0
        for _ in range(RUNS):
            start = time.process_time()
            papers = 0
            for record in format_named(name).read(io.BytesIO(data), source):
                assert not isinstance(record, Problem), record
                papers += isinstance(record, Paper)
            times.append(time.process_time() - start)
        seconds, size = min(times), len(data) / 1_000_000
        print(f"{name:16}{size:6.1f}{papers:9,}{size / seconds:8.1f}{papers / seconds:11,.0f}")
    print(f"goal: about {GOAL} MB/s")


if __name__ == "__main__":
    main()
