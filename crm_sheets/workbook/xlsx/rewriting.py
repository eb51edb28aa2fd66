"""All changes of one write, made in a package: job tabs replaced whole, rows appended to shared tabs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

import polars as pl

from crm_sheets.content import Append, Block, Changes, JobTab, Snapshot
from crm_sheets.errors import WorkbookError, WorkbookUnreadable
from crm_sheets.tables import RawTab
from crm_sheets.workbook.matching import is_blank, looks_like, match_columns, not_ours
from crm_sheets.workbook.xlsx import content_types, ownership
from crm_sheets.workbook.xlsx.appending import SheetText
from crm_sheets.workbook.xlsx.cells import row_markup
from crm_sheets.workbook.xlsx.charts import chart_parts, drawing_part
from crm_sheets.workbook.xlsx.deflate import deflate_bytes
from crm_sheets.workbook.xlsx.links import MOST_LINKS, Link, find_links, link_markup, outside_links
from crm_sheets.workbook.xlsx.outline import DefinedName, Outline, Sheet
from crm_sheets.workbook.xlsx.package import Package
from crm_sheets.workbook.xlsx.relations import (
    NewRelation,
    add_relations,
    drop_relation,
    read_relations,
    remove_references,
)
from crm_sheets.workbook.xlsx.sheet import SheetPlan, cell_columns, record_values, shared_tab
from crm_sheets.workbook.xlsx.styles import StyleSheet

_FILTER = "_xlnm._FilterDatabase"
_PRINT_TITLES = "_xlnm.Print_Titles"


def apply_changes(package: Package, changes: Changes, since: Snapshot) -> None:
    """Make the changes in the package; nothing else in it is touched. Raises WorkbookError when one cannot be made."""
    rewriting = _Rewriting(package, since)
    for tab in changes.job_tabs:
        rewriting.replace(tab)
    for append in joined_appends(changes.appends):
        rewriting.append(append)
    rewriting.save()


def check_changes(package: Package, changes: Changes, since: Snapshot) -> None:
    """Raise WorkbookError when `apply_changes` would, whatever the rows; changes nothing."""
    rewriting = _Rewriting(package, since)
    for tab in changes.job_tabs:
        rewriting.check_replace(tab)
    for append in changes.appends:
        rewriting.check_append(append)


def joined_appends(appends: Sequence[Append]) -> list[Append]:
    """One append for each tab: rows for the same tab follow one another. Raises ValueError when columns differ."""
    joined: dict[str, Append] = {}
    for append in appends:
        known = joined.get(append.title)
        if known is not None and known.columns != append.columns:
            raise ValueError(f'two appends to "{append.title}" have different columns')
        both = append if known is None else replace(known, frame=pl.concat([known.frame, append.frame]))
        joined[append.title] = both
    return list(joined.values())


class _Rewriting:
    def __init__(self, package: Package, since: Snapshot) -> None:
        self._package = package
        self._since = since
        self._outline = Outline(package)
        if self._outline.is_strict:
            raise WorkbookUnreadable('it is in the "Strict Open XML" variant, which jobs can read but not write')
        self._styles = StyleSheet(package, self._outline)
        self._marked = ownership.marked_titles(self._outline)

    def replace(self, tab: JobTab) -> None:
        """Write a job tab whole."""
        sheet = self._outline.sheet(tab.title)
        if sheet is None:
            sheet = self._outline.add_sheet(tab.title, tab.hidden)
        else:
            self._refuse_unless_ours(tab, sheet)
            self._forget_formulas(sheet)
            for part in remove_references(self._package, sheet.part):
                content_types.forget(self._package, part)
        self._write(SheetPlan(tab, self._styles, self._outline.counts_from_1904), sheet)
        ownership.mark(self._outline, sheet.title)

    def append(self, append: Append) -> None:
        """Add rows to a shared tab, made first when the workbook lacks it."""
        known = self._outline.sheet(append.title)
        sheet = known or self._outline.add_sheet(append.title)
        if known is None or self._is_blank(sheet):
            self._write(SheetPlan(shared_tab(append), self._styles, self._outline.counts_from_1904, shared=True), sheet)
        elif not append.frame.is_empty():
            self._append_to(sheet, append)

    def check_replace(self, tab: JobTab) -> None:
        """Raise WorkbookError when a tab of the team's has the job tab's title."""
        sheet = self._outline.sheet(tab.title)
        if sheet is not None:
            self._refuse_unless_ours(tab, sheet)

    def check_append(self, append: Append) -> None:
        """Raise WorkbookError when the tab lacks a header or takes no rows."""
        sheet = self._outline.sheet(append.title)
        if sheet is not None and not self._is_blank(sheet):
            match_columns(append, self._existing(sheet).header)

    def save(self) -> None:
        """Put the edited small parts back."""
        self._outline.recalculate_when_opened()
        self._outline.save()
        self._styles.save()

    def _write(self, plan: SheetPlan, sheet: Sheet) -> None:
        ids = add_relations(self._package, sheet.part, outside_links(plan.links))
        self._package.put(sheet.part, plan.part(link_markup(plan.links, ids), self._add_charts(plan, sheet)))
        self._name_areas(sheet, plan.filter_range)

    def _name_areas(self, sheet: Sheet, filter_range: str) -> None:
        """What a filter and a header row on every printed page need among the workbook's names."""
        position, title = self._outline.position(sheet), ownership.quoted(sheet.title)
        if filter_range:
            area = re.sub(r"([A-Z]+)(\d+)", r"$\1$\2", filter_range)
            self._outline.define(DefinedName(_FILTER, f"{title}!{area}", position))
            self._outline.define(DefinedName(_PRINT_TITLES, f"{title}!$1:$1", position, hidden=False))
        else:
            self._outline.undefine(_FILTER, position)
            self._outline.undefine(_PRINT_TITLES, position)

    def _add_charts(self, plan: SheetPlan, sheet: Sheet) -> str:
        """Add the tab's charts; gives the id of its drawing, "" without charts."""
        charts = chart_parts(plan.tab, plan.layout)
        if not charts:
            return ""
        folder = self._outline.part.rpartition("/")[0]
        drawing = self._package.free_name(f"{folder}/drawings/drawing_crm_{{}}.xml".lstrip("/"))
        self._package.put(drawing, b"")
        new = [NewRelation("chart", self._put_chart(folder, data)) for data in charts]
        self._package.put(drawing, drawing_part(plan.layout.charts, add_relations(self._package, drawing, new)))
        content_types.declare(self._package, drawing, content_types.DRAWING)
        return add_relations(self._package, sheet.part, [NewRelation("drawing", drawing)])[0]

    def _put_chart(self, folder: str, data: bytes) -> str:
        name = self._package.free_name(f"{folder}/charts/chart_crm_{{}}.xml".lstrip("/"))
        self._package.put(name, data)
        content_types.declare(self._package, name, content_types.CHART)
        return name

    def _refuse_unless_ours(self, tab: JobTab, sheet: Sheet) -> None:
        if sheet.kind == "worksheet" and sheet.title.casefold() in self._marked:
            return
        existing = self._since.tabs.get(sheet.title)
        if existing is None or not (self._is_blank(sheet) or looks_like(tab, existing)):
            raise WorkbookError(not_ours(sheet.title))

    def _is_blank(self, sheet: Sheet) -> bool:
        """True for a tab without a single cell, picture or comment."""
        existing = self._since.tabs.get(sheet.title)
        return existing is not None and is_blank(existing) and not read_relations(self._package, sheet.part)

    def _forget_formulas(self, sheet: Sheet) -> None:
        """The list of formulas in calculation order must not name cells that have none; programs make it anew."""
        chain = self._outline.part_for("calcChain")
        if chain and re.search(rb"<(?:[\w.-]+:)?f[\s>/]", self._package.read(sheet.part)):
            drop_relation(self._package, self._outline.part, chain)
            content_types.forget(self._package, chain)
            self._package.remove(chain)

    def _append_to(self, sheet: Sheet, append: Append) -> None:
        existing = self._existing(sheet)
        text = SheetText.parse(self._package.read(sheet.part))
        first_row = existing.first_row + existing.cells.height
        places = match_columns(append, existing.header)
        values = record_values(Block(append.frame, tuple(places.values())))
        columns = cell_columns(places, values, self._styles)
        frame, expression = row_markup(
            values, columns, first_row, text.prefix, from_1904=self._outline.counts_from_1904
        )
        text.append(frame.select(expression).to_series(), first_row, max(places))
        self._link(sheet, text, find_links(values, columns, first_row, MOST_LINKS - text.count_links()))
        self._package.put(sheet.part, deflate_bytes(text.data()))

    def _existing(self, sheet: Sheet) -> RawTab:
        existing = self._since.tabs.get(sheet.title)
        if existing is None:
            raise WorkbookError(f'"{sheet.title}" is not a tab with cells, so no rows can be added to it; rename it')
        return existing

    def _link(self, sheet: Sheet, text: SheetText, links: Iterable[Link]) -> None:
        links = list(links)
        ids = add_relations(self._package, sheet.part, outside_links(links))
        text.add_links(link_markup(links, ids, text.prefix))
