"""The fake spreadsheet: what the Sheets API would answer, and what stands in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import deepcopy
from datetime import date, datetime
from typing import Any

from crm_sheets.testing.spreadsheet.a1 import area_of
from crm_sheets.testing.spreadsheet.area import Area
from crm_sheets.testing.spreadsheet.cells import from_python
from crm_sheets.testing.spreadsheet.contents import Contents
from crm_sheets.testing.spreadsheet.people import People
from crm_sheets.testing.spreadsheet.reading import all_rows, all_texts, read_grid, read_values
from crm_sheets.testing.spreadsheet.refusal import BadRequest
from crm_sheets.testing.spreadsheet.requests import HANDLERS
from crm_sheets.testing.spreadsheet.runs import Look
from crm_sheets.testing.spreadsheet.sheet import Resource, Sheet
from crm_sheets.testing.spreadsheet.tables import fill_blanks, shown_tables
from crm_sheets.testing.spreadsheet.writing import write_values


class FakeSpreadsheet:
    """A Google spreadsheet in memory; `add_tab` fills it, `people` edits it as people do.

    `revision` grows with each change. Requests are taken whole or not at all.
    """

    def __init__(
        self,
        spreadsheet_id: str,
        title: str = "Untitled spreadsheet",
        locale: str = "id_ID",
        time_zone: str = "Asia/Jakarta",
    ) -> None:
        self.spreadsheet_id = spreadsheet_id
        self.revision = 0
        self.people = People(self)
        properties = {"title": title, "locale": locale, "autoRecalc": "ON_CHANGE", "timeZone": time_zone}
        self._contents = Contents(properties)

    @property
    def locale(self) -> str:
        """The spreadsheet's language and country, such as "id_ID"."""
        return str(self._contents.properties["locale"])

    @property
    def titles(self) -> list[str]:
        """The tabs' titles in order."""
        return [sheet.title for sheet in self._contents.sheets]

    def add_tab(
        self,
        title: str,
        rows: Sequence[Sequence[object]] = (),
        *,
        formats: Mapping[int, str] | None = None,
        sheet_id: int | None = None,
        row_count: int = 1000,
        column_count: int = 26,
    ) -> Sheet:
        """Add a tab with these rows, on a larger grid when they need one. Returns it.

        Cells are texts, numbers, True or False, dates (kept as serial numbers in date format), formulas or None.
        `formats` is the number format type ("TEXT") of whole columns, counted from 0.
        """
        size = {
            "rowCount": max(row_count, len(rows)),
            "columnCount": max([column_count, *(len(row) for row in rows)]),
        }
        properties = {"title": title, "gridProperties": size} | ({} if sheet_id is None else {"sheetId": sheet_id})
        self.batch_update([{"addSheet": {"properties": properties}}])
        sheet = self.sheet(title)
        sheet.grid.put_rows(0, 0, [tuple(from_python(value) for value in row) for row in rows])
        for column, kind in (formats or {}).items():
            sheet.grid.put_looks(0, column, [_number_format(kind)] * sheet.grid.row_count)
        for column in _date_columns(rows) - (formats or {}).keys():
            sheet.grid.put_looks(0, column, [_date_format(row[column : column + 1]) for row in rows])
        return sheet

    def batch_update(self, requests: Sequence[Mapping[str, Any]]) -> list[Resource]:
        """Make all these requests or, with BadRequest, none of them. Returns a reply for each, {} where there is none.

        NotImplementedError for requests that this fake does not know.
        """
        if not requests:
            raise BadRequest("Must specify at least one request.")
        replies: list[Resource] = []

        def work(draft: Contents) -> None:
            replies.extend(_reply(draft, place, request) for place, request in enumerate(requests))

        self.edit(work)
        return replies

    def update_values(self, data: Sequence[Mapping[str, Any]], option: str) -> None:
        """Write DataFilterValueRanges "RAW" or "USER_ENTERED", all or, with BadRequest, none of them.

        null skips a cell, "" blanks it.
        """

        def work(draft: Contents) -> None:
            for place, written in enumerate(data):
                with _refusing(f"Invalid data[{place}]"):
                    write_values(draft, written, option)

        self.edit(work)

    def edit(self, work: Callable[[Contents], None]) -> None:
        """Let `work` change a draft, and keep it unless it raises."""
        draft = self._contents.draft()
        work(draft)
        fill_blanks(draft)
        self._contents = draft
        self.revision += 1

    def metadata(self) -> Resource:
        """The whole Spreadsheet resource without grid data."""
        contents = self._contents
        entries = contents.developer_metadata.values()
        sheets = [_resource(sheet, index) for index, sheet in enumerate(contents.sheets)]
        for sheet in sheets:
            sheet_id = sheet["properties"]["sheetId"]
            of_sheet = [deepcopy(entry) for entry in entries if entry["location"].get("sheetId") == sheet_id]
            sheet.update({"developerMetadata": of_sheet} if of_sheet else {})
        whole = [deepcopy(entry) for entry in entries if "spreadsheet" in entry["location"]]
        shown = {"namedRanges": deepcopy(list(contents.named_ranges.values())), "developerMetadata": whole}
        return {
            "spreadsheetId": self.spreadsheet_id,
            "properties": deepcopy(contents.properties),
            "sheets": sheets,
            **{name: resources for name, resources in shown.items() if resources},
            "spreadsheetUrl": f"https://docs.google.com/spreadsheets/d/{self.spreadsheet_id}/edit",
        }

    def grid_data(self, a1: str) -> tuple[int, Resource]:
        """The sheet id and the GridData of the cells that `a1` means; BadRequest when it means none."""
        return read_grid(self._contents, a1)

    def values(self, a1: str, *, columns: bool, unformatted: bool) -> Resource:
        """The ValueRange of the cells that `a1` means: ragged, without trailing blanks; BadRequest when it means none.

        Unformatted: numbers, booleans, dates as serial numbers. Formatted: all as people see it.
        """
        return read_values(self._contents, a1, columns=columns, unformatted=unformatted)

    def area(self, a1: str) -> Area:
        """The cells that `a1` means; BadRequest when it means none."""
        return area_of(a1, self._contents)

    def rows(self, title: str) -> list[list[object]]:
        """What stands in a tab, row by row: None for blank cells, `Formula` for formulas, no trailing blanks."""
        return all_rows(self.sheet(title))

    def texts(self, title: str) -> list[list[str]]:
        """What people see in a tab, row by row, without trailing blanks."""
        return all_texts(self._contents, self.sheet(title))

    def sheet(self, title: str) -> Sheet:
        """The tab with this title, to look at; KeyError when there is none."""
        sheet = self._contents.by_title(title)
        if sheet is None:
            raise KeyError(f"There is no tab {title!r}; there are {self.titles}.")
        return sheet


