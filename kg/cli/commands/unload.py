"""``kg unload``: take a source out of the graph."""

from __future__ import annotations

import click

from kg.cli.options import open_existing, progress, store_option


@click.command("unload")
@click.argument("source")
@store_option
def command(source: str, store: str) -> None:
    """Take everything that only SOURCE says out of the graph.

    SOURCE is the beginning of a source's SHA-256 or its file name, as `kg info` lists them. The
    graph is then as if SOURCE had never been loaded.

    \b
    Examples:
      kg unload page.txt
      kg unload 9a3319ab836b
    """
    graph = open_existing(store)
    with progress() as tell:
        entry = graph.unload(source, progress=tell)
    click.echo(
        f"unloaded {entry.source.file_name} ({entry.source.sha256[:12]}); "
        f"the graph holds {graph.store.triples:,} triples",
        err=True,
    )
