"""Cell formats appended to the workbook's own: nothing that is there is changed, equal formats are used again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from xml.etree import ElementTree

from crm_sheets.content import GREEN, Format, ShownColumn, Tone
from crm_sheets.workbook.cell_values import CellKind
from crm_sheets.workbook.xlsx import content_types, markup
from crm_sheets.workbook.xlsx.outline import Outline
from crm_sheets.workbook.xlsx.package import Package

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_EMPTY = (
    f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<styleSheet xmlns="{_MAIN}">'
    '<fonts count="1"><font><sz val="11"/><name val="Calibri"/><family val="2"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '</fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs></styleSheet>'
)
_AFTER_FORMATS = ("fonts", "fills", "borders", "cellStyleXfs", "cellXfs")

_BUILT_IN_FORMATS = {"General": 0, "@": 49}
_FIRST_OWN_FORMAT = 164

# Amounts end a little before the next column ("_)"): not every program keeps an indent on the right.
NUMBER_FORMATS = {
    Format.TEXT: "@",
    Format.WRAP: "General",
    Format.INTEGER: "#,##0_)_)",
    Format.NUMBER: "#,##0.00_)_)",
    Format.MONEY: "#,##0_)_)",
    Format.PERCENT: "0.0%_)_)",
    Format.DATE: "dd/mm/yyyy",
    Format.DATETIME: "dd/mm/yyyy hh:mm",
    Format.LINK: "@",
    Format.TICK: "@",
}

_INK = "1F2933"
_QUIET = "6B7280"
_LINE = "D9DEE3"
_LINK = "1155CC"
_PEOPLE = "FFFBEB"
_WHITE = "FFFFFF"
_TONES = {Tone.GOOD: "1E6B4C", Tone.WARNING: "92400E", Tone.BAD: "B42318", Tone.QUIET: "6B7280"}
_CENTRED = (Format.TICK, Format.DATE, Format.DATETIME)
_AMOUNTS = (Format.INTEGER, Format.NUMBER, Format.MONEY, Format.PERCENT)


@dataclass(frozen=True)
class Style:
    """How a cell looks; colours are RRGGBB, "" for none; `size` is in points, 0 for the workbook's own."""

    number_format: str = "General"
    bold: bool = False
    italic: bool = False
    underline: bool = False
    size: int = 0
    colour: str = ""
    fill: str = ""
    line: str = ""
    wrap: bool = False
    horizontal: str = ""
    vertical: str = "center"
    indent: int = 0
    stays_text: bool = False  # what looks like a formula stays text when a person edits the cell


def heading_style(colour: str) -> Style:
    """The heading of a report."""
    return Style(bold=True, size=16, colour=_readable(colour))


SUBHEADING = Style(colour=_QUIET)
NOTE = Style(italic=True, colour=_QUIET)


def block_title_style(colour: str) -> Style:
    """The title over a block."""
    return Style(bold=True, size=12, colour=_readable(colour))


def _readable(colour: str) -> str:
    """The tab's colour for text on white, unless it is too light for that."""
    return _INK if _is_light(colour) else colour


def header_style(colour: str, column: ShownColumn) -> Style:
    """A header cell on the tab's colour, or people's for their columns: white, or dark where the colour is light."""
    colour = GREEN if column.people_fill else colour
    ink = _INK if _is_light(colour) else _WHITE
    align = _alignment_of(column.format)
    number_format = "@_)_)" if align == "right" else "@"
    return _aligned(Style(number_format, bold=True, colour=ink, fill=colour, wrap=True, line=colour), column.format)


def column_style(column: ShownColumn, kind: CellKind = CellKind.TEXT) -> Style:
    """The cells of a column with values of this kind."""
    fill = _PEOPLE if column.people_fill else ""
    style = Style(_number_format(column.format, kind), line=_LINE, fill=fill)
    if kind is CellKind.TEXT:
        style = replace(style, stays_text=True)
    if column.format is Format.WRAP:
        style = replace(style, wrap=True)
    return _aligned(style, column.format)


def toned(style: Style, tone: Tone) -> Style:
    """The style for a value that tells something."""
    return replace(style, colour=_TONES[tone], bold=tone is not Tone.QUIET)


def link_style(column: ShownColumn) -> Style:
    """A cell with a link."""
    return replace(column_style(column), colour=_LINK, underline=True)


def _number_format(shown: Format, kind: CellKind) -> str:
    """The column's own, but a date never shows as a number, and a number in a text column shows as it is."""
    if kind is CellKind.DATE and shown not in (Format.DATE, Format.DATETIME):
        shown = Format.DATE
    elif kind is CellKind.DATETIME and shown not in (Format.DATE, Format.DATETIME):
        shown = Format.DATETIME
    elif kind is not CellKind.TEXT and shown in (Format.TEXT, Format.LINK, Format.TICK):
        return "General"
    return NUMBER_FORMATS[shown]


def _alignment_of(shown: Format) -> str:
    """Amounts stand to the right, ticks and dates in the middle, all else to the left."""
    if shown in _CENTRED:
        return "center"
    return "right" if shown in _AMOUNTS else "left"


def _aligned(style: Style, shown: Format) -> Style:
    """The style with its place in the cell: texts stand a little off the edge."""
    horizontal = _alignment_of(shown)
    return replace(style, horizontal=horizontal, indent=int(horizontal == "left"))


def _is_light(colour: str) -> bool:
    red, green, blue = (int(colour[start : start + 2], 16) for start in (0, 2, 4))
    return 0.299 * red + 0.587 * green + 0.114 * blue > 170


