"""Every member's day: open tasks, calls that were asked for, promises, visits, events, birthdays."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, TypedDict

import polars as pl

from crm_sheets.agenda.due_days import DueDays
from crm_sheets.agenda.item import Item, Sort
from crm_sheets.agenda.owners import Owners
from crm_sheets.day import Day
from crm_sheets.desk.call_requests import plain_message, requested_calls
from crm_sheets.desk.context import DeskContext
from crm_sheets.model import Text
from crm_sheets.queue import in_order, queue_row, worth_of
from crm_sheets.queue.call_time import read_call_time
from crm_sheets.queue.row import chat_link
from crm_sheets.reports.labels import choice_labels

Row = Mapping[str, Any]

PROMISED = Text("janji: {reason}", "promised: {reason}")
EVENT = Text("acara", "event")
E164 = re.compile(r"\+[1-9][0-9]{5,14}")
BIRTHDAY = Text("ulang tahun", "birthday")
TURNS = Text("genap {age} tahun hari ini", "turns {age} today")
VISIT = Text("kunjungan", "visit")
PROMISES_LATE = timedelta(days=14)
"""A promise that nobody kept is reminded of for so long."""
NOT_CONGRATULATED = ("deceased", "do_not_contact", "do_not_congratulate")


class Ways(TypedDict):
    """What can be tapped."""

    phone: str
    call_link: str
    chat_link: str


@dataclass(frozen=True)
class Agenda:
    """One person's day: who, which day, and the items, most valuable first within each sort."""

    owner: str
    day: date
    items: tuple[Item, ...]

    def of(self, *sorts: Sort) -> tuple[Item, ...]:
        """The items of these sorts."""
        return tuple(item for item in self.items if item.sort in sorts)


def agendas(day: Day, context: DeskContext) -> list[Agenda]:
    """The agendas of all who have something to do or to know on `day.as_of`, by name.

    What belongs to nobody, to somebody who has left or whom the Staff tab does not know, is the desk's. Events concern
    everybody who works here.
    """
    found: dict[str, list[Item]] = {}
    for owner, item in _all_items(day, context):
        found.setdefault(owner, []).append(item)
    order = list(Sort)
    return [
        Agenda(owner, day.as_of, tuple(sorted(items, key=lambda item: order.index(item.sort))))
        for owner, items in sorted(found.items())
    ]


def _all_items(day: Day, context: DeskContext) -> Iterator[tuple[str, Item]]:
    language, due_days, owners = day.settings.language, DueDays(day), Owners(context)
    for row in _open_tasks(day, context, due_days):
        yield owners.of(row.get("owner")), _task(row, day.as_of, language, due_days.of(row))
    for row in _promises(day):
        yield owners.of(row.get("owner")), _promise(row, day.as_of, language)
    for row in _visits(day):
        yield owners.of(row.get("owner")), _visit(row, language)
    for row in day.book.table("events").filter(pl.col("date") == day.as_of).iter_rows(named=True):
        for owner in owners.working:
            yield owner, _event(row, language)
    for row in _birthdays(day):
        yield owners.of(row.get("owner")), _birthday(row, language)


# --- tasks ---


def _open_tasks(day: Day, context: DeskContext, due_days: DueDays) -> list[Row]:
    """Tasks of the Queue without outcome that nobody ticked, and requested calls that are not in it yet.

    In the order of work; what was promised or asked for is among what matters most.
    """
    queue = day.book.table("queue")
    done = pl.col("done").fill_null(value=False) | pl.col("outcome").is_not_null()
    planned = (pl.col("planned_on") <= day.as_of).fill_null(value=True)
    rows = queue.filter(~done, planned, pl.col("key").is_not_null()).unique("key", keep="first", maintain_order=True)
    known = set(queue["key"].drop_nulls())
    settings = day.settings
    calls = [
        queue_row(plain_message(contact, settings.language), day.as_of, settings.language, settings.currency)
        for contact in requested_calls(context, day.as_of)
        if contact.key not in known
    ]
    found = [due_days.with_promises_first(row) for row in (*rows.iter_rows(named=True), *calls)]
    return in_order(found, worth_of(found, day.profiles))


def _task(row: Row, today: date, language: str, due_day: date) -> Item:
    by = row.get("deadline") or row.get("planned_on") or today
    at, _ = read_call_time(row.get("call_at") or "")
    answer_by = row.get("answer_by")
    if answer_by and answer_by.date() == today:
        at = at or answer_by.time()
    phone = row.get("call") or ""
    label = choice_labels("queue", "task", language)
    return Item(
        sort=Sort.LATER if due_day > today else Sort.TASK,
        key=str(row["key"]),
        who=row.get("customer") or row.get("customer_id") or "",
        what=label.get(row.get("task") or "", row.get("task") or ""),
        why=row.get("reason") or "",
        at=at if by >= today else None,
        when=row.get("call_at") or "",
        by=by,
        overdue_since=by if by < today else None,
        phone=phone,
        call_link=_tel(phone),
        chat_link=row.get("chat_link") or (chat_link(phone, "") if row.get("chat") and _tel(phone) else ""),
        brief=row.get("brief") or "",
        script=row.get("script") or "",
        ask=row.get("ask") or "",
    )


