"""How cells look in Google Sheets: the same colours, formats and places in the cell as in an Excel workbook."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crm_sheets.content import Format, ShownColumn, Tone
from crm_sheets.workbook.cell_values import CellKind
from crm_sheets.workbook.google.headers import padding

Look = Mapping[str, Any]
"""A CellFormat, or one part of it."""

INK = "1F2933"
QUIET = "6B7280"
LINE = "D9DEE3"
PEOPLE = "FFFBEB"
WHITE = "FFFFFF"
LINK = "1155CC"
TONES = {Tone.GOOD: "1E6B4C", Tone.WARNING: "92400E", Tone.BAD: "B42318", Tone.QUIET: QUIET}

COLUMN_LOOK_FIELDS = (
    "userEnteredFormat(numberFormat,wrapStrategy,horizontalAlignment,verticalAlignment,padding,borders,"
    "backgroundColorStyle)"
)
"""What `column_look` sets: never the text's own format, so that coloured values and links stay."""

_NUMBER_FORMATS = {
    Format.INTEGER: {"type": "NUMBER", "pattern": "#,##0"},
    Format.NUMBER: {"type": "NUMBER", "pattern": "#,##0.00"},
    Format.MONEY: {"type": "NUMBER", "pattern": "#,##0"},
    Format.PERCENT: {"type": "PERCENT", "pattern": "0.0%"},
    Format.DATE: {"type": "DATE", "pattern": "dd/mm/yyyy"},
    Format.DATETIME: {"type": "DATE_TIME", "pattern": "dd/mm/yyyy hh:mm"},
}
_CENTRED = (Format.TICK, Format.DATE, Format.DATETIME)
_AMOUNTS = (Format.INTEGER, Format.NUMBER, Format.MONEY, Format.PERCENT)


def colour_style(colour: str) -> Look:
    """A colour "RRGGBB" as a ColorStyle."""
    red, green, blue = (int(colour[start : start + 2], 16) / 255 for start in (0, 2, 4))
    return {"rgbColor": {"red": round(red, 4), "green": round(green, 4), "blue": round(blue, 4)}}


def number_format(shown: Format) -> Look:
    """The NumberFormat of a column; texts are TEXT, so that what a person types there stays as typed."""
    return _NUMBER_FORMATS.get(shown, {"type": "TEXT"})


def number_format_of(shown: Format, kind: CellKind) -> Look | None:
    """The same for values of a kind: a date never shows as a number.

    None where a number in a text column shows as it is.
    """
    if kind is CellKind.DATE and shown not in (Format.DATE, Format.DATETIME):
        shown = Format.DATE
    elif kind is CellKind.DATETIME and shown not in (Format.DATE, Format.DATETIME):
        shown = Format.DATETIME
    elif kind in (CellKind.NUMBER, CellKind.BOOLEAN) and shown not in _NUMBER_FORMATS:
        return None
    return number_format(shown)


def alignment(shown: Format) -> str:
    """Amounts stand to the right, ticks and dates in the middle, all else to the left."""
    if shown in _CENTRED:
        return "CENTER"
    return "RIGHT" if shown in _AMOUNTS else "LEFT"


def wrapping(column: ShownColumn) -> Look:
    """Long texts are wrapped; Google lets their rows grow with them, unless these have a height of their own."""
    return {"wrapStrategy": "WRAP"} if column.format is Format.WRAP else {}


def header_look(colour: str, shown: Format = Format.TEXT, *, has_button: bool = False) -> Look:
    """A header cell on this colour (RRGGBB): white and bold, dark where the colour is light; long ones are wrapped.

    `has_button` leaves room for a filter's button.
    """
    return {
        "numberFormat": number_format(Format.TEXT),
        "backgroundColorStyle": colour_style(colour),
        "textFormat": {"bold": True, "foregroundColorStyle": colour_style(INK if _is_light(colour) else WHITE)},
        "wrapStrategy": "WRAP",
        "verticalAlignment": "MIDDLE",
        **_placed(shown, has_button=has_button),
    }


def heading_look(colour: str) -> Look:
    """The heading of a report in its tab's colour."""
    return _line_look(fontSize=16, bold=True, foregroundColorStyle=_readable(colour))


def block_title_look(colour: str) -> Look:
    """The title over a block in its tab's colour."""
    return _line_look(fontSize=12, bold=True, foregroundColorStyle=_readable(colour))


def subheading_look() -> Look:
    """The line under a heading."""
    return _line_look(foregroundColorStyle=colour_style(QUIET))


def note_look() -> Look:
    """The note over a block."""
    return _line_look(italic=True, foregroundColorStyle=colour_style(QUIET))


def column_look(column: ShownColumn, kind: CellKind = CellKind.TEXT, vertical: str = "MIDDLE") -> Look:
    """The cells of a column with values of this kind, to be set with COLUMN_LOOK_FIELDS."""
    numbers = number_format_of(column.format, kind)
    return {
        **({"numberFormat": numbers} if numbers else {}),
        **wrapping(column),
        "verticalAlignment": vertical,
        "borders": {"bottom": {"style": "SOLID", "colorStyle": colour_style(LINE)}},
        **({"backgroundColorStyle": colour_style(PEOPLE)} if column.people_fill else {}),
        **_placed(column.format),
    }


def tone_look(tone: Tone) -> Look:
    """The TextFormat of a value that tells something."""
    return {"foregroundColorStyle": colour_style(TONES[tone]), **({"bold": True} if tone is not Tone.QUIET else {})}


def link_text_look() -> Look:
    """The TextFormat of a link beside its address, named so that no default takes its place."""
    return {"foregroundColorStyle": colour_style(LINK), "underline": True}


def _line_look(**text: Any) -> Look:
    return {"textFormat": text, "verticalAlignment": "MIDDLE"}


def _placed(shown: Format, *, has_button: bool = False) -> Look:
    """Where a value stands in its cell."""
    horizontal = alignment(shown)
    left, right = padding(horizontal, has_button=has_button)
    return {"horizontalAlignment": horizontal, "padding": {"top": 2, "right": right, "bottom": 2, "left": left}}


def _readable(colour: str) -> Look:
    """A colour for text on white, unless it is too light for that."""
    return colour_style(INK if _is_light(colour) else colour)


def _is_light(colour: str) -> bool:
    red, green, blue = (int(colour[start : start + 2], 16) for start in (0, 2, 4))
    return 0.299 * red + 0.587 * green + 0.114 * blue > 170
