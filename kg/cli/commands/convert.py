"""``kg convert``: files as parts that the bulk loader of any store takes."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from kg.cli.options import Day, progress
from kg.cli.reports import tell_files
from kg.errors import RejectedRecords


@click.command("convert")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option(
    "-o",
    "--output",
    "folder",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    metavar="FOLDER",
    help="Where the parts go: a folder that is new, empty, or of such parts.",
)
@click.option(
    "--part-size",
    type=click.IntRange(min=1),
    default=1_000_000,
    show_default=True,
    help="Triples in a part.",
)
@click.option(
    "--compress",
    "compression",
    type=click.Choice(["gzip", "zstd", "none"]),
    default="gzip",
    show_default=True,
    help="How to compress the parts; all stores take gzip.",
)
@click.option("--from", "format_name", metavar="FORMAT", help="The format; else it is recognised.")
@click.option("--retrieved", type=Day(), metavar="DATE", help="The day the files were fetched.")
@click.option("--base", metavar="IRI", help="Where data IRIs stand.")
@click.option("--strict", is_flag=True, help="Exit with 3 if a record or file is rejected.")
def command(
    paths: tuple[str, ...],
    folder: Path,
    part_size: int,
    compression: str,
    format_name: str | None,
    retrieved: date | None,
    base: str | None,
    strict: bool,
) -> None:
    """Convert files to compressed N-Triples for another store.

    Writes the graph that `kg load` would make, resolved, as parts with a manifest of counts and
    checksums. What was at FOLDER before is replaced when all is written. PATH is as for `kg load`.

    \b
    Examples:
      kg convert pages/ -o parts
      kg convert papers.jsonl.zst -o parts --part-size 5000000 --compress zstd
    """
    from kg.api import open_graph
    from kg.export.parts import check_folder, write_parts

    check_folder(folder)
    # On the disk of the result, which has to have room for much data anyhow.
    beside = folder.resolve().parent
    with TemporaryDirectory(prefix=".kg-convert-", dir=beside) as place, progress() as tell:
        graph = open_graph(Path(place) / "store", base=base)
        report = graph.load(
            *paths,
            format=format_name,
            retrieved=retrieved,
            standard_input=sys.stdin.buffer,
            progress=tell,
        )
        triples = graph.store.triples
        written = graph.exists and write_parts(
            graph.lines(),
            folder,
            base=graph.base,
            sources=graph.store.entries.values(),
            part_triples=part_size,
            compression=compression,
            tell=lambda done: tell("writing parts", done, triples),
        )
    tell_files(report)
    if written:
        click.echo(f"{folder}: {triples:,} triples in {len(written):,} parts", err=True)
    if strict and report.lost:
        sys.exit(RejectedRecords.exit_code)
    if report.of("failed"):
        sys.exit(1)
