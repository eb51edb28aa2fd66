"""Contacts that were due on the day of the run and not made, by reason (catalogue C13)."""

from __future__ import annotations

import polars as pl

from crm_sheets.content import Block, Format
from crm_sheets.model import Decision, Text
from crm_sheets.reasons import reason_labels
from crm_sheets.reports.inputs import ReportInput
from crm_sheets.reports.measures import LABEL_WIDTH
from crm_sheets.reports.shown import Heading, relabel, shown

TITLE = Text("Tidak dikontak hari ini, menurut alasan", "Not contacted today, by reason")
NONE = Text("Semua kontak hari ini dibuat", "All of today's contacts go ahead")
HEADINGS = (
    Heading("label", Text("Alasan", "Reason"), width=LABEL_WIDTH),
    Heading("contacts", Text("Kontak", "Contacts"), Format.INTEGER, 15),
)


def skipped_block(source: ReportInput) -> Block:
    """Each reason with its number of contacts, the most frequent first."""
    frame = skipped_by_reason(source.decisions, source.language)
    if frame.is_empty():
        frame = pl.DataFrame({"label": [NONE.in_language(source.language)], "contacts": [None]}, schema=frame.schema)
    return Block(frame, shown(HEADINGS, source.language), TITLE.in_language(source.language))


def skipped_by_reason(decisions: pl.DataFrame, language: str) -> pl.DataFrame:
    """Columns label, contacts; only reasons that occur."""
    skipped = decisions.filter(pl.col("decision") != Decision.KEPT.value)
    counted = skipped.group_by("reason").agg(pl.len().cast(pl.Int64).alias("contacts"))
    labelled = counted.with_columns(label=relabel("reason", reason_labels(language)))
    return labelled.sort("contacts", "reason", descending=[True, False]).select("label", "contacts")
