"""``kg link authors``: the authors of the graph's papers linked to the people they are."""

from __future__ import annotations

from typing import Any

import click

from kg.cli.linking import link, link_options


@click.command("authors")
@link_options
def command(**options: Any) -> None:
    """Link authors to the people they are.

    Without --to the mentions of each name are grouped by co-authors, subjects, venues, affiliations
    and years: who of "Wei Wang" is one person, and whether "W. Brook" is "Wilma Brook". Groups are
    possible persons, until an identifier or somebody (`kg review`) proves them.

    Where TARGET has the same paper and states who stands at a place of its author list (ORCID,
    DBLP, ACL, Wikidata), the author here is that person, if the names can be one. Identifiers that
    programs give (OpenAlex) make possible persons; people who only bear the name are for review.
    TARGET and the rest are as for `kg link papers`.

    \b
    Examples:
      kg link authors --dry-run
      kg link authors --to dblp --limit 100
      kg link authors --to works.nt.gz --dry-run --format csv
    """
    link("authors", **options)
