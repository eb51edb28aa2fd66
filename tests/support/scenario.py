"""Scenarios that people can read: a team's workbook as tables, and who hears from the team on which day.

    team = Team('''
        Customers
        Customer ID | Name | Birth date | Phone
        C1          | Budi | 1980-02-29 | 0812-1000-0001
    ''', programs="birthday_customer")
    team.plans("2027-02-28", '''
        who | how
        C1  | whatsapp
    ''')

`programs` are those that ship with the product; a tab Programs in the workbook adds others. A table of what is planned
may have the columns `day, who, about, for, program, how, by, why not`; without `why not` it has only what goes ahead.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from textwrap import indent
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl

from crm_sheets.approval import approved_parts
from crm_sheets.backtest.known import as_known
from crm_sheets.day import Day, observe
from crm_sheets.desk.call_requests import requested_calls
from crm_sheets.desk.context import DeskContext
from crm_sheets.ledger import Draft
from crm_sheets.model import Contact, Decision, Message, ProblemCode, Purpose, Severity, SkipReason
from crm_sheets.outgoing import Outgoing, prepare
from crm_sheets.plan import Circumstances
from crm_sheets.queue import queue_row
from crm_sheets.queue.order import in_order, worth_of
from crm_sheets.reasons import SKIP_REASON_TEXTS
from crm_sheets.render import Renderer
from crm_sheets.sample.options import Options
from crm_sheets.sample.programs import make_programs
from crm_sheets.schema import TABS
from crm_sheets.sending_hours import holding
from crm_sheets.shipped import shipped
from crm_sheets.tables import HISTORY, Book, RawTab, column_letter
from crm_sheets.team_settings import read_team_settings
from crm_sheets.template_files import template_loader
from crm_sheets.validate import validate
from crm_sheets.work import outbox_row

Record = dict[str, str]
USUAL = Circumstances()
JAKARTA = ZoneInfo("Asia/Jakarta")
COMPANY = (["Setting", "Value"], [["company", "Mitra Sehat Sentosa"], ["reply_phone", "0811-0000-9000"]])


def records(table: str) -> list[Record]:
    """The rows of a table whose columns are parted by |."""
    lines = [line for line in table.splitlines() if line.strip()]
    header, *rows = [[cell.strip() for cell in line.split("|")] for line in lines]
    return [dict(zip(header, row, strict=True)) for row in rows]


def _tab(title: str, header: Sequence[str], rows: Sequence[Sequence[str | None]]) -> RawTab:
    letters = [column_letter(place) for place in range(len(header))]
    cells = pl.DataFrame([dict(zip(letters, row, strict=True)) for row in rows], dict.fromkeys(letters, pl.String))
    return RawTab(title, tuple(header), cells)


def _book(text: str) -> dict[str, RawTab]:
    """The tabs of a workbook: a title, a header and rows each, parted by blank lines."""
    tabs = {}
    for block in re.split(r"\n\s*\n", text.strip()):
        title, *lines = [line.strip() for line in block.strip().splitlines()]
        header, *rows = [[cell.strip() or None for cell in line.split("|")] for line in lines]
        assert all(len(row) == len(header) for row in rows), f"{title}: a row has too many or too few cells"
        tabs[title] = _tab(title, [cell or "" for cell in header], rows)
    return tabs


def _programs(names: str, own: RawTab | None) -> RawTab:
    """The shipped programs of these names, then the team's own."""
    shipped = {row["program_id"]: row for row in make_programs(Options(language="en"))}
    wanted = [shipped[name] for name in names.split()]
    mine = [dict(zip(own.header, row, strict=True)) for row in own.cells.iter_rows()] if own else []
    labels = {column.label.en: column.name for column in TABS["programs"].columns}
    rows = [[_typed(row.get(name)) for name in labels.values()] for row in wanted]
    return _tab("Programs", list(labels), [*rows, *([row.get(label) for label in labels] for row in mine)])


def _typed(value: Any) -> str | None:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (tuple, list)):
        return ", ".join(value)
    return None if value is None else str(value)


