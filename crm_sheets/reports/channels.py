"""Messages of some days by channel."""

from __future__ import annotations

import polars as pl

from crm_sheets.content import Block, Format
from crm_sheets.model import ContactState, Medium, Text
from crm_sheets.periods import Span
from crm_sheets.reports.inputs import ReportInput
from crm_sheets.reports.labels import medium_labels
from crm_sheets.reports.measures import LABEL_WIDTH, within
from crm_sheets.reports.sections.contacts import DAY, messages
from crm_sheets.reports.shown import Heading, relabel, shown

TITLE = Text("Pesan per saluran", "Messages by channel")
HEADINGS = (
    Heading("label", Text("Saluran", "Channel"), width=LABEL_WIDTH),
    Heading("sent", Text("Terkirim", "Sent"), Format.INTEGER, 15),
    Heading("cost", Text("Biaya", "Cost"), Format.MONEY, 15),
    Heading("failed", Text("Gagal", "Failed"), Format.INTEGER, 14),
    Heading("uncertain", Text("Ragu-ragu", "Uncertain"), Format.INTEGER, 10),
)


def channel_block(source: ReportInput, span: Span) -> Block | None:
    """Messages of the contact log on the days in `span` by channel, a row for each; None when there are none."""
    inside = messages(source.rows("contact_log")).filter(within(DAY, span))
    if inside.is_empty():
        return None
    listed = pl.DataFrame({"channel": [medium.value for medium in Medium if medium.is_message]})
    counted = inside.group_by("channel").agg(_counts())
    frame = (
        listed.join(counted, on="channel", how="left", maintain_order="left")
        .with_columns(pl.exclude("channel").fill_null(0))
        .with_columns(label=relabel("channel", medium_labels(source.language)))
    )
    return Block(frame, shown(HEADINGS, source.language), TITLE.in_language(source.language))


def _counts() -> list[pl.Expr]:
    states = {state: pl.col("state") == state.value for state in ContactState}
    return [
        states[ContactState.SENT].sum().cast(pl.Int64).alias("sent"),
        pl.col("cost").filter(states[ContactState.SENT]).sum().alias("cost"),
        states[ContactState.FAILED].sum().cast(pl.Int64).alias("failed"),
        states[ContactState.UNCERTAIN].sum().cast(pl.Int64).alias("uncertain"),
    ]
