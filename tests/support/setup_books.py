"""A spreadsheet of metadata alone: what setup's requests do to tabs, named and protected ranges."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import discovery
import polars as pl

from crm_sheets.content import Snapshot
from crm_sheets.tables import column_letter
from crm_sheets.workbook.google.outline import Outline, outline_of
from crm_sheets.workbook.google.requests import Request
from crm_sheets.workbook.raw import raw_tab

Grid = Sequence[Sequence[str | None]]


class SetupBook:
    """Stands for the adapter: `tabs` are texts by title, header first; `batches` are the requests of each batch."""

    place = "https://docs.google.com/spreadsheets/d/1/edit"
    takes_edits = True

    def __init__(self, tabs: Mapping[str, Grid], title: str = "Tim kami", locale: str = "en_US") -> None:
        self.metadata: dict[str, Any] = {
            "spreadsheetId": "1",
            "properties": {"title": title, "locale": locale, "timeZone": "Etc/GMT"},
            "sheets": [],
            "namedRanges": [],
        }
        self.grids: dict[str, Grid] = {}
        self.batches: list[list[tuple[str, Any]]] = []
        self.reads = 0
        for number, (name, grid) in enumerate(tabs.items()):
            self.add(name, grid, number)

    @property
    def name(self) -> str:
        return str(self.metadata["properties"]["title"])

    def add(self, title: str, grid: Grid, sheet_id: int, columns: int = 26) -> None:
        """What a person does: put a tab there."""
        size = {"rowCount": 1000, "columnCount": columns}
        self.metadata["sheets"].append({"properties": {"sheetId": sheet_id, "title": title, "gridProperties": size}})
        self.grids[title] = grid

    def read(self) -> Snapshot:
        self.reads += 1
        return Snapshot({title: raw_tab(title, _frame(grid)) for title, grid in self.grids.items()}, str(self.reads))

    def outline(self) -> Outline:
        return outline_of(json.loads(json.dumps(self.metadata)))

    def restructure(self, build: Callable[[Outline], Sequence[Request]]) -> None:
        self.apply(build(self.outline()))

    def apply(self, requests: Iterable[Request]) -> None:
        """Make the requests, each checked against Google's description."""
        self.batches.append([(kind, body) for request in requests for kind, body in understood(request)])
        for kind, body in self.batches[-1]:
            getattr(self, f"_{kind}", lambda body: None)(body)

    def sheet(self, title: str) -> dict[str, Any]:
        """A tab's metadata."""
        return next(sheet for sheet in self.metadata["sheets"] if sheet["properties"]["title"] == title)

    def titles(self) -> list[str]:
        return [sheet["properties"]["title"] for sheet in self.metadata["sheets"]]

    def bodies(self, kind: str) -> list[Any]:
        """The bodies of all requests of one kind."""
        return [body for batch in self.batches for name, body in batch if name == kind]

    def _of(self, sheet_id: int) -> dict[str, Any]:
        return next(sheet for sheet in self.metadata["sheets"] if sheet["properties"]["sheetId"] == sheet_id)

    def _addSheet(self, body: Any) -> None:  # noqa: N802
        made = body["properties"]
        assert made["title"].casefold() not in map(str.casefold, self.titles())
        assert made["sheetId"] not in [sheet["properties"]["sheetId"] for sheet in self.metadata["sheets"]]
        self.metadata["sheets"].insert(made.get("index", len(self.metadata["sheets"])), {"properties": made})
        self.grids[made["title"]] = []

    def _deleteSheet(self, body: Any) -> None:  # noqa: N802
        gone = self._of(body["sheetId"])
        self.metadata["sheets"].remove(gone)
        del self.grids[gone["properties"]["title"]]
        assert self.metadata["sheets"]

    def _updateCells(self, body: Any) -> None:  # noqa: N802
        title = self._of(body["start"]["sheetId"])["properties"]["title"]
        if body["start"]["rowIndex"] == 0 and not self.grids[title]:
            header = body["rows"][0]["values"]
            self.grids[title] = [[cell.get("userEnteredValue", {}).get("stringValue") for cell in header]]

    def _updateSpreadsheetProperties(self, body: Any) -> None:  # noqa: N802
        self.metadata["properties"] |= body["properties"]

    def _addNamedRange(self, body: Any) -> None:  # noqa: N802
        made = body["namedRange"]
        there = self.metadata["namedRanges"]
        assert made["namedRangeId"] not in [area["namedRangeId"] for area in there]
        assert made["name"].casefold() not in [area["name"].casefold() for area in there]
        there.append(made)

    def _deleteNamedRange(self, body: Any) -> None:  # noqa: N802
        there = self.metadata["namedRanges"]
        there.remove(next(area for area in there if area["namedRangeId"] == body["namedRangeId"]))

    def _addProtectedRange(self, body: Any) -> None:  # noqa: N802
        made = body["protectedRange"]
        everywhere = [area for sheet in self.metadata["sheets"] for area in sheet.get("protectedRanges", ())]
        assert made["protectedRangeId"] not in [area["protectedRangeId"] for area in everywhere]
        self._of(made["range"]["sheetId"]).setdefault("protectedRanges", []).append(made)

    def _deleteProtectedRange(self, body: Any) -> None:  # noqa: N802
        for sheet in self.metadata["sheets"]:
            areas = sheet.get("protectedRanges", [])
            areas[:] = [area for area in areas if area["protectedRangeId"] != body["protectedRangeId"]]


def understood(request: Request) -> list[tuple[str, Any]]:
    """Kind and body of a request that Google understands."""
    if request.text.startswith('{"updateSpreadsheetProperties"'):
        return list(discovery.checked_body("Request", request.text).items())
    return discovery.checked([request])


def _frame(grid: Grid) -> pl.DataFrame:
    width = max((len(row) for row in grid), default=0)
    rows = [[*row, *[None] * (width - len(row))] for row in grid]
    return pl.DataFrame(rows, schema={column_letter(place): pl.String for place in range(width)}, orient="row")
