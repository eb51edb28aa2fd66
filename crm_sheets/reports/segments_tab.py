"""Who the customers are: tiers, stages, how lately and how often they buy, and who brings the profit (B2 to B6)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import polars as pl

from crm_sheets.content import Block, Chart, ChartKind, Format, JobTab
from crm_sheets.enrich import spend_facts
from crm_sheets.enrich.lifecycle import STAGES
from crm_sheets.enrich.pareto import Pareto, pareto, top_customers
from crm_sheets.enrich.shares import frequency_gain, frequency_shares, recency_shares, shares_by, tier_shares
from crm_sheets.model import Text
from crm_sheets.periods import day_label
from crm_sheets.reports import titles
from crm_sheets.reports.inputs import ReportInput
from crm_sheets.reports.labels import LIFECYCLES, frequency_label, recency_label
from crm_sheets.reports.shown import Heading, relabel_by, shown, with_customer_link

LABEL_WIDTH = 31
TOP_SHARE = 0.2
TOP_COUNT = 10

HEADING = Text("Segmen pelanggan", "Customer segments")
SUBHEADING = Text(
    "Belanja dihitung {months} bulan ke belakang dari {day}.", "Spend is that of the {months} months up to {day}."
)
TIERS = Text("Tingkatan", "Tiers")
TIERS_NOTE = Text("Pelanggan yang membeli dalam jangka ini.", "Customers who bought in these months.")
LIFECYCLE = Text("Tahap hubungan", "Stages")
LIFECYCLE_NOTE = Text("Semua baris di tab Pelanggan.", "All rows of the Customers tab.")
RECENCY = Text("Kapan terakhir membeli", "When they last bought")
RECENCY_NOTE = Text("Semua yang pernah membeli.", "Everybody who ever bought.")
FREQUENCY = Text("Seberapa sering membeli", "How often they buy")
GAIN = Text(
    "Andai {uplift} % yang membeli sekali membeli dua kali", "If {uplift} % of those who bought once bought twice"
)
PARETO = Text("Pelanggan terbaik 20 %", "The best 20 % of customers")
TOP = Text("Sepuluh pelanggan terbaik", "Top ten customers")
NAMED = Text("Segmen buatan tim", "The team's own segments")
BASES = {"profit": Text("Laba kotor", "Gross profit"), "revenue": Text("Penjualan", "Revenue")}
ESTIMATED = Text(
    "Biaya diketahui untuk {share} % penjualan; sisanya diperkirakan dengan margin rata-rata.",
    "The cost is known of {share} % of the revenue; the rest is estimated at the average margin.",
)

SHARE_HEADINGS = (
    Heading("label", Text("Kelompok", "Group"), width=LABEL_WIDTH),
    Heading("customers", Text("Pelanggan", "Customers"), Format.INTEGER, 13),
    Heading("share", Text("Bagian", "Share"), Format.PERCENT, 14),
    Heading("spend", Text("Belanja", "Spend"), Format.MONEY, 17),
    Heading("spend_share", Text("Bagian belanja", "Share of spend"), Format.PERCENT, 17),
    Heading("average", Text("Rata-rata", "Average"), Format.MONEY, 15),
)
GAIN_HEADINGS = (
    Heading("label", Text("Perhitungan", "What if"), width=LABEL_WIDTH),
    Heading("once_buyers", Text("Beli sekali", "Bought once"), Format.INTEGER, 13),
    Heading("moved", Text("Jadi dua kali", "Buy twice"), Format.INTEGER, 14),
    Heading("average_purchase", Text("Rata-rata beli", "Average purchase"), Format.MONEY, 17),
    Heading("extra_revenue", Text("Tambahan", "Extra revenue"), Format.MONEY, 17),
)
PARETO_HEADINGS = (
    Heading("label", Text("Ukuran", "Measured by"), width=LABEL_WIDTH),
    Heading("top_customers", Text("Pelanggan", "Customers"), Format.INTEGER, 13),
    Heading("share", Text("Bagian", "Share"), Format.PERCENT, 14),
    Heading("top_value", Text("Dari mereka", "From them"), Format.MONEY, 17),
    Heading("total_value", Text("Dari semua", "From everybody"), Format.MONEY, 17),
)
TOP_HEADINGS = (
    Heading("name", Text("Pelanggan", "Customer"), Format.LINK, LABEL_WIDTH, link_column="customer_link"),
    Heading("customer_id", Text("ID Pelanggan", "Customer ID"), width=14),
    Heading("tier", Text("Tingkatan", "Tier"), width=14),
    Heading("spend", Text("Belanja", "Spend"), Format.MONEY, 17),
    Heading("value", Text("Laba kotor", "Gross profit"), Format.MONEY, 17),
    Heading("purchases", Text("Pembelian", "Purchases"), Format.INTEGER, 15),
    Heading("share", Text("Bagian", "Share"), Format.PERCENT, 11),
    Heading("cumulative_share", Text("Kumulatif", "Cumulative"), Format.PERCENT, 12),
)
NAMED_HEADINGS = (
    Heading("label", Text("Segmen", "Segment"), width=LABEL_WIDTH),
    Heading("customers", Text("Pelanggan", "Customers"), Format.INTEGER, 13),
    Heading("share", Text("Bagian", "Share"), Format.PERCENT, 14),
    Heading("spend", Text("Belanja", "Spend"), Format.MONEY, 17),
    Heading("contactable", Text("Dapat dihubungi", "Contactable"), Format.INTEGER, 17),
)

CUSTOMERS_AXIS = ("customers",)


def segments_tab(source: ReportInput) -> JobTab:
    """Tiers, stages, bins, potential, best customers and the team's own segments as of the day of the run."""
    blocks = [_tiers(source), _lifecycle(source), _recency(source), _frequency(source)]
    charts = [
        _chart(source, TIERS, ChartKind.PIE, 0),
        _chart(source, LIFECYCLE, ChartKind.COLUMN, 1),
        _chart(source, RECENCY, ChartKind.COLUMN, 2),
        _chart(source, FREQUENCY, ChartKind.PIE, 3),
    ]
    if source.book.has("transactions"):
        blocks += [_gain(source), *_best(source)]
        charts.append(Chart(TOP.in_language(source.language), ChartKind.BAR, len(blocks) - 1, "name", ("value",)))
    if source.segments:
        blocks.append(named_segments(source))
        charts.append(_chart(source, NAMED, ChartKind.BAR, len(blocks) - 1))
    return JobTab(
        title=titles.SEGMENTS.in_language(source.language),
        blocks=tuple(blocks),
        charts=tuple(charts),
        heading=HEADING.in_language(source.language),
        subheading=_subheading(source),
    )


