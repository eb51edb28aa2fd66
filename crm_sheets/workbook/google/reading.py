"""All tabs of a spreadsheet as raw tables, out of one answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import polars as pl

from crm_sheets.errors import WorkbookUnreadable
from crm_sheets.tables import CellError, RawTab
from crm_sheets.workbook.google.json_cells import BrokenAnswer, grids
from crm_sheets.workbook.google.outline import Outline, SheetOutline
from crm_sheets.workbook.raw import raw_tab

LOADING = "Loading..."
ERROR_VALUES = ("#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#ERROR!", LOADING)
"""What Google gives for a cell whose formula failed, or has not been calculated yet."""


def read_tabs(raw: bytes, outline: Outline, titles: Sequence[str] | None = None) -> dict[str, RawTab]:
    """The tabs by title, in the order asked for, out of the answer to `values:batchGet` for them.

    Asked for were all tabs with cells in the outline's order, or those of `titles`: whole tabs by columns, with
    unformatted values and serial numbers for dates. Google does not tell which numbers are dates: `validate` reads
    those in columns of dates as dates, in every other column a date or a time of day stays a number ("45436.5"). A
    text that spells an error ("#N/A") counts as that error. Raises WorkbookUnreadable.
    """
    sheets = _sheets(outline, titles)
    try:
        return {sheet.title: _tab(sheet, grid) for sheet, grid in zip(sheets, grids(raw, len(sheets)), strict=True)}
    except BrokenAnswer as error:
        raise _unreadable(outline, error) from None


def _sheets(outline: Outline, titles: Sequence[str] | None) -> list[SheetOutline]:
    if titles is None:
        return [sheet for sheet in outline.sheets if sheet.is_grid]
    return [sheet for title in titles if (sheet := outline.by_title(title))]


def _unreadable(outline: Outline, error: BrokenAnswer) -> WorkbookUnreadable:
    return WorkbookUnreadable(
        f'What Google sent as the cells of "{outline.title}" is cut short or damaged ({error}), so nothing was read. '
        "Run it again. If that happens every time, something between this machine and Google, such as a proxy, changes "
        "or cuts large answers: ask whoever runs it, or try another network."
    )


def _tab(sheet: SheetOutline, grid: pl.DataFrame) -> RawTab:
    """The tab of these cells; those with an error are blank."""
    wrong = dict(_errors_by_position(grid))
    errors = [
        CellError(row + 1, position, text)
        for position, rows in wrong.items()
        for row, text in zip(rows, grid.to_series(position).gather(rows), strict=True)
    ]
    blanked = [grid.to_series(position).scatter(rows, [None] * len(rows)) for position, rows in wrong.items()]
    errors.sort(key=lambda error: (error.row, error.column))
    return replace(raw_tab(sheet.title, grid.with_columns(blanked), errors, sheet.merges), serial_dates=True)


def _errors_by_position(grid: pl.DataFrame) -> Iterator[tuple[int, pl.Series]]:
    """The 0-based rows with an error value of each column that has some; a comparison rules most columns out."""
    is_likely = ((pl.all() < "$") & (pl.all().str.len_bytes() >= len("#N/A"))) | (pl.all() == LOADING)
    likely = grid.select(is_likely.any()).row(0) if grid.width else ()
    for position in (position for position, is_there in enumerate(likely) if is_there):
        rows = grid.to_series(position).is_in(ERROR_VALUES).arg_true()
        if len(rows):
            yield position, rows
