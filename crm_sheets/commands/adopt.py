"""`crm-sheets adopt`: tie a workbook to this ledger although they do not know each other (law 3)."""

from __future__ import annotations

import click

from crm_sheets.commands.asking import agree
from crm_sheets.commands.options import Request, common_options
from crm_sheets.exit_codes import ExitCode
from crm_sheets.model import Text

WARNING = Text(
    'Buku kerja "{workbook}" akan diikat ke buku besar "{ledger}". Yang tidak tercatat di buku besar ini bisa terkirim '
    "sekali lagi. Lanjutkan?",
    'The workbook "{workbook}" will be tied to the ledger "{ledger}". What this ledger does not know of may be sent '
    "once more. Go on?",
)
DONE = Text('"{workbook}" sekarang milik buku besar ini.', '"{workbook}" belongs to this ledger now.')


@click.command("adopt")
@click.option("--yes", is_flag=True, help="Do not ask.")
@common_options
def command(request: Request, yes: bool) -> int:
    """Tie the workbook to this ledger after a ledger was lost, restored or moved; asks first."""
    from crm_sheets.pipeline import adopt

    workspace = request.workspace()
    language = request.speaks(workspace)
    names = {"workbook": workspace.workbook.name, "ledger": workspace.ledger_place.shown}
    if not yes:
        agree(WARNING.in_language(language).format(**names), language)
    identity = adopt(workspace)
    request.say(DONE.in_language(language).format(**names), identity._asdict())
    return ExitCode.OK
