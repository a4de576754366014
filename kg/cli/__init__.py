"""The command line: one module a command in ``kg/cli/commands``, found by its name."""

from __future__ import annotations

import io
import os
import sys

import click

import kg
from kg.cli import commands
from kg.cli.group import Commands
from kg.errors import KgError

EXIT_INTERRUPTED = 130


@click.group(
    cls=Commands,
    package=commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Start with: kg demo",
)
@click.version_option(kg.__version__, prog_name="kg")
def cli() -> None:
    """A knowledge graph of authors, papers, venues and code.

    Load author pages saved from the web, ask canned questions or your own SPARQL, export RDF.

    \b
    Examples:
      kg load page.txt
      kg ask coauthors "Xiuqiang He"
      kg export --format turtle -o graph.ttl
    """


def main() -> None:
    """Run the command line and end the process; errors are said here and nowhere else."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    if "_KG_COMPLETE" in os.environ:
        from kg.cli.completion import answer_shell

        answer_shell(cli, os.environ["_KG_COMPLETE"])
    try:
        ended = cli.main(prog_name="kg", standalone_mode=False)
        sys.exit(ended if isinstance(ended, int) else 0)
    except KgError as error:
        click.echo(f"kg: {error}", err=True)
        sys.exit(error.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo(
            "kg: interrupted; nothing half-done was kept (kg info tells what the graph holds)",
            err=True,
        )
        sys.exit(EXIT_INTERRUPTED)
    except BrokenPipeError:
        # The reader has gone: nothing is left to say, and Python's own flush must not say it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except OSError as error:
        click.echo(f"kg: {error}", err=True)
        sys.exit(1)
