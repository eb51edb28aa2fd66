"""From a plain grid of cells to a `RawTab`: where the header is, where the data ends."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import polars as pl

from crm_sheets.tables import CellError, RawTab, column_letter


class MergedRange(NamedTuple):
    """Merged cells: sheet rows from `top` to `bottom`, both included."""

    top: int
    bottom: int


def raw_tab(
    title: str,
    grid: pl.DataFrame,
    errors: Sequence[CellError] = (),
    merged: Sequence[MergedRange] = (),
) -> RawTab:
    """The tab whose sheet row 1 is the first row of `grid`; an empty text counts as blank.

    The header is the first row with content, so that a tab whose table starts lower keeps its row numbers.
    """
    grid = name_by_position(grid).select(pl.when(pl.all() != "").then(pl.all()))
    if grid.is_empty():
        return RawTab(title, (), grid, errors=tuple(errors))
    blank = grid.select(pl.all_horizontal(pl.all().is_null())).to_series()
    with_content = (~blank).arg_true()
    top = int(with_content[0]) if len(with_content) else 0
    end = max([int(with_content[-1]) + 1 if len(with_content) else 1, *(error.row for error in errors)])
    header = tuple((value or "").strip() for value in grid.row(top))
    return RawTab(
        title=title,
        header=header,
        cells=grid.slice(top + 1, max(end - top - 1, 0)),
        first_row=top + 2,
        errors=tuple(errors),
        merged_header=any(area.top <= top + 1 <= area.bottom for area in merged),
    )


def name_by_position(grid: pl.DataFrame) -> pl.DataFrame:
    """The same columns under the spreadsheet's names "A", "B", ..."""
    letters = [column_letter(position) for position in range(grid.width)]
    return grid.rename(dict(zip(grid.columns, letters, strict=True)))
