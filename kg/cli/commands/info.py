"""``kg info``: what the graph holds."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from kg.cli.options import format_option, open_existing, store_option

if TYPE_CHECKING:
    from kg.info import Info
    from kg.model import Counts
    from kg.store.protocol import Entry


@click.command("info")
@click.argument("source", required=False)
@store_option
@format_option("table", "json")
def command(source: str | None, store: str, format_name: str) -> None:
    """Show what the graph holds: counts per class, sources, sizes, dates.

    With SOURCE (the beginning of its SHA-256, or its file name) show that source, with every
    record that was rejected and every remark on the others.

    \b
    Examples:
      kg info
      kg info page.txt
      kg info --format json
    """
    from kg.loading import find_source

    graph = open_existing(store)
    if source is not None:
        entry = find_source(graph.store, source)
        text = json.dumps(_source(entry), indent=2) if format_name == "json" else _account(entry)
    else:
        info = graph.info()
        text = json.dumps(_info(info), indent=2) if format_name == "json" else _overview(info)
    click.echo(text)


def _info(info: Info) -> dict[str, object]:
    return {
        "base": info.base,
        "made": info.made,
        "triples": info.triples,
        "summaries": info.summaries,
        "links": info.links,
        "bytes": info.size,
        "classes": info.classes,
        "sources": [_source(entry) for entry in info.sources],
    }


def _source(entry: Entry) -> dict[str, object]:
    from dataclasses import asdict

    source = asdict(entry.source)
    days = {day: str(source[day]) if source[day] else None for day in ("retrieved", "received")}
    return {
        **source,
        **days,
        "records": asdict(entry.counts),
        "triples": entry.triples,
        "bytes": entry.size,
        "problems": [asdict(problem) for problem in entry.problems],
    }


def _overview(info: Info) -> str:
    from kg.graph.vocab import PREFIXES

    lines = [
        f"base      {info.base}",
        f"made      {info.made}",
        f"triples   {info.triples:,}",
        f"summaries {info.summaries:,}",
        f"links     {sum(info.links.values()):,}",
        f"size      {_bytes(info.size)}",
        "",
        "instances per class",
    ]
    for iri, count in sorted(info.classes.items(), key=lambda item: (-item[1], item[0])):
        prefix = next((p for p, n in PREFIXES.items() if iri.startswith(n)), None)
        name = f"{prefix}:{iri.removeprefix(PREFIXES[prefix])}" if prefix else iri
        lines.append(f"  {count:>9,}  {name}")
    if info.links:
        lines += ["", "runs of links"]
    for run, statements in info.links.items():
        named = run.rpartition("/")[2]
        files = (e.source.file_name for e in info.sources if e.source.sha256.startswith(named))
        lines.append(f"  {named}  {_plain(next(files, ''))}: {statements:,} statements")
    lines += ["", "sources"]
    for entry in info.sources:
        counts = entry.counts
        lines.append(f"  {entry.source.sha256[:12]}  {_plain(entry.source.file_name)}")
        lines.append(f"    {entry.source.format}, {_dates(entry)}: {_records(counts)}")
    return "\n".join(lines)


def _account(entry: Entry) -> str:
    source, counts = entry.source, entry.counts
    lines = [
        f"source    {source.sha256}",
        f"file      {_plain(source.file_name)}",
        f"format    {source.format} (parser {source.parser})",
        f"date      {_dates(entry)}",
        f"records   {_records(counts)}",
        f"triples   {entry.triples:,} in {_bytes(entry.size)}",
    ]
    if source.url:
        lines.append(f"address   {_plain(source.url)}")
    if source.licence:
        lines.append(f"licence   {_plain(source.licence)}")
    for problem in entry.problems:
        kind = "rejected" if problem.rejected else "note"
        lines.append(f"line {problem.line}: {kind}: {_plain(problem.message)}")
        if problem.excerpt:
            lines.append(f"  {_plain(problem.excerpt)}")
    return "\n".join(lines)


def _records(counts: Counts) -> str:
    return (
        f"{counts.read:,} read = {counts.loaded:,} loaded + {counts.merged:,} merged"
        f" + {counts.rejected:,} rejected"
    )


def _dates(entry: Entry) -> str:
    if entry.source.retrieved:
        return f"retrieved {entry.source.retrieved}"
    if entry.source.received:
        return f"received {entry.source.received}"
    return "date unknown"


def _bytes(size: int) -> str:
    for unit in ("bytes", "kB", "MB"):
        if size < 1000:
            return f"{size:,.0f} {unit}"
        size //= 1000
    return f"{size:,} GB"


def _plain(text: str) -> str:
    """Text from outside for a terminal: control characters are shown, not obeyed."""
    from kg.text.display import visible

    return visible(text)
