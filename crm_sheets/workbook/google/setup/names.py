"""Named ranges for the team's own formulas: crm_customers is the customers tab, whatever it is called."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from crm_sheets.workbook.google.ids import stable_name
from crm_sheets.workbook.google.outline import Outline
from crm_sheets.workbook.google.requests import Request
from crm_sheets.workbook.google.setup.plan import SetupPlan, TabPlan
from crm_sheets.workbook.google.setup.shapes import area


@dataclass(frozen=True)
class NamedTab:
    """A range to be named; `replaces` the range of that id whose tab is gone."""

    name: str
    range_id: str
    range: dict[str, int] = field(compare=False)
    replaces: bool = False


def to_name(plan: SetupPlan, made: Iterable[TabPlan], outline: Outline) -> list[NamedTab]:
    """The team's tabs that have no name yet; a name that people gave to something else stays theirs."""
    new = [_named(tab.name, tab.sheet_id, len(tab.columns), outline, replaces=True) for tab in made if tab.named]
    there = []
    for tab in plan.found:
        sheet = outline.by_title(tab.title)
        if tab.named and tab.columns and sheet and sheet.is_grid:
            there.append(_named(tab.name, sheet.sheet_id, tab.columns, outline, replaces=False))
    return [named for named in (*new, *there) if _is_free(named, outline)]


def _named(name: str, sheet_id: int, columns: int, outline: Outline, *, replaces: bool) -> NamedTab:
    range_id = stable_name("setup", name)
    where = area(sheet_id, columns=(0, columns))
    return NamedTab(f"crm_{name}", range_id, where, replaces and range_id in outline.named_ranges)


def _is_free(named: NamedTab, outline: Outline) -> bool:
    others = {name.casefold() for range_id, name in outline.named_ranges.items() if range_id != named.range_id}
    return named.name not in others and (named.replaces or named.range_id not in outline.named_ranges)


def name_range(named: NamedTab) -> list[Request]:
    """Give the range its name."""
    made = {"namedRangeId": named.range_id, "name": named.name, "range": named.range}
    before = [Request.of("deleteNamedRange", {"namedRangeId": named.range_id})] if named.replaces else []
    return [*before, Request.of("addNamedRange", {"namedRange": made})]
