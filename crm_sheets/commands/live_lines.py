"""What `crm-sheets status` says of a team whose messages reach people, as aligned lines."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import TYPE_CHECKING

from crm_sheets.commands.plan import channel_label
from crm_sheets.model import Closure, Text
from crm_sheets.summary import Noun

if TYPE_CHECKING:
    from crm_sheets.live_status import LiveStatus, MediumStatus

LABEL_WIDTH = 16
COUNTS = (
    ("sent", Text("terkirim", "sent")),
    ("delivered", Text("sampai", "arrived")),
    ("failed", Text("gagal", "failed")),
    ("uncertain", Text("ragu-ragu", "uncertain")),
)
"""Columns of the table, by their names in MediumStatus."""
COLUMN_WIDTH = 11
COST = Text("biaya", "cost")
ABOUT = Text("kira-kira {money}", "about {money}")
CHARGED = Text(" (ditagih {money})", " ({money} charged)")
TOGETHER = Text("Jumlah", "Together")
OF_BUDGET = Text("dari anggaran {money}", "of a budget of {money}")
NONE_SET_UP = Text("belum ada saluran", "no channel is set up")
CLOSED = Text("Ditutup", "Closed")
REASONS = {
    Closure.OPTED_OUT.value: Noun("alamat minta berhenti", "address asked to stop", "addresses asked to stop"),
    Closure.UNREACHABLE.value: Noun("alamat tidak berfungsi", "address does not work", "addresses do not work"),
}
NOTHING_CLOSED = Text("tidak ada", "none")
INBOXES = Text("Kotak masuk", "Inboxes")
SOURCES = {"twilio": Text("Twilio", "Twilio"), "mail": Text("e-mail", "e-mail")}
NEVER_READ = Text("belum pernah dibaca", "never read")
READ = Text("dibaca {when}", "read {when}")
ANSWERS = Text("Jawaban", "Answers")
IN_TIME = Text("{medium} {in_time} dari {due} ({share})", "{medium} {in_time} of {due} ({share})")
NOT_DUE = Text("{medium} belum ada yang jatuh waktu", "{medium} none due yet")
ALL = Text("semua", "all")
THIRTY_DAYS = Text("tepat waktu dalam 30 hari: ", "in time in 30 days: ")
WAITING = Text("Perlu dijawab", "To answer")
WAIT = Noun("pesan", "message", "messages")
LONGEST = Text(", yang tertua sejak {when}", ", the oldest since {when}")

Row = Callable[[Text, str], str]


def live_lines(found: LiveStatus, language: str, row: Row) -> Iterator[str]:
    """The table of this month, and a line each for what is closed, read, answered and waiting.

    `row` puts a label before a text.
    """
    yield from _table(found, language)
    closed = ", ".join(REASONS[reason].counted(count, language) for reason, count in found.closed.items())
    yield row(CLOSED, closed or NOTHING_CLOSED.in_language(language))
    yield row(INBOXES, _inboxes(found, language))
    if found.answers:
        yield row(ANSWERS, THIRTY_DAYS.in_language(language) + _answers(found, language))
    since = LONGEST.in_language(language).format(when=found.waiting_since) if found.waiting else ""
    yield row(WAITING, WAIT.counted(found.waiting, language) + since)


def _table(found: LiveStatus, language: str) -> Iterator[str]:
    month = _month(found.month, language)
    if not found.media:
        yield f"{month:<{LABEL_WIDTH}}{NONE_SET_UP.in_language(language)}"
        return
    heads = "".join(f"{label.in_language(language):>{COLUMN_WIDTH}}" for _, label in COUNTS)
    yield f"{month:<{LABEL_WIDTH}}{heads}  {COST.in_language(language)}"
    for one in found.media:
        counts = "".join(f"{getattr(one, name):>{COLUMN_WIDTH}}" for name, _ in COUNTS)
        label = f"  {channel_label(one.medium, language)}"
        yield f"{label:<{LABEL_WIDTH}}{counts}  {_cost(one, found.currency, language)}"
    if found.budget:
        yield _together(found, language)


def _month(month: str, language: str) -> str:
    from crm_sheets.render.shown import date_text

    return date_text(date.fromisoformat(f"{month}-01"), language, "MMMM y")


def _together(found: LiveStatus, language: str) -> str:
    label = f"  {TOGETHER.in_language(language)}"
    cost = sum(one.cost for one in found.media)
    about = any(one.is_estimate for one in found.media)
    budget = OF_BUDGET.in_language(language).format(money=_money(found.budget, found.currency, language))
    spent = _amount(cost, found.currency, language, about=about)
    return f"{label:<{LABEL_WIDTH}}{'':{COLUMN_WIDTH * len(COUNTS)}}  {spent} {budget}"


def _cost(one: MediumStatus, currency: str, language: str) -> str:
    if not (one.cost or one.charged):
        return "-"
    charged = " + ".join(_money(amount, unit, language) for unit, amount in one.charged.items())
    known = CHARGED.in_language(language).format(money=charged) if charged else ""
    return _amount(one.cost, currency, language, about=one.is_estimate) + known


def _amount(amount: float, currency: str, language: str, *, about: bool) -> str:
    money = _money(amount, currency, language)
    return ABOUT.in_language(language).format(money=money) if about else money


def _money(amount: float, currency: str, language: str) -> str:
    from crm_sheets.render.shown import money_text

    return money_text(amount, currency, language)


def _inboxes(found: LiveStatus, language: str) -> str:
    if not found.inboxes:
        return NEVER_READ.in_language(language)
    read = [
        f"{SOURCES.get(source, Text(source, source)).in_language(language)} "
        + READ.in_language(language).format(when=when)
        for source, when in found.inboxes.items()
    ]
    return ", ".join(read)


def _answers(found: LiveStatus, language: str) -> str:
    """By medium, and all together where there are several."""
    shown = found.answers if len(found.answers) > 2 else found.answers[:1]
    said = []
    for one in shown:
        medium = channel_label(one.medium, language) if one.medium else ALL.in_language(language)
        words = NOT_DUE if one.share is None else IN_TIME
        share = f"{one.share or 0:.0%}".replace("%", " %")
        due = one.answered + one.overdue
        said.append(words.in_language(language).format(medium=medium, in_time=one.in_time, due=due, share=share))
    return ", ".join(said)
