"""The cells in an answer of JSON as texts: decoded some columns at a time, without a look at single cells.

All at once would take ten times the memory of the answer. So its outer structure is taken apart by pattern: a quote
inside a text is always escaped, so that no text looks like a key, and a text that looks like the end of a column
leaves a piece that is no JSON, which is noticed.

The number 1.234 and the text "1.234" differ by the quotes alone, which are gone once both are texts. So columns with
such values are decoded a second time, with a mark before the texts among them.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import polars as pl

from crm_sheets.tables import column_letter
from crm_sheets.workbook.cell_values import as_read

_COLUMNS = pl.Schema({"columns": pl.List(pl.List(pl.String))})
_VALUES = re.compile(rb'values"\s*:\s*\[\s*')
_BETWEEN_COLUMNS = re.compile(rb"\]\s*,\s*\[")
_BEHIND_COLUMNS = re.compile(rb'\]\s*\]\s*(?:\}|,\s*")')
_LONGEST_TAIL = 1 << 20
"""Bytes between the columns of one range and those of the next: keys, titles and empty tabs."""

_MOST_WORKERS = 4
_AT_ONCE = 1 << 21
"""Bytes of columns that are decoded together, or one column that is larger."""

_LOOKALIKE = r"-?[0-9]{1,3}\.[0-9]{3}|-?[0-9]+\.[0-9]{10,}|-?[0-9]{17,38}"
"""What reads otherwise when it is a number: a thousands group, more than nine decimals, more digits than are exact."""

_IS_LOOKALIKE = f"^(?:{_LOOKALIKE})$"
_SHORTEST_LOOKALIKE = 5
_AFTER_DIGITS = ":"
"""The character behind the digits: what begins with a digit or a minus sign sorts before it."""

_QUOTED, _MARKED = f'"({_LOOKALIKE})"', '"text $1"'


class BrokenAnswer(Exception):
    """This is no whole answer to `values:batchGet` for so many ranges; `str(error)` says what is wrong with it."""


@dataclass(frozen=True)
class _Values:
    """Where in an answer the columns of one value range stand, without the brackets around them all."""

    start: int
    end: int


def grids(raw: bytes, count: int) -> Iterator[pl.DataFrame]:
    """The cells of each of the `count` value ranges in an answer, in order, one at a time.

    A grid begins with the tab's first cell, and its texts are those of `RawTab`. Raises BrokenAnswer.
    """
    ranges = _value_ranges(raw)
    if len(ranges) != count:
        raise BrokenAnswer(f"it has {len(ranges)} of {count} tabs")
    for number, values in enumerate(ranges, 1):
        try:
            yield _grid(raw, values)
        except pl.exceptions.ComputeError:  # its own text would show what stands in the cells
            raise BrokenAnswer(f"tab {number} of {count} is not whole") from None


def _value_ranges(raw: bytes) -> list[_Values]:
    """What the answer's structure says, read with a number in place of each range's columns."""
    starts = [found.end() for found in _VALUES.finditer(raw)]
    places = [_values(raw, start, stop) for start, stop in zip(starts, [*starts[1:], len(raw)], strict=False)]
    pieces, position = [], 0
    for number, place in enumerate(places):
        pieces += [raw[position : place.start], b"%d" % number if place.end > place.start else b""]
        position = place.end
    try:
        structure = json.loads(b"".join([*pieces, raw[position:]]))
        return [_place(found, places) for found in structure["valueRanges"]]
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
        raise BrokenAnswer("it is no JSON with value ranges, or not all of it") from None


def _values(raw: bytes, start: int, stop: int) -> _Values:
    """The columns that begin here, up to the last place before `stop` where columns may end."""
    end = start
    for found in _BEHIND_COLUMNS.finditer(raw, max(start, stop - _LONGEST_TAIL), stop):
        end = found.start() + 1
    return _Values(start, end)


def _place(value_range: Any, places: Sequence[_Values]) -> _Values:
    """Where the columns of a value range stand, whose `values` are missing, empty or the number of a place."""
    numbers = value_range.get("values") or ()
    return places[numbers[0]] if numbers else _Values(0, 0)


def _grid(raw: bytes, values: _Values) -> pl.DataFrame:
    """The columns of one value range side by side."""
    if values.end == values.start:
        return pl.DataFrame()
    try:
        parts = _all_decoded(_pieces(raw, values))
    except pl.exceptions.ComputeError:  # perhaps cut where only a text looked like the end of a column
        parts = [_decoded(memoryview(raw)[values.start : values.end])]
    columns = [column for part in parts for column in part.iter_columns()]
    height = max((len(column) for column in columns), default=0)
    return _side_by_side(columns, height) if height else pl.DataFrame()


def _all_decoded(pieces: Sequence[memoryview]) -> list[pl.DataFrame]:
    """Several at a time where there are several."""
    workers = min(len(pieces), os.cpu_count() or 1, _MOST_WORKERS)
    if workers == 1:
        return [_decoded(piece) for piece in pieces]
    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(_decoded, pieces))


def _pieces(raw: bytes, values: _Values) -> list[memoryview]:
    """The columns, some at a time."""
    view, start, pieces = memoryview(raw), values.start, []
    while found := _BETWEEN_COLUMNS.search(raw, start + _AT_ONCE, values.end):
        pieces.append(view[start : found.start() + 1])
        start = found.end() - 1
    return [*pieces, view[start : values.end]]


def _side_by_side(columns: Sequence[pl.Series], height: int) -> pl.DataFrame:
    """Columns as a table, filled up with nulls to this height."""
    named = [column.alias(column_letter(position)) for position, column in enumerate(columns)]
    return pl.DataFrame([column.extend_constant(None, height - len(column)) for column in named])


def _decoded(piece: memoryview) -> pl.DataFrame:
    """Some columns as texts, numbers as a number reads."""
    columns = b"".join((b'{"columns":[', piece, b"]}"))
    grid = _texts(columns)
    doubtful = _columns_with_lookalikes(grid)
    return _told_apart(grid, doubtful, columns) if doubtful else grid


def _texts(columns: bytes) -> pl.DataFrame:
    found = pl.read_json(columns, schema=_COLUMNS)["columns"][0]
    lengths = found.list.len().fill_null(0).to_list()
    blank = pl.Series(dtype=pl.String)
    texts = [found[position] if length else blank for position, length in enumerate(lengths)]
    return _side_by_side(texts, max(lengths, default=0))


def _columns_with_lookalikes(grid: pl.DataFrame) -> list[str]:
    """Most columns have no numbers, which comparing finds out many times faster than a pattern."""
    number = (pl.all() < _AFTER_DIGITS) & (pl.all().str.len_bytes() >= _SHORTEST_LOOKALIKE)
    columns = _columns_where(grid, number)
    return _columns_where(grid.select(columns), pl.all().str.contains(_IS_LOOKALIKE))


def _columns_where(grid: pl.DataFrame, condition: pl.Expr) -> list[str]:
    """The columns with a cell for which the condition holds."""
    if not grid.width:
        return []
    found = grid.select(condition.any()).row(0)
    return [column for column, is_there in zip(grid.columns, found, strict=True) if is_there]


def _told_apart(grid: pl.DataFrame, doubtful: Sequence[str], columns: bytes) -> pl.DataFrame:
    """With the numbers in these columns as numbers read; texts stay as typed."""
    marked: bytes = pl.Series([columns.decode()]).str.replace_all(_QUOTED, _MARKED)[0].encode()
    known = (_texts(marked) if len(marked) > len(columns) else grid).select(doubtful)
    number = pl.when(pl.all().str.contains(_IS_LOOKALIKE)).then(pl.all().cast(pl.Float64, strict=False))
    read = as_read(known.select(number))
    return grid.with_columns(column.fill_null(grid[column.name]) for column in read)
