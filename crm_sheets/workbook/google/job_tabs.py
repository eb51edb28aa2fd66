"""A job tab as requests: made or cleared, filled, given its looks and its charts, all in one atomic batch."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

import polars as pl

from crm_sheets.content import GREEN, JobTab, ShownColumn
from crm_sheets.workbook.cell_values import kind_of
from crm_sheets.workbook.google import looks
from crm_sheets.workbook.google.cells import (
    CellColumn,
    cell_column,
    cell_rows,
    pieces_of,
    record_values,
    size_of_rows,
    value_rows,
)
from crm_sheets.workbook.google.charts import chart_requests
from crm_sheets.workbook.google.filters import filter_requests
from crm_sheets.workbook.google.ids import job_tab_id
from crm_sheets.workbook.google.looks import Look, colour_style
from crm_sheets.workbook.google.outline import Outline, SheetOutline
from crm_sheets.workbook.google.requests import Request, TabWrite
from crm_sheets.workbook.google.sizes import frozen, grid_size, height_requests, width_requests
from crm_sheets.workbook.layout import PlacedBlock, is_plain_list, lay_out

LARGEST_PIECE = 500_000
LARGEST_RANGE, LARGEST_BODY = 1_450_000, 1_500_000
"""Bytes of one request of a batch; of one range of bare values, and of all ranges in one body."""

ALL_CONTENT = "userEnteredValue,userEnteredFormat,note,dataValidation,textFormatRuns"


def write_job_tab(
    tab: JobTab, outline: Outline, sheet_ids: Mapping[str, int], *, limit: int = LARGEST_BODY
) -> TabWrite:
    """All that writes `tab` whole: into the tab with the id that `sheet_ids` gives its title, made if missing.

    `sheet_ids` has all tabs by title, for links too. Without it there: the tab that we made under the title, else the
    one with it, else a new one. Rows of more than about `limit` bytes become bare values,
    without links and colours of single values. Raises ValueError when a chart uses a column that is not shown.
    """
    writing = _Writing(tab, outline, sheet_ids)
    is_large = writing.size > limit
    return TabWrite(
        sheet_id=writing.sheet_id,
        title=writing.sheet.title if writing.sheet else tab.title,
        structure=tuple(writing.structure()),
        rows=() if is_large else tuple(writing.rows()),
        looks=tuple(writing.looks()),
        values=tuple(writing.value_bodies()) if is_large else (),
    )


def sheet_for(title: str, outline: Outline) -> SheetOutline | None:
    """The tab that a job made under this title, whatever people call it now; else the one with this title."""
    return outline.by_id(job_tab_id(title)) or outline.by_title(title)


@dataclass(frozen=True)
class _Records:
    """A block's records as cells, and where they stand."""

    placed: PlacedBlock
    values: pl.DataFrame
    columns: tuple[CellColumn, ...]

    @property
    def fields(self) -> str:
        """What the cells set: the text's format only where a value may have its own."""
        has_own = any(column.links or column.tones for column in self.columns)
        return "userEnteredValue,userEnteredFormat.textFormat" if has_own else "userEnteredValue"


