"""What `crm-sheets programs new` asks on a terminal: each question with what can stand there."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import click
import polars as pl

from crm_sheets.commands.asking import ask
from crm_sheets.model import Text
from crm_sheets.schema import TABS
from crm_sheets.schema.base import Choice
from crm_sheets.values.choices import parse_choices

NEEDED = {
    "purpose": "service",
    "occasion": "customers.birth_date",
    "repeat": "yearly",
    "channels": "whatsapp, sms, email",
}
"""What every program needs, with an example."""

MUST_BE = Text("ini harus diisi", "this is needed")
NO_CHOICE = Text("ketik nomor atau kata dari daftar di atas", "type a number or a word of the list above")
NO_NUMBER = Text("ketik angka, misalnya 30", "type a number, such as 30")


@dataclass(frozen=True)
class Question:
    """A column of the Programs tab to ask for; `hint` says what can stand there, `needed` that Enter is no answer."""

    name: str
    asked: Text
    hint: Text | None = None
    needed: bool = True


NAME = Question("name", Text("Nama program (Enter: {usual})", "Its name (Enter: {usual})"), needed=False)
CADENCE = Question("cadence_days", Text("Setiap berapa hari", "Every how many days"))
QUESTIONS = (
    Question("purpose", Text("Tujuan (satu nomor)", "Purpose (one number)")),
    Question(
        "occasion",
        Text("Peristiwa", "Occasion"),
        Text(
            "  Tanggal di sebuah tab: Pelanggan.Tanggal lahir, Pelanggan.Pelanggan sejak, Polis.Jatuh tempo,\n"
            "  Transaksi.Tanggal, Profil.Pembelian terakhir ... atau hari kalender: 25, akhir bulan, Lebaran",
            "  A date of a tab: Customers.Birth date, Customers.Customer since, Policies.Next due, Transactions.Date,\n"
            "  Profiles.Last purchase ... or a day of the calendar: 25, month end, Christmas",
        ),
    ),
    Question("repeat", Text("Pengulangan (satu nomor)", "Repeats (one number)")),
    CADENCE,
    Question(
        "condition",
        Text("Syarat (Enter: semua orang)", "Condition (Enter: everybody)"),
        Text(
            "  Misalnya: kota = 'Bandung', tier in ('Gold', 'Platinum')", "  Such as: city = 'Bandung', tier = 'Gold'"
        ),
        needed=False,
    ),
    Question(
        "channels",
        Text(
            "Saluran (beberapa nomor dengan koma, yang terbaik dulu)", "Channels (numbers with commas, the best first)"
        ),
    ),
)


def has_terminal() -> bool:
    """Whether somebody is there to answer."""
    return sys.stdin is not None and sys.stdin.isatty()


def answers(given: Mapping[str, Any], usual_name: str, language: str) -> dict[str, Any]:
    """`given` with what was not given asked for. Raises NothingWritten at the end of input."""
    wanted = dict(given)
    for question in (NAME, *QUESTIONS):
        is_due = question is not CADENCE or _repeats_in_turns(wanted["repeat"])
        if is_due and not wanted.get(question.name):
            wanted[question.name] = _answer(question, usual_name, language)
    return wanted


def _answer(question: Question, usual_name: str, language: str) -> Any:
    column = TABS["programs"].by_name[question.name]
    for number, choice in enumerate(column.choices, 1):
        click.echo(f"  {number:>2} {choice.label.in_language(language)} ({choice.value})", err=True)
    if question.hint:
        click.echo(question.hint.in_language(language), err=True)

    def understand(typed: str) -> Any:
        if not typed.strip():
            if question.needed:
                raise click.UsageError(MUST_BE.in_language(language))
            return None
        if question is CADENCE:
            return _number(typed, language)
        return _chosen(typed, column.choices, column.many, language) if column.choices else typed.strip()

    return ask(question.asked.in_language(language).format(usual=usual_name), language, understand)


def _chosen(typed: str, choices: Sequence[Choice], many: bool, language: str) -> str:
    """The canonical values of numbers and words."""
    parts = [part.strip() for part in (typed.split(",") if many else [typed])]
    words = [
        choices[int(part) - 1].value if part.isdecimal() and 0 < int(part) <= len(choices) else part for part in parts
    ]
    found = parse_choices(pl.Series([", ".join(words)]), choices, many=many).values[0]
    if found is None:
        raise click.UsageError(NO_CHOICE.in_language(language))
    return str(found)


def _number(typed: str, language: str) -> int:
    try:
        return int(typed)
    except ValueError:
        raise click.UsageError(NO_NUMBER.in_language(language)) from None


def _repeats_in_turns(repeat: object) -> bool:
    column = TABS["programs"].by_name["repeat"]
    return bool(parse_choices(pl.Series([str(repeat)]), column.choices).values[0] == "cadence")
