"""Which row is due for which program on a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import polars as pl

from crm_sheets.model import ProblemCode, Program
from crm_sheets.problems import problem
from crm_sheets.programs.advice import advice_in_messages
from crm_sheets.programs.conditions import ConditionError
from crm_sheets.programs.names import PROFILES_TAB, Names
from crm_sheets.programs.occasion_names import CUSTOMER, OccasionError, date_column
from crm_sheets.programs.occasions import DATE, occurrences
from crm_sheets.programs.scope import CUSTOMERS, Scope
from crm_sheets.schema import TABS
from crm_sheets.tables import DUE, PROBLEMS, ROW, Book
from crm_sheets.team_settings import TeamSettings

SHOWN_AFTER_DAYS = 7
"""How many days beyond its lateness window a missed occasion is still listed, so that the plan can say so."""


class ProgramError(ValueError):
    """A program cannot run: the column of its row that is wrong, its value, and what to type instead."""

    def __init__(self, column: str, value: str, hint: str) -> None:
        super().__init__(hint)
        self.column, self.value, self.hint = column, value, hint

    @property
    def code(self) -> ProblemCode:
        """The kind of problem."""
        return ProblemCode.BAD_CONDITION if self.column == "condition" else ProblemCode.BAD_PROGRAM


def find_due(
    programs: Sequence[Program], book: Book, profiles: pl.DataFrame, as_of: date, settings: TeamSettings
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The due rows of all programs (DUE), and a problem (PROBLEMS) for each program that cannot run.

    An occasion is due from `offset_days` after it (before it, if negative) and for `lateness_days` more; it is listed
    for 7 days beyond. Left out are rows without id or of an unknown customer, and rows for which the condition does
    not hold.
    """
    scope = Scope(book, profiles, settings.spend_window_months)
    frames, problems = [pl.DataFrame(schema=DUE)], []
    for program in programs:
        try:
            frames.append(_due(program, scope, as_of, settings))
        except ProgramError as error:
            problems.append(problem(book, "programs", program.row, error.column, error.value, error.code, error.hint))
    return pl.concat(frames), pl.DataFrame(problems, schema=PROBLEMS, orient="row")


def _due(program: Program, scope: Scope, as_of: date, settings: TeamSettings) -> pl.DataFrame:
    tab, _, column = program.occasion.partition(".")
    condition = _condition(program, scope, tab, as_of, settings.language)
    if tab == PROFILES_TAB:
        _check_profile_date(program, scope.names(tab), settings.language)
    wanted = condition.meta.root_names()
    _check_advice(program, [program.occasion, *wanted], settings.language)
    last = as_of - timedelta(days=program.offset_days)
    first = last - timedelta(days=program.lateness_days + SHOWN_AFTER_DAYS)
    dated = _dated(scope.table(tab), tab, column, wanted)
    found = occurrences(dated, program, first, last, settings.leap_day)
    for other in (CUSTOMERS, PROFILES_TAB):
        if other != tab and (other == CUSTOMERS or any(name.startswith(f"{other}.") for name in wanted)):
            found = scope.with_columns_of(other, wanted, found, "_customer")
    return _shaped(found.filter(condition), program, tab)


def _condition(program: Program, scope: Scope, tab: str, as_of: date, language: str) -> pl.Expr:
    if not program.condition.strip():
        return pl.lit(value=True)
    try:
        return scope.condition(program.condition, (tab, CUSTOMERS, PROFILES_TAB), as_of)
    except ConditionError as error:
        raise ProgramError("condition", program.condition, error.message(language)) from None


def _check_advice(program: Program, columns: Sequence[str], language: str) -> None:
    reason = advice_in_messages(program, columns)
    if reason:
        raise ProgramError("channels", ", ".join(program.media), reason.in_language(language))


def _check_profile_date(program: Program, names: Names, language: str) -> None:
    try:
        date_column(names, program.occasion.partition(".")[2], names.dates)
    except OccasionError as error:
        raise ProgramError("occasion", program.occasion, error.reason.in_language(language)) from None


def _dated(table: pl.DataFrame, tab: str, column: str, wanted: Sequence[str]) -> pl.DataFrame:
    """The rows' id, customer, sheet row and date, and the columns of this tab that the condition needs."""
    key = CUSTOMER if tab == PROFILES_TAB else TABS[tab].key
    own = [name.partition(".")[2] for name in wanted if name.startswith(f"{tab}.")]
    return table.select(
        pl.col(key).cast(pl.String).alias("subject"),
        pl.col(ROW).alias("subject_row"),
        pl.col(CUSTOMER).alias("_customer"),
        pl.col(column).cast(pl.Date).alias(DATE),
        pl.col(own).name.prefix(f"{tab}."),
    )


def _shaped(found: pl.DataFrame, program: Program, tab: str) -> pl.DataFrame:
    return (
        found.filter(pl.col("subject").is_not_null())
        .unique(["subject", "period"], keep="first", maintain_order=True)
        .select(
            program=pl.lit(program.program_id),
            tab=pl.lit(tab),
            subject="subject",
            subject_row="subject_row",
            customer_id="_customer",
            occasion_date="occasion_date",
            period="period",
            due_date=pl.col("occasion_date") + pl.duration(days=program.offset_days),
        )
        .cast(DUE)
    )
