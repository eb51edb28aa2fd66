"""What a back-test says to the operator."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from crm_sheets.backtest import Outcome, Undated
from crm_sheets.commands.findings import folded
from crm_sheets.commands.plan import channel_label
from crm_sheets.model import Program, SkipReason, Text
from crm_sheets.reasons import SKIP_REASON_TEXTS
from crm_sheets.render.shown import date_text, money_text
from crm_sheets.summary import Noun

MOST_PEOPLE = 20

HEADLINE = Text("{name}, {first} sampai {last}, {alone}", "{name}, {first} to {last}, {alone}")
WITH_OTHERS = Text("bersama program lain yang jalan", "together with the other programs that run")
ALONE = Text("tanpa program lain", "without the other programs")
CONTACTS = Noun("kontak", "contact", "contacts")
PEOPLE = Noun("orang", "person", "people")
SEGMENTS = Noun("segmen", "segment", "segments")
TOTAL = Text("{contacts} kepada {people}, biaya sekitar {cost}", "{contacts} to {people}, cost about {cost}")
NOTHING = Text("Tidak ada kontak pada hari-hari itu.", "No contact on those days.")
BUSIEST = Text("Hari tersibuk: {day}, {contacts}", "Busiest day: {day}, {contacts}")
HELD_BACK = Text("Yang tertahan, dan mengapa:", "What was held back, and why:")
HELD = Text("{held} tertahan, {never} tidak jadi", "{held} held back, {never} never made")
WHOM = Text("Kepada siapa:", "To whom:")
MORE = Text("... dan {count} lagi (--csv FILE untuk semuanya)", "... and {count} more (--csv FILE for all)")
KNOWN_THEN = Text(
    "Persetujuan, transaksi, kontak, keluhan dan baris bertanggal lain: seperti yang diketahui pada tiap hari itu.",
    "Consents, transactions, contacts, complaints and other dated rows: as they were known on each of those days.",
)
UNDATED = Text("Dipakai program ini, tetapi tanpa riwayat:", "Used by this program, but without a history:")
ALWAYS_NOW = Text(
    "Selalu seperti sekarang: status, nomor dan e-mail pelanggan, tab Pengaturan, baris program dan templatnya.",
    "Always as now: customers' status, numbers and e-mails, the Settings tab, the programs' rows and templates.",
)
ASSUMED = Text(
    "Dianggap: setiap malam jalan, setiap persetujuan langsung diberi, anggaran pesan tidak membatasi.",
    "Assumed: every night ran, every approval was given at once, the message budget held nothing back.",
)
SAVED = Text("{count} ditulis ke {file}", "{count} written to {file}")


@dataclass(frozen=True)
class Told:
    """One back-test: `people` are the contacts with the customers' names, `days` its first and last day."""

    program: Program
    days: tuple[date, date]
    outcome: Outcome
    people: pl.DataFrame
    undated: Sequence[Undated]
    currency: str
    alone: bool

    def as_json(self) -> dict[str, Any]:
        """All of it for another program."""
        first, last = self.days
        return {
            "program": self.program.program_id,
            "from": first,
            "to": last,
            "alone": self.alone,
            **self.outcome.as_json(),
            "undated": [fact.column for fact in self.undated],
            "whom": self.people.to_dicts(),
        }


def as_text(told: Told, language: str) -> list[str]:
    """The lines for the terminal."""
    return [
        *_figures(told, language),
        *_held_back(told.outcome, language),
        *_people(told, language),
        "",
        *_declared(told.undated, language),
    ]


def saved(count: int, file: str, language: str) -> str:
    """What is said of the file with every contact."""
    return SAVED.in_language(language).format(count=CONTACTS.counted(count, language), file=file)


def _figures(told: Told, language: str) -> Iterator[str]:
    outcome = told.outcome
    first, last = (date_text(day, language) for day in told.days)
    alone = (ALONE if told.alone else WITH_OTHERS).in_language(language)
    yield HEADLINE.in_language(language).format(name=told.program.name, first=first, last=last, alone=alone)
    if not outcome.contacts or outcome.busiest is None:
        yield f"  {NOTHING.in_language(language)}"
        return
    yield "  " + TOTAL.in_language(language).format(
        contacts=CONTACTS.counted(outcome.contacts, language),
        people=PEOPLE.counted(outcome.people, language),
        cost=money_text(outcome.cost, told.currency, language),
    )
    most = CONTACTS.counted(outcome.busiest_contacts, language)
    day = date_text(outcome.busiest, language, "EEEE, d MMMM y")
    yield "  " + BUSIEST.in_language(language).format(day=day, contacts=most)
    yield ""
    for row in outcome.media.iter_rows(named=True):
        yield _row(channel_label(row["medium"], language), row, told.currency, language)
    if outcome.months.height > 1:
        yield ""
        for row in outcome.months.iter_rows(named=True):
            yield _row(row["month"], row, told.currency, language)


def _row(label: str, row: dict[str, Any], currency: str, language: str) -> str:
    segments = f" · {SEGMENTS.counted(row['segments'], language)}" if row["segments"] else ""
    cost = f" · {money_text(row['cost'], currency, language)}" if row["cost"] else ""
    return f"  {label:<14}{row['contacts']:>6}{segments}{cost}"


def _held_back(outcome: Outcome, language: str) -> Iterator[str]:
    if outcome.held_back.is_empty():
        return
    yield from ("", HELD_BACK.in_language(language))
    for row in outcome.held_back.iter_rows(named=True):
        label = SKIP_REASON_TEXTS[SkipReason(row["reason"])].in_language(language)
        yield f"  {label:<34}{HELD.in_language(language).format(**row)}"


def _people(told: Told, language: str) -> Iterator[str]:
    if told.people.is_empty():
        return
    yield from ("", WHOM.in_language(language))
    for row in told.people.head(MOST_PEOPLE).iter_rows(named=True):
        who = f"{row['customer'] or row['customer_id']} ({row['customer_id']})"
        yield f"  {row['on']}  {who:<34} {channel_label(row['medium'], language)}"
    if told.people.height > MOST_PEOPLE:
        yield "  " + MORE.in_language(language).format(count=told.people.height - MOST_PEOPLE)


def _declared(undated: Sequence[Undated], language: str) -> Iterator[str]:
    """By which facts it was decided: as of then where they have a date, else as of now."""
    yield folded("- ", KNOWN_THEN.in_language(language))
    if undated:
        yield f"- {UNDATED.in_language(language)}"
    for why in dict.fromkeys(fact.why for fact in undated):
        names = ", ".join(fact.label.in_language(language) for fact in undated if fact.why == why)
        yield folded("    ", f"{names}: {why.in_language(language)}.")
    yield folded("- ", ALWAYS_NOW.in_language(language))
    yield folded("- ", ASSUMED.in_language(language))
