"""The tab that lists today's contacts: which go ahead, which do not, and why (law 4)."""

from __future__ import annotations

import polars as pl

from crm_sheets.content import Block, Format, JobTab, Tone
from crm_sheets.model import Decision, SkipReason, Text
from crm_sheets.reasons import DECISION_TEXTS, decision_labels, reason_labels, reason_remedies
from crm_sheets.reports import titles
from crm_sheets.reports.holders import with_program_handler
from crm_sheets.reports.inputs import ReportInput
from crm_sheets.reports.labels import medium_labels
from crm_sheets.reports.shown import Heading, relabel, shown, with_customer_link, with_tones

HEADINGS = (
    Heading("decision_label", Text("Keputusan", "Decision"), width=14),
    Heading("customer", Text("Pelanggan", "Customer"), Format.LINK, 31, link_column="customer_link"),
    Heading("program_name", Text("Program", "Program"), width=28),
    Heading("medium_label", Text("Saluran", "Channel"), width=13),
    Heading("due_date", Text("Jatuh waktu", "Due"), Format.DATE, 13),
    Heading("reason_label", Text("Alasan", "Reason"), width=31),
    Heading("detail", Text("Rincian", "Detail"), Format.WRAP, 31),
    Heading("remedy", Text("Agar bisa dilakukan", "What would have to change"), Format.WRAP, 60),
    Heading("owner", Text("Penanggung jawab", "Owner"), width=22),
    Heading("occasion_date", Text("Tanggal peristiwa", "Occasion"), Format.DATE, 19),
    Heading("key", Text("Kunci", "Key"), width=36),
)

WAITING = Text("Menunggu", "Waiting")
TONES = {Decision.KEPT: Tone.GOOD, Decision.DEFERRED: Tone.WARNING, Decision.SKIPPED: Tone.QUIET}
SETTLED = (SkipReason.ALREADY_DONE, SkipReason.TOO_LATE)
"""Reasons that nobody can or need do anything about."""

NOTHING_DUE = Text("Hari ini tidak ada kontak yang jatuh waktu.", "No contact is due today.")


def plan_tab(source: ReportInput) -> JobTab:
    """Every contact that is due on the day of the run: first those that go ahead, then those that wait for people."""
    language = source.language
    frame = _planned(source) if source.decisions.height else _nothing_due(language)
    tones = {DECISION_TEXTS[decision].in_language(language): tone for decision, tone in TONES.items()}
    tones[WAITING.in_language(language)] = Tone.WARNING
    columns = with_tones(shown(HEADINGS, language), "decision_label", tones)
    return JobTab(titles.PLAN.in_language(language), (Block(frame, columns),))


def _planned(source: ReportInput) -> pl.DataFrame:
    names = source.profiles.select("customer_id", "owner", "branch", customer="name")
    rows = with_customer_link(source.decisions, source.book).join(
        names, on="customer_id", how="left", maintain_order="left"
    )
    rows = with_program_handler(rows.with_columns(pl.col("customer").fill_null(pl.col("customer_id"))), source)
    labelled = _labelled(rows, source)
    return labelled.sort(_decision_order(), _reason_order(), "reason_label", "program_name", "customer", "key").select(
        _needed()
    )


def _labelled(rows: pl.DataFrame, source: ReportInput) -> pl.DataFrame:
    language = source.language
    programs = {program.program_id: program.name for program in source.programs}
    return rows.with_columns(
        decision_label=_decision_label(language),
        reason_label=relabel("reason", reason_labels(language)),
        remedy=pl.col("reason").replace_strict(reason_remedies(language), default=""),
        program_name=relabel("program", programs),
        medium_label=relabel("medium", medium_labels(language)),
        key=pl.concat_str("program", "subject", "period", separator="|"),
    )


def _decision_label(language: str) -> pl.Expr:
    """The decision in words; what only waits for a person's tick says so."""
    waits = pl.col("reason") == SkipReason.AWAITING_APPROVAL.value
    labelled = relabel("decision", decision_labels(language))
    return pl.when(waits).then(pl.lit(WAITING.in_language(language))).otherwise(labelled)


def _decision_order() -> pl.Expr:
    order = {decision.value: position for position, decision in enumerate(Decision)}
    return pl.col("decision").replace_strict(order, default=len(order), return_dtype=pl.Int32)


def _reason_order() -> pl.Expr:
    """What people can do something about comes before what is settled."""
    order = {SkipReason.AWAITING_APPROVAL.value: 0} | {reason.value: 2 for reason in SETTLED}
    return pl.col("reason").replace_strict(order, default=1, return_dtype=pl.Int32)


def _needed() -> list[str]:
    return [*(heading.name for heading in HEADINGS), "customer_link"]


def _nothing_due(language: str) -> pl.DataFrame:
    dates = ("occasion_date", "due_date")
    schema = {name: pl.Date if name in dates else pl.String for name in _needed()}
    return pl.DataFrame([{"decision_label": "", "reason_label": NOTHING_DUE.in_language(language)}], schema=schema)
