"""Settings, account and workbook: can it be reached, and may it be written?"""

from __future__ import annotations

import os
from pathlib import Path

from crm_sheets.content import Changes
from crm_sheets.doctor.examination import Examination
from crm_sheets.doctor.finding import Finding, failed, ok, same, warning
from crm_sheets.errors import WorkbookLocked
from crm_sheets.model import Text
from crm_sheets.summary import Noun
from crm_sheets.workspace import Workspace

TABS = Noun("tab", "tab", "tabs")
ACCOUNTS = {
    "service": Text("akun layanan", "service account"),
    "person": Text("orang yang masuk dengan crm-sheets login", "a person who logged in with crm-sheets login"),
    "default": Text("kredensial mesin ini", "this machine's own credentials"),
}
ASK_BY_WRITING = Text(
    'Untuk memastikannya sekarang, jalankan "crm-sheets doctor --write-check": ia mengirim perubahan yang tidak '
    "mengubah apa-apa.",
    'To be certain now, run "crm-sheets doctor --write-check": it sends a change that changes nothing.',
)


def settings(examination: Examination) -> Finding:
    """The settings can be read and name a workbook."""
    found = examination.workspace.settings
    where = f"{examination.workspace.workbook_shown}; {found.timezone}, {found.country}"
    return ok(f"Buku kerja: {where}", f"Workbook: {where}")


def account(examination: Examination) -> Finding:
    """The credentials for Google can be read, and whose they are."""
    from crm_sheets.workbook.google.credentials import open_account

    google = examination.workspace.settings.google
    opened = open_account(google, writes=False)
    kind, address = ACCOUNTS[google.account], opened.address
    shown = f" ({address})" if address else ""
    return ok(f"{kind.id}{shown}", f"{kind.en}{shown}")


def workbook(examination: Examination) -> Finding:
    """The workbook can be read."""
    count = len(examination.snapshot.tabs)
    if examination.is_google:
        return ok(
            f"Spreadsheet dibagikan kepada akun dan terbaca, {TABS.counted(count, 'id')}",
            f"The spreadsheet is shared with the account and was read, {TABS.counted(count, 'en')}",
        )
    return ok(f"Terbaca, {TABS.counted(count, 'id')}", f"Read, {TABS.counted(count, 'en')}")


def writing(examination: Examination) -> Finding:
    """The workbook may be written, as far as can be told without writing."""
    return _google_writing(examination) if examination.is_google else _file_writing(examination)


def _file_writing(examination: Examination) -> Finding:
    file = Path(examination.workspace.workbook_shown).resolve()
    for place in (file, file.parent):
        if not os.access(place, os.W_OK):
            return failed(
                Text(f'"{place}" tidak boleh ditulis oleh akun ini.', f'This account may not write "{place}".'),
                Text("Beri akun yang menjalankan crm-sheets hak tulis.", "Let the account that runs crm-sheets write."),
            )
    try:
        examination.workspace.workbook.check(Changes(), examination.snapshot)
    except WorkbookLocked as error:
        later = Text("Pekerjaan menolak selama berkas terbuka.", "Jobs refuse as long as the file is open.")
        return warning(same(str(error)), later)
    return ok("Berkas dan foldernya boleh ditulis", "The file and its folder may be written")


def _google_writing(examination: Examination) -> Finding:
    if not examination.write_check:
        return ok(
            f"Baru diketahui saat menulis pertama kali. {ASK_BY_WRITING.id}",
            f"Not known before the first write. {ASK_BY_WRITING.en}",
        )
    from crm_sheets.workbook.google.failures import AnswerLost, RequestRefused

    try:
        _write_nothing(examination)
    except (AnswerLost, RequestRefused) as error:
        unclear = Text("Google tidak memberi jawaban yang jelas", "Google gave no clear answer")
        again = Text("Coba lagi nanti.", "Try again later.")
        return warning(Text(f"{unclear.id} ({error}).", f"{unclear.en} ({error})."), again)
    return ok("Dicoba: akun ini boleh menulis", "Tried: the account may write")


def _write_nothing(examination: Examination) -> None:
    """Give the spreadsheet the time zone that it has: refused like any other change when it may not be written."""
    from crm_sheets.workbook.google.requests import Request, body_of

    seen, workspace = examination.outline(), examination.workspace
    writer = examination.spreadsheet(Workspace(workspace.settings, workspace.as_of))
    name, value = ("timeZone", seen.timezone) if seen.timezone else ("title", seen.title)
    same_again = Request.of("updateSpreadsheetProperties", {"properties": {name: value}, "fields": name})
    writer.client.update(seen.spreadsheet_id, body_of([same_again]))
