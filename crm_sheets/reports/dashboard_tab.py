"""The one-look tab: where the team stands today, and what to do first (catalogue F7)."""

from __future__ import annotations

from typing import Any

import polars as pl

from crm_sheets.content import Block, Chart, ChartKind, Format, JobTab
from crm_sheets.enrich.shares import tier_shares
from crm_sheets.facts import period_sales
from crm_sheets.model import Decision, Text
from crm_sheets.periods import Span, day_label, period_of
from crm_sheets.reports import titles
from crm_sheets.reports.inputs import ReportInput
from crm_sheets.reports.labels import medium_labels
from crm_sheets.reports.measures import LABEL_WIDTH, MONEY, count, unit_label
from crm_sheets.reports.segments_tab import lifecycle_shares, stage_label
from crm_sheets.reports.shown import Heading, cell_link, relabel, relabel_by, shown, with_customer_link
from crm_sheets.reports.skipped import TITLE as SKIPPED
from crm_sheets.reports.skipped import skipped_block
from crm_sheets.reports.trend import trend_block
from crm_sheets.schema import TABS

HEADING = Text("Dasbor {company}", "{company} at a glance")
SUBHEADING = Text("Keadaan per {day}", "As of {day}")
TODAY = Text("Hari ini", "Today")
CUSTOMERS = Text("Pelanggan dan penjualan", "Customers and sales")
TASKS = Text("Tugas yang paling mendesak", "Most urgent tasks")
NO_TASKS = Text("Tidak ada tugas terbuka", "No open tasks")
TIERS = Text("Pelanggan per tingkatan", "Customers by tier")
LIFECYCLE = Text("Tahap hubungan", "Stages")
REVENUE = Text("Penjualan per bulan", "Revenue by month")
TOP_TASKS = 10

TODAY_HEADINGS = (
    Heading("label", Text("Ukuran", "Measure"), width=LABEL_WIDTH),
    Heading("now", Text("Jumlah", "Number"), Format.INTEGER, 16),
    Heading("where", Text("Lihat tab", "See the tab"), Format.LINK, 18, link_column="link"),
)
TASK_HEADINGS = (
    Heading("customer", Text("Pelanggan", "Customer"), Format.LINK, LABEL_WIDTH, link_column="customer_link"),
    Heading("task_label", Text("Tugas", "Task"), width=16),
    Heading("deadline", Text("Paling lambat", "Not later than"), Format.DATE, 18),
    Heading("owner", Text("Penanggung jawab", "Owner"), width=22),
    Heading("reason", Text("Alasan", "Reason"), width=28),
)
SHARE_HEADINGS = (
    Heading("label", Text("Kelompok", "Group"), width=LABEL_WIDTH),
    Heading("customers", Text("Pelanggan", "Customers"), Format.INTEGER, 16),
    Heading("share", Text("Bagian", "Share"), Format.PERCENT, 17),
)

TODAY_LABELS = {
    "due": Text("Kontak jatuh waktu", "Contacts due"),
    "kept": Text("Kontak yang jadi", "Contacts that go ahead"),
    "awaiting": Text("Menunggu persetujuan Anda", "Awaiting your approval"),
    "doubts": Text("Pesan yang perlu keputusan", "Messages to decide"),
    "tasks": Text("Tugas terbuka", "Open tasks"),
    "overdue": Text("Tugas lewat tenggat", "Tasks past their deadline"),
    "problems": Text("Masalah data", "Data problems"),
}
CUSTOMER_LABELS = {
    "customers": Text("Baris pelanggan", "Customer rows"),
    "active": Text("Membeli dalam {months} bulan", "Bought in {months} months"),
    "contactable": Text("Dapat dihubungi", "Contactable"),
    "revenue": Text("Penjualan bulan ini {currency}", "Revenue this month {currency}"),
    "new": Text("Pembeli baru bulan ini", "New buyers this month"),
}


def dashboard_tab(source: ReportInput) -> JobTab:
    """Figures, tasks, tiers, stages, the last months and what was skipped, as of the day of the run."""
    blocks, charts = _blocks(source)
    return JobTab(
        title=titles.DASHBOARD.in_language(source.language),
        blocks=blocks,
        charts=charts,
        heading=HEADING.in_language(source.language).format(company=source.settings.company),
        subheading=SUBHEADING.in_language(source.language).format(day=day_label(source.as_of, source.language)),
    )


def _blocks(source: ReportInput) -> tuple[tuple[Block, ...], tuple[Chart, ...]]:
    blocks = [_today(source), _customers(source), _tasks(source), _tiers(source), _lifecycle(source)]
    charts = [
        _chart(source, TIERS, ChartKind.PIE, 3, "customers"),
        _chart(source, LIFECYCLE, ChartKind.COLUMN, 4, "customers"),
    ]
    if source.book.has("transactions"):
        charts.insert(0, _chart(source, REVENUE, ChartKind.COLUMN, len(blocks), "amount"))
        blocks.append(trend_block(source, source.as_of))
    if source.decisions.height:
        blocks.append(skipped_block(source))
        if count(source.decisions, pl.col("decision") != Decision.KEPT.value):
            charts.append(_chart(source, SKIPPED, ChartKind.BAR, len(blocks) - 1, "contacts"))
    return tuple(blocks), tuple(charts)


def _chart(source: ReportInput, title: Text, kind: ChartKind, block: int, series: str) -> Chart:
    return Chart(title.in_language(source.language), kind, block, "label", (series,))


