"""The columns of a team tab that no declared column is bound to, left as they are for whoever names them."""

from __future__ import annotations

import re
from collections.abc import Mapping

import polars as pl

from crm_sheets.schema.base import Owner
from crm_sheets.tables import OwnColumn, column_letter
from crm_sheets.validate.binding import BoundTab

_NOT_LETTERS = re.compile(r"[\W_]+")


def own_columns(bound: BoundTab) -> Mapping[str, OwnColumn]:
    """The team's own columns of a tab by name, the first of each; none where the tab is not the team's.

    The name is the header in small letters with _ between its words; a header that repeats one of the tab's declared
    columns, in whatever language, is none of them.
    """
    if bound.tab.owner is not Owner.TEAM:
        return {}
    bound_names = bound.positions.keys()
    labels = (text for name in bound_names for text in (bound.headers[name], *bound.tab.by_name[name].label))
    taken = {*map(own_name, labels), *bound.tab.typed, ""}
    found: dict[str, OwnColumn] = {}
    for position, header in enumerate(bound.raw.header):
        name = own_name(header)
        if name not in taken and position not in bound.positions.values():
            found.setdefault(name, _column(bound, position))
    return found


def own_name(header: str) -> str:
    """The name under which a header of a team's own is used: "Tgl. kontrol (gigi)" is tgl_kontrol_gigi."""
    return _NOT_LETTERS.sub("_", header.casefold()).strip("_")


def _column(bound: BoundTab, position: int) -> OwnColumn:
    raw = bound.raw
    cells = raw.cells.to_series(position) if position < raw.cells.width else pl.Series([], dtype=pl.String)
    errors = {error.row: error.text for error in raw.errors if error.column == position}
    header, letter = raw.header[position].strip(), column_letter(position)
    return OwnColumn(header, letter, cells, raw.first_row, errors, raw.serial_dates)
