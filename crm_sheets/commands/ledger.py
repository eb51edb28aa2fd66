"""`crm-sheets ledger verify | rebuild | forget`: look after the memory of who was contacted."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from crm_sheets.commands.asking import agree
from crm_sheets.commands.findings import folded
from crm_sheets.commands.options import Day, Request, common_options
from crm_sheets.exit_codes import ExitCode
from crm_sheets.model import Text
from crm_sheets.summary import Noun

if TYPE_CHECKING:
    from crm_sheets.upkeep.forgetting import Forgettable
    from crm_sheets.upkeep.rebuilding import Rebuild

GO_ON = Text("Lanjutkan?", "Go on?")
DRY_RUN = Text("Coba saja: tidak ada yang diubah.", "Dry run: nothing was changed.")
REBUILD = Text(
    'Buku besar baru "{ledger}" akan dibuat dari buku kerja "{workbook}":',
    'A new ledger "{ledger}" will be made from the workbook "{workbook}":',
)
REBUILT = Text(
    "Buku besar baru sudah ada. Periksa dengan crm-sheets plan sebelum jalan berikutnya.",
    "The new ledger is there. Look at crm-sheets plan before the next run.",
)
KNOWN = (
    (
        "messages",
        Noun(
            "pesan terkirim (Log kontak)",
            "message that was sent (Contact log)",
            "messages that were sent (Contact log)",
        ),
    ),
    (
        "proven",
        Noun(
            "pesan lain yang menurut penyedia sudah terkirim",
            "further message that was sent, as the provider proves",
            "further messages that were sent, as the provider proves",
        ),
    ),
    ("tasks", Noun("tugas (Antrean)", "task that was handed out (Queue)", "tasks that were handed out (Queue)")),
    ("uncertain", Noun("kontak yang ragu-ragu", "contact that is uncertain", "contacts that are uncertain")),
    (
        "drafts",
        Noun("pesan di Kotak keluar", "message put before people (Outbox)", "messages put before people (Outbox)"),
    ),
    (
        "stopped",
        Noun(
            "alamat yang minta berhenti (Pesan masuk)",
            "address that asked us to stop (Inbox)",
            "addresses that asked us to stop (Inbox)",
        ),
    ),
    ("runs", Noun("kali jalan", "run", "runs")),
)
NOT_KNOWN = Text("Yang tidak bisa dikembalikan:", "What cannot be brought back:")
UNWRITTEN = Text(
    "kontak dari jalan terakhir bila ia terputus sebelum menulis Log kontak dan Antrean, dan baris yang sudah dihapus "
    "orang; pesan yang berkasnya masih ada di outbox/ tetap dikenali dan tidak ditulis dua kali",
    "contacts of a last run that was cut off before it wrote Contact log and Queue, and rows that people have removed; "
    "messages whose files are still in outbox/ are recognised all the same and not written twice",
)
GREETED = Text(
    "alamat lama: satu ucapan sehari per alamat berlaku untuk alamat pelanggan yang sekarang",
    "old addresses: one greeting a day per address holds for the addresses that customers have now",
)
FAILED = Text(
    "{count} kontak gagal dicoba lagi bila masih jatuh waktu", "{count} failed contacts are tried again if still due"
)
UNREADABLE = Text(
    "{count} baris tanpa kunci di Log kontak dan Antrean", "{count} rows without a key in Contact log and Queue"
)
NO_KEY = Text(
    "kunci buku besar: dibuat baru, jadi pesan di Kotak keluar ditanyakan sekali lagi",
    "the ledger's key: a new one is made, so messages in the Outbox are put before people once more",
)
NO_ID = Text(
    "tanda pengenal buku kerja: diberi yang baru, jadi berkas di outbox/ tidak dikenali lagi",
    "the workbook's id: it gets a new one, so files in outbox/ are not recognised any more",
)
FORGET = Text(
    "{total} kontak dari sebelum {before} akan dihapus dari buku besar untuk selamanya:",
    "{total} contacts from before {before} will be removed from the ledger for good:",
)
FORGOTTEN = Text("{total} kontak dihapus dari buku besar.", "{total} contacts were removed from the ledger.")
NOTHING_OLD = Text(
    "Tidak ada kontak selesai dari sebelum {before}.", "There are no settled contacts from before {before}."
)


@click.group("ledger")
def command() -> None:
    """Look after the ledger: verify, rebuild, forget.

    Each takes the same options as the other commands (--workbook, --json, --dry-run ...).
    """


@command.command("verify")
@common_options
def verify(request: Request) -> int:
    """Is the ledger whole, and the right one? Changes nothing; exit code 2 if not, 4 if a contact is uncertain."""
    from crm_sheets.commands.findings import as_json, as_text
    from crm_sheets.doctor import State
    from crm_sheets.upkeep.inspection import Inspection
    from crm_sheets.upkeep.verifying import doubts
    from crm_sheets.upkeep.verifying import verify as look_at_all

    workspace = request.workspace(dry_run=True)
    with Inspection(lambda: workspace) as inspection:
        found = list(look_at_all(inspection))
        states = {check.name: finding.state for check, finding in found}
        uncertain = doubts(inspection) if states["open"] is State.WARNING else 0
    language = request.speaks(workspace)
    request.say(as_text(found, language), [as_json(check, finding, language) for check, finding in found])
    if State.FAILED in states.values():
        return ExitCode.CONFIGURATION
    return ExitCode.UNCERTAIN if uncertain else ExitCode.OK


@command.command("rebuild")
@click.option("--yes", is_flag=True, help="Do not ask.")
@common_options
def rebuild(request: Request, yes: bool) -> int:
    """Make a new ledger from the workbook after the old one was lost for good; asks first."""
    from crm_sheets.upkeep import rebuilding

    workspace = request.workspace()
    language = request.speaks(workspace)
    found = rebuilding.look(workspace)
    names = {"workbook": workspace.workbook.name, "ledger": workspace.ledger_place.shown}
    shown = "\n".join([REBUILD.in_language(language).format(**names), *_what_is_known(found, language)])
    if request.dry_run:
        request.say(f"{shown}\n{DRY_RUN.in_language(language)}", {**found.as_json(), "done": False})
        return ExitCode.OK
    _agree(shown, language, request, yes=yes)
    made, identity = rebuilding.rebuild(workspace)
    request.say(REBUILT.in_language(language), {**made.as_json(), **identity._asdict(), "done": True})
    return ExitCode.OK


@command.command("forget")
@click.option("--before", type=Day(), required=True, help="Contacts that were settled and over before this day.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@common_options
def forget(request: Request, before: date, yes: bool) -> int:
    """Remove old, settled contacts from the ledger, at least two years back; asks first."""
    from crm_sheets.upkeep import forgetting

    workspace = request.workspace()
    language = request.speaks(workspace)
    found = forgetting.forgettable(workspace, before)
    if request.dry_run or not found.total:
        last = DRY_RUN.in_language(language) if found.total else ""
        request.say(f"{_what_is_old(found, language)}\n{last}".rstrip(), {**found.as_json(), "done": False})
        return ExitCode.OK
    _agree(_what_is_old(found, language), language, request, yes=yes)
    gone = forgetting.forget(workspace, before)
    request.say(FORGOTTEN.in_language(language).format(total=gone.total), {**gone.as_json(), "done": True})
    return ExitCode.OK


def _agree(shown: str, language: str, request: Request, *, yes: bool) -> None:
    """Show what will be done and ask; raises NothingWritten for a no."""
    click.echo(shown, err=request.as_json)
    if not yes:
        agree(GO_ON.in_language(language), language)


def _what_is_known(found: Rebuild, language: str) -> list[str]:
    counts = found.as_json()
    known = [f"  {noun.counted(counts[name], language)}" for name, noun in KNOWN]
    lost = [UNWRITTEN.in_language(language), GREETED.in_language(language)]
    for name, label in (("failed", FAILED), ("unreadable", UNREADABLE)):
        if counts[name]:
            lost.append(label.in_language(language).format(count=counts[name]))
    lost += [
        label.in_language(language)
        for is_there, label in ((found.has_key, NO_KEY), (found.has_id, NO_ID))
        if not is_there
    ]
    return [*known, NOT_KNOWN.in_language(language), *(folded("  - ", line) for line in lost)]


def _what_is_old(found: Forgettable, language: str) -> str:
    words = {"total": found.total, "before": found.before}
    if not found.total:
        return NOTHING_OLD.in_language(language).format(**words)
    listed = [f"{count:>7} {program}" for program, count in sorted(found.programs.items())]
    return "\n".join([FORGET.in_language(language).format(**words), *listed])