def _today(source: ReportInput) -> Block:
    """What is due, going ahead, waiting and wrong today, each with the tab where it stands."""
    places = _places(source)
    rows = [
        (TODAY_LABELS[name].in_language(source.language), value, places[name], cell_link(places[name], "A1"), name)
        for name, value in today_figures(source).items()
    ]
    frame = pl.DataFrame(rows, schema=["label", "now", "where", "link", "key"], orient="row")
    return Block(frame, shown(TODAY_HEADINGS, source.language), TODAY.in_language(source.language))


def _places(source: ReportInput) -> dict[str, str]:
    """The title of the tab where each of today's figures stands."""
    plan, problems = (text.in_language(source.language) for text in (titles.PLAN, titles.PROBLEMS))
    queue, outbox, doubts = (
        source.book.titles.get(tab, TABS[tab].label.in_language(source.language))
        for tab in ("queue", "outbox", "doubts")
    )
    places = {"due": plan, "kept": plan, "awaiting": outbox, "doubts": doubts}
    return {**places, "tasks": queue, "overdue": queue, "problems": problems}


def today_figures(source: ReportInput) -> dict[str, int]:
    """Counts of today by name (TODAY_LABELS); nothing about doubts where there never was one."""
    tasks, doubts = open_tasks(source), source.rows("doubts")
    undecided = count(doubts, pl.col("again").fill_null(False) == pl.col("leave").fill_null(False))
    return {
        "due": source.decisions.height,
        "kept": count(source.decisions, pl.col("decision") == Decision.KEPT.value),
        "awaiting": awaiting_approval(source).height,
        **({"doubts": undecided} if doubts.height else {}),
        "tasks": tasks.height,
        "overdue": count(tasks, pl.col("deadline") < source.as_of),
        "problems": source.problems.height,
    }


def _customers(source: ReportInput) -> Block:
    """The customers, and the month up to today beside the same days of the month before."""
    before_days = period_of(source.as_of).comparable(source.as_of)
    before = _month_figures(source, before_days)
    rows = [(_label(source, name), now, before.get(name), name) for name, now in customer_figures(source).items()]
    schema = {"label": pl.String, "now": pl.Float64, "before": pl.Float64, "key": pl.String}
    change = pl.when(pl.col("before") != 0).then((pl.col("now") - pl.col("before")) / pl.col("before").abs())
    frame = pl.DataFrame(rows, schema=schema, orient="row").with_columns(change_share=change)
    headings = (
        Heading("label", Text("Ukuran", "Measure"), width=LABEL_WIDTH),
        Heading("now", Text("Sekarang", "Now"), Format.INTEGER, 16),
        Heading("before", Text(before_days.label("id"), before_days.label("en")), Format.INTEGER, 17),
        Heading("change_share", Text("Selisih %", "Change %"), Format.PERCENT, 20),
    )
    return Block(frame, shown(headings, source.language), CUSTOMERS.in_language(source.language))


def customer_figures(source: ReportInput) -> dict[str, float]:
    """Customers today and sales of the month up to today, by name (CUSTOMER_LABELS)."""
    profiles = source.profiles
    return {
        "customers": profiles.height,
        "active": count(profiles, pl.col("purchases_window") > 0),
        "contactable": count(profiles, pl.col("contactable")),
        **_month_figures(source, period_of(source.as_of).passed(source.as_of)),
    }


def _month_figures(source: ReportInput, span: Span) -> dict[str, float]:
    if not source.book.has("transactions"):
        return {}
    sales = period_sales(source.facts_of(span))
    return {"revenue": sales.revenue, "new": sales.new_customers}


def _label(source: ReportInput, name: str) -> str:
    months, currency = source.settings.spend_window_months, unit_label(MONEY, source)
    return CUSTOMER_LABELS[name].in_language(source.language).format(months=months, currency=currency)


def open_tasks(source: ReportInput) -> pl.DataFrame:
    """The queue's tasks that nobody has done yet, each once."""
    queue = source.rows("queue").filter(pl.col("planned_on") <= source.as_of)
    is_open = pl.col("done").fill_null(False).not_() & pl.col("outcome").is_null()
    return queue.filter(is_open).unique("key", keep="last", maintain_order=True)


def awaiting_approval(source: ReportInput) -> pl.DataFrame:
    """The outbox's messages without a tick that may still go out, each once."""
    outbox = source.rows("outbox").unique("key", keep="last", maintain_order=True)
    return outbox.filter(pl.col("approve").fill_null(False).not_(), pl.col("valid_until") >= source.as_of)


def _tasks(source: ReportInput) -> Block:
    tasks = open_tasks(source).sort("priority", "deadline", "customer", nulls_last=True).head(TOP_TASKS)
    frame = with_customer_link(tasks, source.book) if tasks.height else _no_tasks(source)
    labelled = frame.with_columns(task_label=relabel("task", medium_labels(source.language)))
    return Block(labelled, shown(TASK_HEADINGS, source.language), TASKS.in_language(source.language))


def _no_tasks(source: ReportInput) -> pl.DataFrame:
    row: dict[str, Any] = {"customer": NO_TASKS.in_language(source.language)}
    schema = pl.Schema({**source.rows("queue").schema, "customer_link": pl.String()})
    return pl.DataFrame([row], schema=schema)


def _tiers(source: ReportInput) -> Block:
    shares = tier_shares(source.profiles).with_columns(label="segment")
    return Block(shares, shown(SHARE_HEADINGS, source.language), TIERS.in_language(source.language))


def _lifecycle(source: ReportInput) -> Block:
    shares = lifecycle_shares(source.profiles)
    labelled = shares.with_columns(relabel_by(shares, "segment", stage_label(source)).alias("label"))
    return Block(labelled, shown(SHARE_HEADINGS, source.language), LIFECYCLE.in_language(source.language))
