"""Policies of a period: issued, and as they stand on the day of the run."""

from __future__ import annotations

import polars as pl

from crm_sheets.enrich.policies import PAYMENTS_A_YEAR
from crm_sheets.model import Text
from crm_sheets.periods import Span
from crm_sheets.reports.inputs import ReportInput
from crm_sheets.reports.measures import MONEY, Figures, Measure, Section, count, total, within

STANDING = Text("keadaan saat laporan dibuat", "as it stands when the report is made")

MEASURES = (
    Measure("contracts.issued", Text("Polis terbit", "Policies issued"), target="contracts"),
    Measure(
        "contracts.new_premium",
        Text("Premi baru per tahun", "New premium a year"),
        MONEY,
        note=Text("tanpa premi tunggal", "without single premiums"),
        target="premium",
    ),
    Measure("contracts.inforce", Text("Polis aktif", "Policies in force"), note=STANDING),
    Measure("contracts.premium", Text("Premi per tahun", "Premium a year"), MONEY, note=STANDING),
    Measure("contracts.grace", Text("Dalam masa tenggang", "In the grace period"), note=STANDING),
    Measure("contracts.lapsed", Text("Lapse", "Lapsed"), note=STANDING),
)


def figures(source: ReportInput, span: Span) -> Figures:
    """Policies issued on the days in `span`; how all stand only when `span` ends with the day of the run.

    A status has no date, so how policies stood on a past day cannot be told (law 5).
    """
    policies = source.book.table("policies").with_columns(yearly=yearly_premium())
    issued = within("issue_date", span)
    return {
        "contracts.issued": count(policies, issued),
        "contracts.new_premium": total(policies, "yearly", issued),
        **(_standing(policies, span) if source.is_current(span) else {}),
    }


def yearly_premium() -> pl.Expr:
    """What a policy pays in a year; a single premium counts 0."""
    payments = pl.col("payment_frequency").replace_strict(PAYMENTS_A_YEAR, default=0, return_dtype=pl.Int64)
    return pl.col("premium") * payments


def _standing(policies: pl.DataFrame, span: Span) -> Figures:
    known = policies.filter(pl.col("issue_date").is_null() | (pl.col("issue_date") <= span.end))
    in_force = pl.col("status").is_in(["inforce", "grace"])
    return {
        "contracts.inforce": count(known, in_force),
        "contracts.premium": total(known, "yearly", in_force),
        "contracts.grace": count(known, pl.col("status") == "grace"),
        "contracts.lapsed": count(known, pl.col("status") == "lapsed"),
    }


SECTION = Section(Text("Polis", "Policies"), ("policies",), MEASURES, figures)
