"""Contacts of a period: messages that went out, and work that people were handed (catalogue F5)."""

from __future__ import annotations

import polars as pl

from crm_sheets.model import ACKNOWLEDGEMENT_ID, ContactState, Medium, Text
from crm_sheets.periods import Span
from crm_sheets.reports.inputs import ReportInput
from crm_sheets.reports.measures import MONEY, PERCENT, Figures, Measure, Section, count, share, total, within

MEASURES = (
    Measure("messages.sent", Text("Pesan terkirim", "Messages sent"), target="contacts"),
    Measure("messages.people", Text("Pelanggan yang disapa", "Customers written to")),
    Measure("messages.failed", Text("Pesan gagal", "Messages failed")),
    Measure(
        "messages.uncertain",
        Text("Hasil belum pasti", "Outcome uncertain"),
        note=Text("tidak dikirim ulang dengan sendirinya", "never sent again by themselves"),
    ),
    Measure(
        "messages.cost",
        Text("Perkiraan biaya pesan", "Estimated cost"),
        MONEY,
        note=Text("SMS dan WhatsApp, harga dari Pengaturan", "SMS and WhatsApp, at the prices in Settings"),
    ),
    Measure("tasks.given", Text("Tugas untuk orang", "Tasks handed out")),
    Measure("tasks.done", Text("Tugas selesai", "Tasks done")),
    Measure(
        "tasks.done_share",
        Text("Tugas selesai", "Tasks done"),
        PERCENT,
        note=Text(
            "dari tugas periode ini, yang selesai sebelum periode berakhir",
            "of this period's tasks, those done by its end",
        ),
    ),
)

DAY = pl.col("at").dt.date()
DONE = pl.col("done").fill_null(False) | pl.col("outcome").is_not_null()
DONE_ON = pl.when(DONE).then(pl.coalesce("outcome_date", "planned_on"))
"""The day a task was done; who forgot to date it did it on the planned day or later, so that day is taken."""


def figures(source: ReportInput, span: Span) -> Figures:
    """Messages of the contact log and tasks of the queue by their days; nothing where neither has a row."""
    log, queue = source.rows("contact_log"), source.rows("queue")
    return {**(_messages(log, span) if log.height else {}), **(_tasks(queue, span) if queue.height else {})}


def messages(log: pl.DataFrame) -> pl.DataFrame:
    """The rows of the contact log that are messages, not work.

    Once messages go to people, those that only went to files are none (law 2).
    """
    found = log.filter(pl.col("channel").is_in([medium.value for medium in Medium if medium.is_message]))
    is_live = found.filter(pl.col("delivery") == "live").height > 0
    return found.filter(pl.col("delivery").ne_missing("files")) if is_live else found


def _messages(log: pl.DataFrame, span: Span) -> Figures:
    inside = messages(log).filter(within(DAY, span))
    sent = inside.filter(pl.col("state") == ContactState.SENT.value)
    planned = sent.filter(pl.col("program").ne_missing(ACKNOWLEDGEMENT_ID))
    return {
        "messages.sent": planned.height,
        "messages.people": planned["customer_id"].n_unique(),
        "messages.failed": count(inside, pl.col("state") == ContactState.FAILED.value),
        "messages.uncertain": count(inside, pl.col("state") == ContactState.UNCERTAIN.value),
        "messages.cost": total(sent, "cost"),
    }


def _tasks(queue: pl.DataFrame, span: Span) -> Figures:
    queue = queue.with_columns(done_on=DONE_ON)
    given = queue.filter(within("planned_on", span))
    return {
        "tasks.given": given.height,
        "tasks.done": count(queue, within("done_on", span)),
        "tasks.done_share": share(count(given, pl.col("done_on") <= span.end), given.height),
    }


SECTION = Section(Text("Kontak", "Contacts"), (), MEASURES, figures)
