"""Options and helpers that several commands share."""

from __future__ import annotations

import io
import os
import shutil
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import date
from typing import TYPE_CHECKING, Any, TextIO, TypeVar, cast

import click

from kg.errors import AnswerCut

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.api import Graph
    from kg.questions import Answer

DEFAULT_STORE = "kg-store"
ANSWER_FORMATS = ("table", "csv", "tsv", "json", "ndjson", "markdown")
"""How answers can be written; the first is for people."""
NETWORK_FORMATS = ("graphml", "nodes", "edges")
"""How answers that are networks can be written too."""
DEFAULT_TIMEOUT = 30.0

Function = TypeVar("Function", bound=Callable[..., Any])


def default_store() -> str:
    """The store that is meant where none is named."""
    return os.environ.get("KG_STORE") or DEFAULT_STORE


def store_option(function: Function) -> Function:
    """``--store``: a folder or the address of a server; ``$KG_STORE``, else ``./kg-store``."""
    return click.option(
        "--store",
        metavar="FOLDER|URL",
        default=default_store,
        show_default="$KG_STORE, else ./kg-store",
        help="The folder or the SPARQL server (http://…) that holds the graph.",
    )(function)


def format_option(*names: str, default: str | None = None) -> Callable[[Function], Function]:
    """``--format`` with the given names, the first being the default."""
    return click.option(
        "--format",
        "format_name",
        type=click.Choice(names),
        default=default or names[0],
        show_default=True,
        help="How to write the answer.",
    )


def bounds_options(function: Function) -> Function:
    """``--timeout`` and ``--max-rows``, as ``timeout`` and ``max_rows``."""
    timeout = click.option(
        "--timeout",
        type=click.FloatRange(min=0),
        metavar="SECONDS",
        default=DEFAULT_TIMEOUT,
        show_default=True,
        help="Stop when the whole answer takes longer; 0: never.",
    )
    max_rows = click.option(
        "--max-rows",
        type=click.IntRange(min=1),
        metavar="N",
        help="Fail if there are more rows, when these many are written.",
    )
    return timeout(max_rows(function))


def output_option(function: Function) -> Function:
    """``-o``: a file instead of standard output."""
    return click.option(
        "-o", "--output", type=click.Path(dir_okay=False), help="Write to this file, as one step."
    )(function)


class Day(click.ParamType[date]):
    """A day as ``2026-11-21``."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is no day; write it as 2026-11-21", param, ctx)


def open_existing(store: str) -> Graph:
    """The graph in a folder that has one; a clear error where there is none."""
    from kg.api import open_graph
    from kg.errors import StoreError
    from kg.store.address import Address, is_address

    graph = open_graph(store)
    if not graph.exists:
        shown = Address.of(store).url if is_address(store) else store
        raise StoreError(f"{shown}: no graph here yet; `kg load PATH` makes one (or `kg demo`)")
    return graph


def terminal_width() -> int:
    """Columns of the terminal; 80 where there is none, so that files don't depend on a window."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else 80


def write_answer(answer: Answer, format_name: str) -> None:
    """Write an answer to standard output: for people as wide as the terminal, else in UTF-8.

    If it is cut, what is written is well-formed all the same, and then ``AnswerCut`` is raised.
    """
    from kg.questions import write

    if format_name not in {"table", "markdown"}:
        utf8(sys.stdout)
    until = _UntilCut(answer)
    write(cast("Answer", until), format_name, sys.stdout, terminal_width())
    if until.cut:
        raise until.cut


class _UntilCut:
    """An answer that ends where it is cut."""

    def __init__(self, answer: Answer) -> None:
        self.columns, self.base, self.network = answer.columns, answer.base, answer.network
        self.cut: AnswerCut | None = None
        self._rows = answer

    def __iter__(self) -> Iterator[Any]:
        try:
            yield from self._rows
        except AnswerCut as error:
            self.cut = error


def utf8(stream: TextIO) -> None:
    """Have data written as UTF-8, whatever the terminal shows."""
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(encoding="utf-8")


def progress(quiet: bool = False) -> AbstractContextManager[Callable[[str, int, int | None], None]]:
    """Something to tell progress to: one line on standard error, nothing if that is no terminal."""
    if quiet or not sys.stderr.isatty():
        return nullcontext(lambda what, done, of: None)
    return _progress_line()


@contextmanager
def _progress_line() -> Iterator[Callable[[str, int, int | None], None]]:
    from time import monotonic

    started = monotonic()
    shown = ""

    def tell(what: str, done: int, of: int | None) -> None:
        nonlocal shown
        seconds = max(monotonic() - started, 0.001)
        text = f"{what}: {done:,}"
        if of:
            text += f" of {of:,}"
        if done:
            text += f", {done / seconds:,.0f}/s"
        if of and 0 < done < of:
            text += f", {(of - done) * seconds / done:,.0f} s left"
        click.echo(f"\r{text:<{len(shown)}}", err=True, nl=False)
        shown = text

    try:
        yield tell
    finally:
        if shown:
            click.echo(f"\r{' ' * len(shown)}\r", err=True, nl=False)
