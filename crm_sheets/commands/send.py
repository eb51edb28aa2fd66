"""`crm-sheets send`: make today's contacts now."""

from __future__ import annotations

import click

from crm_sheets.commands.options import Request, common_options, expect_option
from crm_sheets.commands.run import run_job


@click.command("send")
@expect_option
@common_options
def command(request: Request, expected: int) -> int:
    """Deliver today's messages and hand the work to people (the same as "run contacts")."""
    return run_job(request, "contacts", expected)
