"""A group of commands whose modules are loaded only when they are asked for, so that help is quick."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import click


class LazyGroup(click.Group):
    """`modules` says where each command is: its name -> (module, name of the command in it).

    A module that is not there gives no command.
    """

    modules: dict[str, tuple[str, str]]

    def __init__(self, *arguments: Any, modules: dict[str, tuple[str, str]] | None = None, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.modules = modules or {}

    def list_commands(self, ctx: click.Context) -> Sequence[str]:  # type: ignore[override]
        """The commands in the order in which they were given."""
        return [name for name, (module, _) in self.modules.items() if find_spec(module)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, None when there is none."""
        if cmd_name not in self.list_commands(ctx):
            return None
        module, name = self.modules[cmd_name]
        command = getattr(import_module(module), name)
        assert isinstance(command, click.Command)  # noqa: S101
        return command
