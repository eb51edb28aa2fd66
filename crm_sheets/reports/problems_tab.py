"""The tab that lists what is wrong in the workbook, each with a link to its cell and what to type instead."""

from __future__ import annotations

from typing import Any

import polars as pl

from crm_sheets.content import Block, Format, JobTab, Tone
from crm_sheets.model import Severity, Text
from crm_sheets.reports import titles
from crm_sheets.reports.labels import PROBLEM_KINDS, SEVERITIES
from crm_sheets.reports.shown import Heading, cell_links, relabel, shown, texts, with_tones
from crm_sheets.schema import TABS

HEADINGS = (
    Heading("severity", Text("Tingkat", "Severity"), width=15),
    Heading("where", Text("Di mana", "Where"), Format.LINK, 22, link_column="link"),
    Heading("value", Text("Yang tertulis", "What is there"), Format.WRAP, 26),
    Heading("message", Text("Apa yang salah", "What is wrong"), Format.WRAP, 50),
    Heading("remedy", Text("Ketik ini sebagai gantinya", "What to type instead"), Format.WRAP, 54),
    Heading("kind", Text("Jenis", "Kind"), width=24),
)

TONES = {Severity.ERROR.value: Tone.BAD, Severity.WARNING.value: Tone.WARNING}
NONE_TITLE = Text("Bagus", "Good")
NONE_MESSAGE = Text(
    "Tidak ada masalah: semua data terbaca dengan baik.", "There are no problems: all data could be read."
)


def problems_tab(problems: pl.DataFrame, language: str) -> JobTab:
    """The problems as `crm_sheets.problems.describe` gives them: errors first, then by tab and row."""
    frame = _listed(problems, language) if problems.height else _no_problems(language)
    tones = {SEVERITIES[value].in_language(language): tone for value, tone in TONES.items()}
    block = Block(frame, with_tones(shown(HEADINGS, language), "severity", tones))
    return JobTab(titles.PROBLEMS.in_language(language), (block,))


def _listed(problems: pl.DataFrame, language: str) -> pl.DataFrame:
    cell = pl.when(pl.col("cell") != "").then(pl.col("cell"))
    return (
        problems.sort(_severity_order(), _tab_order(), "row", "column", nulls_last=False, maintain_order=True)
        .with_columns(link=cell_links(pl.col("title"), cell))
        .with_columns(kind=relabel("code", texts(PROBLEM_KINDS, language)))
        .with_columns(relabel("severity", texts(SEVERITIES, language)))
        .select("severity", "where", "link", "value", "message", "remedy", "kind")
    )


def _severity_order() -> pl.Expr:
    return pl.col("severity") != Severity.ERROR.value


def _tab_order() -> pl.Expr:
    """Tabs in the order of the schema; a tab it does not know comes last."""
    order = {name: position for position, name in enumerate(TABS)}
    return pl.col("tab").replace_strict(order, default=len(order), return_dtype=pl.Int32)


def _no_problems(language: str) -> pl.DataFrame:
    row: dict[str, Any] = dict.fromkeys(("severity", "where", "link", "value", "message", "remedy", "kind"))
    row |= {"severity": NONE_TITLE.in_language(language), "message": NONE_MESSAGE.in_language(language)}
    return pl.DataFrame([row], schema=dict.fromkeys(row, pl.String))
