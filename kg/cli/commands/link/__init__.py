"""``kg link``: the graph's papers, authors and venues linked to others."""

from __future__ import annotations

import sys

import click

from kg.cli.group import Commands
from kg.cli.linking import as_option
from kg.cli.options import (
    ANSWER_FORMATS,
    format_option,
    open_existing,
    store_option,
    write_answer,
)


@click.group("link", cls=Commands, package=sys.modules[__name__], invoke_without_command=True)
@click.option(
    "--explain",
    nargs=2,
    metavar="A B",
    help="Show what speaks for and against that two papers, authors or venues are one.",
)
@click.option("--to", metavar="TARGET", help="Where B is, if it is not in the graph.")
@as_option
@store_option
@format_option(*ANSWER_FORMATS)
@click.pass_context
def command(
    context: click.Context,
    explain: tuple[str, str] | None,
    to: str | None,
    as_: str | None,
    store: str,
    format_name: str,
) -> None:
    """Link papers, authors or venues to other sources, files, graphs and services.

    Links carry their evidence and can be taken back. A and B are IRIs, short forms of them
    (paper:…, name:…, venue:…) or names; an author may be a name, a person or one authorship.

    \b
    Examples:
      kg link papers --to dblp
      kg link authors --to dblp-slice.nt.gz --dry-run
      kg link --explain "Graph Convolution in Brief" "Graph Convolution, Briefly"
      kg link --explain "Ada Brook" "A. Brook"
      kg link --explain "Graph Convolution in Brief" https://dblp.org/rec/… --to dblp
    """
    if explain is not None:
        write_answer(open_existing(store).explain(*explain, to=to, as_=as_), format_name)
    elif context.invoked_subcommand is None:
        click.echo(context.get_help())
