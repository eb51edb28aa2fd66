"""What has been made so far, in the past and in this plan, as the limits count it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import polars as pl

from crm_sheets.desk.waiting_calls import call_key, waiting_calls
from crm_sheets.model import ACKNOWLEDGEMENT_ID, CALL_REQUEST_ID, Medium, Program, Purpose
from crm_sheets.plan.done import COUNTED, MESSAGES, last_contacts, reached_today
from crm_sheets.programs.scope import one_each
from crm_sheets.schema.shared import REACHED_NOBODY
from crm_sheets.tables import Book
from crm_sheets.team_settings import TeamSettings

IN_PERSON = (Medium.CALL, Medium.VISIT)
"""Work that takes a customer's time: between two of these lies a rest."""


@dataclass
class Tally:
    """Contacts made, by whom they concern; `note` adds one of this plan.

    `greeted` is by number, e-mail or customer: the program's name and the customer whom a greeting of the day is for.
    `reached_on` and `together` are by program and customer: the day of the last contact, and the subject of the one in
    this plan. `made_today` is by program. By customer are `messages` (the days of those that the cap counts),
    `called_on` (the last call or visit, a call that was asked for today among them), and `contacts` and `selling`, how
    many the mix of purposes counts.
    """

    as_of: date
    greeted: dict[str, tuple[str, str]] = field(default_factory=dict)
    reached_on: dict[tuple[str, str], date] = field(default_factory=dict)
    together: dict[tuple[str, str], str] = field(default_factory=dict)
    made_today: Counter[str] = field(default_factory=Counter)
    messages: dict[str, list[date]] = field(default_factory=dict)
    called_on: dict[str, date] = field(default_factory=dict)
    contacts: Counter[str] = field(default_factory=Counter)
    selling: Counter[str] = field(default_factory=Counter)

    def note(self, row: Mapping[str, Any]) -> None:
        """One contact that is made: `program`, `customer_id`, `medium`, `purpose`, `subject`, ..."""
        customer, program = row["customer_id"], row["program"]
        if row["purpose"] == Purpose.GREETING:
            self.greeted.setdefault(greeted_at(row), (row["program_name"], customer))
        self.reached_on[program, customer] = self.as_of
        self.together.setdefault((program, customer), row["subject"])
        self.made_today[program] += 1
        if row["medium"] in MESSAGES:
            self.messages.setdefault(customer, []).append(self.as_of)
        if row["medium"] in IN_PERSON:
            self.called_on[customer] = self.as_of
        self.contacts[customer] += 1
        self.selling[customer] += row["purpose"] == Purpose.SELLING


def greeted_at(row: Mapping[str, Any]) -> str:
    """Where a greeting reaches people: the number or e-mail; the customer for work without one."""
    return str(row["address"] or row["customer_id"])


def tally_of(
    history: pl.DataFrame,
    concerned: pl.Series,
    book: Book,
    programs: Sequence[Program],
    settings: TeamSettings,
    as_of: date,
) -> Tally:
    """What the ledger's history holds of customers with these ids; of programs and addresses, of everybody."""
    known = history.filter(pl.col("state").is_in(COUNTED))
    theirs = known.filter(pl.col("customer_id").is_in(concerned.implode()))
    planned = theirs.filter(pl.col("program") != ACKNOWLEDGEMENT_ID)
    selling = [program.program_id for program in programs if program.purpose is Purpose.SELLING]
    mixed = _within(planned, as_of, settings.mix_days)
    return Tally(
        as_of,
        _greeted(one_each(book.table("customers")), programs, known, as_of),
        {(program, customer): on for program, customer, on in last_contacts(theirs).iter_rows()},
        made_today=Counter(reached_today(known, as_of)["program"]),
        messages=_messages(_within(planned, as_of, settings.cap_days)),
        called_on=_called(theirs, book) | _asked_for_a_call(known, book, as_of),
        contacts=Counter(mixed["customer_id"]),
        selling=Counter(mixed.filter(pl.col("program").is_in(selling))["customer_id"]),
    )


def _within(history: pl.DataFrame, as_of: date, days: int) -> pl.DataFrame:
    """The contacts of the `days` up to `as_of`, that day included."""
    return history.filter(pl.col("on") > as_of - timedelta(days=days), pl.col("on") <= as_of)


def _messages(recent: pl.DataFrame) -> dict[str, list[date]]:
    """The days of the messages to each customer.

    The note that their own message has come is none of them: who writes to us does not hear from us less.
    """
    days = recent.filter(pl.col("medium").is_in(MESSAGES)).group_by("customer_id").agg("on")
    return dict(days.iter_rows())


def _called(history: pl.DataFrame, book: Book) -> dict[str, date]:
    """The day of each customer's last call or visit; one that reached nobody, as the Queue has it, is none."""
    in_vain = book.table("queue").filter(pl.col("outcome").is_in(REACHED_NOBODY))["key"].drop_nulls()
    calls = history.filter(pl.col("medium").is_in(IN_PERSON), ~pl.col("key").is_in(in_vain.implode()))
    return dict(calls.group_by("customer_id").agg(pl.col("on").max()).iter_rows())


def _asked_for_a_call(history: pl.DataFrame, book: Book, as_of: date) -> dict[str, date]:
    """Who is called on `as_of` as they asked for it; not for what a run has handed out before, which is history."""
    handed_out = {
        *history.filter(pl.col("program") == CALL_REQUEST_ID)["key"],
        *book.table("queue").filter(pl.col("key").str.starts_with(f"{CALL_REQUEST_ID}|"))["key"],
    }
    waiting = waiting_calls(book, as_of)
    return {asker["customer_id"]: as_of for row, asker in waiting if asker and call_key(row) not in handed_out}


def _greeted(
    customers: pl.DataFrame, programs: Sequence[Program], history: pl.DataFrame, as_of: date
) -> dict[str, tuple[str, str]]:
    """Who was greeted today already, by where the greeting went."""
    names = {program.program_id: program.name for program in programs if program.purpose is Purpose.GREETING}
    by_phone = pl.col("medium").is_in([Medium.SMS, Medium.WHATSAPP, Medium.CALL])
    reached = pl.when(by_phone).then("phone").when(pl.col("medium") == Medium.EMAIL).then("email")
    found = (
        reached_today(history, as_of)
        .filter(pl.col("program").is_in(list(names)))
        .join(customers.select("customer_id", "phone", "email"), on="customer_id", how="left", maintain_order="left")
        .select(pl.coalesce(reached, "customer_id"), "program", "customer_id")
    )
    return {reached: (names[program], customer) for reached, program, customer in reversed(found.rows())}
