"""The report of a period: sections with the change on the period before and the targets, and the charts."""

from __future__ import annotations

import polars as pl

from crm_sheets.content import Block, Chart, ChartKind, Format, JobTab
from crm_sheets.model import Text
from crm_sheets.reports.channels import channel_block
from crm_sheets.reports.inputs import ReportInput
from crm_sheets.reports.measures import LABEL_WIDTH, Comparison, section_block
from crm_sheets.reports.sections import SECTIONS
from crm_sheets.reports.shown import Heading, shown
from crm_sheets.reports.skipped import skipped_block
from crm_sheets.reports.targets import targets_for
from crm_sheets.reports.titles import report_title
from crm_sheets.reports.trend import trend_block

HEADING = Text("Laporan {period} · {company}", "Report {period} · {company}")
WHOLE = Text("{now} dibandingkan dengan {before}.", "{now} compared with {before}.")
PART = Text(
    "Periode belum selesai: {now} dibandingkan dengan {before}.",
    "The period is not over yet: {now} compared with {before}.",
)
DAYS_TITLE = Text("Hari yang dibandingkan", "The days compared")
THIS_PERIOD = Text("Periode ini", "This period")
PERIOD_BEFORE = Text("Pembanding", "Compared with")
DAYS_HEADINGS = (
    Heading("label", Text("Periode", "Period"), width=LABEL_WIDTH),
    Heading("start", Text("Dari", "From"), Format.DATE, 15),
    Heading("end", Text("Sampai", "To"), Format.DATE, 15),
    Heading("days", Text("Hari", "Days"), Format.INTEGER, 14),
)
CHART_SIZE = (420, 216)
"""Pixels: two find room beside the last months and the days compared."""

REVENUE_CHART = Text("Penjualan per bulan", "Revenue by month")
NEW_LOST_CHART = Text("Pembeli baru dan hilang", "New and lost buyers")
CHANNEL_CHART = Text("Pesan per saluran", "Messages by channel")


def report_tab(source: ReportInput) -> JobTab:
    """The report of `source.wanted_period` as of the day of the run; ValueError when it has not begun.

    A period that is over comes out the same whenever it is built, from the dated rows alone (law 5); what has no date
    of its own (how policies stand, data quality, skipped contacts) is shown only while the period lasts.
    """
    period, language = source.wanted_period, source.language
    blocks, charts = _blocks(source)
    return JobTab(
        title=report_title(period, language),
        blocks=blocks,
        charts=charts,
        heading=HEADING.in_language(language).format(period=period.label(language), company=source.settings.company),
        subheading=_subheading(source),
    )


def comparison(source: ReportInput) -> Comparison:
    """The days the report is about, those before, and the targets."""
    period = source.wanted_period
    return Comparison(
        period.passed(source.as_of),
        period.comparable(source.as_of),
        targets_for(source.book.table("targets"), period),
    )


def _subheading(source: ReportInput) -> str:
    days = comparison(source)
    text = WHOLE if source.wanted_period.is_whole(source.as_of) else PART
    language = source.language
    return text.in_language(language).format(now=days.now.label(language), before=days.before.label(language))


def _blocks(source: ReportInput) -> tuple[tuple[Block, ...], tuple[Chart, ...]]:
    """The days, the last months, the sections whose tabs the workbook has, then what goes into detail."""
    days, language = comparison(source), source.language
    blocks, charts = [_days_block(days, language)], []
    if source.book.has("transactions"):
        charts += _trend_charts(len(blocks), language)
        blocks.append(trend_block(source, days.now.end))
    blocks += _sections(source, days)
    by_channel = channel_block(source, days.now)
    if by_channel:
        charts.append(_channel_chart(len(blocks), language))
        blocks.append(by_channel)
    if source.is_current(days.now) and source.decisions.height:
        blocks.append(skipped_block(source))
    return tuple(blocks), tuple(charts)


def _sections(source: ReportInput, days: Comparison) -> list[Block]:
    wanted = [section for section in SECTIONS if not section.needs or any(map(source.book.has, section.needs))]
    return [block for section in wanted if (block := section_block(section, source, days))]


def _days_block(days: Comparison, language: str) -> Block:
    """The days themselves. Its headers are the same every day, by which a workbook knows the tab again."""
    named = {THIS_PERIOD: days.now, PERIOD_BEFORE: days.before}
    rows = [
        (text.in_language(language), span.start, span.end, (span.end - span.start).days + 1)
        for text, span in named.items()
    ]
    frame = pl.DataFrame(rows, schema=[heading.name for heading in DAYS_HEADINGS], orient="row")
    return Block(frame, shown(DAYS_HEADINGS, language), DAYS_TITLE.in_language(language))


def _trend_charts(block: int, language: str) -> list[Chart]:
    return [
        Chart(REVENUE_CHART.in_language(language), ChartKind.COLUMN, block, "label", ("amount",), *CHART_SIZE),
        Chart(NEW_LOST_CHART.in_language(language), ChartKind.LINE, block, "label", ("new", "lost"), *CHART_SIZE),
    ]


def _channel_chart(block: int, language: str) -> Chart:
    return Chart(CHANNEL_CHART.in_language(language), ChartKind.BAR, block, "label", ("sent",), *CHART_SIZE)
