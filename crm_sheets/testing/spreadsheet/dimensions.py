"""Rows and columns that come, go and move, with all that points at them."""

from __future__ import annotations

from crm_sheets.testing.spreadsheet.area import Box
from crm_sheets.testing.spreadsheet.changes import Change, Deletion, Insertion, Move
from crm_sheets.testing.spreadsheet.contents import Contents
from crm_sheets.testing.spreadsheet.following import Shift
from crm_sheets.testing.spreadsheet.grid import Dimension
from crm_sheets.testing.spreadsheet.limits import refuse_many_columns
from crm_sheets.testing.spreadsheet.refusal import BadRequest
from crm_sheets.testing.spreadsheet.sheet import Sheet

NOUNS: dict[Dimension, str] = {"ROWS": "row", "COLUMNS": "column"}


def resize(contents: Contents, sheet: Sheet, dimension: Dimension, count: int) -> None:
    """Make the grid this large; shrinking deletes at the end."""
    before = sheet.grid.count(dimension)
    if dimension == "COLUMNS":
        refuse_many_columns(count)
    sheet.grid.resize(dimension, count)
    if count < before:
        _follow(contents, sheet, dimension, Deletion(count, before))
    if count > before:
        contents.refuse_too_many_cells()


def insert(contents: Contents, sheet: Sheet, dimension: Dimension, at: int, count: int, like: int | None) -> None:
    """Insert before the one at `at`, formatted as the one that is at `like` now."""
    if dimension == "COLUMNS":
        refuse_many_columns(sheet.grid.column_count + count)
    sheet.grid.insert(dimension, at, count, like)
    contents.refuse_too_many_cells()
    frozen = sheet.frozen(dimension)
    if at < frozen:
        sheet.set_frozen(dimension, frozen + count)
    _follow(contents, sheet, dimension, Insertion(at, count))


def delete(contents: Contents, sheet: Sheet, dimension: Dimension, start: int, end: int) -> None:
    """Delete from `start` to before `end`; BadRequest when nothing, or nothing that moves, would be left."""
    kept, frozen, noun = sheet.grid.count(dimension) - (end - start), sheet.frozen(dimension), NOUNS[dimension]
    if not kept:
        raise BadRequest(f"You can't delete all the {noun}s on the sheet.")
    frozen_after = frozen - max(0, min(end, frozen) - start)
    if frozen_after >= kept:
        raise BadRequest(f"Sorry, it is not possible to delete all non-frozen {noun}s.")
    sheet.set_frozen(dimension, frozen_after)
    sheet.grid.delete(dimension, start, end)
    _follow(contents, sheet, dimension, Deletion(start, end))


def move(contents: Contents, sheet: Sheet, dimension: Dimension, start: int, end: int, to: int) -> None:
    """Move from `start` to before `end` in front of the one that is now at `to`; BadRequest when it tears a merge."""
    change = Move(start, end, to)
    for merge in sheet.merges:
        first, last = _along(merge, dimension)
        if (start < last and first < end and not start <= first < last <= end) or first < to < last:
            raise BadRequest("You can't move cells that are part of a merged range.")
    sheet.grid.move(dimension, start, end, to)
    _follow(contents, sheet, dimension, change)


def _along(box: Box, dimension: Dimension) -> tuple[int, int]:
    return (box.top, box.bottom) if dimension == "ROWS" else (box.left, box.right)


def _follow(contents: Contents, sheet: Sheet, dimension: Dimension, change: Change) -> None:
    contents.follow(Shift(sheet.sheet_id, dimension, change, sheet.grid.count(dimension)))
