"""Revenue and profit of a period, from the transactions (catalogue F1)."""

from __future__ import annotations

from crm_sheets.facts import period_sales
from crm_sheets.model import Text
from crm_sheets.periods import Span
from crm_sheets.reports.inputs import ReportInput
from crm_sheets.reports.measures import MONEY, PERCENT, Figures, Measure, Section, share

MEASURES = (
    Measure("sales.revenue", Text("Penjualan", "Revenue"), MONEY, target="revenue"),
    Measure(
        "sales.profit",
        Text("Laba kotor", "Gross profit"),
        MONEY,
        note=Text("hanya dari penjualan yang biayanya diketahui", "only of sales whose cost is known"),
    ),
    Measure(
        "sales.margin",
        Text("Margin", "Margin"),
        PERCENT,
        note=Text("laba dibagi penjualan yang biayanya diketahui", "profit as a part of sales whose cost is known"),
    ),
    Measure("sales.purchases", Text("Jumlah pembelian", "Purchases")),
    Measure("sales.average", Text("Rata-rata per pembelian", "Average purchase"), MONEY),
    Measure("sales.per_buyer", Text("Rata-rata per pembeli", "Average per buyer"), MONEY),
)


def figures(source: ReportInput, span: Span) -> Figures:
    """Money that came in on the days in `span`; returns are taken off."""
    facts = source.facts_of(span)
    sales = period_sales(facts)
    costed = float(facts["costed_amount"].sum())
    return {
        "sales.revenue": sales.revenue,
        "sales.profit": sales.profit,
        "sales.margin": None if sales.profit is None else share(sales.profit, costed),
        "sales.purchases": sales.purchases,
        "sales.average": sales.revenue / sales.purchases if sales.purchases else None,
        "sales.per_buyer": sales.revenue / sales.buyers if sales.buyers else None,
    }


SECTION = Section(Text("Penjualan dan laba", "Revenue and profit"), ("transactions",), MEASURES, figures)
