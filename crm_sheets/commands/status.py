"""`crm-sheets status`: the last runs, what waits for people, and what is uncertain."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from crm_sheets.commands.options import Request, common_options
from crm_sheets.exit_codes import ExitCode
from crm_sheets.model import Text

if TYPE_CHECKING:
    from crm_sheets.status import Status

LAST_RUN = Text("Terakhir jalan", "Last run")
NEVER = Text("belum pernah", "never")
LEDGER = Text("Buku besar", "Ledger")
OUTBOX = Text("Kotak keluar", "Outbox")
OUTBOX_TEXT = Text("{count} menunggu centang", "{count} wait for a tick")
QUEUE = Text("Antrean", "Queue")
QUEUE_TEXT = Text("{count} tugas terbuka", "{count} open tasks")
UNCERTAIN = Text("Ragu-ragu", "Uncertain")


@click.command("status")
@common_options
def command(request: Request) -> int:
    """Show how things stand; exit code 4 if a contact is uncertain."""
    from crm_sheets.status import status

    workspace = request.workspace(dry_run=True)
    found = status(workspace)
    request.say(_as_text(found, request.speaks(workspace)), found.as_json())
    return ExitCode.UNCERTAIN if found.uncertain else ExitCode.OK


def _as_text(found: Status, language: str) -> str:
    def row(label: Text, text: str) -> str:
        return f"{label.in_language(language):<16}{text}"

    lines = [
        row(LAST_RUN, found.last_run or NEVER.in_language(language)),
        row(LEDGER, ", ".join(f"{count} {state}" for state, count in found.states.items()) or "0"),
        row(OUTBOX, OUTBOX_TEXT.in_language(language).format(count=found.awaiting)),
        row(QUEUE, QUEUE_TEXT.in_language(language).format(count=found.open_tasks)),
    ]
    return "\n".join(lines + [row(UNCERTAIN, _uncertain(entry)) for entry in found.uncertain])


def _uncertain(entry: dict[str, Any]) -> str:
    return f"{entry['program']} {entry['customer_id']} {entry['medium']} {entry['at']}: {entry['detail']}"
