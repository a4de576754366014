"""``kg formats``: what can be loaded and written."""

from __future__ import annotations

import click


@click.command("formats")
def command() -> None:
    """List the formats that can be loaded and those that can be written.

    \b
    Example:
      kg formats
    """
    from kg.export import exporters
    from kg.sources import formats

    click.echo("read (kg load, --from):")
    for format_ in formats():
        click.echo(f"  {format_.name:<16} {format_.label}")
    click.echo("written (kg export, --format):")
    for exporter in exporters():
        click.echo(f"  {exporter.name:<16} {exporter.label}")
