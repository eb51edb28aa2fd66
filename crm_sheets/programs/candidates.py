"""The rows for which a program's occasion falls into its window and its condition holds.

A row of a tab is a reason for its own customer. A day of the calendar, and a row that belongs to nobody (an event, a
new product), is a reason for every customer for whom the condition holds: the customer is the subject then.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from crm_sheets.model import Program, Repeat
from crm_sheets.programs.calendar_days import days_between
from crm_sheets.programs.named_days import NamedDays
from crm_sheets.programs.names import PROFILES_TAB
from crm_sheets.programs.occasion_names import CUSTOMER
from crm_sheets.programs.occasions import DATE, occurrences
from crm_sheets.programs.scope import CUSTOMERS, PLACE, Scope, columns_of
from crm_sheets.programs.windows import Window
from crm_sheets.schema import TABS
from crm_sheets.tables import ROW

SEPARATOR = "|"
"""Stands between the parts of a contact's key, so no part may have it."""


def candidates(
    program: Program, scope: Scope, condition: pl.Expr, window: Window, named: NamedDays, leap_day: str
) -> pl.DataFrame:
    """One row per reason and customer: `subject`, `subject_row`, `_customer`, `occasion_date`, `period`, `is_estimate`.

    `condition` is over columns called "tab.column".
    """
    wanted = condition.meta.root_names()
    if program.repeat is Repeat.CALENDAR:
        days = days_between(program.occasion, window.first, window.last, named, leap_day)
        reasons = pl.DataFrame(days, schema=_REASON, orient="row")
        return _for_everybody(reasons, scope, wanted, condition)
    tab = program.tab
    if tab != PROFILES_TAB and TABS[tab].concerns_everybody:
        dated = _dated(scope.table(tab), program, wanted)
        found = occurrences(dated, program, window.first, window.last, leap_day)
        return _for_everybody(_as_reasons(found, program), scope, wanted, condition)
    dated = _dated(scope.table(tab), program, wanted)
    found = occurrences(dated, program, window.first, window.last, leap_day)
    if found.is_empty():
        return pl.DataFrame(schema=_CANDIDATE)
    for other in (CUSTOMERS, PROFILES_TAB):
        if other != tab:
            found = scope.with_columns_of(other, wanted, found)
    return found.filter(condition).with_columns(is_estimate=pl.lit(value=False))


_REASON = {"occasion_date": pl.Date, "period": pl.String, "is_estimate": pl.Boolean}


def _dated(table: pl.DataFrame, program: Program, wanted: Sequence[str]) -> pl.DataFrame:
    """The rows' id, customer, sheet row and date, and the columns of this tab that the condition needs."""
    tab, _, column = program.occasion.partition(".")
    key, customer = (CUSTOMER, CUSTOMER) if tab == PROFILES_TAB else _places(tab)
    return table.select(
        pl.col(key).cast(pl.String).alias("subject"),
        pl.col(ROW).alias("subject_row"),
        (pl.col(customer) if customer else pl.lit(None, pl.String)).alias("_customer"),
        PLACE,
        pl.col(column).cast(pl.Date).alias(DATE),
        pl.col(columns_of(tab, wanted)).name.prefix(f"{tab}."),
    )


def _places(tab: str) -> tuple[str, str]:
    """The column with the id of a tab's rows, and that with their customer ("" for none)."""
    return TABS[tab].subject_column, TABS[tab].customer_column


def _as_reasons(found: pl.DataFrame, program: Program) -> pl.DataFrame:
    """Rows of nobody as reasons for everybody: each row is a period of its own, each time that it comes back too."""
    row = pl.col("subject").str.replace_all(SEPARATOR, "_", literal=True)
    period = row if program.repeat is Repeat.ONCE else pl.concat_str(row, "period", separator=" ")
    known = found.filter(pl.col("subject").is_not_null()).with_columns(period=period)
    return known.with_columns(is_estimate=pl.lit(value=False)).drop("subject", "_customer", PLACE, DATE)


def _for_everybody(reasons: pl.DataFrame, scope: Scope, wanted: Sequence[str], condition: pl.Expr) -> pl.DataFrame:
    """The customers for whom the condition holds, for each reason; a loop over the few reasons of these days.

    One reason after the other, for all at once would be a table of everybody times everything.
    """
    if reasons.is_empty():
        return pl.DataFrame(schema=_CANDIDATE)
    people = scope.everybody(wanted)
    if "subject_row" in reasons.columns:
        people = people.drop("subject_row")
    each = [people.join(reason, how="cross").filter(condition).select(*_CANDIDATE) for reason in reasons.iter_slices(1)]
    return pl.concat(each)


_CANDIDATE = {"subject": pl.String, "subject_row": pl.UInt32, "_customer": pl.String, **_REASON}
