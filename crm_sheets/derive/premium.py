"""When the next premium is due, and what follows when it is not paid (catalogue C4, C5).

One payment pays one instalment, the oldest open one, which is `next_due`: when it comes in the second half of the
period before that due date, or later. So who pays a day early is not reminded, and who pays late is for the next one.
All due dates are counted from the first one, so that month ends are kept: 31 January, 28 February, 31 March.

Only the last payment is known. Where it cannot be that of `next_due`, the team notes payments and does not move
`next_due` on: it comes a whole period or more after it, or when the days of grace are over. Then all that was due by
the payment is paid, and the one after it when the payment comes in the last quarter of the period before it.
"""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl

from crm_sheets.team_settings import TeamSettings

MONTHS = {"monthly": 1, "quarterly": 3, "half_yearly": 6, "yearly": 12}
EARLY_DAYS = {"monthly": 15, "quarterly": 45, "half_yearly": 91, "yearly": 182}
"""So many days before its due date the oldest open premium may be paid: half of its period."""
JUST_BEFORE_DAYS = {"monthly": 7, "quarterly": 22, "half_yearly": 45, "yearly": 91}
"""So many days before a due date a payment is rather for it than a late one for the due date before: a quarter."""

ENDED = ("surrendered", "matured")
LAPSED = "lapsed"


def premium_columns(policies: pl.DataFrame, settings: TeamSettings, as_of: date) -> pl.DataFrame:
    """`due_on`, `days_overdue`, `grace_ends`, `standing`, `hospital_cover_from` and `illness_cover_from` of each row.

    Dates after `as_of` that say what happened (issue, payment, reinstatement) do not exist.
    """
    due = policies.select("status", "issue_date", _happened("reinstated_on", as_of), due_on=_due_on(settings, as_of))
    late = (pl.lit(as_of) - pl.col("due_on")).dt.total_days()
    return due.select(
        "due_on",
        days_overdue=late.clip(lower_bound=0).fill_null(0),
        grace_ends=_grace_ends(settings),
        standing=_standing(settings, as_of),
        hospital_cover_from=pl.col("reinstated_on") + timedelta(days=settings.hospital_wait_days),
        illness_cover_from=_months_after(pl.col("reinstated_on"), pl.lit(settings.illness_wait_months)),
    )


def _due_on(settings: TeamSettings, as_of: date) -> pl.Expr:
    """The first instalment that is not paid; null where none will come.

    It starts at `next_due`, else a period after the issue. Of a frequency that nobody noted only `next_due` is known.
    """
    months = pl.col("payment_frequency").replace_strict(MONTHS, default=None, return_dtype=pl.Int64)
    issued = _happened("issue_date", as_of)
    covered = _covered(pl.col("next_due"), months, settings, as_of)
    covered_from_issue = _covered(_months_after(issued, months), months, settings, as_of)
    alone = pl.when((covered < pl.col("next_due")).fill_null(value=True)).then("next_due")
    from_issue = _first_after(issued, covered_from_issue, months, least=1)
    from_issue = pl.when(covered_from_issue.is_not_null()).then(from_issue)
    following = pl.coalesce(_first_after(pl.col("next_due"), covered, months, least=0), from_issue)
    pays = (
        pl.col("status").is_in(ENDED).not_().fill_null(value=True)
        & pl.col("payment_frequency").ne_missing(pl.lit("single"))
        & (pl.col("issue_date").is_null() | (pl.col("issue_date") <= as_of))
    )
    return pl.when(pays).then(pl.when(months.is_null()).then(alone).otherwise(following))


def _covered(first: pl.Expr, months: pl.Expr, settings: TeamSettings, as_of: date) -> pl.Expr:
    """All that was due up to this day is paid; `first` is the oldest instalment that may be open.

    A reinstatement pays what was due by then. Where the sheet knows neither when a premium is due nor when one was
    paid, all up to yesterday are taken to be; but not of a policy that has lapsed.
    """
    paid = _happened("last_paid", as_of)
    known = pl.max_horizontal(_paid_up_to(paid, first, months, settings), _happened("reinstated_on", as_of))
    unknown = pl.col("next_due").is_null() & paid.is_null()
    assumed = pl.when(pl.col("status").ne_missing(pl.lit(LAPSED))).then(pl.lit(as_of - timedelta(days=1)))
    return pl.when(unknown).then(pl.max_horizontal(known, assumed)).otherwise(known)


def _paid_up_to(paid: pl.Expr, first: pl.Expr, months: pl.Expr, settings: TeamSettings) -> pl.Expr:
    """A due date up to this day is covered by the payment, by the rule at the top of this file."""
    several = (paid >= _months_after(first, months)).fill_null(value=False)
    beyond_grace = (paid > first + timedelta(days=settings.grace_days)).fill_null(value=False)
    early = (
        pl.when((paid < first).fill_null(value=False))
        .then(_days(EARLY_DAYS))
        .when(several | beyond_grace)
        .then(_days(JUST_BEFORE_DAYS))
        .otherwise(0)
    )
    return paid + pl.duration(days=early)


def _days(by_frequency: dict[str, int]) -> pl.Expr:
    return pl.col("payment_frequency").replace_strict(by_frequency, default=0, return_dtype=pl.Int64)


def _first_after(start: pl.Expr, covered: pl.Expr, months: pl.Expr, least: int) -> pl.Expr:
    """The first day after `covered` that is a whole number of periods after `start`, `least` or more of them."""
    between = (covered.dt.year() - start.dt.year()).cast(pl.Int64) * 12 + (covered.dt.month() - start.dt.month())
    turns = between // months
    also_covered = _months_after(start, turns * months) <= covered
    passed = (turns + also_covered.cast(pl.Int64)).fill_null(least).clip(lower_bound=least)
    return _months_after(start, passed * months)


def _months_after(day: pl.Expr, months: pl.Expr) -> pl.Expr:
    """The same day so many months later, or the month's last day where it has no such day."""
    return day.dt.offset_by(pl.format("{}mo", months))


def _happened(column: str, as_of: date) -> pl.Expr:
    return pl.when(pl.col(column) <= as_of).then(column).alias(column)


def _grace_ends(settings: TeamSettings) -> pl.Expr:
    return pl.col("due_on") + timedelta(days=settings.grace_days)


def _standing(settings: TeamSettings, as_of: date) -> pl.Expr:
    return (
        pl.when(pl.col("status") == LAPSED)
        .then(pl.lit(LAPSED))
        .when(pl.col("due_on") >= as_of)
        .then(pl.lit("paid"))
        .when(_grace_ends(settings) >= as_of)
        .then(pl.lit("grace"))
        .when(pl.col("due_on").is_not_null())
        .then(pl.lit(LAPSED))
    )
