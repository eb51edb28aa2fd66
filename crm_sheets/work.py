"""The rows that a run appends for people to work with: Queue, Outbox, Contact log, Runs; each keyed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, tzinfo
from typing import Any

import polars as pl

from crm_sheets.approval import outbox_text
from crm_sheets.content import AMBER, SLATE, Append, Format, ShownColumn, Tone
from crm_sheets.exit_codes import ExitCode
from crm_sheets.model import ContactState, LedgerEntry, Medium, Message, Text
from crm_sheets.render.shown import date_text
from crm_sheets.schema import TABS, Tab
from crm_sheets.schema.base import Column, Kind, Owner
from crm_sheets.tables import Book
from crm_sheets.team_settings import TeamSettings

FORMATS = {
    Kind.DATE: Format.DATE,
    Kind.MONTH: Format.DATE,
    Kind.DATETIME: Format.DATETIME,
    Kind.INTEGER: Format.INTEGER,
    Kind.NUMBER: Format.NUMBER,
    Kind.MONEY: Format.MONEY,
    Kind.PERCENT: Format.PERCENT,
    Kind.LONG_TEXT: Format.WRAP,
    Kind.URL: Format.LINK,
    Kind.YES_NO: Format.TICK,
}

MOST_LINES = {"queue": 8}
"""A list of tasks shows many at once, and of each what was written with a suggested reply; the rest is in the cell.

What people approve is shown whole.
"""

FROZEN_COLUMNS = {"queue": 1}
"""Whom a task is about stays in sight while one scrolls to what to say; more would fill a phone's screen."""

STATE_TEXTS = {
    ContactState.SENT: Text("terkirim", "sent"),
    ContactState.FAILED: Text("gagal", "failed"),
    ContactState.UNCERTAIN: Text("ragu-ragu", "uncertain"),
}

DELIVERIES = {"files": Text("berkas", "files"), "live": Text("langsung", "live")}
"""How messages went out, as the Contact log shows it."""

RESULTS = {
    ExitCode.OK: Text("beres", "done"),
    ExitCode.PROBLEMS: Text("pelanggan tidak terbaca", "customers not readable"),
    ExitCode.PARTLY_FAILED: Text("sebagian gagal", "partly failed"),
    ExitCode.UNCERTAIN: Text("ada yang ragu-ragu", "some uncertain"),
    ExitCode.UNUSUAL: Text("jumlah tidak biasa", "unusual number"),
}
"""How a run ended, as the Runs tab shows it."""

_KINDS = {choice.value: choice.label for choice in TABS["inbox"].by_name["kind"].choices}
TONES: dict[tuple[str, str], dict[Text, Tone]] = {
    ("inbox", "kind"): {_KINDS["opt_out"]: Tone.BAD, _KINDS["opt_in"]: Tone.GOOD, _KINDS["automatic"]: Tone.QUIET},
    ("contact_log", "state"): {
        STATE_TEXTS[ContactState.FAILED]: Tone.BAD,
        STATE_TEXTS[ContactState.UNCERTAIN]: Tone.WARNING,
    },
    ("runs", "result"): {
        RESULTS[ExitCode.PROBLEMS]: Tone.BAD,
        RESULTS[ExitCode.PARTLY_FAILED]: Tone.BAD,
        RESULTS[ExitCode.UNCERTAIN]: Tone.WARNING,
        RESULTS[ExitCode.UNUSUAL]: Tone.WARNING,
    },
}
"""What should catch the eye in a log, by tab and column."""

REPLACES = Text(
    "Pengganti baris {day}: teks atau datanya berubah", "Instead of the row of {day}: its text or facts changed"
)
"""The first note of a message that is put before people again."""

YES, NO = Text("Ya", "Yes"), Text("Tidak", "No")


def shown_columns(tab: Tab, language: str) -> tuple[ShownColumn, ...]:
    """A shared tab's columns as a workbook shows them, in `language`."""
    return tuple(_shown(tab, column, language) for column in tab.columns)


def _shown(tab: Tab, column: Column, language: str) -> ShownColumn:
    tones = TONES.get((tab.name, column.name), {})
    return ShownColumn(
        column.name,
        column.label.in_language(language),
        FORMATS.get(column.kind, Format.TEXT),
        column.width or 14,
        link_column=f"{column.name}_link" if column.kind is Kind.URL else "",
        people_fill=column.people_fill,
        choices=_answers(column, language) if column.people_fill else (),
        note=column.note.in_language(language) if column.note else "",
        most_lines=MOST_LINES.get(tab.name, 0),
        tones=tuple((text.in_language(language), tone) for text, tone in tones.items()),
    )


def _answers(column: Column, language: str) -> tuple[str, ...]:
    """What a person can choose in a cell."""
    if column.kind is Kind.YES_NO:
        return tuple(answer.in_language(language) for answer in (YES, NO))
    return tuple(choice.label.in_language(language) for choice in column.choices)


