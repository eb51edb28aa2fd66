"""A workbook in memory: for tests and dry runs. It keeps the same promises as one in a file."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

import polars as pl

from crm_sheets.content import Append, Block, Changes, JobTab, Snapshot
from crm_sheets.errors import WorkbookChanged, WorkbookError
from crm_sheets.tables import RawTab, column_letter
from crm_sheets.workbook.cell_values import as_read
from crm_sheets.workbook.layout import lay_out
from crm_sheets.workbook.matching import is_blank, looks_like, match_columns, not_ours, refuse_bad_title
from crm_sheets.workbook.raw import raw_tab


class MemoryWorkbook:
    """Tabs by title. `written` keeps all changes, in order, for tests that ask what a job wrote.

    With `takes_edits` it is written although people edited it since it was read, as a shared spreadsheet is.
    """

    def __init__(self, tabs: Mapping[str, RawTab], name: str = "memory", *, takes_edits: bool = False) -> None:
        self.tabs = dict(tabs)
        self.takes_edits = takes_edits
        self.written: list[Changes] = []
        self._name = name
        self._job_titles: set[str] = set()
        self._edits = 0

    @property
    def name(self) -> str:
        """What to call it in messages."""
        return self._name

    @property
    def place(self) -> str:
        """The same: it is nowhere else."""
        return self._name

    def read(self) -> Snapshot:
        """All tabs."""
        return Snapshot(dict(self.tabs), str(self._edits), tuple(self.tabs))

    def reread(self, titles: Collection[str], since: Snapshot) -> Mapping[str, RawTab]:
        """These tabs as they stand now; nothing when edits are refused anyway."""
        return {title: self.tabs[title] for title in titles if title in self.tabs} if self.takes_edits else {}

    def edit(self, tab: RawTab) -> None:
        """What a person does: put a tab there, or replace one; a write that read before is then refused."""
        self.tabs[tab.title] = tab
        self._edits += 1

    def check(self, changes: Changes, since: Snapshot) -> None:
        """Raise what `write` would raise, without writing."""
        self._apply(changes, since)

    def prove_writable(self, since: Snapshot) -> None:
        """Raise WorkbookChanged when it is not as `since` read it and edits are refused."""
        self._refuse_when_changed(since)

    def write(self, changes: Changes, since: Snapshot) -> None:
        """Write all changes or none. Raises WorkbookChanged, or WorkbookError when a change cannot be made."""
        if not changes:
            return
        self.tabs = self._apply(changes, since)
        self.written.append(changes)
        self._job_titles |= {job_tab.title.casefold() for job_tab in changes.job_tabs}
        self._edits += 1

    def _refuse_when_changed(self, since: Snapshot) -> None:
        if not self.takes_edits and since.version != str(self._edits):
            raise WorkbookChanged(f"{self.name} was changed since it was read, so nothing was written. Run it again.")

    def _apply(self, changes: Changes, since: Snapshot) -> dict[str, RawTab]:
        self._refuse_when_changed(since)
        tabs = dict(self.tabs)
        for job_tab in changes.job_tabs:
            _replace(tabs, job_tab, self._job_titles)
        for append in changes.appends:
            _append(tabs, append)
        return tabs


def _find(tabs: Mapping[str, RawTab], title: str) -> RawTab | None:
    return next((tab for name, tab in tabs.items() if name.casefold() == title.casefold()), None)


def _replace(tabs: dict[str, RawTab], job_tab: JobTab, ours: set[str]) -> None:
    existing = _find(tabs, job_tab.title)
    known = existing is None or existing.title.casefold() in ours
    if existing is not None and not (known or is_blank(existing) or looks_like(job_tab, existing)):
        raise WorkbookError(not_ours(existing.title))
    title = existing.title if existing else job_tab.title
    refuse_bad_title(title)
    tabs[title] = raw_tab(title, _grid(job_tab))


def _append(tabs: dict[str, RawTab], append: Append) -> None:
    existing = _find(tabs, append.title)
    if existing is None or is_blank(existing):
        title = existing.title if existing else append.title
        refuse_bad_title(title)
        tabs[title] = raw_tab(title, _grid(JobTab(title, (Block(append.frame, append.columns),))))
        return
    places = match_columns(append, existing.header)
    values = as_read(append.frame.select({column.name for column in append.columns}))
    rows = values.select(
        pl.col(places[position].name).alias(letter) if position in places else pl.lit(None, pl.String).alias(letter)
        for position, letter in enumerate(existing.cells.columns)
    )
    tabs[existing.title] = replace(existing, cells=pl.concat([existing.cells, rows]))


def _grid(job_tab: JobTab) -> pl.DataFrame:
    """The whole tab as a grid of texts, from A1 on."""
    width = max([1, *(len(block.columns) for block in job_tab.blocks)])
    pieces: list[pl.DataFrame] = []
    row = 1
    for start, lines in _lines(job_tab):
        pieces += [_texts([], width)] * (start - row)
        pieces.append(_widened(lines, width))
        row = start + lines.height
    return pl.concat(pieces) if pieces else _texts([], width).clear()


def _lines(job_tab: JobTab) -> Iterator[tuple[int, pl.DataFrame]]:
    """What stands on the tab from top to bottom: the sheet row it starts in and the texts."""
    layout = lay_out(job_tab)
    single = [(layout.heading_row, job_tab.heading), (layout.subheading_row, job_tab.subheading)]
    yield from ((row, _texts([text])) for row, text in single if row)
    for placed in layout.blocks:
        block = placed.block
        titles = [(placed.title_row, block.title), (placed.note_row, block.note)]
        yield from ((row, _texts([text])) for row, text in titles if row)
        yield placed.header_row, _texts([column.header for column in block.columns])
        shown = as_read(block.frame.select({column.name for column in block.columns}))
        yield (
            placed.first_row,
            shown.select(
                pl.col(column.name).alias(column_letter(position)) for position, column in enumerate(block.columns)
            ),
        )


def _texts(texts: Sequence[str], width: int = 0) -> pl.DataFrame:
    """One row."""
    row = [*texts, *[None] * (width - len(texts))]
    return pl.DataFrame([pl.Series(column_letter(position), [text], pl.String) for position, text in enumerate(row)])


def _widened(lines: pl.DataFrame, width: int) -> pl.DataFrame:
    missing = [pl.lit(None, pl.String).alias(column_letter(position)) for position in range(lines.width, width)]
    return lines.with_columns(missing)
