"""Commands found by the names of their modules."""

from __future__ import annotations

import importlib
import pkgutil
from types import ModuleType
from typing import Any

import click


class Commands(click.Group):
    """The commands of a package by module name, with hyphens, imported when asked for."""

    def __init__(self, *args: Any, package: ModuleType, **options: Any) -> None:
        super().__init__(*args, **options)
        self._package = package

    def list_commands(self, ctx: click.Context) -> list[str]:
        modules = pkgutil.iter_modules(self._package.__path__)
        return sorted(module.name.replace("_", "-") for module in modules)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        module = importlib.import_module(f"{self._package.__name__}.{cmd_name.replace('-', '_')}")
        command: click.Command = module.command
        return command