def append_to(name: str, rows: Sequence[Mapping[str, Any]], book: Book, language: str) -> Append:
    """Rows for a shared tab or log, under the title and the headers that it has in this workbook.

    A tab that is there keeps its headers when the team changes its language, or words them its own way. One that an
    earlier version made goes on without the columns that came later.
    """
    tab = TABS[name]
    schema = {column.name: column.dtype for column in tab.columns}
    links = {f"{column.name}_link": pl.String() for column in tab.columns if column.kind is Kind.URL}
    frame = pl.DataFrame(list(rows), schema={**schema, **links}, orient="row")
    title = book.titles.get(name, tab.label.in_language(language))
    colour = SLATE if tab.owner is Owner.LOG else AMBER
    headers = book.headers.get(name, {})
    lacking = {column.name for column in tab.columns if column.may_lack and headers and column.name not in headers}
    columns = (
        replace(column, header=headers.get(column.name, column.header))
        for column in shown_columns(tab, language)
        if column.name not in lacking
    )
    return Append(title, frame, tuple(columns), colour, tab.key, FROZEN_COLUMNS.get(name, 0))


def _label(column: Column, value: str, language: str) -> str:
    labels = {choice.value: choice.label.in_language(language) for choice in column.choices}
    return labels.get(value, value)


def asked_before(book: Book) -> dict[str, date]:
    """When the messages of the Outbox were last put before people, by contact key."""
    rows = book.table("outbox").drop_nulls(["key", "planned_on"]).sort("planned_on", maintain_order=True)
    return dict(rows.select("key", "planned_on").iter_rows())


def outbox_row(
    message: Message, fingerprint: str, as_of: date, language: str, replaces: date | None = None
) -> dict[str, Any]:
    """One message put before people; the approval cell stays blank.

    `replaces` is the day of an earlier row about the same contact that no longer counts: the note says so.
    """
    contact = message.contact
    day = date_text(replaces, language, "d MMM") if replaces else ""
    return {
        "planned_on": as_of,
        "program_name": contact.program.name,
        "customer": contact.customer_name,
        "channel": _label(TABS["outbox"].by_name["channel"], contact.medium, language),
        "address": contact.address,
        "text": outbox_text(message),
        "notes": REPLACES.in_language(language).format(day=day) if day else None,
        "valid_until": contact.due_date + timedelta(days=contact.program.lateness_days),
        "customer_id": contact.customer_id,
        "program": contact.program.program_id,
        "key": contact.key,
        "fingerprint": fingerprint,
    }


@dataclass(frozen=True)
class LogContext:
    """What the Contact log adds to the ledger's facts: names by id, how it was delivered, prices, zone, run."""

    programs: Mapping[str, tuple[str, str]]
    customers: Mapping[str, str]
    delivery: str
    settings: TeamSettings
    zone: tzinfo
    run_id: str
    as_of: date
    is_live: bool = False

    def at(self, entry: LedgerEntry) -> datetime:
        """When it was, in local time; a run as of another day counts for that day, at the hour it really was."""
        moment = (entry.settled_at or entry.claimed_at).astimezone(self.zone).replace(tzinfo=None, microsecond=0)
        return datetime.combine(self.as_of, moment.time()) if entry.run_id == self.run_id else moment

    def cost(self, entry: LedgerEntry) -> float | None:
        """The estimated price of one message in the workbook's currency; None for what costs nothing per piece.

        Only of what went out, in one line of the log: so the column can be summed up.
        """
        if entry.state is not ContactState.SENT:
            return None
        if entry.medium is Medium.SMS:
            return entry.segments * self.settings.sms_price
        return self.settings.whatsapp_price if entry.medium is Medium.WHATSAPP else None


def state_text(state: ContactState, language: str) -> str:
    """A ledger state as the Contact log shows it."""
    return STATE_TEXTS[state].in_language(language) if state in STATE_TEXTS else state.value


def log_row(entry: LedgerEntry, context: LogContext, language: str) -> dict[str, Any]:
    """One line of the Contact log for a contact that was tried."""
    program_name, purpose = context.programs.get(entry.program_id, (entry.program_id, ""))
    tab = TABS["contact_log"]
    return {
        "at": context.at(entry),
        "customer": context.customers.get(entry.customer_id, entry.customer_id),
        "program_name": program_name,
        "purpose": _label(tab.by_name["purpose"], purpose, language),
        "channel": _label(tab.by_name["channel"], entry.medium, language),
        "state": state_text(entry.state, language),
        "delivery": context.delivery,
        "segments": entry.segments or None,
        "cost": context.cost(entry),
        "customer_id": entry.customer_id,
        "program": entry.program_id,
        "run": entry.run_id,
        "provider_id": entry.provider_id if context.is_live else None,
        "key": entry.key,
    }
