"""``kg load``: files and folders into the graph."""

from __future__ import annotations

import sys
from datetime import date
from typing import TYPE_CHECKING

import click

from kg.cli.options import Day, progress, store_option
from kg.errors import RejectedRecords

if TYPE_CHECKING:
    from kg.loading import FileReport, LoadReport

_SHOWN = 20


@click.command("load")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@store_option
@click.option("--from", "format_name", metavar="FORMAT", help="The format; else it is recognised.")
@click.option("--retrieved", type=Day(), metavar="DATE", help="The day the files were fetched.")
@click.option("--base", metavar="IRI", help="Where data IRIs stand; fixed at the first load.")
@click.option("--strict", is_flag=True, help="Exit with 3 if a record or file is rejected.")
@click.option("--dry-run", is_flag=True, help="Read and report; change nothing.")
def command(
    paths: tuple[str, ...],
    store: str,
    format_name: str | None,
    retrieved: date | None,
    base: str | None,
    strict: bool,
    dry_run: bool,
) -> None:
    """Load author pages and bibliographic files.

    PATH is a file, a folder, or - for standard input. A manifest.toml beside the files may say
    what they don't: format, the days they were retrieved and received, address, licence.
    Loading the same content again changes nothing.

    \b
    Examples:
      kg load page.txt
      kg load pages/ --retrieved 2026-11-21
      curl … | kg load - --from arrow
    """
    from kg.api import open_graph

    graph = open_graph(store, base=base)
    with progress() as tell:
        report = graph.load(
            *paths,
            format=format_name,
            retrieved=retrieved,
            dry_run=dry_run,
            standard_input=sys.stdin.buffer,
            progress=tell,
        )
    _tell(report, dry_run)
    if strict and report.lost:
        sys.exit(RejectedRecords.exit_code)
    if report.of("failed"):
        sys.exit(1)


def _tell(report: LoadReport, dry_run: bool) -> None:
    for outcome, note in (
        ("loaded", ""),
        ("replaced", " (read anew)"),
        ("unchanged", ": unchanged, nothing to do"),
        ("copy", ": a copy of another file of this load"),
        ("skipped", ""),
        ("failed", ""),
    ):
        files = report.of(outcome)
        for file in files[:_SHOWN]:
            click.echo(f"{outcome:<9} {file.file}{_summary(file) or note}", err=True)
            _tell_problems(file)
        if len(files) > _SHOWN:
            click.echo(f"{outcome:<9} … and {len(files) - _SHOWN:,} more", err=True)
    counts = report.counts
    click.echo(
        f"{counts.read:,} records read = {counts.loaded:,} loaded + {counts.merged:,} merged"
        f" + {counts.rejected:,} rejected",
        err=True,
    )
    if dry_run:
        click.echo("dry run: nothing was changed", err=True)
    else:
        click.echo(f"the graph holds {report.triples:,} triples", err=True)


def _summary(file: FileReport) -> str:
    if file.error:
        return f": {file.error}"
    if file.outcome in {"loaded", "replaced"} and file.source:
        return f": {file.counts.read:,} records, {file.source.format}"
    return ""


def _tell_problems(file: FileReport) -> None:
    if file.outcome not in {"loaded", "replaced"}:
        return
    for problem in file.problems[:_SHOWN]:
        kind = "rejected" if problem.rejected else "note"
        click.echo(f"  {kind} at line {problem.line}: {problem.message}", err=True)
        if problem.rejected and problem.excerpt:
            click.echo(f"    {problem.excerpt!r}", err=True)
    if len(file.problems) > _SHOWN and file.source:
        more = len(file.problems) - _SHOWN
        click.echo(f"  … and {more:,} more: kg info {file.source.sha256[:12]}", err=True)
