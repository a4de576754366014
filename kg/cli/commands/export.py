"""``kg export``: the graph, or a part of it, as RDF."""

from __future__ import annotations

import sys

import click

from kg.cli.options import open_existing, output_option, store_option


@click.command("export")
@store_option
@click.option(
    "--format",
    "format_name",
    help="See `kg formats`; else by the name of the file, else turtle.",
)
@click.option("--entity", metavar="IRI", help="Only this entity with its surroundings.")
@click.option("--source", metavar="ID", help="Only what this source says.")
@click.option(
    "--without", multiple=True, metavar="PROPERTY", help="Leave a property out; may be repeated."
)
@click.option("--void", is_flag=True, help="A description of the graph (VoID and DCAT) instead.")
@click.option(
    "--summaries", is_flag=True, help="The derived statements of the summaries graph instead."
)
@click.option(
    "--same-as", is_flag=True, help="owl:sameAs too, for links that identifiers alone prove."
)
@click.option(
    "--links", is_flag=True, help="The links too, each run in its named graph (nquads, trig)."
)
@output_option
def command(
    store: str,
    format_name: str | None,
    entity: str | None,
    source: str | None,
    without: tuple[str, ...],
    void: bool,
    summaries: bool,
    same_as: bool,
    links: bool,
    output: str | None,
) -> None:
    """Write the graph as Turtle, TriG, JSON-LD, RDF/XML, N-Triples or N-Quads.

    Equal content gives equal bytes. A file is written whole or not at all.

    \b
    Examples:
      kg export -o graph.ttl
      kg export --without abstract -o graph.jsonld
      kg export --entity https://w3id.org/scholarly-kg/id/name/xiuqiang_he
      kg export --source page.txt --format ntriples
      kg export --void
      kg export --links -o graph.trig
    """
    from kg.export import exporter_for

    graph = open_existing(store)
    graph.export(
        output or sys.stdout,
        format=format_name or exporter_for(output or "").name,
        entity=entity,
        source=source,
        without=without,
        void=void,
        summaries=summaries,
        same_as=same_as,
        links=links,
    )