@dataclass(frozen=True)
class Team:
    """A workbook in words, the shipped programs that are active, and what was sent earlier.

    `sent` is a table with the columns `on, who, about, program, for, how`: `for` is the period that counts as done
    ("2026", "2026-11"), `about` the row ("C1" when left out). `own_columns` is a column that the team added itself,
    `today` the day from which one looks back, with what was known on the day then, as a back-test does.
    """

    book: str
    programs: str = ""
    sent: str = ""
    circumstances: Circumstances = USUAL
    outbox: tuple[Mapping[str, Any], ...] = ()
    own_columns: str = ""
    today: str = ""

    def with_more(self, book: str) -> Team:
        """The same after further tabs were filled in."""
        return replace(self, book=f"{self.book.strip()}\n\n{book.strip()}")

    def changed(self, before: str, after: str) -> Team:
        """The same after somebody typed something else into a cell."""
        assert before in self.book, f"no cell has {before}"
        return replace(self, book=self.book.replace(before, after))

    def day(self, day: str | date, history: pl.DataFrame | None = None) -> Day:
        """The day as the product sees it."""
        as_of = date.fromisoformat(day) if isinstance(day, str) else day
        tabs = _book(self.book)
        tabs["Programs"] = _programs(self.programs, tabs.get("Programs"))
        tabs.setdefault("Settings", _tab("Settings", *COMPANY))
        if self.outbox:
            tabs["Outbox"] = _outbox(self.outbox)
        latest = max(as_of, date.fromisoformat(self.today)) if self.today else as_of
        book = validate(tabs, latest, country="ID")
        book = as_known(book, as_of) if self.today else book
        _refuse_slips(book, tabs, self.own_columns)
        known = self._sent() if history is None else history
        _, wrong = read_team_settings(book)
        assert wrong.filter(pl.col("severity") == Severity.ERROR).is_empty(), wrong.select("value", "hint").rows()
        return observe(book, as_of, known, language="en", circumstances=self.circumstances)

    def _sent(self) -> pl.DataFrame:
        return pl.DataFrame(list(self._sent_rows()), schema=HISTORY, orient="row")

    def _sent_rows(self) -> Iterator[Mapping[str, Any]]:
        for row in records(self.sent) if self.sent else ():
            yield {
                "key": f"{row['program']}|{row.get('about') or row['who']}|{row['for']}",
                "program": row["program"],
                "customer_id": row["who"],
                "medium": row["how"],
                "state": row.get("state") or "sent",
                "on": date.fromisoformat(row["on"]),
            }

    def plans(self, day: str, expected: str, only: str = "") -> None:
        """Assert what is planned on a day, the most important first; `only` for this customer."""
        rows = [row for row in _rows(self.day(day)) if only in ("", row["who"])]
        _compare(rows, expected, f"On {day}")

    def plans_through(self, first: str, last: str, expected: str, only: str = "") -> None:
        """Assert what is done from a day to another, when a run goes each night and everything planned is done."""
        day, end, history, found = date.fromisoformat(first), date.fromisoformat(last), self._sent(), []
        while day <= end:
            seen = self.day(day, history)
            found += [row for row in _rows(seen) if only in ("", row["who"])]
            history = pl.concat([history, _done(seen)])
            day += timedelta(days=1)
        _compare(found, expected, f"From {first} to {last}")

    def outgoing(self, day: str, at: str = "09:00") -> Outgoing:
        """What a run on a day would send, hand out and ask, at a time of the team's clocks in Jakarta."""
        seen = self.day(day)
        now = datetime.combine(seen.as_of, time.fromisoformat(at), JAKARTA)
        desk = DeskContext(seen.book, seen.settings, JAKARTA, now, profiles=seen.profiles)
        return prepare(
            seen,
            frozenset(Purpose),
            Renderer(template_loader([shipped("templates")]), seen.settings),
            {row["key"]: Draft(row["key"], row["fingerprint"], row["planned_on"]) for row in self.outbox},
            _fingerprint,
            quiet=holding(now, seen.settings, JAKARTA, "ID"),
            requested=requested_calls(desk, seen.as_of),
        )

    def hands_out(self, day: str, expected: str) -> None:
        """Assert the work for people on a day: columns of the Queue by their names (`customer, task, owner ...`)."""
        rows = [queue_row(task, date.fromisoformat(day), "en") for task in self.outgoing(day).tasks]
        ordered = in_order(rows, worth_of(rows, self.day(day).profiles))
        shown = [{name: str(value or "") for name, value in row.items()} | {"why not": ""} for row in ordered]
        _compare(shown, expected, f"On {day}")

    def sends(self, day: str, at: str, expected: str) -> None:
        """Assert what goes out at a time of a day, and until when the rest waits: `who, how, waits`."""
        outgoing = self.outgoing(day, at)
        now = [(message, "") for message in outgoing.messages]
        later = [(message, outgoing.skipped[message.contact.key][1]) for message in outgoing.later]
        asked = [(message, "for a tick") for message in (*outgoing.to_ask, *outgoing.asked)]
        rows = [
            {"who": message.contact.customer_id, "how": message.contact.medium.value, "waits": why, "why not": ""}
            for message, why in (*now, *later, *asked)
        ]
        _compare(rows, expected, f"On {day} at {at}")

    def after_asking(self, day: str, answer: str = "") -> Team:
        """The same after a run has put messages into the Outbox and somebody has typed this answer beside each."""
        as_of = date.fromisoformat(day)
        asked = self.outgoing(day).to_ask
        rows = [outbox_row(message, _fingerprint(message), as_of, "en") | {"approve": answer} for message in asked]
        return replace(self, outbox=(*self.outbox, *rows))

    def contacts(self, day: str) -> list[Contact]:
        """The contacts of a day with all that is known for their texts."""
        return self.day(day).contacts()

    def row(self, tab: str, key: str, day: str) -> Mapping[str, Any]:
        """A row as it stands on a day, with what is worked out from it."""
        return self.day(day).book.table(tab).row(by_predicate=pl.col(TABS[tab].key) == key, named=True)

    def profile(self, customer_id: str, day: str) -> Mapping[str, Any]:
        """What is worked out about a customer."""
        return self.day(day).profiles.row(by_predicate=pl.col("customer_id") == customer_id, named=True)


