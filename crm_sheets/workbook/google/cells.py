"""Rows of cells as JSON text, built column by column as table expressions."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from crm_sheets.content import ShownColumn
from crm_sheets.workbook.cell_values import FIRST_SERIAL_DATE, CellKind, kind_of, plain_values
from crm_sheets.workbook.google.links import link_address
from crm_sheets.workbook.google.looks import Look, tone_look

_DAYS_TO_1970 = 25_569
_MICROSECONDS_PER_DAY = 86_400_000_000
_LINK_ADDRESS = "\0address of "
_ROW = "\0row"
_PLACE = "\0"
"""Where a cell's own address goes in its look: no look has this character."""

_CELL_BYTES, _BLANK_BYTES = 48, 3
"""What a cell takes beside its value, and a blank one."""


@dataclass(frozen=True)
class CellColumn:
    """One column of cells: which frame column, "" for a column that is not ours and stays blank.

    `links` is the frame column with the addresses of its links, `link_text` the rest of their TextFormat.
    `tones` are the TextFormats of cells with some values. Every cell gets `look`, and `validation` when there is one.
    """

    name: str
    links: str = ""
    link_text: Look = field(default_factory=dict)
    tones: tuple[tuple[str, Look], ...] = ()
    look: Look = field(default_factory=dict)
    validation: Mapping[str, object] | None = None


def record_values(frame: pl.DataFrame, columns: Sequence[ShownColumn], sheet_ids: Mapping[str, int]) -> pl.DataFrame:
    """The plain values of the shown columns, and the addresses of those with links.

    `sheet_ids` is by title: links lead to the tabs with these ids.
    """
    plain = plain_values(frame.select(*dict.fromkeys(column.name for column in columns)))
    names = dict.fromkeys(column.link_column for column in columns if column.link_column)
    addresses = frame.select(link_address(name, sheet_ids).alias(_LINK_ADDRESS + name) for name in names)
    return plain.hstack(addresses) if names else plain


def cell_column(column: ShownColumn, values: pl.DataFrame, look: Look | None = None) -> CellColumn:
    """The cells of a shown column; `values` are from `record_values`."""
    links = _LINK_ADDRESS + column.link_column
    has_links = bool(column.link_column) and values[links].null_count() < values.height
    tones = column.tones if kind_of(values[column.name].dtype) is CellKind.TEXT else ()
    coloured = tuple((value, tone_look(tone)) for value, tone in tones)
    return CellColumn(column.name, links if has_links else "", tones=coloured, look=look or {})


def rows_json(values: pl.DataFrame, columns: Sequence[CellColumn]) -> str:
    """A JSON array of RowData: texts as texts, never as formulas; dates as serial numbers; blank cells without value.

    `values` are plain values (see `cell_values.plain_values`), `columns` in sheet order.
    """
    return array_of(cell_rows(values, columns))


def values_json(values: pl.DataFrame, columns: Sequence[CellColumn]) -> str:
    """A JSON array of arrays with the bare values; null for blank cells."""
    return array_of(value_rows(values, columns))


def cell_rows(values: pl.DataFrame, columns: Sequence[CellColumn]) -> pl.Series:
    """Each record's RowData as JSON text."""
    return _rows(values, '{"values":[', [_cell(column, values) for column in columns], "]}")


def value_rows(values: pl.DataFrame, columns: Sequence[CellColumn]) -> pl.Series:
    """Each record's bare values as the text of a JSON array."""
    bare = (_bare(values[column.name]) if column.name else None for column in columns)
    return _rows(values, "[", [pl.lit("null") if cell is None else cell.fill_null("null") for cell in bare], "]")


def array_of(rows: pl.Series) -> str:
    """A JSON array of texts that are JSON already."""
    joined: str | None = rows.str.join(",").item() if len(rows) else ""
    return f"[{joined}]"


def pieces_of(rows: pl.Series, largest: int) -> Iterator[tuple[int, int, str]]:
    """The rows in pieces of about `largest` bytes: first row, number of rows, and the JSON array of each."""
    if rows.is_empty():
        return
    pieces = (rows.str.len_bytes() + 1).cum_sum() // largest
    starts = [0, *pieces.ne(pieces.shift()).fill_null(value=False).arg_true().to_list()]
    for start, end in zip(starts, [*starts[1:], len(rows)], strict=True):
        yield start, end - start, array_of(rows.slice(start, end - start))