def _subheading(source: ReportInput) -> str:
    day = day_label(source.as_of, source.language)
    return SUBHEADING.in_language(source.language).format(months=source.settings.spend_window_months, day=day)


def _chart(source: ReportInput, title: Text, kind: ChartKind, block: int) -> Chart:
    return Chart(title.in_language(source.language), kind, block, "label", CUSTOMERS_AXIS)


def shares_block(
    source: ReportInput, shares: pl.DataFrame, title: Text, note: Text | None, label: Callable[[str], str]
) -> Block:
    """SHARES as a block: each segment by its label, with the average spend of a customer in it."""
    language = source.language
    average = pl.when(pl.col("customers") > 0).then(pl.col("spend") / pl.col("customers"))
    frame = shares.with_columns(relabel_by(shares, "segment", label).alias("label"), average=average)
    return Block(
        frame, shown(SHARE_HEADINGS, language), title.in_language(language), note.in_language(language) if note else ""
    )


def _tiers(source: ReportInput) -> Block:
    return shares_block(source, tier_shares(source.profiles), TIERS, TIERS_NOTE, str)


def _lifecycle(source: ReportInput) -> Block:
    return shares_block(source, lifecycle_shares(source.profiles), LIFECYCLE, LIFECYCLE_NOTE, stage_label(source))


def lifecycle_shares(profiles: pl.DataFrame) -> pl.DataFrame:
    """SHARES of all customers by lifecycle stage."""
    return shares_by(profiles, "lifecycle", STAGES)


def stage_label(source: ReportInput) -> Callable[[str], str]:
    """From lifecycle stage to its label."""
    return lambda stage: LIFECYCLES[stage].in_language(source.language)


def _recency(source: ReportInput) -> Block:
    shares = recency_shares(source.profiles, source.settings)
    return shares_block(source, shares, RECENCY, RECENCY_NOTE, lambda value: recency_label(value, source.language))


def _frequency(source: ReportInput) -> Block:
    shares = frequency_shares(source.profiles)
    return shares_block(source, shares, FREQUENCY, TIERS_NOTE, lambda value: frequency_label(value, source.language))


def _gain(source: ReportInput) -> Block:
    uplift = source.settings.frequency_uplift
    gain = frequency_gain(source.profiles, uplift)
    title = GAIN.in_language(source.language).format(uplift=round(100 * uplift))
    values = (gain.once_buyers, gain.moved, gain.average_purchase, gain.extra_revenue)
    return _one_row(source, GAIN_HEADINGS, (BASES["revenue"].in_language(source.language), *values), title)


def _best(source: ReportInput) -> tuple[Block, Block]:
    """What the best fifth of the customers brings, and the ten best by name."""
    facts, language = spend_facts(source.book, source.settings, source.as_of), source.language
    best = pareto(facts, TOP_SHARE)
    values = (BASES[best.measure].in_language(language), best.top_customers, best.share)
    note = ESTIMATED.in_language(language).format(share=round(100 * best.costed_share)) if _is_estimate(best) else ""
    summary = _one_row(
        source, PARETO_HEADINGS, (*values, best.top_value, best.total_value), PARETO.in_language(language), note
    )
    named = with_customer_link(top_customers(facts, source.profiles, TOP_COUNT), source.book)
    headings = [
        heading._replace(header=BASES[best.measure]) if heading.name == "value" else heading for heading in TOP_HEADINGS
    ]
    return summary, Block(named, shown(headings, language), TOP.in_language(language))


def _is_estimate(best: Pareto) -> bool:
    return best.measure == "profit" and best.costed_share < 0.995


def named_segments(source: ReportInput) -> Block:
    """Each segment that the team wrote, with its members."""
    everybody = source.profiles.height
    rows = [
        (
            name,
            members.height,
            members.height / everybody if everybody else 0.0,
            members["spend_window"].sum(),
            members["contactable"].sum(),
        )
        for name, members in source.segments.items()
    ]
    frame = pl.DataFrame(rows, schema=[heading.name for heading in NAMED_HEADINGS], orient="row")
    return Block(frame, shown(NAMED_HEADINGS, source.language), NAMED.in_language(source.language))


def _one_row(
    source: ReportInput, headings: Sequence[Heading], values: Sequence[object], title: str, note: str = ""
) -> Block:
    frame = pl.DataFrame([list(values)], schema=[heading.name for heading in headings], orient="row")
    return Block(frame, shown(headings, source.language), title, note)
