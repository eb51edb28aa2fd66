"""The tab that says what programs have changed, beside those who were held out from them (catalogue F9)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import polars as pl

from crm_sheets.comparison import Compared, Result, compare
from crm_sheets.comparison.conversions import LABELS
from crm_sheets.comparison.words import verdict
from crm_sheets.content import Block, Format, JobTab
from crm_sheets.model import Text
from crm_sheets.reports import titles
from crm_sheets.reports.inputs import ReportInput
from crm_sheets.reports.shown import Heading, shown

HEADINGS = (
    Heading("program", Text("Program", "Program"), width=31),
    Heading("since", Text("Sejak", "Since"), Format.DATE, 13),
    Heading("conversion", Text("Yang dilihat", "Looked at"), width=18),
    Heading("contacted", Text("Dihubungi (orang)", "Contacted (people)"), Format.INTEGER, 19),
    Heading("contacted_share", Text("Di antaranya", "Of them"), Format.PERCENT, 14),
    Heading("held_out", Text("Pembanding (orang)", "Held out (people)"), Format.INTEGER, 20),
    Heading("held_out_share", Text("Di antaranya", "Of them"), Format.PERCENT, 14),
    Heading("difference", Text("Beda", "Difference"), Format.PERCENT, 12),
    Heading("low", Text("Dari", "From"), Format.PERCENT, 12, note=Text("selang 95 %", "95 % interval")),
    Heading("high", Text("Sampai", "To"), Format.PERCENT, 12, note=Text("selang 95 %", "95 % interval")),
    Heading("verdict", Text("Artinya", "What it means"), Format.WRAP, 34),
    Heading("early", Text("Belum dihitung (orang)", "Not counted yet (people)"), Format.INTEGER, 24),
    Heading("key", Text("Kunci", "Key"), width=30),
)
SCHEMA: dict[str, Any] = {
    "program": pl.String,
    "since": pl.Date,
    "conversion": pl.String,
    "contacted": pl.Int64,
    "contacted_share": pl.Float64,
    "held_out": pl.Int64,
    "held_out_share": pl.Float64,
    "difference": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "verdict": pl.String,
    "early": pl.Int64,
    "key": pl.String,
}
NOTHING_HELD = Text("Belum ada program dengan kelompok pembanding.", "No program has held anybody out yet.")


def results_tab(source: ReportInput) -> JobTab:
    """The programs that have held somebody out, each with a line for everything that can be looked at."""
    names = {program.program_id: program.name for program in source.programs}
    rows = [
        row
        for program in source.held_out["program"].unique().sort()
        for row in _rows(names.get(program, program), _compared(program, source), source.language)
    ]
    rows = rows or [{"program": NOTHING_HELD.in_language(source.language)}]
    frame = pl.DataFrame([dict.fromkeys(SCHEMA) | row for row in rows], schema=SCHEMA, orient="row")
    return JobTab(titles.RESULTS.in_language(source.language), (Block(frame, shown(HEADINGS, source.language)),))


def _compared(program: str, source: ReportInput) -> Compared:
    return compare(program, source.history, source.held_out, source.book, source.as_of)


def _rows(name: str, found: Compared, language: str) -> Iterator[dict[str, Any]]:
    for item in found.results:
        yield {
            "program": name,
            "since": found.since,
            "conversion": LABELS[item.conversion].in_language(language),
            "contacted": found.contacted,
            "held_out": found.held_out,
            **_shares(found, item),
            "verdict": verdict(item.difference, language),
            "early": found.too_early,
            "key": f"{found.program}|{item.conversion}",
        }


def _shares(found: Compared, item: Result) -> dict[str, float | None]:
    value, low, high = item.difference or (None, None, None)
    return {
        "contacted_share": item.contacted / found.contacted if found.contacted else None,
        "held_out_share": item.held_out / found.held_out if found.held_out else None,
        "difference": value,
        "low": low,
        "high": high,
    }
