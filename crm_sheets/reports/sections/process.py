"""The sales process of a period: deals and visits (catalogue E1, E2)."""

from __future__ import annotations

import polars as pl

from crm_sheets.model import Text
from crm_sheets.periods import Span
from crm_sheets.reports.inputs import ReportInput
from crm_sheets.reports.measures import MONEY, PERCENT, Figures, Measure, Section, count, share, total, within

MEASURES = (
    Measure("deals.opened", Text("Peluang dibuka", "Deals opened")),
    Measure("deals.won", Text("Peluang menang", "Deals won")),
    Measure("deals.lost", Text("Peluang kalah", "Deals lost")),
    Measure(
        "deals.won_share",
        Text("Tingkat kemenangan", "Win rate"),
        PERCENT,
        note=Text("menang dibagi menang dan kalah", "won as a part of won and lost"),
    ),
    Measure("deals.won_value", Text("Nilai dimenangkan", "Value won"), MONEY),
    Measure("deals.open", Text("Masih berjalan di akhir periode", "Under way at the end")),
    Measure("deals.open_value", Text("Nilai yang masih berjalan", "Value under way"), MONEY),
    Measure("visits.planned", Text("Kunjungan direncanakan", "Visits planned")),
    Measure("visits.made", Text("Kunjungan terlaksana", "Visits made"), target="visits"),
    Measure(
        "visits.realised",
        Text("Rencana yang terlaksana", "Plan realised"),
        PERCENT,
        note=Text(
            "dari yang direncanakan, yang dikunjungi dalam periode ini",
            "of the planned visits, those made by the end of the period",
        ),
    ),
    Measure("visits.cost", Text("Biaya kunjungan", "Cost of visits"), MONEY),
)

CLOSED_ON = pl.when(pl.col("stage").is_in(["won", "lost"])).then(pl.coalesce("closed", "stage_since", "opened"))
"""The day a deal was decided; who forgot to date it did so when the stage changed, else when it was opened."""


def figures(source: ReportInput, span: Span) -> Figures:
    """Deals and visits by their dates; each only when the workbook has its tab."""
    book = source.book
    deals = _deals(book.table("deals"), span) if book.has("deals") else {}
    visits = _visits(book.table("visits"), span) if book.has("visits") else {}
    return {**deals, **visits}


def _deals(deals: pl.DataFrame, span: Span) -> Figures:
    dated = deals.with_columns(decided=CLOSED_ON)
    decided = within("decided", span)
    won, lost = decided & (pl.col("stage") == "won"), decided & (pl.col("stage") == "lost")
    exists = pl.col("opened").is_null() | (pl.col("opened") <= span.end)
    under_way = exists & ((pl.col("decided") > span.end) | ~pl.col("stage").is_in(["won", "lost"]))
    return {
        "deals.opened": count(dated, within("opened", span)),
        "deals.won": count(dated, won),
        "deals.lost": count(dated, lost),
        "deals.won_share": share(count(dated, won), count(dated, won | lost)),
        "deals.won_value": total(dated, "value", won),
        "deals.open": count(dated, under_way),
        "deals.open_value": total(dated, "value", under_way),
    }


def _visits(visits: pl.DataFrame, span: Span) -> Figures:
    planned, made = within("planned_date", span), within("visited_date", span)
    realised = planned & (pl.col("visited_date") <= span.end)
    return {
        "visits.planned": count(visits, planned),
        "visits.made": count(visits, made),
        "visits.realised": share(count(visits, realised), count(visits, planned)),
        "visits.cost": total(visits, "cost", made),
    }


SECTION = Section(Text("Proses penjualan", "Sales process"), ("deals", "visits"), MEASURES, figures)