def _fingerprint(message: Message) -> str:
    return sha256("|".join(approved_parts(message)).encode()).hexdigest()


def _outbox(rows: Sequence[Mapping[str, Any]]) -> RawTab:
    columns = TABS["outbox"].columns
    cells = [[_typed(row.get(column.name)) or None for column in columns] for row in rows]
    return _tab("Outbox", [column.label.en for column in columns], cells)


def _refuse_slips(book: Book, tabs: Mapping[str, RawTab], own: str) -> None:
    """A scenario says what it means: no header that is not known, no cell that cannot be read."""
    for name, title in book.titles.items():
        unknown = set(tabs[title].header) - set(book.headers[name].values()) - {own}
        assert not unknown, f"{title} has no column {unknown}"
    assert not set(tabs) - set(book.titles.values()), "a tab is not known"
    wrong = book.problems.filter(pl.col("severity") == Severity.ERROR, pl.col("code") != ProblemCode.FUTURE_DATE)
    assert wrong.is_empty(), wrong.select("title", "cell", "value", "code").rows()


def _rows(day: Day) -> list[Record]:
    owners = {contact.key: contact.owner for contact in day.contacts()}
    return [
        {
            "day": str(day.as_of),
            "who": row["customer_id"] or "",
            "about": row["subject"],
            "for": str(row["occasion_date"]),
            "program": row["program"],
            "how": row["medium"] if row["decision"] == Decision.KEPT else "",
            "by": owners.get("|".join((row["program"], row["subject"], row["period"])), ""),
            "why not": SKIP_REASON_TEXTS[SkipReason(row["reason"])].en if row["reason"] else "",
            "detail": row["detail"],
        }
        for row in day.decisions.iter_rows(named=True)
    ]


def _done(day: Day) -> pl.DataFrame:
    """What becomes history when everything that was planned is done."""
    kept = day.decisions.filter(pl.col("decision") == Decision.KEPT)
    return kept.select(
        key=pl.concat_str("program", "subject", "period", separator="|"),
        program="program",
        customer_id="customer_id",
        medium="medium",
        state=pl.lit("sent"),
        on=pl.lit(day.as_of),
    ).cast(HISTORY)  # type: ignore[arg-type]


def _compare(found: Sequence[Record], expected: str, when: str) -> None:
    header = [cell.strip() for cell in next(line for line in expected.splitlines() if line.strip()).split("|")]
    wanted = [[row[name] for name in header] for row in records(expected)]
    made = [row for row in found if "why not" in header or not row["why not"]]
    got = [[row[name] for name in header] for row in made]
    assert got == wanted, f"{when} the plan is\n{_shown(header, got)}\nand not\n{_shown(header, wanted)}"


def _shown(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    widths = [max(len(row[place]) for row in (header, *rows)) for place in range(len(header))]
    lines = [" | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in (header, *rows)]
    return indent("\n".join(lines), "    ")
