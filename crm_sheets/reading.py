"""From a workbook as read to a day as seen: what every command that looks has in common."""

from __future__ import annotations

import polars as pl

from crm_sheets.content import Snapshot
from crm_sheets.day import Day, observe
from crm_sheets.model import Text
from crm_sheets.progress import Progress
from crm_sheets.render import check_templates
from crm_sheets.schema.profiles import PROFILE_LABELS
from crm_sheets.tables import Book
from crm_sheets.validate import validate
from crm_sheets.workspace import Workspace


def read_book(workspace: Workspace, snapshot: Snapshot, progress: Progress) -> Book:
    """The workbook checked and typed, by the operator's country and column maps."""
    progress.step("validate")
    settings = workspace.settings
    maps = {name: mapping.columns for name, mapping in settings.tabs.items()}
    return validate(snapshot.tabs, workspace.latest_day, country=settings.country, column_maps=maps)


def see_day(workspace: Workspace, book: Book, history: pl.DataFrame, progress: Progress) -> Day:
    """Profiles, plan and problems of the workspace's day, the templates' problems among them."""
    day = observe(book, workspace.as_of, history, progress.step, workspace.settings.language)
    fields = {name: PROFILE_LABELS.get(name, Text(name, name)) for name in day.profiles.columns}
    found = check_templates(workspace.templates, day.programs, book, day.settings.language, profile_fields=fields)
    return day.with_problems(found)
