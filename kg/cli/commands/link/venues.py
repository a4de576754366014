"""``kg link venues``: the graph's venues linked to those of other graphs."""

from __future__ import annotations

from typing import Any

import click

from kg.cli.linking import link, link_options


@click.command("venues")
@link_options
def command(**options: Any) -> None:
    """Link venues to those of other graphs.

    TARGET is dblp, semopenalex or wikidata, a dump or an endpoint of one of these, or a
    reconciliation service, as for `kg link papers`. Venues that share an identifier or a full name
    are linked; an abbreviation alone is left for review.

    \b
    Examples:
      kg link venues --to wikidata
      kg link venues --to https://example.org/reconcile --dry-run
    """
    link("venues", **options)
