"""`crm-sheets report`: write a month's report, also of a past month."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from crm_sheets.commands.options import Request, common_options
from crm_sheets.exit_codes import ExitCode
from crm_sheets.model import Text

if TYPE_CHECKING:
    from datetime import date

    from crm_sheets.periods import Period

DONE = Text('Laporan "{title}" ditulis ke {workbook}.', 'Report "{title}" written to {workbook}.')
DRY = Text('Laporan "{title}" tidak ditulis (coba saja).', 'Report "{title}" not written (dry run).')


@click.command("report")
@click.option("--period", help="2026-10, 2026-Q4, 2026-H2 or 2026; the month of the day when left out.")
@common_options
def command(request: Request, period: str | None) -> int:
    """Write the report of a period into the workbook; a past one comes out as it was."""
    from crm_sheets import pipeline

    workspace = request.workspace()
    title = pipeline.report(workspace, _period(period, workspace.as_of))
    text = (DRY if request.dry_run else DONE).in_language(request.speaks(workspace))
    request.say(text.format(title=title, workbook=workspace.workbook.name), {"title": title})
    return ExitCode.OK


def _period(text: str | None, as_of: date) -> Period:
    """The period asked for. Raises a usage error when it is not written as one or has not begun."""
    from crm_sheets.periods import parse_period, period_of

    try:
        period = parse_period(text) if text else period_of(as_of)
        period.passed(as_of)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--period") from None
    return period
