"""``kg validate``: the graph against its shapes."""

from __future__ import annotations

import sys

import click

from kg.cli.options import open_existing, store_option


@click.command("validate")
@store_option
def command(store: str) -> None:
    """Validate the graph against the SHACL shapes of the ontology.

    Exits with 1 and lists what the shapes don't allow. Needs the extra `validate`.

    \b
    Example:
      kg validate
    """
    violations = open_existing(store).validate()
    for violation in violations:
        click.echo(violation)
    if violations:
        sys.exit(1)
    click.echo("the graph conforms to ontology/shapes.ttl", err=True)
