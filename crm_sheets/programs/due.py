"""Which row is due for which program on a day."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

import polars as pl

from crm_sheets.model import ProblemCode, Program, Purpose, Repeat, Severity, Text
from crm_sheets.problems import problem
from crm_sheets.programs.advice import advice_in_messages
from crm_sheets.programs.calendar_days import is_name, next_estimate
from crm_sheets.programs.candidates import candidates
from crm_sheets.programs.condition_errors import filled
from crm_sheets.programs.conditions import ConditionError
from crm_sheets.programs.named_days import NamedDays
from crm_sheets.programs.names import PROFILES_TAB, nearest
from crm_sheets.programs.occasion_names import MOST_EXAMPLES, OccasionError, date_column, unknown_calendar_day
from crm_sheets.programs.scope import CUSTOMERS, Scope
from crm_sheets.programs.windows import SHOWN_AFTER_DAYS, window_of
from crm_sheets.schema import TABS
from crm_sheets.tables import DUE, PROBLEMS, Book
from crm_sheets.team_settings import TeamSettings
from crm_sheets.values.dates import typed_date
from crm_sheets.values.holiday_names import is_known_holiday, who_keeps

__all__ = ["SHOWN_AFTER_DAYS", "ProgramError", "find_due", "find_faults"]

EVERYBODY = pl.lit(value=True)

WARNED_DAYS = 60
"""So many days before an estimated holiday, or before what is done ahead of it, the team is asked for its date."""

UNKNOWN_DAY = Text(
    "“{typed}” bukan hari yang dikenal; tulis misalnya {days}, atau tulis nama dan tanggalnya di tab Kalender.",
    "“{typed}” is not a day we know; write for example {days}, or write its name and date into the Calendar tab.",
)
NEAR_DAY = Text(
    "“{typed}” bukan hari yang dikenal; maksudnya {near}? Hari lain ditulis dengan tanggalnya di tab Kalender.",
    "“{typed}” is not a day we know; did you mean {near}? Other days are written with their dates into the Calendar "
    "tab.",
)
NO_HOLIDAY_HERE = Text(
    "“{typed}” bukan hari libur nasional di sini; tulis nama dan tanggalnya di tab Kalender.",
    "“{typed}” is no public holiday here; write its name and date into the Calendar tab.",
)
DAY_EXAMPLES = "25, 25 Desember, Idul Fitri"


class ProgramError(ValueError):
    """A program cannot run: the column of its row that is wrong, its value, and what to type instead."""

    def __init__(self, column: str, value: str, hint: str) -> None:
        super().__init__(hint)
        self.column, self.value, self.hint = column, value, hint

    @property
    def code(self) -> ProblemCode:
        """The kind of problem."""
        return ProblemCode.BAD_CONDITION if self.column == "condition" else ProblemCode.BAD_PROGRAM


@dataclass(frozen=True)
class _Day:
    """What is the same for all programs of one day."""

    as_of: date
    scope: Scope
    named: NamedDays
    settings: TeamSettings

    @property
    def book(self) -> Book:
        return self.scope.book


def find_due(
    programs: Sequence[Program], book: Book, profiles: pl.DataFrame, as_of: date, settings: TeamSettings
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The due rows of all programs (DUE), and a problem (PROBLEMS) for each program that cannot run.

    An occasion is due from its offset after it (before it, if negative) and for `lateness_days` more; it is listed for
    7 days beyond. Left out are rows without id or of an unknown customer, rows for which the condition does not hold,
    and what is due before the program starts or after it ends. A holiday whose date is only estimated is due on the
    estimate, marked as such; when it comes near, there is a warning at the program's occasion.
    """
    named = NamedDays(book, settings.country or book.country)
    day = _Day(as_of, Scope(book, profiles, settings.spend_window_months), named, settings)
    frames, problems = [pl.DataFrame(schema=DUE)], []
    for program in programs:
        condition, wrong = _checked(program, day)
        problems += wrong or [*_warnings(program, day), *_whose_holiday(program, condition, day)]
        frames += [] if wrong else [_due(program, condition, day)]
    return pl.concat(frames), pl.DataFrame(problems, schema=PROBLEMS, orient="row")


def find_faults(
    drafts: Sequence[Program], book: Book, profiles: pl.DataFrame, as_of: date, settings: TeamSettings
) -> pl.DataFrame:
    """What else is wrong with programs that cannot run (`read_drafts`): PROBLEMS, the arguments as in `find_due`."""
    named = NamedDays(book, settings.country or book.country)
    day = _Day(as_of, Scope(book, profiles, settings.spend_window_months), named, settings)
    problems = [wrong for draft in drafts for wrong in _checked(draft, day)[1]]
    return pl.DataFrame(problems, schema=PROBLEMS, orient="row")


def _checked(program: Program, day: _Day) -> tuple[pl.Expr, list[dict[str, Any]]]:
    """The condition, and every problem of the program: one cell that is wrong hides no other."""
    condition, errors = EVERYBODY, []
    try:
        condition = _condition(program, day)
    except ProgramError as error:
        errors.append(error)
    checks = (_check_occasion, partial(_check_advice, columns=[program.occasion, *condition.meta.root_names()]))
    for check in checks:
        try:
            check(program, day)
        except ProgramError as error:
            errors.append(error)
    place = ("programs", program.row)
    return condition, [problem(day.book, *place, one.column, one.value, one.code, one.hint) for one in errors]