def size_of_rows(values: pl.DataFrame, columns: Sequence[CellColumn]) -> int:
    """About how many bytes `rows_json` would take."""
    sizes = [_size(values[name]) for column in columns for name in dict.fromkeys((column.name, column.links)) if name]
    return sum(sizes) + sum(
        len(_json(column.link_text)) * values[column.links].count() for column in columns if column.links
    )


def _size(series: pl.Series) -> int:
    texts = int(series.str.len_bytes().sum()) if series.dtype == pl.String else 12 * len(series)
    blanks = series.null_count()
    return texts + (len(series) - blanks) * _CELL_BYTES + blanks * _BLANK_BYTES


def _rows(values: pl.DataFrame, opening: str, cells: Sequence[pl.Expr], closing: str) -> pl.Series:
    separated = [part for cell in cells for part in (pl.lit(","), cell)][1:]
    row = pl.concat_str([pl.lit(opening), *separated, pl.lit(closing)])
    return values.with_columns(row.alias(_ROW))[_ROW]


def _cell(column: CellColumn, values: pl.DataFrame) -> pl.Expr:
    """One CellData; a column without values costs nothing but its looks."""
    blank = pl.lit("{" + ",".join(_always(column, column.look)) + "}")
    if not column.name or values[column.name].null_count() == values.height:
        return blank
    written = _extended(values[column.name])
    return pl.coalesce(
        pl.concat_str(pl.lit('{"userEnteredValue":{'), written, pl.lit("}"), *_looks(column), pl.lit("}")), blank
    )


def _always(column: CellColumn, look: Look) -> list[str]:
    """What every cell of the column has, as members of a JSON object."""
    members = {"userEnteredFormat": look} if look else {}
    if column.validation:
        members["dataValidation"] = column.validation
    return [f'"{name}":{_json(member)}' for name, member in members.items()]


def _looks(column: CellColumn) -> list[pl.Expr]:
    """The rest of a cell with a value: links come before tones, tones before the usual look."""
    look: pl.Expr = pl.lit(_following(_always(column, column.look)))
    for text, tone in column.tones:
        toned = pl.lit(_following(_always(column, {**column.look, "textFormat": tone})))
        look = pl.when(pl.col(column.name).eq_missing(pl.lit(text))).then(toned).otherwise(look)
    if not column.links:
        return [look]
    linked = {**column.look, "textFormat": {"link": {"uri": _PLACE}, **column.link_text}}
    before, after = _following(_always(column, linked)).split(_json(_PLACE))
    link = pl.concat_str(pl.lit(before), _quoted(column.links), pl.lit(after))
    return [pl.when(pl.col(column.links).is_not_null()).then(link).otherwise(look)]


def _following(members: Sequence[str]) -> str:
    return "".join("," + member for member in members)


def _extended(series: pl.Series) -> pl.Expr:
    """The member of an ExtendedValue, null for a blank cell."""
    match kind_of(series.dtype):
        case CellKind.TEXT:
            kind: pl.Expr = pl.lit('"stringValue":')
        case CellKind.BOOLEAN:
            kind = pl.lit('"boolValue":')
        case CellKind.DATE:
            early = pl.col(series.name) < FIRST_SERIAL_DATE
            kind = pl.when(early).then(pl.lit('"stringValue":')).otherwise(pl.lit('"numberValue":'))
        case _:
            kind = pl.lit('"numberValue":')
    return pl.concat_str(kind, _bare(series))


def _bare(series: pl.Series) -> pl.Expr:
    """The value as JSON, null for a blank cell."""
    value = pl.col(series.name)
    match kind_of(series.dtype):
        case CellKind.TEXT:
            return _quoted(series.name)
        case CellKind.DATE:
            serial = (value.cast(pl.Int32) + _DAYS_TO_1970).cast(pl.String)
            early = pl.concat_str(pl.lit('"'), value.dt.strftime("%Y-%m-%d"), pl.lit('"'))
            return pl.when(value < FIRST_SERIAL_DATE).then(early).otherwise(serial)
        case CellKind.DATETIME:
            since = value.cast(pl.Int64) + _DAYS_TO_1970 * _MICROSECONDS_PER_DAY
            return (since / _MICROSECONDS_PER_DAY).cast(pl.String)
        case _:
            return value.cast(pl.String)


def _quoted(name: str) -> pl.Expr:
    """A text as a JSON string, null for none."""
    text = pl.struct(pl.col(name).alias("t")).struct.json_encode().str.strip_prefix('{"t":').str.strip_suffix("}")
    return pl.when(pl.col(name).is_not_null()).then(text)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
