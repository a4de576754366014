"""``kg rollback``: back to the graph before the last change."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kg.cli.options import open_existing, store_option
from kg.text.display import visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.store.protocol import Entry

_SHOWN = 20


@click.command("rollback")
@store_option
def command(store: str) -> None:
    """Return to the graph as it was before the last load or unload.

    One graph before the present one is kept, so this goes back one step and no further. The step
    itself can't be undone, but for loading the same files again.

    \b
    Example:
      kg rollback
    """
    found = open_existing(store).rollback()
    _tell("gone", found.gone)
    _tell("back", found.back)
    _tell("changed", found.changed)
    if not (found.gone or found.back or found.changed):
        click.echo("the sources are the same", err=True)
    made = found.made.replace("T", " ").replace("+00:00", " UTC")
    click.echo(
        f"returned to the graph of {made}: it holds {found.triples:,} triples",
        err=True,
    )


def _tell(what: str, entries: Sequence[Entry]) -> None:
    """A line for each source, as `kg load` has it."""
    for entry in entries[:_SHOWN]:
        source = entry.source
        click.echo(
            f"{what:<9} {visible(source.file_name)}: {entry.counts.read:,} records,"
            f" {source.format} ({source.sha256[:12]})",
            err=True,
        )
    if len(entries) > _SHOWN:
        click.echo(f"{what:<9} … and {len(entries) - _SHOWN:,} more", err=True)
