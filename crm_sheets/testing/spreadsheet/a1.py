"""A1 notation: which cells 'My tab'!A2:C means."""

from __future__ import annotations

import re

from crm_sheets.testing.spreadsheet.area import Area, Box
from crm_sheets.testing.spreadsheet.contents import Contents
from crm_sheets.testing.spreadsheet.refusal import BadRequest
from crm_sheets.testing.spreadsheet.sheet import Sheet

_END = r"\$?([A-Za-z]{0,3})\$?([1-9][0-9]{0,7})?"
_RANGE = re.compile(rf"{_END}(?::{_END})?")
_QUOTED = re.compile(r"'((?:[^']|'')+)'(?:!(.+))?", re.DOTALL)
_BARE_TITLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def area_of(text: str, contents: Contents) -> Area:
    """The area that an A1 text means, also by a named range or a sheet's title; BadRequest when it means nothing."""
    title, cells = _split(text)
    if title is not None:
        sheet = _with_cells(title, contents)
        area = _cells(cells, sheet.sheet_id) if sheet and cells is not None else None
        if sheet is not None and cells is None:
            return Area(sheet.sheet_id)
    else:
        area = _named(text, contents) or _on_first_sheet(text, contents)
        sheet = _with_cells(text, contents)
        if area is None and sheet is not None:
            return Area(sheet.sheet_id)
    if area is None:
        raise BadRequest(f"Unable to parse range: {text}")
    return area


def is_cell_name(text: str) -> bool:
    """Whether a word reads as a cell ("AB12") or, in the other notation, "R1C1"."""
    return bool(re.fullmatch(r"[A-Za-z]{1,3}[0-9]+|[Rr][0-9]*[Cc][0-9]*", text))


def column_name(index: int) -> str:
    """A, B ... Z, AA ... for the column at `index`, counted from 0."""
    letters, number = "", index + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def a1_of(title: str, box: Box) -> str:
    """The A1 text of cells on the sheet with this title, as Google writes it."""
    first = f"{column_name(box.left)}{box.top + 1}"
    last = f"{column_name(box.right - 1)}{box.bottom}"
    return f"{quoted(title)}!{first}" + (f":{last}" if last != first else "")


def quoted(title: str) -> str:
    """A sheet's title as it stands in A1 notation, in quotes when it needs them."""
    if _BARE_TITLE.fullmatch(title) and not is_cell_name(title):
        return title
    return "'" + title.replace("'", "''") + "'"


def _split(text: str) -> tuple[str | None, str | None]:
    found = _QUOTED.fullmatch(text)
    if found:
        return found.group(1).replace("''", "'"), found.group(2)
    title, mark, cells = text.rpartition("!")
    return (title, cells) if mark and "'" not in title else (None, None)


def _named(text: str, contents: Contents) -> Area | None:
    wanted = text.casefold()
    found = (named for named in contents.named_ranges.values() if named["name"].casefold() == wanted)
    return next((Area.of(named["range"]) for named in found), None)


def _on_first_sheet(text: str, contents: Contents) -> Area | None:
    first = next((sheet.sheet_id for sheet in contents.sheets if sheet.is_grid), None)
    return None if first is None else _cells(text, first)


def _with_cells(title: str, contents: Contents) -> Sheet | None:
    """A chart's tab has no cells to mean."""
    sheet = contents.by_title(title)
    return sheet if sheet and sheet.is_grid else None


def _cells(text: str | None, sheet_id: int) -> Area | None:
    found = _RANGE.fullmatch(text or "")
    if not found:
        return None
    left, top, right, bottom = found.groups()
    if ":" not in found.group():
        right, bottom = left, top
        if not (left and top):
            return None
    opens_backwards = (right and not left) or (bottom and not top)
    if not (left or top) or not (right or bottom) or opens_backwards:
        return None
    columns = _ends(_column(left), _column(right))
    rows = _ends(int(top) if top else None, int(bottom) if bottom else None)
    return Area(sheet_id, rows[0], rows[1], columns[0], columns[1])


def _ends(first: int | None, last: int | None) -> tuple[int | None, int | None]:
    """Start and end, from 0, of what runs from `first` to `last`, counted from 1; ends may come in either order."""
    if first is not None and last is not None and last < first:
        first, last = last, first
    return (first - 1 if first is not None else None), last


def _column(letters: str) -> int | None:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number or None
