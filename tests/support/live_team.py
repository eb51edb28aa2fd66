"""A team whose messages reach people: a workbook, its settings, and everybody who carries messages, on this machine."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from dovecot import Mailbox
from mail_samples import OUR_ADDRESS
from scripted_smtp import ScriptedServer
from smtp_sink import SmtpSink, Taken
from workbook_builders import plain_workbook

from crm_sheets import dispatch
from crm_sheets.channels import twilio
from crm_sheets.channels.twilio import TwilioChannel
from crm_sheets.cli import main
from crm_sheets.testing.twilio import FakeTwilio
from crm_sheets.workspace import Workspace

ZONE = "Asia/Jakarta"
CUSTOMERS = ["ID Pelanggan", "Nama", "Sapaan", "Tanggal lahir", "No. HP", "Email"]
PROGRAMS = [
    "ID Program", "Nama program", "Tujuan", "Peristiwa", "Pengulangan", "Saluran", "Templat", "Perlu persetujuan",
]  # fmt: skip
SETTINGS = {
    "company": "Toko Maju",
    "reply_phone": "0811-0000-9000",
    "send_from": "00:00",
    "send_until": "00:00",
    "quiet_holidays": "tidak",
    "work_days": "mon-sun",
}
"""The team works every day, and at any hour: these tests may run on any."""
TEMPLATES = {
    "ultah.sms.id.txt": "Selamat ulang tahun, {{ customer.name }}! Berhenti? WA {{ settings.reply_phone }}\n",
    "ultah.whatsapp.id.txt": "1: {{ customer.name }}\n\nSelamat ulang tahun, {{ customer.name }}! Balas BERHENTI.\n",
    "ultah.email.id.txt": "Subject: Selamat\n\nSelamat ulang tahun, {{ customer.name }}! Balas BERHENTI.\n",
    "premi.email.id.txt": "Subject: Premi\n\nPremi polis {{ subject.policy_id }} jatuh tempo. Balas BERHENTI.\n",
}


def today() -> date:
    """The day it is where the team lives, by the clock of its runs."""
    return Workspace.now().astimezone(ZoneInfo(ZONE)).date()


def phone(number: int) -> str:
    """Where the customer of this number is called."""
    return f"+62812000{number:05}"


def born_today(number: int, **changes: str) -> list[str]:
    """A customer's row with the birthday today."""
    row = {
        "id": f"P{number}",
        "name": f"Orang {number}",
        "salutation": "Ibu",
        "birth_date": today().replace(year=1980).isoformat(),
        "phone": phone(number),
        "email": f"p{number}@example.com",
    }
    return list((row | changes).values())


def program(channels: str, *, approval: str = "tidak", purpose: str = "Ucapan", name: str = "ultah") -> list[str]:
    """A program that greets on birthdays by these channels."""
    return [name, "Ulang tahun", purpose, "Pelanggan.Tanggal lahir", "Tiap tahun", channels, "ultah", approval]


def premium_notices(channels: str = "Email") -> list[str]:
    """A program that says when a policy's premium is due: service, no greeting."""
    return ["premi", "Premi jatuh tempo", "Layanan", "Polis.Jatuh tempo", "Sesuai tanggal", channels, "premi", "tidak"]


def settings_tab(**changes: object) -> list[list[object]]:
    """The team's settings: messages may go out at any hour, unless `changes` say otherwise."""
    return [["Pengaturan", "Nilai"], *([name, value] for name, value in (SETTINGS | changes).items())]