class _Writing:
    """One call of `write_job_tab`."""

    def __init__(self, tab: JobTab, outline: Outline, sheet_ids: Mapping[str, int]) -> None:
        self.tab, self.outline, self.layout = tab, outline, lay_out(tab)
        known = sheet_for(tab.title, outline)
        self.sheet_id = sheet_ids.get(tab.title, known.sheet_id if known else job_tab_id(tab.title))
        self.sheet = outline.by_id(self.sheet_id)
        shown = [placed for placed in self.layout.blocks if placed.block.columns and placed.block.frame.height]
        self.records = [_records(placed, sheet_ids) for placed in shown]

    @property
    def size(self) -> int:
        """About how many bytes the rows take."""
        return sum(size_of_rows(records.values, records.columns) for records in self.records)

    def structure(self) -> Iterator[Request]:
        """The tab with its size and nothing in it, by steps that each are possible."""
        if self.sheet is None:
            yield Request.of("addSheet", {"properties": self._new_properties()})
            return
        whole = {"sheetId": self.sheet_id}
        for table_id in self.sheet.tables:
            yield Request.of("deleteTable", {"tableId": table_id})
        if self.sheet.filter and "tableId" not in self.sheet.filter and not is_plain_list(self.tab):
            yield Request.of("clearBasicFilter", whole)
        yield self._grid_update({"frozenRowCount": 0, "frozenColumnCount": 0})
        yield Request.of("unmergeCells", {"range": whole})
        yield Request.of("updateCells", {"range": whole, "fields": ALL_CONTENT})
        yield self._grid_update(self._grid())
        all_rows = {**whole, "dimension": "ROWS"}
        shown = {"range": all_rows, "properties": {"hiddenByUser": False}, "fields": "hiddenByUser"}
        yield Request.of("updateDimensionProperties", shown)

    def _new_properties(self) -> Look:
        """At the end, as every tab without an index."""
        return {
            "sheetId": self.sheet_id,
            "title": self.tab.title,
            "hidden": self.tab.hidden,
            "tabColorStyle": colour_style(self.tab.colour),
            "gridProperties": self._grid(),
        }

    def _grid(self) -> dict[str, int | bool]:
        size, held = grid_size(self.tab, self.layout, self.sheet), frozen(self.tab, self.layout)
        return {
            "rowCount": size.rows,
            "columnCount": size.columns,
            "frozenRowCount": held.rows,
            "frozenColumnCount": held.columns,
            "hideGridlines": not is_plain_list(self.tab),
        }

    def _grid_update(self, grid: Mapping[str, int | bool]) -> Request:
        properties = {"sheetId": self.sheet_id, "gridProperties": grid}
        fields = ",".join(f"gridProperties.{name}" for name in grid)
        return Request.of("updateSheetProperties", {"properties": properties, "fields": fields})

    def rows(self) -> Iterator[Request]:
        """All texts and values as cells."""
        for row, texts in self._lines():
            cells = [{"userEnteredValue": {"stringValue": text}} if text else {} for text in texts]
            yield self._update_cells(row, [{"values": cells}], "userEnteredValue")
        for records in self.records:
            rows = cell_rows(records.values, records.columns)
            for start, _, piece in pieces_of(rows, LARGEST_PIECE):
                body = {"start": self._start(records.placed.first_row + start), "fields": records.fields}
                yield Request.with_rows("updateCells", body, piece)

    def value_bodies(self) -> Iterator[bytes]:
        """The same as bare values, in bodies of a bearable size; raw, so that no text is taken for a formula."""
        waiting: list[bytes] = []
        for area in self._value_ranges():
            if waiting and sum(map(len, waiting)) + len(area) > LARGEST_BODY:
                yield _values_body(waiting)
                waiting = []
            waiting.append(area)
        yield _values_body(waiting)

    def _value_ranges(self) -> Iterator[bytes]:
        for row, texts in self._lines():
            yield self._value_range(row, 1, len(texts), f"[{_json(texts)}]")
        for records in self.records:
            rows = value_rows(records.values, records.columns)
            for start, count, piece in pieces_of(rows, LARGEST_RANGE):
                yield self._value_range(records.placed.first_row + start, count, len(records.columns), piece)

    def _value_range(self, row: int, rows: int, columns: int, values: str) -> bytes:
        area = self._area(row, row + rows - 1, 0, columns)
        place = f'"dataFilter":{{"gridRange":{_json(area)}}},"majorDimension":"ROWS"'
        return f'{{{place},"values":{values}}}'.encode()

    def _lines(self) -> Iterator[tuple[int, Sequence[str]]]:
        """The sheet row and the texts of each line that is no record."""
        single = [(self.layout.heading_row, self.tab.heading), (self.layout.subheading_row, self.tab.subheading)]
        for placed in self.layout.blocks:
            single += [(placed.title_row, placed.block.title), (placed.note_row, placed.block.note)]
        yield from ((row, [text]) for row, text in single if row)
        for placed in self.layout.blocks:
            if placed.block.columns:
                yield placed.header_row, [column.header for column in placed.block.columns]

    def looks(self) -> Iterator[Request]:
        """Formats, sizes, filter and charts."""
        for row, look in self._line_looks():
            body = {"range": self._area(row, row, 0, 1), "cell": {"userEnteredFormat": look}}
            yield Request.of("repeatCell", {**body, "fields": "userEnteredFormat"})
        for placed in self.layout.blocks:
            if placed.block.columns:
                cells = [self._header_cell(column) for column in placed.block.columns]
                yield self._update_cells(placed.header_row, [{"values": cells}], "userEnteredFormat,note")
        for records in self.records:
            yield from self._column_looks(records)
        yield from width_requests(self.tab, self.layout, self.sheet_id)
        yield from height_requests(self.tab, self.layout, self.sheet_id)
        if is_plain_list(self.tab):
            now = self.sheet.filter if self.sheet else None
            yield from filter_requests(self.sheet_id, len(self.layout.widths), self.layout.last_row, now)
        yield from chart_requests(self.tab, self.layout, self.sheet_id, self.outline)

    def _line_looks(self) -> Iterator[tuple[int, Look]]:
        colour = self.tab.colour
        found = [
            (self.layout.heading_row, looks.heading_look(colour)),
            (self.layout.subheading_row, looks.subheading_look()),
        ]
        for placed in self.layout.blocks:
            found += [(placed.title_row, looks.block_title_look(colour)), (placed.note_row, looks.note_look())]
        return ((row, look) for row, look in found if row)

    def _column_looks(self, records: _Records) -> Iterator[Request]:
        """One request for neighbours that look alike."""
        placed = records.placed
        found = [
            looks.column_look(column, kind_of(records.values[column.name].dtype)) for column in placed.block.columns
        ]
        for look, run in groupby(enumerate(found), key=lambda item: item[1]):
            positions = [position for position, _ in run]
            area = self._area(placed.first_row, placed.last_row, positions[0], positions[-1] + 1)
            body = {"range": area, "cell": {"userEnteredFormat": look}, "fields": looks.COLUMN_LOOK_FIELDS}
            yield Request.of("repeatCell", body)

    def _header_cell(self, column: ShownColumn) -> Look:
        colour = GREEN if column.people_fill else self.tab.colour
        look = looks.header_look(colour, column.format, has_button=is_plain_list(self.tab))
        return {"userEnteredFormat": look, **({"note": column.note} if column.note else {})}

    def _update_cells(self, row: int, rows: Sequence[Mapping[str, Any]], fields: str) -> Request:
        return Request.of("updateCells", {"start": self._start(row), "rows": rows, "fields": fields})

    def _start(self, row: int) -> Look:
        return {"sheetId": self.sheet_id, "rowIndex": row - 1, "columnIndex": 0}

    def _area(self, first_row: int, last_row: int, column: int, end_column: int) -> Look:
        rows = {"startRowIndex": first_row - 1, "endRowIndex": last_row}
        return {"sheetId": self.sheet_id, **rows, "startColumnIndex": column, "endColumnIndex": end_column}


def _records(placed: PlacedBlock, sheet_ids: Mapping[str, int]) -> _Records:
    columns = placed.block.columns
    values = record_values(placed.block.frame, columns, sheet_ids)
    return _Records(placed, values, tuple(_cell_column(column, values) for column in columns))


def _cell_column(column: ShownColumn, values: pl.DataFrame) -> CellColumn:
    return replace(cell_column(column, values), link_text=looks.link_text_look())


def _values_body(ranges: Sequence[bytes]) -> bytes:
    return b'{"valueInputOption":"RAW","data":[' + b",".join(ranges) + b"]}"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
