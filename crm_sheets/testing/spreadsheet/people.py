"""People who edit the spreadsheet in their browsers while programs work on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from crm_sheets.testing.spreadsheet import dimensions
from crm_sheets.testing.spreadsheet.a1 import quoted
from crm_sheets.testing.spreadsheet.area import Area, Box
from crm_sheets.testing.spreadsheet.contents import Contents
from crm_sheets.testing.spreadsheet.entering import Entered, entered
from crm_sheets.testing.spreadsheet.grid import Dimension, Grid
from crm_sheets.testing.spreadsheet.requests.sheet_properties import change_properties
from crm_sheets.testing.spreadsheet.sheet import Sheet
from crm_sheets.testing.spreadsheet.writing import write_entered

if TYPE_CHECKING:
    from crm_sheets.testing.spreadsheet.spreadsheet import FakeSpreadsheet


class People:
    """What people do by hand. Tabs are named by title, rows counted from 1 as people see them, columns from 0.

    KeyError for a tab that is not there; BadRequest for what the browser refuses.
    """

    def __init__(self, spreadsheet: FakeSpreadsheet) -> None:
        self._spreadsheet = spreadsheet

    def type_in(self, title: str, row: int, column: int, value: object, shown: object = None) -> None:
        """Type into a cell: numbers, dates and TRUE are recognised, "=..." is a formula that shows `shown`.

        The grid grows when the cell lies beyond it, as it does when people paste. None or "" empties the cell.
        """

        def work(contents: Contents, sheet: Sheet) -> None:
            _grow(contents, sheet, "ROWS", row)
            _grow(contents, sheet, "COLUMNS", column + 1)
            look = sheet.grid.look(row - 1, column)
            cell = entered(value, look, self._spreadsheet.locale, shown)
            write_entered(sheet.grid, row - 1, column, cell)

        self._edit(title, work)

    def tick(self, title: str, row: int, column: int, ticked: bool = True) -> None:
        """Tick a checkbox, or take the tick away."""

        def work(contents: Contents, sheet: Sheet) -> None:
            condition = sheet.grid.look(row - 1, column).get("dataValidation", {}).get("condition", {})
            values = [value["userEnteredValue"] for value in condition.get("values", ())]
            states: list[object] = [*values, None][:2] if values else [True, False]
            write_entered(sheet.grid, row - 1, column, Entered(states[0] if ticked else states[1]))

        self._edit(title, work)

    def insert_rows(self, title: str, before_row: int, count: int = 1) -> None:
        """Insert blank rows above a row."""
        self._insert(title, "ROWS", before_row - 1, count)

    def delete_rows(self, title: str, first_row: int, count: int = 1) -> None:
        """Delete rows."""
        self._delete(title, "ROWS", first_row - 1, count)

    def insert_columns(self, title: str, before_column: int, count: int = 1) -> None:
        """Insert blank columns left of a column."""
        self._insert(title, "COLUMNS", before_column, count)

    def delete_columns(self, title: str, first_column: int, count: int = 1) -> None:
        """Delete columns."""
        self._delete(title, "COLUMNS", first_column, count)

    def move_column(self, title: str, source: int, to: int) -> None:
        """Drag a column to where it is column `to` afterwards."""
        stretch = self._stretch(title, "COLUMNS", source, 1)
        self._request("moveDimension", {"source": stretch, "destinationIndex": to + 1 if to > source else to})

    def sort(self, title: str, column: int, ascending: bool = True) -> None:
        """Sort whole rows by a column, below the frozen rows, or below the first row when none are frozen."""
        top = max(1, self._spreadsheet.sheet(title).frozen("ROWS"))
        order = {"dimensionIndex": column, "sortOrder": "ASCENDING" if ascending else "DESCENDING"}
        area = {"sheetId": self._id(title), "startRowIndex": top}
        self._request("sortRange", {"range": area, "sortSpecs": [order]})

    def filter(self, title: str, cells: str = "") -> None:
        """Put a filter on cells ("A1:C"), or on the whole tab."""
        self._request("setBasicFilter", {"filter": {"range": self._range(title, cells)}})

    def clear_filter(self, title: str) -> None:
        """Take the filter off."""
        self._request("clearBasicFilter", {"sheetId": self._id(title)})

    def make_table(self, title: str, cells: str = "", types: Mapping[int, str] | None = None) -> None:
        """Convert cells ("A1:C9"), or all that have something in them, to a table; a filter over them goes.

        `types` are the types ("DATE") of columns, counted from 0 in the table; the others have none.
        """
        sheet = self._spreadsheet.sheet(title)
        area = self._range(title, cells) if cells else Area.of_box(sheet.sheet_id, _filled(sheet)).as_json()
        typed = [{"columnIndex": place, "columnType": kind} for place, kind in (types or {}).items()]
        table = {"range": area, "columnProperties": typed}
        add = {"addTable": {"table": table}}
        clear = {"clearBasicFilter": {"sheetId": sheet.sheet_id}}
        self._spreadsheet.batch_update([clear, add] if _is_filtered(sheet, sheet.box(area)) else [add])

    def merge(self, title: str, cells: str) -> None:
        """Merge cells ("A1:B2")."""
        self._request("mergeCells", {"range": self._range(title, cells), "mergeType": "MERGE_ALL"})

    def protect(self, title: str, cells: str = "") -> None:
        """Protect cells ("A1:B2"), or the whole tab."""
        self._request("addProtectedRange", {"protectedRange": {"range": self._range(title, cells)}})

    def add_tab(self, title: str, rows: Sequence[Sequence[object]] = ()) -> None:
        """Add a tab with these rows."""
        self._spreadsheet.add_tab(title, rows)

    def add_chart_tab(self, title: str) -> None:
        """Add a tab that has a chart instead of cells."""

        def work(contents: Contents) -> None:
            sheet = Sheet(contents.fresh_id(), {"title": ""}, Grid(0, 0), kind="OBJECT")
            contents.add(sheet, len(contents.order))
            change_properties(contents, sheet, {"title": title})
            position = {"sheetId": sheet.sheet_id}
            sheet.attached["charts"].append({"chartId": contents.fresh_id(), "spec": {}, "position": position})

        self._spreadsheet.edit(work)

    def delete_tab(self, title: str) -> None:
        """Delete a tab."""
        self._request("deleteSheet", {"sheetId": self._id(title)})

    def duplicate_tab(self, title: str, new_title: str = "") -> None:
        """Make a copy of a tab right behind it, named "Copy of ..." unless it is given a title."""
        index = self._spreadsheet.titles.index(title) + 1
        asked = {"sourceSheetId": self._id(title), "insertSheetIndex": index, "newSheetName": new_title}
        self._request("duplicateSheet", asked)

    def rename_tab(self, title: str, new_title: str) -> None:
        """Give a tab another title."""
        self._set(title, "title", new_title)

    def move_tab(self, title: str, index: int) -> None:
        """Drag a tab to where it is the tab at `index`, counted from 0."""
        before = self._spreadsheet.titles.index(title)
        self._set(title, "index", index + 1 if index > before else index)

    def hide_tab(self, title: str, hidden: bool = True) -> None:
        """Hide a tab, or show it again."""
        self._set(title, "hidden", hidden)

    def delete_named_range(self, name: str) -> None:
        """Delete a named range, also one whose cells are gone; KeyError when there is none."""

        def work(contents: Contents) -> None:
            names = {key: named["name"] for key, named in contents.named_ranges.items()} | contents.broken_names
            key = next((key for key, known in names.items() if known == name), None)
            if key is None:
                raise KeyError(f"There is no named range {name!r}; there are {sorted(names.values())}.")
            contents.named_ranges.pop(key, None)
            contents.broken_names.pop(key, None)

        self._spreadsheet.edit(work)

    def delete_chart(self, chart_id: int) -> None:
        """Delete a chart."""
        self._request("deleteEmbeddedObject", {"objectId": chart_id})

    def _id(self, title: str) -> int:
        return self._spreadsheet.sheet(title).sheet_id

    def _edit(self, title: str, work: Callable[[Contents, Sheet], None]) -> None:
        sheet_id = self._id(title)
        self._spreadsheet.edit(lambda contents: work(contents, contents.sheet(sheet_id)))

    def _request(self, kind: str, body: dict[str, Any]) -> None:
        self._spreadsheet.batch_update([{kind: body}])

    def _set(self, title: str, name: str, value: object) -> None:
        properties = {"sheetId": self._id(title), name: value}
        self._request("updateSheetProperties", {"properties": properties, "fields": name})

    def _insert(self, title: str, dimension: Dimension, at: int, count: int) -> None:
        self._request("insertDimension", {"range": self._stretch(title, dimension, at, count)})

    def _delete(self, title: str, dimension: Dimension, start: int, count: int) -> None:
        self._request("deleteDimension", {"range": self._stretch(title, dimension, start, count)})

    def _stretch(self, title: str, dimension: Dimension, start: int, count: int) -> dict[str, Any]:
        return {"sheetId": self._id(title), "dimension": dimension, "startIndex": start, "endIndex": start + count}

    def _range(self, title: str, cells: str) -> dict[str, Any]:
        if not cells:
            return {"sheetId": self._id(title)}
        return self._spreadsheet.area(f"{quoted(title)}!{cells}").as_json()


def _filled(sheet: Sheet) -> Box:
    """From the first cell with something in it to the last; with a row for a table's body in any case."""
    places = [(row, column) for row, column, _ in sheet.grid.cells(sheet.grid.box)] or [(0, 0)]
    rows, columns = zip(*places, strict=True)
    return Box(min(rows), max(*rows, min(rows) + 1) + 1, min(columns), max(columns) + 1)


def _is_filtered(sheet: Sheet, box: Box) -> bool:
    return sheet.basic_filter is not None and box.meets(sheet.box(sheet.basic_filter["range"]))


def _grow(contents: Contents, sheet: Sheet, dimension: Dimension, count: int) -> None:
    if count > sheet.grid.count(dimension):
        dimensions.resize(contents, sheet, dimension, count)
