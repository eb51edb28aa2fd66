"""`crm-sheets programs list | show | new | backtest | results`: look at programs, try them out, add one."""

from __future__ import annotations

import click

from crm_sheets.commands.lazy_group import LazyGroup

SUBCOMMANDS = {"list": "list_all", "show": "show", "new": "new", "backtest": "backtest", "results": "results"}
"""From what is typed to what the command is called in `crm_sheets.commands.programs_...`."""


@click.group(
    "programs",
    cls=LazyGroup,
    modules={name: (f"crm_sheets.commands.programs_{name}", command) for name, command in SUBCOMMANDS.items()},
)
def command() -> None:
    """Look at programs, try them out on the past, add one.

    Each takes the same options as the other commands (--workbook, --as-of, --json ...).
    """