def _resource(sheet: Sheet, index: int) -> Resource:
    tables = deepcopy(shown_tables(sheet))
    return {**sheet.resource(index), **({"tables": tables} if tables else {})}


def _reply(draft: Contents, place: int, request: Mapping[str, Any]) -> Resource:
    if len(request) != 1:
        raise BadRequest(f"Invalid requests[{place}]: Must specify exactly one kind of request.")
    kind, body = next(iter(request.items()))
    if kind not in HANDLERS:
        raise NotImplementedError(f"The fake spreadsheet does not know the request {kind!r}.")
    with _refusing(f"Invalid requests[{place}].{kind}"):
        return HANDLERS[kind](draft, body)


@contextmanager
def _refusing(what: str) -> Iterator[None]:
    try:
        yield
    except BadRequest as refusal:
        raise BadRequest(f"{what}: {refusal}") from None


def _date_columns(rows: Sequence[Sequence[object]]) -> set[int]:
    return {column for row in rows for column, value in enumerate(row) if isinstance(value, date)}


def _date_format(cell: Sequence[object]) -> Look:
    if not cell or not isinstance(cell[0], date):
        return {}
    return _number_format("DATE_TIME" if isinstance(cell[0], datetime) else "DATE")


def _number_format(kind: str) -> Look:
    return {"userEnteredFormat": {"numberFormat": {"type": kind}}}
