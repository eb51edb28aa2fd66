"""Whether ledger and workbook are whole and tell the same story; what to do where they do not."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from crm_sheets.doctor import Check, examine_with
from crm_sheets.doctor.access import workbook
from crm_sheets.doctor.finding import Finding, failed, ok, warning
from crm_sheets.doctor.memory import BRING_BACK, key
from crm_sheets.ledger.retention import is_over
from crm_sheets.model import ContactState, Medium, Text
from crm_sheets.summary import Noun
from crm_sheets.upkeep.inspection import Inspection
from crm_sheets.upkeep.ledger_alone import database, file, incoming
from crm_sheets.upkeep.memory_in_sheet import outcomes_in_log, tasks_in_queue
from crm_sheets.upkeep.strangers import runs_in, strangers

CONTACTS = Noun("kontak", "contact", "contacts")
TASKS = Noun("tugas", "task", "tasks")
RUNS = Noun("kali jalan", "run", "runs")
MESSAGES = tuple(medium.value for medium in Medium if medium.is_message)
MADE = (ContactState.SENT.value, ContactState.UNCERTAIN.value)
NEXT_RUN = Text("Dibereskan oleh jalan berikutnya.", "The next run settles it.")
ASK = Text(
    "Lihat crm-sheets status. Jalan berikutnya mencari buktinya lagi; pastikan folder outbox ada di tempatnya.",
    "See crm-sheets status. The next run looks for evidence again; see that the folder outbox is in its place.",
)
ASK_LIVE = Text(
    "Lihat crm-sheets status dan tab Perlu keputusan. Jalan berikutnya mencari buktinya lagi.",
    "See crm-sheets status and the tab To decide. The next run looks for evidence again.",
)
OTHER_LEDGER = Text(
    "Hentikan pekerjaan di komputer lain dan pakai buku besar yang terbaru dengan kuncinya. Kalau yang ini memang yang "
    "benar: crm-sheets adopt.",
    "Stop the jobs on the other machine and go on with the newest ledger and its key. If this is the right one all the "
    "same: crm-sheets adopt.",
)
MISSED_CONTACTS = Text(
    "Kontak itu bisa terkirim sekali lagi bila masih jatuh waktu. Kalau ada buku besar yang lebih baru, kembalikan; "
    "kalau tidak ada, pindahkan yang ini dan jalankan crm-sheets ledger rebuild.",
    "They may be made once more if they are still due. If there is a newer ledger, put it back; if there is none, move "
    "this one away and run crm-sheets ledger rebuild.",
)
TIDIED = Text(
    "Tidak apa-apa bila tim merapikan atau mengarsipkan tab itu. Kalau tidak, buku kerjanya salinan lama: kembalikan "
    "yang terbaru.",
    "That is well if the team tidied or archived that tab. If not, the workbook is an older copy: put back the newest.",
)


def binding(inspection: Inspection) -> Finding:
    """The ledger knows the workbook, and is not older than it. Raises LedgerMismatch."""
    carried = inspection.carried
    if carried.workbook_id is None:
        return failed(
            Text("Buku kerja ini tidak membawa tanda pengenal.", "The workbook carries no id."),
            Text(
                "Kalau belum pernah jalan, jalankan dulu. Kalau tab tersembunyi _crm_sheets hilang: crm-sheets adopt.",
                "If it has never run, run it first. If its hidden tab _crm_sheets was removed: crm-sheets adopt.",
            ),
        )
    known = inspection.ledger.binding(carried.workbook_id)
    counted = f"{carried.sequence} / {known.sequence}"
    if carried.sequence > known.sequence:
        return failed(
            Text(
                f"Buku besar lebih lama daripada buku kerja ({counted}).",
                f"The ledger is older than the workbook ({counted}).",
            ),
            BRING_BACK,
        )
    if carried.sequence < known.sequence:
        return warning(
            Text(
                f"Buku kerja lebih lama daripada buku besar ({counted}).",
                f"The workbook is older than the ledger ({counted}).",
            ),
            Text(
                "Jalan terakhir terputus, atau salinan lama dikembalikan. Jalan berikutnya melengkapinya.",
                "The last run was interrupted, or an older copy was put back. The next run makes up for it.",
            ),
        )
    return ok(f"Milik buku kerja ini ({carried.sequence})", f"Belongs to this workbook ({carried.sequence})")


def runs(inspection: Inspection) -> Finding:
    """Every run in the tab Runs was one with this ledger."""
    seen, known = runs_in(inspection.book), inspection.known_runs
    unknown = strangers(seen, known)
    acted = [run for run in unknown if seen[run]]
    if unknown and not known.noted:
        return warning(
            Text(
                "Buku besar dari versi lama; belum mencatat kali jalan.",
                "A ledger of an earlier version; it has noted no runs.",
            ),
            NEXT_RUN,
        )
    if unknown:
        words = Text(
            f"{RUNS.counted(len(unknown), 'id')} di buku kerja tidak dikenal buku besar ini, {len(acted)} di antaranya "
            f"membuat kontak; terakhir {unknown[-1]}.",
            f"{RUNS.counted(len(unknown), 'en')} in the workbook that this ledger does not know, {len(acted)} of them "
            f"made contacts; the last is {unknown[-1]}.",
        )
        return failed(words, OTHER_LEDGER) if acted else warning(words, OTHER_LEDGER)
    return ok(f"{RUNS.counted(len(seen), 'id')}, semua dikenal", f"{RUNS.counted(len(seen), 'en')}, all known")


def left_open(inspection: Inspection) -> Finding:
    """Nothing was left in hand, and nothing is uncertain."""
    entries = inspection.ledger.left_open(inspection.run)
    doubtful = sum(entry.state is ContactState.UNCERTAIN for entry in entries)
    if not entries:
        return ok("Tidak ada", "Nothing")
    words = Text(
        f"{CONTACTS.counted(len(entries) - doubtful, 'id')} belum selesai, {doubtful} ragu-ragu.",
        f"{CONTACTS.counted(len(entries) - doubtful, 'en')} in hand, {doubtful} uncertain.",
    )
    ask = ASK_LIVE if inspection.workspace.settings.live else ASK
    return warning(words, ask if doubtful else NEXT_RUN)


def contact_log(inspection: Inspection) -> Finding:
    """The ledger knows what stands in the Contact log, and what it knows stands there."""
    there = outcomes_in_log(inspection.book).filter(
        pl.col("mode") == inspection.workspace.mode, pl.col("state").is_in(MADE)
    )
    ours = inspection.history.filter(pl.col("medium").is_in(MESSAGES), pl.col("state") == ContactState.SENT.value)
    waiting = [entry.key for entry in inspection.ledger.unlogged(inspection.workbook_id, inspection.workspace.mode)]
    ours = ours.filter(~pl.col("key").is_in(waiting))
    return _compared(inspection, there, ours, CONTACTS)


def queue(inspection: Inspection) -> Finding:
    """The ledger knows the tasks in the Queue, and what it knows stands there."""
    tasks = ~pl.col("medium").is_in(MESSAGES)
    ours = inspection.history.filter(tasks, pl.col("state") == ContactState.SENT.value)
    return _compared(inspection, tasks_in_queue(inspection.book, inspection.workspace.mode), ours, TASKS)


def _compared(inspection: Inspection, there: pl.DataFrame, ours: pl.DataFrame, noun: Noun) -> Finding:
    """What one of the two lacks; what was forgotten on purpose is not missed."""
    strange = there.join(inspection.history, on="key", how="anti")
    forgotten = inspection.ledger.forgotten_before(inspection.workbook_id)
    missed = [key for key in strange["key"] if forgotten is None or not is_over(key.rpartition("|")[2], forgotten)]
    if missed:
        words = Text(
            f"{noun.counted(len(missed), 'id')} ada di buku kerja, tetapi tidak di buku besar.",
            f"{noun.counted(len(missed), 'en')} in the workbook that the ledger does not know.",
        )
        return warning(words, MISSED_CONTACTS)
    lost = ours.join(there, on="key", how="anti").height
    if lost:
        words = Text(
            f"{noun.counted(lost, 'id')} ada di buku besar, tetapi tidak lagi di buku kerja.",
            f"{noun.counted(lost, 'en')} in the ledger that the workbook no longer has.",
        )
        return warning(words, TIDIED)
    return ok(f"{noun.counted(there.height, 'id')}, sama", f"{noun.counted(there.height, 'en')}, the same in both")


_BOTH = ("workbook", "database", "binding")

CHECKS: tuple[Check[Inspection], ...] = (
    Check("workbook", Text("Buku kerja", "Workbook"), workbook, ()),
    Check("file", Text("Berkas", "File"), file, ("workbook",)),
    Check("key", Text("Kunci", "Key"), key, ("file",)),
    Check("database", Text("Basis data", "Database"), database, ("file", "key")),
    Check("binding", Text("Pasangan", "Binding"), binding, ("workbook", "database")),
    Check("runs", Text("Catatan jalan", "Runs"), runs, _BOTH),
    Check("open", Text("Belum selesai", "Left open"), left_open, _BOTH),
    Check("incoming", Text("Pesan masuk", "Inbox"), incoming, _BOTH),
    Check("contact_log", Text("Log kontak", "Contact log"), contact_log, _BOTH),
    Check("queue", Text("Antrean", "Queue"), queue, _BOTH),
)
"""In the order in which they build on each other."""


def verify(inspection: Inspection) -> Iterator[tuple[Check[Inspection], Finding]]:
    """Every check, and what it found. Never raises for what a user can cause."""
    return examine_with(CHECKS, inspection)


def doubts(inspection: Inspection) -> int:
    """How many contacts are uncertain."""
    return len(inspection.ledger.uncertain(inspection.workbook_id, inspection.workspace.mode))
