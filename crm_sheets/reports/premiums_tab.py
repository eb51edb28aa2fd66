"""The tab of premiums that are not paid: who may lose their cover, and for whom it waits (catalogue C5)."""

from __future__ import annotations

import polars as pl

from crm_sheets.content import Block, Format, JobTab, Tone
from crm_sheets.enrich.windows import months_before
from crm_sheets.model import Text
from crm_sheets.reports import titles
from crm_sheets.reports.holders import with_customer
from crm_sheets.reports.inputs import ReportInput
from crm_sheets.reports.labels import choice_labels
from crm_sheets.reports.shown import Heading, only_saying, relabel, shown, with_tones
from crm_sheets.schema import TABS

_LABELS = {name: column.label for name, column in TABS["policies"].by_name.items()}
HEADINGS = (
    Heading("standing_label", _LABELS["standing"], width=15),
    Heading("customer", Text("Pelanggan", "Customer"), Format.LINK, 31, link_column="customer_link"),
    Heading("phone", TABS["customers"].by_name["phone"].label, Format.LINK, 17, link_column="phone_link"),
    Heading("owner", TABS["customers"].by_name["owner"].label, width=22),
    Heading("policy_id", _LABELS["policy_id"], width=16),
    Heading("product_name", _LABELS["product_name"], width=26),
    Heading("premium", _LABELS["premium"], Format.MONEY, 15),
    Heading("due_on", Text("Jatuh tempo", "Due on"), Format.DATE, 13),
    Heading("days_overdue", _LABELS["days_overdue"], Format.INTEGER, 11),
    Heading("grace_ends", _LABELS["grace_ends"], Format.DATE, 13),
    Heading("reinstated_on", _LABELS["reinstated_on"], Format.DATE, 13),
    Heading("hospital_cover_from", _LABELS["hospital_cover_from"], Format.DATE, 14),
    Heading("illness_cover_from", _LABELS["illness_cover_from"], Format.DATE, 14),
)

NOTHING = Text("Tidak ada premi yang menunggak.", "No premium is overdue.")
TONES = {"grace": Tone.WARNING, "lapsed": Tone.BAD, "paid": Tone.GOOD}
ORDER = {"grace": 0, "lapsed": 1}
LAPSED_MONTHS = 12
"""A policy that lapsed longer ago is hardly saved by a call."""


def premiums_tab(source: ReportInput) -> JobTab:
    """Policies in grace, then those that lapsed within a year, the longest overdue first; at last the reinstated ones.

    A reinstated policy stands here until its cover is whole again.
    """
    language = source.language
    rows = with_customer(at_risk(source), source)
    labelled = rows.with_columns(standing_label=relabel("standing", choice_labels("policies", "standing", language)))
    frame = labelled.select(*(heading.name for heading in HEADINGS), "customer_link", "phone_link")
    if frame.is_empty():
        frame = only_saying(frame, "customer", NOTHING.in_language(language))
    labels = choice_labels("policies", "standing", language)
    tones = {labels[standing]: tone for standing, tone in TONES.items()}
    columns = with_tones(shown(HEADINGS, language), "standing_label", tones)
    return JobTab(titles.PREMIUMS.in_language(language), (Block(frame, columns),), frozen_columns=2)


def at_risk(source: ReportInput) -> pl.DataFrame:
    """The policies of the tab, in its order."""
    standing = pl.col("standing")
    lately = pl.col("grace_ends") > months_before(source.as_of, LAPSED_MONTHS)
    waits = (pl.col("illness_cover_from") > source.as_of) | (pl.col("hospital_cover_from") > source.as_of)
    policies = source.book.table("policies").filter(
        (standing == "grace") | ((standing == "lapsed") & lately) | ((standing == "paid") & waits)
    )
    place = standing.replace_strict(ORDER, default=len(ORDER), return_dtype=pl.Int32)
    return policies.sort(
        place, "days_overdue", "premium", "policy_id", descending=[False, True, True, False], nulls_last=True
    )
