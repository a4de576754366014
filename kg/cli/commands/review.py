"""``kg review``: people decide on the links that programs left to them."""

from __future__ import annotations

import shlex
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.options import store_option

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.api import Graph
    from kg.model import LinkRecord
    from kg.review.session import Session

_SHOWN = 20


@click.command("review")
@click.argument("runs", nargs=-1, metavar="[RUN|FILE.sssom.tsv]…")
@click.option(
    "--decisions",
    type=click.Path(dir_okay=False, path_type=Path),
    default="decisions.sssom.tsv",
    show_default=True,
    help="Where decisions are written, each at once.",
)
@click.option(
    "--author",
    metavar="NAME|ORCID",
    help="Who decides; else $KG_AUTHOR, else git config user.name.",
)
@store_option
def command(runs: tuple[str, ...], decisions: Path, author: str | None, store: str) -> None:
    """Go through the links that are left to people, and accept or refuse each.

    Those of the graph, of some of its runs, or of mapping files. Both sides are shown beside each
    other. Each decision is in the file at once, so that leaving at any moment loses nothing; what
    is decided does not come again. Load the file to have the decisions count: they outrank
    programs for ever, and git can keep it. Without a terminal, keys are read from the lines of
    standard input.

    \b
    Examples:
      kg review
      kg review links.sssom.tsv
      kg review links.sssom.tsv --author 0000-0002-1825-0097 --decisions ours.sssom.tsv
    """
    from kg.api import open_graph
    from kg.errors import UsageError
    from kg.graph.vocab import DEFAULT_BASE
    from kg.review.author import author_named
    from kg.review.decisions import Decisions
    from kg.review.page import Pages
    from kg.review.pile import make_pile
    from kg.review.session import Session
    from kg.review.sides import Sides
    from kg.text.display import visible

    who, origin = author_named(author)
    graph = open_graph(store)
    if not runs and not graph.exists:
        raise UsageError("no graph here whose links could be reviewed; name a mapping file")
    base = graph.base if graph.exists else DEFAULT_BASE
    kept = Decisions(decisions, who, base)
    pile = make_pile(_records(runs, graph), frozenset(kept))
    known = graph.store if graph.exists else None
    session = Session(Pages(Sides(known, base), pile, kept.of_person), kept, date.today)
    links = sum(len(item.records) for item in pile.items)
    about = [
        f"You decide as {visible(who)} ({origin}).",
        f"{links:,} link{'s' * (links != 1)} to decide, {pile.decided:,} decided before.",
        f"Decisions go to {visible(str(decisions))}.",
    ]
    try:
        _walk(session, about)
    except KeyboardInterrupt:
        sys.exit(130)
    finally:
        click.echo(session.ending(), err=True)
        if len(kept):
            click.echo(f"next: kg load {shlex.quote(str(decisions))}", err=True)


def _walk(session: Session, about: list[str]) -> None:
    from kg.review.walk import walk_lines

    if session.item is None:
        click.echo("\n".join([*about, "nothing to decide"]), err=True)
        return
    if sys.stdin.isatty():
        from kg.review.terminal import Screen, is_screen
        from kg.review.walk import walk_screen

        if is_screen():
            walk_screen(session, about, Screen())
            return
    walk_lines(session, about, sys.stdin, sys.stdout)


def _records(runs: tuple[str, ...], graph: Graph) -> Iterator[LinkRecord]:
    """The links named, and what people decided in the graph."""
    from kg.model import LinkRecord
    from kg.review.decisions import read_links

    files = [name for name in runs if Path(name).is_file()]
    others = [name for name in runs if name not in files]
    for file in files:
        shown = 0
        for found in read_links(Path(file)):
            if isinstance(found, LinkRecord):
                yield found
            elif found.rejected and shown < _SHOWN:
                shown += 1
                click.echo(f"{file}: rejected at line {found.line}: {found.message}", err=True)
    if others:
        yield from graph.links(*others)
    if graph.exists:
        yield from (one for one in graph.links() if one.by_hand or not runs)
