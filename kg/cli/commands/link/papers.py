"""``kg link papers``: the graph's papers linked to the same ones elsewhere."""

from __future__ import annotations

from typing import Any

import click

from kg.cli.linking import link, link_options


@click.command("papers")
@link_options
def command(**options: Any) -> None:
    """Link papers to the same ones elsewhere.

    TARGET is another source of the graph (its file name or the beginning of its SHA-256), whose
    papers are compared with those of all others; a bibliographic file or an RDF dump; dblp,
    semopenalex or wikidata; or the address of a SPARQL endpoint of one of these (say which with
    --as) or of a reconciliation service. Papers that share an identifier, or whose titles, authors,
    year and venue agree, are linked; what is less sure is left for review and changes nothing.
    Without an answer to every question nothing is recorded, and the exit code is 1.

    \b
    Examples:
      kg link papers --to preprints.bib --dry-run
      kg link papers --to dblp --limit 100 -o dblp.sssom.tsv
      kg link papers --to http://localhost:7001/sparql --as dblp
    """
    link("papers", **options)