class StyleSheet:
    """The styles part: `index` gives the number of a format, appended when the workbook has no equal one."""

    def __init__(self, package: Package, outline: Outline) -> None:
        self._package = package
        self.part = outline.part_for("styles")
        if not self.part or not package.has(self.part):
            self.part = f"{outline.part.rpartition('/')[0]}/styles.xml".lstrip("/")
            package.put_text(self.part, _EMPTY)
            outline.add_part(self.part, "styles", content_types.STYLES)
        self._text = package.text(self.part)
        self._prefix = markup.root_prefix(self._text)
        self._known = {name: [*self._children(name)] for name in ("numFmts", "fonts", "fills", "borders", "cellXfs")}
        self._indexes: dict[Style, int] = {}

    def index(self, style: Style) -> int:
        """The number of the format that looks like `style`."""
        if style not in self._indexes:
            self._indexes[style] = self._find_or_add("cellXfs", self._format(style))
        return self._indexes[style]

    def save(self) -> None:
        """Put the styles back into the package, if any was added."""
        self._package.put_text(self.part, self._text)

    def _format(self, style: Style) -> str:
        ids = {
            "numFmtId": self._number_format(style.number_format),
            "fontId": self._find_or_add("fonts", self._font(style)),
            "fillId": self._find_or_add("fills", _fill(style.fill)) if style.fill else 0,
            "borderId": self._find_or_add("borders", _border(style.line)),
        }
        numbers = " ".join(f'{name}="{number}"' for name, number in ids.items())
        quote = ' quotePrefix="1"' if style.stays_text else ""
        applied = "".join(f' apply{part}="1"' for part in ("NumberFormat", "Font", "Fill", "Border", "Alignment"))
        return f'<xf {numbers} xfId="0"{quote}{applied}>{_alignment(style)}</xf>'

    def _number_format(self, code: str) -> int:
        if code in _BUILT_IN_FORMATS:
            return _BUILT_IN_FORMATS[code]
        taken = {int(child.get("numFmtId", "0")): child.get("formatCode") for child in self._elements("numFmts")}
        for number, known in taken.items():
            if known == code:
                return number
        number = max(_FIRST_OWN_FORMAT, *(known + 1 for known in taken)) if taken else _FIRST_OWN_FORMAT
        self._find_or_add("numFmts", f'<numFmt numFmtId="{number}" formatCode="{markup.attribute(code)}"/>')
        return number

    def _font(self, style: Style) -> str:
        """The workbook's own font, so that our tabs look like the others."""
        first = next(self._elements("fonts"), None)
        name = _value_of(first, "name", "Calibri")
        size = str(style.size) if style.size else _value_of(first, "sz", "11")
        marks = "<b/>" * style.bold + "<i/>" * style.italic + "<u/>" * style.underline
        ink = f'<color rgb="FF{style.colour or _INK}"/>'
        return f'<font>{marks}<sz val="{size}"/>{ink}<name val="{markup.attribute(name)}"/><family val="2"/></font>'

    def _find_or_add(self, name: str, element: str) -> int:
        shape = _shape(ElementTree.fromstring(element))  # noqa: S314 - our own text
        known = self._known[name]
        if shape not in known:
            self._append(name, element)
            known.append(shape)
        return known.index(shape)

    def _append(self, name: str, element: str) -> None:
        tag = f"{self._prefix}{name}"
        element = element.replace("</", "\0").replace("<", f"<{self._prefix}").replace("\0", f"</{self._prefix}")
        text = markup.append_child(self._text, tag, element)
        if text is None:
            following = tuple(f"{self._prefix}{later}" for later in _AFTER_FORMATS)
            text = markup.insert_before_any(self._text, following, f"<{tag}>{element}</{tag}>") or self._text
        place = markup.find(text, tag)
        self._text = (
            text if place is None else markup.set_attribute(text, place, "count", str(len(self._known[name]) + 1))
        )

    def _elements(self, name: str) -> Iterator[ElementTree.Element]:
        root = ElementTree.fromstring(self._text)  # noqa: S314 - expat refuses entity bombs by itself
        for group in root:
            if _local(group.tag) == name:
                yield from group

    def _children(self, name: str) -> Iterator[_Shape]:
        return (_shape(element) for element in self._elements(name))


_Shape = tuple[str, tuple[tuple[str, str], ...], tuple["_Shape", ...]]


def _shape(element: ElementTree.Element) -> _Shape:
    """What an element says, however it is written."""
    attributes = tuple(sorted((_local(key), value) for key, value in element.attrib.items()))
    return _local(element.tag), attributes, tuple(_shape(child) for child in element)


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def _value_of(font: ElementTree.Element | None, name: str, default: str) -> str:
    children = () if font is None else font
    return next((child.get("val", default) for child in children if _local(child.tag) == name), default)


def _fill(colour: str) -> str:
    colours = f'<fgColor rgb="FF{colour}"/><bgColor indexed="64"/>'
    return f'<fill><patternFill patternType="solid">{colours}</patternFill></fill>'


def _border(colour: str) -> str:
    bottom = f'<bottom style="thin"><color rgb="FF{colour}"/></bottom>' if colour else "<bottom/>"
    return f"<border><left/><right/><top/>{bottom}<diagonal/></border>"


def _alignment(style: Style) -> str:
    horizontal = f' horizontal="{style.horizontal}"' if style.horizontal else ""
    wrap = ' wrapText="1"' if style.wrap else ""
    indent = f' indent="{style.indent}"' if style.indent else ""
    return f'<alignment{horizontal} vertical="{style.vertical}"{wrap}{indent}/>'
