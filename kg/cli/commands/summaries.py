"""``kg summaries``: the derived statements by which questions are answered at once."""

from __future__ import annotations

import click

from kg.cli.options import open_existing, store_option


@click.command("summaries")
@click.argument("action", type=click.Choice(("build", "drop")))
@store_option
def command(action: str, store: str) -> None:
    """Make the summaries anew, or take them out of the graph.

    Loading makes them and keeps them up to date, until they are dropped. They follow from the rest
    of the graph and say nothing that it does not: without them questions are answered by their
    plain queries.

    \b
    Examples:
      kg summaries drop
      kg summaries build
    """
    graph = open_existing(store)
    if action == "drop":
        graph.drop_summaries()
        click.echo("the graph holds no summaries", err=True)
    else:
        click.echo(f"the graph holds {graph.rebuild_summaries():,} summaries", err=True)
