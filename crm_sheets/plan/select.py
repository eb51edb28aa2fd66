"""Which due contacts are made, and why the others are not.

The first reason that holds is given, in this order: already done, uncertain, deceased, do not contact, do not
congratulate, too late, in complaint, unconfirmed date; then what the media say: opted out, sensitive data, no consent,
refused, no channel, no address; then a call or visit to who has refused lately (frequency cap), a gift that no budget
is left for; then the day: quiet hours for what waits for another day, too late where there is none left; then the
limits: same address, already done by one contact for events that came together, program rest, frequency cap (calls and
visits, then messages), too much selling, daily limit; at last pilot and hold-out. The hours of a day, approval, budgets
and what a template lacks are decided later, on what is kept here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from crm_sheets.model import ContactState, Decision, Program, Purpose, SkipReason
from crm_sheets.plan.circumstances import Circumstances
from crm_sheets.plan.done import by_key
from crm_sheets.plan.gifts import budget_is_spent, budget_left
from crm_sheets.plan.importance import IMPORTANCE, worth
from crm_sheets.plan.limits import limited
from crm_sheets.plan.media import choose_media
from crm_sheets.plan.quiet_days import without_quiet_days
from crm_sheets.plan.refusals import has_refused, refusal_detail, refusals
from crm_sheets.plan.texts import DONE, NEWER, NOT_LATER, THIS_PERSON, day, detail, medium_label
from crm_sheets.plan.trial import with_arms
from crm_sheets.programs.scope import one_each
from crm_sheets.schema import TABS
from crm_sheets.tables import DECISIONS, ROW, Book
from crm_sheets.team_settings import TeamSettings

PAUSED_IN_COMPLAINT = (Purpose.SELLING, Purpose.RELATIONSHIP)
NOTHING = pl.lit("")
USUAL = Circumstances()


@dataclass(frozen=True)
class Check:
    """A reason to skip, when it holds, and what to say about it."""

    reason: pl.Expr
    holds: pl.Expr
    detail: pl.Expr = NOTHING


def select(
    due: pl.DataFrame,
    programs: Sequence[Program],
    book: Book,
    profiles: pl.DataFrame,
    history: pl.DataFrame,
    settings: TeamSettings,
    as_of: date,
    circumstances: Circumstances = USUAL,
) -> pl.DataFrame:
    """The decisions (DECISIONS) about all of `due` (DUE), the most important first.

    `history` (HISTORY) is what the ledger knows, `circumstances` how messages go out. What needs approval is kept here
    and waits later.
    """
    customers = one_each(book.table("customers"))
    rows = _known_of(due, programs, customers, profiles, history)
    rows = rows.join(_deceased(rows, book), on=["tab", "subject_row"], how="left", maintain_order="left")
    rows = rows.join(refusals(book, settings, as_of), on="customer_id", how="left", maintain_order="left")
    media = choose_media(rows, programs, book, as_of, settings.language, circumstances)
    rows = rows.join(media, on="offer", how="left", maintain_order="left")
    judged = rows.with_columns(**_first(_checks(settings, as_of)))
    timely = without_quiet_days(judged, book, settings, as_of)
    decided = limited(with_arms(timely, programs, settings.language), book, programs, history, settings, as_of)
    return decided.sort(IMPORTANCE).with_columns(decision=_decision()).select(DECISIONS.names()).cast(DECISIONS)


def _decision() -> pl.Expr:
    """What waits for a day or an hour is deferred; what any other reason stops is skipped."""
    reason = pl.col("reason")
    return (
        pl.when(reason == "")
        .then(pl.lit(Decision.KEPT))
        .when(reason == SkipReason.QUIET_HOURS)
        .then(pl.lit(Decision.DEFERRED))
        .otherwise(pl.lit(Decision.SKIPPED))
    )


def _known_of(
    due: pl.DataFrame,
    programs: Sequence[Program],
    customers: pl.DataFrame,
    profiles: pl.DataFrame,
    history: pl.DataFrame,
) -> pl.DataFrame:
    """The due rows, numbered by `offer`, with what is known of their programs, customers and earlier contacts."""
    person = customers.select(
        "customer_id", "status", "phone", "phone_kind", "email", "social", "preferred_channel", postal="address"
    )
    profile = one_each(profiles).select("customer_id", "open_complaint", "gift_budget", worth=worth())
    return (
        due.join(_program_table(programs), on="program", maintain_order="left")
        .join(person, on="customer_id", how="left", maintain_order="left")
        .join(profile, on="customer_id", how="left", maintain_order="left")
        .with_columns(key=pl.concat_str("program", "subject", "period", separator="|"))
        .join(by_key(history), on="key", how="left", maintain_order="left")
        .with_row_index("offer")
    )


def _program_table(programs: Sequence[Program]) -> pl.DataFrame:
    """What is to be known of each program beside a row of it."""
    columns: dict[str, tuple[type[pl.DataType], list[object]]] = {
        "program": (pl.String, [item.program_id for item in programs]),
        "program_name": (pl.String, [item.name for item in programs]),
        "purpose": (pl.String, [item.purpose.value for item in programs]),
        "repeat": (pl.String, [item.repeat.value for item in programs]),
        "priority": (pl.Int64, [item.priority for item in programs]),
        "lateness_days": (pl.Int64, [item.lateness_days for item in programs]),
        "rest_days": (pl.Int64, [item.rest_days for item in programs]),
        "most_per_day": (pl.Int64, [item.most_per_day for item in programs]),
        "asked_for": (pl.Boolean, [item.is_asked_for for item in programs]),
        "order": (pl.Int64, list(range(len(programs)))),
    }
    return pl.DataFrame([pl.Series(name, values, dtype) for name, (dtype, values) in columns.items()])


def _deceased(rows: pl.DataFrame, book: Book) -> pl.DataFrame:
    """The rows that say of the person they are about that they have died: `tab`, `subject_row`, `has_died`."""
    tabs = [tab for tab in rows["tab"].unique() if tab in TABS and "deceased" in TABS[tab].by_name]
    found = [
        book.table(tab).filter("deceased").select(pl.lit(tab).alias("tab"), pl.col(ROW).alias("subject_row"))
        for tab in tabs
    ]
    empty = pl.DataFrame(schema={"tab": pl.String, "subject_row": pl.UInt32})
    return pl.concat([empty, *found]).unique().with_columns(has_died=pl.lit(value=True))


def _checks(settings: TeamSettings, as_of: date) -> list[Check]:
    language = settings.language
    return [
        *_history_checks(language),
        *_person_checks(language),
        *_time_checks(language, as_of),
        Check(pl.lit(SkipReason.UNCONFIRMED_DATE), pl.col("is_estimate"), day("occasion_date", language)),
        *_medium_checks(),
        Check(pl.lit(SkipReason.FREQUENCY_CAP), has_refused(), refusal_detail(settings)),
        Check(pl.lit(SkipReason.BUDGET_SPENT), budget_is_spent(settings), budget_left(settings)),
    ]


def _history_checks(language: str) -> list[Check]:
    state = pl.col("past_state")
    is_uncertain = state == ContactState.UNCERTAIN
    what = detail(DONE, language, medium_label("past_medium", language), day("past_on", language))
    return [
        Check(pl.lit(SkipReason.ALREADY_DONE), state.is_not_null() & ~is_uncertain, what),
        Check(pl.lit(SkipReason.UNCERTAIN), is_uncertain, what),
    ]


def _person_checks(language: str) -> list[Check]:
    status, is_greeting = pl.col("status"), pl.col("purpose") == Purpose.GREETING
    return [
        Check(pl.lit(SkipReason.DECEASED), status == "deceased"),
        Check(pl.lit(SkipReason.DECEASED), pl.col("has_died"), detail(THIS_PERSON, language)),
        Check(pl.lit(SkipReason.DO_NOT_CONTACT), status == "do_not_contact"),
        Check(pl.lit(SkipReason.DO_NOT_CONGRATULATE), (status == "do_not_congratulate") & is_greeting),
    ]


def _time_checks(language: str, as_of: date) -> list[Check]:
    last_day = pl.col("due_date") + pl.duration(days=pl.col("lateness_days"))
    newest = pl.col("occasion_date").max().over("program", "subject", "subject_row")
    return [
        Check(pl.lit(SkipReason.TOO_LATE), last_day < as_of, detail(NOT_LATER, language, day(last_day, language))),
        Check(
            pl.lit(SkipReason.TOO_LATE),
            pl.col("occasion_date") < newest,
            detail(NEWER, language, day(newest, language)),
        ),
        Check(
            pl.lit(SkipReason.IN_COMPLAINT),
            pl.col("open_complaint") & pl.col("purpose").is_in(PAUSED_IN_COMPLAINT),
        ),
    ]


def _medium_checks() -> list[Check]:
    return [Check(pl.col("no_medium"), pl.col("no_medium").is_not_null(), pl.col("no_medium_detail"))]


def _first(checks: Sequence[Check]) -> dict[str, pl.Expr]:
    """`reason` and `detail` of the first check that holds, "" where none does."""
    reasons = [pl.when(check.holds).then(check.reason) for check in checks]
    details = [pl.when(check.holds).then(check.detail) for check in checks]
    return {"reason": pl.coalesce(*reasons, NOTHING), "detail": pl.coalesce(*details, NOTHING)}