@dataclass
class LiveTeam:
    """One folder: `book`, its settings and templates. Commands run in it as an operator would start them."""

    folder: Path
    twilio: FakeTwilio | None = None
    sink: SmtpSink | ScriptedServer | None = None
    mailbox: Mailbox | None = None
    mail_login: tuple[str, str] = ("", "")
    """Whom the mail server knows, and the password; nobody logs in without."""

    @property
    def book(self) -> Path:
        return self.folder / "book.xlsx"

    def make(
        self, people: Sequence[Sequence[str]], *programs: Sequence[str], **tabs: Sequence[Sequence[object]]
    ) -> None:
        """Write workbook, settings and templates."""
        usual = {"Pelanggan": [CUSTOMERS, *people], "Program": [PROGRAMS, *programs], "Pengaturan": settings_tab()}
        plain_workbook(self.book, usual | tabs)
        folder = self.folder / "templates"
        folder.mkdir(exist_ok=True)
        for name, text in TEMPLATES.items():
            (folder / name).write_text(text, encoding="utf-8")
        self.configure()

    def configure(self, **changes: object) -> None:
        """Write crm.toml; `changes` are settings of the first level, "twilio.seconds" and so on below it."""
        lines = ['workbook = "book.xlsx"', f'timezone = "{ZONE}"']
        changes = {"live": True} | changes
        groups = {name: dict(values) for name, values in self._groups().items()}
        for name, value in changes.items():
            group, _, rest = name.partition("__")
            if rest:
                groups.setdefault(group, {})[rest] = value
            else:
                lines.append(f"{name} = {json.dumps(value)}")
        for name, values in groups.items():
            lines += [f"[{name}]", *(f"{key} = {json.dumps(value)}" for key, value in values.items())]
        (self.folder / "crm.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")

    def _groups(self) -> dict[str, Mapping[str, object]]:
        groups: dict[str, Mapping[str, object]] = {}
        if self.twilio:
            groups["twilio"] = {
                "account": self.twilio.account,
                "url": self.twilio.url,
                "sms_from": self.twilio.sms_from,
                "whatsapp_from": self.twilio.whatsapp_from,
                "seconds": 2.0,
                "per_second": 500.0,
            }
        if self.sink:
            server = {"host": "127.0.0.1", "port": self.sink.port, "security": "none"}
            groups["mail"] = {**server, "sender": OUR_ADDRESS, "seconds": 5.0, "user": self.mail_login[0]}
        if self.mailbox:
            groups["mailbox"] = self.mailbox.settings().model_dump(
                include={"host", "port", "security", "user", "seconds"}
            )
        return groups

    def environment(self) -> dict[str, str]:
        """The secrets, as the operator would give them."""
        secrets = {
            "CRM_SHEETS_TWILIO__TOKEN": self.twilio.token if self.twilio else "",
            "CRM_SHEETS_MAIL__PASSWORD": self.mail_login[1],
            "CRM_SHEETS_MAILBOX__PASSWORD": self.mailbox.password if self.mailbox else "",
        }
        return {name: value for name, value in secrets.items() if value}

    def mails(self, recipient: str = "") -> list[Taken]:
        """What people got by e-mail, or what this one got."""
        assert isinstance(self.sink, SmtpSink)
        return [taken for taken in self.sink.taken() if not recipient or taken.recipients == (recipient,)]

    def mail_id(self, recipient: str) -> str:
        """The Message-ID, without its brackets, of the only mail that this one got."""
        (taken,) = self.mails(recipient)
        return str(taken.mail["Message-ID"]).strip("<>")


@contextmanager
def texting_team(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LiveTeam]:
    """A team that has Twilio only: no e-mail."""
    with FakeTwilio() as fake:
        made = LiveTeam(folder, fake)
        for name, value in made.environment().items():
            monkeypatch.setenv(name, value)
        yield made


@dataclass
class Commands:
    """Runs commands of a team in this process; gives the exit code and the JSON answer."""

    team: LiveTeam
    capture: pytest.CaptureFixture[str]

    def __call__(self, command: str, *options: str) -> tuple[int, Any]:
        code = main([*command.split(), "--config", str(self.team.folder / "crm.toml"), "--json", *options])
        answer = json.loads(self.capture.readouterr().out)
        return code, answer["error"] if isinstance(answer, dict) and "error" in answer else answer


def rows_of(book: Path, title: str) -> list[dict[str, Any]]:
    """The rows of a tab by its headers, as a person sees them; nothing when there is no such tab."""
    workbook = openpyxl.load_workbook(book)
    if title not in workbook.sheetnames:
        return []
    header, *rows = workbook[title].iter_rows(values_only=True)
    return [dict(zip(header, row, strict=True)) for row in rows]


def retype(book: Path, title: str, before: object, after: object) -> None:
    """Replace this value in every cell of a tab, its header too, as a person would."""
    workbook = openpyxl.load_workbook(book)
    for cell in (cell for row in workbook[title].iter_rows() for cell in row if cell.value == before):
        cell.value = after
    workbook.save(book)


def add_row(book: Path, title: str, *values: object) -> None:
    """Type a new row below the others, as a person would."""
    workbook = openpyxl.load_workbook(book)
    workbook[title].append(values)
    workbook.save(book)


def fill(book: Path, title: str, column: str, value: object, row: int = 2) -> None:
    """Type a value into a cell, as a person would."""
    workbook = openpyxl.load_workbook(book)
    sheet = workbook[title]
    header = [cell.value for cell in sheet[1]]
    sheet.cell(row, header.index(column) + 1, value)
    workbook.save(book)


class Killed(BaseException):
    """The process died here."""


def die(*_: object, **more: object) -> None:
    """Stands for whatever a run was about to do when it died."""
    raise Killed


def send_in_batches(monkeypatch: pytest.MonkeyPatch, size: int = 2) -> None:
    """Let SMS go out by so many, and let the run look before each batch whether the rest may still go."""
    monkeypatch.setattr(twilio, "LARGEST_BATCH", size)
    monkeypatch.setattr(dispatch, "ASK_AGAIN_SECONDS", 0.0)


def after_first_batch(monkeypatch: pytest.MonkeyPatch, happens: Callable[[], object]) -> None:
    """Something happens once, when the first messages of a run are out."""
    real = TwilioChannel.send

    def send(channel: TwilioChannel, messages: Sequence[Any]) -> Any:
        receipts = real(channel, messages)
        monkeypatch.setattr(TwilioChannel, "send", real)
        happens()
        return receipts

    monkeypatch.setattr(TwilioChannel, "send", send)


def texted(team: LiveTeam) -> Counter[str]:
    """How many messages each number got, by SMS or WhatsApp."""
    assert team.twilio
    return Counter(message.to.removeprefix("whatsapp:") for message in team.twilio.messages)


def lose_ledger(team: LiveTeam) -> None:
    """Remove the ledger and all that its database wrote beside it."""
    for file in team.folder.glob("crm-ledger*"):
        file.unlink()
