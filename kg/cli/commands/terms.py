"""``kg terms``: what there is to ask for in SPARQL."""

from __future__ import annotations

import click

from kg.cli.options import (
    ANSWER_FORMATS,
    format_option,
    open_existing,
    store_option,
    write_answer,
)


@click.command("terms")
@click.argument("text", default="")
@store_option
@format_option(*ANSWER_FORMATS)
def command(text: str, store: str, format_name: str) -> None:
    """List the classes and properties in use, how often, and an example of each.

    With TEXT only those that have it in their name, or in what the ontology says of them. Terms are
    written as in a query for `kg sparql`.

    \b
    Examples:
      kg terms
      kg terms author
      kg terms --format csv
    """
    write_answer(open_existing(store).terms(text), format_name)
