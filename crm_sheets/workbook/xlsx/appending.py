"""Adding rows under the last one of a tab's XML; everything else in it stays as it is."""

from __future__ import annotations

import re
from dataclasses import dataclass

import polars as pl

from crm_sheets.errors import WorkbookError
from crm_sheets.tables import column_letter
from crm_sheets.workbook.xlsx import markup

_AFTER_LINKS = (
    "printOptions",
    "pageMargins",
    "pageSetup",
    "headerFooter",
    "rowBreaks",
    "colBreaks",
    "customProperties",
    "cellWatches",
    "ignoredErrors",
    "smartTags",
    "drawing",
    "legacyDrawing",
    "legacyDrawingHF",
    "picture",
    "oleObjects",
    "controls",
    "webPublishItems",
    "tableParts",
    "extLst",
)
"""What may follow the links in a sheet part."""

_SHEET_DATA = re.compile(rb"<((?:[A-Za-z_][\w.-]*:)?)sheetData(?:\s[^>]*?)?(/?)>")
_ROW_NUMBER = re.compile(rb"""\sr\s*=\s*["'](\d+)["']""")
_CELL = re.compile(r"""<((?:[\w.-]+:)?c)\b[^>]*?\br\s*=\s*["']([A-Z]+)\d+["'][^>]*?(?:/>|>.*?</\1\s*>)""", re.DOTALL)


@dataclass
class SheetText:
    """A sheet part, taken apart: what stands before the rows, the rows, and what stands after them."""

    head: str
    rows: bytes
    tail: str
    prefix: str

    @classmethod
    def parse(cls, data: bytes) -> SheetText:
        """Take a part apart. Raises WorkbookError when it has no rows element."""
        match = _SHEET_DATA.search(data)
        if match is None or data[:2] in (b"\xff\xfe", b"\xfe\xff"):
            raise WorkbookError("the tab is stored in a way that rows cannot be added to; save it once with Excel")
        prefix = match.group(1).decode()
        if match.group(2):
            opening = match.group()[:-2].rstrip() + b">"
            tail = f"</{prefix}sheetData>".encode() + data[match.end() :]
            return cls((data[: match.start()] + opening).decode(), b"", tail.decode(), prefix)
        close = data.rindex(f"</{prefix}sheetData".encode())
        return cls(data[: match.end()].decode(), data[match.end() : close], data[close:].decode(), prefix)

    def data(self) -> bytes:
        """The part put together again."""
        return b"".join((self.head.encode(), self.rows, self.tail.encode()))

    def append(self, rows: pl.Series, first_row: int, last_column: int) -> None:
        """Add rows (one `<row>` each, numbered from `first_row`).

        Rows that are already there without content (formatted for later, or with a formula that shows nothing) keep
        their cells, with ours in between.
        """
        start, waiting = self._empty_rows(first_row)
        ours = rows.to_list()
        for number in [number for number in waiting if number - first_row < len(ours)]:
            ours[number - first_row] = merge_row(waiting.pop(number).decode(), ours[number - first_row])
        left = b"".join(waiting.values())
        self.rows = b"".join((self.rows[:start], "".join(ours).encode(), left))
        self._stretch_dimension(first_row + len(ours) - 1, last_column)

    def _empty_rows(self, first_row: int) -> tuple[int, dict[int, bytes]]:
        """Where the rows from `first_row` on start in the text, and what these rows are."""
        found: dict[int, bytes] = {}
        start = end = len(self.rows.rstrip())
        opening = f"<{self.prefix}row".encode()
        while (start := self._previous(opening, end)) >= 0:
            number = _ROW_NUMBER.search(self.rows, start, self.rows.index(b">", start))
            if number is None or int(number.group(1)) < first_row:
                break
            found[int(number.group(1))] = self.rows[start:end]
            end = start
        return end, dict(sorted(found.items()))

    def _previous(self, opening: bytes, end: int) -> int:
        """The start of the last row before `end`; elements whose name only begins alike are passed over."""
        start = self.rows.rfind(opening, 0, end)
        while start >= 0 and self.rows[start + len(opening) : start + len(opening) + 1] not in (
            b" ",
            b">",
            b"/",
            b"\n",
        ):
            start = self.rows.rfind(opening, 0, start)
        return start

    def _stretch_dimension(self, last_row: int, last_column: int) -> None:
        element = markup.find(self.head, f"{self.prefix}dimension")
        if element is None:
            return
        reference = re.search(
            r"""ref\s*=\s*["']([A-Z]+\d+)(?::([A-Z]+)(\d+))?["']""", self.head[element.start : element.end]
        )
        if reference is None:
            return
        start = reference.group(1)
        letters = reference.group(2) or start.rstrip("0123456789")
        row = int(reference.group(3) or start.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
        right = max(letters, column_letter(last_column), key=lambda name: (len(name), name))
        self.head = markup.set_attribute(self.head, element, "ref", f"{start}:{right}{max(row, last_row)}")

    def count_links(self) -> int:
        """How many links the tab has."""
        return self.tail.count(f"<{self.prefix}hyperlink ")

    def add_links(self, elements: str) -> None:
        """Add `<hyperlink>` elements after those that are there."""
        if not elements:
            return
        tag = f"{self.prefix}hyperlinks"
        with_links = markup.append_child(self.tail, tag, elements)
        if with_links is None:
            group = f"<{tag}>{elements}</{tag}>"
            following = tuple(f"{self.prefix}{name}" for name in _AFTER_LINKS)
            with_links = markup.insert_before_any(self.tail, following, group)
        if with_links is None:
            end = self.tail.rindex(f"</{self.prefix}worksheet")
            with_links = self.tail[:end] + group + self.tail[end:]
        self.tail = with_links


def merge_row(existing: str, ours: str) -> str:
    """Our row, with the cells of the existing one that stand in other columns, and its height and format."""
    cells = _cells(existing)
    cells |= {
        letters: cell for letters, cell in _cells(ours).items() if letters not in cells or not cell.endswith("/>")
    }
    ordered = "".join(cells[letters] for letters in sorted(cells, key=lambda name: (len(name), name)))
    opening = existing[: existing.index(">") + 1]
    if opening.endswith("/>"):
        opening = opening[:-2].rstrip() + ">"
    opening = re.sub(r"""\sspans\s*=\s*["'][^"']*["']""", "", opening)
    return opening + ordered + ours[ours.rindex("</") :]


def _cells(row: str) -> dict[str, str]:
    return {match.group(2): match.group() for match in _CELL.finditer(row)}
