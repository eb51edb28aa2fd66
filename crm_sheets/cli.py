"""The command line: finds the command, runs it, turns what stopped it into one paragraph and an exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module

import click

from crm_sheets.errors import CrmSheetsError
from crm_sheets.exit_codes import ExitCode

COMMANDS = ("init", "check", "plan", "preview", "send", "run", "report", "status", "adopt")


class CommandGroup(click.Group):
    """Loads a command's module only when it is asked for, so that help is quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order in which a day goes."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, None when there is none."""
        if cmd_name not in COMMANDS:
            return None
        command = import_module(f"crm_sheets.commands.{cmd_name}").command
        assert isinstance(command, click.Command)  # noqa: S101
        return command


@click.group(cls=CommandGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="crm-sheets")
def group() -> None:
    """A CRM that lives in your team's spreadsheet: who should hear from you today, why, and what came of it."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; gives its exit code (docs/commands.md)."""
    try:
        code = group.main(list(arguments) if arguments is not None else None, "crm-sheets", standalone_mode=False)
    except CrmSheetsError as error:
        click.echo(f"Error: {error}", err=True)
        return error.exit_code
    except click.ClickException as error:
        error.show()
        return ExitCode.CONFIGURATION
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped. What was sent is in the ledger; start the same command again to go on.", err=True)
        return 130
    except BrokenPipeError:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123 - stays open until exit
        return ExitCode.OK
    return int(code or 0)


def entry() -> None:
    """The console script."""
    sys.exit(main())
