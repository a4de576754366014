"""``kg where-from``: who said what, and what of it the graph took."""

from __future__ import annotations

import click

from kg.cli.completion import completer
from kg.cli.options import (
    ANSWER_FORMATS,
    format_option,
    open_existing,
    store_option,
    write_answer,
)


@click.command("where-from")
@click.argument("entity", metavar="ENTITY", shell_complete=completer("paper"))
@click.argument("property_name", metavar="[PROPERTY]", required=False)
@store_option
@format_option(*ANSWER_FORMATS)
def command(entity: str, property_name: str | None, store: str, format_name: str) -> None:
    """Show what each source says of ENTITY, the losing statements included.

    ENTITY is an IRI, a short form as tables have it (paper:…, name:…), a title or another name.
    Sources that disagree are resolved by rule; `taken` tells whether the graph says so too. With
    PROPERTY (abstract, author, kg:year, …) only that is shown, also of the parts of ENTITY. Of a
    name or a venue, what is said are the statements that lead to it.

    \b
    Examples:
      kg where-from "Graph Heterogeneous Multi-Relational Recommendation"
      kg where-from "Graph Heterogeneous Multi-Relational Recommendation" datePublished
      kg where-from name:xiuqiang_he --format csv
    """
    write_answer(open_existing(store).where_from(entity, property_name), format_name)
