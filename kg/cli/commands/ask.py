"""``kg ask``: the canned questions, each a command of its own made from its header."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Any

import click

from kg.cli.completion import completer
from kg.cli.options import (
    ANSWER_FORMATS,
    NETWORK_FORMATS,
    bounds_options,
    format_option,
    open_existing,
    store_option,
    write_answer,
)

if TYPE_CHECKING:
    from kg.questions import Parameter, Question


class Questions(click.Group):
    """The catalogue as commands, read when asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        from kg.questions import names

        return list(names())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        from kg.questions import question

        return _command(question(cmd_name))


@click.command("ask", cls=Questions, invoke_without_command=True, subcommand_metavar="[QUESTION] …")
@click.pass_context
def command(ctx: click.Context) -> None:
    """Ask a canned question about authors, papers, venues and code.

    Without QUESTION all of them are listed; `kg ask QUESTION --help` tells what one takes. A name
    is taken exactly as it is written, but for case and spaces: if nothing bears it, close ones are
    listed and nothing is guessed.

    \b
    Examples:
      kg ask coauthors "Xiuqiang He"
      kg ask venue_papers NeurIPS --year 2025
      kg ask author_papers "Xiuqiang He" --format csv
      kg ask venue_authors NeurIPS --limit 20
      kg ask coauthors "Xiuqiang He" --show
    """
    if ctx.invoked_subcommand is None:
        _list_questions()


def _list_questions() -> None:
    from kg.questions import questions

    aspect = ""
    for question in questions():
        if question.aspect != aspect:
            aspect = question.aspect
            click.echo(f"{aspect}:")
        required = " ".join(_metavar(p) for p in question.parameters if p.required)
        click.echo(f"  {question.name} {required}".rstrip())
        click.echo(f"      {question.title}")


def _command(question: Question) -> click.Command:
    """The command of one question: required parameters are positional, the others options."""

    def run(
        store: str,
        show: bool,
        format_name: str,
        limit: int | None,
        after: str | None,
        timeout: float,
        max_rows: int | None,
        **arguments: Any,
    ) -> None:
        given = {name: value for name, value in arguments.items() if value not in (None, ())}
        graph = open_existing(store)
        if show:
            click.echo(graph.show(question.name, **given), nl=False)
            return
        given |= {"limit": limit, "after": after, "timeout": timeout, "max_rows": max_rows}
        answer = graph.ask(question.name, **given)
        write_answer(answer, format_name)
        following = getattr(answer, "next", None)
        if following is not None:
            click.echo(f"next: --after {shlex.quote(following)}", err=True)

    parameters: list[click.Parameter] = [
        click.Argument(
            [p.name],
            nargs=-1 if p.many else 1,
            required=True,
            metavar=_metavar(p),
            shell_complete=completer(p.kind),
        )
        if p.required
        else click.Option(
            [f"--{p.name.replace('_', '-')}", p.name],
            metavar=p.kind.upper(),
            multiple=p.many,
            help=p.description,
            shell_complete=completer(p.kind),
        )
        for p in question.parameters
    ]
    made = click.Command(
        question.name,
        callback=run,
        params=parameters,
        help=_help(question),
        short_help=question.title,
    )
    show = click.option("--show", is_flag=True, help="Print the SPARQL instead of running it.")
    decorated: click.Command = store_option(
        format_option(*ANSWER_FORMATS, *NETWORK_FORMATS)(bounds_options(_paged(show(made))))
    )
    return decorated


def _paged(made: click.Command) -> click.Command:
    """``--limit`` and ``--after``: an answer page by page."""
    limit = click.option(
        "--limit", type=click.IntRange(min=1), help="Give so many rows, and say how to go on."
    )
    after = click.option("--after", metavar="KEY", help="Go on after the row of this key.")
    paged: click.Command = limit(after(made))
    return paged


def _metavar(parameter: Parameter) -> str:
    return f"{parameter.name.upper()}{'...' if parameter.many else ''}"


def _help(question: Question) -> str:
    """The help of a question, from its header alone."""
    described = "\n".join(f"  {column.name}: {column.description}" for column in question.columns)
    return "\n\n".join(
        [
            f"{question.title}.",
            question.description,
            f"\b\nColumns:\n{described}",
            f"\b\nExample:\n  kg ask {question.name}{_typed(question)}",
        ]
    )


def _typed(question: Question) -> str:
    """The example arguments as typed in a shell."""
    words = []
    for parameter in question.parameters:
        value = question.example.get(parameter.name)
        if value is None:
            continue
        values = value if isinstance(value, list) else [value]
        for one in values:
            option = "" if parameter.required else f"--{parameter.name.replace('_', '-')} "
            words.append(f" {option}{shlex.quote(str(one))}")
    return "".join(words)
