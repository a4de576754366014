"""Graphs linked to files in the formats and schemas of real targets: each case is a folder.

``case.json`` says what is linked to what, which links come of it (decision, relation, what is
linked, to what, and what that rests on) and the conflicts that are reported. ``ours.*`` is what
the graph holds.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

import kg
from kg.graph.vocab import KG, OWL
from kg.linking import Linked

ROOT = Path(__file__).parents[1] / "cases"
CASES = sorted(path.parent for path in (ROOT / "link_runs").glob("*/case.json"))
SHORT = {f"{KG}": "kg:", f"{OWL}": "owl:"}


def told(linked: Linked, base: str) -> list[list[str]]:
    """The links as a case writes them; IRIs of the graph without the base and their hashes."""

    def short(iri: str) -> str:
        for namespace, prefix in SHORT.items():
            iri = iri.replace(namespace, prefix)
        kept = iri.removeprefix(base)
        if kept.startswith("paper/"):
            paper, mark, part = kept.partition("#")
            return paper[:-17] + mark + part
        return kept

    return sorted(
        [
            *(row.judgement.value, short(row.predicate), short(row.subject), short(row.object)),
            " ".join(row.fields),
        ]
        for row in linked.run.records
    )


def target(case: dict[str, Any], folder: Path, place: Path) -> Path:
    """The file to link to, or a folder with several."""
    files = sorted((ROOT if "/" in case["to"] else folder).glob(case["to"]))
    assert files
    if len(files) == 1:
        return files[0]
    for file in files:
        shutil.copy(file, place)
    return place


@pytest.mark.parametrize("folder", CASES, ids=lambda path: path.name)
def test_a_case_gives_its_links_and_conflicts(folder: Path, tmp_path: Path) -> None:
    case = json.loads((folder / "case.json").read_text("utf-8"))
    graph = kg.open_graph()
    graph.load(*folder.glob("ours.*"))
    linked = graph.link(case["kind"], to=target(case, folder, tmp_path), dry_run=True)
    assert told(linked, graph.base) == case["links"]
    assert [one.reason for one in linked.run.conflicts] == case.get("conflicts", [])
    assert linked.run.known == case.get("known", 0)
