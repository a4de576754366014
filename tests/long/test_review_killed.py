"""``kg review`` killed at any moment: what was shown as decided is in a whole file."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from kg.graph.vocab import DEFAULT_BASE, OWL, SEMAPV
from kg.link.sssom import sssom_lines
from kg.model import Judgement, LinkRecord
from kg.review.decisions import read_links

LINK = LinkRecord(
    subject=f"{DEFAULT_BASE}paper/tides-0",
    predicate=f"{OWL}sameAs",
    object="https://tides.example/0",
    judgement=Judgement.REVIEW,
    justification=f"{SEMAPV}CompositeMatching",
)
LINKS = 4000
"""More than a quick machine decides on before the last time it is killed."""


@pytest.mark.long
def test_a_review_that_is_killed_has_lost_nothing(tmp_path: Path) -> None:
    links = [
        replace(LINK, subject=f"{LINK.subject}{number}", object=f"https://tides.example/{number}")
        for number in range(LINKS)
    ]
    (tmp_path / "links.sssom.tsv").write_text("".join(sssom_lines(links)), "utf-8")
    (tmp_path / "keys").write_text("a\nr\n" * LINKS)
    command = [sys.executable, "-m", "kg", "review", "links.sssom.tsv", "--author", "Mirela Quist"]
    before = killed = 0
    for attempt in range(12):
        with (tmp_path / "keys").open() as keys, (tmp_path / "shown").open("w") as shown:
            process = subprocess.Popen(
                command, cwd=tmp_path, stdin=keys, stdout=shown, stderr=subprocess.DEVNULL
            )
            time.sleep(0.3 + attempt * 37 % 25 / 100)
            process.kill()
            killed += process.wait() < 0
        pages = re.findall(r"^(\d+) of \d+: ", (tmp_path / "shown").read_text("utf-8"), re.M)
        decisions = tmp_path / "decisions.sssom.tsv"
        found = list(read_links(decisions)) if decisions.exists() else []
        assert all(isinstance(one, LinkRecord) and one.by_hand for one in found)
        assert len(found) >= before + len(pages) - 1
        before = len(found)
    assert killed == 12
    assert before > 0
