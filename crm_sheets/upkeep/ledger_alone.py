"""The ledger by itself: its file, its database, what it knows of messages that came in."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from crm_sheets.doctor.finding import Finding, failed, ok, same, skipped, warning
from crm_sheets.doctor.memory import BRING_BACK, too_open
from crm_sheets.model import Text
from crm_sheets.summary import Noun
from crm_sheets.upkeep.inspection import Inspection

MESSAGES_IN = Noun("pesan menunggu jawaban", "message waits for an answer", "messages wait for an answer")
BROKEN = {
    "addresses_kept": Noun(
        "kontak selesai masih menyimpan alamat",
        "contact is settled and still has an address",
        "contacts are settled and still have an address",
    ),
    "plain": Noun(
        "baris menyimpan alamat yang tidak disandikan",
        "row holds an address that is no digest",
        "rows hold an address that is no digest",
    ),
    "strays": Noun(
        "baris bukan milik buku kerja mana pun",
        "row belongs to no workbook that is known",
        "rows belong to no workbook that is known",
    ),
}
"""What breaks the ledger's rules, by its name in Soundness."""
CLOCKS_DIFFER = timedelta(hours=1)
CLOCK = Text(
    "Setel jam mesin-mesin yang memakai buku besar ini; sampai saat itu pesan dibaca seperti biasa.",
    "Set the clocks of the machines that share this ledger; until then messages are read as usual.",
)


def file(inspection: Inspection) -> Finding:
    """The ledger is there; a file of it for its owner only, and so is what the database writes beside it."""
    ledger = inspection.workspace.ledger_place
    if not ledger.is_there():
        return _no_ledger(inspection)
    place = ledger.opens
    if not isinstance(place, Path):
        return ok(ledger.shown, ledger.shown)
    if not place.is_file() or not place.stat().st_size:
        return failed(Text(f'"{place}" kosong.', f'"{place}" is empty.'), BRING_BACK)
    beside = (place.with_name(place.name + ending) for ending in ("", "-wal", "-shm"))
    found = (too_open(part) for part in beside if part.exists())
    return next((finding for finding in found if finding), None) or ok(str(place), str(place))


def _no_ledger(inspection: Inspection) -> Finding:
    place = inspection.workspace.ledger_place.shown
    if inspection.carried.workbook_id is None:
        return skipped(Text("Belum ada; dibuat saat pertama kali jalan.", "There is none yet; the first run makes it."))
    missing = Text(
        f'Buku kerja ini punya buku besar, tetapi "{place}" tidak ada.',
        f'This workbook has a ledger, but "{place}" is not there.',
    )
    return failed(missing, BRING_BACK)


def database(inspection: Inspection) -> Finding:
    """The database is whole, and keeps no address: of a settled contact none, of one who wrote or is shut never."""
    sound = inspection.ledger.soundness()
    if sound.damage:
        return failed(same("; ".join(sound.damage)), BRING_BACK)
    broken = [noun for noun in BROKEN if getattr(sound, noun)]
    if broken:
        said = [
            ", ".join(BROKEN[noun].counted(getattr(sound, noun), language) for noun in broken)
            for language in ("id", "en")
        ]
        return failed(
            Text(*(f"{text}." for text in said)),
            Text(
                "Isinya diubah program lain: kembalikan cadangannya.", "Another program changed it: put back a backup."
            ),
        )
    return ok("Utuh", "Whole")


def incoming(inspection: Inspection) -> Finding:
    """What came in: how much waits for an answer, and that no inbox is read as of a later time than now."""
    ledger, workspace = inspection.ledger, inspection.workspace
    read = ledger.inboxes_read(inspection.workbook_id)
    later = [source for source, at in read.items() if at > workspace.now() + CLOCKS_DIFFER]
    if later:
        names = ", ".join(later)
        return warning(
            Text(f"Dibaca pada waktu yang belum tiba: {names}.", f"Read at a time that is yet to come: {names}."), CLOCK
        )
    waiting = len(ledger.unanswered(inspection.workbook_id))
    if not read:
        return ok("Belum ada yang dibaca", "Nothing was read yet")
    shown = ", ".join(f"{source} {at.astimezone(workspace.zone):%Y-%m-%d %H:%M}" for source, at in read.items())
    return ok(
        f"Terakhir dibaca: {shown}; {MESSAGES_IN.counted(waiting, 'id')}",
        f"Last read: {shown}; {MESSAGES_IN.counted(waiting, 'en')}",
    )
