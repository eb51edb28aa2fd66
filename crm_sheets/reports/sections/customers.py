"""Customers in a period: how many, who came, who stayed, who went (catalogue F2)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

import polars as pl

from crm_sheets.enrich.windows import months_before
from crm_sheets.facts import period_sales
from crm_sheets.model import Text
from crm_sheets.periods import Span
from crm_sheets.reports.inputs import ReportInput
from crm_sheets.reports.measures import PERCENT, Figures, Measure, Section, count, share, within

MEASURES = (
    Measure("customers.total", Text("Jumlah pelanggan", "Customers"), note=Text("tanpa prospek", "without leads")),
    Measure("customers.new", Text("Pelanggan baru", "New customers"), target="new_customers"),
    Measure("customers.buyers", Text("Yang membeli", "Who bought")),
    Measure(
        "customers.repeat",
        Text("Membeli lagi", "Repeat buyers"),
        note=Text("sudah pernah membeli sebelum periode ini", "had bought before this period"),
    ),
    Measure(
        "customers.won_back",
        Text("Kembali lagi", "Won back"),
        note=Text(
            "membeli lagi setelah {dormant} bulan tanpa pembelian", "bought again after {dormant} months without buying"
        ),
    ),
    Measure(
        "customers.kept",
        Text("Bertahan", "Kept"),
        note=Text(
            "membeli dalam {lost} bulan, baik per awal maupun per akhir periode",
            "had bought within {lost} months, at the start and at the end of the period",
        ),
        target="retained_customers",
    ),
    Measure(
        "customers.lost",
        Text("Hilang", "Lost"),
        note=Text("genap {lost} bulan tanpa pembelian dalam periode ini", "{lost} months without buying came full"),
    ),
    Measure(
        "customers.kept_share",
        Text("Tingkat bertahan", "Retention"),
        PERCENT,
        note=Text("bertahan dibagi bertahan dan hilang", "kept as a part of kept and lost"),
    ),
)


class Buyers(NamedTuple):
    """Who had bought before the period (first_purchase, last_purchase), and who bought in it (PERIOD_FACTS)."""

    earlier: pl.DataFrame
    bought: pl.DataFrame


def figures(source: ReportInput, span: Span) -> Figures:
    """Customers by the days in `span`; about buying only when the workbook has transactions."""
    buyers = Buyers(source.purchases_before(span), source.facts_of(span).filter(pl.col("purchases") > 0))
    buying = _buying(source, span, buyers) if source.book.has("transactions") else {}
    return {**_joined(source, span, buyers), **buying}


def _joined(source: ReportInput, span: Span, buyers: Buyers) -> Figures:
    """Who was a customer on the last day, and since when; without any date a customer has always been one."""
    started = _started(source, span, buyers)
    return {
        "customers.total": count(started, pl.col("started").is_null() | (pl.col("started") <= span.end)),
        "customers.new": count(started, within("started", span)),
    }


def _started(source: ReportInput, span: Span, buyers: Buyers) -> pl.DataFrame:
    """Each customer who is no lead by the last day: `customer_id`, `started` (null when nothing tells).

    Started on `customer_since`, else with the first purchase or the first policy.
    """
    policies = source.book.table("policies").filter(pl.col("issue_date") <= span.end)
    issues = policies.group_by("customer_id").agg(pl.col("issue_date").min().alias("first_issue"))
    purchases = pl.concat([frame.select("customer_id", "first_purchase") for frame in buyers])
    first = pl.min_horizontal("first_purchase", "first_issue")
    is_lead = (pl.col("type") == "lead").fill_null(False) & first.is_null()
    return (
        source.book.table("customers")
        .select("customer_id", "type", "customer_since")
        .join(purchases.group_by("customer_id").agg(pl.col("first_purchase").min()), on="customer_id", how="left")
        .join(issues, on="customer_id", how="left")
        .filter(~is_lead)
        .select("customer_id", started=pl.coalesce("customer_since", first))
    )


def _buying(source: ReportInput, span: Span, buyers: Buyers) -> Figures:
    sales = period_sales(buyers.bought)
    kept, lost = _kept_and_lost(source, span, buyers)
    long_ago = pl.col("last_purchase") <= months_before(_eve(span), source.settings.dormant_months)
    won_back = buyers.bought.join(buyers.earlier.filter(long_ago), on="customer_id", how="semi")
    return {
        "customers.buyers": sales.buyers,
        "customers.repeat": sales.returning_customers,
        "customers.won_back": won_back.height,
        "customers.kept": kept,
        "customers.lost": lost,
        "customers.kept_share": share(kept, kept + lost),
    }


def _kept_and_lost(source: ReportInput, span: Span, buyers: Buyers) -> tuple[int, int]:
    """Of those whose last purchase was young enough on the eve of the period, whose still is on its last day."""
    on_the_eve, on_the_last_day = (months_before(day, source.settings.lost_months) for day in (_eve(span), span.end))
    active = buyers.earlier.filter(pl.col("last_purchase") > on_the_eve)
    quiet = active.join(buyers.bought, on="customer_id", how="anti")
    lost = count(quiet, pl.col("last_purchase") <= on_the_last_day)
    return active.height - lost, lost


def _eve(span: Span) -> date:
    return span.start - timedelta(days=1)


SECTION = Section(Text("Pelanggan", "Customers"), ("customers",), MEASURES, figures)
