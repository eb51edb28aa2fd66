"""The desk's rows for one run: what came in, and the tasks that follow from it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

import polars as pl

from crm_sheets.closed import closed_ways
from crm_sheets.desk.asking import address_row, opt_out_row
from crm_sheets.desk.rows import inbox_row, task_row
from crm_sheets.desk.ticket import InboundKind, Ticket
from crm_sheets.model import Closure, ContactState, Medium

if TYPE_CHECKING:
    from crm_sheets.day import Day
    from crm_sheets.session import Session

Rows = list[dict[str, Any]]


def inbox_rows(day: Day, session: Session) -> Rows:
    """A line of the Inbox tab for each message that came in."""
    zone, language = session.workspace.zone, day.settings.language
    return [inbox_row(ticket, zone, language) for ticket in session.incoming.tickets]


def desk_tasks(day: Day, session: Session, closed: Collection[tuple[str, Medium]] = ()) -> Rows:
    """The Queue's tasks: answers that are owed, questions after an opt-out, addresses that do not work.

    `closed` are the customers, with the medium, whose address turned out not to work while sending. What is to be
    done first comes first.
    """
    standing = set(session.book.table("queue")["key"].drop_nulls())
    found: dict[str, dict[str, Any]] = {}
    for row in (*_about_tickets(day, session), *_about_addresses(day, session, closed)):
        if row["key"] not in standing:
            found.setdefault(row["key"], row)
    return sorted(found.values(), key=lambda row: (row["priority"], row.get("answer_by") or datetime.max))


def _about_tickets(day: Day, session: Session) -> Iterator[dict[str, Any]]:
    now, zone, language = session.workspace.now(), session.workspace.zone, day.settings.language
    profiles = _rows_of({ticket.customer_id for ticket in session.incoming.tickets}, day.profiles)
    for ticket in session.incoming.tickets:
        known = replace(ticket, profile=profiles.get(ticket.customer_id, {}))
        if ticket.needs_answer:
            yield task_row(known, now, zone, language)
        asked = opt_out_row(known, now, zone, language) if ticket.kind is InboundKind.OPT_OUT else None
        if asked:
            yield asked


def _about_addresses(day: Day, session: Session, closed: Collection[tuple[str, Medium]]) -> Iterator[dict[str, Any]]:
    pairs = _dead_ways(day, session, closed)
    ids = {customer_id for customer_id, _ in pairs}
    customers, profiles = _rows_of(ids, day.book.table("customers")), _rows_of(ids, day.profiles)
    for customer_id, medium in pairs:
        customer = customers.get(customer_id)
        if customer:
            owner, profile = customer.get("owner") or "", profiles.get(customer_id, {})
            yield address_row(medium, customer, profile, owner, day.as_of, day.settings.language)


def _dead_ways(day: Day, session: Session, closed: Collection[tuple[str, Medium]]) -> list[tuple[str, Medium]]:
    """Customer and medium of the addresses that turned out not to work, as far as the customers still have them.

    Also those that an earlier run heard of that died before it could write: the Contact log lacks them.
    """
    unlogged = [entry for entry in session.unlogged() if entry.state is ContactState.FAILED]
    bounced = [entry for entry, report in session.incoming.bounced if is_dead(report.closes)]
    failed = dict.fromkeys((*((entry.customer_id, entry.medium) for entry in (*bounced, *unlogged)), *closed))
    if not failed:
        return []
    ways = closed_ways(session.ledger, session.run, day.book, session.workspace.zone)
    dead = ways.filter(pl.col("reason") == Closure.UNREACHABLE, pl.col("key") == "")
    shut = set(dead.select("customer_id", "medium").iter_rows())
    return [pair for pair in failed if pair in shut]


def is_dead(closes: Closure | None) -> bool:
    """True when an address does not work; who asked us to stop is reached well enough."""
    return closes is Closure.UNREACHABLE


def _rows_of(ids: Collection[str], table: pl.DataFrame) -> Mapping[str, Mapping[str, Any]]:
    wanted = table.filter(pl.col("customer_id").is_in(sorted(filter(None, ids)))) if ids else table.clear()
    return {row["customer_id"]: row for row in wanted.unique("customer_id", keep="first").iter_rows(named=True)}


def opt_outs(tickets: Collection[Ticket]) -> int:
    """How many of them ask us to stop."""
    return sum(ticket.kind is InboundKind.OPT_OUT for ticket in tickets)
