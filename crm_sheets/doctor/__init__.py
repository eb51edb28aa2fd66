"""Looks at everything that a run needs and says of each thing whether it is well, and what to do if not."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from crm_sheets.doctor import access, channels, contents, customs, machine, mail, mailbox, memory, twilio
from crm_sheets.doctor.examination import Examination
from crm_sheets.doctor.finding import Finding, State, failed, same, skipped
from crm_sheets.errors import CrmSheetsError
from crm_sheets.model import Text

__all__ = ["CHECKS", "Check", "Examination", "Finding", "State", "examine", "examine_with"]

Examined = TypeVar("Examined", bound=Examination)


@dataclass(frozen=True)
class Check(Generic[Examined]):
    """One thing to look at; `needs` names the checks without which it cannot be looked at.

    `applies` says, once the settings are known, whether there is anything to look at.
    """

    name: str
    label: Text
    look: Callable[[Examined], Finding]
    needs: tuple[str, ...] = ("settings",)
    applies: Callable[[Examined], bool] | None = None


def _google(examination: Examination) -> bool:
    return examination.is_google


_READ = ("settings", "workbook")

CHECKS: tuple[Check[Examination], ...] = (
    Check("settings", Text("Pengaturan", "Settings"), access.settings, ()),
    Check("account", Text("Akun Google", "Google account"), access.account, applies=_google),
    Check("workbook", Text("Buku kerja", "Workbook"), access.workbook, ("settings", "account")),
    Check("writing", Text("Boleh menulis", "May write"), access.writing, _READ),
    Check("timezone", Text("Zona waktu", "Time zone"), customs.timezone, _READ, applies=_google),
    Check("locale", Text("Lokal", "Locale"), customs.locale, _READ, applies=_google),
    Check("tabs", Text("Tab", "Tabs"), contents.tabs, _READ),
    Check("headers", Text("Judul kolom", "Headers"), contents.headers, _READ),
    Check("mappings", Text("Pemetaan", "Mappings"), contents.mappings, _READ),
    Check("phones", Text("Nomor telepon", "Phone numbers"), contents.phones, _READ),
    Check("cells", Text("Isi sel", "Cells"), contents.cells, _READ),
    Check("machine_tabs", Text("Tab pekerjaan", "Job tabs"), contents.machine_tabs, _READ, applies=_google),
    Check("programs", Text("Program", "Programs"), contents.programs, _READ),
    Check("templates", Text("Templat", "Templates"), contents.templates, _READ),
    Check("company", Text("Nama perusahaan", "Company"), contents.company, _READ),
    Check("channels", Text("Saluran", "Channels"), channels.channels),
    Check("twilio", Text("Twilio", "Twilio"), twilio.account, applies=twilio.is_set_up),
    Check("mail", Text("Server e-mail", "Mail server"), mail.server, applies=mail.is_set_up),
    Check("dkim", Text("Tanda tangan", "DKIM"), mail.signature, applies=mail.signs),
    Check("mailbox", Text("Kotak surat", "Mailbox"), mailbox.mailbox, applies=mailbox.is_set_up),
    Check("outbox", Text("Folder pesan", "Outbox folder"), memory.outbox),
    Check("key", Text("Kunci", "Key"), memory.key),
    Check("ledger", Text("Buku besar", "Ledger"), memory.ledger, ("settings", "workbook", "key")),
    Check("lock", Text("Kunci kerja", "Lock"), memory.lock),
    Check("disk", Text("Disk", "Disk"), machine.disk),
    Check("clock", Text("Jam", "Clock"), machine.clock),
    Check("packages", Text("Paket", "Packages"), machine.packages, ()),
)
"""In the order in which a run needs them."""

AFTER = Text("Menunggu: {label}.", "Waits for: {label}.")


def examine(examination: Examination) -> Iterator[tuple[Check[Examination], Finding]]:
    """Every check that applies, and what it found, one after the other. Never raises for what a user can cause."""
    return examine_with(CHECKS, examination)


def examine_with(checks: Sequence[Check[Examined]], examination: Examined) -> Iterator[tuple[Check[Examined], Finding]]:
    """The same with other checks, in order; one that needs what failed before it is skipped."""
    found: dict[str, State] = {}
    labels = {check.name: check.label for check in checks}
    for check in checks:
        blocked = next((name for name in check.needs if found.get(name) in (State.FAILED, State.SKIPPED)), "")
        if check.applies and (found.get("settings") is State.FAILED or not check.applies(examination)):
            continue
        finding = _waits_for(labels[blocked]) if blocked else _look(check, examination)
        found[check.name] = finding.state
        yield check, finding


def _look(check: Check[Examined], examination: Examined) -> Finding:
    try:
        return check.look(examination)
    except CrmSheetsError as error:
        return failed(same(str(error)))
    except OSError as error:
        place = f'"{error.filename}": ' if error.filename else ""
        reason = same(f"{place}{error.strerror or error}.")
        return failed(reason, Text("Periksa hak akses dan disk.", "Check permissions and disk."))


def _waits_for(label: Text) -> Finding:
    return skipped(Text(AFTER.id.format(label=label.id), AFTER.en.format(label=label.en)))
