"""Write the generated parts of README.md, or with ``--check`` say which are out of date.

A part stands between two comments of Markdown, of which the first says what to put there:

    <!-- generated: run kg info -->      a command, and what it prints
    <!-- generated: table questions -->  a table made from a registry
    <!-- end -->

Commands run in the order of the document, in one folder that holds nothing but ``seeds/``.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from difflib import unified_diff
from pathlib import Path

import click

from kg.cli import cli
from kg.cli.group import Commands
from kg.export import exporters
from kg.questions import questions
from kg.sources import formats

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
PART = re.compile(
    r"(?P<begin><!-- generated: (?P<kind>run|table) (?P<what>.+?) -->\n)"
    r"(?P<old>.*?)(?P<end><!-- end -->\n)",
    re.DOTALL,
)


def command_rows() -> Iterator[tuple[str, ...]]:
    """The command line, a row a command."""
    yield "command", "what it does", "options"
    yield from _rows_of(cli, click.Context(cli, info_name="kg"))


def _rows_of(group: click.Group, context: click.Context) -> Iterator[tuple[str, ...]]:
    """The commands of a group, each before those of its own."""
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command
        within = click.Context(command, context, name)
        usage = command.collect_usage_pieces(within)
        words = [within.command_path, *(piece for piece in usage if piece != "[OPTIONS]")]
        options = [f"`{p.opts[-1]}`" for p in command.params if isinstance(p, click.Option)]
        yield f"`{' '.join(words)}`", command.get_short_help_str(200), " ".join(options)
        if isinstance(command, Commands):
            yield from _rows_of(command, within)


def question_rows() -> Iterator[tuple[str, ...]]:
    """The canned questions, with their options and columns."""
    yield "question", "what it answers", "options", "columns"
    for asked in questions():
        required = (p.name.upper() + "..." * p.many for p in asked.parameters if p.required)
        options = (p.name.replace("_", "-") for p in asked.parameters if not p.required)
        yield (
            f"`{' '.join([asked.name, *required])}`",
            asked.title,
            " ".join(f"`--{name}`" for name in options),
            ", ".join(column.name for column in asked.columns),
        )


def format_rows() -> Iterator[tuple[str, ...]]:
    """The formats that can be loaded."""
    yield "format", "what it is", "what it looks like"
    for format_ in formats():
        yield f"`{format_.name}`", format_.label, format_.description


def export_rows() -> Iterator[tuple[str, ...]]:
    """The formats that can be written."""
    yield "format", "what it is", "media type", "file name"
    for exporter in exporters():
        yield f"`{exporter.name}`", exporter.label, exporter.media_type, f"*{exporter.extension}"


TABLES = {
    "commands": command_rows,
    "questions": question_rows,
    "formats": format_rows,
    "exports": export_rows,
}


def table(name: str) -> str:
    """A registry as a table of Markdown."""
    head, *rows = TABLES[name]()
    lines = [head, ("---",) * len(head), *rows]
    return "".join(f"| {' | '.join(cell.replace('|', '/') for cell in line)} |\n" for line in lines)


def run(command: str, folder: Path) -> str:
    """A command and what a person sees of it, as a block of Markdown."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    env = {**os.environ, "PATH": path, "COLUMNS": "80", "PYTHONUNBUFFERED": "1"}
    env.pop("KG_STORE", None)
    done = subprocess.run(
        ["sh", "-c", command],
        cwd=folder,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode:
        sys.exit(f"README.md: `{command}` ended with {done.returncode}\n{done.stdout}")
    seen = f"$ {command}\n{done.stdout}".rstrip()
    return f"```console\n{seen}\n```\n"


def render(text: str) -> str:
    """The document with all generated parts written anew."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copytree(ROOT / "seeds", folder / "seeds")

        def part(match: re.Match[str]) -> str:
            kind, what = match["kind"], match["what"]
            new = table(what) if kind == "table" else run(what, folder)
            return f"{match['begin']}{new}{match['end']}"

        return PART.sub(part, text)


def main(arguments: list[str]) -> int:
    """Write the document, or compare; the exit code is 1 if it differs."""
    old = README.read_text("utf-8")
    new = render(old)
    if arguments != ["--check"]:
        README.write_text(new, "utf-8")
        return 0
    differences = unified_diff(old.splitlines(), new.splitlines(), "README.md", "as generated", "")
    print(*differences, sep="\n")
    if old != new:
        print("README.md is out of date: run `make docs`")
    return old != new


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
