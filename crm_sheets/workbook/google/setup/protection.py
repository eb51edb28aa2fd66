"""Protects what jobs write from slips: areas with ids of their own, known again by the words we put into them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from crm_sheets.workbook.google.ids import stable_id
from crm_sheets.workbook.google.outline import Outline, SheetOutline
from crm_sheets.workbook.google.requests import Request
from crm_sheets.workbook.google.setup.plan import FoundTab, Protection, SetupPlan, TabPlan
from crm_sheets.workbook.google.setup.shapes import area, runs

_OURS = re.compile(r"crm_sheets (warning|locked) (\S+):")
WHOLE, HEADER = "tab", "header"


@dataclass(frozen=True)
class Guarded:
    """An area to protect; `part` names it within its tab: the whole tab, its header, or its columns, counted."""

    sheet_id: int
    part: str
    range: dict[str, int] = field(compare=False)


@dataclass(frozen=True)
class Mark:
    """An area that an earlier setup has protected."""

    range_id: int
    sheet_id: int
    mode: str
    part: str


def marks_in(outline: Outline) -> tuple[Mark, ...]:
    """What earlier setups have protected; what people protected is theirs."""
    return tuple(mark for sheet in outline.sheets for mark in _marks_of(sheet))


def _marks_of(sheet: SheetOutline) -> Iterator[Mark]:
    for protected in sheet.raw.get("protectedRanges", ()):
        found = _OURS.match(protected.get("description", ""))
        if found:
            yield Mark(protected["protectedRangeId"], sheet.sheet_id, found.group(1), found.group(2))


def areas_of(plan: SetupPlan, made: Iterable[TabPlan], outline: Outline) -> list[Guarded]:
    """All areas that are to be protected: in the tabs that are made, in those that are there, and the job tabs."""
    areas = [guarded for tab in made for guarded in _of_new(tab)]
    for tab in plan.found:
        sheet = outline.by_title(tab.title)
        areas += _of_found(tab, sheet.sheet_id) if sheet and sheet.is_grid else []
    return areas + [_whole(sheet_id) for sheet_id in plan.job_tabs if outline.by_id(sheet_id)]


def _of_new(tab: TabPlan) -> list[Guarded]:
    if tab.whole:
        return [_whole(tab.sheet_id)]
    places = [place for place, column in enumerate(tab.columns) if column.guarded]
    return _columns(tab.sheet_id, 0, places)


def _of_found(tab: FoundTab, sheet_id: int) -> list[Guarded]:
    return [_whole(sheet_id)] if tab.whole else _columns(sheet_id, tab.header_row, tab.guarded)


def _whole(sheet_id: int) -> Guarded:
    return Guarded(sheet_id, WHOLE, area(sheet_id))


def _columns(sheet_id: int, header_row: int, places: Iterable[int]) -> list[Guarded]:
    """The header row, and each run of neighbouring columns below it.

    Not the tab less the columns that people fill: rows added later would then be locked to people.
    """
    guarded = set(places)
    if not guarded:
        return []
    areas = [Guarded(sheet_id, HEADER, area(sheet_id, (header_row, header_row + 1)))]
    below = (header_row + 1, None)
    spans = [(start, end) for start, end, on in runs(place in guarded for place in range(max(guarded) + 1)) if on]
    return areas + [
        Guarded(sheet_id, f"columns-{number}", area(sheet_id, below, span)) for number, span in enumerate(spans, 1)
    ]


def to_protect(wanted: Iterable[Guarded], protection: Protection, outline: Outline) -> list[Guarded]:
    """Those that are not protected yet in this way; with `keep` those that are not protected at all."""
    if protection.mode == "none":
        return []
    marks = marks_in(outline)
    if protection.keep:
        there = {(mark.sheet_id, mark.part) for mark in marks}
        return [guarded for guarded in wanted if (guarded.sheet_id, guarded.part) not in there]
    ids = {mark.range_id for mark in marks}
    return [guarded for guarded in wanted if range_id(guarded, protection) not in ids]


def to_release(wanted: Iterable[Guarded], protection: Protection, outline: Outline) -> list[int]:
    """The ids of our areas that are to be protected in another way from now on, or not at all."""
    if protection.keep:
        return []
    marks = marks_in(outline)
    if protection.mode == "none":
        return [mark.range_id for mark in marks]
    stay = {range_id(guarded, protection): guarded.sheet_id for guarded in wanted}
    tabs = set(stay.values())
    return [mark.range_id for mark in marks if mark.sheet_id in tabs and mark.range_id not in stay]


def range_id(guarded: Guarded, protection: Protection) -> int:
    """The protected range's id: the same for the same area, protected in the same way for the same people."""
    who = sorted(protection.editors) if protection.mode == "locked" else []
    return stable_id("protected", protection.mode, *who, str(guarded.sheet_id), guarded.part)


def protect(guarded: Guarded, protection: Protection) -> Request:
    """Protect the area: people are warned, or only the editors (and the spreadsheet's owner) may edit it."""
    made: dict[str, Any] = {
        "protectedRangeId": range_id(guarded, protection),
        "range": guarded.range,
        "description": f"crm_sheets {protection.mode} {guarded.part}: {protection.why}",
        "warningOnly": protection.mode == "warning",
    }
    if protection.mode == "locked":
        made["editors"] = {"users": sorted(protection.editors), "domainUsersCanEdit": False}
    return Request.of("addProtectedRange", {"protectedRange": made})


def release(protected_range_id: int) -> Request:
    """Take a protection of ours away."""
    return Request.of("deleteProtectedRange", {"protectedRangeId": protected_range_id})
