"""A small team on a Google spreadsheet, and an operator's folder whose commands work on it."""

from __future__ import annotations

import contextlib
import io
import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from google_samples import LINK, SPREADSHEET_ID

from crm_sheets.cli import main
from crm_sheets.testing.google import FakeGoogle
from crm_sheets.testing.spreadsheet import FakeSpreadsheet

Rows = Sequence[Sequence[object]]

CUSTOMERS, PROGRAMS, CONSENTS = "Pelanggan", "Program", "Persetujuan"
QUEUE, OUTBOX, LOG = "Antrean", "Kotak keluar", "Log kontak"
KEY, FINGERPRINT, ANSWER, NOTES = "Kunci", "Sidik isi", "Setuju?", "Catatan"
YES, NO = "Ya", "Tidak"
DAY, NEXT_DAY = "2026-11-20", "2026-11-21"

CUSTOMER_HEADER = ["ID Pelanggan", "Nama", "Sapaan", "Tanggal lahir", "Email", "Telepon", "Bahasa", "Kota"]
PROGRAM_HEADER = [
    "ID Program", "Nama program", "Tujuan", "Peristiwa", "Pengulangan", "Syarat", "Saluran", "Templat",
    "Perlu persetujuan", "Boleh terlambat (hari)",
]  # fmt: skip
TEMPLATES = {
    "ucapan.email.id.txt": "Subject: Selamat\n\nSelamat ulang tahun, {{ greeting_name }}!\n",
    "telepon.call.id.txt": "Telepon {{ greeting_name }}.\n",
    "ajakan.email.id.txt": "Subject: Ajakan\n\nMari berjumpa, {{ greeting_name }}.\n",
}


def customers(*groups: tuple[str, int, str]) -> list[list[object]]:
    """A tab of customers: of each group (city, how many, the birthday of all) some, with ids from P1 on."""
    people = [(city, born) for city, number, born in groups for _ in range(number)]
    rows = [
        [f"P{n}", f"Orang {n}", "Bapak", born, f"p{n}@example.com", f"+62812345{n:05}", "Indonesia", city]
        for n, (city, born) in enumerate(people, start=1)
    ]
    return [CUSTOMER_HEADER, *rows]


def program(name: str, medium: str, template: str, *, city: str = "", asks: bool = False, about: str = "") -> list[Any]:
    """A birthday program for customers in a city, or for all."""
    condition = f"city = '{city}'" if city else None
    answer, purpose = (YES if asks else NO), about or "Hubungan"
    birthday = ["Pelanggan.Tanggal lahir", "Tiap tahun"]
    return [name, name.title(), purpose, *birthday, condition, medium, template, answer, 3]


GREETING = program("ucapan", "Email", "ucapan", city="Bandung", about="Ucapan")
CALL = program("telepon", "Telepon", "telepon", city="Medan")
ASKING = program("ajakan", "Email", "ajakan", city="Bogor", asks=True)


@dataclass
class Team:
    """`sheet` is what the team sees, `folder` where the operator's files are."""

    google: FakeGoogle
    sheet: FakeSpreadsheet
    folder: Path

    @classmethod
    def of(
        cls,
        google: FakeGoogle,
        folder: Path,
        people: Rows,
        programs: Rows,
        tabs: Mapping[str, Rows] | None = None,
        settings: Rows = (),
    ) -> Team:
        """A team with these customers and programs, other `tabs` and more rows of settings."""
        sheet = google.spreadsheet(SPREADSHEET_ID, title="Tim kami")
        named = {
            CUSTOMERS: people,
            PROGRAMS: [PROGRAM_HEADER, *programs],
            "Pengaturan": [["Pengaturan", "Nilai"], ["company", "Toko Maju"], ["work_days", "mon-sun"], *settings],
        }
        for title, rows in (named | dict(tabs or {})).items():
            sheet.add_tab(title, rows)
        return cls(google, sheet, folder).in_folder(folder)

    def in_folder(self, folder: Path) -> Team:
        """The same team as another folder sees it, with a crm.toml, a key and the templates of its own."""
        (folder / "templates").mkdir(parents=True)
        for name, text in TEMPLATES.items():
            (folder / "templates" / name).write_text(text, encoding="utf-8")
        self.google.service_account_file(folder).rename(folder / "google-key.json")
        (folder / "crm.toml").write_text(f'workbook = "{LINK}"\nlanguage = "id"\ncountry = "ID"\n')
        return Team(self.google, self.sheet, folder)

    def run(self, as_of: str = DAY, command: str = "run nightly") -> tuple[int, Any]:
        """Run a command; gives its exit code and its JSON answer, or its error."""
        said = io.StringIO()
        arguments = [*command.split(), "--config", str(self.folder / "crm.toml"), "--as-of", as_of, "--json"]
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(io.StringIO()):
            code = main(arguments)
        answer = json.loads(said.getvalue())
        return code, answer["error"] if isinstance(answer, dict) and "error" in answer else answer

    def column(self, title: str, header: str) -> list[Any]:
        """What stands under a header of a tab; nothing when there is no such tab."""
        return [row.get(header) for row in self.records(title)]

    def records(self, title: str) -> list[dict[str, Any]]:
        """The rows of a shared tab by header, blank ones left out."""
        if title not in self.sheet.titles:
            return []
        rows = self.sheet.rows(title)
        number = next((number for number, row in enumerate(rows) if KEY in row), None)
        if number is None:
            return []
        filled = [row for row in rows[number + 1 :] if any(row)]
        return [dict(zip(rows[number], [*row, *[None] * len(rows[number])], strict=False)) for row in filled]

    def keys(self, title: str) -> list[Any]:
        """The keys in a tab, in order."""
        return self.column(title, KEY)

    def type_in(self, title: str, key: str, header: str, value: object) -> None:
        """Type into the row with this key (the first one), under this header."""
        rows = self.sheet.rows(title)
        top = next(number for number, row in enumerate(rows) if KEY in row)
        place, column = rows[top].index(KEY), rows[top].index(header)
        found = next(n for n, row in enumerate(rows) if n > top and len(row) > place and row[place] == key)
        self.sheet.people.type_in(title, found + 1, column, value)

    def add_row(self, title: str, values: Sequence[object]) -> None:
        """Type a row below all others."""
        below = len(self.sheet.rows(title)) + 1
        for column, value in enumerate(values):
            self.sheet.people.type_in(title, below, column, value)

    def answer_all(self, value: object = YES) -> list[Any]:
        """Give every row of the Outbox this answer; gives their keys."""
        keys = self.keys(OUTBOX)
        for key in keys:
            self.type_in(OUTBOX, key, ANSWER, value)
        return keys

    def messages(self) -> list[str]:
        """The programs and customers of all message files, in order ("ucapan--P1")."""
        files = (self.folder / "outbox").rglob("*--*.*")
        return sorted("--".join(path.name.split("--")[:2]) for path in files)

    def ledger(self) -> dict[str, str]:
        """The ledger's contacts: key -> state."""
        with contextlib.closing(sqlite3.connect(self.folder / "crm-ledger.sqlite")) as ledger:
            return dict(ledger.execute("select key, state from entries"))

    def unlogged(self) -> list[str]:
        """The keys of contacts that the ledger does not know to stand in the workbook."""
        with contextlib.closing(sqlite3.connect(self.folder / "crm-ledger.sqlite")) as ledger:
            return [key for (key,) in ledger.execute("select key from entries where not logged")]

    def unfinished(self) -> list[str]:
        """What the spreadsheet notes about tabs that are still to be filled."""
        return [note["metadataValue"] for note in self.sheet.metadata().get("developerMetadata", ())]
