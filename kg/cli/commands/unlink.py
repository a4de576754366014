"""``kg unlink``: take a run of links out of the graph."""

from __future__ import annotations

import click

from kg.cli.options import open_existing, progress, store_option


@click.command("unlink")
@click.argument("run")
@store_option
def command(run: str, store: str) -> None:
    """Take a run of links out of the graph, with all that follows from it alone.

    RUN is its id, the beginning of it, or the name of its file, as `kg info` lists them. The graph
    is then as if the run had never been; decisions in other files stay.

    \b
    Examples:
      kg unlink papers.sssom.tsv
      kg unlink 9a3319ab836b
    """
    graph = open_existing(store)
    with progress() as tell:
        entry = graph.unlink(run, progress=tell)
    click.echo(
        f"unlinked {entry.source.file_name} ({entry.source.sha256[:16]}); "
        f"the graph holds {graph.store.triples:,} triples",
        err=True,
    )
