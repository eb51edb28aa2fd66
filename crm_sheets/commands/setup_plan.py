"""What `setup` is to do with a spreadsheet: what is found there, what is missing, what the operator wishes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crm_sheets.content import IDENTITY
from crm_sheets.errors import ConfigurationError
from crm_sheets.mapping.titles import is_job_title
from crm_sheets.model import Text
from crm_sheets.reports import titles
from crm_sheets.sample.options import Options
from crm_sheets.sample.starter import make_starter
from crm_sheets.sample.tab_plans import Place, tab_id, tab_plans
from crm_sheets.sample.writer import ORDER
from crm_sheets.schema import TABS
from crm_sheets.schema.base import Owner
from crm_sheets.validate.binding import BoundTab, bind
from crm_sheets.workbook.google.ids import job_tab_id
from crm_sheets.workbook.google.setup import FoundTab, Protection, SetupPlan, Todo, todo_of
from crm_sheets.workbook.google.setup.protection import marks_in
from crm_sheets.workbook.matching import is_blank

if TYPE_CHECKING:
    from crm_sheets.content import Snapshot
    from crm_sheets.sample.book import SampleBook
    from crm_sheets.settings import OperatorSettings
    from crm_sheets.workbook.google.outline import Outline

WHY = Text("Ditulis pekerjaan malam, mohon tidak diubah.", "Written by the nightly job; please leave it.")
LOCALES = {"id": "id_ID", "en": "en_GB"}

_FIRST_TAB = re.compile(r"\D+1")
"""What Google calls the tab of a new spreadsheet: Sheet1, Sheet 1, Lembar1 ..."""


@dataclass(frozen=True)
class Wishes:
    """What the operator asked for; `protect` is "" where they said nothing, `show_profile` are columns as typed."""

    language: str
    sample: bool = False
    protect: str = ""
    editors: tuple[str, ...] = ()
    show_profile: tuple[str, ...] = ()


@dataclass(frozen=True)
class Prepared:
    """The plan for one spreadsheet, and what the operator should see of it.

    `found` are the tabs that are known, by canonical name. `renamed` are tabs that an earlier setup made, by canonical
    name, with titles that nothing is known by.
    """

    plan: SetupPlan
    todo: Todo
    found: Mapping[str, BoundTab]
    renamed: Mapping[str, str]


def prepare(settings: OperatorSettings, snapshot: Snapshot, outline: Outline, wishes: Wishes) -> Prepared:
    """Compare what is there with what there should be. Raises ConfigurationError for wishes that cannot be met."""
    from crm_sheets.commands.setup_lookup import profile_lookup
    from crm_sheets.sample.start_page import start_page

    found = _find_tabs(settings, snapshot)
    renamed = _renamed(found, outline, wishes.language)
    book = _book(wishes, found)
    missing = [name for name in ORDER if name not in found and name not in renamed]
    blank = _blank_tab(snapshot, outline)
    properties = {"locale": locale_of(wishes.language, settings.country), "timeZone": settings.timezone}
    plan = SetupPlan(
        tabs=tab_plans(book, missing, {name: Place(tab.raw.title, tab.letters) for name, tab in found.items()}),
        page=start_page(ORDER, wishes.language, book.company),
        found=tuple(_found_tab(tab) for tab in found.values()),
        job_tabs=tuple(_job_tabs(found, outline)),
        protection=_protection(settings, outline, wishes),
        blank=blank,
        properties=properties if blank else {},
        lookup=profile_lookup(wishes.show_profile, found.get("customers"), snapshot, outline, wishes.language),
    )
    return Prepared(plan, todo_of(plan, outline), found, renamed)


def _find_tabs(settings: OperatorSettings, snapshot: Snapshot) -> Mapping[str, BoundTab]:
    """The tabs that are known by title, header names and what `crm.toml` says of both."""
    columns = {name: mapping.columns for name, mapping in settings.tabs.items()}
    named = {name: mapping.title for name, mapping in settings.tabs.items() if mapping.title}
    return bind(snapshot.tabs, columns, named)[0]


def _renamed(found: Mapping[str, BoundTab], outline: Outline, language: str) -> dict[str, str]:
    there = {name: outline.by_id(tab_id(TABS[name], language)) for name in ORDER if name not in found}
    return {name: sheet.title for name, sheet in there.items() if sheet}


def _book(wishes: Wishes, found: Mapping[str, BoundTab]) -> SampleBook:
    """The rows that new tabs start with."""
    if not wishes.sample:
        return make_starter(wishes.language)
    if found:
        known = ", ".join(f'"{tab.raw.title}"' for tab in found.values())
        raise ConfigurationError(
            f"The sample is for trying things in an empty spreadsheet, and this one has tabs already ({known}). Leave "
            "--sample out, or give another spreadsheet."
        )
    from crm_sheets.sample.book import make_book

    return make_book(Options(language=wishes.language))


def _blank_tab(snapshot: Snapshot, outline: Outline) -> str:
    """The title of the only tab of a spreadsheet in which nobody has begun to work, "" when there is none."""
    if len(outline.sheets) != 1:
        return ""
    sheet = outline.sheets[0]
    tab = snapshot.tabs.get(sheet.title)
    untouched = tab is not None and is_blank(tab) and not sheet.charts
    return sheet.title if untouched and _FIRST_TAB.fullmatch(sheet.title) else ""


def _found_tab(bound: BoundTab) -> FoundTab:
    shared = bound.tab.owner is Owner.SHARED
    theirs = {column.name for column in bound.tab.columns if column.people_fill}
    guarded = sorted(place for name, place in bound.positions.items() if shared and name not in theirs)
    return FoundTab(
        name=bound.tab.name,
        title=bound.raw.title,
        columns=len(bound.raw.header) if any(bound.raw.header) else 0,
        header_row=bound.raw.first_row - 2,
        guarded=tuple(guarded),
        whole=bound.tab.owner is Owner.LOG,
        named=bound.tab.owner is Owner.TEAM,
    )


def _job_tabs(found: Mapping[str, BoundTab], outline: Outline) -> Iterator[int]:
    """The ids of tabs that jobs rewrite: those that they made, whatever people call them now, and others so called."""
    known = {job_tab_id(title) for text in (*titles.JOB_TABS, (IDENTITY,)) for title in text}
    bound = {tab.raw.title for tab in found.values()}
    for sheet in outline.sheets:
        if sheet.sheet_id in known or (is_job_title(sheet.title) and sheet.title not in bound):
            yield sheet.sheet_id


def _protection(settings: OperatorSettings, outline: Outline, wishes: Wishes) -> Protection:
    """As asked for; when nothing was asked for, as an earlier setup did it, and at first with a warning."""
    modes = [mark.mode for mark in marks_in(outline)]
    mode = wishes.protect or next(iter(modes), "warning")
    if mode != "locked":
        return Protection(mode, keep=not wishes.protect, why=WHY.in_language(wishes.language))
    editors = tuple(filter(None, (account_address(settings), *wishes.editors)))
    if not editors:
        raise ConfigurationError(
            "Locked tabs may be edited by the account that the nightly job uses and by the spreadsheet's owner only, "
            "and the e-mail address of that account is not known. Give it: --protect locked --editor NAME@EXAMPLE.COM"
        )
    return Protection(mode, editors, keep=not wishes.protect, why=WHY.in_language(wishes.language))


def account_address(settings: OperatorSettings) -> str:
    """The e-mail address of the account that jobs use, "" when it is not known."""
    from crm_sheets.workbook.google.credentials import open_account

    try:
        return open_account(settings.google, writes=False).address
    except ConfigurationError:
        return ""


def locale_of(language: str, country: str) -> str:
    """The locale of a new spreadsheet: days before months, except in American English."""
    return "en_US" if (language, country) == ("en", "US") else LOCALES[language]
