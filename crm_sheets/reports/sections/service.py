"""Service of a period: complaints and receivables, and how fast and how well (catalogue E3, C10)."""

from __future__ import annotations

import polars as pl

from crm_sheets.content import Format
from crm_sheets.model import Text
from crm_sheets.periods import Span
from crm_sheets.reports.inputs import ReportInput
from crm_sheets.reports.measures import DAYS, MONEY, Figures, Measure, Section, count, share, total, within

MEASURES = (
    Measure("complaints.opened", Text("Keluhan masuk", "Complaints opened")),
    Measure("complaints.resolved", Text("Keluhan selesai", "Complaints resolved")),
    Measure("complaints.open", Text("Masih terbuka di akhir periode", "Still open at the end")),
    Measure("receivables.open", Text("Faktur belum lunas", "Invoices not paid")),
    Measure("receivables.open_value", Text("Piutang", "Receivables"), MONEY),
    Measure("receivables.overdue", Text("Faktur lewat jatuh tempo", "Invoices overdue")),
    Measure("receivables.overdue_value", Text("Piutang lewat jatuh tempo", "Receivables overdue"), MONEY),
)

QUALITY_MEASURES = (
    Measure(
        "complaints.days",
        Text("Lama menyelesaikan keluhan", "Time to resolve a complaint"),
        DAYS,
        note=Text("keluhan yang selesai dalam periode ini", "of complaints resolved in this period"),
        target="complaint_days",
    ),
    Measure("surveys.csat", Text("Kepuasan (CSAT, 0-10)", "Satisfaction (CSAT, 0-10)"), target="satisfaction"),
    Measure(
        "surveys.nps",
        Text("Rekomendasi (NPS)", "Recommendation (NPS)"),
        note=Text(
            "% yang memberi nilai 9-10 dikurangi % yang memberi nilai 0-6", "% who score 9-10 less % who score 0-6"
        ),
        target="nps",
    ),
)


def figures(source: ReportInput, span: Span) -> Figures:
    """Complaints and receivables by their dates; each only when the workbook has its tab."""
    book = source.book
    complaints = _complaints(book.table("complaints"), span) if book.has("complaints") else {}
    receivables = _receivables(book.table("invoices"), span) if book.has("invoices") else {}
    return {**complaints, **receivables}


def _complaints(complaints: pl.DataFrame, span: Span) -> Figures:
    exists = pl.col("opened_date") <= span.end
    closed_undated = pl.col("resolved_date").is_null() & (pl.col("status") == "resolved").fill_null(False)
    is_open = exists & ~closed_undated & (pl.col("resolved_date").is_null() | (pl.col("resolved_date") > span.end))
    return {
        "complaints.opened": count(complaints, within("opened_date", span)),
        "complaints.resolved": count(complaints, within("resolved_date", span)),
        "complaints.open": count(complaints, is_open),
    }


def _receivables(invoices: pl.DataFrame, span: Span) -> Figures:
    """What was owed on the last day: a payment counts from its date, an undated one always."""
    paid = pl.coalesce("paid_amount", pl.when(pl.col("paid_date").is_not_null()).then("amount"), pl.lit(0.0))
    is_paid = pl.col("paid_date").is_null() | (pl.col("paid_date") <= span.end)
    owed = pl.col("amount") - pl.when(is_paid).then(paid).otherwise(0.0)
    known = invoices.filter(pl.col("date") <= span.end).with_columns(owed=owed).filter(pl.col("owed") > 0)
    overdue = pl.col("due_date") < span.end
    return {
        "receivables.open": known.height,
        "receivables.open_value": total(known, "owed"),
        "receivables.overdue": count(known, overdue),
        "receivables.overdue_value": total(known, "owed", overdue),
    }


def quality_figures(source: ReportInput, span: Span) -> Figures:
    """How long complaints took and what customers answered in surveys; None where there is nothing to average."""
    resolved = source.book.table("complaints").filter(within("resolved_date", span))
    days = (resolved["resolved_date"] - resolved["opened_date"]).dt.total_days()
    surveys = source.book.table("surveys").filter(within("date", span), pl.col("score").is_not_null())
    satisfaction = surveys.filter(pl.col("type") == "csat")["score"]
    return {
        "complaints.days": _mean(days),
        "surveys.csat": _mean(satisfaction),
        "surveys.nps": _net_promoters(surveys.filter(pl.col("type") == "nps")),
    }


def _net_promoters(surveys: pl.DataFrame) -> float | None:
    score = pl.col("score")
    return share(count(surveys, score >= 9) - count(surveys, score <= 6), surveys.height)


def _mean(values: pl.Series) -> float | None:
    mean = values.mean()
    return mean if isinstance(mean, float) else None


SECTION = Section(Text("Layanan dan piutang", "Service and receivables"), ("complaints", "invoices"), MEASURES, figures)
QUALITY_SECTION = Section(
    Text("Kecepatan dan kepuasan", "Speed and satisfaction"),
    ("complaints", "surveys"),
    QUALITY_MEASURES,
    quality_figures,
    Format.NUMBER,
)
