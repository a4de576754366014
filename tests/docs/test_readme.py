"""The README keeps its word: its Python runs, its tables are whole."""

from __future__ import annotations

import doctest
import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from kg.cli import cli
from kg.cli.group import Commands
from kg.export import exporters
from kg.questions import questions
from kg.sources import formats

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")


def commands_of(group: Commands, within: str) -> Iterator[str]:
    """The commands of a group, each before those of its own."""
    context = click.Context(group)
    for name in group.list_commands(context):
        yield f"{within} {name}"
        command = group.get_command(context, name)
        if isinstance(command, Commands):
            yield from commands_of(command, f"{within} {name}")


REGISTERED = {
    "commands": list(commands_of(cli, "kg")),
    "questions": [question.name for question in questions()],
    "formats": [format_.name for format_ in formats()],
    "exports": [exporter.name for exporter in exporters()],
}


def test_its_python_runs_as_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    session = "\n".join(re.findall(r"^```pycon\n(.*?)^```$", README, re.DOTALL | re.MULTILINE))
    test = doctest.DocTestParser().get_doctest(session, {}, "README.md", "README.md", 0)
    assert test.examples
    said: list[str] = []
    failed, _ = doctest.DocTestRunner().run(test, out=said.append)
    assert not failed, "".join(said)


@pytest.mark.parametrize("name", REGISTERED)
def test_its_table_lists_all_that_is_registered(name: str) -> None:
    (table,) = re.findall(
        rf"<!-- generated: table {name} -->\n(.*?)<!-- end -->", README, re.DOTALL
    )
    assert re.findall(r"^\| `((?:kg )?[\w-]+(?: [a-z]+)?)", table, re.MULTILINE) == REGISTERED[name]


def test_it_begins_with_the_two_commands() -> None:
    first = README.index("```")
    assert re.match(r"```sh\nmake demo .*\nmake test ", README[first:])


def test_all_its_links_lead_somewhere() -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", README):
        assert target.startswith("https://") or (ROOT / target).exists(), target
