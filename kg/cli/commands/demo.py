"""``kg demo``: the whole way from two saved pages to answers and files."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from kg.cli.options import progress, terminal_width

_QUESTIONS: tuple[tuple[str, dict[str, Any], str], ...] = (
    ("coauthors", {"author": "Xiuqiang He", "min_shared": 2}, '"Xiuqiang He" --min-shared 2'),
    ("author_venues", {"author": "Xiuqiang He"}, '"Xiuqiang He"'),
    ("venue_editions", {"venue": "NeurIPS"}, "NeurIPS"),
    ("papers_with_code", {}, ""),
)
_FILES = {"turtle": "graph.ttl", "jsonld": "graph.jsonld"}


@click.command("demo")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), default="kg-demo")
def command(folder: Path) -> None:
    """Load the two pages that come with kg, answer questions, write Turtle and JSON-LD.

    Everything is put into FOLDER (./kg-demo unless said), which can be deleted at any time.

    \b
    Examples:
      kg demo
      kg demo my-first-graph
    """
    from kg.api import open_graph
    from kg.questions import write
    from kg.resources import resource

    store = folder / "store"
    graph = open_graph(store)
    with progress() as tell:
        report = graph.load(resource("seeds"), progress=tell)
    click.echo(f"$ kg load seeds --store {store}")
    for file in report.files:
        if file.source:
            click.echo(f"{file.source.file_name}: {file.counts.read} papers ({file.source.format})")
    click.echo(f"{report.triples:,} triples")
    for question, arguments, typed in _QUESTIONS:
        click.echo(f"\n$ kg ask {question} {typed}".rstrip() + f" --store {store}")
        write(graph.ask(question, **arguments), "table", sys.stdout, terminal_width())
    click.echo(f"\nwritten to {folder}:")
    for format_name, name in _FILES.items():
        graph.export(folder / name, format=format_name)
        click.echo(f"  {name}")
    click.echo("\nAll questions: kg ask. Your own pages: kg load PATH.")
