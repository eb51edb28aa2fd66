"""What a run remembers and where it writes: ledger, key, lock, outbox."""

from __future__ import annotations

import os
from pathlib import Path

from crm_sheets.doctor.examination import Examination
from crm_sheets.doctor.finding import Finding, failed, ok, same, warning
from crm_sheets.errors import WorkbookLocked
from crm_sheets.identity import read_identity
from crm_sheets.ledger.digests import MINIMUM_KEY_BYTES
from crm_sheets.model import Text
from crm_sheets.workspace import Workspace

BRING_BACK = Text(
    "Kembalikan buku besar yang dipakai selama ini dan kuncinya; kalau sudah hilang, pindahkan sisanya dan jalankan "
    "crm-sheets ledger rebuild (atau crm-sheets adopt, dengan buku besar kosong).",
    "Put back the ledger that was used so far, with its key; if it is lost for good, move away what is left of it and "
    "run crm-sheets ledger rebuild (or crm-sheets adopt, with an empty ledger).",
)

BRING_KEY_BACK = Text(
    "Kembalikan kuncinya, atau isi CRM_SHEETS_HASH_KEY.", "Put the key back, or set CRM_SHEETS_HASH_KEY."
)
BRING_KEY_HERE = Text(
    "Salin kuncinya dari mesin yang membuat buku besar ini, atau isi CRM_SHEETS_HASH_KEY dengan kunci yang sama.",
    "Copy the key from the machine that made the ledger, or set CRM_SHEETS_HASH_KEY to the same key.",
)


def outbox(examination: Examination) -> Finding:
    """The folder of the messages can be written, or made."""
    folder = examination.workspace.outbox
    place = nearest_there(folder)
    if not place.is_dir():
        return failed(
            Text(f'"{place}" adalah berkas, bukan folder.', f'"{place}" is a file, not a folder.'),
            Text("Pindahkan, atau tulis outbox lain di crm.toml.", "Move it, or write another outbox into crm.toml."),
        )
    if not os.access(place, os.W_OK | os.X_OK):
        return failed(
            Text(f'"{place}" tidak boleh ditulis oleh akun ini.', f'This account may not write "{place}".'),
            Text("Beri akun yang menjalankan crm-sheets hak tulis.", "Let the account that runs crm-sheets write."),
        )
    return ok(str(folder), str(folder))


def nearest_there(path: Path) -> Path:
    """The path itself, or the nearest folder above it that is there."""
    path = path.absolute()
    return next(place for place in (path, *path.parents) if place.exists() or place == place.parent)


def key(examination: Examination) -> Finding:
    """The key that hides addresses in the ledger is there, for its owner only."""
    workspace = examination.workspace
    file = workspace.settings.key_file
    if workspace.settings.hash_key or file is None:
        return ok("Dari CRM_SHEETS_HASH_KEY", "From CRM_SHEETS_HASH_KEY")
    if file.exists():
        return (too_open(file) if file.is_file() else None) or _readable(file)
    if workspace.ledger_place.is_there():
        return failed(
            Text(
                f'Ada buku besar, tetapi kuncinya "{file}" tidak ada.', f'The ledger is there, its key "{file}" is not.'
            ),
            BRING_KEY_HERE if workspace.ledger_place.shared else BRING_KEY_BACK,
        )
    return ok("Dibuat saat pertama kali jalan", "Made by the first run")


def _readable(file: Path) -> Finding:
    try:
        usable = len(file.read_text(encoding="ascii").strip()) >= MINIMUM_KEY_BYTES
    except (ValueError, OSError):
        usable = False
    if usable:
        return ok(str(file), str(file))
    return failed(Text(f'"{file}" bukan kunci.', f'"{file}" is not a key.'), BRING_BACK)


def too_open(file: Path) -> Finding | None:
    """What is to be done when others can read the file; None when they cannot."""
    if not file.stat().st_mode & 0o077:
        return None
    return failed(
        Text(f'Orang lain di mesin ini bisa membaca "{file}".', f'Others on this machine can read "{file}".'),
        same(f'chmod 600 "{file}"'),
    )


def ledger(examination: Examination) -> Finding:
    """The ledger is there, whole, private, and belongs to this workbook. A missing one is not made."""
    place = examination.workspace.ledger_place
    carried = read_identity(examination.snapshot.tabs).workbook_id
    if not place.is_there():
        return _no_ledger(place.shown, carried)
    file_fault = _fault_of(place.opens) if isinstance(place.opens, Path) else None
    return file_fault or _bound(examination, carried)


def _fault_of(file: Path) -> Finding | None:
    if not file.is_file() or not file.stat().st_size:
        return failed(Text(f'"{file}" kosong.', f'"{file}" is empty.'), BRING_BACK)
    return too_open(file)


def _no_ledger(shown: str, carried: str | None) -> Finding:
    if carried is None:
        return ok("Dibuat saat pertama kali jalan", "Made by the first run")
    return failed(
        Text(
            f'Buku kerja ini punya buku besar, tetapi "{shown}" tidak ada.',
            f'This workbook has a ledger, but "{shown}" is not there.',
        ),
        BRING_BACK,
    )


def _bound(examination: Examination, carried: str | None) -> Finding:
    """Whether ledger and workbook know each other. Raises LedgerMismatch and ConfigurationError."""
    with examination.workspace.open_ledger() as opened:
        known = opened.binding(carried) if carried else None
    if known is None:
        return warning(
            Text(
                "Buku kerja ini belum membawa tanda pengenal: belum pernah jalan dengan buku besar ini, atau tab "
                "tersembunyi _crm_sheets terhapus.",
                "The workbook carries no id: it has not run with this ledger yet, or its hidden tab _crm_sheets was "
                "removed.",
            ),
            Text(
                "Kalau baru, tidak apa-apa. Kalau tabnya terhapus: crm-sheets adopt.",
                "If it is new, all is well. If the tab was removed: crm-sheets adopt.",
            ),
        )
    if read_identity(examination.snapshot.tabs).sequence > known.sequence:
        older = Text("Buku besar lebih lama daripada buku kerja.", "The ledger is older than the workbook.")
        return failed(older, BRING_BACK)
    return ok("Milik buku kerja ini", "Belongs to this workbook")


def lock(examination: Examination) -> Finding:
    """No other job is running. A lock file that is not there is not made."""
    workspace = examination.workspace
    file = workspace.lock_file()
    try:
        if file is not None and file.exists():
            with Workspace(workspace.settings, workspace.as_of).lock():
                pass
    except WorkbookLocked as error:
        return warning(same(str(error)), Text("Tunggu sampai selesai.", "Wait until it has finished."))
    return ok("Tidak ada pekerjaan lain yang jalan", "No other job is running")
