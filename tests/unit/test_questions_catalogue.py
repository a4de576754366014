"""The catalogue of questions, as help, completion and documentation read it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from kg.errors import UnknownQuestion
from kg.questions import Column, Parameter, names, question, questions
from kg.questions.catalogue import read_question

FILE = """\
#+ title: Rivers
#+ description: >-
#+   Which rivers there are.
#+   Not the lakes.
#+ parameters:
#+   river: {kind: words, required: true, list: true, description: the rivers}
#+   since: {kind: year, required: false, default: 1990, description: the first year}
#+ columns:
#+   river: {type: iri, description: the river}
#+ key: [river]
#+ example: {river: Isar, since: 2000}

# Any comment of the query stays.
SELECT ?river WHERE { }
"""


def test_names_are_known_without_reading_files() -> None:
    code = (
        "import sys, kg.questions as q; print(*q.names());"
        "print(*{'yaml', 'pyoxigraph', 'rdflib'} & set(sys.modules), file=sys.stderr)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.split() == list(names())
    assert run.stderr.strip() == ""


def test_a_file_is_a_question(tmp_path: Path) -> None:
    path = tmp_path / "lakes" / "rivers.rq"
    path.parent.mkdir()
    path.write_text(FILE, "utf-8")
    asked = read_question(path)
    assert (asked.name, asked.aspect, asked.title) == ("rivers", "lakes", "Rivers")
    assert asked.description == "Which rivers there are. Not the lakes."
    assert asked.parameters == (
        Parameter("river", "words", "the rivers", required=True, many=True),
        Parameter("since", "year", "the first year", required=False, default=1990),
    )
    assert asked.columns == (Column("river", "iri", "the river"),)
    assert asked.key == ("river",)
    assert asked.example == {"river": "Isar", "since": 2000}
    assert asked.sparql == "# Any comment of the query stays.\nSELECT ?river WHERE { }\n"


def test_questions_come_by_aspect() -> None:
    listed = [(asked.aspect, asked.name) for asked in questions()]
    assert listed == sorted(listed)
    assert {name for _, name in listed} == set(names())


def test_close_names_are_told() -> None:
    with pytest.raises(UnknownQuestion, match="did you mean author_papers"):
        question("author_paper")
    with pytest.raises(UnknownQuestion, match=r"no question is named '\.\./secrets'"):
        question("../secrets")
