"""What commands that read files say of them, on standard error."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from kg.loading import FileReport, LoadReport

_SHOWN = 20
_INSTEAD = "in place of what this file held before (kg rollback returns to that, --keep keeps both)"


def tell_files(report: LoadReport) -> None:
    """Say what became of each file, with the first problems, and of all records."""
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
            if file.instead_of:
                click.echo(f"  {_INSTEAD}", err=True)
            _tell_problems(file)
        if len(files) > _SHOWN:
            click.echo(f"{outcome:<9} … and {len(files) - _SHOWN:,} more", err=True)
    counts = report.counts
    click.echo(
        f"{counts.read:,} records read = {counts.loaded:,} loaded + {counts.merged:,} merged"
        f" + {counts.rejected:,} rejected",
        err=True,
    )


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
