"""``kg load``: files and folders into the graph."""

from __future__ import annotations

import sys
from datetime import date
from typing import TYPE_CHECKING

import click

from kg.cli.options import Day, progress, store_option
from kg.cli.reports import tell_files
from kg.errors import RejectedRecords

if TYPE_CHECKING:
    from kg.store.server import Endpoints


@click.command("load")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@store_option
@click.option("--from", "format_name", metavar="FORMAT", help="The format; else it is recognised.")
@click.option("--retrieved", type=Day(), metavar="DATE", help="The day the files were fetched.")
@click.option("--base", metavar="IRI", help="Where data IRIs stand; fixed at the first load.")
@click.option("--strict", is_flag=True, help="Exit with 3 if a record or file is rejected.")
@click.option("--dry-run", is_flag=True, help="Read and report; change nothing.")
@click.option(
    "--workers",
    type=click.IntRange(min=0),
    metavar="N",
    help="Processes that convert files; by default one a processor where that saves time.",
)
@click.option("--keep", is_flag=True, help="Keep what a file held before, if it has changed.")
@click.option(
    "--summaries/--no-summaries",
    default=None,
    help="Whether the graph has summaries; by default if it has them already or is empty.",
)
@click.option("--query-url", metavar="URL", help="Where a server takes queries, if not found out.")
@click.option("--update-url", metavar="URL", help="Where it takes updates.")
@click.option("--graphs-url", metavar="URL", help="Where it takes graphs (graph store protocol).")
def command(
    paths: tuple[str, ...],
    store: str,
    format_name: str | None,
    retrieved: date | None,
    base: str | None,
    strict: bool,
    dry_run: bool,
    workers: int | None,
    keep: bool,
    summaries: bool | None,
    query_url: str | None,
    update_url: str | None,
    graphs_url: str | None,
) -> None:
    """Load author pages and bibliographic files.

    PATH is a file, a folder, an archive (zip, tar), or - for standard input; files may be
    compressed by gzip, bzip2, xz or zstandard. A manifest.toml beside the files may say
    what they don't: format, the days they were retrieved and received, address, licence.
    Loading the same content again changes nothing; a file that has changed is loaded in
    place of what it held before.

    \b
    Examples:
      kg load page.txt
      kg load pages/ --retrieved 2026-11-21
      curl … | kg load - --from arrow
      kg load papers.zip --store http://localhost:3030/ds
    """
    from kg.api import open_graph

    endpoints = _endpoints(query_url, update_url, graphs_url)
    graph = open_graph(store, base=base, endpoints=endpoints)
    with progress() as tell:
        report = graph.load(
            *paths,
            format=format_name,
            retrieved=retrieved,
            dry_run=dry_run,
            standard_input=sys.stdin.buffer,
            workers=workers,
            keep=keep,
            summaries=summaries,
            progress=tell,
        )
    tell_files(report)
    if dry_run:
        click.echo("dry run: nothing was changed", err=True)
    else:
        click.echo(f"the graph holds {report.triples:,} triples", err=True)
    if strict and report.lost:
        sys.exit(RejectedRecords.exit_code)
    if report.of("failed"):
        sys.exit(1)


def _endpoints(query: str | None, update: str | None, graphs: str | None) -> Endpoints | None:
    """What a person said of a server; a query endpoint alone is read from, never written to."""
    if query is None:
        if update or graphs:
            raise click.UsageError("--update-url and --graphs-url need --query-url")
        return None
    from kg.store.server import Endpoints

    return Endpoints(query, update, graphs)
