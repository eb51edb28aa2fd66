"""What of a plan a spreadsheet still lacks: nothing when setup ran before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from crm_sheets.workbook.google.outline import Outline
from crm_sheets.workbook.google.setup.names import NamedTab, to_name
from crm_sheets.workbook.google.setup.plan import PagePlan, ProfileLookup, SetupPlan, TabPlan
from crm_sheets.workbook.google.setup.protection import Guarded, areas_of, to_protect, to_release


@dataclass(frozen=True)
class Todo:
    """What is to be done; false when there is nothing. `blank` is the id of the tab to remove, None for none."""

    tabs: tuple[TabPlan, ...] = ()
    page: PagePlan | None = None
    protect: tuple[Guarded, ...] = ()
    release: tuple[int, ...] = ()
    names: tuple[NamedTab, ...] = ()
    blank: int | None = None
    properties: Mapping[str, str] = field(default_factory=dict)
    lookup: ProfileLookup | None = None

    def __bool__(self) -> bool:
        done = (self.tabs, self.page, self.protect, self.release, self.names, self.properties, self.lookup)
        return self.blank is not None or any(map(bool, done))


def todo_of(plan: SetupPlan, outline: Outline) -> Todo:
    """What the spreadsheet lacks of the plan."""
    tabs = tuple(tab for tab in plan.tabs if not _is_there(tab.sheet_id, (tab.title,), outline))
    page = plan.page if plan.page and not _is_there(plan.page.sheet_id, plan.page.titles, outline) else None
    guarded = areas_of(plan, tabs, outline)
    return Todo(
        tabs=tabs,
        page=page,
        protect=tuple(to_protect(guarded, plan.protection, outline)),
        release=tuple(to_release(guarded, plan.protection, outline)),
        names=tuple(to_name(plan, tabs, outline)),
        blank=_blank_tab(plan, outline),
        properties=_properties(plan, outline),
        lookup=plan.lookup,
    )


def _is_there(sheet_id: int, titles: Iterable[str], outline: Outline) -> bool:
    return outline.by_id(sheet_id) is not None or any(outline.by_title(title) for title in titles)


def _blank_tab(plan: SetupPlan, outline: Outline) -> int | None:
    """Only as long as it is the only tab: with a second one people have begun to work."""
    found = outline.by_title(plan.blank) if plan.blank and len(outline.sheets) == 1 else None
    return found.sheet_id if found else None


def _properties(plan: SetupPlan, outline: Outline) -> dict[str, str]:
    now = {"locale": outline.locale, "timeZone": outline.timezone}
    return {name: value for name, value in plan.properties.items() if now.get(name) != value}
