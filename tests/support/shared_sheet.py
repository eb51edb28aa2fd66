"""A team and a job on one Google spreadsheet at the same time, and what must hold whatever happens."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl
from google_samples import small_sheet, workbook_in
from workbook_builders import report

from crm_sheets.content import Append, Block, Changes, Format, JobTab, ShownColumn
from crm_sheets.errors import WorkbookError, WorkbookUnfinished
from crm_sheets.tables import RawTab
from crm_sheets.testing.google import FakeGoogle
from crm_sheets.testing.spreadsheet import FakeSpreadsheet
from crm_sheets.workbook.google.adapter import GoogleWorkbook

TEAM, QUEUE, LOG, PROFILES, REPORT = "Pelanggan", "Antrean", "Log kontak", "Profil", "Segmen"
KEY = "Kunci"
NOTE = "Catatan saya"
CUSTOMERS = [["ID", "Nama", "Kota"], *([f"C{number}", f"Nama {number}", "Bandung"] for number in range(1, 6))]
SHARED_HEADERS = ["Pelanggan", NOTE, "Selesai?", KEY]


class Killed(BaseException):
    """The machine is switched off here."""


@dataclass
class History:
    """A spreadsheet with a twin on which only the people work, and what the job has promised to add."""

    google: FakeGoogle
    sheet: FakeSpreadsheet = field(init=False)
    twin: FakeSpreadsheet = field(init=False)
    workbook: GoogleWorkbook = field(init=False)
    promised: dict[str, list[str]] = field(default_factory=lambda: {QUEUE: [], LOG: []})
    confirmed: set[str] = field(default_factory=set)
    deleted: set[str] = field(default_factory=set)
    notes: dict[str, str] = field(default_factory=dict)
    own_rows: dict[str, list[str]] = field(default_factory=lambda: {QUEUE: [], LOG: []})
    own_tabs: list[str] = field(default_factory=list)
    stopped_by: str = ""
    runs: int = 0
    edits: int = 0

    def __post_init__(self) -> None:
        tabs = {TEAM: CUSTOMERS, QUEUE: [SHARED_HEADERS]}
        self.twin = self.google.spreadsheet("twin", title="Kembar")
        for title, rows in tabs.items():
            self.twin.add_tab(title, rows)
        self.sheet = small_sheet(self.google, tabs)
        self.workbook = workbook_in(self.google)

    # --- the job ---

    def run(self, *, proves: bool = False) -> bool:
        """One run of a job: read, decide, write; True when it ended well. What it added stands for good.

        One that `proves` first that it may write does so between reading and writing, as live sending asks for.
        """
        self.runs += 1
        for title in (QUEUE, LOG):
            self.promised[title] += [f"program|{title[:1]}{self.runs}-{number}|2026" for number in range(2)]
        try:
            snapshot = self.workbook.read()
            missing = {title: self._missing(title, snapshot.tabs.get(title)) for title in (QUEUE, LOG)}
            if proves:
                self.workbook.prove_writable(snapshot)
            self.workbook.write(self._changes(snapshot.tabs, missing), snapshot)
        except WorkbookUnfinished as error:
            self.stopped_by = str(error)
            self.confirmed |= {key for keys in missing.values() for key in keys}
            return False
        except (WorkbookError, Killed) as error:
            self.stopped_by = str(error)
            return False
        self.confirmed |= {key for keys in missing.values() for key in keys}
        return True

    def _missing(self, title: str, tab: RawTab | None) -> list[str]:
        """What was promised and neither confirmed nor standing in the tab."""
        there = set(keys_in(tab)) if tab else set()
        return [key for key in self.promised[title] if key not in self.confirmed | there]

    def _changes(self, tabs: Any, missing: dict[str, list[str]]) -> Changes:
        columns = (ShownColumn("ID", "Kolom id"), ShownColumn("Nama", "Kolom nama"))
        frame = customers_in(tabs[TEAM])
        appends = tuple(append(title, keys) for title, keys in missing.items() if keys)
        return Changes((JobTab(PROFILES, (Block(frame, columns),)), report()), appends)

    # --- the people ---

    def on_both(self, edit: Callable[[FakeSpreadsheet], None]) -> None:
        """An edit of a team's tab, made on the spreadsheet and on its twin."""
        edit(self.sheet)
        edit(self.twin)

    def place_of(self, title: str, key: str) -> tuple[int, int] | None:
        """The sheet row of the row with this key, and the 0-based column of people's notes."""
        rows = self.sheet.rows(title)
        header_row = next((number for number, row in enumerate(rows) if KEY in row), None)
        if header_row is None:
            return None
        header = rows[header_row]
        column = header.index(KEY)
        found = [number for number, row in enumerate(rows) if len(row) > column and row[column] == key]
        return (found[0] + 1, header.index(NOTE)) if found and NOTE in header else None

    # --- what must hold ---

    def check(self) -> None:
        """Everything that people were promised."""
        assert self.sheet.rows(TEAM) == self.twin.rows(TEAM)
        for title in self.own_tabs:
            assert self.sheet.rows(title) == [["milik kami"], ["tetap"]]
        for title in (QUEUE, LOG):
            self._check_keys(title)
        for key, note in self.notes.items():
            place = self.place_of(QUEUE, key)
            assert place, f"{key} is gone, on which somebody noted {note}"
            row = self.sheet.rows(QUEUE)[place[0] - 1]
            assert row[place[1]] == note
        self._check_job_tabs()

    def _check_keys(self, title: str) -> None:
        rows = self.sheet.rows(title)
        header = next(row for row in rows if KEY in row)
        keys = Counter(row[header.index(KEY)] for row in rows if len(row) > header.index(KEY))
        for key in self.promised[title]:
            assert keys[key] == (0 if key in self.deleted else 1), f"{title}: {key} stands there {keys[key]} times"
        texts = [text for row in rows for text in row]
        assert [text for text in self.own_rows[title] if texts.count(text) != 1] == []

    def _check_job_tabs(self) -> None:
        tabs = self.workbook.read().tabs
        profiles = tabs[self.title_of(PROFILES)]
        assert profiles.header[:2] == ("Kolom id", "Kolom nama")
        assert not any(profiles.header[2:])
        assert [row[:2] for row in profiles.cells.rows()] == customers_in(tabs[TEAM]).rows()
        assert all(not any(row[2:]) for row in profiles.cells.rows())
        assert "_crm" not in "".join(self.workbook.outline().notes), "a tab is still said to be unfinished"

    def title_of(self, title: str) -> str:
        """What people call a job tab now; one that they renamed and changed is theirs, and there is a new one."""
        from crm_sheets.workbook.google.ids import job_tab_id

        outline = self.workbook.outline()
        return title if outline.by_title(title) else outline.title_of(job_tab_id(title))


def customers_in(tab: RawTab) -> pl.DataFrame:
    """Ids and names of the customers, wherever people have put the columns."""
    columns = [tab.cells.to_series(tab.header.index(name)).alias(name) for name in ("ID", "Nama")]
    return pl.DataFrame(columns).filter(pl.col("ID").is_not_null())


def append(title: str, keys: Sequence[str]) -> Append:
    """Rows with these keys, as the nightly job adds them."""
    frame = pl.DataFrame(
        {
            "customer": [f"Nama {key}" for key in keys],
            "note": [None] * len(keys),
            "done": [None] * len(keys),
            "key": keys,
        },
        schema={"customer": pl.String, "note": pl.String, "done": pl.String, "key": pl.String},
    )
    columns = (
        ShownColumn("customer", "Pelanggan"),
        ShownColumn("note", NOTE, people_fill=True),
        ShownColumn("done", "Selesai?", Format.TICK, people_fill=True, choices=("Ya", "Tidak")),
        ShownColumn("key", KEY),
    )
    return Append(title, frame, columns, key="key")


def keys_in(tab: RawTab) -> list[str]:
    """The keys under the key's header."""
    if KEY not in tab.header:
        return []
    return [key for key in tab.cells.to_series(tab.header.index(KEY)) if key]
