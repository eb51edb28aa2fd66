"""How much Google takes."""

from __future__ import annotations

from crm_sheets.testing.spreadsheet.refusal import BadRequest

CELLS_A_WORKBOOK = 10_000_000
CHARACTERS_A_CELL = 50_000
COLUMNS_A_SHEET = 18_278
CHARACTERS_A_TITLE = 100


def refuse_long_text(text: str) -> None:
    """Raise BadRequest for more characters than a cell holds."""
    if len(text) > CHARACTERS_A_CELL:
        raise BadRequest(
            f"Your input contains more than the maximum of {CHARACTERS_A_CELL} characters in a single cell."
        )


def refuse_many_columns(count: int) -> None:
    """Raise BadRequest for more columns than a sheet has."""
    if count > COLUMNS_A_SHEET:
        raise BadRequest(
            "This action would increase the number of columns in the sheet above the limit of "
            f"{COLUMNS_A_SHEET} columns."
        )


def refuse_many_cells(count: int) -> None:
    """Raise BadRequest for more cells than a workbook holds; blank cells of the grids count too."""
    if count > CELLS_A_WORKBOOK:
        raise BadRequest(
            "This action would increase the number of cells in the workbook above the limit of "
            f"{CELLS_A_WORKBOOK} cells."
        )
