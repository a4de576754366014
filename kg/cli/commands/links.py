"""``kg links``: the links of the graph, as a mapping file or as statements."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from kg.cli.options import open_existing, output_option, store_option


@click.command("links")
@click.argument("runs", nargs=-1, metavar="[RUN]...")
@store_option
@click.option(
    "--format",
    "format_name",
    help="sssom, or one of `kg formats`; else by the name of the file, else sssom.",
)
@click.option("--void", is_flag=True, help="A description (VoID linksets) of the accepted links.")
@output_option
def command(
    runs: tuple[str, ...], store: str, format_name: str | None, void: bool, output: str | None
) -> None:
    """Write the links of the graph, of some of its runs or of all.

    As SSSOM that is all that is said of them, with what is refused or left to people; in the other
    formats the accepted ones as statements. RUN is a file name or the beginning of a SHA-256, as
    `kg info` shows them.

    \b
    Examples:
      kg links -o links.sssom.tsv
      kg links decisions.sssom.tsv
      kg links -o links.nt
      kg links --void -o linksets.ttl
    """
    from kg.export import exporter_for
    from kg.export.files import replacing
    from kg.export.linkset import SSSOM, write_links

    graph = open_existing(store)
    mappings = (output or ".tsv").lower().endswith(".tsv") and not void
    name = format_name or (SSSOM if mappings else exporter_for(output or "").name)
    links = graph.links(*runs)
    if output is None:
        write_links(name, links, sys.stdout, graph.base, void=void)
        return
    with replacing(Path(output)) as stream:
        write_links(name, links, stream, graph.base, void=void)
