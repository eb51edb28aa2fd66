"""Rows of cells as XML, built column by column as table expressions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import polars as pl

from crm_sheets.tables import column_letter
from crm_sheets.workbook.cell_values import FIRST_SERIAL_DATE, CellKind, kind_of
from crm_sheets.workbook.xlsx import markup

ROWS_AT_ONCE = 4000
ROW = "\0row"
"""The name of the column with the sheet row, as text, in a frame of cells to write."""

LINE_POINTS, PADDING_POINTS = 12.75, 5.25
ROW_POINTS = 18
"""The height of a line of text, of the room around the lines of a cell, and so of a row with one line."""

MOST_LINES = 31
"""A row can be no higher."""

_CHARACTERS_PER_WIDTH = 1.05  # running text is a little narrower than the digits that widths are counted in

_DAYS_TO_1970 = 25_569
_DAYS_TO_1904 = 1_462
_MICROSECONDS_PER_DAY = 86_400_000_000
_ESCAPED_CHARACTER = "_x[0-9A-Fa-f]{4}_"


@dataclass(frozen=True)
class CellStyle:
    """The number of a column's format, and of its cells with a link (`links` is the column that has it) or a value.

    `values` are pairs of a text and the format of the cells with it.
    """

    usual: int
    link: int = 0
    links: str = ""
    values: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class CellColumn:
    """One column of cells: which frame column, in which 0-based sheet column, in which format.

    `wrapped` is the width in characters of a column whose texts are wrapped, else 0; they make a row no higher than
    `most_lines`. `keeps_blanks` writes blank cells too, for their looks.
    """

    name: str
    position: int
    style: CellStyle
    wrapped: int = 0
    keeps_blanks: bool = False
    most_lines: int = MOST_LINES


def row_markup(
    values: pl.DataFrame, columns: list[CellColumn], first_row: int, prefix: str = "", *, from_1904: bool = False
) -> tuple[pl.DataFrame, pl.Expr]:
    """The frame and the expression that together give one `<row>` for each record.

    `values` are plain values (see `cell_values.plain_values`), `columns` in sheet order.
    """
    numbers = pl.int_range(first_row, first_row + values.height, eager=True).cast(pl.String).alias(ROW)
    cells = [
        _cell(column, values[column.name], prefix, _DAYS_TO_1904 if from_1904 else 0)
        for column in columns
        if column.keeps_blanks or values[column.name].null_count() < values.height
    ]
    opening = [pl.lit(f'<{prefix}row r="'), pl.col(ROW), *_height(columns), pl.lit('">')]
    return values.with_columns(numbers), pl.concat_str([*opening, *cells, pl.lit(f"</{prefix}row>")])


def _height(columns: Sequence[CellColumn]) -> list[pl.Expr]:
    """Rows with wrapped texts say how high they are: programs would not find out, or show every line of a long text."""
    heights = [_text_height(column) for column in columns if column.wrapped]
    return [pl.lit('" customHeight="1" ht="'), pl.max_horizontal(pl.lit(ROW_POINTS), *heights)] if heights else []


def _text_height(column: CellColumn) -> pl.Expr:
    """Points; a text that is longer than its row ends with a whole line."""
    lines = line_count(pl.col(column.name), column.wrapped)
    whole = lines * LINE_POINTS + PADDING_POINTS
    return pl.when(lines > column.most_lines).then(column.most_lines * LINE_POINTS).otherwise(whole)


def line_count(text: pl.Expr, width: int) -> pl.Expr:
    """About how many lines a text takes in a column of this width, null for none."""
    length = pl.element().str.len_chars() / (width * _CHARACTERS_PER_WIDTH)
    lines = text.cast(pl.String).str.split("\n").list.eval(length.ceil().clip(lower_bound=1))
    return lines.list.sum().cast(pl.Int64)


def row_pieces(
    values: pl.DataFrame, columns: list[CellColumn], first_row: int, *, from_1904: bool = False
) -> Iterator[Callable[[], bytes]]:
    """The rows in pieces, each built when it is called, so that no more than a few are held at the same time."""
    frame, expression = row_markup(values, columns, first_row, from_1904=from_1904)
    for start in range(0, frame.height, ROWS_AT_ONCE):
        yield partial(_piece, frame.slice(start, ROWS_AT_ONCE), expression)


def _piece(frame: pl.DataFrame, expression: pl.Expr) -> bytes:
    text: str = frame.select(expression.str.join("")).item()
    return text.encode()


def _cell(column: CellColumn, series: pl.Series, prefix: str, epoch: int) -> pl.Expr:
    value = pl.col(column.name)
    opening = [pl.lit(f'<{prefix}c r="{column_letter(column.position)}'), pl.col(ROW), *_style(column.style, value)]
    match kind_of(series.dtype):
        case CellKind.NUMBER:
            cell = _number(opening, value, prefix)
        case CellKind.BOOLEAN:
            cell = _number(opening, value.cast(pl.Int8), prefix, ' t="b"')
        case CellKind.DATE:
            cell = _date(opening, value, prefix, epoch)
        case CellKind.DATETIME:
            cell = _number(opening, _serial_time(value, epoch), prefix)
        case CellKind.TEXT:
            cell = _text(opening, _escaped(value, series), prefix)
    if not series.null_count():
        return cell
    blank = pl.concat_str([*opening, pl.lit("/>")]) if column.keeps_blanks else pl.lit("")
    return pl.coalesce(cell, blank)


def _style(style: CellStyle, value: pl.Expr) -> list[pl.Expr]:
    if not style.links and not style.values:
        return [pl.lit(f'" s="{style.usual}"')]
    chosen = pl.lit(f"{style.usual}")
    for text, number in style.values:
        chosen = pl.when(value.eq_missing(pl.lit(text))).then(pl.lit(f"{number}")).otherwise(chosen)
    if style.links:
        chosen = pl.when(pl.col(style.links).is_not_null()).then(pl.lit(f"{style.link}")).otherwise(chosen)
    return [pl.lit('" s="'), chosen, pl.lit('"')]


def _number(opening: list[pl.Expr], value: pl.Expr, prefix: str, kind: str = "") -> pl.Expr:
    return pl.concat_str([*opening, pl.lit(f"{kind}><{prefix}v>"), value, pl.lit(f"</{prefix}v></{prefix}c>")])


def _text(opening: list[pl.Expr], value: pl.Expr, prefix: str) -> pl.Expr:
    before = f' t="inlineStr"><{prefix}is><{prefix}t xml:space="preserve">'
    return pl.concat_str([*opening, pl.lit(before), value, pl.lit(f"</{prefix}t></{prefix}is></{prefix}c>")])


def _date(opening: list[pl.Expr], value: pl.Expr, prefix: str, epoch: int) -> pl.Expr:
    serial = _number(opening, value.cast(pl.Int32) + (_DAYS_TO_1970 - epoch), prefix)
    text = _text(opening, value.dt.strftime("%Y-%m-%d"), prefix)
    first = FIRST_SERIAL_DATE if not epoch else pl.date(1904, 1, 1)
    return pl.when(value < first).then(text).otherwise(serial)


def _serial_time(value: pl.Expr, epoch: int) -> pl.Expr:
    days = value.cast(pl.Int64).cast(pl.Float64) / _MICROSECONDS_PER_DAY
    return (days + (_DAYS_TO_1970 - epoch)).round(9)


def _escaped(value: pl.Expr, series: pl.Series) -> pl.Expr:
    """Only the escaping that this column needs: most columns need none."""
    if series.str.contains(_ESCAPED_CHARACTER).any():
        value = value.str.replace_all("_x", "_x005F_x", literal=True)
    if series.str.contains_any(["&", "<", ">"]).any():
        value = value.str.replace_many(["&", "<", ">"], ["&amp;", "&lt;", "&gt;"])
    return value.str.replace_all("\r", "_x000D_", literal=True) if _has(series, "\r") else value


def _has(series: pl.Series, text: str) -> bool:
    return bool(series.str.contains(text, literal=True).any())


def single_cell(position: int, row: int, style: int, text: str) -> str:
    """One cell with a text."""
    reference = f"{column_letter(position)}{row}"
    return (
        f'<c r="{reference}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{markup.content(text)}</t></is></c>'
    )


def single_row(row: int, height: float, cells: Mapping[int, tuple[str, int]]) -> bytes:
    """One row of texts: sheet position -> text and format; `height` is in points."""
    inside = "".join(single_cell(position, row, style, text) for position, (text, style) in cells.items())
    return f'<row r="{row}" ht="{height:g}" customHeight="1">{inside}</row>'.encode()
