"""The mailbox that answers come to: login and folders. No mail is read."""

from __future__ import annotations

from crm_sheets.carriers import mailbox_password
from crm_sheets.doctor.contents import some
from crm_sheets.doctor.examination import Examination
from crm_sheets.doctor.finding import Finding, failed, ok, warning
from crm_sheets.doctor.secret_files import secret_fault
from crm_sheets.errors import InboxUnavailable
from crm_sheets.model import Text

VARIABLE = "CRM_SHEETS_MAILBOX__PASSWORD"
CHECK = Text(
    f"Periksa host, port, security, user dan kata sandi ({VARIABLE} atau password_file) di [mailbox].",
    f"Check host, port, security, user and password ({VARIABLE} or password_file) under [mailbox].",
)


def is_set_up(examination: Examination) -> bool:
    """True when there is a mailbox."""
    return bool(examination.workspace.settings.mailbox.host)


def mailbox(examination: Examination) -> Finding:
    """The mailbox can be logged in to, and has its folders."""
    from crm_sheets.inbox.imap.probe import probe

    settings = examination.workspace.settings.mailbox
    fault = secret_fault(settings.password, settings.password_file, VARIABLE)
    if fault:
        return fault
    try:
        found = probe(settings, mailbox_password(examination.workspace))
    except InboxUnavailable as error:
        return failed(Text(f"Kotak surat tidak bisa dibaca. {error}", str(error)), CHECK)
    if found.missing:
        names = some(found.missing)
        return failed(
            Text(f"Login diterima, tetapi tidak ada folder {names}.", f"Logged in, but there is no folder {names}."),
            Text("Perbaiki folders di [mailbox].", "Correct folders under [mailbox]."),
        )
    return _with_folders(settings.folders, found.sent)


def _with_folders(folders: tuple[str, ...], sent: str) -> Finding:
    names = some(dict.fromkeys(folders))
    if sent:
        return ok(
            f"Login diterima; membaca {names}; surat terkirim di {some([sent])}",
            f"Logged in; {names} will be read; sent mail is in {some([sent])}",
        )
    return warning(
        Text(
            f"Login diterima, {names} ada, tetapi folder surat terkirim tidak ditemukan.",
            f"Logged in, {names} is there, but the folder of sent mail was not found.",
        ),
        Text(
            "Tulis namanya sebagai sent_folder; tanpa itu kiriman yang ragu-ragu lebih sering ditanyakan kepada orang.",
            "Name it as sent_folder; without it people are asked about uncertain mails more often.",
        ),
    )
