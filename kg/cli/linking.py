"""What the commands that link have in common: their options, and what they say."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from kg.cli.options import (
    ANSWER_FORMATS,
    format_option,
    open_existing,
    progress,
    store_option,
    write_answer,
)
from kg.model import Judgement
from kg.text.display import visible

if TYPE_CHECKING:
    from kg.linking import Linked

Function = TypeVar("Function", bound=Callable[..., Any])

_SHOWN = 20
TARGET_KINDS = ("dblp", "semopenalex", "wikidata", "reconciliation")
"""What a target may be said to be."""

as_option = click.option(
    "--as", "as_", type=click.Choice(TARGET_KINDS), help="What TARGET is, if it does not show."
)
"""``--as``: what a target is of."""

_OPTIONS = (
    click.option(
        "--to",
        metavar="TARGET",
        help="A loaded source, a file, dblp, semopenalex, wikidata, or an address.",
    ),
    click.option(
        "--as", "as_", type=click.Choice(TARGET_KINDS), help="What TARGET is, if not told."
    ),
    click.option("--from", "input_format", metavar="FORMAT", help="The format of a file."),
    store_option,
    click.option("--dry-run", is_flag=True, help="Show the links; change nothing."),
    click.option("--partial", is_flag=True, help="Keep the links though some had no answer."),
    click.option("--limit", type=click.IntRange(min=1), metavar="N", help="Ask for the first N."),
    click.option(
        "--timeout",
        type=click.FloatRange(min=0, min_open=True),
        metavar="SECONDS",
        default=60.0,
        show_default=True,
        help="What a request may take.",
    ),
    click.option(
        "-o",
        "--output",
        type=click.Path(dir_okay=False, path_type=Path),
        help="Write the links to this mapping file (SSSOM TSV) too.",
    ),
    format_option(*ANSWER_FORMATS),
)


def link_options(function: Function) -> Function:
    """The options of a command that links."""
    return reduce(lambda wrapped, option: option(wrapped), reversed(_OPTIONS), function)


def link(kind: str, store: str, format_name: str, **options: Any) -> None:
    """Link, write the links to standard output, and say on standard error what came of it.

    Ends the process with 1 if there were questions without an answer, unless that is wanted.
    """
    with progress() as tell:
        linked = open_existing(store).link(kind, progress=tell, **options)
    write_answer(linked.answer(), format_name)
    _tell(kind, linked, options["output"], dry_run=options["dry_run"])
    if not linked.run.complete and not options["partial"]:
        sys.exit(1)


def _tell(kind: str, linked: Linked, output: Path | None, *, dry_run: bool) -> None:
    run = linked.run
    _list("conflict", [f"{c.subject} and {c.object}: {c.reason}" for c in run.conflicts])
    _list("no answer", [f"{visible(one.asked)}: {one.reason}" for one in run.unanswered])
    accepted, review = (len(run.of(j)) for j in (Judgement.ACCEPT, Judgement.REVIEW))
    compared = "venue" if kind == "venues" else "paper"
    click.echo(
        f"{_counted(run.compared, compared)} compared: {_counted(accepted, 'link')} accepted,"
        f" {review:,} for review, {run.known:,} known before;"
        f" {_counted(len(run.conflicts), 'conflict')},"
        f" {_counted(len(run.unanswered), 'question')} without an answer",
        err=True,
    )
    if output is not None:
        click.echo(f"written to {output}", err=True)
    if linked.entry is not None:
        sha256 = linked.entry.source.sha256
        click.echo(
            f"recorded as run {sha256[:16]}; kg unlink {sha256[:12]} takes it back", err=True
        )
    elif dry_run:
        click.echo("dry run: nothing was changed", err=True)
    elif not run.complete:
        click.echo(
            "nothing was recorded, since no answer is not the answer that there is nothing: run it"
            " again, when what was answered is not asked again, or keep the links with --partial",
            err=True,
        )
    else:
        click.echo("nothing to record", err=True)


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}{'s' * (number != 1)}"


def _list(what: str, lines: Sequence[str]) -> None:
    for line in lines[:_SHOWN]:
        click.echo(f"{what:<9} {visible(line)}", err=True)
    if len(lines) > _SHOWN:
        click.echo(f"{what:<9} … and {len(lines) - _SHOWN:,} more", err=True)
