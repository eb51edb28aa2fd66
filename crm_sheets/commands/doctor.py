"""`crm-sheets doctor`: is everything ready for a run, and what to do where it is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from crm_sheets.commands.findings import as_json, as_text
from crm_sheets.commands.options import Request, common_options
from crm_sheets.errors import ConfigurationError
from crm_sheets.exit_codes import ExitCode

if TYPE_CHECKING:
    from crm_sheets.doctor import Examination


@click.command("doctor")
@click.option("--write-check", is_flag=True, help="Send a Google spreadsheet a change that changes nothing.")
@common_options
def command(request: Request, write_check: bool) -> int:
    """Look at all that a run needs, and say what to do; exit code 2 if something failed."""
    from crm_sheets.doctor import Examination, State, examine

    examination = Examination(lambda: request.workspace(dry_run=True), write_check=write_check and not request.dry_run)
    found = list(examine(examination))
    language = _language(request, examination)
    request.say(as_text(found, language), [as_json(check, finding, language) for check, finding in found])
    return ExitCode.CONFIGURATION if any(finding.state is State.FAILED for _, finding in found) else ExitCode.OK


def _language(request: Request, examination: Examination) -> str:
    """The language of the answer, also when there are no settings to ask."""
    from crm_sheets.settings import operator_language

    try:
        return request.speaks(examination.workspace)
    except ConfigurationError:
        return request.language or operator_language()
