"""Completion in the shell: names from the graph, quickly or not at all, and never an error."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import NoReturn

import click
from click.shell_completion import BashComplete, add_completion_class, shell_complete

from kg.cli.options import default_store
from kg.errors import KgError

VARIABLE = "_KG_COMPLETE"
"""The environment variable by which the shell asks; its value names what it wants."""

_SECONDS = 0.25
_MOST = 50

Completer = Callable[[click.Context, click.Parameter, str], list[str]]


class _Bash(BashComplete):
    """Bash, given names with spaces as one word: quoted, unless a quotation is open already."""

    source_template = """\
%(complete_func)s() {
    local response completion value
    response=$(env COMP_WORDS="${COMP_WORDS[*]}" COMP_CWORD=$COMP_CWORD \\
        %(complete_var)s=bash_complete $1)
    while IFS= read -r completion; do
        value=${completion#*,}
        case $completion in
            dir,*) COMPREPLY=(); compopt -o dirnames ;;
            file,*) COMPREPLY=(); compopt -o default ;;
            plain,*)
                if [[ ${COMP_WORDS[COMP_CWORD]} != [\\"\\']* ]]; then
                    printf -v value '%%q' "$value"
                fi
                COMPREPLY+=("$value") ;;
        esac
    done <<< "$response"
}
complete -o nosort -F %(complete_func)s %(prog_name)s
"""


def answer_shell(cli: click.Command, instruction: str) -> NoReturn:
    """Tell the shell what it asked for and end the process, whatever is still being looked for."""
    add_completion_class(_Bash, "bash")
    code = 1
    try:
        code = shell_complete(cli, {}, "kg", VARIABLE, instruction)
        sys.stdout.flush()
    except (KgError, OSError, click.ClickException):
        pass
    finally:
        # A query can't be cancelled, and must not be cut off by the end of the interpreter.
        os._exit(code)


def completer(kind: str) -> Completer:
    """What completes values of a kind of parameter: names of the graph, and a few words."""

    def complete(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[str]:
        if kind == "boolean":
            return [word for word in ("true", "false") if word.startswith(incomplete.lower())]
        # Imported before the clock runs, and not through the API, which loads much more.
        from kg.questions import completion
        from kg.store.embedded import EmbeddedStore
        from kg.store.snapshots import is_store

        store = Path(ctx.params.get("store") or default_store())
        if kind not in completion.KINDS or not (kind == "category" or is_store(store)):
            return []
        found: list[str] = []

        def search() -> None:
            with suppress(KgError, OSError):
                names = completion.complete(EmbeddedStore(store), kind, incomplete, _MOST)
                found.extend(names)

        thread = Thread(target=search, daemon=True)
        thread.start()
        thread.join(_SECONDS)
        return sorted(found)

    return complete