def _tel(phone: str) -> str:
    """What a tap calls; nothing for what is not one number: people type notes beside it."""
    return f"tel:{phone}" if E164.fullmatch(phone) else ""


# --- promises, visits, events, birthdays ---


def _promises(day: Day) -> list[Row]:
    """Dates under "Follow up on" that are there, unless a task about the same matter has come since."""
    queue, follow_up = day.book.table("queue"), pl.col("follow_up")
    due = queue.filter(follow_up.is_between(day.as_of - PROMISES_LATE, day.as_of), pl.col("outcome").is_not_null())
    later = queue.group_by("task_id").agg(last_task=pl.col("planned_on").max())
    still = due.join(later, on="task_id", how="left").filter(
        (pl.col("last_task") < follow_up).fill_null(value=True) | (pl.col("last_task") == pl.col("planned_on"))
    )
    newest = still.sort("follow_up", maintain_order=True).unique(["task_id", "customer_id"], keep="last")
    return in_order(list(newest.sort("follow_up", "key").iter_rows(named=True)), {})


def _promise(row: Row, today: date, language: str) -> Item:
    reason = row.get("original_reason") or row.get("reason") or ""
    item = _task({**row, "deadline": row["follow_up"], "call_at": None, "answer_by": None}, today, language, today)
    said = PROMISED.in_language(language).format(reason=reason)
    notes = " ".join((row.get("notes") or "").split())
    return Item(
        Sort.PROMISE,
        f"promise|{row['key']}",
        item.who,
        item.what,
        f"{said} ({notes})" if notes else said,
        by=row["follow_up"],
        overdue_since=item.overdue_since,
        phone=item.phone,
        call_link=item.call_link,
        chat_link=item.chat_link,
        brief=item.brief,
        script=row.get("original_script") or item.script,
    )


def _visits(day: Day) -> Iterator[Row]:
    planned = day.book.table("visits").filter(pl.col("planned_date") == day.as_of, pl.col("visited_date").is_null())
    return _with_customers(planned, day).iter_rows(named=True)


def _visit(row: Row, language: str) -> Item:
    return Item(
        Sort.VISIT,
        f"visit|{row.get('visit_id') or row['customer_id']}",
        row.get("customer_name") or row.get("customer_id") or "",
        VISIT.in_language(language),
        row.get("purpose") or "",
        place=", ".join(filter(None, (row.get("address"), row.get("city")))),
        **_ways(row),
    )


def _event(row: Row, language: str) -> Item:
    named = row.get("name") or row.get("event_id") or ""
    key = f"event|{row.get('event_id') or named}"
    return Item(
        Sort.EVENT, key, named, EVENT.in_language(language), row.get("notes") or "", place=row.get("place") or ""
    )


def _birthdays(day: Day) -> Sequence[Row]:
    today = day.profiles.filter(pl.col("next_birthday") == day.as_of, ~pl.col("status").is_in(NOT_CONGRATULATED))
    return today.sort("owner", "name").to_dicts()


def _birthday(row: Row, language: str) -> Item:
    why = TURNS.in_language(language).format(age=row["age"]) if row.get("age") else ""
    who = " ".join(filter(None, (_salutation(row, language), row.get("name") or row["customer_id"])))
    return Item(Sort.BIRTHDAY, f"birthday|{row['customer_id']}", who, BIRTHDAY.in_language(language), why, **_ways(row))


def _salutation(row: Row, language: str) -> str:
    salutation = row.get("salutation") or ""
    return choice_labels("customers", "salutation", language).get(salutation, salutation)


def _with_customers(rows: pl.DataFrame, day: Day) -> pl.DataFrame:
    people = day.book.table("customers").unique("customer_id", keep="first")
    about = people.select("customer_id", "phone", "phone_kind", "address", "city", customer_name="name", of="owner")
    joined = rows.join(about, on="customer_id", how="left", maintain_order="left")
    return joined.with_columns(owner=pl.coalesce("owner", "of"))


def _ways(row: Row) -> Ways:
    phone = row.get("phone") or ""
    is_mobile = row.get("phone_kind") == "mobile" and phone.startswith("+")
    return {"phone": phone, "call_link": _tel(phone), "chat_link": chat_link(phone, "") if is_mobile else ""}
