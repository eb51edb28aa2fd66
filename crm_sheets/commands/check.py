"""`crm-sheets check`: read the workbook and say what is wrong in it, and what in it was not recognised."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

import click

from crm_sheets.commands.options import Request, common_options
from crm_sheets.exit_codes import ExitCode
from crm_sheets.model import Text
from crm_sheets.summary import Noun

if TYPE_CHECKING:
    import polars as pl

    from crm_sheets.content import Snapshot
    from crm_sheets.tables import Book

NO_PROBLEMS = Text("Tidak ada masalah.", "No problems.")
PROBLEMS = Noun("masalah", "problem", "problems")
HEADLINE = Text("{count} di {workbook}:", "{count} in {workbook}:")
MORE = Text("... dan {count} lagi (--all untuk semua).", "... and {count} more (--all for all of them).")
UNKNOWN_TABS = Text("Tab yang tidak dikenal, dibiarkan", "Tabs not recognised, left alone")
UNKNOWN_COLUMNS = Text("Kolom yang tidak dikenal, dibiarkan", "Columns not recognised, left alone")


@click.command("check")
@click.option("--all", "show_all", is_flag=True, help="Every problem instead of the first 40.")
@common_options
def command(request: Request, show_all: bool) -> int:
    """Say what is wrong in the workbook and what to type instead; exit code 1 if anything is."""
    from crm_sheets.problems import describe
    from crm_sheets.progress import Progress
    from crm_sheets.reading import read_book, see_day
    from crm_sheets.tables import HISTORY

    workspace = request.workspace(dry_run=True)
    language = workspace.told_in = request.speaks(workspace)
    snapshot = workspace.workbook.read()
    book = read_book(workspace, snapshot, Progress())
    day = see_day(workspace, book, HISTORY.to_frame(), Progress())
    left_alone = _left_alone(snapshot, day.book, language)
    problems = describe(day.problems, language, day.book.titles)
    text = _as_text(problems, workspace.workbook.name, language, None if show_all else 40)
    request.say("\n".join([text, *left_alone]), problems.to_dicts())
    return ExitCode.PROBLEMS if problems.height else ExitCode.OK


def _as_text(problems: pl.DataFrame, workbook: str, language: str, limit: int | None) -> str:
    if problems.is_empty():
        return NO_PROBLEMS.in_language(language)
    shown = problems.head(limit) if limit else problems
    count = PROBLEMS.counted(problems.height, language)
    lines = [HEADLINE.in_language(language).format(count=count, workbook=workbook)]
    for row in shown.iter_rows(named=True):
        lines += [f"  {row['where']}: {row['message']}", f"      {row['remedy']}"]
    if problems.height > shown.height:
        lines.append(MORE.in_language(language).format(count=problems.height - shown.height))
    return "\n".join(lines)


def _left_alone(snapshot: Snapshot, book: Book, language: str) -> list[str]:
    """A line for the tabs and one for the columns that stand for nothing we know: a slip in a title shows here."""
    found = ((UNKNOWN_TABS, _unknown_tabs(snapshot, book)), (UNKNOWN_COLUMNS, _unknown_columns(snapshot, book)))
    lines = [f"{label.in_language(language)}: {', '.join(names)}." for label, names in found if names]
    return ["", *lines] if lines else []


def _unknown_tabs(snapshot: Snapshot, book: Book) -> list[str]:
    known = set(book.titles.values())
    return [title for title in snapshot.tabs if title not in known and not _is_ours(title)]


def _is_ours(title: str) -> bool:
    """True for the title of a tab that a job writes, and of the sample's guide."""
    from crm_sheets.content import IDENTITY
    from crm_sheets.reports import titles
    from crm_sheets.sample.start_here import TITLE as GUIDE

    whole = (titles.PROBLEMS, titles.PROFILES, titles.PLAN, titles.SEGMENTS, titles.DASHBOARD, titles.RESULTS, GUIDE)
    whole += (titles.PREMIUMS, titles.FUND_ALARMS, titles.REFERRAL_TREE)
    return title == IDENTITY or any(title in text for text in whole) or title.startswith(tuple(titles.REPORT))


def _unknown_columns(snapshot: Snapshot, book: Book) -> list[str]:
    return [
        f"{title}.{header}"
        for name, title in book.titles.items()
        for header in _unknown_headers(snapshot.tabs[title].header, book.headers[name].values())
    ]


def _unknown_headers(headers: Sequence[str], known: Collection[str]) -> list[str]:
    """The headers that are bound to no column; one typed twice is a problem and not listed here."""
    from crm_sheets.values.choices import normalise

    spellings = {"", *map(normalise, known)}
    return [header.strip() for header in headers if normalise(header) not in spellings]
