"""What one person gets at most: limits that look at several contacts at once.

The contacts of a day compete in the order of `CONTESTED`. One after the other is held against what has been made before
and what this plan has let through so far; so what is held back takes no place from what comes after it.

- One greeting per address and day, whoever of the family it is for; the others follow on the next days.
- A program that follows up single events (it repeats `once`) reaches a customer once for all that came together:
  three receipts of a day, one thank-you.
- From one contact of a program to a customer to the next, its `rest_days` pass.
- At most one call or visit per customer in `call_rest_days`, over all programs (0: no limit). Service and what the
  customer asked for (also what waits in the call requests today) count, but are never held back; a try that reached
  nobody, as the Queue has it, does not count.
- At most `cap_contacts` messages per customer in `cap_days` (0: no limit). Service messages count, but are never
  held back; work for people neither counts nor is held back, and the note that a message has come does not count.
- Of a customer's contacts in `mix_days`, by any medium and this one included, at most `selling_share` are selling
  (1: no limit); one always may be. Contacts of programs that are no longer in the table count as not selling.
- At most `most_per_day` contacts of a program a day, the most valuable customers first.

Pilot and hold-out come after them: whom nothing else stops a trial may leave out. Both sides of a comparison are so
people who would have been contacted, and who is left out takes no place from other contacts either.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import floor
from typing import Any

import polars as pl

from crm_sheets.model import Program, Purpose, Repeat, SkipReason, Text
from crm_sheets.plan.contested import may_be_stopped
from crm_sheets.plan.done import MESSAGES
from crm_sheets.plan.importance import CONTESTED, contest
from crm_sheets.plan.tally import IN_PERSON, Tally, greeted_at, tally_of
from crm_sheets.plan.texts import (
    CALLED,
    CAP,
    GREETED,
    GREETED_ALREADY,
    MIX,
    RESTS,
    SINCE_DUE,
    TODAY_FULL,
    TOGETHER,
    shown_day,
)
from crm_sheets.schema import TABS
from crm_sheets.tables import Book
from crm_sheets.team_settings import TeamSettings

FOR_EVERYBODY = tuple(tab.name for tab in TABS.values() if tab.concerns_everybody)
"""Tabs whose rows belong to nobody: one invitation does not stand for another."""

Row = Mapping[str, Any]
Stop = tuple[SkipReason, str]

SEEN = (
    "program",
    "tab",
    "customer_id",
    "subject",
    "due_date",
    "medium",
    "address",
    "purpose",
    "repeat",
    "program_name",
)
LIMITS = ("rest_days", "most_per_day", "asked_for")
TRIAL = ("left_out", "left_out_detail")
STOPPED = pl.Schema({"offer": pl.UInt32, "new_reason": pl.String, "new_detail": pl.String})
ROUNDING = 1e-9
"""A share of 0.3 of ten contacts is three of them, whatever binary fractions make of it."""


def limited(
    rows: pl.DataFrame,
    book: Book,
    programs: Sequence[Program],
    history: pl.DataFrame,
    settings: TeamSettings,
    as_of: date,
) -> pl.DataFrame:
    """The rows with `reason` and `detail` filled in where a limit, or at last a trial, stops what nothing else has.

    `rows` have `offer`, the columns of DECISIONS, `worth`, and of their programs `purpose`, `repeat`, `priority`,
    `order`, `program_name`, `rest_days`, `most_per_day` and `asked_for`; of its trial `left_out` and
    `left_out_detail`.
    """
    free = rows.filter(pl.col("reason") == "").with_columns(contest=contest()).sort(CONTESTED)
    tally = tally_of(history, free["customer_id"].unique(), book, programs, settings, as_of)
    free = free.with_columns(competes=may_be_stopped(tally))
    stopped = _Limits(tally, settings).stopped(free.filter("competes"))
    found = pl.concat([pl.DataFrame(list(stopped), schema=STOPPED, orient="row"), _left_out_alone(free)])
    return (
        rows.join(found, on="offer", how="left", maintain_order="left")
        .with_columns(reason=pl.coalesce("new_reason", "reason"), detail=pl.coalesce("new_detail", "detail"))
        .drop("new_reason", "new_detail")
    )


def _left_out_alone(free: pl.DataFrame) -> pl.DataFrame:
    """Whom a trial leaves out, of those that no limit could stop, as STOPPED."""
    alone = free.filter(~pl.col("competes"), pl.col("left_out").is_not_null())
    return alone.select("offer", new_reason="left_out", new_detail="left_out_detail")


@dataclass(frozen=True)
class _Limits:
    """The limits of a team on one day, and what has been made by now."""

    tally: Tally
    settings: TeamSettings

    def stopped(self, competing: pl.DataFrame) -> Iterator[tuple[int, str, str]]:
        """Of the contacts, in the order in which they compete, those that a limit stops: offer, reason, detail."""
        rules = (self._greeting, self._event, self._rest, self._call, self._cap, self._mix, self._today, self._trial)
        for row in competing.select("offer", *SEEN, *LIMITS, *TRIAL).iter_rows(named=True):
            stop = next((found for rule in rules if (found := rule(row))), None)
            if stop:
                yield row["offer"], stop[0].value, stop[1]
            else:
                self.tally.note(row)

    def _greeting(self, row: Row) -> Stop | None:
        ahead = self.tally.greeted.get(greeted_at(row)) if row["purpose"] == Purpose.GREETING else None
        if ahead is None:
            return None
        name, customer = ahead
        return SkipReason.SAME_ADDRESS, self._say(GREETED_ALREADY if customer == row["customer_id"] else GREETED, name)

    def _event(self, row: Row) -> Stop | None:
        """One contact for all single events of a customer that came together, in this plan or since they were due."""
        if row["repeat"] != Repeat.ONCE or row["purpose"] == Purpose.GREETING or row["tab"] in FOR_EVERYBODY:
            return None
        pair = (row["program"], row["customer_id"])
        ahead, reached = self.tally.together.get(pair), self.tally.reached_on.get(pair)
        if ahead is not None:
            return SkipReason.ALREADY_DONE, self._say(TOGETHER, ahead)
        if reached and reached >= row["due_date"]:
            return SkipReason.ALREADY_DONE, self._say(SINCE_DUE, reached)
        return None

    def _rest(self, row: Row) -> Stop | None:
        reached = self.tally.reached_on.get((row["program"], row["customer_id"])) if row["rest_days"] else None
        return self._paused(reached, row["rest_days"], SkipReason.PROGRAM_REST, RESTS)

    def _call(self, row: Row) -> Stop | None:
        is_free = row["medium"] not in IN_PERSON or row["purpose"] == Purpose.SERVICE or row["asked_for"]
        called = None if is_free else self.tally.called_on.get(row["customer_id"])
        return self._paused(called, self.settings.call_rest_days, SkipReason.FREQUENCY_CAP, CALLED)

    def _paused(self, last: date | None, days: int, reason: SkipReason, why: Text) -> Stop | None:
        """Stopped when the pause of so many `days` after the `last` contact is not over."""
        if last is None or last + timedelta(days=days) <= self.tally.as_of:
            return None
        return reason, self._say(why, last, days, last + timedelta(days=days))

    def _cap(self, row: Row) -> Stop | None:
        most, days = self.settings.cap_contacts, self.settings.cap_days
        if not most or row["medium"] not in MESSAGES or row["purpose"] == Purpose.SERVICE:
            return None
        made = sorted(self.tally.messages.get(row["customer_id"], ()))
        if len(made) < most:
            return None
        return SkipReason.FREQUENCY_CAP, self._say(CAP, len(made), days, made[-most] + timedelta(days=days))

    def _mix(self, row: Row) -> Stop | None:
        share, customer = self.settings.selling_share, row["customer_id"]
        if row["purpose"] != Purpose.SELLING or share >= 1 or row["asked_for"]:
            return None
        contacts, selling = self.tally.contacts[customer], self.tally.selling[customer]
        if selling + 1 <= max(1, floor(share * (contacts + 1) + ROUNDING)):
            return None
        return SkipReason.TOO_MUCH_SELLING, self._say(
            MIX, selling, contacts, self.settings.mix_days, f"{share:.0%}"[:-1]
        )

    def _today(self, row: Row) -> Stop | None:
        most = row["most_per_day"]
        if not most or self.tally.made_today[row["program"]] < most:
            return None
        return SkipReason.DAILY_LIMIT, self._say(TODAY_FULL, most)

    def _trial(self, row: Row) -> Stop | None:
        """The last rule of all, as only those are left out who would have been contacted."""
        return (SkipReason(row["left_out"]), row["left_out_detail"]) if row["left_out"] else None

    def _say(self, text: Text, *parts: object) -> str:
        language = self.settings.language
        shown = (shown_day(part, language) if isinstance(part, date) else part for part in parts)
        return text.in_language(language).format(*shown)
