"""From a workbook as read to a day as seen: what every command that looks has in common."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

import polars as pl

from crm_sheets.content import Snapshot
from crm_sheets.day import Day, observe
from crm_sheets.model import Program, Text
from crm_sheets.plan import Circumstances
from crm_sheets.progress import Progress
from crm_sheets.render import check_templates
from crm_sheets.schema import TABS
from crm_sheets.schema.profiles import PROFILE_LABELS
from crm_sheets.tables import ROW, Book, RawTab
from crm_sheets.validate import validate
from crm_sheets.workspace import Workspace


def read_book(workspace: Workspace, snapshot: Snapshot, progress: Progress, country: str = "") -> Book:
    """The workbook checked and typed, by the operator's country (or this one) and column maps."""
    progress.step("validate")
    settings = workspace.settings
    maps = {name: mapping.columns for name, mapping in settings.tabs.items()}
    titles = {name: mapping.title for name, mapping in settings.tabs.items() if mapping.title}
    day, used = workspace.latest_day, country or settings.country
    return validate(snapshot.tabs, day, country=used, column_maps=maps, titles=titles)


def see_day(
    workspace: Workspace,
    book: Book,
    history: pl.DataFrame,
    progress: Progress,
    circumstances: Circumstances | None = None,
) -> Day:
    """Profiles, plan and problems of the workspace's day, the templates' problems among them."""
    circumstances = circumstances or Circumstances()
    language, told_in = workspace.settings.language, workspace.told_in
    day = observe(book, workspace.as_of, history, progress.step, language, circumstances, told_in)
    contents, columns = workspace.settings.twilio.content, day.profiles.columns
    programs = [*day.programs, *day.drafts]
    return day.with_problems(template_problems(workspace, programs, book, columns, day.language, contents))


def template_problems(
    workspace: Workspace,
    programs: Sequence[Program],
    book: Book,
    profile_columns: Sequence[str],
    language: str,
    contents: Collection[str] = (),
) -> list[dict[str, Any]]:
    """What is wrong with the templates of these programs (PROBLEMS rows), told in `language`.

    Of `contents`, the approved WhatsApp texts, those without a file are named.
    """
    return check_templates(
        workspace.templates,
        programs,
        book,
        language,
        profile_fields={name: PROFILE_LABELS.get(name, Text(name, name)) for name in profile_columns},
        attachments=workspace.attachments,
        contents=contents,
    )


def with_fresh(workspace: Workspace, book: Book, fresh: Mapping[str, RawTab]) -> Book:
    """The book with these tabs, by title, as they stand now; the very same book when nothing in them has changed."""
    if not fresh:
        return book
    now = read_book(workspace, Snapshot(fresh, ""), Progress(), book.country)
    tables = {name: _with_known_references(name, table, book) for name, table in now.tables.items()}
    if all(_same_rows(book.table(name), table) for name, table in tables.items()):
        return book
    return replace(
        book,
        tables={**book.tables, **tables},
        titles={**book.titles, **now.titles},
        headers={**book.headers, **now.headers},
        letters={**book.letters, **now.letters},
        own={**book.own, **now.own},
    )


def _with_known_references(name: str, table: pl.DataFrame, book: Book) -> pl.DataFrame:
    """Without the rows that the whole book would leave out: those of a customer that it does not know."""
    for column in TABS[name].columns:
        parent, _, key = column.references.partition(".")
        if column.required and book.has(parent):
            table = table.filter(pl.col(column.name).is_in(book.table(parent)[key].implode()))
    return table


def _same_rows(before: pl.DataFrame, now: pl.DataFrame) -> bool:
    """True when they hold the same records in the same order, wherever in the tab they stand."""
    return before.drop(ROW).equals(now.drop(ROW))