def _due(program: Program, condition: pl.Expr, day: _Day) -> pl.DataFrame:
    window = window_of(program, day.as_of, day.book, day.settings)
    if window is None:
        return pl.DataFrame(schema=DUE)
    found = candidates(program, day.scope, condition, window, day.named, day.settings.leap_day)
    if found.is_empty():
        return pl.DataFrame(schema=DUE)
    is_sensitive = any(map(_is_sensitive, (program.occasion, *condition.meta.root_names())))
    return (
        found.with_columns(due_date=window.due_date())
        .filter(pl.col("subject").is_not_null(), pl.col("due_date").is_not_null())
        .unique(["subject", "period"], keep="first", maintain_order=True)
        .with_columns(
            program=pl.lit(program.program_id),
            tab=pl.lit(program.tab),
            customer_id="_customer",
            is_sensitive=pl.lit(is_sensitive),
        )
        .select(DUE.names())
        .cast(DUE)
    )


def _condition(program: Program, day: _Day) -> pl.Expr:
    if not program.condition.strip():
        return EVERYBODY
    try:
        return _understood(program, day)
    except ConditionError as error:
        raise ProgramError("condition", program.condition, error.message(day.settings.language)) from None


def _understood(program: Program, day: _Day) -> pl.Expr:
    """The condition; of a draft that may be about any tab, what one of them understands. Raises ConditionError."""
    if program.tab:
        return day.scope.condition(program.condition, (program.tab, CUSTOMERS, PROFILES_TAB), day.as_of)
    for tab in TABS:
        with suppress(ConditionError):
            return day.scope.condition(program.condition, (tab, CUSTOMERS, PROFILES_TAB), day.as_of)
    return day.scope.condition(program.condition, (CUSTOMERS, PROFILES_TAB), day.as_of)


def _check_advice(program: Program, day: _Day, columns: Sequence[str]) -> None:
    reason = advice_in_messages(program, columns)
    if reason:
        raise ProgramError("channels", ", ".join(program.media), reason.in_language(day.settings.language))


def _check_occasion(program: Program, day: _Day) -> None:
    """Raises ProgramError for what could not be checked when the row was read: dates of profiles, names of days."""
    if program.repeat is Repeat.CALENDAR:
        if is_name(program.occasion) and not day.named.knows(program.occasion, day.as_of):
            reason = _unknown_day(program.occasion, day)
            raise ProgramError("occasion", program.occasion, reason.in_language(day.settings.language))
    elif program.tab == PROFILES_TAB:
        names = day.scope.names(PROFILES_TAB)
        try:
            date_column(names, program.occasion.partition(".")[2], names.dates)
        except OccasionError as error:
            raise ProgramError("occasion", program.occasion, error.reason.in_language(day.settings.language)) from None


def _unknown_day(typed: str, day: _Day) -> Text:
    if is_known_holiday(typed):
        return filled(NO_HOLIDAY_HERE, typed=typed)
    if nearly := unknown_calendar_day(typed, day.book.country):
        return nearly
    known = day.named.names(day.as_of)
    near = nearest(typed, known)
    return filled(NEAR_DAY if near else UNKNOWN_DAY, typed=typed, near=near, days=_examples(known))


def _examples(known: Sequence[str]) -> str:
    return ", ".join(known[:MOST_EXAMPLES]) or DAY_EXAMPLES


def _is_sensitive(name: str) -> bool:
    """Whether a column called "tab.column" holds data that needs a consent of its own; profiles repeat customers'."""
    tab, _, column = name.partition(".")
    declared = TABS[CUSTOMERS if tab == PROFILES_TAB else tab].by_name if tab in (*TABS, PROFILES_TAB) else {}
    return column in declared and declared[column].sensitive


def _whose_holiday(program: Program, condition: pl.Expr, day: _Day) -> list[dict[str, Any]]:
    """A warning where everybody is greeted on the holiday of one religion."""
    named = program.occasion if program.repeat is Repeat.CALENDAR and program.purpose is Purpose.GREETING else ""
    keeps = who_keeps(named) if is_name(named) else ""
    if not keeps or any(column.endswith(".religion") for column in condition.meta.root_names()):
        return []
    place = ("programs", program.row, "condition", named)
    return [problem(day.book, *place, ProblemCode.WHOSE_HOLIDAY, keeps, Severity.WARNING)]


def _warnings(program: Program, day: _Day) -> list[dict[str, Any]]:
    """A warning where a named day comes whose date nobody has confirmed yet."""
    if program.repeat is not Repeat.CALENDAR:
        return []
    ahead = WARNED_DAYS + max(0, -program.offset_days)
    estimate = next_estimate(program.occasion, day.as_of, ahead, day.named)
    if estimate is None:
        return []
    hint, code = typed_date(estimate, day.book.country), ProblemCode.UNCONFIRMED_DATE
    place = ("programs", program.row, "occasion", program.occasion)
    return [problem(day.book, *place, code, hint, Severity.WARNING)]
