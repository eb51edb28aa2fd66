"""All tabs of a workbook file as raw tables, several at a time."""

from __future__ import annotations

import os
import zlib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from zipfile import BadZipFile

import fastexcel
import polars as pl

from crm_sheets.errors import WorkbookUnreadable
from crm_sheets.tables import RawTab, column_letter
from crm_sheets.workbook.cell_values import THOUSANDS_GROUP
from crm_sheets.workbook.raw import raw_tab
from crm_sheets.workbook.xlsx.impossible_dates import shown_as_numbers
from crm_sheets.workbook.xlsx.outline import Outline, Sheet
from crm_sheets.workbook.xlsx.package import Package
from crm_sheets.workbook.xlsx.scanning import scan

_PARALLEL_FROM = 4_000_000
"""Bytes of XML from which a second thread pays for reading the shared texts once more."""

_FRACTION_OF_SECOND = r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}$"


def read_tabs(content: bytes) -> dict[str, RawTab]:
    """Every tab with cells, by title, in the workbook's order. Raises WorkbookUnreadable."""
    package = Package(content)
    sheets = [sheet for sheet in Outline(package).sheets if sheet.kind == "worksheet"]
    groups = _share_out(sheets, {sheet.title: package.size(sheet.part) for sheet in sheets})
    with ThreadPoolExecutor(len(groups)) as pool:
        found = [tab for tabs in pool.map(lambda group: _read_group(content, group), groups) for tab in tabs]
    by_title = {tab.title: tab for tab in found}
    return {sheet.title: by_title[sheet.title] for sheet in sheets}


def _share_out(sheets: Sequence[Sheet], sizes: dict[str, int]) -> list[list[Sheet]]:
    """The tabs in as many groups as threads pay for, about equally large."""
    workers = min(os.cpu_count() or 1, 4, max(len(sheets), 1)) if sum(sizes.values()) > _PARALLEL_FROM else 1
    groups: list[list[Sheet]] = [[] for _ in range(workers)]
    for sheet in sorted(sheets, key=lambda sheet: -sizes[sheet.title]):
        min(groups, key=lambda group: sum(sizes[known.title] for known in group)).append(sheet)
    return groups


def _read_group(content: bytes, sheets: Sequence[Sheet]) -> list[RawTab]:
    """The tabs of one thread; a cell on which the reader breaks down must not cost the others."""
    try:
        return _read_sheets(content, sheets)
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # the reader's own, which it does not export
            raise
    try:
        return _read_sheets(shown_as_numbers(content, [sheet.part for sheet in sheets]), sheets)
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        titles = ", ".join(sheet.title for sheet in sheets)
        raise WorkbookUnreadable(f"a cell in one of the tabs {titles} holds a date that does not exist") from None


def _read_sheets(content: bytes, sheets: Sequence[Sheet]) -> list[RawTab]:
    """Each thread has a reader of its own: one reader cannot read two tabs at the same time."""
    if not sheets:
        return []
    package = Package(content)
    try:
        reader = fastexcel.read_excel(content)
        return [_read_tab(package, reader, sheet) for sheet in sheets]
    except (fastexcel.FastExcelError, BadZipFile, zlib.error, EOFError) as error:
        raise WorkbookUnreadable(str(error).strip().splitlines()[0]) from error


def _read_tab(package: Package, reader: fastexcel.ExcelReader, sheet: Sheet) -> RawTab:
    grid = _grid(reader, sheet.title)
    ambiguous = _columns_to_look_at(grid)
    found = scan(package, sheet.part, ambiguous)
    numbers = {column: rows for column, rows in found.numbers.items() if rows}
    if numbers:
        grid = grid.with_columns(_tell_apart(column, rows) for column, rows in numbers.items())
    return raw_tab(sheet.title, grid, found.errors, found.merged)


def _grid(reader: fastexcel.ExcelReader, title: str) -> pl.DataFrame:
    """All cells from A1 on, as text; the reader itself starts at the first column that is not blank."""
    sheet = reader.load_sheet(title, header_row=None, skip_rows=0, dtypes="string")
    grid: pl.DataFrame = sheet.to_polars()
    if not grid.width:
        return grid
    first = sheet.available_columns()[0].absolute_index
    names = {name: column_letter(first + position) for position, name in enumerate(grid.columns)}
    blank = [pl.lit(None, pl.String).alias(column_letter(position)) for position in range(first)]
    return grid.rename(names).select(*blank, pl.all())


def _columns_to_look_at(grid: pl.DataFrame) -> list[str]:
    """The columns with a value that could be a number or a text, or a time with a fraction of a second or a text."""
    if grid.is_empty():
        return []
    value, length = pl.all(), pl.all().str.len_bytes()
    number = length.is_between(5, 8) & value.str.contains(THOUSANDS_GROUP)
    time = (length == 23) & value.str.contains(_FRACTION_OF_SECOND)
    found = grid.select((number | time).any()).row(0)
    return [column for column, is_there in zip(grid.columns, found, strict=True) if is_there]


def _tell_apart(column: str, rows: Sequence[int]) -> pl.Expr:
    """Numbers get one more zero where they look like a thousands group, times are rounded to the second."""
    value = pl.col(column)
    is_number = (pl.int_range(1, pl.len() + 1)).is_in(pl.Series(rows, dtype=pl.Int64).implode())
    rounded = (
        value.str.to_datetime("%Y-%m-%d %H:%M:%S%.3f", strict=False).dt.round("1s").dt.strftime("%Y-%m-%d %H:%M:%S")
    )
    return (
        pl.when(is_number & value.str.contains(THOUSANDS_GROUP))
        .then(value + "0")
        .when(is_number & value.str.contains(_FRACTION_OF_SECOND))
        .then(rounded)
        .otherwise(value)
        .alias(column)
    )
