"""`crm-sheets status`: the last run, what waits for people, what is uncertain; live, what messages became."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import click

from crm_sheets.commands.findings import folded
from crm_sheets.commands.live_lines import LABEL_WIDTH, live_lines
from crm_sheets.commands.options import Request, common_options
from crm_sheets.commands.plan import channel_label
from crm_sheets.exit_codes import ExitCode
from crm_sheets.model import ContactState, Text
from crm_sheets.summary import Noun

if TYPE_CHECKING:
    from collections.abc import Mapping

    from crm_sheets.status import Status

LAST_RUN = Text("Terakhir jalan", "Last run")
NEVER = Text("belum pernah", "never")
LEDGER = Text("Buku besar", "Ledger")
OUTBOX = Text("Kotak keluar", "Outbox")
TO_TICK = Noun("pesan menunggu centang", "message waits for a tick", "messages wait for a tick")
QUEUE = Text("Antrean", "Queue")
OPEN_TASKS = Noun("tugas terbuka", "open task", "open tasks")
UNCERTAIN = Text("Ragu-ragu", "Uncertain")
TO_DECIDE = Text("Perlu keputusan", "To decide")
NOTHING_YET = Text("masih kosong", "still empty")
IN_HAND = Text("sedang dikerjakan", "in hand")


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
        return folded(f"{label.in_language(language):<{LABEL_WIDTH}}", text)

    lines = [
        row(LAST_RUN, found.last_run or NEVER.in_language(language)),
        row(LEDGER, _states(found.states, language) or NOTHING_YET.in_language(language)),
        row(OUTBOX, TO_TICK.counted(found.awaiting, language)),
        row(QUEUE, OPEN_TASKS.counted(found.open_tasks, language)),
    ]
    if found.live:
        lines += ["", *live_lines(found.live, language, row)]
    doubts = [row(TO_DECIDE if one["to_decide"] else UNCERTAIN, _uncertain(one, language)) for one in found.uncertain]
    return "\n".join([*lines, *([""] if found.live and doubts else []), *doubts])


def _states(states: Mapping[str, int], language: str) -> str:
    """The counts in words: "22 sent, 1 failed"."""
    from crm_sheets.work import STATE_TEXTS

    counts: Counter[str] = Counter()
    for state, count in states.items():
        text = STATE_TEXTS.get(ContactState(state), IN_HAND)  # claimed or fenced: a run has it in hand
        counts[text.in_language(language)] += count
    return ", ".join(f"{count} {word}" for word, count in counts.items())


def _uncertain(entry: dict[str, Any], language: str) -> str:
    medium = channel_label(entry["medium"], language)
    return f"{entry['program']} · {entry['customer_id']} · {medium} · {entry['at']}: {entry['detail']}"
