"""What the reader for values does not tell, looked up in a tab's XML: errors, merged cells, which cells are numbers.

A formula that nobody has calculated (as some programs write them, to be calculated when the file is opened) has no
value: it is an error too, shown as the formula itself.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from html import unescape

from crm_sheets.tables import CellError
from crm_sheets.workbook.raw import MergedRange
from crm_sheets.workbook.xlsx.package import Package

_AT_ONCE = 1 << 22
_ERROR = re.compile(
    rb"""<(?:[\w.-]+:)?c\b([^>]*?\bt\s*=\s*["']e["'][^>]*)(?<!/)>(.*?)</(?:[\w.-]+:)?c\s*>""", re.DOTALL
)
_ERROR_MARKS = (b't="e"', b"t='e'")
_PREFIX = re.compile(rb"<([\w.-]+:)?worksheet\b")
_LONGEST_FORMULA = 60
_REFERENCE = re.compile(rb"""\br\s*=\s*["']([A-Z]+)(\d+)["']""")
_VALUE = re.compile(rb"<(?:[\w.-]+:)?v[^>]*>([^<]*)<")
_MERGED = re.compile(rb"""<(?:[\w.-]+:)?mergeCell\b[^>]*?\bref\s*=\s*["'][A-Z]+(\d+):[A-Z]+(\d+)["']""")
_TYPE = re.compile(rb"""\bt\s*=\s*["']([a-zA-Z]+)["']""")
_CELL_TAG = re.compile(rb"<(?:[\w.-]+:)?c\s")
_ROW_END = re.compile(rb"</(?:[\w.-]+:)?row\s*>")


@dataclass
class Scan:
    """What a pass over one tab's XML found. `numbers` gives, by column letters, the rows whose cell is a number."""

    errors: list[CellError] = field(default_factory=list)
    merged: list[MergedRange] = field(default_factory=list)
    numbers: dict[str, list[int]] = field(default_factory=dict)


def scan(package: Package, part: str, columns: Collection[str]) -> Scan:
    """Look through a tab's XML; numbers with a fraction are only looked for in `columns` (letters)."""
    found = Scan(numbers={column: [] for column in columns})
    patterns = {column: _number_pattern(column) for column in columns}
    formulas: Formulas | None = None
    for piece in _pieces(package, part):
        if any(mark in piece for mark in _ERROR_MARKS):
            found.errors += _errors(piece)
        formulas = formulas or Formulas(_prefix(piece))
        found.errors += formulas.uncalculated(piece)
        for column, pattern in patterns.items():
            found.numbers[column] += [int(match[1]) for match in pattern.finditer(piece) if _is_number(piece, match)]
    # What is merged stands after the last row, and so in the last piece.
    found.merged += [MergedRange(int(match[1]), int(match[2])) for match in _MERGED.finditer(piece)]
    return found


def _number_pattern(column: str) -> re.Pattern[bytes]:
    """Cells of this column with a fraction or an exponent in their value, a formula before it or not.

    It begins with a fixed text, which the search runs along several times as fast as along a whole tag.
    """
    formula = rb"(?:<(?:[\w.-]+:)?f\b[^>]*?(?:/>|>[^<]*</(?:[\w.-]+:)?f\s*>))?"
    cell = rb"""r=["']%b(\d+)["']([^>]*)(?<!/)>\s*""" % column.encode()
    return re.compile(cell + formula + rb"\s*<(?:[\w.-]+:)?v[^>]*>[^<]*[.eE][^<]*<")


def _is_number(piece: bytes, match: re.Match[bytes]) -> bool:
    """True for a cell (nothing else has such a reference) whose type, before or after the reference, is a number."""
    before = piece[piece.rfind(b"<", 0, match.start()) : match.start()]
    kind = _TYPE.search(before + match[2])
    return _CELL_TAG.match(before) is not None and (kind is None or kind[1] == b"n")


def _errors(piece: bytes) -> Iterator[CellError]:
    for match in _ERROR.finditer(piece):
        reference, value = _REFERENCE.search(match[1]), _VALUE.search(match[2])
        if reference:
            text = unescape(value[1].decode("utf-8", "replace")) if value else "#ERROR!"
            yield CellError(int(reference[2]), column_position(reference[1].decode()), text)


def _prefix(beginning: bytes) -> bytes:
    """The namespace prefix of the tab's tags with its colon, mostly none."""
    root = _PREFIX.search(beginning)
    return (root[1] or b"") if root else b""


class Formulas:
    """Finds the cells whose formula has no calculated value, in a tab whose tags have this `prefix`."""

    def __init__(self, prefix: bytes) -> None:
        name = re.escape(prefix)
        no_value = rb"\s*(?:</%bc\s*>|<%bv[^<>]*/>|<%bv[^<>]*></)" % (name, name, name)
        # Each begins with a fixed text, which the search runs along fast.
        self._ends = (re.compile(rb"</%bf>" % name + no_value), re.compile(rb"<%bf\b[^<>]*/>" % name + no_value))
        self._cell = b"<" + prefix + b"c "
        self._formula = re.compile(rb"<%bf\b[^<>]*>([^<]*)" % name)

    def uncalculated(self, piece: bytes) -> Iterator[CellError]:
        """The cells of a piece of XML that have a formula and no value; an empty text is a value."""
        if b"f" not in piece:  # a letter that a tab without formulas and texts of its own hardly has
            return
        for end in self._ends:
            for match in end.finditer(piece):
                start = piece.rfind(self._cell, 0, match.start())
                if found := self._error(piece[start : match.end()]):
                    yield found

    def _error(self, cell: bytes) -> CellError | None:
        tag = cell[: cell.find(b">")]
        kind, reference, formula = _TYPE.search(tag), _REFERENCE.search(tag), self._formula.search(cell)
        is_empty_text = kind is not None and kind[1] == b"str" and not cell.endswith(b"c>")
        if reference is None or is_empty_text or (kind is not None and kind[1] == b"e"):
            return None
        text = unescape(formula[1].decode("utf-8", "replace")) if formula else ""
        short = text if len(text) <= _LONGEST_FORMULA else f"{text[:_LONGEST_FORMULA]}…"
        return CellError(int(reference[2]), column_position(reference[1].decode()), f"={short or '…'}")


def column_position(letters: str) -> int:
    """The 0-based position of a column: "A" is 0, "AA" is 26."""
    position = 0
    for letter in letters:
        position = position * 26 + ord(letter) - 64
    return position - 1


def _pieces(package: Package, part: str) -> Iterator[bytes]:
    """The part in pieces that end where a row ends, so that no cell is cut; the last is what follows the rows."""
    rest = b""
    with package.open(part) as stream:
        while data := stream.read(_AT_ONCE):
            data = rest + data
            cut = _last_row_end(data)
            yield data[:cut]
            rest = data[cut:]
    yield rest


def _last_row_end(data: bytes) -> int:
    for start in range(max(len(data) - (1 << 16), 0), -1, -(1 << 16)):
        ends = [match.end() for match in _ROW_END.finditer(data, start)]
        if ends:
            return ends[-1]
    return 0
