"""``kg check``: whether the store is what it was when it was written."""

from __future__ import annotations

import sys

import click

from kg.cli.options import open_existing, store_option


@click.command("check")
@store_option
def command(store: str) -> None:
    """Verify checksums and counts of the store, every byte of it.

    Exits with 1 and names what differs if anything does.

    \b
    Example:
      kg check --store kg-store
    """
    graph = open_existing(store)
    findings = graph.check()
    for finding in findings:
        click.echo(finding, err=True)
    if findings:
        sys.exit(1)
    sources = len(graph.store.entries)
    click.echo(f"whole: {graph.store.triples:,} triples from {sources:,} sources", err=True)
