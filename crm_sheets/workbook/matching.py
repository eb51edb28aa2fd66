"""Which column of an existing tab each appended column belongs in, and whether a tab is ours to rewrite."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from crm_sheets.content import Append, JobTab, ShownColumn
from crm_sheets.errors import WorkbookError
from crm_sheets.tables import RawTab

HEADER_SEARCH_ROWS = 20
LONGEST_TITLE = 31


def normal_header(header: str) -> str:
    """A header for comparison: case and spacing do not matter."""
    return " ".join(header.split()).casefold()


def match_columns(append: Append, header: Sequence[str]) -> dict[int, ShownColumn]:
    """The 0-based sheet position of every column to write, found by its header text, so that people may move columns.

    A column that people fill and for which there is no value may be missing. Raises WorkbookError for any other.
    """
    positions: dict[str, int] = {}
    for position, text in enumerate(header):
        positions.setdefault(normal_header(text), position)
    places: dict[int, ShownColumn] = {}
    missing: list[str] = []
    for column in append.columns:
        position = positions.get(normal_header(column.header), -1)
        if position >= 0:
            places[position] = column
        elif not (column.people_fill and append.frame[column.name].null_count() == append.frame.height):
            missing.append(column.header)
    if missing:
        raise WorkbookError(_missing_headers(append.title, missing, header))
    return dict(sorted(places.items()))


def _missing_headers(title: str, missing: Sequence[str], header: Sequence[str]) -> str:
    names = ", ".join(f'"{name}"' for name in missing)
    present = ", ".join(f'"{name}"' for name in header if name) or "none"
    return (
        f'Tab "{title}" has no column with the header {names}, so nothing was added to it. Its headers are: {present}. '
        f"Put the missing header back in the header row (in any column), or rename the tab: the job makes a new one."
    )


def looks_like(tab: JobTab, existing: RawTab) -> bool:
    """True when the tab in the workbook carries the header row of this job tab.

    This is for workbooks that have lost our mark on the way through another program.
    """
    wanted = [[normal_header(column.header) for column in block.columns] for block in tab.blocks[:1]]
    rows = [existing.header, *islice(existing.cells.head(HEADER_SEARCH_ROWS).iter_rows(), HEADER_SEARCH_ROWS)]
    return any(_without_blanks(row) in wanted for row in rows)


def _without_blanks(row: Sequence[str | None]) -> list[str]:
    values = [normal_header(value or "") for value in row]
    while values and not values[-1]:
        values.pop()
    return values


def refuse_bad_title(title: str) -> None:
    """Raise WorkbookError when a tab cannot have this title, which would make the file one that needs repair."""
    if not title or len(title) > LONGEST_TITLE or re.search(r"[\[\]:*?/\\]|^'|'$", title):
        raise WorkbookError(
            f'A tab cannot be called "{title}", so nothing was written: a title has 1 to {LONGEST_TITLE} characters, '
            "none of [ ] : * ? / \\ among them, and no apostrophe at either end."
        )


def is_blank(existing: RawTab) -> bool:
    """True for a tab without any value."""
    return not any(existing.header) and existing.cells.is_empty() and not existing.errors


def not_ours(title: str) -> str:
    """What to tell the operator about a tab of the team's that has the title of a job tab."""
    return (
        f'The workbook already has a tab "{title}" that was not made by a job, so it was not overwritten and nothing '
        f"was written. Rename that tab (right-click its name), then run again: the job makes a tab of its own."
    )
