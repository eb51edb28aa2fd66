"""The fields of the things that requests change, for their masks."""

from __future__ import annotations

from crm_sheets.testing.spreadsheet.masks import Shape


def _plain(*names: str) -> Shape:
    """Fields with nothing beneath."""
    return {name: {} for name in names}


def _open(*names: str) -> Shape:
    """Fields beneath which any name may stand."""
    return dict.fromkeys(names)


_TEXT_FORMAT: Shape = {
    **_plain("fontFamily", "fontSize", "bold", "italic", "strikethrough", "underline"),
    **_open("foregroundColor", "foregroundColorStyle", "link"),
}
_FORMAT: Shape = {
    **_plain("horizontalAlignment", "verticalAlignment", "wrapStrategy", "textDirection"),
    **_open("backgroundColor", "backgroundColorStyle", "borders", "padding", "textRotation"),
    "hyperlinkDisplayType": {},
    "numberFormat": {"type": {}, "pattern": {}},
    "textFormat": _TEXT_FORMAT,
}
VALUE = "userEnteredValue"
LOOKS = ("userEnteredFormat", "note", "dataValidation", "textFormatRuns")
CELL: Shape = {
    VALUE: None,
    "userEnteredFormat": _FORMAT,
    "note": {},
    "dataValidation": None,
    "textFormatRuns": None,
    **_open("pivotTable", "dataSourceTable", "chipRuns"),
}
SHEET: Shape = {
    **_plain("title", "index", "hidden", "rightToLeft"),
    **_open("tabColor", "tabColorStyle"),
    "gridProperties": {
        **_plain("rowCount", "columnCount", "frozenRowCount", "frozenColumnCount"),
        **_plain("hideGridlines", "rowGroupControlAfter", "columnGroupControlAfter"),
    },
}
SPREADSHEET: Shape = {
    **_plain("title", "locale", "timeZone", "autoRecalc", "importFunctionsExternalUrlAccessAllowed"),
    **_open("iterativeCalculationSettings", "spreadsheetTheme"),
}
DIMENSION: Shape = {"hiddenByUser": {}, "pixelSize": {}}
TABLE: Shape = {"name": {}, "range": None, "columnProperties": {}, "rowsProperties": None}
NAMED_RANGE: Shape = {"name": {}, "range": None}
PROTECTED_RANGE: Shape = {
    **_plain("description", "warningOnly", "namedRangeId"),
    **_open("range", "editors", "unprotectedRanges"),
}
POSITION: Shape = {
    **_plain("offsetXPixels", "offsetYPixels", "widthPixels", "heightPixels"),
    "anchorCell": None,
}
