"""The spreadsheet's structure as its metadata tells it: tabs with their ids and sizes, charts, named ranges."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from crm_sheets.workbook.raw import MergedRange

FIELDS = (
    "spreadsheetId,spreadsheetUrl,properties(title,locale,timeZone),namedRanges(namedRangeId,name),"
    "developerMetadata(metadataId,metadataKey,metadataValue),"
    "sheets(properties,merges,basicFilter,charts(chartId,position),protectedRanges(protectedRangeId,description),"
    "tables(tableId,range,columnProperties(columnType)))"
)
"""All that a job needs to know about the structure, in one request."""

NO_TYPE = "COLUMN_TYPE_UNSPECIFIED"


@dataclass(frozen=True)
class SheetOutline:
    """One tab; `raw` is its metadata as given."""

    sheet_id: int
    title: str
    rows: int
    columns: int
    raw: Mapping[str, Any] = field(repr=False, compare=False)
    is_grid: bool = True

    def is_among(self, names: Collection[int | str]) -> bool:
        """True when these ids or titles name it."""
        return self.sheet_id in names or self.title.casefold() in {str(name).casefold() for name in names}

    @property
    def charts(self) -> Mapping[int, Mapping[str, Any]]:
        """The tab's charts by id, each with its position."""
        return {chart["chartId"]: chart for chart in self.raw.get("charts", ())}

    @property
    def filter(self) -> Mapping[str, Any] | None:
        """The tab's own filter (not people's filter views); one of a table has its "tableId"."""
        return self.raw.get("basicFilter")

    @property
    def tables(self) -> Mapping[str, Mapping[str, Any]]:
        """The tables that people made of its cells ("Convert to table") by id, each with its range."""
        return {table["tableId"]: table for table in self.raw.get("tables", ())}

    @property
    def has_typed_columns(self) -> bool:
        """True when a column of a table has a type: Google refuses formats and validations in its cells."""
        columns = (column for table in self.tables.values() for column in table.get("columnProperties", ()))
        return any(column.get("columnType", NO_TYPE) != NO_TYPE for column in columns)

    @property
    def protected(self) -> frozenset[int]:
        """Ids of its protected ranges."""
        return frozenset(area["protectedRangeId"] for area in self.raw.get("protectedRanges", ()))

    @property
    def merges(self) -> tuple[MergedRange, ...]:
        """Its merged cells, as sheet rows counted from 1."""
        areas = self.raw.get("merges", ())
        return tuple(MergedRange(area.get("startRowIndex", 0) + 1, area["endRowIndex"]) for area in areas)


@dataclass(frozen=True)
class Outline:
    """One spreadsheet; tabs in the order in which people see them.

    `named_ranges` is id -> name; `notes` are the texts that programs left with the spreadsheet, by key ("developer
    metadata", which people never see).
    """

    spreadsheet_id: str
    title: str
    url: str
    locale: str
    timezone: str
    sheets: tuple[SheetOutline, ...]
    named_ranges: Mapping[str, str]
    notes: Mapping[str, str] = field(default_factory=dict)

    def by_id(self, sheet_id: int) -> SheetOutline | None:
        """The tab with this id."""
        return next((sheet for sheet in self.sheets if sheet.sheet_id == sheet_id), None)

    def title_of(self, sheet_id: int) -> str:
        """The title of the tab with this id, "" when there is none."""
        found = self.by_id(sheet_id)
        return found.title if found else ""

    def id_of(self, title: str) -> int:
        """The id of the tab with exactly this title. Raises KeyError when there is none."""
        return {sheet.title: sheet.sheet_id for sheet in self.sheets}[title]

    def by_title(self, title: str) -> SheetOutline | None:
        """The tab with this title; case does not matter, as in Google Sheets."""
        return next((sheet for sheet in self.sheets if sheet.title.casefold() == title.casefold()), None)


def outline_of(metadata: Mapping[str, Any]) -> Outline:
    """The outline in an answer to `spreadsheets.get` with FIELDS."""
    properties = metadata.get("properties", {})
    named = metadata.get("namedRanges", ())
    return Outline(
        spreadsheet_id=metadata["spreadsheetId"],
        title=properties.get("title", ""),
        url=metadata.get("spreadsheetUrl", ""),
        locale=properties.get("locale", ""),
        timezone=properties.get("timeZone", ""),
        sheets=tuple(_sheet(sheet) for sheet in metadata.get("sheets", ())),
        named_ranges={area["namedRangeId"]: area.get("name", "") for area in named},
        notes={note["metadataKey"]: note.get("metadataValue", "") for note in metadata.get("developerMetadata", ())},
    )


def _sheet(metadata: Mapping[str, Any]) -> SheetOutline:
    properties = metadata["properties"]
    grid = properties.get("gridProperties", {})
    return SheetOutline(
        sheet_id=properties.get("sheetId", 0),
        title=properties["title"],
        rows=grid.get("rowCount", 0),
        columns=grid.get("columnCount", 0),
        raw=metadata,
        is_grid=properties.get("sheetType", "GRID") == "GRID",
    )
