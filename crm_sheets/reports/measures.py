"""One line of a report: a measure now, before, its change and its target; and the sections that hold them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import polars as pl

from crm_sheets.content import Block, Format
from crm_sheets.model import Text
from crm_sheets.periods import Span
from crm_sheets.reports.inputs import ReportInput
from crm_sheets.reports.shown import Heading, shown

Figures = Mapping[str, float | None]

MONEY = Text("({currency})", "({currency})")
PERCENT = Text("(%)", "(%)")
DAYS = Text("(hari)", "(days)")
NOTHING = Text("", "")


@dataclass(frozen=True)
class Measure:
    """One line: `key` is its name for ever ("customers.new"), `target` the measure of the targets tab it answers to.

    Without a unit it is a count. A percentage is in points of a hundred, so that it stands in one column with counts
    and money.
    """

    key: str
    label: Text
    unit: Text = NOTHING
    note: Text = NOTHING
    target: str = ""


@dataclass(frozen=True)
class Section:
    """Lines that belong together, and the function that computes them for some days.

    `figures` gives a value by measure key; it leaves out what cannot be known about those days. The section appears
    only when the workbook has one of the tabs in `needs` (A2).
    """

    title: Text
    needs: tuple[str, ...]
    measures: tuple[Measure, ...]
    figures: Callable[[ReportInput, Span], Figures]
    format: Format = Format.INTEGER


class Comparison(NamedTuple):
    """The days a report is about, the days it compares them with, and the targets by measure."""

    now: Span
    before: Span
    targets: Mapping[str, float]


LABEL_WIDTH = 33
"""Characters; the blocks of a tab share their sheet columns, so the first column of each is as wide."""

CURRENCY_SIGNS = {"IDR": "Rp"}

LINE = pl.Schema(
    {
        "label": pl.String,
        "now": pl.Float64,
        "before": pl.Float64,
        "change": pl.Float64,
        "change_share": pl.Float64,
        "target": pl.Float64,
        "note": pl.String,
        "key": pl.String,
    }
)


def section_block(section: Section, source: ReportInput, comparison: Comparison) -> Block | None:
    """The section as a block of lines; None when nothing in it is known about the days."""
    now, before = (section.figures(source, span) for span in (comparison.now, comparison.before))
    lines = [
        _line(measure, source, (now[measure.key], before.get(measure.key)), comparison.targets)
        for measure in section.measures
        if now.get(measure.key) is not None
    ]
    if not lines:
        return None
    frame = pl.DataFrame(lines, schema=LINE).with_columns(change=pl.col("now") - pl.col("before"))
    share = pl.when(pl.col("before") != 0).then(pl.col("change") / pl.col("before").abs())
    columns = shown(_headings(section.format, comparison), source.language)
    return Block(frame.with_columns(change_share=share), columns, section.title.in_language(source.language))


def _line(
    measure: Measure,
    source: ReportInput,
    values: tuple[float | None, float | None],
    targets: Mapping[str, float],
) -> dict[str, Any]:
    language = source.language
    return {
        "label": f"{measure.label.in_language(language)} {unit_label(measure.unit, source)}".strip(),
        "now": values[0],
        "before": values[1],
        "target": targets.get(measure.target) if measure.target else None,
        "note": fill_in(measure.note, source),
        "key": measure.key,
    }


def unit_label(unit: Text, source: ReportInput) -> str:
    """The unit as it stands behind a label: "(%)"; money in the workbook's currency: "(Rp)"."""
    currency = source.settings.currency
    return unit.in_language(source.language).format(currency=CURRENCY_SIGNS.get(currency, currency))


def fill_in(note: Text, source: ReportInput) -> str:
    """A note with the team's own numbers in it."""
    settings = source.settings
    return note.in_language(source.language).format(lost=settings.lost_months, dormant=settings.dormant_months)


def _headings(number: Format, comparison: Comparison) -> tuple[Heading, ...]:
    now, before = (Text(span.label("id"), span.label("en")) for span in (comparison.now, comparison.before))
    return (
        Heading("label", Text("Ukuran", "Measure"), width=LABEL_WIDTH),
        Heading("now", now, number, 15),
        Heading("before", before, number, 15),
        Heading("change", Text("Selisih", "Change"), number, 14),
        Heading("change_share", Text("Selisih %", "Change %"), Format.PERCENT, 11),
        Heading("target", Text("Target", "Target"), number, 12),
        Heading("note", Text("Keterangan", "Note"), Format.WRAP, 29),
        Heading("key", Text("Kunci", "Key"), width=21),
    )


def count(frame: pl.DataFrame, *conditions: pl.Expr) -> int:
    """How many rows meet all conditions; a null condition is not met."""
    return frame.filter(*conditions).height


def total(frame: pl.DataFrame, column: str, *conditions: pl.Expr) -> float:
    """The sum of a column over the rows that meet all conditions; 0 when there are none."""
    return float(frame.filter(*conditions)[column].sum() or 0.0)


def share(part: float, whole: float) -> float | None:
    """A part in points of a hundred; None of nothing."""
    return 100 * part / whole if whole else None


def within(column: str | pl.Expr, span: Span) -> pl.Expr:
    """True for dates inside the days, both ends included."""
    return (pl.col(column) if isinstance(column, str) else column).is_between(span.start, span.end)
