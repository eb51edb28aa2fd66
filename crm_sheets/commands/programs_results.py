"""`crm-sheets programs results NAME`: what has come of a program, beside those who were held out from it."""

from __future__ import annotations

from datetime import date

import click

from crm_sheets.commands.options import Day, Request, common_options
from crm_sheets.exit_codes import ExitCode

MOST_DAYS = 730


@click.command("results")
@click.argument("name")
@click.option(
    "--days",
    type=click.IntRange(min=0, max=MOST_DAYS),
    default=30,
    show_default=True,
    help="What is done so many days after the contact counts.",
)
@click.option("--since", type=Day(), help="Contacts from this day on, instead of since anybody was held out.")
@common_options
def results(request: Request, name: str, days: int, since: date | None) -> int:
    """Compare whom the program NAME (its id, or its name) contacted with whom it was held out from.

    How many bought, paid a premium, answered or met one of the team, and whether the difference can be chance.
    """
    from crm_sheets.comparing import program_results
    from crm_sheets.comparison.words import as_text

    workspace = request.workspace(dry_run=True)
    language = request.speaks(workspace)
    title, found = program_results(workspace, name, days, since, language)
    request.say(as_text(title, found, language), {"name": title, **found.as_json()})
    return ExitCode.OK
